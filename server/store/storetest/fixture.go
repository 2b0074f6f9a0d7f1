package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

// T0 is the moment at which everything in the fixtures begins.
var T0 = time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)

// Hash returns the hex SHA-256 of a text, as tokens and numbers are stored.
func Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Person returns a valid learner with the id and the login id, and its holder.
func Person(id string) (learner.Person, store.Holder) {
	p := learner.Person{
		ID: id, Institution: store.Home, Login: id, Role: learner.RoleLearner,
		Password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", Language: "ro", Created: T0,
	}
	h := store.Holder{Person: id, Institution: store.Home, Salt: []byte(strings.Repeat("s", 32)), Sealed: []byte("sealed " + id)}
	return p, h
}

// NewRun returns a valid run of the course "interviewing" with 30 seats, given by
// the person "trainer".
func NewRun(id string) learner.Run {
	return learner.Run{
		ID: id, Institution: store.Home, Course: "interviewing", Trainer: "trainer", Title: "Chișinău, martie",
		CodeHash: Hash("code " + id), Seats: 30, Created: T0, Expires: T0.Add(90 * 24 * time.Hour),
	}
}

// NewEnrolment returns the enrolment "e-<person>" of a person in the run "run".
func NewEnrolment(person string) learner.Enrolment {
	return learner.Enrolment{
		ID: "e-" + person, Institution: store.Home, Run: "run", Course: "interviewing", Person: person, Created: T0,
	}
}

// NewAttempt returns the valid open attempt with a number of a person who is
// enrolled by NewEnrolment; its id is "<person>/<number>".
func NewAttempt(person string, number int) learner.Attempt {
	return learner.Attempt{
		ID: fmt.Sprintf("%s/%d", person, number), Institution: store.Home, Person: person, Enrolment: "e-" + person,
		Course: "interviewing", Edition: Hash("edition"), Bank: Hash("bank"), Number: number, State: learner.Open,
		Language: "ro", CertificateLanguage: "uk", Specimen: true,
		Draw: []learner.Drawn{{Question: "k3m9qz", Options: []string{"b", "a"}}, {Question: "p2x7ab", Options: []string{"a", "b", "c"}}},
		Key:  []byte(strings.Repeat("k", 32)), Started: T0, Deadline: T0.Add(time.Hour),
	}
}

// Graded returns a after it was graded with 3 of 4.
func Graded(a learner.Attempt) learner.Attempt {
	a.State, a.Ended, a.Score, a.Max, a.Passed, a.ResultHash = learner.Graded, T0.Add(time.Minute), 3, 4, true, Hash("result "+a.ID)
	return a
}

// NewCertificate returns a planned certificate for the attempt
// "<person>/1"; its number is made from its id.
func NewCertificate(id, person string) store.Certificate {
	return store.Certificate{
		ID: id, Institution: store.Home, Person: person, Attempt: person + "/1", Course: "interviewing",
		Edition: Hash("edition"), NumberHash: Hash("number " + id), PayloadHash: Hash("payload " + id), KeyID: "key-1",
		Sealed: []byte("sealed payload"), Language: "uk", Minutes: 360, Specimen: true, Issued: T0,
	}
}

// addPeople stores the person "trainer", the run "run", and learners who are
// enrolled in it.
func addPeople(t testing.TB, s store.Store, learners ...string) {
	t.Helper()
	write(t, s, func(tx store.Tx) error { return AddPeople(tx, learners...) })
}

// AddPeople stores the person "trainer", the run "run", and learners who are
// enrolled in it.
func AddPeople(tx store.Tx, learners ...string) error {
	p, h := Person("trainer")
	p.Role = learner.RoleTrainer
	if err := tx.AddPerson(p, h); err != nil {
		return err
	}
	r := NewRun("run")
	r.Seats = max(30, len(learners))
	if err := tx.AddRun(r); err != nil {
		return err
	}
	for _, id := range learners {
		p, h := Person(id)
		if err := tx.AddPerson(p, h); err != nil {
			return err
		}
		if err := tx.AddEnrolment(NewEnrolment(id)); err != nil {
			return err
		}
	}
	return nil
}

// AddAway stores a second institution, "away", with the trainer "away-trainer"
// and the learner "away-ion".
func AddAway(tx store.Tx) error {
	if err := tx.PutInstitution(store.Institution{ID: "away", Name: "Away", Zone: "Europe/Kyiv"}); err != nil {
		return err
	}
	for _, id := range []string{"away-trainer", "away-ion"} {
		p, h := Person(id)
		p.Institution = "away"
		if err := tx.AddPerson(p, h); err != nil {
			return err
		}
	}
	return nil
}

// AddGraded stores the learner's first attempt, graded.
func AddGraded(tx store.Tx, person string) error {
	a := NewAttempt(person, 1)
	if err := tx.AddAttempt(a); err != nil {
		return err
	}
	return tx.SetAttempt(learner.Open, Graded(a))
}
