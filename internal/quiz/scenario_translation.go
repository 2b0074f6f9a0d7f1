package quiz

import (
	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A scenarioTranslation adds the texts of one language to a scenario. It can
// add nothing else.
type scenarioTranslation struct{ rendering }

// scenarioKeys are the keys of a scenario that a translation must not have.
var scenarioKeys = []string{
	"kind", "counters", "source", "reviewed", "start", "id", "repair", "who", "when", "silent", "effect", "change", "next",
}

func (t *scenarioTranslation) merge(s *Scenario) {
	if t.doc.Broken {
		return
	}
	f := t.fields(t.doc.Root, "", s.Pos, "place", "about", "content_note", "people", "nodes", "endings", "debrief")
	t.text(f, "place", s.Place, "place", s.Pos)
	t.text(f, "about", s.About, "about", s.Pos)
	t.text(f, "content_note", s.ContentNote, "content_note", s.Pos)
	people := t.entries(f, "people")
	var list []listed
	for _, p := range s.People {
		list = append(list, listed{p.ID, s.Pos})
	}
	t.ordered(people, list)
	for _, p := range s.People {
		e, ok := people[p.ID]
		if !ok {
			t.missing("people."+p.ID, f.At("people"), s.Pos)
			continue
		}
		p.Name[t.lang] = t.doc.Text(e.Value, p.ID)
		delete(people, p.ID)
	}
	t.extra(people, s.Pos)
	nodes := t.entries(f, "nodes")
	list = nil
	for _, n := range s.Nodes {
		list = append(list, listed{n.ID, n.pos})
	}
	t.ordered(nodes, list)
	for _, n := range s.Nodes {
		e, ok := nodes[n.ID]
		if n.ID == "" { // it has no name to be translated under, and that was said
			clear(nodes)
			break
		}
		if !ok {
			t.missing("nodes."+n.ID, f.At("nodes"), n.pos)
			continue
		}
		delete(nodes, n.ID)
		t.node(n, e)
	}
	t.extra(nodes, s.Pos)
	endings := t.entries(f, "endings")
	list = nil
	for _, n := range s.Endings {
		list = append(list, listed{n.ID, n.pos})
	}
	t.ordered(endings, list)
	for _, n := range s.Endings {
		e, ok := endings[n.ID]
		if !ok {
			t.missing("endings."+n.ID, f.At("endings"), n.pos)
			continue
		}
		delete(endings, n.ID)
		ef := t.fields(e.Value, n.ID, n.pos, "title", "text", "record", "unsaid")
		name := "endings." + n.ID
		t.text(ef, "title", n.Title, name+".title", n.pos)
		t.list(ef, "text", n.Text, n.pos)
		t.list(ef, "record", n.Record, n.pos)
		t.list(ef, "unsaid", n.Unsaid, n.pos)
	}
	t.extra(endings, s.Pos)
	t.list(f, "debrief", s.Debrief, s.Pos)
}

func (t *scenarioTranslation) node(n Node, e source.Entry) {
	f := t.fields(e.Value, n.ID, n.pos, "lines", "choices")
	t.list(f, "lines", lineTexts(n.Lines), n.pos)
	choices := t.entries(f, "choices")
	var list []listed
	for _, c := range n.Choices {
		list = append(list, listed{c.ID, c.pos})
	}
	t.ordered(choices, list)
	for _, c := range n.Choices {
		name := "nodes." + n.ID + ".choices." + c.ID
		ce, ok := choices[c.ID]
		if c.ID == "" {
			clear(choices)
			break
		}
		if !ok {
			t.missing(name, f.At("choices"), c.pos)
			continue
		}
		delete(choices, c.ID)
		cf := t.fields(ce.Value, c.ID, c.pos, "say", "do", "reply", "feedback")
		t.text(cf, "say", c.Say, name+".say", c.pos)
		t.text(cf, "do", c.Do, name+".do", c.pos)
		t.text(cf, "feedback", c.Feedback, name+".feedback", c.pos)
		t.list(cf, "reply", lineTexts(c.Reply), c.pos)
	}
	t.extra(choices, n.pos)
}

func lineTexts(lines []Line) []Text {
	var out []Text
	for _, l := range lines {
		out = append(out, l.Text)
	}
	return out
}

// fields reads a map of texts.
func (t *scenarioTranslation) fields(n *yaml.Node, name string, place diag.Pos, known ...string) source.Fields {
	return t.rendering.fields(n, name, place, scenarioKeys, known...)
}

// text adds a text that the source has, and refuses one that it has not.
func (t *scenarioTranslation) text(f source.Fields, key string, into Text, name string, at diag.Pos) {
	switch {
	case into == nil && f.Has(key):
		t.doc.Problems.Add("translation-extra", f.At(key), source.Args{"ID": key}, at)
	case into != nil && !f.Has(key):
		t.missing(name, f.At(key), at)
	case into != nil:
		t.put(into, f.Text(key), f.At(key), at)
	}
}

// list adds the texts of a list, which is as long as that of the source.
func (t *scenarioTranslation) list(f source.Fields, key string, into []Text, at diag.Pos) {
	items := t.doc.List(f.Node(key), key)
	if len(items) != len(into) {
		t.doc.Problems.Add("list-length", f.At(key), source.Args{"Key": key, "Want": len(into), "Have": len(items)}, at)
		return
	}
	for i, n := range items {
		t.put(into[i], t.doc.Text(n, key), t.doc.Pos(n), at)
	}
}
