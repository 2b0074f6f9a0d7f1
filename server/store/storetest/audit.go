package storetest

import (
	"fmt"
	"testing"
	"time"

	"ascult/server/store"
)

// chain reads the audit log and checks it.
func chain(t testing.TB, s store.Reader) []store.Entry {
	t.Helper()
	var all []store.Entry
	var c store.Chain
	err := s.AuditEach(ctx, func(e store.Entry) error {
		all = append(all, e)
		return c.Next(e)
	})
	if err != nil {
		t.Errorf("audit: %v", err)
	}
	return all
}

var auditCases = []Case{
	{"audit entries form a chain", func(t testing.TB, open Opener) {
		s := open(t)
		none[store.Entry](t, "no head")(s.AuditHead(ctx))
		if got := chain(t, s); len(got) != 0 {
			t.Errorf("entries of an empty store: %v", got)
		}
		const n = 1203 // more than a reader takes at once
		entry := func(i int) store.Entry {
			return store.Entry{
				Institution: store.Home, At: T0.Add(time.Duration(i) * 1500 * time.Millisecond), Actor: "ana",
				Action: "attempt.submit", Object: fmt.Sprint(i), Detail: "ș",
			}
		}
		write(t, s, func(tx store.Tx) error {
			for i := range n - 1 {
				if err := tx.Audit(entry(i)); err != nil {
					return err
				}
			}
			return nil
		})
		forged := entry(n - 1)
		forged.Seq, forged.Prev, forged.Hash = 7, "x", "y"
		write(t, s, func(tx store.Tx) error { return tx.Audit(forged) })
		all := chain(t, s)
		if len(all) != n {
			t.Fatalf("%d entries, want %d", len(all), n)
		}
		last := all[n-1]
		if last.Object != fmt.Sprint(n-1) || !last.At.Equal(entry(n-1).At.Truncate(time.Second)) || last.Detail != "ș" || last.Institution != store.Home {
			t.Errorf("last entry: %+v", last)
		}
		same(t, "head", last)(s.AuditHead(ctx))
	}},
	{"a write that fails leaves no gap in the chain", func(t testing.TB, open Opener) {
		s := open(t)
		e := store.Entry{Institution: store.Home, At: T0, Actor: "system", Action: "x"}
		audit := func(tx store.Tx) error { return tx.Audit(e) }
		write(t, s, audit)
		boom := fmt.Errorf("boom")
		refused(t, s, boom, "failing", func(tx store.Tx) error {
			if err := tx.Audit(e); err != nil {
				return err
			}
			return boom
		})
		write(t, s, audit)
		if got := chain(t, s); len(got) != 2 {
			t.Errorf("%d entries, want 2", len(got))
		}
		refused(t, s, nil, "unknown institution", func(tx store.Tx) error { return tx.Audit(store.Entry{At: T0, Action: "x"}) })
		refused(t, s, nil, "no action", func(tx store.Tx) error { return tx.Audit(store.Entry{Institution: store.Home, At: T0}) })
	}},
	{"whoever reads the audit log may stop, and may read", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		e := store.Entry{Institution: store.Home, At: T0, Actor: "ana", Action: "x"}
		stop := fmt.Errorf("stop")
		read := func(r store.Reader) {
			seen := 0
			err := r.AuditEach(ctx, func(e store.Entry) error {
				seen++
				want, _ := Person("ana")
				same(t, "within", want)(r.Person(ctx, e.Actor))
				return stop
			})
			is(t, err, stop, "stopped")
			if seen != 1 {
				t.Errorf("went on for %d entries", seen)
			}
		}
		write(t, s, func(tx store.Tx) error {
			for range 3 {
				if err := tx.Audit(e); err != nil {
					return err
				}
			}
			read(tx)
			return nil
		})
		read(s)
	}},
	{"throttles and the clock mark", func(t testing.TB, open Opener) {
		s := open(t)
		none[store.Throttle](t, "unknown bucket")(s.Throttle(ctx, "b"))
		for _, x := range []store.Throttle{
			{Bucket: "b", Failed: 3, Since: T0, Until: T0.Add(time.Minute)},
			{Bucket: "b", Failed: 4, Since: T0.Add(time.Second)},
			{Bucket: "b"},
		} {
			write(t, s, func(tx store.Tx) error { return tx.SetThrottle(x) })
			same(t, "throttle", x)(s.Throttle(ctx, "b"))
		}
		refused(t, s, nil, "negative", func(tx store.Tx) error { return tx.SetThrottle(store.Throttle{Bucket: "b", Failed: -1}) })
		refused(t, s, nil, "no bucket", func(tx store.Tx) error { return tx.SetThrottle(store.Throttle{}) })
		same(t, "no mark yet", time.Time{})(s.ClockMark(ctx))
		for _, at := range []time.Time{T0, T0.Add(time.Hour), T0.Add(time.Minute)} {
			write(t, s, func(tx store.Tx) error { return tx.SetClockMark(at) })
		}
		same(t, "latest mark", T0.Add(time.Hour))(s.ClockMark(ctx))
	}},
}
