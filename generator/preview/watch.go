package preview

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A Root is a folder that is watched.
type Root struct {
	Dir    string // on disk
	Prefix string // put before the paths that are reported: "", "theme:" or "i18n:"
	// Only are the entries of Dir that count; nil: all of them.
	Only []string
}

// A Batch is what has changed since the last one.
type Batch struct {
	Paths []string // of files and folders, there or gone; sorted
	All   bool     // anything may have changed
}

// How long nothing must happen before a batch is handed out, and how long a
// batch waits at most while something does. An editor that replaces a file
// needs some milliseconds for its steps.
const (
	quiet   = 12 * time.Millisecond
	patient = 120 * time.Millisecond
	again   = 400 * time.Millisecond // between two looks where nobody tells
)

// Watching says how folders are watched.
type Watching struct {
	// Poll looks at every file twice a second or so instead of asking the
	// system to tell, which folders on other machines do not.
	Poll bool
	// Fallback is told, with the reason, when the system cannot tell of changes
	// and files are looked at instead.
	Fallback func(error)
}

// Watch reports changes below roots until ctx ends, and then closes the
// channel. A batch that is not taken grows.
func Watch(ctx context.Context, roots []Root, o Watching) <-chan Batch {
	w := &watcher{roots: roots, o: o, out: make(chan Batch), dirs: map[string]bool{}, paths: map[string]bool{}, missing: map[int]bool{}}
	ready := make(chan struct{})
	go w.run(ctx, ready)
	<-ready
	return w.out
}

type watcher struct {
	roots   []Root
	o       Watching
	notify  *fsnotify.Watcher // nil while polling
	out     chan Batch
	dirs    map[string]bool // watched
	missing map[int]bool    // roots that are not there

	paths map[string]bool // pending
	all   bool
	seen  map[string]stamp // while polling
}

// a stamp tells one state of a file from another, as far as a look can.
type stamp struct {
	size int64
	mod  time.Time
	mode fs.FileMode
	id   uint64
}

func (w *watcher) run(ctx context.Context, ready chan<- struct{}) {
	defer close(w.out)
	w.start()
	defer func() {
		if w.notify != nil {
			_ = w.notify.Close()
		}
	}()
	look := time.NewTicker(again)
	defer look.Stop()
	calm, late := time.NewTimer(time.Hour), time.NewTimer(time.Hour)
	defer calm.Stop()
	defer late.Stop()
	var out chan Batch
	waiting, forced := false, false
	touched := func() {
		if !waiting {
			waiting = true
			late.Reset(patient)
		}
		if !forced {
			out = nil
			calm.Reset(quiet)
		}
	}
	close(ready)
	for {
		var events chan fsnotify.Event
		var errs chan error
		if w.notify != nil {
			events, errs = w.notify.Events, w.notify.Errors
		}
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if w.event(e) {
				touched()
			}
		case err := <-errs:
			if err != nil { // too much at once: some events are lost
				w.all = true
				touched()
			}
		case <-look.C:
			if w.look() {
				touched()
			}
		case <-calm.C:
			if w.waits() {
				out = w.out
			}
		case <-late.C: // what it was set for may have been handed out since
			if w.waits() {
				out, forced = w.out, waiting
			}
		case out <- w.batch():
			w.paths, w.all, out, waiting, forced = map[string]bool{}, false, nil, false, false
		}
	}
}

// waits reports whether there is anything to hand out. An empty batch would
// mean that anything may have changed.
func (w *watcher) waits() bool { return w.all || len(w.paths) > 0 }

func (w *watcher) batch() Batch {
	b := Batch{All: w.all}
	for p := range w.paths {
		b.Paths = append(b.Paths, p)
	}
	slices.Sort(b.Paths)
	return b
}

// start begins to watch, or to look where the system cannot tell.
func (w *watcher) start() {
	if !w.o.Poll {
		n, err := fsnotify.NewBufferedWatcher(4096)
		if err == nil {
			w.notify = n
			for i := range w.roots {
				if err = w.root(i); err != nil {
					break
				}
			}
		}
		if err == nil {
			return
		}
		w.fallBack(err)
	}
	w.seen = w.snapshot()
}

