package quiz

import (
	"ascult/internal/diag"
	"ascult/internal/source"
)

// A translation adds the texts of one language to a bank. It can add nothing
// else.
type translation struct {
	rendering
	places map[string]diag.Pos // where the bank declares what is translated
}

// keys are the keys of a bank that a translation must not have.
var keys = []string{"id", "type", "points", "difficulty", "objective", "source", "read", "canary", "correct", "effect"}

func (t *translation) merge(b *Bank) {
	if t.doc.Broken {
		return
	}
	root := t.doc.Fields(t.doc.Root, "", "questions")
	root.Need("questions")
	if !root.Has("questions") {
		return
	}
	found := t.entries(root, "questions")
	for i := range b.Questions {
		q := &b.Questions[i]
		e, ok := found[q.ID]
		if !ok {
			t.missing(q.ID, root.At("questions"), q.ID)
			continue
		}
		delete(found, q.ID)
		t.question(q, e)
	}
	t.extra(found)
}

func (t *translation) question(q *Question, e source.Entry) {
	f := t.fields(e, q.ID, "text", "feedback", "options")
	t.text(f, "text", q.Text, q.ID+".text", e.At, q.ID)
	t.text(f, "feedback", q.Feedback, q.ID+".feedback", e.At, q.ID)
	opts := map[string]source.Entry{}
	at := e.At
	if f.Has("options") {
		opts, at = t.entries(f, "options"), f.At("options")
	}
	for j := range q.Options {
		o := &q.Options[j]
		name := q.ID + ".options." + o.ID
		place := q.ID + "/" + o.ID
		oe, ok := opts[o.ID]
		if !ok {
			t.missing(name, at, place)
			continue
		}
		delete(opts, o.ID)
		known := []string{"text", "feedback"}
		switch q.Type {
		case TrueFalse:
			known = known[1:]
		case Match:
			known = append(known, "match")
		}
		of := t.fields(oe, o.ID, known...)
		if q.Type != TrueFalse {
			t.text(of, "text", o.Text, name+".text", oe.At, place)
		}
		if q.Type == Match {
			t.text(of, "match", o.Match, name+".match", oe.At, place)
		}
		t.text(of, "feedback", o.Feedback, name+".feedback", oe.At, place)
	}
	t.extra(opts)
}

// fields reads a map of texts.
func (t *translation) fields(e source.Entry, name string, known ...string) source.Fields {
	return t.rendering.fields(e.Value, name, keys, known...)
}

func (t *translation) text(f source.Fields, key string, into Text, name string, at diag.Pos, place string) {
	if !f.Has(key) {
		t.missing(name, at, place)
		return
	}
	into[t.lang] = f.Text(key)
}

func (t *translation) missing(name string, at diag.Pos, place string) {
	t.rendering.missing(name, at, t.places[place])
}
