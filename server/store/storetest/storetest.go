// Package storetest says what every store must do, as tests.
//
// A case is a function that anybody may run against any store; that is how the
// suite itself is tested: each rule of a schema is taken away in turn, and a
// case must notice.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/server/store"
)

// An Opener returns an empty store and closes it at the test's end.
type Opener func(t testing.TB) store.Store

// A Case is one promise of package store.
type Case struct {
	Name string
	Run  func(t testing.TB, open Opener)
}

// Cases returns the whole suite; those that need long come last.
func Cases() []Case {
	var all []Case
	for _, group := range [][]Case{
		accountCases, runCases, attemptCases, answerCases, certificateCases, reportCases, auditCases, valueCases, writeCases, crowdCases,
	} {
		all = append(all, group...)
	}
	return all
}

// Run checks that the stores open returns behave as package store promises.
func Run(t *testing.T, open Opener) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) { c.Run(t, open) })
	}
}

// Fails runs a case against the stores open returns and reports whether it
// fails, and with what, without failing t.
func Fails(t testing.TB, c Case, open Opener) (bool, string) {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				r.Errorf("panic: %v", v)
			}
		}()
		c.Run(r, open)
	}()
	<-done
	for _, v := range slices.Backward(r.cleanups) {
		v()
	}
	return r.failed, r.said
}

// A recorder is a test whose failure is looked at instead of reported.
type recorder struct {
	testing.TB
	failed   bool
	said     string
	cleanups []func()
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Error(args ...any) {
	r.failed = true
	r.said += fmt.Sprintln(args...)
}

func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }

func (r *recorder) Fatal(args ...any) {
	r.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

var ctx = context.Background()

// write fails the test if the write fails.
func write(t testing.TB, s store.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless a write returns an error that is want; any
// error will do if want is nil, but for those that say that nothing was tried.
func refused(t testing.TB, s store.Store, want error, what string, f func(store.Tx) error) {
	t.Helper()
	err := s.Write(ctx, f)
	switch {
	case err == nil:
		t.Errorf("%s: stored, want it refused", what)
	case want != nil && !errors.Is(err, want):
		t.Errorf("%s: %v, want %v", what, err, want)
	case want == nil && (errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrFailed)):
		t.Errorf("%s: %v, want a refusal by the schema", what, err)
	}
}

// is fails the test unless err is want.
func is(t testing.TB, err, want error, what string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

// same fails the test if a question was not answered with want.
func same[T any](t testing.TB, what string, want T) func(T, error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
}

// none fails the test unless a question was answered with store.ErrNotFound.
func none[T any](t testing.TB, what string) func(T, error) {
	t.Helper()
	return func(_ T, err error) {
		t.Helper()
		is(t, err, store.ErrNotFound, what)
	}
}

// changed returns v after a change, to spell out one field that differs.
func changed[T any](v T, change func(*T)) T {
	change(&v)
	return v
}
