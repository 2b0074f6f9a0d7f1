package check

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/diag"
)

const (
	lessonRO   = "content/ro/courses/demo/a1/lesson.md"
	lessonRU   = "content/ru/courses/demo/a1/lesson.md"
	courseRO   = "content/ro/courses/demo/_index.md"
	courseRU   = "content/ru/courses/demo/_index.md"
	bank       = "quizzes/demo/practice/a1.yaml"
	bankRU     = "quizzes/demo/practice/a1.ru.yaml"
	exam       = "quizzes/demo/exam/a1.yaml"
	examRU     = "quizzes/demo/exam/a1.ru.yaml"
	helplines  = "data/helplines.yaml"
	references = "data/sources.yaml"
	ledger     = "content/demo.segments"
	entry      = "k3m7qz gone/page - p 0f1e2d3c4b5a6978 00ff00ff00ff00ff"
)

// cases hold for each rule an edit that breaks it, where the complaint stands,
// and an edit that comes near and is fine.
var cases = []struct {
	rule string
	bad  []edit
	at   string // "file:line", or "file"
	near []edit
}{
	{"anchor-bad", []edit{{lessonRO, "{#aim}\n", "{onclick=\"x\"}\n"}}, lessonRO + ":10", []edit{{lessonRO, "{#aim}\n", "{#aim} \n"}}},
	{"anchor-differs", []edit{{lessonRU, "{#aim}\n", "{#way}\n"}}, lessonRU + ":8", nil},
	{
		"anchor-duplicate",
		[]edit{{lessonRO, "Words before.", "## B {#aim}"}, {lessonRU, "Слова.", "## Б {#aim}"}},
		lessonRO + ":10",
		[]edit{{lessonRO, "Words before.", "## B {#other}"}, {lessonRU, "Слова.", "## Б {#other}"}},
	},
	{"bank-kind-first", []edit{{bank, "kind: practice\n", ""}, {bank, "", "questions: [{id: aim}]\nkind: practice\n"}}, bank + ":2", nil},
	{"bank-kind-folder", []edit{{bank, "kind: practice", "kind: exam"}}, bank + ":1", []edit{{bank, "kind: practice", "kind: 'practice'"}}},
	{"bank-orphan", []edit{{"quizzes/demo/practice/b.ru.yaml", "", "questions: {}\n"}}, "quizzes/demo/practice/b.ru.yaml", nil},
	{"bank-untranslated", []edit{{bankRU, "", gone}}, bankRU, nil},
	{"blocks-differ", []edit{{lessonRU, "Слова.", "Слова.\n\nЕщё."}}, lessonRU + ":8", []edit{{lessonRU, "Слова.", "Слова.\nЕщё."}}},
	{"canary-bad", []edit{{exam, "kq7m2v9t4x8d1r5z", "exam1"}}, exam + ":8", []edit{{exam, "kq7m2v9t4x8d1r5z", "0000000000000000"}}},
	{"canary-duplicate", []edit{
		{"quizzes/demo/exam/b.yaml", "", strings.NewReplacer("id: aim", "id: way", "First", "Other").Replace(fixture()[exam])},
		{"quizzes/demo/exam/b.ru.yaml", "", strings.NewReplacer("aim:", "way:", "Первый", "Другой").Replace(fixture()[examRU])},
	}, "quizzes/demo/exam/b.yaml:8", []edit{
		{"quizzes/demo/exam/b.yaml", "", strings.NewReplacer("id: aim", "id: way", "First", "Other", "kq7m", "zzzz").Replace(fixture()[exam])},
		{"quizzes/demo/exam/b.ru.yaml", "", strings.NewReplacer("aim:", "way:", "Первый", "Другой").Replace(fixture()[examRU])},
	}},
	{"correct-one", []edit{{bank, "id: two\n", "id: two\n        correct: true\n"}}, bank + ":10", nil},
	{
		"correct-some",
		[]edit{{bank, "type: single", "type: multiple"}, {bank, "id: two\n", "id: two\n        correct: true\n"}},
		bank + ":10",
		[]edit{
			{bank, "type: single", "type: multiple"},
			{bank, "id: two\n", "id: two\n        correct: true\n"},
			{bank, "feedback: No.\n", "feedback: No.\n      - {id: three, text: Three, feedback: No.}\n"},
			{bankRU, "      two:", "      three: {text: Три, feedback: Нет.}\n      two:"},
		},
	},
	{"exam-overlap", []edit{{exam, "First exam?", "FIRST   practice?"}}, exam + ":3", []edit{{exam, "First exam?", "First practices?"}}},
	{"exam-too-small", []edit{{courseRO, "draw: 1", "draw: 2"}}, courseRO + ":10", nil},
	{"file-encoding", []edit{{lessonRO, "Words", "Wo\u202erds"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "Wo\u00adrds\u00a0"}}},
	{"file-missing", []edit{{helplines, "", gone}}, helplines, nil},
	{"file-refused", []edit{{"content/ro/courses/demo/a1/x.html", "", "<p>"}}, "content/ro/courses/demo/a1/x.html", nil},
	{"file-too-large", []edit{{lessonRO, "Words", strings.Repeat("Word ", 1<<18)}}, lessonRO, []edit{{lessonRO, "Words", strings.Repeat("Word ", 1<<14)}}},
	{"front-matter-missing", []edit{{lessonRO, "---\ntitle", "title"}}, lessonRO + ":1", []edit{{lessonRO, "---\ntitle", "---\n# note\ntitle"}}},
	{"heading-level", []edit{{lessonRO, "## Aim", "### Aim"}, {lessonRU, "## Aim", "### Aim"}}, lessonRO + ":10", nil},
	{"id-bad", []edit{{bank, "id: one", "id: Одно"}}, bank + ":11", []edit{{bank, "id: one", "id: 'one'"}}},
	{"id-duplicate", []edit{{bank, "id: two", "id: one"}}, bank + ":15", nil},
	{"image-refused", []edit{{lessonRO, "Words", "![x](https://example.org/x.png)"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "`![x](y)`"}}},
	{"index-missing", []edit{{"content/ro/courses/demo/a1/_index.md", "", gone}, {"content/ru/courses/demo/a1/_index.md", "", gone}}, lessonRO + ":1", nil},
	{"key-duplicate", []edit{{lessonRO, "title: Lesson\n", "title: Lesson\ntitle: Two\n"}}, lessonRO + ":3", nil},
	{"key-missing", []edit{{lessonRO, "summary: S\n", ""}}, lessonRO + ":2", []edit{{lessonRO, "weight: 1\n", "weight: 0\n"}}},
	{"key-misspelt", []edit{{bank, "correct: true", "corect: true"}}, bank + ":12", nil},
	{"key-structure", []edit{{lessonRU, "summary: С\n", "summary: С\nweight: 2\n"}}, lessonRU + ":4", []edit{{lessonRU, "summary: С\n", "summary: С\ncontent_note: N\n"}}},
	{"key-unknown", []edit{{lessonRO, "weight: 1\n", "weight: 1\ndraft: true\n"}}, lessonRO + ":5", nil},
	{"key-wrong-kind", []edit{{exam, "id: two\n", "id: two\n        effect: risk\n"}}, exam + ":17", []edit{{bank, "id: two\n", "id: two\n        effect: risk\n"}}},
	{"language-unknown", []edit{{"content/ua/_index.md", "", "---\ntitle: T\n---\n"}}, "content/ua", nil},
	{"ledger-conflict", []edit{{ledger, "", "segments 1\n<<<<<<< HEAD\n" + entry + "\n"}}, ledger + ":2", []edit{{ledger, "", "segments 1\n" + entry + "\n"}}},
	{"ledger-duplicate", []edit{{ledger, "", "segments 1\n" + entry + "\n" + entry + "\n"}}, ledger + ":3", nil},
	{"ledger-syntax", []edit{{ledger, "", "segments 1\n" + entry + " \n"}}, ledger + ":2", []edit{{ledger, "", "segments 1\n" + entry + " ru=0f1e2d3c4b5a6978\n"}}},
	{"link-broken", []edit{{lessonRO, `ref "a1/lesson#aim"`, `ref "a1/lesson#gaol"`}}, lessonRO + ":12", []edit{{lessonRO, `{{< ref "a1/lesson#aim" >}}`, "#aim"}}},
	{"link-refused", []edit{{lessonRO, "https://example.org/", "java&#115;cript:alert(1)"}}, lessonRO + ":12", []edit{{lessonRO, "https://example.org/", "mailto:a@example.org"}}},
	{"list-length", []edit{{courseRU, "[раз, два]", "[раз]"}}, courseRU + ":5", nil},
	{"marker-in-text", []edit{{lessonRO, "Words", "A ‖ B"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "A || B"}}},
	{"name-bad", []edit{{"content/ro/courses/demo/a1/Lecția.md", "", "---\n---\n"}}, "content/ro/courses/demo/a1/Lecția.md", nil},
	{"nesting-deep", []edit{{lessonRO, "Words before", strings.Repeat("> ", 100_000)}}, lessonRO + ":8", []edit{{lessonRO, "Words before", "- - a"}, {lessonRU, "Слова.", "- - а"}}},
	{"number-bad", []edit{{helplines, `"112"`, `"112!"`}}, helplines + ":4", []edit{{helplines, `"112"`, `"+373 112"`}}},
	{"option-count", []edit{{bank, "      - id: two\n        text: Two\n        feedback: No.\n", ""}}, bank + ":10", nil},
	{"options-equal", []edit{{bankRU, "text: Два", "text: РАЗ"}}, bank + ":15", []edit{{bankRU, "text: Два", "text: Раз."}}},
	{"page-orphan", []edit{{"content/ru/g/2.md", "", "---\ntitle: T\nheading: H\n---\n"}}, "content/ru/g/2.md:1", nil},
	{"page-untranslated", []edit{{lessonRU, "", gone}}, lessonRU, nil},
	{
		"practice-missing",
		[]edit{{lessonRO, "practice a1", "practice a2"}, {lessonRU, "practice a1", "practice a2"}},
		lessonRO + ":36",
		[]edit{{lessonRO, "practice a1", "practice a1 aim"}, {lessonRU, "practice a1", "practice a1 aim"}},
	},
	{"raw-html", []edit{{lessonRO, "Words", "<b>Words</b>"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "1 < 2 `<b>` \\<b>"}}},
	{"read-missing", []edit{{bank, "read: a1/lesson#aim", "read: a1/lesson#goal"}}, bank + ":7", []edit{{bank, "read: a1/lesson#aim", "read: a1/lesson"}}},
	{
		"shortcode-arguments",
		[]edit{{lessonRO, "note law", "note legal"}, {lessonRU, "note law", "note legal"}},
		lessonRO + ":14",
		[]edit{{lessonRO, "note law", "note word"}, {lessonRU, "note law", "note word"}},
	},
	{
		"shortcode-line",
		[]edit{{lessonRO, "{{< practice a1 >}}", "Now {{< practice a1 >}}"}, {lessonRU, "{{< practice a1 >}}", "Now {{< practice a1 >}}"}},
		lessonRO + ":36",
		[]edit{{lessonRO, "Words before.", "{{< l en >}}Words{{< /l >}} before."}},
	},
	{"shortcode-malformed", []edit{{lessonRO, "Words", "{{% note law %}}"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "{{ Words }}"}}},
	{"shortcode-pair", []edit{{lessonRO, "{{< /note >}}", "{{< /talk >}}"}}, lessonRO + ":16", []edit{{lessonRO, "{{< /note >}}", "{{</note>}}"}}},
	{
		"shortcode-place",
		[]edit{{lessonRO, "{{< talk >}}\n", "{{< talk >}}\nShe comes in.\n"}, {lessonRU, "{{< talk >}}\n", "{{< talk >}}\nShe comes in.\n"}},
		lessonRO + ":19",
		[]edit{{lessonRO, "Good day.\n", "Good day.\n\nI am here.\n"}, {lessonRU, "Good day.\n", "Good day.\n\nI am here.\n"}},
	},
	{"shortcode-unknown", []edit{{lessonRO, "Words before", "{{< youtube abc >}}"}}, lessonRO + ":8", nil},
	{
		"shortcodes-differ",
		[]edit{{lessonRU, "{{< open >}}A question.{{< /open >}}", "{{< risk >}}A question.{{< /risk >}}"}},
		lessonRU + ":20",
		[]edit{{lessonRU, "Слова.", "{{< l en >}}Слова{{< /l >}}."}},
	},
	{"source-unknown", []edit{{lessonRO, "sources: [CTI]", "sources: [CTI, CTX]"}}, lessonRO + ":5", nil},
	{"state-bad", []edit{{helplines, "state: md", "state: Moldova"}}, helplines + ":3", nil},
	{
		"stays-three",
		[]edit{{lessonRO, "- Three.\n", ""}, {lessonRU, "- Three.\n", ""}},
		lessonRO + ":30",
		[]edit{{lessonRO, "- Three.\n", "\n- Three.\n"}},
	},
	{"text-empty", []edit{{lessonRO, "title: Lesson", "title:"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: ~"}}},
	{"text-untranslated", []edit{{bankRU, ", feedback: Нет.", ""}}, bankRU + ":7", nil},
	{"translation-extra", []edit{{bankRU, "      two:", "      three: {text: Три, feedback: Нет.}\n      two:"}}, bankRU + ":7", nil},
	{"translation-key", []edit{{bankRU, "{text: Два", "{correct: true, text: Два"}}, bankRU + ":7", nil},
	{"true-false-options", []edit{{bank, "type: single", "type: true-false"}}, bank + ":11", []edit{
		{bank, "", "kind: practice\nquestions:\n  - id: aim\n    type: true-false\n    source: [CTI]\n    read: a1/lesson\n    text: T\n    feedback: F\n" +
			"    options:\n      - {id: \"true\", correct: true, feedback: Yes.}\n      - {id: \"false\", feedback: No.}\n"},
		{bankRU, "", "questions:\n  aim:\n    text: Т\n    feedback: П\n    options:\n      true: {feedback: Да.}\n      \"false\": {feedback: Нет.}\n"},
	}},
	{"want-date", []edit{{courseRO, "2026-11-23", "2026-02-30"}}, courseRO + ":8", []edit{{courseRO, "2026-11-23", "\"2024-02-29\""}}},
	{"want-list", []edit{{lessonRO, "sources: [CTI]", "sources: CTI"}}, lessonRO + ":5", []edit{{lessonRO, "sources: [CTI]", "sources:\n  - CTI"}}},
	{"want-map", []edit{{courseRO, "exam: {draw: 1, pass: 80}", "exam: 80"}}, courseRO + ":10", nil},
	{"want-number", []edit{{courseRO, "pass: 80", "pass: 101"}}, courseRO + ":10", []edit{{courseRO, "pass: 80", "pass: 100"}}},
	{"want-one-of", []edit{{bank, "type: single", "type: choice"}}, bank + ":4", nil},
	{"want-text", []edit{{lessonRO, "title: Lesson", "title: [Lesson]"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: \"[Lesson]\""}}},
	{"yaml-feature", []edit{{lessonRO, "title: Lesson", "title: !!binary TGVzc29u"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: \"!!binary &a *a <<\""}}},
	{"yaml-syntax", []edit{{lessonRO, "title: Lesson", "title: Listening: words"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: 'Listening: words'"}}},
}

// more hold further ways to break a rule.
var more = []struct {
	rule string
	bad  []edit
	at   string
}{
	{"file-missing", []edit{{"content/ro/_index.md", "", gone}, {"content/ru/_index.md", "", gone}}, "content/ro/_index.md"},
	{"file-missing", []edit{{"content/ro/courses/_index.md", "", gone}, {"content/ru/courses/_index.md", "", gone}}, "content/ro/courses/_index.md"},
	{"file-refused", []edit{{"data/.DS_Store", "", "x"}}, "data/.DS_Store"},
	{"file-refused", []edit{{"data/helpline.yaml", "", "lines: []\n"}}, "data/helpline.yaml"},
	{"marker-in-text", []edit{{lessonRO, "title: Lesson", "title: A ‖abcdef‖"}}, lessonRO + ":2"},
	{"marker-in-text", []edit{{bankRU, "text: Два", "text: Два ‖abcdef‖"}}, bankRU + ":7"},
	{"marker-in-text", []edit{{helplines, "ro: O", "ro: O ‖"}}, helplines + ":5"},
}

// elsewhere are the rules that no text can break: they have tests of their own.
var elsewhere = []string{"file-unreadable"}

func check(fsys fs.FS) []diag.Diagnostic {
	_, ds := Run(fsys, Options{Languages: []string{"ro", "ru"}})
	return ds
}

func TestFixtureHasNoProblems(t *testing.T) {
	for _, d := range check(source4test(t)) {
		t.Errorf("%s: %s %v", d.Pos, d.Rule, d.Args)
	}
}

func TestRules(t *testing.T) {
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			ds := check(source4test(t, c.bad...))
			found := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				p := d.Pos
				p.Col = 0
				return d.Rule == c.rule && p.String() == c.at
			})
			if !found {
				t.Errorf("no complaint at %s, but:", c.at)
				for _, d := range ds {
					t.Logf("%s: %s %v %v", d.Pos, d.Rule, d.Args, d.Related)
				}
			}
			for _, d := range check(source4test(t, c.near...)) {
				t.Errorf("near miss: %s: %s %v", d.Pos, d.Rule, d.Args)
			}
		})
	}
}

// TestOneFaultOneComplaint holds that each of these is said once, with nothing
// made up beside it.
func TestOneFaultOneComplaint(t *testing.T) {
	for _, c := range more {
		ds := check(source4test(t, c.bad...))
		if len(ds) != 1 || ds[0].Rule != c.rule || !strings.HasPrefix(ds[0].Pos.String(), c.at) {
			t.Errorf("want %s at %s alone, not %v", c.rule, c.at, ds)
		}
	}
}

// TestUnreadPageIsTheOnlyComplaint: what points at a page that cannot be read
// is not to blame.
func TestUnreadPageIsTheOnlyComplaint(t *testing.T) {
	for rule, text := range map[string]string{
		"file-too-large": strings.Repeat("Word ", 1<<18),
		"file-encoding":  "Words \xff",
		"nesting-deep":   strings.Repeat("> ", 100),
	} {
		ds := check(source4test(t, edit{lessonRO, "Words before", text}))
		for _, d := range ds {
			if d.Rule == "read-missing" || d.Rule == "link-broken" || d.Rule == "page-orphan" {
				t.Errorf("%s also brings %s at %s", rule, d.Rule, d.Pos)
			}
		}
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == rule }) {
			t.Errorf("no %s in %v", rule, ds)
		}
	}
}

// TestLinksOfDataAreNotFollowed holds it for the files the walk of content
// does not meet.
func TestLinksOfDataAreNotFollowed(t *testing.T) {
	fsys := source4test(t)
	fsys["elsewhere.yaml"] = fsys[helplines]
	fsys[helplines] = &fstest.MapFile{Data: []byte("../elsewhere.yaml"), Mode: fs.ModeSymlink}
	if ds := check(fsys); !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-refused" && d.Pos.File == helplines
	}) {
		t.Errorf("a link was followed: %v", ds)
	}
}

func TestUnreadableFile(t *testing.T) {
	ds := check(locked{source4test(t)})
	if len(ds) == 0 || !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-unreadable" && d.Pos.File == lessonRO
	}) {
		t.Errorf("no complaint about a file that cannot be read: %v", ds)
	}
}

// locked is a source in which one lesson cannot be opened.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if name == lessonRO {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) Stat(name string) (fs.FileInfo, error) { return l.MapFS.Stat(name) }
func (l locked) ReadFile(name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	return l.MapFS.ReadFile(name)
}
