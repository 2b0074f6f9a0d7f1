package sqlite

import (
	"testing"

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
