package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

var valueCases = []Case{
	{"texts come back as they were", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s)
		for i, text := range []string{
			"", "'; DROP TABLE run; --", "$1 ? :a @b", "line\nline\r\n\ttab", "ș ț ă î â ґ є і ї ё ’ ő", "👩‍⚖️", "\u202eabc\u200b\ufeff",
			strings.Repeat("ș", 1<<20),
		} {
			r := changed(NewRun("run"+strings.Repeat("x", i+1)), func(r *learner.Run) { r.Title, r.CodeHash = text, Hash(text) })
			write(t, s, func(tx store.Tx) error { return tx.AddRun(r) })
			got, err := s.Run(ctx, r.ID, "trainer")
			if err != nil || got.Title != text {
				t.Errorf("a text of %d bytes came back as one of %d (%v)", len(text), len(got.Title), err)
			}
		}
	}},
	{"times are UTC and whole seconds", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		p.Created = time.Date(2026, 3, 29, 3, 30, 0, 987654321, time.FixedZone("EEST", 3*3600))
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		got, err := s.Person(ctx, "ana")
		same(t, "created", time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC).String())(got.Created.String(), err)
		for i, at := range []time.Time{time.Unix(0, 0), time.Date(1899, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)} {
			p, h := Person(strings.Repeat("x", i+1))
			p.Created = at.UTC()
			write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
			same(t, at.String(), p)(s.Person(ctx, p.ID))
		}
	}},
	{"bytes come back as they were", func(t testing.TB, open Opener) {
		s := open(t)
		for i, b := range [][]byte{{0}, {0xff, 0, 0xfe}, []byte(strings.Repeat("\x00\xff", 1<<16))} {
			p, h := Person(strings.Repeat("x", i+1))
			h.Sealed = b
			write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
			same(t, "sealed", h)(s.Holder(ctx, p.ID))
		}
	}},
}

var errBoom = errors.New("boom")

var writeCases = []Case{
	{"a write sees itself, others only after it", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		write(t, s, func(tx store.Tx) error {
			if err := tx.AddPerson(p, h); err != nil {
				return err
			}
			same(t, "within", p)(tx.Person(ctx, "ana"))
			none[learner.Person](t, "outside")(s.Person(ctx, "ana"))
			return nil
		})
		same(t, "after", p)(s.Person(ctx, "ana"))
	}},
	{"a write that fails leaves nothing", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		refused(t, s, errBoom, "failing", func(tx store.Tx) error {
			if err := tx.AddPerson(p, h); err != nil {
				t.Errorf("add: %v", err)
			}
			return errBoom
		})
		none[learner.Person](t, "after")(s.Person(ctx, "ana"))
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
	}},
	{"a write that panics leaves nothing and stops nothing", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		err := s.Write(ctx, func(tx store.Tx) error {
			if err := tx.AddPerson(p, h); err != nil {
				t.Errorf("add: %v", err)
			}
			panic("boom")
		})
		if err == nil || !strings.Contains(err.Error(), "boom") {
			t.Errorf("panic came back as %v", err)
		}
		none[learner.Person](t, "after")(s.Person(ctx, "ana"))
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
	}},
	{"a transaction goes on after a conflict and after nothing found", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		p, h := Person("ana")
		q, g := Person("ion")
		write(t, s, func(tx store.Tx) error {
			is(t, tx.AddPerson(p, h), store.ErrConflict, "taken")
			is(t, tx.SetPassword("x", "y"), store.ErrNotFound, "unknown")
			none[learner.Person](t, "unknown")(tx.Person(ctx, "x"))
			return tx.AddPerson(q, g)
		})
		same(t, "added", q)(s.Person(ctx, "ion"))
	}},
	{"a transaction is over after any other error", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		king := changed(p, func(p *learner.Person) { p.ID, p.Login, p.Role = "k", "k", "king" })
		err := s.Write(ctx, func(tx store.Tx) error {
			if tx.AddPerson(king, h) == nil {
				t.Errorf("a king was added")
			}
			if tx.AddPerson(p, h) == nil {
				t.Errorf("went on after an error")
			}
			return nil
		})
		if err == nil {
			t.Errorf("an error was swallowed")
		}
		none[learner.Person](t, "after")(s.Person(ctx, "ana"))
	}},
	{"a transaction cannot be used later", func(t testing.TB, open Opener) {
		s := open(t)
		var kept store.Tx
		write(t, s, func(tx store.Tx) error { kept = tx; return nil })
		p, h := Person("ana")
		if kept.AddPerson(p, h) == nil {
			t.Errorf("used after its end")
		}
		none[learner.Person](t, "after")(s.Person(ctx, "ana"))
	}},
	{"a context that ended before never begins", func(t testing.TB, open Opener) {
		s := open(t)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		err := s.Write(gone, func(store.Tx) error { t.Errorf("begun"); return nil })
		is(t, err, context.Canceled, "write")
	}},
	{"a context that ends while a write waits", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		begun, release := make(chan bool), make(chan bool)
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = s.Write(ctx, func(store.Tx) error { begun <- true; <-release; return nil })
		})
		<-begun
		gone, cancel := context.WithCancel(ctx)
		wg.Go(func() { cancel() })
		err := s.Write(gone, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		is(t, err, context.Canceled, "write")
		close(release)
		wg.Wait()
		write(t, s, func(store.Tx) error { return nil }) // behind the abandoned one
		none[learner.Person](t, "abandoned")(s.Person(ctx, "ana"))
	}},
	{"a context that ends while a write runs", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		gone, cancel := context.WithCancel(ctx)
		err := s.Write(gone, func(tx store.Tx) error {
			if err := tx.AddPerson(p, h); err != nil {
				return err
			}
			cancel()
			same(t, "within", p)(tx.Person(gone, "ana"))
			return tx.SetSuspended("ana", true)
		})
		is(t, err, nil, "write")
		p.Suspended = true
		same(t, "whole", p)(s.Person(ctx, "ana"))
	}},
	{"closing finishes what waits and refuses the rest", func(t testing.TB, open Opener) {
		s := open(t)
		begun, release := make(chan bool), make(chan bool)
		results := make(chan error, 11)
		go func() {
			results <- s.Write(ctx, func(store.Tx) error { begun <- true; <-release; return nil })
		}()
		<-begun
		for range 10 {
			go func() {
				results <- s.Write(ctx, func(tx store.Tx) error {
					return tx.Audit(store.Entry{Institution: store.Home, At: T0, Actor: "system", Action: "x"})
				})
			}()
		}
		closed := make(chan error, 1)
		go func() { closed <- s.Close() }()
		close(release)
		for range 11 {
			if err := <-results; err != nil && !errors.Is(err, store.ErrClosed) {
				t.Errorf("waiting write: %v", err)
			}
		}
		is(t, <-closed, nil, "close")
		is(t, s.Write(ctx, func(store.Tx) error { t.Errorf("begun"); return nil }), store.ErrClosed, "write after")
		is(t, s.Close(), nil, "close again")
	}},
}

