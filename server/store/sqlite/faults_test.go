package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"ascult/server/store"
	"ascult/server/store/storetest"
)

// writerOf opens a database and returns its writing connection too, which a
// test may use from within a write only.
func writerOf(t *testing.T, o Options) (*DB, driver.Conn) {
	t.Helper()
	var conn driver.Conn
	o.opened = func(c driver.Conn) { conn = c }
	return openIn(t, t.TempDir(), o), conn
}

// pages limits or returns the size of a database in pages.
func pages(t *testing.T, s store.Store, conn driver.Conn, limit string) string {
	t.Helper()
	var got string
	err := s.Write(t.Context(), func(store.Tx) (err error) {
		got, err = pragma{}.run(t.Context(), conn, "PRAGMA "+limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func addPerson(id string, bytes int) func(store.Tx) error {
	return func(tx store.Tx) error {
		p, h := storetest.Person(id)
		h.Sealed = make([]byte, bytes)
		return tx.AddPerson(p, h)
	}
}

func TestFullDisk(t *testing.T) {
	s, conn := writerOf(t, Options{})
	ctx := t.Context()
	if err := s.Write(ctx, addPerson("before", 10)); err != nil {
		t.Fatal(err)
	}
	pages(t, s, conn, "max_page_count = "+pages(t, s, conn, "page_count"))
	full := 0
	for i := range 20 {
		err := s.Write(ctx, func(tx store.Tx) error {
			err := addPerson(fmt.Sprint(i), 1<<16)(tx)
			if err != nil && tx.SetPassword("before", "half a write") == nil {
				t.Error("a transaction went on after the disk was full")
			}
			return nil // swallowed, and yet refused
		})
		if errors.Is(err, store.ErrFull) {
			full++
		} else {
			t.Errorf("write %d: %v", i, err)
		}
	}
	want, _ := storetest.Person("before")
	if got, err := s.Person(ctx, "before"); err != nil || got != want {
		t.Errorf("a row from before: %+v, %v", got, err)
	}
	if _, err := s.Person(ctx, "0"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a row that was refused: %v", err)
	}
	pages(t, s, conn, "max_page_count = 100000")
	if err := s.Write(ctx, addPerson("after", 1<<16)); err != nil || full == 0 {
		t.Errorf("after there was space again: %v (%d refused before)", err, full)
	}
	select {
	case err := <-s.Failed():
		t.Errorf("a full disk counted as failed storage: %v", err)
	default:
	}
}

// together runs writes as one batch: they wait while the one before them runs.
func together(t *testing.T, s *DB, fs ...func(store.Tx) error) []error {
	t.Helper()
	begun, release := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Write(t.Context(), func(store.Tx) error { begun <- true; <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	errs := make([]error, len(fs))
	for i, f := range fs {
		wg.Go(func() { errs[i] = s.Write(t.Context(), f) })
		for s.Waiting() <= i { // in this order
			runtime.Gosched()
		}
	}
	close(release)
	wg.Wait()
	return errs
}

func TestBatch(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	boom := errors.New("boom")
	seen := map[string]bool{}
	errs := together(t, s,
		addPerson("a", 1),
		func(tx store.Tx) error { return errors.Join(addPerson("b", 1)(tx), boom) },
		func(tx store.Tx) error { _ = addPerson("c", 1)(tx); panic("boom") },
		func(tx store.Tx) error {
			// One transaction: a is seen here, and not yet outside.
			_, err := tx.Person(t.Context(), "a")
			_, err2 := s.Person(t.Context(), "a")
			seen["inside"], seen["outside"] = err == nil, err2 == nil
			return addPerson("d", 1)(tx)
		},
		addPerson("a", 1),
	)
	if !seen["inside"] || seen["outside"] {
		t.Errorf("not one batch: seen %v", seen)
	}
	if errs[0] != nil || !errors.Is(errs[1], boom) || errs[2] == nil || errs[3] != nil || !errors.Is(errs[4], store.ErrConflict) {
		t.Errorf("errors: %v", errs)
	}
	for id, want := range map[string]bool{"a": true, "b": false, "c": false, "d": true} {
		if _, err := s.Person(t.Context(), id); (err == nil) != want {
			t.Errorf("%s stored: %t, want %t", id, err == nil, want)
		}
	}
}

func TestFullDiskFailsItsBatchOnly(t *testing.T) {
	s, conn := writerOf(t, Options{})
	pages(t, s, conn, "max_page_count = "+pages(t, s, conn, "page_count"))
	errs := together(t, s, addPerson("a", 1), addPerson("b", 1<<16), addPerson("c", 1))
	for i, id := range []string{"a", "b", "c"} {
		_, err := s.Person(t.Context(), id)
		if stored := err == nil; stored != (errs[i] == nil) {
			t.Errorf("%s: told %v, stored %t", id, errs[i], stored)
		}
		if errs[i] != nil && !errors.Is(errs[i], store.ErrFull) {
			t.Errorf("%s: %v", id, errs[i])
		}
	}
	if errs[1] == nil {
		t.Error("what does not fit was stored")
	}
	pages(t, s, conn, "max_page_count = 100000")
	if err := s.Write(t.Context(), addPerson("d", 1<<16)); err != nil {
		t.Error(err)
	}
}

func TestFailedCommitFailsItsBatch(t *testing.T) {
	s, conn := writerOf(t, Options{})
	// A commit that cannot be: a deferred foreign key that is not met.
	errs := together(t, s,
		addPerson("a", 1),
		func(store.Tx) error {
			for _, q := range []string{"PRAGMA defer_foreign_keys = ON", "DELETE FROM institution"} {
				if _, err := (pragma{}).run(context.Background(), conn, q); err != nil {
					return err
				}
			}
			return nil
		},
		addPerson("b", 1),
	)
	for i, err := range errs {
		if !errors.Is(err, store.ErrFailed) {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if err := <-s.Failed(); !errors.Is(err, store.ErrFailed) {
		t.Errorf("reported: %v", err)
	}
	if err := s.Write(t.Context(), addPerson("c", 1)); !errors.Is(err, store.ErrFailed) {
		t.Errorf("a write after it: %v", err)
	}
	for _, id := range []string{"a", "b", "c"} {
		if _, err := s.Person(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestQueueIsBounded(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{Queue: 3})
	begun, release := make(chan bool), make(chan bool)
	results := make(chan error, 4)
	go func() {
		results <- s.Write(t.Context(), func(store.Tx) error { begun <- true; <-release; return nil })
	}()
	<-begun
	for i := range 3 {
		go func() { results <- s.Write(t.Context(), addPerson(fmt.Sprint(i), 1)) }()
		for s.Waiting() <= i {
			runtime.Gosched()
		}
	}
	if err := s.Write(t.Context(), addPerson("4", 1)); !errors.Is(err, store.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	close(release)
	for range 4 {
		if err := <-results; err != nil {
			t.Errorf("waited, and was closed out: %v", err)
		}
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestGoexitDoesNotHang(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	if err := s.Write(t.Context(), func(store.Tx) error { runtime.Goexit(); return nil }); !errors.Is(err, store.ErrFailed) {
		t.Errorf("write: %v", err)
	}
	if err := s.Write(t.Context(), addPerson("a", 1)); !errors.Is(err, store.ErrFailed) {
		t.Errorf("write after it: %v", err)
	}
}

// A command writes beside the server, and both see both.
func TestTwoProgramsWrite(t *testing.T) {
	dir := t.TempDir()
	a, b := openIn(t, dir, Options{}), openIn(t, dir, Options{})
	var wg sync.WaitGroup
	for i := range 50 {
		for name, s := range map[string]*DB{"a": a, "b": b} {
			wg.Go(func() {
				err := s.Write(t.Context(), func(tx store.Tx) error {
					return errors.Join(addPerson(fmt.Sprint(name, i), 1)(tx), tx.Audit(entry))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	var c store.Chain
	if err := a.AuditEach(t.Context(), c.Next); err != nil || c.Head().Seq != 100 {
		t.Errorf("audit: %v, %d entries", err, c.Head().Seq)
	}
}

func TestDamagedFileIsRefused(t *testing.T) {
	for name, damage := range map[string]func(b []byte) []byte{
		"not a database":   func([]byte) []byte { return []byte(strings.Repeat("This is a letter. ", 1000)) },
		"half of the file": func(b []byte) []byte { return b[:len(b)/2] },
		"overwritten":      func(b []byte) []byte { return append(b[:4096:4096], make([]byte, len(b)-4096)...) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := openIn(t, dir, Options{}).Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, File)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b = damage(b)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), dir, Options{})
			if err == nil {
				err = s.Check(t.Context())
				s.Close()
			}
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("opened and checked: %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != string(b) {
				t.Errorf("the damaged file was changed (%v)", err)
			}
		})
	}
}
