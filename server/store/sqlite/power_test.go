//go:build cgo && linux

package sqlite

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ascult/server/store"
)

// forgetful compiles the disk that forgets, see testdata/powercut.c. It works
// on the C library's calls, and so only with the driver that makes them.
func forgetful(t *testing.T) string {
	t.Helper()
	lib := filepath.Join(t.TempDir(), "powercut.so")
	out, err := exec.Command("gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", lib, "testdata/powercut.c").CombinedOutput()
	if err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	return lib
}

func powered(lib, dir, synchronous string) []string {
	return []string{"LD_PRELOAD=" + lib, "ASCULT_SYNCED=" + dir, childSync + "=" + synchronous}
}

// remember makes what the folder holds now what is synced.
func remember(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{File, File + "-wal"} {
		path := filepath.Join(dir, name)
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = os.RemoveAll(path + ".synced")
		} else if err == nil {
			err = os.WriteFile(path+".synced", b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// cutPower leaves of each file what was synced. If torn, of what was written
// since then every block of 4 KiB may have reached the disk or not.
func cutPower(t *testing.T, dir string, torn bool) {
	t.Helper()
	for _, name := range []string{File, File + "-wal"} {
		path := filepath.Join(dir, name)
		disk, err := os.ReadFile(path + ".synced")
		if errors.Is(err, fs.ErrNotExist) && !torn {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if torn {
			disk = tear(disk, path)
		}
		if err := os.WriteFile(path, disk, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(filepath.Join(dir, File+"-shm")); err != nil {
		t.Fatal(err)
	}
}

func tear(synced []byte, path string) []byte {
	written, err := os.ReadFile(path)
	if err != nil {
		return synced
	}
	const block = 4096
	out := bytes.Clone(synced)
	for from := 0; from < len(written); from += block {
		to := min(from+block, len(written))
		if rand.IntN(2) == 0 {
			continue
		}
		if len(out) < to {
			out = append(out, make([]byte, to-len(out))...)
		}
		copy(out[from:to], written[from:to])
	}
	return out
}

func cuts(t *testing.T, lib, synchronous string, n int) tally {
	t.Helper()
	dir := t.TempDir()
	prepare(t, dir)
	var c tally
	known := map[string]bool{}
	for cycle := range n {
		remember(t, dir)
		acks := crash(t, dir, cycle, 1+rand.IntN(200), powered(lib, dir, synchronous)...)
		cutPower(t, dir, cycle%2 == 1)
		c.count(t, dir, acks, known)
	}
	t.Logf("%d power cuts, synchronous=%s: %d acknowledged, %d lost, %d doubled, %d stored but not acknowledged",
		n, synchronous, c.acknowledged, c.lost, c.doubled, c.unacknowledged)
	return c
}

// TestPowerCut takes away everything that was not synced. The control, with the
// setting that most programs use, must be seen to lose: else the test would
// prove nothing.
func TestPowerCut(t *testing.T) {
	lib := forgetful(t)
	if c := cuts(t, lib, "", powerCuts); c.lost > 0 || c.doubled > 0 {
		t.Errorf("%d of %d acknowledged submissions are lost, %d are doubled", c.lost, c.acknowledged, c.doubled)
	}
	if c := cuts(t, lib, "NORMAL", powerCuts); c.lost == 0 {
		t.Errorf("nothing of %d was lost with synchronous=NORMAL: the power cut does not work", c.acknowledged)
	}
}

// TestFailedSync makes the disk refuse to sync while submissions are under way:
// from then on nothing may be acknowledged, and the server must be told.
func TestFailedSync(t *testing.T) {
	lib := forgetful(t)
	var c tally
	for range 5 {
		dir := t.TempDir()
		prepare(t, dir)
		remember(t, dir)
		cmd, lines, stderr := child(t, dir, 0, powered(lib, dir, "")...)
		var acks []ack
		for lines.Scan() {
			acks = append(acks, parseAck(t, lines.Text()))
			if len(acks) == 50 {
				if err := os.WriteFile(filepath.Join(dir, "fail-sync"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Error("went on after a failed sync")
		}
		if said := stderr.String(); !strings.HasPrefix(said, "failed: ") || !strings.Contains(said, store.ErrFailed.Error()) {
			t.Errorf("said: %s", said)
		}
		cutPower(t, dir, false)
		c.count(t, dir, acks, map[string]bool{})
	}
	if c.lost > 0 || c.doubled > 0 || c.acknowledged < 5*50 {
		t.Errorf("%d acknowledged, %d lost, %d doubled", c.acknowledged, c.lost, c.doubled)
	}
}
