package sqlite

import (
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ascult/server/store"
	"ascult/server/store/storetest"
)

const start = "migrations/0001_start.sql"

// raw opens a database's file for SQL of a test's own.
func raw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db := sql.OpenDB(&connector{path: dir + "/" + File, pragmas: writerPragmas})
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// populate stores rows of every kind.
func populate(tx store.Tx) error {
	steps := []func() error{
		func() error { return storetest.AddPeople(tx, "ana", "ion") },
		func() error { return storetest.AddAway(tx) },
		func() error { return storetest.AddGraded(tx, "ana") },
		func() error { return tx.AddAttempt(storetest.NewAttempt("ion", 1)) },
		func() error { return tx.SaveAnswer("ion/1", answer) },
		func() error { return tx.AddAttempt(late("ana", 2)) },
		func() error { return tx.AddRun(storetest.NewRun("second")) },
		func() error { return tx.AddEnrolment(second) },
		func() error { return tx.AddSession(session) },
		func() error { return tx.AddInvite(invite) },
		func() error {
			return tx.SetRead("ana", store.Home, "interviewing", "p", store.Reading{At: storetest.T0})
		},
		func() error { return tx.AddIdempotent(idempotent) },
		func() error { return tx.AddCertificate(storetest.NewCertificate("c1", "ana")) },
		func() error { return tx.SignCertificate("c1", []byte("signature")) },
		func() error { return tx.RevokeCertificate("c1", "error", storetest.T0) },
		func() error { return tx.AddCertificate(storetest.NewCertificate("c2", "ana")) },
		func() error { return tx.AddReport(storetest.NewLineReport(1, "md-one")) },
		func() error { return tx.AddReport(storetest.NewReport(2)) },
		func() error { return tx.Audit(entry) },
		func() error { return tx.Audit(entry) },
		func() error { return tx.SetThrottle(store.Throttle{Bucket: "b", Since: storetest.T0}) },
		func() error { return tx.SetClockMark(storetest.T0) },
	}
	for i, f := range steps {
		if err := f(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// refusedSQL is what no method of the store would say, and what the schema must
// refuse all the same: a mistake in a query, or somebody with a database tool.
var refusedSQL = []string{
	`UPDATE person SET suspended = 2 WHERE id = 'ana'`,
	`UPDATE person SET erased = 2 WHERE id = 'ana'`,
	`UPDATE person SET created = 'yesterday' WHERE id = 'ana'`,
	`UPDATE person SET institution_id = 'away' WHERE id = 'ana'`,
	`DELETE FROM person WHERE id = 'ana'`,
	`DELETE FROM institution WHERE id = 'home'`,
	`UPDATE holder SET institution_id = 'away' WHERE person_id = 'ana'`,
	`UPDATE session SET half = 2`,
	`UPDATE session SET shared = 2`,
	`UPDATE session SET institution_id = 'away'`,
	`UPDATE attempt SET specimen = 2 WHERE id = 'ion/1'`,
	`UPDATE attempt SET passed = 2, state = 'void', ended = 1 WHERE id = 'ion/1'`,
	`INSERT INTO attempt SELECT 'new', institution_id, person_id, enrolment_id, course, edition, bank, 2, 'late', language,
		certificate_language, 2, draw, secret, rev, started, deadline, 1, score, max_score, 0, result_hash
		FROM attempt WHERE id = 'ion/1'`,
	`INSERT INTO attempt SELECT 'new', 'away', person_id, enrolment_id, course, edition, bank, 2, 'late', language,
		certificate_language, specimen, draw, secret, rev, started, deadline, 1, score, max_score, 0, result_hash
		FROM attempt WHERE id = 'ion/1'`,
	`UPDATE attempt SET id = 'x' WHERE id = 'ana/2'`,
	`UPDATE attempt SET institution_id = 'away' WHERE id = 'ion/1'`,
	`UPDATE attempt SET person_id = 'ana' WHERE id = 'ion/1'`,
	`UPDATE attempt SET enrolment_id = 'second' WHERE id = 'ion/1'`,
	`UPDATE attempt SET course = 'law' WHERE id = 'ion/1'`,
	`UPDATE attempt SET edition = 'x' WHERE id = 'ion/1'`,
	`UPDATE attempt SET bank = 'x' WHERE id = 'ion/1'`,
	`UPDATE attempt SET number = 2 WHERE id = 'ion/1'`,
	`UPDATE attempt SET specimen = 0 WHERE id = 'ion/1'`,
	`UPDATE attempt SET certificate_language = 'ro' WHERE id = 'ion/1'`,
	`UPDATE attempt SET draw = '[]' WHERE id = 'ion/1'`,
	`UPDATE attempt SET secret = zeroblob(32) WHERE id = 'ion/1'`,
	`UPDATE attempt SET started = 1 WHERE id = 'ion/1'`,
	`UPDATE attempt SET deadline = 1 WHERE id = 'ion/1'`,
	`UPDATE attempt SET deadline = NULL WHERE id = 'ion/1'`,
	`UPDATE attempt SET score = 4 WHERE id = 'ana/1'`,
	`UPDATE attempt SET state = 'void', rev = 9 WHERE id = 'ana/1'`,
	`UPDATE answer SET unsure = 2, options = '[]'`,
	`UPDATE answer SET options = '["a"]', texts = '["a"]', unsure = 0`,
	`UPDATE answer SET unsure = 1, options = '[]', texts = '["a"]'`,
	`UPDATE answer SET unsure = 1, options = '[]', confidence = 'sure'`,
	`UPDATE answer SET confidence = 'x'`,
	`UPDATE answer SET institution_id = 'away'`,
	`UPDATE answer SET attempt_id = 'ana/1'`,
	`INSERT INTO answer (attempt_id, institution_id, position, options, unsure, saved) VALUES ('ana/1', 'home', 1, '[]', 1, 1)`,
	`INSERT INTO answer (attempt_id, institution_id, position, options, unsure, saved) VALUES ('ion/1', 'away', 2, '[]', 1, 1)`,
	`UPDATE idempotency SET institution_id = 'away'`,
	`UPDATE certificate SET specimen = 2 WHERE id = 'c2'`,
	`INSERT INTO certificate SELECT 'c3', institution_id, person_id, attempt_id, course, 'other', '` + storetest.Hash("new") + `', payload_hash,
		key_id, sealed, signature, language, minutes, 2, issued, expires, NULL, '' FROM certificate WHERE id = 'c1'`,
	`UPDATE certificate SET id = 'x' WHERE id = 'c2'`,
	`UPDATE certificate SET person_id = 'ion' WHERE id = 'c2'`,
	`UPDATE certificate SET attempt_id = 'ana/2' WHERE id = 'c2'`,
	`UPDATE certificate SET course = 'x' WHERE id = 'c2'`,
	`UPDATE certificate SET edition = 'x' WHERE id = 'c2'`,
	`UPDATE certificate SET number_hash = '` + storetest.Hash("x") + `' WHERE id = 'c2'`,
	`UPDATE certificate SET payload_hash = '` + storetest.Hash("x") + `' WHERE id = 'c2'`,
	`UPDATE certificate SET key_id = 'x' WHERE id = 'c2'`,
	`UPDATE certificate SET language = 'x' WHERE id = 'c2'`,
	`UPDATE certificate SET minutes = 1 WHERE id = 'c2'`,
	`UPDATE certificate SET specimen = 0 WHERE id = 'c2'`,
	`UPDATE certificate SET issued = 1 WHERE id = 'c2'`,
	`UPDATE certificate SET expires = 1 WHERE id = 'c2'`,
	`UPDATE certificate SET sealed = zeroblob(9) WHERE id = 'c2'`,
	`UPDATE certificate SET signature = zeroblob(9) WHERE id = 'c1'`,
	`UPDATE certificate SET revoked = NULL, reason = '' WHERE id = 'c1' AND edition <> ''`,
	`UPDATE certificate SET revoked = 1 WHERE id = 'c1'`,
	`UPDATE certificate SET reason = 'other' WHERE id = 'c1'`,
	`DELETE FROM certificate WHERE id = 'c2'`,
	`UPDATE report SET id = '` + strings.Repeat("f", 32) + `' WHERE kind = 'line'`,
	`UPDATE report SET institution_id = 'away'`,
	`UPDATE report SET day = '2026-01-01'`,
	`UPDATE report SET language = 'ru'`,
	`UPDATE report SET page = ''`,
	`UPDATE report SET kind = 'other' WHERE kind = 'mistake'`,
	`UPDATE report SET line = 'md-two' WHERE kind = 'line'`,
	`UPDATE report SET text = 'x'`,
	`UPDATE audit SET detail = 'x' WHERE seq = 1`,
	`DELETE FROM audit WHERE seq = 2`,
	`INSERT INTO audit SELECT 4, institution_id, at, actor, action, object, detail, hash, '` + storetest.Hash("x") + `' FROM audit WHERE seq = 2`,
	`INSERT INTO audit SELECT 3, institution_id, at, actor, action, object, detail, '', '` + storetest.Hash("x") + `' FROM audit WHERE seq = 2`,
	`INSERT INTO audit SELECT 3, institution_id, at, actor, action, object, detail, hash, 'x' FROM audit WHERE seq = 2`,
	`INSERT OR REPLACE INTO audit SELECT 2, institution_id, at, 'x', action, object, detail, prev, hash FROM audit WHERE seq = 2`,
	`INSERT INTO clock (one, mark) VALUES (2, 1)`,
}

// accepted returns the statements of refusedSQL that a database takes.
func accepted(t testing.TB, dir string) []string {
	t.Helper()
	db := raw(t, dir)
	defer db.Close()
	var out []string
	for _, q := range refusedSQL {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(q); err == nil {
			out = append(out, q)
		} else if code(err)&0xff != 19 && code(err) != 0 { // SQLITE_CONSTRAINT
			t.Errorf("%s: %v", q, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestSchemaRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := openIn(t, dir, Options{}).Write(t.Context(), populate); err != nil {
		t.Fatal(err)
	}
	for _, q := range accepted(t, dir) {
		t.Errorf("accepted: %s", q)
	}
	// What erasure will need is allowed.
	for _, q := range []string{
		`UPDATE certificate SET sealed = x'' WHERE id = 'c2'`,
		`UPDATE holder SET salt = x'', sealed = x'' WHERE person_id = 'ana'`,
		`DELETE FROM answer`, `DELETE FROM idempotency`, `DELETE FROM progress`, `DELETE FROM session`, `DELETE FROM report`,
		`UPDATE person SET erased = 1, login = 'erased:ana', password = '' WHERE id = 'ana'`,
	} {
		if _, err := raw(t, dir).Exec(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
}

// A mutant is the schema without one of its rules.
type mutant struct{ name, text, file string }

// mutants takes away each trigger, each term of a trigger, each unique index,
// each CHECK and each foreign key in turn.
func mutants(text string) []mutant {
	var out []mutant
	add := func(kind string, from, to int, with string) {
		name := strings.Join(strings.Fields(text[from:to]), " ")
		out = append(out, mutant{name: kind + ": " + name, text: text[:from] + with + text[to:]})
	}
	each := func(kind, pattern, with string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringIndex(text, -1) {
			add(kind, m[0], m[1], with)
		}
	}
	each("trigger", `(?s)CREATE TRIGGER .*?END;`, ``)
	each("term", `NEW\.\w+ (<>|IS NOT) OLD\.\w+`, `0`)
	each("term", `NEW\.\w+ = OLD\.\w+`, `1`)
	each("term", `OLD\.state = 'graded' AND NEW\.state = 'void'`, `1`)
	each("index", `UNIQUE INDEX \w+ ON \w+ [^;]+`, `INDEX x ON institution (name)`)
	each("foreign key", `FOREIGN KEY \([\w, ]+\) REFERENCES \w+ \([\w, ]+\)`, `CHECK (1)`)
	each("foreign key", `TEXT NOT NULL REFERENCES \w+ \([\w, ]+\)`, `TEXT NOT NULL`)
	for from := 0; ; {
		i := strings.Index(text[from:], "CHECK (")
		if i < 0 {
			return out
		}
		from += i
		to, depth := from+len("CHECK ("), 1
		for ; depth > 0; to++ {
			switch text[to] {
			case '(':
				depth++
			case ')':
				depth--
			}
		}
		line := strings.LastIndexByte(text[:from], '\n') + 1
		out = append(out, mutant{
			name: "check: " + strings.Join(strings.Fields(text[line:to]), " "),
			text: text[:from] + "CHECK (1)" + text[to:],
		})
		from = to
	}
}

// TestEveryRuleHasACase runs the contract suite, and then refusedSQL, against
// databases that lack one rule each: something must fail on every one.
func TestEveryRuleHasACase(t *testing.T) {
	whole := steps(t, nil)
	var all []mutant
	for name, file := range whole {
		found := mutants(string(file.Data))
		for i := range found {
			found[i].file = name
		}
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b mutant) int { return strings.Compare(a.file, b.file) })
	if len(all) < 130 {
		t.Fatalf("only %d rules were found in the schema", len(all))
	}
	cases := storetest.Cases()
	byCase, bySQL := 0, 0
	for _, m := range all {
		mutated := maps.Clone(whole)
		mutated[m.file] = &fstest.MapFile{Data: []byte(m.text)}
		o := Options{Readers: 2, override: map[string]string{"synchronous": "OFF"}, migrations: mutated}
		dir := t.TempDir()
		s := openIn(t, dir, o)
		err := s.Write(t.Context(), populate)
		s.Close()
		if err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
		if strings.HasPrefix(m.name, "term") && len(accepted(t, dir)) > 0 {
			bySQL++ // no method of the store reaches these
			continue
		}
		failing := slices.IndexFunc(cases, func(c storetest.Case) bool {
			failed, _ := storetest.Fails(t, c, func(t testing.TB) store.Store { return openIn(t, t.TempDir(), o) })
			return failed
		})
		switch {
		case failing >= 0:
			byCase++
			// The next rule is likely to be held by the same case.
			cases = slices.Concat(cases[failing:failing+1], cases[:failing], cases[failing+1:])
		case len(accepted(t, dir)) > 0:
			bySQL++
		default:
			t.Errorf("nothing fails without %s", m.name)
		}
	}
	t.Logf("%d rules: %d are held by a case of the suite, %d by SQL of this test", len(all), byCase, bySQL)
}

func TestEveryRowBelongsToAnInstitution(t *testing.T) {
	dir := t.TempDir()
	openIn(t, dir, Options{})
	rows, err := raw(t, dir).Query(`SELECT t.name, t.strict,
			(SELECT count(*) FROM pragma_table_info(t.name) WHERE name = 'institution_id'),
			(SELECT coalesce(group_concat(name, ' ' ORDER BY name), '') FROM pragma_table_info(t.name) WHERE "notnull" = 0)
		FROM pragma_table_list t WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	// Tables of the installation as a whole, and columns that may be NULL.
	whole := []string{"clock", "institution", "migration", "throttle"}
	nullable := map[string]string{
		"attempt": "deadline ended", "certificate": "expires revoked", "idempotency": "attempt_id", "invite": "used",
		"throttle": "since until_at",
	}
	tables := 0
	for rows.Next() {
		var name, null string
		var strict, has int
		if err := rows.Scan(&name, &strict, &has, &null); err != nil {
			t.Fatal(err)
		}
		tables++
		if strict != 1 {
			t.Errorf("%s is not STRICT", name)
		}
		if want := !slices.Contains(whole, name); (has == 1) != want {
			t.Errorf("%s has an institution: %t, want %t", name, has == 1, want)
		}
		if d := cmp.Diff(nullable[name], null); d != "" {
			t.Errorf("%s: columns that may be NULL (-want +got):\n%s", name, d)
		}
	}
	if err := rows.Err(); err != nil || tables < 15 {
		t.Errorf("%d tables, %v", tables, err)
	}
}
