package sqlite

import (
	"testing"

	"ascult/internal/learner"
	"ascult/server/store"
	"ascult/server/store/storetest"
)

func fresh(t testing.TB) store.Store { return openIn(t, t.TempDir(), Options{}) }

func openIn(t testing.TB, dir string, o Options) *DB {
	t.Helper()
	db, err := Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestStore(t *testing.T) { storetest.Run(t, fresh) }

var (
	answer     = learner.Answer{Position: 1, Options: []string{"a"}, Saved: storetest.T0}
	session    = learner.Session{TokenHash: storetest.Hash("token"), Person: "ana", Created: storetest.T0, Seen: storetest.T0}
	invite     = learner.Invite{TokenHash: storetest.Hash("invite"), Institution: store.Home, Role: learner.RoleTrainer, Created: storetest.T0, Expires: storetest.T0}
	idempotent = store.Idempotent{Person: "ion", Key: "k", Attempt: "ion/1", Status: 303, At: storetest.T0}
	second     = learner.Enrolment{ID: "second", Institution: store.Home, Run: "second", Course: "interviewing", Person: "ion", Created: storetest.T0}
	entry      = store.Entry{Institution: store.Home, At: storetest.T0, Actor: "ana", Action: "x"}
)

// late returns an attempt that came in late.
func late(person string, number int) learner.Attempt {
	a := storetest.NewAttempt(person, number)
	a.State, a.Ended = learner.Late, storetest.T0
	return a
}
