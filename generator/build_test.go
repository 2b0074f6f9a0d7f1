package generator

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"

	"ascult"
	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// These name a source and a folder to [TestBuildElsewhere] when it is run as a
// process of its own, under another time zone.
const (
	elsewhereFrom = "ASCULT_TEST_SOURCE"
	elsewhereTo   = "ASCULT_TEST_OUT"
)

// TestBuildElsewhere is the other process of TestTwoBuildsAreEqual; run with
// the rest it has nothing to do.
func TestBuildElsewhere(t *testing.T) {
	from, to := os.Getenv(elsewhereFrom), os.Getenv(elsewhereTo)
	if from == "" {
		return
	}
	o := sample(t)
	o.Source, o.SourceDir, o.Out = os.DirFS(from), from, to
	mustBuild(t, o)
}

func mustBuild(t *testing.T, o Options) Result {
	t.Helper()
	r, ds, err := Build(context.Background(), o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatalf("build: %v %v", err, ds)
	}
	return r
}

// sums returns the SHA-256 of the site in out and of its manifest.
func sums(t *testing.T, out string) map[string]string {
	t.Helper()
	got := map[string]string{}
	add := func(key, name string) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got[key] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	err := filepath.WalkDir(out, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(out, name)
			add(filepath.ToSlash(rel), name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	add("manifest", ManifestFile(out))
	return got
}

func TestTwoBuildsAreEqual(t *testing.T) {
	places := []struct {
		dir, zone, locale string
		stamp             time.Time
	}{
		{filepath.Join(t.TempDir(), "a"), "Pacific/Kiritimati", "C", time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)},
		{filepath.Join(t.TempDir(), "elsewhere", "b"), "America/Adak", "ru_RU.UTF-8", time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)},
	}
	var got []map[string]string
	for _, p := range places {
		src, out := filepath.Join(p.dir, "source"), filepath.Join(p.dir, "site")
		if err := os.CopyFS(src, ascult.Sample()); err != nil {
			t.Fatal(err)
		}
		err := filepath.WalkDir(src, func(name string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chtimes(name, p.stamp, p.stamp)
		})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestBuildElsewhere$")
		cmd.Env = append(os.Environ(), "TZ="+p.zone, "LC_ALL="+p.locale, elsewhereFrom+"="+src, elsewhereTo+"="+out)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		got = append(got, sums(t, out))
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Errorf("the same source gave two sites:\n%s", diff)
	}
	if len(got[0]) < 40 {
		t.Errorf("only %d files were compared", len(got[0]))
	}
}

func TestBuildReplacesAnOldSiteWhole(t *testing.T) {
	o := sample(t)
	o.Out = filepath.Join(t.TempDir(), "public")
	first := mustBuild(t, o)
	stale := filepath.Join(o.Out, "ro", "stale.html")
	if err := os.WriteFile(stale, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := sums(t, o.Out)
	delete(before, "ro/stale.html")

	broken := writable(t, o.Source)
	broken["content/ro/_index.md"] = &fstest.MapFile{Data: []byte("---\ntitel: x\n---\n")}
	bad := o
	bad.Source = broken
	if _, ds, err := Build(context.Background(), bad); err != nil || !diag.HasErrors(ds) {
		t.Fatalf("a broken source was built: %v %v", err, ds)
	}
	if _, err := os.Stat(stale); err != nil {
		t.Errorf("a refused build touched the old site: %v", err)
	}

	mustBuild(t, o)
	if diff := cmp.Diff(before, sums(t, o.Out)); diff != "" {
		t.Errorf("the second build differs:\n%s", diff)
	}
	left, err := os.ReadDir(filepath.Dir(o.Out))
	if err != nil || len(left) != 2 {
		t.Errorf("beside the site lie %v (%v), want the site and its manifest", left, err)
	}
	if len(first.Files) == 0 {
		t.Error("the result names no files")
	}
}

func TestFoldersThatWouldBeLostAreRefused(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "course")
	if err := os.CopyFS(src, ascult.Sample()); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(src, link); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "photos")
	if err := os.MkdirAll(filepath.Join(mine, "2026"), 0o755); err != nil {
		t.Fatal(err)
	}
	notes := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(notes, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ out, rule string }{
		{notes, "out-foreign"},
		{src, "out-holds-source"},
		{dir, "out-holds-source"},
		{link, "out-holds-source"},
		{filepath.Join(src, "content"), "out-in-source"},
		{filepath.Join(src, "quizzes", "interviewing", "site"), "out-in-source"},
		{filepath.Join(link, "data", "site"), "out-in-source"},
		{mine, "out-foreign"},
	}
	for _, tt := range tests {
		o := sample(t)
		o.Source, o.SourceDir, o.Out = os.DirFS(src), src, tt.out
		_, ds, err := Build(context.Background(), o)
		if err != nil || len(ds) != 1 || ds[0].Rule != tt.rule {
			t.Errorf("out %s: %v %v, want %s", tt.out, ds, err, tt.rule)
		}
	}
	if _, err := os.Stat(filepath.Join(mine, "2026")); err != nil {
		t.Error(err)
	}
	if kept, err := os.ReadFile(notes); err != nil || string(kept) != "mine" {
		t.Errorf("a file in the place of the site became %q, %v", kept, err)
	}
	o := sample(t)
	o.Source, o.SourceDir, o.Out = os.DirFS(src), src, filepath.Join(src, "public")
	mustBuild(t, o) // the author's usual place
}