// crowd runs f in n goroutines at once and counts what came back.
func crowd(n int, f func(i int) error) (fine, conflicts int, others []error) {
	start := make(chan bool)
	errs := make(chan error, n)
	for i := range n {
		go func() { <-start; errs <- f(i) }()
	}
	close(start)
	for range n {
		switch err := <-errs; {
		case err == nil:
			fine++
		case errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound):
			conflicts++
		default:
			others = append(others, err)
		}
	}
	return fine, conflicts, others
}

func counts(t testing.TB, what string, wantFine, wantConflicts int) func(fine, conflicts int, others []error) {
	return func(fine, conflicts int, others []error) {
		t.Helper()
		if fine != wantFine || conflicts != wantConflicts || len(others) > 0 {
			t.Errorf("%s: %d fine, %d refused, others %v; want %d and %d", what, fine, conflicts, others, wantFine, wantConflicts)
		}
	}
}

var crowdCases = []Case{
	{"of 64 starts at once, one opens an attempt", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		counts(t, "starts", 1, 63)(crowd(64, func(i int) error {
			return s.Write(ctx, func(tx store.Tx) error {
				all, err := tx.Attempts(ctx, "ana", "interviewing")
				if err != nil {
					return err
				}
				a := NewAttempt("ana", len(all)+1)
				a.ID = string(rune('A' + i))
				return tx.AddAttempt(a)
			})
		}))
		all, err := s.Attempts(ctx, "ana", "interviewing")
		same(t, "attempts", 1)(len(all), err)
	}},
	{"of 64 submits at once, one counts", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		a := NewAttempt("ana", 1)
		write(t, s, add(a))
		counts(t, "submits", 1, 63)(crowd(64, func(i int) error {
			return s.Write(ctx, func(tx store.Tx) error {
				b := Graded(a)
				b.Score, b.Max = i, 64
				if err := tx.SetAttempt(learner.Open, b); err != nil {
					return err
				}
				return tx.Audit(store.Entry{Institution: store.Home, At: T0, Actor: "ana", Action: "attempt.submit", Object: a.ID})
			})
		}))
		if got := chain(t, s); len(got) != 1 {
			t.Errorf("%d audit entries, want 1", len(got))
		}
	}},
	{"of 64 for 10 seats, 10 get one", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s)
		write(t, s, func(tx store.Tx) error {
			return tx.AddRun(changed(NewRun("ten"), func(r *learner.Run) { r.Seats = 10 }))
		})
		counts(t, "seats", 10, 54)(crowd(64, func(int) error {
			return s.Write(ctx, func(tx store.Tx) error { return tx.TakeSeat("ten", T0) })
		}))
	}},
	{"an invite that 64 open makes one account", func(t testing.TB, open Opener) {
		s := open(t)
		i := learner.Invite{TokenHash: Hash("1"), Institution: store.Home, Role: learner.RoleAdmin, Created: T0, Expires: T0.Add(time.Hour)}
		write(t, s, func(tx store.Tx) error { return tx.AddInvite(i) })
		counts(t, "uses", 1, 63)(crowd(64, func(int) error {
			return s.Write(ctx, func(tx store.Tx) error { _, err := tx.UseInvite(i.TokenHash, T0); return err })
		}))
	}},
	{"writes that fail leave those beside them", func(t testing.TB, open Opener) {
		s := open(t)
		counts(t, "writes", 32, 32)(crowd(64, func(i int) error {
			return s.Write(ctx, func(tx store.Tx) error {
				p, h := Person(string(rune('A' + i)))
				if err := tx.AddPerson(p, h); err != nil {
					return err
				}
				if err := tx.Audit(store.Entry{Institution: store.Home, At: T0, Actor: p.ID, Action: "x"}); err != nil {
					return err
				}
				if i%2 == 1 {
					return store.ErrConflict
				}
				return nil
			})
		}))
		for i := range 64 {
			_, err := s.Person(ctx, string(rune('A'+i)))
			if i%2 == 0 && err != nil || i%2 == 1 && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("person %d: %v", i, err)
			}
		}
		if got := chain(t, s); len(got) != 32 {
			t.Errorf("%d audit entries, want 32", len(got))
		}
	}},
}
