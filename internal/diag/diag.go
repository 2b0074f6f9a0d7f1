// Package diag describes what is wrong with a course, and where.
//
// Checks never stop at the first problem and never print. They return
// diagnostics, and the caller decides how to show them. A diagnostic carries
// no sentence of its own: it names a rule and its arguments, and the text comes
// from the catalogue (message "diag_" + rule) in the reader's language.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// A Pos is a place in a source file. Line and Col start at 1; Col counts
// characters (Unicode code points), not bytes, and 0 means unknown. File is a
// slash-separated path relative to the source folder.
type Pos struct {
	File      string `json:"file"`
	Line, Col int
}

// String formats p the way editors and terminals make clickable.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// A Severity says whether a diagnostic fails the check.
type Severity int

// The severities, worst first.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning", the words that stand in --json.
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Diagnostic is one problem. Args fill the placeholders of the rule's text;
// the names each rule uses are listed on its page in docs/rules.
type Diagnostic struct {
	Pos      Pos
	Severity Severity
	Rule     string         // stable name, such as "bank-unknown-key"
	Args     map[string]any // for the text of the rule
	Related  []Pos          // other places that are part of the problem
}

// Sort orders ds by file, line and column, then by rule.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(Compare(a.Pos, b.Pos), cmp.Compare(a.Rule, b.Rule))
	})
}

// Compare orders places by file, line and column.
func Compare(a, b Pos) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// HasErrors reports whether any of ds fails the check.
func HasErrors(ds []Diagnostic) bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Error })
}
