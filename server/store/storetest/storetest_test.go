package storetest_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
	"ascult/server/store/sqlite"
	"ascult/server/store/storetest"
)

func open(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), t.TempDir(), sqlite.Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

type write = func(store.Tx) error

// A broken store breaks one promise.
type broken struct {
	store.Store
	write   func(s store.Store, ctx context.Context, f write) error
	person  func(learner.Person) learner.Person
	login   func(string) string
	anybody bool // ask for everybody's rows
}

func (b *broken) Write(ctx context.Context, f write) error {
	if b.write == nil {
		return b.Store.Write(ctx, f)
	}
	return b.write(b.Store, ctx, f)
}

func (b *broken) Person(ctx context.Context, id string) (learner.Person, error) {
	p, err := b.Store.Person(ctx, id)
	if b.person != nil {
		p = b.person(p)
	}
	return p, err
}

func (b *broken) PersonByLogin(ctx context.Context, login string) (learner.Person, error) {
	if b.login != nil {
		login = b.login(login)
	}
	return b.Store.PersonByLogin(ctx, login)
}

func anyOf[T any](b *broken, owner string, ask func(owner string) (T, error)) (T, error) {
	v, err := ask(owner)
	for _, other := range []string{"ana", "ion", "trainer"} {
		if b.anybody && err != nil {
			v, err = ask(other)
		}
	}
	return v, err
}

func (b *broken) Attempt(ctx context.Context, id, person string) (learner.Attempt, error) {
	return anyOf(b, person, func(p string) (learner.Attempt, error) { return b.Store.Attempt(ctx, id, p) })
}

func (b *broken) Run(ctx context.Context, id, trainer string) (learner.Run, error) {
	return anyOf(b, trainer, func(p string) (learner.Run, error) { return b.Store.Run(ctx, id, p) })
}

func (b *broken) Certificate(ctx context.Context, id, person string) (store.Certificate, error) {
	return anyOf(b, person, func(p string) (store.Certificate, error) { return b.Store.Certificate(ctx, id, p) })
}

// TestSuiteNotices runs cases against stores that break one promise each.
func TestSuiteNotices(t *testing.T) {
	for _, tt := range []struct {
		broken broken
		cases  string // names, separated by semicolons
	}{
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			return nil // acknowledged, not stored
		}}, "a person is found by id and by login; a write sees itself, others only after it"},
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			var inner error
			return cmp.Or(s.Write(ctx, func(tx store.Tx) error { inner = f(tx); return nil }), inner)
		}}, "a write that fails leaves nothing; a write that fails leaves no gap in the chain; writes that fail leave those beside them"},
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			return s.Write(ctx, func(tx store.Tx) error {
				defer func() { _ = recover() }()
				return f(tx)
			})
		}}, "a write that panics leaves nothing and stops nothing"},
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			return s.Write(context.WithoutCancel(ctx), f)
		}}, "a context that ended before never begins"},
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			return cmp.Or(s.Write(ctx, f), ctx.Err())
		}}, "a context that ends while a write runs"},
		{broken{write: func(s store.Store, ctx context.Context, f write) error {
			if err := s.Write(ctx, f); !errors.Is(err, store.ErrClosed) {
				return err
			}
			return nil
		}}, "closing finishes what waits and refuses the rest"},
		{broken{person: func(p learner.Person) learner.Person {
			p.Created = p.Created.In(time.FixedZone("EEST", 3*3600))
			return p
		}}, "times are UTC and whole seconds"},
		{broken{person: func(p learner.Person) learner.Person {
			p.Created = p.Created.Add(time.Millisecond)
			return p
		}}, "times are UTC and whole seconds; a person is found by id and by login"},
		{broken{login: strings.ToLower}, "logins differ by every byte"},
		{broken{login: strings.TrimSpace}, "logins differ by every byte"},
		{broken{anybody: true}, "an attempt is its person's; a run is its trainer's; a certificate is planned, signed, and may be revoked"},
	} {
		for name := range strings.SplitSeq(tt.cases, "; ") {
			i := slices.IndexFunc(storetest.Cases(), func(c storetest.Case) bool { return c.Name == name })
			if i < 0 {
				t.Fatalf("no case is called %q", name)
			}
			c := storetest.Cases()[i]
			failed, _ := storetest.Fails(t, c, func(t testing.TB) store.Store {
				b := tt.broken
				b.Store = open(t)
				return &b
			})
			if !failed {
				t.Errorf("%q holds for a store that breaks it", name)
			}
			if whole, said := storetest.Fails(t, c, open); whole {
				t.Errorf("%q fails for a whole store: %s", name, said)
			}
		}
	}
}
