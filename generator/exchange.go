package generator

import (
	"io/fs"

	"ascult/generator/check"
	"ascult/generator/translate/exchange"
	"ascult/internal/diag"
)

// Export gathers the texts of a source for translators, one document for each
// language they are translated from. A source with errors is exported as far
// as it could be read: a missing translation is an error, and what is missing
// is what translators are asked for. today is the day for the ledgers, "" when
// nobody knows it; they are only looked at.
func Export(fsys fs.FS, r exchange.Request, today string) ([]exchange.Document, []diag.Diagnostic) {
	src, ds := check.Run(fsys, check.Options{Today: today})
	return exchange.Collect(fsys, src, r), ds
}
