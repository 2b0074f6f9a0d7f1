package exchange

import (
	"regexp"

	"ascult/generator/translate"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// reAnswer is the key of a text that is accepted in a gap.
var reAnswer = regexp.MustCompile(`^([^.]+\.options\.[^.]+\.accept)\.[0-9]+$`)

// accepted reports whether a unit is what somebody types into a gap. It may be
// the same in both languages: a name, a number.
func accepted(id string) bool { return reAnswer.MatchString(id) }

// entryID is the key under which the ledger keeps a text: all that is accepted
// in a gap has one.
func entryID(id string) string {
	if m := reAnswer.FindStringSubmatch(id); m != nil {
		return m[1]
	}
	return id
}

// keyedOf returns a text with its place, or the texts of a list.
func keyedOf(t quiz.KeyedText) []keyed {
	scalar := func(t quiz.KeyedText) source.Scalar {
		return source.Scalar{Line: t.Pos.Line, Col: t.Pos.Col, Text: t.Text}
	}
	if t.Items == nil {
		return []keyed{{key: t.Key, Scalar: scalar(t)}}
	}
	var out []keyed
	for _, item := range t.Items {
		out = append(out, keyed{key: item.Key, Scalar: scalar(item), list: t.Text})
	}
	return out
}

// answer completes the unit of a text that is accepted in a gap: it is as old
// as its list. Other units stay as they are.
func (c *collector) answer(f File, u Unit, list string) Unit {
	if list == "" {
		return u
	}
	u.SourceHash = translate.Hash(list)
	if u.raw != "" {
		u.State = c.state(f.ledger, f.page, entryID(u.ID))
	}
	return u
}

// siblings is how many units of a file share the entry of a unit.
func siblings(f File, id string) int {
	if !accepted(id) {
		return 1
	}
	n := 0
	for _, u := range f.Units {
		if entryID(u.ID) == entryID(id) {
			n++
		}
	}
	return n
}
