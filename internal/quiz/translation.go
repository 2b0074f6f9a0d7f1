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
var keys = []string{"kind", "specimen", "confidence", "id", "type", "points", "difficulty", "objective", "source", "reviewed", "read", "canary", "diacritics", "correct", "credit", "effect"}

func (t *translation) merge(b *Bank) {
	if t.doc.Broken {
		return
	}
	root := t.rendering.fields(t.doc.Root, "", t.places[""], keys, "questions")
	root.Need("questions")
	if !root.Has("questions") {
		return
	}
	found := t.entries(root, "questions")
	var list []listed
	for _, q := range b.Questions {
		list = append(list, listed{q.ID, t.places[q.ID]})
	}
	t.ordered(found, list)
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
	t.extra(found, t.places[""])
}

func (t *translation) question(q *Question, e source.Entry) {
	known := []string{"text", "feedback", "options"}
	if q.Case != nil {
		known = append(known, "case")
	}
	if q.Hint != nil {
		known = append(known, "hint")
	}
	f := t.fields(e, q.ID, q.ID, known...)
	t.text(f, "text", q.Text, q.ID+".text", e.At, q.ID)
	if q.Case != nil {
		t.text(f, "case", q.Case, q.ID+".case", e.At, q.ID)
		limit(t.doc, f, "case", q.Case[t.lang], maxCase)
	}
	if q.Hint != nil {
		t.text(f, "hint", q.Hint, q.ID+".hint", e.At, q.ID)
		limit(t.doc, f, "hint", q.Hint[t.lang], maxHint)
	}
	t.text(f, "feedback", q.Feedback, q.ID+".feedback", e.At, q.ID)
	gaps(t.doc, *q, t.lang, f.At("text"))
	opts := map[string]source.Entry{}
	at := e.At
	if f.Has("options") {
		opts, at = t.entries(f, "options"), f.At("options")
	}
	var list []listed
	for _, o := range q.Options {
		list = append(list, listed{o.ID, t.places[q.ID+"/"+o.ID]})
	}
	t.ordered(opts, list)
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
		of := t.fields(oe, o.ID, place, optionTexts(q.Type)...)
		t.option(of, q.Type, o, name, oe.At, place)
		t.text(of, "feedback", o.Feedback, name+".feedback", oe.At, place)
	}
	t.extra(opts, t.places[q.ID+"/"])
}

// optionTexts are the keys of an option in a translation.
func optionTexts(typ Type) []string {
	switch typ {
	case TrueFalse:
		return []string{"feedback"}
	case Gap:
		return []string{"accept", "feedback"}
	case Spot:
		return []string{"who", "text", "feedback"}
	case Match:
		return []string{"text", "match", "feedback"}
	}
	return []string{"text", "feedback"}
}

// option reads the texts of an option but for its feedback.
func (t *translation) option(f source.Fields, typ Type, o *Option, name string, at diag.Pos, place string) {
	switch typ {
	case TrueFalse:
	case Gap:
		if !f.Has("accept") {
			t.missing(name+".accept", at, place)
		} else if texts := accept(t.doc, f); o.Accept != nil {
			o.Accept[t.lang] = texts
		}
	case Match:
		t.text(f, "text", o.Text, name+".text", at, place)
		t.text(f, "match", o.Match, name+".match", at, place)
	case Spot:
		t.text(f, "who", o.Who, name+".who", at, place)
		limit(t.doc, f, "who", o.Who[t.lang], maxWho)
		t.text(f, "text", o.Text, name+".text", at, place)
	default:
		t.text(f, "text", o.Text, name+".text", at, place)
	}
}

// fields reads a map of texts that translate what is declared at a place.
func (t *translation) fields(e source.Entry, name, place string, known ...string) source.Fields {
	return t.rendering.fields(e.Value, name, t.places[place], keys, known...)
}

func (t *translation) text(f source.Fields, key string, into Text, name string, at diag.Pos, place string) {
	if !f.Has(key) {
		t.missing(name, at, place)
		return
	}
	t.put(into, f.Text(key), f.At(key), t.places[place])
}

func (t *translation) missing(name string, at diag.Pos, place string) {
	t.rendering.missing(name, at, t.places[place])
}
