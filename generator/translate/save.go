package translate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Save writes the ledgers whose bytes differ from the files below dir, the
// source folder, and returns the names of those it wrote. A file is replaced
// whole: a power cut leaves the old or the new one.
func Save(dir string, ledgers []Ledger) ([]string, error) {
	var wrote []string
	for _, l := range ledgers {
		name := filepath.Join(dir, filepath.FromSlash(l.File()))
		data := l.Format()
		old, err := os.ReadFile(name)
		if err == nil && bytes.Equal(old, data) {
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return wrote, fmt.Errorf("read ledger %s: %w", l.File(), err)
		}
		if err := replace(name, data); err != nil {
			return wrote, fmt.Errorf("write ledger %s: %w", l.File(), err)
		}
		wrote = append(wrote, l.File())
	}
	return wrote, nil
}

func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".segments-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already after the rename
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
