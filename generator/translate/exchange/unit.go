package exchange

import (
	"ascult/generator/translate"
	"ascult/internal/diag"
)

// A Format is a kind of exchange file.
type Format string

// The formats.
const (
	XLIFF12 Format = "xliff12"
	XLIFF21 Format = "xliff21"
	PO      Format = "po"
)

// Formats are all formats, in the order in which they are named to people.
var Formats = []Format{XLIFF12, XLIFF21, PO}

// Extension is how the name of a file in this format ends.
func (f Format) Extension() string {
	return map[Format]string{XLIFF12: ".xlf", XLIFF21: ".xlf", PO: ".po"}[f]
}

// A Document is what an exchange file holds.
type Document struct {
	Source, Target string // languages
	Files          []File
}

// Private reports whether the document holds texts of exams, which only those
// may see who write them.
func (d Document) Private() bool {
	for _, f := range d.Files {
		if f.Private {
			return true
		}
	}
	return false
}

// Count is the number of units.
func (d Document) Count() int {
	n := 0
	for _, f := range d.Files {
		n += len(f.Units)
	}
	return n
}

// A File holds the texts of one page, bank or scenario.
type File struct {
	Path    string // in the source language, below the source folder
	Private bool   // of an exam
	Units   []Unit

	target string           // path of the translation
	ledger translate.Ledger // its name and form alone
	front  translate.Ledger // of a page: that of its front matter
	page   string           // in the ledgers
	there  bool             // the translation exists
}

// A State says what is known of a translation.
type State int

// The states. The first three are what an export says; Confirmed and Doubted
// are what somebody said since.
const (
	Missing   State = iota // there is none
	Stale                  // its source has changed since it was made
	Fresh                  // it was made from the source as it is
	Confirmed              // somebody marked it as done
	Doubted                // somebody marked it as not yet done
)

// A Unit is one text with its translation. Placeholders that belong together
// have the same number in both.
type Unit struct {
	ID         string // of the segment, or the key of the text; unique in its File
	Kind       string // p, li, td, h1 to h6, or "" for a text that has a key
	Notes      []string
	Legal      bool
	State      State
	SourceHash string // of the source text, as the ledger names it
	TargetHash string // of the translation as it was exported; "" when there was none
	Source     translate.Pieces
	Target     translate.Pieces // nil: none

	Pos diag.Pos // of the unit in the exchange file that was read, or of the source text

	target diag.Pos // where the translation stands
	block  int      // index among the blocks of the page; -1 for a text that has a key
	who    bool     // the name of somebody who speaks in a page
	raw    string   // of a text that has a key: the translation as it stands
}

// match gives the placeholders of a translation the numbers that they have in
// the source: first those that are written alike, then those of the same kind
// in their order. What is left over gets numbers of its own.
func match(source, target translate.Pieces) translate.Pieces {
	type mark struct{ piece, end int } // indices
	marks := func(ps translate.Pieces) []mark {
		var ms []mark
		ends := map[int]int{}
		for i, p := range ps {
			if p.Kind == translate.Close {
				ends[p.ID] = i
			}
		}
		for i, p := range ps {
			switch p.Kind {
			case translate.Open:
				ms = append(ms, mark{i, ends[p.ID]})
			case translate.Alone:
				ms = append(ms, mark{i, -1})
			}
		}
		return ms
	}
	theirs, ours := marks(source), marks(target)
	code := func(ps translate.Pieces, m mark) string {
		if m.end < 0 {
			return ps[m.piece].Code
		}
		return ps[m.piece].Code + "\x00" + ps[m.end].Code
	}
	out := append(translate.Pieces(nil), target...)
	taken, done := map[int]bool{}, map[int]bool{}
	give := func(alike func(s, t mark) bool) {
		for i, t := range ours {
			if done[i] {
				continue
			}
			for k, s := range theirs {
				if !taken[k] && source[s.piece].Kind == target[t.piece].Kind && source[s.piece].Role == target[t.piece].Role && alike(s, t) {
					taken[k], done[i] = true, true
					out[t.piece].ID = source[s.piece].ID
					if t.end >= 0 {
						out[t.end].ID = source[s.piece].ID
					}
					break
				}
			}
		}
	}
	give(func(s, t mark) bool { return code(source, s) == code(target, t) })
	give(func(_, _ mark) bool { return true })
	next := len(theirs)
	for i, t := range ours {
		if done[i] {
			continue
		}
		next++
		out[t.piece].ID = next
		if t.end >= 0 {
			out[t.end].ID = next
		}
	}
	return out
}
