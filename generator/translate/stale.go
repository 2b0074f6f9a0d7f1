package translate

import "ascult/internal/diag"

// A Stale is a translation of a text that has changed since it was translated.
type Stale struct {
	Form    Form
	Course  string // the ledger: a course, "g" or "home"
	Page    string // in the ledger: "a1/purpose", or of a bank "practice/a1"
	ID      string // of the segment, or the key of the text
	Lang    string
	Source  diag.Pos // where the text stands in the source language
	Target  diag.Pos // where its translation stands
	Text    string   // what the source says now
	Said    string   // what the translation says
	Old     string   // hash of what the source said when it was translated
	New     string   // hash of what it says now
	Changed string   // day on which that was seen, YYYY-MM-DD; "" when nobody knows it
	Legal   bool     // it says what a law says: a translation that does not follow misleads

	SourceLang string
	Path       string // of the translated page; "" of a bank or scenario
}

// Name names the text among all of a source folder: the id of a segment, or
// "course/page#key".
func (s Stale) Name() string { return Name(Ledger{Name: s.Course, Form: s.Form}, s.Page, s.ID) }

// Name is [Stale.Name] for the text of an entry.
func Name(l Ledger, page, id string) string {
	if l.Form == Segments {
		return id
	}
	return l.Name + "/" + page + "#" + id
}
