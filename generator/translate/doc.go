// Package translate cuts pages into segments, gives each an id that it keeps
// while text around it moves, and keeps the ledger that says which translation
// was made of which text. See docs/formats/segments.md.
package translate
