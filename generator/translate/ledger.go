package translate

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// A Form says what the entries of a ledger are, and where it stands.
type Form string

// The forms of ledgers.
const (
	Segments Form = ""     // blocks of pages, by an id that was given once
	Front    Form = "page" // texts of the front matter of pages, by key
	Quiz     Form = "quiz" // texts of practice banks and scenarios, by key
	Exam     Form = "exam" // texts of exam banks, by key: a file of its own, to be kept from others like the banks
)

// A Ledger holds the ids of a course's segments, also of those that are gone:
// an id is never given to another text. The other forms hold texts by key.
type Ledger struct {
	Name    string // the course, "g" or "home"
	Form    Form
	Entries []Entry
}

// An Entry is what a ledger says of one text.
type Entry struct {
	ID      string            // of a segment, or the key of a text: "title", "aim.options.file.text"
	Page    string            // "a1/purpose", "_index"; of a bank "practice/a1"
	Order   string            // digits, compared as a decimal fraction; "-" when the segment is gone; "" for texts
	Kind    string            // of its Block; "" for texts
	Hash    string            // of the text in the source language
	Sim     uint64            // of the same
	Changed string            // the day, YYYY-MM-DD, on which that text was seen to have changed; "" when never
	From    map[string]string // by language: the Hash its translation was made from
}

// Gone reports whether the segment stands in no page any more.
func (e Entry) Gone() bool { return e.Order == "-" }

// Stale reports whether the translation into lang was made from a text that
// has changed since.
func (e Entry) Stale(lang string) bool {
	h, ok := e.From[lang]
	return ok && h != e.Hash
}

// becomes gives the entry the text that the source has now. today is the day
// that is kept if this is another text than before; "" when nobody knows it.
func (e *Entry) becomes(text, hash, today string) {
	if e.Hash == hash {
		return
	}
	if e.Hash != "" {
		e.Changed = today
	}
	e.Hash, e.Sim = hash, Sim(text)
}

// File is where a ledger stands below the source folder.
func (l Ledger) File() string {
	switch l.Form {
	case Front:
		return "content/" + l.Name + ".texts"
	case Quiz:
		return "quizzes/" + l.Name + ".texts"
	case Exam:
		return "quizzes/" + l.Name + ".exam.texts"
	}
	return "content/" + l.Name + ".segments"
}

// header is the first line of a ledger: the format and its version.
func (l Ledger) header() string {
	if l.Form == Segments {
		return "segments 2"
	}
	return "texts 1"
}

// Format writes the ledger: sorted lines, one for each text and one for each
// of its translations, with an empty line before every one. So two people's
// changes meet only where they changed the same text in the same language:
// Git merges lines that have an unchanged line between them.
func (l Ledger) Format() []byte {
	es := slices.Clone(l.Entries)
	slices.SortFunc(es, compareEntries)
	langs := l.Languages()
	var b bytes.Buffer
	b.WriteString(l.header() + "\n")
	for _, e := range es {
		name := e.ID
		if l.Form == Segments {
			fmt.Fprintf(&b, "\n%s %s %s %s %s %016x", e.ID, e.Page, e.Order, e.Kind, e.Hash, e.Sim)
		} else {
			name = e.Page + " " + e.ID
			fmt.Fprintf(&b, "\n%s %s %016x", name, e.Hash, e.Sim)
		}
		if e.Changed != "" {
			b.WriteString(" changed=" + e.Changed)
		}
		b.WriteByte('\n')
		for _, lang := range langs {
			b.WriteString("\n" + name + " " + lang + " " + cmp.Or(e.From[lang], "-") + "\n")
		}
	}
	return b.Bytes()
}

// Languages are those that any entry is translated into, sorted. Each has a
// line for every entry, so that two who add their languages do not meet.
func (l Ledger) Languages() []string {
	langs := map[string]bool{}
	for _, e := range l.Entries {
		for lang := range e.From {
			langs[lang] = true
		}
	}
	return slices.Sorted(maps.Keys(langs))
}

// Accept renews the translations of some languages: from now on they count as
// made from the text that the source has. want chooses among the entries; nil
// takes all. It returns how many were stale. Whoever calls it says that a
// person has looked at them.
func (l Ledger) Accept(langs []string, want func(Entry) bool) int {
	n := 0
	for _, e := range l.Entries {
		if e.Gone() || want != nil && !want(e) {
			continue
		}
		for lang := range e.From {
			if e.Stale(lang) && slices.Contains(langs, lang) {
				e.From[lang] = e.Hash
				n++
			}
		}
	}
	return n
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
}
