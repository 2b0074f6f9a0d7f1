package quiz

import (
	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A rendering is one file of texts in another language than the source's.
type rendering struct {
	lang string
	doc  *source.Doc
}

// fields reads a map of texts. Structure, which only the source may have, gets
// a complaint of its own.
func (t *rendering) fields(n *yaml.Node, name string, structure []string, known ...string) source.Fields {
	return t.doc.FieldsBut(n, name, structure, func(e source.Entry) {
		t.doc.Problems.Add("translation-key", e.At, source.Args{"Key": e.Key})
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

// extra complains about what translates nothing.
func (t *rendering) extra(left map[string]source.Entry) {
	for _, id := range sortedKeys(left) {
		t.doc.Problems.Add("translation-extra", left[id].At, source.Args{"ID": id})
	}
}
