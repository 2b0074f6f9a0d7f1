package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ascult/server/store"
	"ascult/server/store/sqlite"
)

func newState(t *testing.T) state {
	s := state{dir: t.TempDir()}
	s.keys = filepath.Join(s.dir, "keys")
	must(t, s.make())
	return s
}

// wantExit reports an error that does not end the program with code.
func wantExit(t *testing.T, err error, code int, says string) {
	t.Helper()
	exit, ok := errors.AsType[*exitError](err)
	if !ok || exit.code != code || exit.hint == "" || !strings.Contains(exit.Error(), says) {
		t.Errorf("error %v, want exit code %d, a hint and %q", err, code, says)
	}
}

// A damaged database has one exit code in every command, and stays as it is.
func TestDamagedDatabase(t *testing.T) {
	s := newState(t)
	file := filepath.Join(s.db(), sqlite.File)
	must(t, os.WriteFile(file, []byte(strings.Repeat("not a database ", 500)), 0o600))
	before, err := os.ReadFile(file)
	must(t, err)
	for _, args := range [][]string{
		{"audit", "verify"}, {"user", "invite", "--role", "trainer"}, {"serve", "--site", built.dir, "--addr", "127.0.0.1:0"},
	} {
		var stdout, stderr bytes.Buffer
		code := Main(t.Context(), slices.Concat([]string{"ascult"}, args, []string{"--state", s.dir}), strings.NewReader(""), &stdout, &stderr)
		if code != ExitData || !strings.Contains(stderr.String(), "left as it is") || stdout.Len() > 0 {
			t.Errorf("%s: exit code %d, said %s", args[0], code, &stderr)
		}
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}

// New keys are never made beside a database whose names are sealed with others.
func TestKeysThatAreElsewhere(t *testing.T) {
	s := newState(t)
	db, err := s.openStore(t.Context())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	add := func(action string) {
		must(t, db.Write(t.Context(), func(tx store.Tx) error {
			return tx.Audit(store.Entry{Institution: store.Home, At: time.Unix(1, 0), Actor: "system", Action: action})
		}))
	}
	add("invite.add")
	must(t, s.checkKeys(t.Context(), db)) // nobody has come yet
	add("person.add")
	wantExit(t, s.checkKeys(t.Context(), db), Failed, "holder.json is missing")
	must(t, os.WriteFile(filepath.Join(s.keys, "holder.json"), nil, 0o600))
	must(t, s.checkKeys(t.Context(), db))
}

// An id that no certificate can carry is refused at once, not when the first
// person has passed.
func TestIssuerThatCannotSign(t *testing.T) {
	s := newState(t)
	for _, id := range []string{"Ascult MD", "x\ny", "ș", "-a", strings.Repeat("a", 33)} {
		_, err := s.issuer(id, "Institute")
		wantExit(t, err, Usage, "cannot be signed")
	}
	if who, err := s.issuer("", ""); err != nil || who != sampleIssuer {
		t.Errorf("issuer %+v, %v: a refused one was kept", who, err)
	}
	if who, err := s.issuer("ascult-md", "Institute"); err != nil || who.ID != "ascult-md" {
		t.Errorf("issuer %+v, %v", who, err)
	}
}
