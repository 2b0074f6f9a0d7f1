package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// LockFile is the name of the file that a server holds while it runs.
const LockFile = "ascult.lock"

// A LockedError says that another server runs on the same folder. Its exit
// code is 75 (sysexits).
type LockedError struct {
	Path string
	PID  int // 0 if the file does not say
}

// Error names the other process.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return e.Path + " is held: another server runs here"
	}
	return fmt.Sprintf("%s is held: another server runs here, process %d", e.Path, e.PID)
}

// Lock keeps a second server out of the folder dir, which it creates; SQLite
// would cope with two, but rate limits and queues would not. Only serve and
// what replaces the database take it; other commands open the database beside
// a running server. The system releases the lock when the process dies. The
// error is a *LockedError if another process holds it.
func Lock(dir string) (unlock func() error, err error) {
	path := filepath.Join(dir, LockFile)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	f, err := lockFile(path)
	if errors.Is(err, errHeld) {
		return nil, &LockedError{Path: path, PID: holder(path)}
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := writePID(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	// The file stays when the lock is gone: to remove it would let two processes
	// lock two files of the same name.
	return f.Close, nil
}

var errHeld = errors.New("held by another process")

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder reads the number of the process that holds the lock.
func holder(path string) int {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return pid
}
