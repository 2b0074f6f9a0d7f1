package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"ascult/server/store"
)

// An execer runs SQL: a pool, or the writer's connection.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A reader answers the questions of store.Reader, from the pool or within a
// transaction.
type reader struct {
	q        execer
	classify func(error) error
	inTx     bool
	bad      error // what made the transaction unusable
}

// A tx is a reader that may also write.
type tx struct{ reader }

var _ store.Tx = (*tx)(nil)

// fail says what went wrong at what. In a transaction every error of the
// database is final: some databases have given up the transaction by then, and
// a statement after it would stand alone.
func (r *reader) fail(what string, err error) error {
	if class := r.classify(err); class != nil {
		err = fmt.Errorf("%s: %w: %w", what, class, err)
	} else {
		err = fmt.Errorf("%s: %w", what, err)
	}
	if r.inTx && r.bad == nil {
		r.bad = err
	}
	return err
}

// each calls scan for every row of a query.
func (r *reader) each(ctx context.Context, what, query string, args []any, scan func(scanner) error) error {
	if r.inTx && r.bad != nil {
		return r.bad
	}
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return r.fail(what, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return r.fail(what, err)
		}
	}
	if err := rows.Err(); err != nil {
		return r.fail(what, err)
	}
	return nil
}

// A scanner is a row.
type scanner interface{ Scan(dest ...any) error }

// list returns all rows of a query.
func list[T any](ctx context.Context, r *reader, what string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := r.each(ctx, what, query, args, func(s scanner) error {
		v, err := scan(s)
		if err == nil {
			out = append(out, v)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// one returns the first row of a query, or store.ErrNotFound.
func one[T any](ctx context.Context, r *reader, what string, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	all, err := list(ctx, r, what, scan, query, args...)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: %w", what, store.ErrNotFound)
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return all[0], nil
}

// exec changes rows and returns how many.
func (t *tx) exec(what, query string, args ...any) (int64, error) {
	if t.bad != nil {
		return 0, t.bad
	}
	res, err := t.q.ExecContext(context.Background(), query, args...)
	if err != nil {
		return 0, t.fail(what, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, t.fail(what, err)
	}
	return n, nil
}

// must changes rows and returns none if there were none to change. An INSERT
// that a unique rule may refuse says ON CONFLICT DO NOTHING, so that the
// transaction stays usable, and gives store.ErrConflict here.
func (t *tx) must(none error, what, query string, args ...any) error {
	n, err := t.exec(what, query, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s: %w", what, none)
	}
	return err
}

// unix is a time as it is stored: whole seconds, NULL for zero.
func unix(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// A moment reads a time: NULL is zero.
type moment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*m.t = time.Time{}
	case int64:
		*m.t = time.Unix(v, 0).UTC()
	default:
		return fmt.Errorf("a time is stored as %T", v)
	}
	return nil
}

// blob is never NULL: no bytes are stored as no bytes.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// A bytesOf reads a blob; an empty one is nil, whatever the driver makes of it.
type bytesOf struct{ b *[]byte }

// Scan implements sql.Scanner.
func (x bytesOf) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*x.b = nil
	case []byte:
		*x.b = nil
		if len(v) > 0 {
			*x.b = append([]byte(nil), v...)
		}
	default:
		return fmt.Errorf("bytes are stored as %T", v)
	}
	return nil
}
