//go:build cgo

package sqlite

import (
	"database/sql/driver"
	"errors"

	"github.com/mattn/go-sqlite3"
)

var theDriver driver.Driver = &sqlite3.SQLiteDriver{}

// code returns SQLite's extended result code, 0 if err is not SQLite's.
func code(err error) int {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return 0
	}
	if e.ExtendedCode != 0 {
		return int(e.ExtendedCode)
	}
	return int(e.Code)
}
