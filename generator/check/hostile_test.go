package check

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"ascult/internal/diag"
)

// inside fails when a place does not lie inside its file.
func inside(t *testing.T, fsys fstest.MapFS, d diag.Diagnostic) {
	t.Helper()
	for _, p := range append([]diag.Pos{d.Pos}, d.Related...) {
		f, ok := fsys[p.File]
		if !ok || p.Line == 0 {
			continue // a file that is missing, or a whole file
		}
		lines := bytes.Split(f.Data, []byte("\n"))
		if p.Line < 1 || p.Line > len(lines) {
			t.Errorf("%s: %s lies outside of %d lines", d.Rule, p, len(lines))
			continue
		}
		if n := utf8.RuneCount(lines[p.Line-1]); p.Col < 0 || p.Col > n+1 {
			t.Errorf("%s: %s lies outside of %d characters", d.Rule, p, n)
		}
	}
}

// TestHostileFiles holds that nothing panics or hangs, and that something is
// said.
func TestHostileFiles(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x]\n")
	for i := 1; i < 40; i++ {
		p, n := string(rune('a'+i%26))+"x", string(rune('a'+(i+1)%26))+"x"
		bomb.WriteString(n + ": &" + n + " [*" + p + ", *" + p + "]\n")
	}
	for name, text := range map[string]string{
		"alias bomb":     bomb.String(),
		"deep brackets":  strings.Repeat("[", 100_000),
		"deep lists":     strings.Repeat("- ", 50_000),
		"deep maps":      "a: " + strings.Repeat("{a: ", 100_000),
		"merge key":      "base: &b {kind: exam}\n<<: *b\nquestions: []\n",
		"binary":         "kind: !!binary cHJhY3RpY2U=\nquestions: []\n",
		"object":         "kind: !!python/object:os.system x\n",
		"two documents":  "kind: practice\nquestions: []\n---\nkind: exam\n",
		"tabs":           "kind: practice\nquestions:\n\t- id: aim\n",
		"empty":          "",
		"only a comment": "# nothing\n",
		"a scalar":       "practice",
		"a list":         "- kind\n- questions\n",
		"no end":         "kind: \"practice",
		"null byte":      "kind: practice\x00",
		"latin1":         "kind: practic\xe9",
		"huge":           strings.Repeat("a: b\n", 1<<20),
		"list as key":    "? [a, b]\n: c\n",
		"carriage":       "kind: practice\r\nquestions:\r\n  - id: [\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, file := range []string{bank, bankRU, exam, helplines, references, plans, "quizzes/demo/scenario/monday.yaml", ledger} {
				fsys := source4test(t, edit{file, "", text})
				ds := check(fsys)
				if len(ds) == 0 && !(file == ledger && text == "") {
					t.Errorf("%s: nothing is said", file)
				}
				for _, d := range ds {
					inside(t, fsys, d)
				}
			}
			fsys := source4test(t, edit{lessonRO, "", "---\n" + text + "\n---\nText.\n"})
			for _, d := range check(fsys) {
				inside(t, fsys, d)
			}
		})
	}
}

func TestWrittenTextStaysAsWritten(t *testing.T) {
	for _, text := range []string{"no", "007", "1e3", "2026-01-01", "12:30:00", "~", "null", "0x10", "true"} {
		src, ds := Run(source4test(t, edit{bank, "text: Scriu.", "text: " + text}), Options{})
		if diag.HasErrors(ds) {
			t.Fatalf("%s: %v", text, ds)
		}
		if got := src.Practice["demo"][0].Questions[0].Options[1].Text["ro"]; got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestAllComplaintsAtOnce(t *testing.T) {
	ds := check(source4test(t,
		edit{courseRO, "pass: 80", "pass: 0"}, edit{lessonRO, "Cuvinte", "<b>Cuvinte"}, edit{bank, "correct: true", "corect: true"},
		edit{bankRU, "text: Пишу., ", ""}, edit{helplines, "grade: A", "grade: D"}))
	want := []string{"want-number", "raw-html", "want-one-of", "text-untranslated", "key-misspelt"}
	for _, rule := range want {
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == rule }) {
			t.Errorf("nothing is said under %s", rule)
		}
	}
	for i := 1; i < len(ds); i++ {
		if a, b := ds[i-1].Pos, ds[i].Pos; a.File > b.File || a.File == b.File && a.Line > b.Line {
			t.Errorf("%s stands before %s", a, b)
		}
	}
}

func FuzzPage(f *testing.F) {
	files := fixture(f)
	f.Add(files[lessonRO])
	f.Add(files[courseRO])
	f.Add("---\ntitle: [\n---\n{{< {{< l en >}}\n# x {#x}\n<a>\n| a |\n|-|\n")
	f.Fuzz(func(t *testing.T, text string) {
		fsys := source4test(t, edit{lessonRO, "", text})
		for _, d := range check(fsys) {
			inside(t, fsys, d)
		}
	})
}

func FuzzBank(f *testing.F) {
	files := fixture(f)
	f.Add(files[bank], files[bankRU])
	f.Add("kind: exam\nquestions: [{id: a, options: [{}, 1]}]", "questions: {a: {options: []}}")
	f.Fuzz(func(t *testing.T, main, translation string) {
		fsys := source4test(t, edit{bank, "", main}, edit{bankRU, "", translation})
		for _, d := range check(fsys) {
			inside(t, fsys, d)
		}
	})
}

func FuzzScenario(f *testing.F) {
	files := fixture(f)
	const mondayRU = "quizzes/demo/scenario/monday.ru.yaml"
	f.Add(files[monday], files[mondayRU])
	f.Add("kind: scenario\nnodes: [{id: a, lines: [{}, 1], choices: [{}, []]}]\nendings: [{}, 1]", "nodes: {a: {lines: [x, y]}}\nendings: []")
	f.Fuzz(func(t *testing.T, main, translation string) {
		fsys := source4test(t, edit{monday, "", main}, edit{mondayRU, "", translation})
		for _, d := range check(fsys) {
			inside(t, fsys, d)
		}
	})
}

func FuzzPlans(f *testing.F) {
	files := fixture(f)
	f.Add(files[plans])
	f.Add("calm:\n  room: {width: 200, depth: 1200}\n  items: [{kind: door, x: 0, y: 0}, 1, []]\n")
	f.Fuzz(func(t *testing.T, text string) {
		fsys := source4test(t, edit{plans, "", text})
		src, ds := Run(fsys, Options{})
		for _, d := range ds {
			inside(t, fsys, d)
		}
		for _, p := range src.Plans {
			_ = p.Shapes()
		}
	})
}
