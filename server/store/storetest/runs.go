package storetest

import (
	"strings"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

var runCases = []Case{
	{"a run is its trainer's", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s)
		p, h := Person("other")
		older := changed(NewRun("older"), func(r *learner.Run) { r.Created = T0.Add(-time.Hour) })
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		write(t, s, func(tx store.Tx) error { return tx.AddRun(older) })
		want := NewRun("run")
		same(t, "by id", want)(s.Run(ctx, "run", "trainer"))
		same(t, "by code", want)(s.RunByCode(ctx, want.CodeHash))
		same(t, "all, newest first", []learner.Run{want, older})(s.RunsByTrainer(ctx, "trainer"))
		same(t, "none", []learner.Run(nil))(s.RunsByTrainer(ctx, "other"))
		none[learner.Run](t, "another trainer's")(s.Run(ctx, "run", "other"))
		none[learner.Run](t, "unknown code")(s.RunByCode(ctx, Hash("x")))
	}},
	{"a run that makes no sense is refused", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s)
		write(t, s, AddAway)
		same := changed(NewRun("two"), func(r *learner.Run) { r.CodeHash = NewRun("run").CodeHash })
		refused(t, s, store.ErrConflict, "code taken", func(tx store.Tx) error { return tx.AddRun(same) })
		same = changed(NewRun("run"), func(r *learner.Run) { r.CodeHash = Hash("x") })
		refused(t, s, store.ErrConflict, "id taken", func(tx store.Tx) error { return tx.AddRun(same) })
		for what, change := range map[string]func(*learner.Run){
			"code in the clear":              func(r *learner.Run) { r.CodeHash = "K7M2-QX4P" },
			"unknown trainer":                func(r *learner.Run) { r.Trainer = "nobody" },
			"trainer of another institution": func(r *learner.Run) { r.Trainer = "away-trainer" },
			"no course":                      func(r *learner.Run) { r.Course = "" },
			"no id":                          func(r *learner.Run) { r.ID = "" },
			"fewer seats than none":          func(r *learner.Run) { r.Seats = -1 },
			"more used than seats":           func(r *learner.Run) { r.Used = 31 },
			"fewer used than none":           func(r *learner.Run) { r.Used = -1 },
		} {
			bad := changed(NewRun("bad"), change)
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.AddRun(bad) })
		}
	}},
	{"seats are taken while there are any, in time", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s)
		r := changed(NewRun("small"), func(r *learner.Run) { r.Seats = 2 })
		write(t, s, func(tx store.Tx) error { return tx.AddRun(r) })
		take := func(run string, at time.Time) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.TakeSeat(run, at) }
		}
		refused(t, s, store.ErrNotFound, "over", take("small", r.Expires))
		refused(t, s, store.ErrNotFound, "unknown", take("x", T0))
		write(t, s, take("small", T0))
		write(t, s, take("small", r.Expires.Add(-time.Second)))
		refused(t, s, store.ErrNotFound, "full", take("small", T0))
		r.Used = 2
		same(t, "used", r)(s.Run(ctx, "small", "trainer"))
	}},
	{"a person is enrolled in a run once", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, AddAway)
		again := changed(NewEnrolment("ana"), func(e *learner.Enrolment) { e.ID = "again" })
		refused(t, s, store.ErrConflict, "twice", func(tx store.Tx) error { return tx.AddEnrolment(again) })
		newer := changed(again, func(e *learner.Enrolment) { e.Run, e.Created = "second", T0.Add(time.Hour) })
		other := changed(again, func(e *learner.Enrolment) { e.ID, e.Run, e.Course = "other", "third", "law" })
		third := changed(NewRun("third"), func(r *learner.Run) { r.Course = "law" })
		write(t, s, func(tx store.Tx) error { return tx.AddRun(NewRun("second")) })
		write(t, s, func(tx store.Tx) error { return tx.AddRun(third) })
		write(t, s, func(tx store.Tx) error { return tx.AddEnrolment(newer) })
		write(t, s, func(tx store.Tx) error { return tx.AddEnrolment(other) })
		same(t, "newest", newer)(s.Enrolment(ctx, "ana", "interviewing"))
		same(t, "of a course", other)(s.Enrolment(ctx, "ana", "law"))
		same(t, "all", []learner.Enrolment{NewEnrolment("ana"), other, newer})(s.Enrolments(ctx, "ana"))
		none[learner.Enrolment](t, "not enrolled")(s.Enrolment(ctx, "ion", "law"))
		for what, change := range map[string]func(*learner.Enrolment){
			"unknown run":           func(e *learner.Enrolment) { e.Run = "x" },
			"unknown person":        func(e *learner.Enrolment) { e.Person = "x" },
			"another course's run":  func(e *learner.Enrolment) { e.Run = "third" },
			"another institution's": func(e *learner.Enrolment) { e.Person = "away-ion" },
			"the run's institution": func(e *learner.Enrolment) { e.Institution = "away" },
			"a person of elsewhere": func(e *learner.Enrolment) { e.Institution, e.Person = "away", "away-ion" },
			"no id":                 func(e *learner.Enrolment) { e.ID = "" },
		} {
			bad := changed(changed(NewEnrolment("ion"), func(e *learner.Enrolment) { e.ID, e.Run = "bad", "second" }), change)
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.AddEnrolment(bad) })
		}
	}},
	{"progress keeps the last time of a page", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, AddAway)
		read := func(person, course, page string, at time.Time, segments string) {
			t.Helper()
			write(t, s, func(tx store.Tx) error {
				return tx.SetRead(person, store.Home, course, page, store.Reading{At: at, Segments: segments})
			})
		}
		longest := strings.Repeat("x", 8192)
		read("ana", "interviewing", "a1/purpose", T0.Add(time.Hour), "k3m9qz:1a2b3c4d")
		read("ana", "interviewing", "a1/purpose", T0, "older")
		read("ana", "interviewing", "a1/law", T0, "older")
		read("ana", "interviewing", "a1/law", T0.Add(time.Minute), "")
		read("ana", "interviewing", "a1/end", T0, "first")
		read("ana", "interviewing", "a1/end", T0, longest)
		read("ana", "law", "a1/purpose", T0, "")
		read("ion", "interviewing", "a1/end", T0, "")
		same(t, "ana", map[string]store.Reading{
			"a1/purpose": {At: T0.Add(time.Hour), Segments: "k3m9qz:1a2b3c4d"},
			"a1/law":     {At: T0.Add(time.Minute)},
			"a1/end":     {At: T0, Segments: longest},
		})(s.Progress(ctx, "ana", "interviewing"))
		same(t, "nothing read", map[string]store.Reading{})(s.Progress(ctx, "ion", "law"))
		for what, bad := range map[string][4]string{
			"unknown person":      {"x", store.Home, "law", "p"},
			"another institution": {"ana", "away", "law", "p"},
			"no course":           {"ana", store.Home, "", "p"},
			"no page":             {"ana", store.Home, "law", ""},
		} {
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.SetRead(bad[0], bad[1], bad[2], bad[3], store.Reading{At: T0}) })
		}
		refused(t, s, nil, "more segments than any page has", func(tx store.Tx) error {
			return tx.SetRead("ana", store.Home, "law", "p", store.Reading{At: T0, Segments: longest[1:] + "ș"})
		})
	}},
	{"rows of a run", func(t testing.TB, open Opener) {
		s := open(t)
		people := []string{"zoe", "ana", "ion", "eva"}
		addPeople(t, s)
		for i, id := range people {
			p, h := Person(id)
			e := changed(NewEnrolment(id), func(e *learner.Enrolment) { e.Created = T0.Add(time.Duration(i) * time.Second) })
			write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
			write(t, s, func(tx store.Tx) error { return tx.AddEnrolment(e) })
		}
		write(t, s, func(tx store.Tx) error { return tx.AddRun(NewRun("empty")) })
		write(t, s, func(tx store.Tx) error {
			return tx.SetRead("zoe", store.Home, "interviewing", "1", store.Reading{At: T0})
		})
		write(t, s, func(tx store.Tx) error {
			return tx.SetRead("zoe", store.Home, "interviewing", "2", store.Reading{At: T0.Add(time.Hour)})
		})
		write(t, s, func(tx store.Tx) error { return tx.SetRead("ana", store.Home, "law", "1", store.Reading{At: T0}) })
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "zoe") })
		write(t, s, func(tx store.Tx) error { return tx.AddAttempt(NewAttempt("ion", 1)) })
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "eva") })
		void := changed(Graded(NewAttempt("eva", 1)), func(a *learner.Attempt) { a.State = learner.Void })
		write(t, s, func(tx store.Tx) error { return tx.SetAttempt(learner.Graded, void) })
		same(t, "rows", []learner.RunRow{
			{Person: "zoe", Enrolled: T0, LastRead: T0.Add(time.Hour), Read: 2, Started: true, Passed: true},
			{Person: "ana", Enrolled: T0.Add(time.Second)},
			{Person: "ion", Enrolled: T0.Add(2 * time.Second), Started: true},
			{Person: "eva", Enrolled: T0.Add(3 * time.Second), Started: true},
		})(s.RunRows(ctx, "run"))
		same(t, "empty", []learner.RunRow(nil))(s.RunRows(ctx, "empty"))
	}},
}
