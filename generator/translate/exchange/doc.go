// Package exchange hands the texts of a source folder to translators and takes
// them back: as XLIFF 1.2, XLIFF 2.1 or PO. Markup is a placeholder there;
// what comes back is text, and what would lose markup, change the structure of
// a page or break a course is refused by name. See docs/formats/exchange.md.
package exchange
