package exchange

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"ascult/generator/check"
	"ascult/internal/diag"
)

func sample() fs.FS { return os.DirFS("../../..") }

// note stands for the texts of the catalogue.
func note(key string, args map[string]any) string { return fmt.Sprint(key, args) }

func collect(t *testing.T, fsys fs.FS, lang string) Document {
	t.Helper()
	src, _ := check.Run(fsys, check.Options{})
	docs := Collect(fsys, src, Request{Target: lang, All: true, Note: note})
	if len(docs) != 1 {
		t.Fatalf("%d documents", len(docs))
	}
	return docs[0]
}

func printed(ds []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintln(&b, d.Pos, d.Rule, d.Args, d.Related)
	}
	return b.String()
}

// Out and back changes nothing, in any format and language.
func TestOutAndBackIsNothing(t *testing.T) {
	for i, lang := range []string{"ru", "uk", "en"} {
		f := Formats[i]
		doc := collect(t, sample(), lang)
		if doc.Count() < 700 {
			t.Fatalf("%s: only %d texts", lang, doc.Count())
		}
		data := Write(f, doc, Preface{"a note", "private"})
		if again := Write(f, collect(t, sample(), lang), Preface{"a note", "private"}); !bytes.Equal(data, again) {
			t.Errorf("%s %s: two exports differ", lang, f)
		}
		docs, ds := Read("x", data)
		if len(ds) > 0 || len(docs) != 1 || docs[0].Count() != doc.Count() {
			t.Fatalf("%s %s: %d documents\n%s", lang, f, len(docs), printed(ds))
		}
		for _, other := range Formats {
			same, ds := Read("x", Write(other, doc, Preface{}))
			if len(ds) > 0 || len(same) != 1 {
				t.Fatalf("%s %s: %s", lang, other, printed(ds))
			}
			for n, file := range same[0].Files {
				for k, u := range file.Units {
					v := docs[0].Files[n].Units[k]
					if u.ID != v.ID || !equal(u.Source, v.Source) || !equal(u.Target, v.Target) || u.SourceHash != v.SourceHash || u.TargetHash != v.TargetHash {
						t.Errorf("%s %s and %s: %s %s differs", lang, f, other, file.Path, u.ID)
					}
				}
			}
		}
		res, ds := Import(sample(), docs, "")
		if len(res.Files) > 0 || len(ds) > 0 || res.Unchanged != doc.Count() {
			t.Errorf("%s %s: %+v\n%s", lang, f, res.Files, printed(ds))
		}
	}
}

// Every text in capitals: all of them arrive, no markup is lost, and a second
// import does nothing.
func TestCapitals(t *testing.T) {
	for _, f := range Formats[1:2] {
		docs, ds := Read("x", Write(f, collect(t, sample(), "ru"), Preface{}))
		if len(ds) > 0 {
			t.Fatal(printed(ds))
		}
		n := 0
		for _, file := range docs[0].Files {
			for _, u := range file.Units {
				for i := range u.Target {
					u.Target[i].Text = strings.ToUpper(u.Target[i].Text)
				}
				n++
			}
		}
		res, ds := Import(sample(), docs, "")
		if diag.HasErrors(ds) || res.Written+res.Unchanged != n || res.Unchanged > 2 {
			t.Errorf("%s: %d of %d written, %d unchanged\n%s", f, res.Written, n, res.Unchanged, printed(ds))
		}
		after := overlay{sample(), res.Files}
		for _, file := range collect(t, after, "ru").Files {
			for _, u := range file.Units {
				for _, p := range u.Target {
					if p.Text != strings.ToUpper(p.Text) {
						t.Errorf("%s %s: %q", file.Path, u.ID, p.Text)
					}
				}
			}
		}
		before, now := collect(t, sample(), "ru"), collect(t, after, "ru")
		for i, file := range before.Files {
			for k, u := range file.Units {
				var a, b []string
				for _, p := range u.Target {
					a = append(a, p.Code)
				}
				for _, p := range now.Files[i].Units[k].Target {
					b = append(b, p.Code)
				}
				if strings.Join(a, "|") != strings.Join(b, "|") {
					t.Errorf("%s %s: %q became %q", file.Path, u.ID, a, b)
				}
			}
		}
		if res, _ := Import(after, docs, ""); len(res.Files) > 0 {
			t.Errorf("%s: a second import changes %d files", f, len(res.Files))
		}
	}
}
