package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ascult/server/store"
	"ascult/server/store/storetest"
)

func TestSettingsHoldOnEveryConnection(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{Readers: 3})
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000",
		"trusted_schema": "0", "cell_size_check": "1", "recursive_triggers": "1", "mmap_size": "0", "application_id": "1098081141",
	}
	for i := range 3 {
		conn, err := s.readers.Conn(t.Context()) // each stays taken, so the next is another
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		got := map[string]string{}
		for name := range want {
			var v string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&v); err != nil {
				t.Fatal(err)
			}
			got[name] = v
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("reader %d (-want +got):\n%s", i, d)
		}
		if _, err := conn.ExecContext(t.Context(), "DELETE FROM clock"); err == nil {
			t.Error("a reader can write")
		}
	}
	// A setting that does not hold is refused, not lived with.
	bad := pragma{"synchronous", "NORMAL", "2"}
	if conn, err := (&connector{path: filepath.Join(dir, File), pragmas: []pragma{bad}}).Connect(t.Context()); err == nil {
		conn.Close()
		t.Error("a connection with synchronous=NORMAL was opened")
	}
}

func TestVersion(t *testing.T) {
	for version, want := range map[string]bool{
		"3.51.3": true, "3.51.2": false, "3.50.9": false, "3.52.0": true, "3.52": true, "4.0.0": true, "3.9.99": false, "3.51": false, "": false, "x": false,
	} {
		if got := recent(version); got != want {
			t.Errorf("%q is recent: %t", version, got)
		}
	}
}

func TestFilesAreTheOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state with spaces & #%?", "db")
	s := openIn(t, dir, Options{})
	if err := s.Write(t.Context(), addPerson("ana", 1)); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 {
		t.Errorf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestAnotherProgramsDatabaseIsRefused(t *testing.T) {
	for name, query := range map[string]string{
		"another id": "PRAGMA application_id = 7",
		"no id":      "PRAGMA application_id = 0",
	} {
		dir := t.TempDir()
		openIn(t, dir, Options{}).Close()
		if _, err := raw(t, dir).Exec(query); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "another program") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// steps returns the embedded migrations and more.
func steps(t *testing.T, more map[string]string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	for name, text := range more {
		out["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// schema returns what a database is made of.
func schema(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for what, query := range map[string]string{
		"tables ": `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema`,
		"steps ":  `SELECT version, name || ' ' || checksum FROM migration`,
	} {
		rows, err := raw(t, dir).Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var k, v string
			if err := rows.Scan(&k, &v); err != nil {
				t.Fatal(err)
			}
			out[what+k] = v
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

const badges = `CREATE TABLE badge (id TEXT PRIMARY KEY NOT NULL) STRICT; INSERT INTO badge (id) VALUES ('first');`

func TestMigrations(t *testing.T) {
	newer := Options{migrations: steps(t, map[string]string{"0004_badges.sql": badges})}
	fresh, upgraded := t.TempDir(), t.TempDir()
	openIn(t, fresh, newer).Close()
	s := openIn(t, upgraded, Options{})
	if err := s.Write(t.Context(), populate); err != nil {
		t.Fatal(err)
	}
	s.Close()
	first := schema(t, upgraded)
	openIn(t, upgraded, newer).Close()
	if d := cmp.Diff(schema(t, fresh), schema(t, upgraded)); d != "" {
		t.Errorf("fresh and upgraded differ:\n%s", d)
	}
	s = openIn(t, upgraded, newer) // again: nothing to do
	if _, err := s.Person(t.Context(), "ana"); err != nil {
		t.Errorf("a row from before: %v", err)
	}
	s.Close()
	if d := cmp.Diff(schema(t, fresh), schema(t, upgraded)); d != "" {
		t.Errorf("twice is not once:\n%s", d)
	}

	_, err := Open(t.Context(), upgraded, Options{})
	var e *NewerError
	if !errors.As(err, &e) || *e != (NewerError{Have: "0004_badges", Know: "0003_typed"}) {
		t.Errorf("a newer database: %v", err)
	}

	// A step that fails leaves everything as it was, its record included.
	dir := t.TempDir()
	openIn(t, dir, Options{}).Close()
	bad := Options{migrations: steps(t, map[string]string{"0004_badges.sql": badges + "CREATE TABLE person (id TEXT);"})}
	if _, err := Open(t.Context(), dir, bad); err == nil || !strings.Contains(err.Error(), "0004_badges") {
		t.Errorf("a broken step: %v", err)
	}
	if d := cmp.Diff(first, schema(t, dir)); d != "" {
		t.Errorf("after a broken step:\n%s", d)
	}

	other := steps(t, nil)
	other[start].Data = append(other[start].Data, " -- edited"...)
	if _, err := Open(t.Context(), dir, Options{migrations: other}); err == nil || !strings.Contains(err.Error(), "0001_start") {
		t.Errorf("another first step: %v", err)
	}
	gap := Options{migrations: steps(t, map[string]string{"0005_badges.sql": badges})}
	if _, err := Open(t.Context(), t.TempDir(), gap); err == nil || !strings.Contains(err.Error(), "0005_badges") {
		t.Errorf("a gap: %v", err)
	}
}

// What was read before segments were kept stays read; of what, is not known.
func TestProgressFromBeforeSegments(t *testing.T) {
	dir := t.TempDir()
	old := Options{migrations: fstest.MapFS{start: steps(t, nil)[start]}}
	openIn(t, dir, old).Close()
	_, err := raw(t, dir).Exec(`INSERT INTO person VALUES ('ana', 'home', 'ana', 'learner', 0, 0, '', 'ro', 1);
		INSERT INTO progress (person_id, institution_id, course, page, read_at) VALUES ('ana', 'home', 'law', 'p', 60)`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := openIn(t, dir, Options{}).Progress(t.Context(), "ana", "law")
	want := map[string]store.Reading{"p": {At: time.Unix(60, 0).UTC()}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
}

func TestManyOpenAtOnce(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	for range 8 {
		go func() {
			s, err := Open(context.Background(), dir, Options{})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// released are the migrations that databases out there were made with, all of
// them. A line is never changed or removed once its release is out: a change is
// a new migration.
var released = map[string]string{
	"0001_start":   "8064974bfde58cb34da206290e820d3066de8fa1cb2a3f61f701d90c7875cdc7",
	"0002_reports": "bb89f45a494517501e9a11f05c39a0b65f22c451e364c2cca9e79169c6a8df14",
	"0003_typed":   "2b0a5bd1a431e038ae4ba39ba302346da3f5b8bc2c29cda78385076b5c5e6cc0",
}

func TestReleasedMigrationsStay(t *testing.T) {
	got := map[string]string{}
	all, err := migrations(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		sum := sha256.Sum256([]byte(m.text))
		got[m.name] = hex.EncodeToString(sum[:])
	}
	if d := cmp.Diff(released, got); d != "" {
		t.Error(d)
	}
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "db")
	unlock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Lock(dir)
	var held *LockedError
	if !errors.As(err, &held) || held.PID != os.Getpid() || held.Path != filepath.Join(dir, LockFile) {
		t.Errorf("second lock: %v", err)
	}
	s := openIn(t, dir, Options{}) // a command works beside the server
	if err := s.Write(t.Context(), addPerson("ana", 1)); err != nil {
		t.Error(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if unlock, err = Lock(dir); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

// TestHammer reads and writes from many goroutines; the race detector looks on.
func TestHammer(t *testing.T) {
	s := openIn(t, t.TempDir(), Options{})
	prepareTx := func(tx store.Tx) error { return storetest.AddPeople(tx, "ana", "ion", "eva", "zoe") }
	if err := s.Write(t.Context(), prepareTx); err != nil {
		t.Fatal(err)
	}
	errs := make(chan error)
	people := []string{"ana", "ion", "eva", "zoe"}
	for _, p := range people {
		go func() {
			var err error
			for n := 1; n <= 50 && err == nil; n++ {
				err = submit(t.Context(), s, storetest.NewAttempt(p, n))
			}
			errs <- err
		}()
		go func() {
			var err error
			for n := 0; n < 200 && err == nil; n++ {
				ctx, cancel := context.WithCancel(t.Context())
				if n%3 == 0 {
					cancel()
				}
				_, err = s.Attempts(ctx, p, "interviewing")
				if err == nil {
					_, err = s.RunRows(ctx, "run")
				}
				if errors.Is(err, context.Canceled) {
					err = nil
				}
				cancel()
			}
			errs <- err
		}()
	}
	for range 2 * len(people) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	var c store.Chain
	if err := s.AuditEach(t.Context(), c.Next); err != nil || c.Head().Seq != 200 {
		t.Errorf("audit: %v, %d entries", err, c.Head().Seq)
	}
}
