package course

import (
	"bytes"
	"strconv"
)

// A Passage is a part of a lesson that does not stand in the lesson's page:
// notes for trainers, and lines for a pocket card.
type Passage struct {
	Name       string // trainer or pocket
	Minutes    int    // in the room; 0 when the notes take none
	Start, End int    // bytes of the body, tags included
	From, To   int    // bytes between the tags
}

// Apart reports whether the tag opens or closes a passage.
func (t Tag) Apart() bool { return t.Name == "trainer" || t.Name == "pocket" }

// Passages returns the passages of a body in their order. One that is not
// closed reaches to the end, so that nothing of it is ever published.
func Passages(body []byte) []Passage {
	var out []Passage
	open := false
	for _, t := range Tags(body) {
		switch {
		case !t.Apart() || t.Malformed:
		case !t.Close && !open:
			p := Passage{Name: t.Name, Start: t.Start, End: len(body), From: t.End, To: len(body)}
			if len(t.Args) > 0 {
				p.Minutes, _ = strconv.Atoi(t.Args[0].Value) // the checks ask for a number
			}
			out, open = append(out, p), true
		case t.Close && open && t.Name == out[len(out)-1].Name:
			out[len(out)-1].To, out[len(out)-1].End, open = t.Start, t.End, false
		}
	}
	return out
}

// Public returns what a body publishes in its own page: the text without its
// passages, with as many lines as it had.
func Public(body []byte) []byte {
	var out []byte
	at := 0
	for _, p := range Passages(body) {
		out = append(out, body[at:p.Start]...)
		out = append(out, bytes.Repeat([]byte("\n"), bytes.Count(body[p.Start:p.End], []byte("\n")))...)
		at = p.End
	}
	return append(out, body[at:]...)
}
