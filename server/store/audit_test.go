package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ascult/server/store"
)

// chainOf makes a whole chain of n entries.
func chainOf(n int) []store.Entry {
	var all []store.Entry
	prev := ""
	for i := 1; i <= n; i++ {
		e := store.Entry{
			Seq: int64(i), Institution: "home", At: time.Unix(1_700_000_000+int64(i), 0).UTC(),
			Actor: "ana", Action: "attempt.submit", Object: fmt.Sprint("attempt-", i), Detail: "passed", Prev: prev,
		}
		e.Hash = store.HashEntry(e)
		prev = e.Hash
		all = append(all, e)
	}
	return all
}

// firstBroken follows a chain and returns the number it names, 0 if whole.
func firstBroken(t *testing.T, all []store.Entry) int64 {
	t.Helper()
	var c store.Chain
	for _, e := range all {
		err := c.Next(e)
		if err == nil {
			continue
		}
		broken, ok := errors.AsType[*store.BrokenLink](err)
		if !ok {
			t.Fatalf("%v is no broken link", err)
		}
		return broken.Seq
	}
	return 0
}

func TestChainNamesTheFirstBrokenLink(t *testing.T) {
	if n := firstBroken(t, chainOf(9)); n != 0 {
		t.Fatalf("a whole chain is broken at %d", n)
	}
	again := func(e *store.Entry) { e.Hash = store.HashEntry(*e) }
	edits := map[string]func(e *store.Entry){
		"number":      func(e *store.Entry) { e.Seq = 99 },
		"institution": func(e *store.Entry) { e.Institution = "other" },
		"time":        func(e *store.Entry) { e.At = e.At.Add(time.Second) },
		"actor":       func(e *store.Entry) { e.Actor = "ion" },
		"action":      func(e *store.Entry) { e.Action = "attempt.start" },
		"object":      func(e *store.Entry) { e.Object = "attempt-0" },
		"detail":      func(e *store.Entry) { e.Detail = "failed" },
		"prev":        func(e *store.Entry) { e.Prev = "" },
		"hash":        func(e *store.Entry) { e.Hash = "00" + e.Hash[2:] },
		// The hash is made anew: the next entry still holds the old one, or for
		// a moved border between two fields, this one differs.
		"border of two fields": func(e *store.Entry) { e.Actor, e.Action = "anaa", "ttempt.submit" },
	}
	for name, edit := range edits {
		for at := range 9 {
			all := chainOf(9)
			edit(&all[at])
			if at == 0 && name == "prev" {
				continue // it is empty there
			}
			if n := firstBroken(t, all); n != int64(at+1) {
				t.Errorf("%s of entry %d edited: the chain names %d", name, at+1, n)
			}
		}
	}
	// Whoever makes the hash anew is caught at the next entry.
	for at := range 8 {
		all := chainOf(9)
		all[at].Detail = "failed"
		again(&all[at])
		if n := firstBroken(t, all); n != int64(at+2) {
			t.Errorf("entry %d edited with a new hash: the chain names %d, want the next", at+1, n)
		}
	}
	if n := firstBroken(t, slices.Delete(chainOf(9), 3, 4)); n != 4 {
		t.Errorf("entry 4 removed: the chain names %d", n)
	}
	swapped := chainOf(9)
	swapped[4], swapped[5] = swapped[5], swapped[4]
	if n := firstBroken(t, swapped); n != 5 {
		t.Errorf("entries 5 and 6 swapped: the chain names %d", n)
	}
	if n := firstBroken(t, slices.Insert(chainOf(9), 2, chainOf(9)[1])); n != 3 {
		t.Errorf("entry 2 doubled: the chain names %d", n)
	}
	if n := firstBroken(t, chainOf(9)[1:]); n != 1 {
		t.Errorf("the beginning cut off: the chain names %d", n)
	}
	// What the chain alone cannot show: its end cut off. The head can.
	var c store.Chain
	for _, e := range chainOf(9)[:7] {
		if err := c.Next(e); err != nil {
			t.Fatal(err)
		}
	}
	if c.Head().Hash == chainOf(9)[8].Hash {
		t.Error("a chain without its end has the head of the whole one")
	}
}
