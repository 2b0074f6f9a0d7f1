package generator

import (
	"io/fs"
	"slices"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/diag"
)

// Stale returns the translations of a source that do not follow their text any
// more, and the languages there are translations into, sorted. today is the
// day, YYYY-MM-DD, on which changes are said to be seen that no ledger knows
// yet. Of a source with errors it is what can be told.
func Stale(fsys fs.FS, today string) ([]translate.Stale, []string, []diag.Diagnostic) {
	src, ds := check.Run(fsys, check.Options{Today: today})
	var langs []string
	for _, l := range src.Ledgers {
		langs = append(langs, l.Languages()...)
	}
	slices.Sort(langs)
	return src.Stale, slices.Compact(langs), ds
}

// Acceptance says which translations somebody has read and found right.
type Acceptance struct {
	Languages []string
	Texts     []string // as [translate.Stale.Name] names them; nil for all
	Today     string   // see [Options]
}

// An Accepted is the outcome of [Accept].
type Accepted struct {
	Ledgers []translate.Ledger // to be saved
	Renewed int                // how many translations were stale
	Unknown []string           // names that no text has
}

// Accept renews translations: from now on they count as made from the text
// that the source has. A source with errors is left as it is.
func Accept(fsys fs.FS, a Acceptance) (Accepted, []diag.Diagnostic) {
	src, ds := check.Run(fsys, check.Options{Today: a.Today})
	if diag.HasErrors(ds) {
		return Accepted{}, ds
	}
	out := Accepted{Ledgers: src.Ledgers}
	known := map[string]bool{}
	for _, l := range src.Ledgers {
		out.Renewed += l.Accept(a.Languages, func(e translate.Entry) bool {
			name := translate.Name(l, e.Page, e.ID)
			known[name] = true
			return a.Texts == nil || slices.Contains(a.Texts, name)
		})
	}
	for _, name := range a.Texts {
		if !known[name] {
			out.Unknown = append(out.Unknown, name)
		}
	}
	return out, ds
}
