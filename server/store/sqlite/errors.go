package sqlite

import "ascult/server/store"

// Result codes of SQLite, https://www.sqlite.org/rescode.html. The lower eight
// bits are the class, the others say more.
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeIO         = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeNotADB     = 26
	codePrimaryKey = 1555
	codeUnique     = 2067
	codeRowID      = 2579
)

// classify names the store's class of an error by its code, never by its text.
// A file that turned read-only counts as failed storage: no write will do.
func classify(err error) error {
	c := code(err)
	switch c {
	case codePrimaryKey, codeUnique, codeRowID:
		return store.ErrConflict
	}
	switch c & 0xff {
	case codeBusy, codeLocked:
		return store.ErrBusy
	case codeReadOnly, codeIO:
		return store.ErrFailed
	case codeCorrupt, codeNotADB:
		return store.ErrCorrupt
	case codeFull:
		return store.ErrFull
	}
	return nil
}
