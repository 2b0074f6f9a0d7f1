package quiz

import (
	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A rendering is one file of texts in another language than the source's.
type rendering struct {
	lang   string
	source string // language that is translated
	doc    *source.Doc
}

// put adds a translated text, and warns when it says other numbers.
func (t *rendering) put(into Text, text string, at, place diag.Pos) {
	into[t.lang] = text
	t.doc.Problems.CompareNumbers(t.source, into[t.source], text, at, place)
}

// fields reads a map of texts, which translate what stands at place. Structure,
// which only the source may have, gets a complaint of its own.
func (t *rendering) fields(n *yaml.Node, name string, place diag.Pos, structure []string, known ...string) source.Fields {
	return t.doc.FieldsBut(n, name, structure, func(e source.Entry) {
		t.doc.Problems.Add("translation-key", e.At, source.Args{"Key": e.Key}, place)
	}, known...)
}

func (t *rendering) entries(f source.Fields, key string) map[string]source.Entry {
	m := map[string]source.Entry{}
	for _, e := range t.doc.Entries(f.Node(key), key) {
		m[e.Key] = e
	}
	return m
}

// missing points at the translation and at what it should translate.
func (t *rendering) missing(name string, at, place diag.Pos) {
	t.doc.Problems.Add("text-untranslated", at, source.Args{"Name": name, "Lang": t.lang}, place)
}

// extra complains about what translates nothing of that which stands at place.
func (t *rendering) extra(left map[string]source.Entry, place diag.Pos) {
	for _, id := range sortedKeys(left) {
		t.doc.Problems.Add("translation-extra", left[id].At, source.Args{"ID": id}, place)
	}
}

// A listed is one thing that the source lists.
type listed struct {
	id    string
	place diag.Pos
}

// ordered complains when entries stand in another order than the source lists
// them, at the first that does. It comes before entries are taken out.
func (t *rendering) ordered(entries map[string]source.Entry, list []listed) {
	var last diag.Pos
	for _, l := range list {
		e, ok := entries[l.id]
		if !ok {
			continue
		}
		if diag.Compare(e.At, last) < 0 {
			t.doc.Problems.Add("translation-order", e.At, source.Args{"ID": l.id}, l.place)
			return
		}
		last = e.At
	}
}
