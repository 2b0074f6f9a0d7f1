package storetest

import (
	"strings"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

// add and set are writes of one attempt.
func add(a learner.Attempt) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.AddAttempt(a) }
}

func set(from learner.State, a learner.Attempt) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.SetAttempt(from, a) }
}

// ended returns a in another state, ended.
func ended(a learner.Attempt, state learner.State) learner.Attempt {
	a.State, a.Ended = state, T0.Add(time.Minute)
	return a
}

var attemptCases = []Case{
	{"an attempt is its person's", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		a := NewAttempt("ana", 1)
		free := changed(NewAttempt("ion", 1), func(a *learner.Attempt) { a.Deadline, a.Draw, a.Specimen = time.Time{}, []learner.Drawn{}, false })
		write(t, s, add(a))
		write(t, s, add(free))
		same(t, "ana's", a)(s.Attempt(ctx, a.ID, "ana"))
		same(t, "without deadline", free)(s.Attempt(ctx, free.ID, "ion"))
		none[learner.Attempt](t, "another person's")(s.Attempt(ctx, a.ID, "ion"))
		none[learner.Attempt](t, "unknown")(s.Attempt(ctx, "x", "ana"))
	}},
	{"one attempt is open at a time, and numbers are given once", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		one, two := NewAttempt("ana", 1), NewAttempt("ana", 2)
		write(t, s, add(one))
		refused(t, s, store.ErrConflict, "second open", add(two))
		write(t, s, set(learner.Open, ended(one, learner.Submitted)))
		refused(t, s, store.ErrConflict, "number taken", add(changed(one, func(a *learner.Attempt) { a.ID = "x" })))
		refused(t, s, store.ErrConflict, "id taken", add(changed(two, func(a *learner.Attempt) { a.ID = one.ID })))
		write(t, s, add(two))
		same(t, "all", []learner.Attempt{ended(one, learner.Submitted), two})(s.Attempts(ctx, "ana", "interviewing"))
		same(t, "none", []learner.Attempt(nil))(s.Attempts(ctx, "ana", "law"))
	}},
	{"another course may be open beside it", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		law := changed(NewRun("law"), func(r *learner.Run) { r.Course = "law" })
		e := changed(NewEnrolment("ana"), func(e *learner.Enrolment) { e.ID, e.Run, e.Course = "e-law", "law", "law" })
		a := changed(NewAttempt("ana", 1), func(a *learner.Attempt) { a.ID, a.Enrolment, a.Course = "law", "e-law", "law" })
		write(t, s, func(tx store.Tx) error { return tx.AddRun(law) })
		write(t, s, func(tx store.Tx) error { return tx.AddEnrolment(e) })
		write(t, s, add(NewAttempt("ana", 1)))
		write(t, s, add(a))
	}},
	{"an attempt that makes no sense is refused", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, AddAway)
		for what, change := range map[string]func(*learner.Attempt){
			"unknown state":           func(a *learner.Attempt) { a.State = "done" },
			"unknown state, ended":    func(a *learner.Attempt) { a.State, a.Ended = "done", T0 },
			"open with an end":        func(a *learner.Attempt) { a.Ended = T0 },
			"ended without an end":    func(a *learner.Attempt) { a.State = learner.Expired },
			"no id":                   func(a *learner.Attempt) { a.ID = "" },
			"number zero":             func(a *learner.Attempt) { a.Number = 0 },
			"short key":               func(a *learner.Attempt) { a.Key = a.Key[1:] },
			"no edition":              func(a *learner.Attempt) { a.Edition = "" },
			"no bank":                 func(a *learner.Attempt) { a.Bank = "" },
			"no start":                func(a *learner.Attempt) { a.Started = time.Time{} },
			"negative rev":            func(a *learner.Attempt) { a.Rev = -1 },
			"another's enrolment":     func(a *learner.Attempt) { a.Enrolment = "e-ion" },
			"unknown enrolment":       func(a *learner.Attempt) { a.Enrolment = "x" },
			"another course":          func(a *learner.Attempt) { a.Course = "law" },
			"another institution":     func(a *learner.Attempt) { a.Institution = "away" },
			"score above the maximum": func(a *learner.Attempt) { a.Score, a.Max = 5, 4 },
			"negative score":          func(a *learner.Attempt) { a.Score, a.Max = -1, 4 },
			"passed while open":       func(a *learner.Attempt) { a.Passed = true },
			"a hash that is none":     func(a *learner.Attempt) { a.ResultHash = "x" },
			"graded without its hash": func(a *learner.Attempt) { *a = Graded(*a); a.ResultHash = "" },
			"passed without being graded": func(a *learner.Attempt) {
				*a = Graded(*a)
				a.State = learner.Late
			},
		} {
			refused(t, s, nil, what, add(changed(NewAttempt("ana", 1), change)))
		}
	}},
	{"an attempt moves from the state it is in", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		a := NewAttempt("ana", 1)
		write(t, s, add(a))
		refused(t, s, store.ErrConflict, "wrong state", set(learner.Submitted, Graded(a)))
		refused(t, s, store.ErrNotFound, "unknown", set(learner.Open, changed(Graded(a), func(a *learner.Attempt) { a.ID = "x" })))
		same(t, "as before", a)(s.Attempt(ctx, a.ID, "ana"))
		write(t, s, func(tx store.Tx) error {
			if err := tx.SetAttemptLanguage(a.ID, "ru"); err != nil {
				return err
			}
			if err := tx.SetAttempt(learner.Open, ended(a, learner.Submitted)); err != nil {
				return err
			}
			return tx.SetAttempt(learner.Submitted, Graded(a))
		})
		refused(t, s, store.ErrConflict, "graded twice", set(learner.Open, Graded(a)))
		refused(t, s, store.ErrNotFound, "language of nothing", func(tx store.Tx) error { return tx.SetAttemptLanguage("x", "ru") })
		want := changed(Graded(a), func(a *learner.Attempt) { a.Language = "ru" })
		same(t, "graded", want)(s.Attempt(ctx, a.ID, "ana"))
	}},
	{"every state is kept", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		for i, state := range []learner.State{learner.Submitted, learner.Expired, learner.Late, learner.Void} {
			a := NewAttempt("ana", i+1)
			write(t, s, add(a))
			write(t, s, set(learner.Open, ended(a, state)))
			same(t, string(state), ended(a, state))(s.Attempt(ctx, a.ID, "ana"))
		}
	}},
	{"what was fixed at the start stays", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		a := NewAttempt("ana", 1)
		write(t, s, add(a))
		b := Graded(a)
		b.Draw, b.Key, b.Bank, b.Edition, b.Number, b.Started, b.Deadline = nil, nil, "x", "x", 7, T0.Add(time.Hour), time.Time{}
		b.Rev, b.Language, b.Person, b.Institution = 9, "x", "x", "x"
		write(t, s, set(learner.Open, b))
		same(t, "attempt", Graded(a))(s.Attempt(ctx, a.ID, "ana"))
	}},
	{"a graded attempt can only become void", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ana") })
		g := Graded(NewAttempt("ana", 1))
		void := changed(g, func(a *learner.Attempt) { a.State = learner.Void })
		for what, change := range map[string]func(*learner.Attempt){
			"open again":            func(a *learner.Attempt) { a.State, a.Ended, a.Passed = learner.Open, time.Time{}, false },
			"late":                  func(a *learner.Attempt) { a.State, a.Passed = learner.Late, false },
			"another score":         func(a *learner.Attempt) { a.Score = 4 },
			"void, another score":   func(a *learner.Attempt) { *a = void; a.Score = 4 },
			"void, another end":     func(a *learner.Attempt) { *a = void; a.Ended = T0 },
			"void, another hash":    func(a *learner.Attempt) { *a = void; a.ResultHash = Hash("x") },
			"void, not passed":      func(a *learner.Attempt) { *a = void; a.Passed = false },
			"void, another maximum": func(a *learner.Attempt) { *a = void; a.Max = 5 },
		} {
			refused(t, s, nil, what, set(learner.Graded, changed(g, change)))
		}
		refused(t, s, nil, "another language", func(tx store.Tx) error { return tx.SetAttemptLanguage(g.ID, "ru") })
		write(t, s, set(learner.Graded, void))
		refused(t, s, nil, "back from void", set(learner.Void, g))
		same(t, "void", void)(s.Attempt(ctx, g.ID, "ana"))
	}},
}

