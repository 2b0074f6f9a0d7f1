package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A plan is what is to be written below a folder: new files, and others that
// get a line more.
type plan struct {
	steps []step

	dirs []string // that were made, outermost first
	done int      // how many steps have been taken
}

type step struct {
	name string // slash-separated, below the folder
	data []byte
	mode fs.FileMode
	old  []byte // what a file that is changed held; nil: the file is new
}

func (p *plan) make(name string, data []byte, mode fs.FileMode) {
	p.steps = append(p.steps, step{name: name, data: data, mode: mode})
}

func (p *plan) change(name string, old, data []byte) {
	p.steps = append(p.steps, step{name: name, data: data, old: old})
}

// made and changed are the names of the files, as they stand in the plan.
func (p *plan) made() []string    { return p.names(false) }
func (p *plan) changed() []string { return p.names(true) }

func (p *plan) names(changed bool) []string {
	var names []string
	for _, s := range p.steps {
		if (s.old != nil) == changed {
			names = append(names, s.name)
		}
	}
	return names
}

// run takes every step, or none. A file that is there already is an error
// that wraps [fs.ErrExist]. Links that lead out of the folder are refused.
func (p *plan) run(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, s := range p.steps {
		if err := p.take(root, s); err != nil {
			return errors.Join(err, p.undo(root))
		}
		p.done++
	}
	return nil
}

func (p *plan) take(root *os.Root, s step) error {
	if s.old != nil {
		return swap(root, s.name, s.old, s.data)
	}
	if err := p.folder(root, path.Dir(s.name)); err != nil {
		return err
	}
	f, err := root.OpenFile(s.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, s.mode)
	if err != nil {
		return err
	}
	_, err = f.Write(s.data)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = root.Remove(s.name)
	}
	return err
}

// folder makes a folder and those above it, and remembers which.
func (p *plan) folder(root *os.Root, name string) error {
	if name == "." {
		return nil
	}
	if err := p.folder(root, path.Dir(name)); err != nil {
		return err
	}
	err := root.Mkdir(name, 0o755)
	switch {
	case err == nil:
		p.dirs = append(p.dirs, name)
	case errors.Is(err, fs.ErrExist):
		// A file in its place is told when something is to be put into it.
	default:
		return err
	}
	return nil
}

// swap puts new bytes in the place of those that were read, if these are still
// there.
func swap(root *os.Root, name string, from, to []byte) error {
	if now, err := root.ReadFile(name); err != nil {
		return err
	} else if !bytes.Equal(now, from) {
		return &fs.PathError{Op: "change", Path: name, Err: errors.New("somebody else has changed it meanwhile")}
	}
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	draft := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	_ = root.Remove(draft)
	f, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = f.Write(to)
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		_ = root.Remove(draft)
	}
	return err
}

// undoIn takes back what run did.
func (p *plan) undoIn(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return p.undo(root)
}

// undo takes the steps back, the last one first. A folder into which somebody
// has put something stays.
func (p *plan) undo(root *os.Root) error {
	var errs []error
	for ; p.done > 0; p.done-- {
		s := p.steps[p.done-1]
		if s.old != nil {
			errs = append(errs, swap(root, s.name, s.data, s.old))
		} else {
			errs = append(errs, root.Remove(s.name))
		}
	}
	for _, d := range slices.Backward(p.dirs) {
		_ = root.Remove(d)
	}
	p.dirs = nil
	return errors.Join(errs...)
}

// there returns the first of the new files that exists already, or "".
func (p *plan) there(dir string) string {
	for _, name := range p.made() {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return name
		}
	}
	return ""
}

// withLine appends a paragraph to a text, in the manner of its lines.
func withLine(text []byte, line string) []byte {
	end := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		end = "\r\n"
	}
	t := strings.TrimRight(string(text), "\r\n")
	return []byte(t + end + end + line + end)
}
