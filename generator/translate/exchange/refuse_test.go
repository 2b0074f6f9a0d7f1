package exchange

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/diag"
)

// page is a lesson that has everything a text can have, in the source language
// and in another.
const (
	pageRO = `---
title: Lecția
summary: "Despre o *stea*"
weight: 1
---

Un paragraf
pe două rânduri, *important* și {{< l en >}}important{{< /l >}}.

## Un titlu {#titlu}

- Vezi [ghidul](https://example.org/ro) și **nu** uita.
- Rând\
  nou.

| A | B |
| --- | --- |
| c | d |

{{< talk >}}
{{< line who="Irina" >}}
Da.
{{< /line >}}
{{< line who="Polițist" >}}
Nu.
{{< /line >}}
{{< line who="Irina" >}}
Ba da.
{{< /line >}}
{{< /talk >}}
`
	pageRU = `---
title: Лекция
summary: "О *звезде*"
---

Абзац
на двух строках, _важно_ и {{< l en >}}important{{< /l >}}.

## Заголовок {#titlu}

- Смотрите [памятку](https://example.org/ru) и **не** забудьте.
- Новая\
  строка.

| А | Б |
| --- | --- |
| в | г |

{{< talk >}}
{{< line who="Мария" >}}
Да.
{{< /line >}}
{{< line who="Полицейский" >}}
Нет.
{{< /line >}}
{{< line who="Мария" >}}
Нет, да.
{{< /line >}}
{{< /talk >}}
`
)

// site is a small site with that page in it.
func site(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	files := map[string][]byte{
		"content/ro/_index.md": []byte("---\ntitle: A\n---\n"), "content/ru/_index.md": []byte("---\ntitle: Б\n---\n"),
		"content/ro/courses/demo/a1/x.md": []byte(pageRO), "content/ru/courses/demo/a1/x.md": []byte(pageRU),
		"content/en/courses/demo/a1/x.md": []byte(pageRU), "content/uk/courses/demo/a1/x.md": []byte(pageRU),
	}
	for name, data := range more {
		files[name] = []byte(data)
	}
	return overlay{os.DirFS("../../check/testdata/site"), files}
}

// trip exports into Russian, lets edit change the file as text, and imports
// it.
func trip(t *testing.T, fsys fs.FS, f Format, edit func(string) string) (Result, []diag.Diagnostic) {
	t.Helper()
	src, _ := check.Run(fsys, check.Options{})
	docs := Collect(fsys, src, Request{Target: "ru", All: true})
	if len(docs) != 1 {
		t.Fatalf("%d documents", len(docs))
	}
	before := string(Write(f, docs[0], Preface{}))
	after := edit(before)
	if after == before {
		t.Fatalf("the edit changes nothing in\n%s", before)
	}
	read, ds := Read("back", []byte(after))
	res, more := Import(fsys, read, "")
	return res, append(ds, more...)
}

const lesson = "content/ru/courses/demo/a1/x.md"

