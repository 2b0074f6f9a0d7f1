package preview

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ascult/internal/catalog"
)

// changesFolder is where the files of a day stand as they were before the
// first saving from the preview. It is part of the source folder, so that
// nothing is kept anywhere else, and begins with a dot, so that no course and
// no check reads it.
const changesFolder = ".ascult"

// changes keep what files were.
type changes struct {
	dir string // the source folder
	now func() time.Time
}

func (c *changes) day() string { return c.now().Format(time.DateOnly) }

func (c *changes) folder() string { return filepath.Join(c.dir, changesFolder, c.day()) }

// keep notes what a file says before it is written, unless that was noted
// today. What was kept on other days goes.
func (c *changes) keep(name string, data []byte) error {
	to := filepath.Join(c.folder(), filepath.FromSlash(name))
	if _, err := os.Lstat(to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	ignore := filepath.Join(c.dir, changesFolder, ".gitignore")
	if _, err := os.Lstat(ignore); errors.Is(err, fs.ErrNotExist) {
		if err := writeFile(ignore, []byte("*\n"), 0o644); err != nil {
			return err
		}
	}
	days, err := os.ReadDir(filepath.Join(c.dir, changesFolder))
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	for _, d := range days {
		_, notADay := time.Parse(time.DateOnly, d.Name())
		if notADay == nil && d.Name() < c.day() {
			if err := os.RemoveAll(filepath.Join(c.dir, changesFolder, d.Name())); err != nil {
				return fmt.Errorf("drop what was kept on %s: %w", d.Name(), err)
			}
		}
	}
	return writeFile(to, data, 0o644)
}

// A changedFile is a file of the day with what is other than it was.
type changedFile struct {
	Path    string
	Version string // of the file as it is now
	Gone    bool
	Hunks   []hunk
	old     []byte
	now     []byte
}

// list returns the files that were saved today and differ from what they were.
func (c *changes) list() ([]changedFile, error) {
	var out []changedFile
	root := c.folder()
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // nothing was saved today
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f, err := c.file(filepath.ToSlash(rel))
		if err == nil && (f.Gone || len(f.Hunks) > 0) {
			out = append(out, f)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was kept: %w", err)
	}
	return out, nil
}

// file compares a file with what it was this morning.
func (c *changes) file(name string) (changedFile, error) {
	f := changedFile{Path: name}
	if !fs.ValidPath(name) {
		return f, errTarget
	}
	var err error
	if f.old, err = os.ReadFile(filepath.Join(c.folder(), filepath.FromSlash(name))); err != nil {
		return f, fmt.Errorf("read what was kept of %s: %w", name, err)
	}
	f.now, err = os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Gone = true
	case err != nil:
		return f, fmt.Errorf("read %s: %w", name, err)
	default:
		f.Hunks = compare(string(f.old), string(f.now))
	}
	f.Version = version(string(f.now))
	return f, nil
}

// board of changes.
type changeBoard struct{ Files []changedFile }

func (s *Server) listChanges(w http.ResponseWriter, r *http.Request) {
	lang := r.URL.Query().Get("lang")
	if !catalog.Known(lang) {
		lang = s.language("")
	}
	files, err := s.changes.list()
	if err != nil {
		s.say(err)
	}
	s.render(w, http.StatusOK, "changes", lang, "_preview/changes", changeBoard{files})
}

// undo takes a change back, or all of a file.
func (s *Server) undo(in wish, _ string) (reply, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	f, err := s.changes.file(in.Path)
	if err != nil {
		return reply{}, err
	}
	if f.Version != in.Version || in.Hunk >= len(f.Hunks) {
		return reply{}, &refusal{status: http.StatusConflict, key: "preview_refuse_moved"}
	}
	name := filepath.Join(s.o.Dir, filepath.FromSlash(f.Path))
	if f.Gone {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return reply{}, fmt.Errorf("write %s: %w", f.Path, err)
		}
		return reply{OK: true}, writeFile(name, f.old, 0o644)
	}
	next := f.old
	if in.Hunk >= 0 {
		next = []byte(without(string(f.now), f.Hunks[in.Hunk]))
	}
	return reply{OK: true}, replaceFile(name, f.now, next)
}

// A hunk is a change with some lines around it.
type hunk struct {
	Line  int // of the file as it is now, from 1
	Lines []diffLine
	// what it puts in the place of what, by line, from 0
	from, to int
	old      []string
}

// A diffLine is one line of a hunk.
type diffLine struct {
	Kind     string // same, del or ins
	Old, New int    // numbers; 0: it is not there
	Parts    []part
}

// A part of a line; Changed where the line that replaced it differs.
type part struct {
	Text    string
	Changed bool
}

// without returns a text with a change taken back.
func without(now string, h hunk) string {
	lines := strings.SplitAfter(now, "\n")
	return strings.Join(slices.Concat(lines[:h.from], h.old, lines[h.to:]), "")
}
