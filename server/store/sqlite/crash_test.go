package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"ascult/internal/learner"
	"ascult/server/store"
	"ascult/server/store/storetest"
)

// How often a process is killed, and how often the power fails, in make test.
const (
	killCycles = 200
	powerCuts  = 50
)

// The crash tests run this test binary again as a server that writes and
// acknowledges until it is killed. Its environment says what to do.
const (
	childFolder = "ASCULT_CRASH_FOLDER" // where the database is
	childCycle  = "ASCULT_CRASH_CYCLE"  // makes the names of its learners its own
	childSync   = "ASCULT_CRASH_SYNC"   // synchronous=…, empty: as always
)

const submitters = 8

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		if err := submitForEver(dir, os.Getenv(childCycle), os.Getenv(childSync), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// submitForEver starts and submits attempts, and writes a line to acks for each
// that is stored, until storage fails.
func submitForEver(dir, cycle, synchronous string, acks io.Writer) error {
	ctx := context.Background()
	// Often enough that checkpoints, too, are hit by a crash.
	o := Options{override: map[string]string{"wal_autocheckpoint": "50"}}
	if synchronous != "" {
		o.override["synchronous"] = synchronous
	}
	s, err := Open(ctx, dir, o)
	if err != nil {
		return err
	}
	err = s.Write(ctx, func(tx store.Tx) error {
		for w := range submitters {
			p, h := storetest.Person(fmt.Sprintf("%s-%d", cycle, w))
			if err := tx.AddPerson(p, h); err != nil {
				return err
			}
			if err := tx.AddEnrolment(storetest.NewEnrolment(p.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make([]error, submitters)
	for w := range submitters {
		wg.Go(func() {
			for n := 1; errs[w] == nil; n++ {
				errs[w] = submit(ctx, s, storetest.NewAttempt(fmt.Sprintf("%s-%d", cycle, w), n))
				if errs[w] == nil {
					fmt.Fprintf(acks, "%s-%d %d\n", cycle, w, n)
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-s.Failed():
		fmt.Fprintln(os.Stderr, "failed:", err)
	default:
		fmt.Fprintln(os.Stderr, "no failure was reported")
	}
	return errors.Join(errs...)
}

// submit does what a learner does, as the server stores it.
func submit(ctx context.Context, s store.Store, a learner.Attempt) error {
	if err := s.Write(ctx, func(tx store.Tx) error { return tx.AddAttempt(a) }); err != nil {
		return err
	}
	err := s.Write(ctx, func(tx store.Tx) error {
		x := answer
		x.Options = []string{fmt.Sprint(a.Number)}
		return tx.SaveAnswer(a.ID, x)
	})
	if err != nil {
		return err
	}
	return s.Write(ctx, func(tx store.Tx) error {
		g := storetest.Graded(a)
		g.Score, g.Max = a.Number, 1<<20
		if err := tx.SetAttempt(learner.Open, g); err != nil {
			return err
		}
		if err := tx.AddIdempotent(store.Idempotent{Person: a.Person, Key: a.ID, Attempt: a.ID, Status: 303, At: a.Started}); err != nil {
			return err
		}
		return tx.Audit(store.Entry{Institution: a.Institution, At: a.Started, Actor: a.Person, Action: "attempt.submit", Object: a.ID})
	})
}

// An ack is a submission that the child has been told is stored.
type ack struct {
	person string
	number int
}

// child starts the writing process.
func child(t *testing.T, dir string, cycle int, env ...string) (*exec.Cmd, *bufio.Scanner, *strings.Builder) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(append(os.Environ(), childFolder+"="+dir, fmt.Sprintf("%s=c%d", childCycle, cycle)), env...)
	stderr := new(strings.Builder)
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), stderr
}

// crash lets a child acknowledge some submissions, kills it, and returns all
// that it has acknowledged.
func crash(t *testing.T, dir string, cycle, after int, env ...string) []ack {
	t.Helper()
	cmd, lines, stderr := child(t, dir, cycle, env...)
	var acks []ack
	for lines.Scan() {
		acks = append(acks, parseAck(t, lines.Text()))
		if len(acks) == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || len(acks) < after {
		t.Fatalf("cycle %d: ended by itself after %d acknowledgements: %v\n%s", cycle, len(acks), err, stderr)
	}
	return acks
}

func parseAck(t *testing.T, line string) ack {
	t.Helper()
	person, number, _ := strings.Cut(line, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatalf("acknowledgement %q: %v", line, err)
	}
	return ack{person, n}
}

// A tally counts what a crash test has seen.
type tally struct{ acknowledged, lost, doubled, unacknowledged int }

// count opens the database after a crash, as a server would, and compares it
// with what was acknowledged.
func (c *tally) count(t *testing.T, dir string, acks []ack, known map[string]bool) {
	t.Helper()
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	submitted := map[string]int{}
	var links store.Chain
	err = s.AuditEach(ctx, func(e store.Entry) error {
		submitted[e.Object]++
		return links.Next(e)
	})
	if err != nil {
		t.Error(err)
	}
	c.acknowledged += len(acks)
	for _, a := range acks {
		id := fmt.Sprintf("%s/%d", a.person, a.number)
		known[id] = true
		got, err := s.Attempt(ctx, id, a.person)
		_, err2 := s.Idempotent(ctx, a.person, id)
		answers, err3 := s.Answers(ctx, id)
		if err := errors.Join(err, err2, err3); err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		} else if err != nil || got.State != learner.Graded || got.Score != a.number || submitted[id] == 0 ||
			len(answers) != 1 || answers[0].Options[0] != fmt.Sprint(a.number) {
			c.lost++
		}
	}
	c.unacknowledged = 0
	for id, n := range submitted {
		if n > 1 {
			c.doubled++
		}
		if !known[id] {
			c.unacknowledged++
		}
	}
}

// prepare makes a database in dir that children can write to.
func prepare(t *testing.T, dir string) {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(tx store.Tx) error { return storetest.AddPeople(tx) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestKill kills the server without warning, again and again on one database.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	prepare(t, dir)
	var c tally
	known := map[string]bool{}
	for cycle := range killCycles {
		c.count(t, dir, crash(t, dir, cycle, 1+rand.IntN(60)), known)
	}
	t.Logf("%d kills: %d acknowledged, %d lost, %d doubled, %d stored but not acknowledged",
		killCycles, c.acknowledged, c.lost, c.doubled, c.unacknowledged)
	if c.lost > 0 || c.doubled > 0 {
		t.Errorf("%d of %d acknowledged submissions are lost, %d are doubled", c.lost, c.acknowledged, c.doubled)
	}
}