func TestOneUnitChangesItsBytesAlone(t *testing.T) {
	for name, test := range map[string]struct{ from, to, old, now string }{
		"paragraph": {"Абзац на двух строках, <1>важно</1>", "Совсем * другой _абзац_, <1>важно</1>", "Абзац\nна двух строках, _важно_", `Совсем \* другой \_абзац\_, _важно_`},
		"reordered": {"Абзац на двух строках, <1>важно</1> и <2>important</2>.", "<2>important</2> и <1>важно</1>: абзац", "Абзац\nна двух строках, _важно_ и {{< l en >}}important{{< /l >}}.", "{{< l en >}}important{{< /l >}} и _важно_: абзац"},
		"heading":   {`msgstr "Заголовок"`, `msgstr "1. Заголовок {#b} #"`, "## Заголовок {#titlu}", `## 1\. Заголовок &#123;#b} \# {#titlu}`},
		"item":      {"Смотрите <1>памятку</1> и", "- Смотрите <1>памятку</1> и", "- Смотрите [памятку]", `- \- Смотрите [памятку]`},
		"break":     {"Новая<1/>строка.", "Новая<1/># строка {{< gist >}}", "Новая\\\n  строка.", "Новая\\\n  \\# строка &#123;{< gist >}}"},
		"cell":      {`msgstr "в"`, `msgstr "в | г"`, "| в | г |", `| в \| г | г |`},
		"who":       {`msgstr "Мария"`, `msgstr "Ма «рия»"`, `who="Мария"`, `who="Ма «рия»"`},
		"title":     {`msgstr "Лекция"`, `msgstr "Урок: «1»"`, "title: Лекция", `title: "Урок: «1»"`},
		"summary":   {`msgstr "О *звезде*"`, `msgstr "О \"*звезде*\""`, `summary: "О *звезде*"`, `summary: "О \"*звезде*\""`},
	} {
		t.Run(name, func(t *testing.T) {
			res, ds := trip(t, site(t, nil), PO, func(s string) string { return strings.Replace(s, test.from, test.to, 1) })
			if len(ds) > 0 || res.Written != 1 || len(res.Files) != 1 {
				t.Errorf("%d written in %d files\n%s", res.Written, len(res.Files), printed(ds))
			}
			if diff := cmp.Diff(strings.ReplaceAll(pageRU, test.old, test.now), string(res.Files[lesson])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is refused is named with both places, and the rest is taken.
func TestRefusals(t *testing.T) {
	const para, item = "Абзац на двух строках, <1>важно</1> и <2>important</2>.", "<1>памятку</1> и <2>не</2> забудьте."
	for name, test := range map[string]struct{ from, to, rule, name, place string }{
		"speaker":       {`msgstr "Полицейский"`, `msgstr "\"Полицейский"`, "exchange-text", "", "23:15"},
		"lost":          {para, "Абзац, важно и <2>important</2>.", "exchange-lost", "1 *", "6:1"},
		"lost end":      {para, "Абзац, <1>важно и <2>important</2>.", "exchange-lost", "/1", "6:1"},
		"lost begin":    {para, "Абзац, важно</1> и <2>important</2>.", "exchange-lost", "1", "6:1"},
		"added":         {para, "Абзац, <1>важно</1> <7/> <2>important</2>.", "exchange-added", "7", "6:1"},
		"doubled":       {para, "<1>А</1>, <1>важно</1> <2>important</2>.", "exchange-doubled", "1", "6:1"},
		"crossed":       {item, "<1>памятку <2>и</1> не</2> забудьте.", "exchange-crossed", "1", "11:3"},
		"end first":     {item, "</1>памятку<1> и <2>не</2> забудьте.", "exchange-crossed", "1", "11:3"},
		"alone as pair": {"Новая<1/>строка.", "Новая<1>строка</1>.", "exchange-added", "1 \\⏎", "12:3"},
		"marker":        {para, "Абзац ‖ <1>важно</1> <2>important</2>.", "exchange-character", "‖", "6:1"},
		"bidi":          {para, "Абзац \u202e <1>важно</1> <2>important</2>.", "exchange-character", "U+202E", "6:1"},
		"empty":         {para, "", "exchange-empty", "", "6:1"},
		"blank":         {para, " \u00a0", "exchange-empty", "", "6:1"},
		"copied":        {para, "Un paragraf pe două rânduri, <1>important</1> și <2>important</2>.", "exchange-copied", "", "6:1"},
		"in a word":     {para, "Аб<1>«важно</1>б <2>important</2>.", "exchange-text", "", "6:1"},
		"empty markup":  {para, "Абзац <1></1> <2>important</2>.", "exchange-text", "", "6:1"},
		"breaks":        {para, "Абзац <1>важно</1> <2>important</2>, звоните 0800 800 123.", "exchange-breaks", "", "6:1"},
	} {
		t.Run(name, func(t *testing.T) {
			res, ds := trip(t, site(t, nil), PO, func(s string) string {
				return strings.Replace(strings.Replace(s, test.from, test.to, 1), `msgstr "Заголовок"`, `msgstr "Новый"`, 1)
			})
			if len(ds) != 1 || ds[0].Rule != test.rule || res.Refused != 1 || res.Written != 1 {
				t.Fatalf("%d refused, %d written\n%s", res.Refused, res.Written, printed(ds))
			}
			d := ds[0]
			if n, _ := d.Args["Name"].(string); n != test.name {
				t.Errorf("it names %q", n)
			}
			if want := lesson + ":" + test.place; d.Pos.File != "back" || d.Pos.Line < 2 || len(d.Related) == 0 || d.Related[len(d.Related)-1].String() != want {
				t.Errorf("places: %v %v", d.Pos, d.Related)
			}
			if want := strings.Replace(pageRU, "Заголовок", "Новый", 1); string(res.Files[lesson]) != want {
				t.Error(cmp.Diff(want, string(res.Files[lesson])))
			}
		})
	}
}

func TestUnitsThatDoNotBelong(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(string) string
		rule string
	}{
		"unknown id":   {func(s string) string { return strings.Replace(s, "x.md#title", "x.md#heading", 1) }, "exchange-unknown"},
		"unknown page": {func(s string) string { return strings.Replace(s, "x.md#title", "y.md#title", 1) }, "exchange-unknown"},
		"outside": {func(s string) string {
			return strings.Replace(s, "content/ro/courses/demo/a1/x.md#title", "../../etc/passwd#title", 1)
		}, "exchange-unknown"},
		"language": {func(s string) string { return strings.Replace(s, "Language: ru", "Language: de", 1) }, "exchange-language"},
		"source":   {func(s string) string { return strings.Replace(s, "X-Source-Language: ro", "X-Source-Language: en", 1) }, "exchange-language"},
		"itself":   {func(s string) string { return strings.Replace(s, "Language: ru", "Language: ro", 1) }, "exchange-language"},
		"twice": {func(s string) string {
			return s + "\nmsgctxt \"content/ro/courses/demo/a1/x.md#title\"\nmsgid \"x\"\nmsgstr \"ы\"\n"
		}, "exchange-twice"},
	} {
		res, ds := trip(t, site(t, nil), PO, test.edit)
		if len(ds) != 1 || ds[0].Rule != test.rule || len(res.Files) > 0 {
			t.Errorf("%s: %d files\n%s", name, len(res.Files), printed(ds))
		}
	}
}

// A paragraph whose source changed while its translation was away is taken and
// stays stale; what nobody touched does not come back over newer work.
func TestWhatChangedInBetween(t *testing.T) {
	aligned := func(fsys fs.FS) map[string]string {
		src, ds := check.Run(fsys, check.Options{})
		if diag.HasErrors(ds) {
			t.Fatal(printed(ds))
		}
		files := map[string]string{}
		for _, l := range src.Ledgers {
			files[l.File()] = string(l.Format())
		}
		return files
	}
	ledgers := aligned(site(t, nil))
	with := func(ro, ru string) fs.FS {
		m := map[string]string{"content/ro/courses/demo/a1/x.md": ro, lesson: ru}
		maps.Copy(m, ledgers)
		return site(t, m)
	}
	src, _ := check.Run(site(t, nil), check.Options{})
	file := string(Write(XLIFF12, Collect(site(t, nil), src, Request{Target: "ru", All: true})[0], Preface{}))
	edited := strings.Replace(file, "<target state=\"translated\">Заголовок", "<target state=\"translated\">Новый заголовок", 1)
	docs, _ := Read("back", []byte(edited))

	later := with(strings.Replace(pageRO, "Un titlu", "Un titlu mai lung", 1), strings.Replace(pageRU, "Лекция", "Занятие", 1))
	res, ds := Import(later, docs, "")
	if res.Written != 1 || res.Behind != 1 || len(ds) != 1 || ds[0].Rule != "exchange-behind" || ds[0].Severity != diag.Warning {
		t.Errorf("%+v\n%s", res.Written, printed(ds))
	}
	want := strings.Replace(strings.Replace(pageRU, "Лекция", "Занятие", 1), "Заголовок", "Новый заголовок", 1)
	if diff := cmp.Diff(want, string(res.Files[lesson])); diff != "" {
		t.Error(diff)
	}
	stale := func(ls []translate.Ledger) (n int) {
		for _, l := range ls {
			for _, e := range l.Entries {
				if e.Stale("ru") {
					n++
				}
			}
		}
		return n
	}
	if n := stale(res.Ledgers); n != 1 {
		t.Errorf("%d translations are stale", n)
	}

	// Exported after the change, it is renewed; also by saying that it is right.
	src, _ = check.Run(later, check.Options{})
	todo := Collect(later, src, Request{Target: "ru"})
	if todo[0].Count() != 1 || todo[0].Files[0].Units[0].State != Stale {
		t.Fatalf("%d texts are wanted", todo[0].Count())
	}
	for f, confirm := range map[Format][2]string{
		XLIFF12: {"needs-adaptation", "final"}, XLIFF21: {`initial" subState="ascult:stale`, "final"}, PO: {"#, fuzzy\n", ""},
	} {
		data := string(Write(f, todo[0], Preface{}))
		for name, back := range map[string]string{"confirmed": strings.Replace(data, confirm[0], confirm[1], 1), "changed": strings.Replace(strings.Replace(data, confirm[0], confirm[1], 1), "Заголовок", "Длинный", 1)} {
			docs, ds := Read("back", []byte(back))
			res, more := Import(later, docs, "")
			if len(ds)+len(more) > 0 || res.Written+res.Confirmed != 1 || stale(res.Ledgers) != 0 {
				t.Errorf("%s, %s: %d written, %d confirmed, %d stale\n%s", f, name, res.Written, res.Confirmed, stale(res.Ledgers), printed(more))
			}
		}
		docs, _ := Read("back", []byte(data))
		if res, _ := Import(later, docs, ""); res.Unchanged != 1 || stale(res.Ledgers) != 1 {
			t.Errorf("%s: untouched, it is not stale any more", f)
		}
	}
}

// A page or a bank that has no translation comes to be when all its texts are
// there, and not before.
func TestNewTranslations(t *testing.T) {
	base := overlay{os.DirFS("../../check/testdata/site"), nil}
	gone := without{base, map[string]bool{"content/ru/courses/demo/a1/lesson.md": true}}
	entries, _ := fs.Glob(base, "quizzes/*/*/*.ru.yaml")
	for _, e := range entries {
		gone.names[e] = true
	}
	src, _ := check.Run(gone, check.Options{})
	docs := Collect(gone, src, Request{Target: "ru"})
	full := Collect(base, func() check.Source { s, _ := check.Run(base, check.Options{}); return s }(), Request{Target: "ru", All: true})[0]
	said := map[string]translate.Pieces{}
	for _, f := range full.Files {
		for _, u := range f.Units {
			said[f.Path+"#"+u.ID] = u.Target
		}
	}
	back, ds := Read("back", Write(XLIFF21, docs[0], Preface{}))
	if len(ds) > 0 || docs[0].Count() < 30 {
		t.Fatal(docs[0].Count(), printed(ds))
	}
	for i, f := range back[0].Files {
		for k, u := range f.Units {
			back[0].Files[i].Units[k].Target = said[f.Path+"#"+u.ID]
		}
	}
	res, ds := Import(gone, back, "")
	if len(ds) > 0 || len(res.Files) != len(gone.names) {
		t.Fatalf("%d of %d files\n%s", len(res.Files), len(gone.names), printed(ds))
	}
	_, ds = check.Run(overlay{gone, res.Files}, check.Options{})
	if diag.HasErrors(ds) {
		t.Error(printed(ds))
	}
	want, _ := fs.ReadFile(base, "content/ru/courses/demo/a1/lesson.md")
	if got := res.Files["content/ru/courses/demo/a1/lesson.md"]; len(translate.Blocks(got)) != len(translate.Blocks(want)) || bytes.Contains(got, []byte("weight")) {
		t.Errorf("%s", got)
	}
	back[0].Files[0].Units[0].Target = nil
	res, ds = Import(gone, back, "")
	if len(ds) != 1 || ds[0].Rule != "exchange-incomplete" || len(res.Files) != len(gone.names)-1 {
		t.Errorf("%d files\n%s", len(res.Files), printed(ds))
	}
}

// without is a folder in which some files are not.
type without struct {
	fs.FS
	names map[string]bool
}

func (w without) Open(name string) (fs.File, error) {
	if w.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

func (w without) Lstat(name string) (fs.FileInfo, error) {
	if w.names[name] {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrNotExist}
	}
	return fs.Lstat(w.FS, name)
}

func (w without) ReadLink(name string) (string, error) { return fs.ReadLink(w.FS, name) }

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(w.FS, name)
	var out []fs.DirEntry
	for _, e := range all {
		if !w.names[name+"/"+e.Name()] {
			out = append(out, e)
		}
	}
	return out, err
}
