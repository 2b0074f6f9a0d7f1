package exchange

import (
	"bytes"
	"strconv"
	"strings"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// A speaker is one place in a body that names who says a line of a transcript.
type speaker struct {
	start, end int // of the name, in bytes
	name       string
}

// speakersOf finds who speaks, line by line.
func speakersOf(body []byte) []speaker {
	var out []speaker
	for _, t := range course.Tags(body) {
		if t.Name != "line" || t.Close || len(t.Args) != 1 || t.Args[0].Name != "who" {
			continue
		}
		i := bytes.Index(body[t.Start:t.End], []byte(`who="`))
		if i < 0 {
			continue
		}
		start := t.Start + i + len(`who="`)
		out = append(out, speaker{start, start + len(t.Args[0].Value), t.Args[0].Value})
	}
	return out
}

// people adds the names of those who speak in a page, each once, by their
// order. The ledger does not know them: a name that changed is another name.
func (c *collector) people(f *File, main, other *course.Page) {
	ours := speakersOf(main.Body)
	var theirs []speaker
	if f.there {
		theirs = speakersOf(other.Body)
	}
	seen := map[string]bool{}
	for i, s := range ours {
		if seen[s.name] {
			continue
		}
		seen[s.name] = true
		u := Unit{
			ID: "who." + strconv.Itoa(len(seen)), block: -1, who: true,
			SourceHash: translate.Hash(s.name), Source: translate.Plain(s.name), Pos: placeOf(main, s.start),
		}
		if len(theirs) == len(ours) {
			u.Target = match(u.Source, translate.Plain(theirs[i].name))
			u.TargetHash, u.target, u.State = hash(u.Target), placeOf(other, theirs[i].start), Fresh
		}
		u.Notes = c.notes(*f, u, "who")
		f.Units = append(f.Units, u)
	}
}

func placeOf(p *course.Page, offset int) diag.Pos {
	pos := source.Place(p.Path, p.Body, offset)
	pos.Line += p.BodyLine - 1
	return pos
}

// setSpeakers writes names into a body: those of the lines in which the source
// names the same person. A name that a tag cannot hold is refused.
func (m *importer) setSpeakers(body, main []byte, units []*wanted) []byte {
	names := map[string]*wanted{}
	for _, w := range units {
		if w.who {
			names[written(w.Source)] = w
		}
	}
	ours, theirs := speakersOf(main), speakersOf(body)
	if len(names) == 0 || len(ours) != len(theirs) {
		return body
	}
	out, at := make([]byte, 0, len(body)), 0
	for i, s := range theirs {
		w := names[ours[i].name]
		if w == nil || w.refused {
			continue
		}
		name := written(w.text)
		if strings.ContainsAny(name, "\"\\\n") || strings.Contains(name, ">}}") || strings.Contains(name, "{{") {
			m.refuse("exchange-text", w, nil)
			continue
		}
		out = append(append(out, body[at:s.start]...), name...)
		at = s.end
	}
	return append(out, body[at:]...)
}
