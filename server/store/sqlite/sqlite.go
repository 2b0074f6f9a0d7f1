// Package sqlite opens, checks and migrates the SQLite database of a server.
//
// Built with cgo it uses SQLite's own C code through mattn/go-sqlite3, without
// cgo its translation modernc.org/sqlite; the same suite holds for both. The
// drivers' defaults are never relied on: mattn's would lose acknowledged
// results at a power cut. Every setting is made on every connection and read
// back, and a connection that differs is refused.
package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"ascult/server/store"
	"ascult/server/store/sqlstore"
)

// File is the name of the database within its folder.
const File = "ascult.db"

// applicationID marks the file as ours, see the first migration.
const applicationID = 0x41736375 // "Ascu"

// oldest is the oldest SQLite that may be used: those before it can corrupt a
// database in WAL mode (https://www.sqlite.org/wal.html, the WAL-reset bug).
var oldest = [3]int{3, 51, 3}

// Options say how to open a database. The zero value is right for a server.
type Options struct {
	// Readers is the most connections that read, twice the processors if zero.
	Readers int
	// Batch and Queue are those of sqlstore.Config.
	Batch, Queue int

	// For tests.
	override   map[string]string // settings to replace, their check included
	migrations fs.FS             // in place of the embedded ones
	opened     func(driver.Conn) // told of each connection that writes
}

// A DB is the store in a folder.
type DB struct {
	*sqlstore.Store
	readers *sql.DB
}

var _ store.Store = (*DB)(nil)

// Open opens the database in the folder dir, creates folder and database if
// they are not there, and brings the tables to this program's version. It
// refuses a file that is not ours, is damaged (store.ErrCorrupt), or was
// written by a newer program (*NewerError). It takes no lock on the folder: see
// [Lock].
func Open(ctx context.Context, dir string, o Options) (*DB, error) {
	path, err := filepath.Abs(filepath.Join(dir, File))
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	db, err := open(ctx, path, o)
	if err != nil {
		if class := classify(err); class != nil && !errors.Is(err, class) {
			err = fmt.Errorf("%w: %w", class, err)
		}
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return db, nil
}

func open(ctx context.Context, path string, o Options) (_ *DB, err error) {
	w := sql.OpenDB(&connector{path: path, pragmas: replace(writerPragmas, o.override), opened: o.opened})
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	n := o.Readers
	if n <= 0 {
		n = 2 * runtime.NumCPU()
	}
	r := sql.OpenDB(&connector{path: path, pragmas: replace(readerPragmas, o.override)})
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	defer func() {
		if err != nil {
			w.Close()
			r.Close()
		}
	}()
	if err := checkVersion(ctx, w); err != nil {
		return nil, err
	}
	steps := o.migrations
	if steps == nil {
		steps = embedded
	}
	if err := migrate(ctx, w, steps); err != nil {
		return nil, err
	}
	if err := r.PingContext(ctx); err != nil {
		return nil, err
	}
	s, err := sqlstore.New(sqlstore.Config{
		Dialect: sqlstore.Dialect{Begin: "BEGIN IMMEDIATE", Classify: classify},
		Writer:  w, Readers: r, Batch: o.Batch, Queue: o.Queue,
	})
	if err != nil {
		return nil, err
	}
	return &DB{Store: s, readers: r}, nil
}

// Check reads the whole database and returns store.ErrCorrupt if SQLite finds
// it damaged, or rows that refer to nothing. A server calls it once, at its
// start. What it cannot find is an edited value: that is the audit chain's.
func (db *DB) Check(ctx context.Context) error {
	var found string
	if err := db.readers.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		if class := classify(err); class != nil {
			return fmt.Errorf("check database: %w: %w", class, err)
		}
		return fmt.Errorf("check database: %w", err)
	}
	if found != "ok" {
		return fmt.Errorf("check database: %w: %s", store.ErrCorrupt, found)
	}
	rows, err := db.readers.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check database: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent string
		var row, key sql.NullInt64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return fmt.Errorf("check database: %w", err)
		}
		return fmt.Errorf("check database: %w: a row of %s refers to no %s", store.ErrCorrupt, table, parent)
	}
	return rows.Err()
}

// create makes the folder and an empty file that only the owner may read; the
// files that SQLite puts beside it get the same mode. Both names are synced, so
// that a power cut cannot take the file away from under what it holds.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), syncFolder(dir), syncFolder(filepath.Dir(dir)))
}

func checkVersion(ctx context.Context, db *sql.DB) error {
	var v string
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&v); err != nil {
		return err
	}
	if !recent(v) {
		return fmt.Errorf("SQLite %s is too old: at least %d.%d.%d is needed", v, oldest[0], oldest[1], oldest[2])
	}
	return nil
}

// recent reports whether a version such as 3.51.3 is not older than oldest.
func recent(version string) bool {
	parts := strings.Split(version, ".")
	for i, want := range oldest {
		if i == len(parts) {
			return false
		}
		have, err := strconv.Atoi(parts[i])
		if err != nil || have < want {
			return false
		}
		if have > want {
			return true
		}
	}
	return true
}
