package sqlite

import (
	"errors"
	"testing"

	"ascult/server/store"
	"ascult/server/store/storetest"
)

// Somebody who holds the file can take the triggers away and edit the record;
// following the chain then names the first entry that is not as it was.
func TestEditedRecordIsNamed(t *testing.T) {
	for name, edit := range map[string]struct {
		query string
		want  int64
	}{
		"a word changed":   {"UPDATE audit SET detail = 'other' WHERE seq = 3", 3},
		"another person":   {"UPDATE audit SET actor = 'nobody' WHERE seq = 5", 5},
		"an entry removed": {"DELETE FROM audit WHERE seq = 4", 4},
		"the first gone":   {"DELETE FROM audit WHERE seq = 1", 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := openIn(t, dir, Options{})
			for range 6 {
				err := db.Write(t.Context(), func(tx store.Tx) error {
					return tx.Audit(store.Entry{Institution: store.Home, At: storetest.T0, Actor: "system", Action: "test", Detail: "word"})
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			conn := raw(t, dir)
			for _, trigger := range []string{"audit_appended", "audit_unchanged", "audit_kept"} {
				if _, err := conn.ExecContext(t.Context(), "DROP TRIGGER "+trigger); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := conn.ExecContext(t.Context(), edit.query); err != nil {
				t.Fatal(err)
			}
			var chain store.Chain
			err := db.AuditEach(t.Context(), chain.Next)
			broken, ok := errors.AsType[*store.BrokenLink](err)
			if !ok || broken.Seq != edit.want {
				t.Errorf("following the chain gives %v, want entry %d", err, edit.want)
			}
		})
	}
}
