package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var files embed.FS

// embedded are this program's migrations.
var embedded fs.FS = files

// A NewerError says that a newer program has written the database: its newest
// migration is not known here.
type NewerError struct {
	Have string // newest migration of the database, such as "0007_badges"
	Know string // newest migration of this program
}

// Error names both.
func (e *NewerError) Error() string {
	return fmt.Sprintf("the database was written by a newer program: it has %s, this one knows up to %s", e.Have, e.Know)
}

// A migration is one step forward.
type migration struct {
	version  int
	name     string // such as "0001_start"
	text     string
	checksum string // hex SHA-256 of text
}

// migrations reads migrations/NNNN_name.sql, numbered from 1 without a gap.
func migrations(fsys fs.FS) ([]migration, error) {
	names, err := fs.Glob(fsys, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var out []migration
	for i, file := range names {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(path.Base(file), ".sql")
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: number %d is expected", name, i+1)
		}
		sum := sha256.Sum256(text)
		out = append(out, migration{version, name, string(text), hex.EncodeToString(sum[:])})
	}
	return out, nil
}

// migrate brings the database forward, one transaction a step, its record
// included. Two programs that do it at once do each step once.
func migrate(ctx context.Context, db *sql.DB, fsys fs.FS) error {
	ctx = context.WithoutCancel(ctx) // half a step must not be committed, see package store
	all, err := migrations(fsys)
	if err != nil {
		return err
	}
	if err := ours(ctx, db); err != nil {
		return err
	}
	done, err := applied(ctx, db)
	if err != nil {
		return err
	}
	if err := compatible(all, done); err != nil {
		return err
	}
	for _, m := range all[len(done):] {
		if err := step(ctx, db, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

// ours refuses a database that another program has made.
func ours(ctx context.Context, db *sql.DB) error {
	var id, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if id == applicationID || id == 0 && tables == 0 {
		return nil
	}
	return errors.New("this is the database of another program")
}

// applied returns the migrations that the database has a record of.
func applied(ctx context.Context, db querier) ([]migration, error) {
	var n int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`).Scan(&n)
	if err != nil || n == 0 {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `SELECT version, name, checksum FROM migration ORDER BY version`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []migration
	for rows.Next() {
		var m migration
		if err := rows.Scan(&m.version, &m.name, &m.checksum); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// A querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// compatible refuses what this program does not know.
func compatible(know, have []migration) error {
	if len(have) > len(know) {
		return &NewerError{Have: have[len(have)-1].name, Know: know[len(know)-1].name}
	}
	for i, h := range have {
		if h.version != know[i].version || h.checksum != know[i].checksum {
			return fmt.Errorf("migration %s was made from another file than this program's %s", h.name, know[i].name)
		}
	}
	return nil
}

func step(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := db.BeginTx(ctx, nil) // immediate, by the DSN
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	done, err := applied(ctx, tx)
	if err != nil {
		return err
	}
	if len(done) >= m.version {
		return nil // another program was faster
	}
	if m.version == 1 {
		const record = `CREATE TABLE migration (
			version INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT`
		if _, err := tx.ExecContext(ctx, record); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, m.text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO migration (version, name, checksum) VALUES ($1, $2, $3)`,
		m.version, m.name, m.checksum); err != nil {
		return err
	}
	return tx.Commit()
}
