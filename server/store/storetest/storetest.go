// Package storetest says what every store must do, as tests.
package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/server/store"
)

// Run checks that the stores open returns behave as package store promises.
// Each call of open must return an empty store and close it at the test's end.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Run("smoke", func(t *testing.T) {
		s := open(t)
		addPeople(t, s, "ana")
		a := NewAttempt("ana", 1)
		write(t, s, func(tx store.Tx) error { return tx.AddAttempt(a) })
		got, err := s.Attempt(context.Background(), a.ID, "ana")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, got); d != "" {
			t.Error(d)
		}
		write(t, s, func(tx store.Tx) error {
			return tx.Audit(store.Entry{Institution: store.Home, At: T0, Actor: "ana", Action: "x"})
		})
	})
}