var answerCases = []Case{
	{"answers are saved while the attempt is open", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		a := NewAttempt("ana", 1)
		write(t, s, add(a))
		write(t, s, add(NewAttempt("ion", 1)))
		save := func(id string, x learner.Answer) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.SaveAnswer(id, x) }
		}
		first := learner.Answer{Position: 2, Options: []string{"b", "a"}, Saved: T0}
		second := learner.Answer{Position: 10, Unsure: true, Saved: T0}
		third := learner.Answer{Position: 2, Options: []string{"c"}, Saved: T0.Add(time.Minute)}
		typed := learner.Answer{Position: 3, Texts: []string{"ș", "об’єкт\"<"}, Confidence: learner.RatherSure, Saved: T0}
		bare := learner.Answer{Position: 3, Options: []string{"a"}, Saved: T0}
		write(t, s, save("ion/1", bare))
		write(t, s, save("ion/1", typed))
		same(t, "typed over chosen", []learner.Answer{typed})(s.Answers(ctx, "ion/1"))
		write(t, s, save("ion/1", bare))
		same(t, "and back", []learner.Answer{bare})(s.Answers(ctx, "ion/1"))
		for _, c := range learner.Confidences {
			x := changed(bare, func(x *learner.Answer) { x.Confidence = c })
			write(t, s, save("ion/1", x))
			same(t, string(c), []learner.Answer{x})(s.Answers(ctx, "ion/1"))
		}
		write(t, s, save(a.ID, second))
		write(t, s, save(a.ID, first))
		same(t, "two", []learner.Answer{first, second})(s.Answers(ctx, a.ID))
		write(t, s, save(a.ID, third))
		same(t, "one replaced", []learner.Answer{third, second})(s.Answers(ctx, a.ID))
		a.Rev = 3
		same(t, "rev", a)(s.Attempt(ctx, a.ID, "ana"))
		ion := changed(NewAttempt("ion", 1), func(a *learner.Attempt) { a.Rev = 6 })
		same(t, "nobody else's", ion)(s.Attempt(ctx, "ion/1", "ion"))
		same(t, "no answers", []learner.Answer(nil))(s.Answers(ctx, "x"))
		refused(t, s, store.ErrNotFound, "unknown attempt", save("x", first))
		refused(t, s, nil, "position zero", save(a.ID, learner.Answer{Options: []string{"a"}, Saved: T0}))
		refused(t, s, nil, "unsure, and an option", save(a.ID, learner.Answer{Position: 1, Options: []string{"a"}, Unsure: true, Saved: T0}))
		refused(t, s, nil, "unsure, and a text", save(a.ID, learner.Answer{Position: 1, Texts: []string{"a"}, Unsure: true, Saved: T0}))
		refused(t, s, nil, "options and texts", save(a.ID, learner.Answer{Position: 1, Texts: []string{"a"}, Options: []string{"a"}, Saved: T0}))
		refused(t, s, nil, "unsure, and sure", save(a.ID, learner.Answer{Position: 1, Unsure: true, Confidence: learner.Sure, Saved: T0}))
		refused(t, s, nil, "far too long", save(a.ID, learner.Answer{Position: 1, Texts: []string{strings.Repeat("a", 9000)}, Saved: T0}))
		refused(t, s, nil, "another confidence", save(a.ID, learner.Answer{Position: 1, Options: []string{"a"}, Confidence: "certain", Saved: T0}))
		refused(t, s, nil, "no time", save(a.ID, learner.Answer{Position: 1, Options: []string{"a"}}))
		write(t, s, set(learner.Open, ended(a, learner.Submitted)))
		refused(t, s, store.ErrConflict, "after the end", save(a.ID, first))
		same(t, "as they were", []learner.Answer{third, second})(s.Answers(ctx, a.ID))
		got, err := s.Attempt(ctx, a.ID, "ana")
		same(t, "rev as it was", 3)(got.Rev, err)
	}},
	{"an idempotency key is given once to a person", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, add(NewAttempt("ana", 1)))
		i := store.Idempotent{Person: "ana", Key: "k", Attempt: "ana/1", BodyHash: Hash("body"), Status: 303, Location: "/ro/attempt/1/result", At: T0}
		plain := store.Idempotent{Person: "ion", Key: "k", BodyHash: "", Status: 204, At: T0}
		put := func(i store.Idempotent) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.AddIdempotent(i) }
		}
		write(t, s, put(i))
		write(t, s, put(plain))
		same(t, "ana's", i)(s.Idempotent(ctx, "ana", "k"))
		same(t, "ion's", plain)(s.Idempotent(ctx, "ion", "k"))
		none[store.Idempotent](t, "unknown")(s.Idempotent(ctx, "ana", "x"))
		refused(t, s, store.ErrConflict, "same key", put(i))
		refused(t, s, store.ErrNotFound, "unknown person", put(changed(i, func(i *store.Idempotent) { i.Person = "x" })))
		refused(t, s, nil, "unknown attempt", put(changed(i, func(i *store.Idempotent) { i.Key, i.Attempt = "n", "x" })))
		refused(t, s, nil, "another's attempt", put(changed(i, func(i *store.Idempotent) { i.Person, i.Key = "ion", "n" })))
		refused(t, s, nil, "no key", put(changed(i, func(i *store.Idempotent) { i.Key = "" })))
	}},
}
