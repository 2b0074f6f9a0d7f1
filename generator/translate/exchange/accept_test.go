package exchange

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/diag"
)

const (
	gapsRO = "quizzes/interviewing/practice/gaps.yaml"
	gapsRU = "quizzes/interviewing/practice/gaps.ru.yaml"
	gapsUK = "quizzes/interviewing/practice/gaps.uk.yaml"

	gapsBank = `kind: practice
questions:
  - id: wait
    type: gap
    source: [CTI]
    read: a1/purpose#aim
    text: După întrebare așteptați [[n]] secunde, apoi [[what]].
    feedback: Fiindcă așa este.
    options:
      - {id: "n", accept: ["4", patru secunde, patru], feedback: Bine.}
      - id: what
        accept:
          - ascultați   # înainte de toate
          - "tăceți"
        feedback: Bine.
`
	gapsRussian = `questions:
  wait:
    text: После вопроса подождите [[n]] секунды, затем [[what]].
    feedback: Потому что так.
    options:
      "n": {accept: [четыре], feedback: Хорошо.}
      what:
        accept:
          - слушайте   # прежде всего
          - 'молчите'
          - послушайте
        feedback: Хорошо.
`
)

func gaps(files map[string]string) fs.FS {
	o := overlay{sample(), map[string][]byte{gapsRO: []byte(gapsBank)}}
	for name, text := range files {
		o.files[name] = []byte(text)
	}
	return o
}

// gapUnits returns the units of the bank by their ids.
func gapUnits(d Document) map[string]*Unit {
	out := map[string]*Unit{}
	for _, f := range d.Files {
		if f.Path == gapsRO {
			for i := range f.Units {
				out[f.Units[i].ID] = &f.Units[i]
			}
		}
	}
	return out
}

func sentBack(t *testing.T, fsys fs.FS, f Format, lang string) Document {
	t.Helper()
	docs, ds := Read("x", Write(f, collect(t, fsys, lang), Preface{}))
	if len(ds) > 0 || len(docs) != 1 {
		t.Fatal(printed(ds))
	}
	return docs[0]
}

// Lists of accepted answers that differ in length go out and come back without
// a change; one answer changes and nothing beside it.
func TestAcceptedAnswers(t *testing.T) {
	fsys := gaps(map[string]string{gapsRU: gapsRussian})
	for _, f := range Formats {
		doc := sentBack(t, fsys, f, "ru")
		if res, ds := Import(fsys, []Document{doc}, ""); len(res.Files) > 0 || diag.HasErrors(ds) {
			t.Errorf("%s: %s\n%s", f, res.Files, printed(ds))
		}
		units := gapUnits(doc)
		var got []string
		for _, id := range []string{"wait.options.n.accept.1", "wait.options.n.accept.2", "wait.options.what.accept.1", "wait.options.what.accept.2", "wait.options.what.accept.3"} {
			if u := units[id]; u != nil {
				got = append(got, u.Source.String()+" "+u.Target.String())
			}
		}
		if d := cmp.Diff([]string{"4 четыре", "ascultați слушайте", "tăceți молчите"}, got); d != "" {
			t.Errorf("%s: %s", f, d)
		}
		units["wait.options.what.accept.2"].Target = translate.Plain("помолчите: 'тихо'")
		units["wait.options.n.accept.1"].Target = translate.Plain("4, или четыре")
		res, ds := Import(fsys, []Document{doc}, "")
		if diag.HasErrors(ds) || res.Written != 2 {
			t.Fatalf("%s: %d written\n%s", f, res.Written, printed(ds))
		}
		want := strings.NewReplacer("'молчите'", "'помолчите: ''тихо'''", "[четыре]", `["4, или четыре"]`).Replace(gapsRussian)
		if d := cmp.Diff(want, string(res.Files[gapsRU])); d != "" {
			t.Errorf("%s: %s", f, d)
		}
	}
}

// A bank with gaps gets a language that it did not have, by an import alone.
func TestBankWithGapsIsMade(t *testing.T) {
	fsys := gaps(map[string]string{gapsRU: gapsRussian})
	doc := sentBack(t, fsys, XLIFF12, "uk")
	for id, u := range gapUnits(doc) {
		switch {
		case id == "wait.text":
			u.Target = u.Source
			u.Target[0].Text = "Після запитання зачекайте "
			for i, text := range []string{" секунди, потім ", "."} {
				u.Target[2*i+2].Text = text
			}
		case id == "wait.options.n.accept.1":
			u.Target = u.Source // a number is the same in every language
		case accepted(id):
			u.Target = translate.Plain("слухайте " + id[len(id)-1:])
		default:
			u.Target = translate.Plain("Добре.")
		}
	}
	res, ds := Import(fsys, []Document{doc}, "")
	if diag.HasErrors(ds) {
		t.Fatal(printed(ds))
	}
	for _, want := range []string{"          - \"4\"\n          - \"слухайте 2\"\n          - \"слухайте 3\"\n", "          - \"слухайте 1\"\n          - \"слухайте 2\"\n"} {
		if !strings.Contains(string(res.Files[gapsUK]), want) {
			t.Errorf("not there:\n%s\nin\n%s", want, res.Files[gapsUK])
		}
	}
	_, ds = check.Run(overlay{fsys, res.Files}, check.Options{})
	for _, d := range ds {
		if d.Severity == diag.Error && d.Pos.File == gapsUK {
			t.Error(printed([]diag.Diagnostic{d}))
		}
	}
}

// A list whose source has changed is stale as a whole, and is renewed when all
// that was asked for has come back.
func TestStaleAnswers(t *testing.T) {
	fsys := gaps(map[string]string{gapsRU: gapsRussian})
	src, _ := check.Run(fsys, check.Options{})
	files := map[string]string{gapsRU: gapsRussian, gapsRO: strings.Replace(gapsBank, `"tăceți"`, `"păstrați tăcerea"`, 1)}
	for _, l := range src.Ledgers {
		if l.Name == "interviewing" && l.Form == translate.Quiz {
			files[l.File()] = string(l.Format())
		}
	}
	fsys = gaps(files)
	for _, all := range []bool{true, false} {
		doc := sentBack(t, fsys, XLIFF21, "ru")
		units := gapUnits(doc)
		for _, n := range []string{"1", "2"} {
			u := units["wait.options.what.accept."+n]
			if u.State != Stale {
				t.Fatalf("accept.%s is not stale", n)
			}
			if all || n == "2" {
				u.Target = translate.Plain("сохраняйте тишину " + n)
			}
		}
		res, ds := Import(fsys, []Document{doc}, "")
		if diag.HasErrors(ds) {
			t.Fatal(printed(ds))
		}
		for _, l := range res.Ledgers {
			for _, e := range l.Entries {
				if e.ID == "wait.options.what.accept" && e.Stale("ru") == all {
					t.Errorf("all of it came back: %v; stale: %v", all, e.Stale("ru"))
				}
			}
		}
	}
}