// examStem returns the stem and the canary of one exam question.
func examStem(t *testing.T) (stem, canary string) {
	t.Helper()
	banks, ds := quiz.Load(ascult.Sample(), quiz.Exam, quiz.Options{
		Course: "interviewing", Source: "ro",
		Languages: []string{"ro", "ru", "uk", "en"}, Objectives: 9,
		HasPlace: func(string) bool { return true }, HasSource: func(string) bool { return true },
	})
	if diag.HasErrors(ds) || len(banks) == 0 {
		t.Fatalf("read the exam: %v", ds)
	}
	q := banks[0].Questions[0]
	return q.Text["uk"], q.Canary
}

func packedWith(t *testing.T, w interface {
	Write([]byte) (int, error)
	Close() error
}, buf *bytes.Buffer, text string,
) []byte {
	t.Helper()
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestAnExamIsNeverPublished(t *testing.T) {
	stem, canary := examStem(t)
	lesson := "content/uk/courses/interviewing/a1/purpose.md"
	tests := []struct {
		name  string
		spoil func(src, theme fstest.MapFS)
	}{
		{"a bank under a mount", func(src, theme fstest.MapFS) {
			for name, f := range src {
				if strings.HasPrefix(name, "quizzes/interviewing/exam/") {
					theme["static/banks/"+filepath.Base(name)] = f
				}
			}
		}},
		{"a stem in front matter", func(src, _ fstest.MapFS) {
			text := string(src[lesson].Data)
			at := strings.Index(text, "summary: ")
			end := at + strings.IndexByte(text[at:], '\n')
			src[lesson].Data = []byte(text[:at] + "summary: >-\n  " + strings.ToUpper(stem) + text[end:])
		}},
		{"a stem in a data file", func(src, _ fstest.MapFS) {
			f := src["data/helplines.yaml"]
			f.Data = bytes.Replace(f.Data, []byte(`uk: "служба екстреної допомоги"`), fmt.Appendf(nil, "uk: %q", stem), 1)
			if !bytes.Contains(f.Data, fmt.Appendf(nil, "%q", stem)) {
				f.Data = bytes.Replace(f.Data, []byte(`uk: "`), fmt.Appendf(nil, "uk: %s ", strings.TrimSuffix(fmt.Sprintf("%q", stem+" "), `"`)), 1)
			}
		}},
		{"a stem in a gz", func(_, theme fstest.MapFS) {
			var b bytes.Buffer
			theme["static/notes.gz"] = &fstest.MapFile{Data: packedWith(t, gzip.NewWriter(&b), &b, stem)}
		}},
		{"a canary in a br", func(_, theme fstest.MapFS) {
			var b bytes.Buffer
			theme["static/notes.br"] = &fstest.MapFile{Data: packedWith(t, brotli.NewWriter(&b), &b, "x "+canary)}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := sample(t)
			src, theme := writable(t, o.Source), writable(t, o.Theme)
			tt.spoil(src, theme)
			o.Source, o.Theme, o.Out = src, theme, filepath.Join(t.TempDir(), "public")
			_, ds, err := Build(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, d := range ds {
				found = found || d.Rule == "build-leak"
			}
			if !found {
				t.Errorf("published; the complaints were %v", ds)
			}
			if _, err := os.Stat(o.Out); err == nil {
				t.Error("the site was written all the same")
			}
		})
	}
}

func TestLeaksOfWrittenQuestions(t *testing.T) {
	bank := quiz.Bank{ID: "b", Course: "c", Questions: []quiz.Question{{
		ID: "g", Type: quiz.Gap, Canary: "0000000000000001",
		Text: quiz.Text{"en": "After a question wait [[n]] seconds, then [[what]]."}, Hint: quiz.Text{"en": "Count the seconds before you speak."},
		Options: []quiz.Option{
			{ID: "n", Accept: map[string][]string{"en": {"4", "four"}}},
			{ID: "what", Accept: map[string][]string{"en": {"wait", "keep silent until the person has found the next words"}}},
		},
	}, {
		ID: "s", Type: quiz.Spot, Canary: "0000000000000002", Text: quiz.Text{"en": "Where is the one fault in this talk?"},
		Options: []quiz.Option{{ID: "a", Who: quiz.Text{"en": "Interviewer M."}, Text: quiz.Text{"en": "He hit you?"}}},
	}, {
		ID: "j", Type: quiz.Judgement, Canary: "0000000000000003", Text: quiz.Text{"en": "What do you do?"},
		Case: quiz.Text{"en": "The brother of a presumed victim offers to translate."},
	}}}
	for text, want := range map[string]string{
		"After a question wait … seconds, then …":                       "text",
		"After a question wait <b>[1]</b> seconds, then [2]":            "text",
		"After a question wait [[n]] seconds, then [[what]]":            "text",
		"after a question wait 4 seconds, then wait":                    "text",
		"Count the seconds, before you speak":                           "hint",
		"<b>Interviewer M.</b>: “He hit you?”":                          "option",
		"The brother of a presumed victim offers to translate.":         "case",
		"Keep silent until the person has found the next words.":        "answer",
		"Wait four seconds. He hit you? Interviewer M. What do you do?": "",
	} {
		leaks := Leaks(map[string][]byte{"a.html": []byte(text)}, []quiz.Bank{bank})
		got := ""
		if len(leaks) > 0 {
			got = leaks[0].What
		}
		if got != want || len(leaks) > 1 {
			t.Errorf("%s: found %v, want %q", text, leaks, want)
		}
	}
}

func TestLeaksSeesThroughEscapes(t *testing.T) {
	bank := quiz.Bank{ID: "b", Course: "c", Questions: []quiz.Question{{
		ID: "q", Canary: "kq7m2v9t4x8d1r5z",
		Text:    quiz.Text{"ru": "Зачем нужна беседа с пострадавшим человеком?"},
		Options: []quiz.Option{{ID: "o", Text: quiz.Text{"en": "Yes"}}, {ID: "p", Text: quiz.Text{"en": "To obtain an account that can be relied upon."}}},
	}}}
	var script, entities, percent strings.Builder
	for _, r := range bank.Questions[0].Text["ru"] {
		fmt.Fprintf(&script, `\u%04x`, r)
		fmt.Fprintf(&entities, "&#x%x;", r)
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&percent, "%%%02X", c)
		}
	}
	tests := []struct {
		name, text string
		want       string
	}{
		{"plain", "зачем  нужна\nБЕСЕДА с пострадавшим человеком", "text"},
		{"typography", "Зачем нужна ‖abc234‖ беседа с\u00a0постра\u2060давшим человеком?", "text"},
		{"tags", "Зачем <b>нужна</b> беседа <q class=x>с</q> пострадавшим человеком", "text"},
		{"script", `{"a":"` + script.String() + `"}`, "text"},
		{"entities", entities.String(), "text"},
		{"entities twice", strings.ReplaceAll(entities.String(), "&", "&amp;"), "text"},
		{"address", percent.String(), "text"},
		{"option", "to obtain an account that can be relied upon", "option"},
		{"canary", "KQ7M2V9T-4X8D1R5Z", "canary"},
		{"short option", "Yes, yes, yes", ""},
		{"another text", "Зачем нужна беседа с человеком?", ""},
	}
	for _, tt := range tests {
		leaks := Leaks(map[string][]byte{"a.html": []byte(tt.text)}, []quiz.Bank{bank})
		got := ""
		if len(leaks) > 0 {
			got = leaks[0].What
		}
		if got != tt.want || len(leaks) > 1 {
			t.Errorf("%s: found %v, want %q", tt.name, leaks, tt.want)
		}
	}
}