// fallBack changes from being told to looking.
func (w *watcher) fallBack(err error) {
	if w.notify != nil {
		_ = w.notify.Close()
		w.notify = nil
	}
	w.seen = w.snapshot()
	if w.o.Fallback != nil {
		w.o.Fallback(err)
	}
}

// root watches a root. One that is not there is looked for from time to time.
func (w *watcher) root(i int) error {
	r := w.roots[i]
	if info, err := os.Stat(r.Dir); err != nil || !info.IsDir() {
		w.missing[i] = true
		return nil
	}
	delete(w.missing, i)
	if r.Only == nil {
		return w.tree(r.Dir)
	}
	if err := w.dir(r.Dir); err != nil {
		return err
	}
	for _, name := range r.Only {
		if err := w.tree(filepath.Join(r.Dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// tree watches a folder and all below it. What cannot be watched because it is
// gone again is no error: the folder above has told of that.
func (w *watcher) tree(dir string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil, !e.IsDir():
			return nil
		case name != dir && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules"):
			return filepath.SkipDir
		}
		return w.dir(name)
	})
}

func (w *watcher) dir(name string) error {
	err := w.notify.Add(name)
	switch {
	case err == nil:
		w.dirs[name] = true
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return err
	}
	return nil
}

// event takes in what the system tells. It reports whether it counts.
func (w *watcher) event(e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod || e.Name == "" || dropping(e.Name) {
		return false
	}
	gone := e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)
	if gone && w.dirs[e.Name] {
		for d := range w.dirs { // they may live on under another name, and would tell the old one
			if d == e.Name || strings.HasPrefix(d, e.Name+string(filepath.Separator)) {
				_ = w.notify.Remove(d)
				delete(w.dirs, d)
			}
		}
	}
	for i, r := range w.roots {
		if e.Name == r.Dir {
			if gone {
				w.missing[i], w.all = true, true
				return true
			}
			continue
		}
		rel, ok := r.rel(e.Name)
		if !ok {
			continue
		}
		w.paths[r.Prefix+rel] = true
		if e.Has(fsnotify.Create) {
			if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
				if err := w.tree(e.Name); err != nil {
					w.fallBack(err)
				}
			}
		}
		return true
	}
	return false
}

// rel returns the slash-separated path of a file below a root, if it counts.
func (r Root) rel(name string) (string, bool) {
	rel, err := filepath.Rel(r.Dir, name)
	if err != nil || rel == "." || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	first, _, _ := strings.Cut(rel, "/")
	if r.Only != nil && !slices.Contains(r.Only, first) {
		return "", false
	}
	return rel, true
}

// look finds what nobody tells: roots that are back, and while polling every
// change. It reports whether there is any.
func (w *watcher) look() bool {
	if w.notify == nil {
		now := w.snapshot()
		n := len(w.paths)
		for name, s := range now {
			if old, ok := w.seen[name]; !ok || old != s {
				w.paths[name] = true
			}
		}
		for name := range w.seen {
			if _, ok := now[name]; !ok {
				w.paths[name] = true
			}
		}
		w.seen = now
		return len(w.paths) > n
	}
	back := false
	for i := range w.missing {
		if err := w.root(i); err != nil {
			w.fallBack(err)
			return true
		}
		if !w.missing[i] {
			back, w.all = true, true
		}
	}
	return back
}

// snapshot looks at every file below the roots.
func (w *watcher) snapshot() map[string]stamp {
	out := map[string]stamp{}
	for _, r := range w.roots {
		_ = filepath.WalkDir(r.Dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // what is gone meanwhile is missing in the next look too
			}
			rel, ok := r.rel(name)
			switch {
			case !ok && name != r.Dir && e.IsDir(), name != r.Dir && e.IsDir() && strings.HasPrefix(e.Name(), "."):
				return filepath.SkipDir
			case !ok || e.IsDir() || dropping(name):
				return nil
			}
			if info, err := e.Info(); err == nil {
				out[r.Prefix+path.Clean(rel)] = stamp{size: info.Size(), mod: info.ModTime(), mode: info.Mode(), id: inode(info)}
			}
			return nil
		})
	}
	return out
}
