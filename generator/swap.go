package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// swap writes the site into a new folder beside out and then puts it in out's
// place, with the manifest. When something fails before that, out is as it
// was.
func swap(out string, files map[string][]byte, manifest []byte) (err error) {
	out = filepath.Clean(out)
	parent := filepath.Dir(out)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", parent, err)
	}
	fresh, err := os.MkdirTemp(parent, "."+filepath.Base(out)+"-new-")
	if err != nil {
		return fmt.Errorf("make a folder for the new site: %w", err)
	}
	keep := false // the old site is still in fresh: nothing there may be lost
	defer func() {
		if err != nil && !keep {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	site, sheet := filepath.Join(fresh, "site"), filepath.Join(fresh, "manifest.json")
	if err := os.Mkdir(site, 0o755); err != nil {
		return fmt.Errorf("make a folder for the new site: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		to := filepath.Join(site, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := os.WriteFile(to, files[name], 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err := os.WriteFile(sheet, manifest, 0o644); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	old := filepath.Join(fresh, "old")
	if err := os.Rename(out, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("move the old site away: %w", err)
	}
	undo := func(cause error) error {
		if back := restore(old, out); back != nil {
			keep = true
			return errors.Join(cause, fmt.Errorf("%w; it is kept in %s", back, old))
		}
		return cause
	}
	if err := os.Rename(site, out); err != nil {
		return undo(fmt.Errorf("move the new site in: %w", err))
	}
	if err := os.Rename(sheet, ManifestFile(out)); err != nil {
		// Site and manifest belong together: the new site goes too.
		return undo(errors.Join(fmt.Errorf("move the manifest in: %w", err), os.Rename(out, site)))
	}
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove the old site: %w", err)
	}
	return nil
}

// restore puts an old site back, where there was one.
func restore(old, out string) error {
	if err := os.Rename(old, out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put the old site back: %w", err)
	}
	return nil
}
