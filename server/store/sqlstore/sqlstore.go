// Package sqlstore holds every query of the store once, in SQL that SQLite and
// PostgreSQL both speak: $1, ON CONFLICT, RETURNING, named columns. What a
// database does differently fits into a [Dialect]; opening and migrating it is
// the job of its own package.
//
// In each query the placeholders first appear in the order of their numbers:
// to SQLite $1 is a name, and one of its drivers binds names in the order in
// which they appear. A test holds this.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	"ascult/server/store"
)

// A Dialect is what two databases do differently. It stays this small: a query
// that cannot be shared gets two versions in the two packages instead.
type Dialect struct {
	// Begin starts a transaction that may write from its first statement on.
	Begin string
	// Classify names the class of a driver's error by its code: one of the
	// store's errors, or nil if it is none of them.
	Classify func(error) error
}

// A Config says how to run a store.
type Config struct {
	Dialect Dialect
	// Writer is the connection that all writes go through. It belongs to the
	// store, which closes it.
	Writer *sql.DB
	// Readers is the pool for everything else. It belongs to the store.
	Readers *sql.DB
	// Batch is the most jobs in one commit, 64 if zero.
	Batch int
	// Queue is the most jobs that wait, 2,000 if zero.
	Queue int
}

// A Store is a store.Store over database/sql.
type Store struct {
	reader
	w       *writer
	readers *sql.DB
	writers *sql.DB
	closed  atomic.Bool
}

var _ store.Store = (*Store)(nil)

// New starts the writer.
func New(c Config) (*Store, error) {
	if c.Batch <= 0 {
		c.Batch = 64
	}
	if c.Queue <= 0 {
		c.Queue = 2000
	}
	conn, err := c.Writer.Conn(context.Background())
	if err != nil {
		return nil, fmt.Errorf("open the writing connection: %w", err)
	}
	s := &Store{readers: c.Readers, writers: c.Writer}
	s.reader = reader{q: c.Readers, classify: c.Dialect.Classify}
	s.w = startWriter(conn, c)
	return s, nil
}

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, f func(store.Tx) error) error {
	return s.w.write(ctx, f)
}

// Failed implements store.Store.
func (s *Store) Failed() <-chan error { return s.w.failed }

// Waiting returns how many writes wait now.
func (s *Store) Waiting() int { return len(s.w.queue) }

// Close implements store.Store. Closing twice is fine.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	err := s.w.close()
	return errors.Join(err, s.readers.Close(), s.writers.Close())
}
