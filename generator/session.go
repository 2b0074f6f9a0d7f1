package generator

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"ascult/generator/check"
	"ascult/internal/diag"
)

// A Session holds a source and its site while somebody writes: after each
// change of a file it knows what is wrong and how the pages look. Its pages are
// those that [Build] would publish, byte for byte. It may be used by several
// goroutines at once.
type Session struct {
	o Options

	refresh sync.Mutex // one refresh at a time

	mu    sync.RWMutex
	files map[string][]byte // the last site without errors
	src   check.Source
	ds    []diag.Diagnostic
}

// A Change says what a refresh has found.
type Change struct {
	Pages       []string          // files of the site that are other than before, new or gone; sorted
	Diagnostics []diag.Diagnostic // all there are now
	Whole       bool              // any page may be other than before: Pages need not name them
}

// Open reads and checks a source. A source with errors gives a session without
// the pages that cannot be built; they come once the errors are mended. Out and
// SourceDir of the options are not looked at.
func Open(ctx context.Context, o Options) (*Session, []diag.Diagnostic, error) {
	s := &Session{o: o}
	c, err := s.Refresh(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return s, c.Diagnostics, nil
}

// Refresh reads again what has changed and returns what follows from it. The
// paths are slash-separated and relative to the source folder, or begin with
// "theme:" or "i18n:" and are relative to these; a path can name a file or a
// folder, there or gone. nil means that anything may have changed. With errors
// the last good pages stay; an error means that the refresh itself could not be
// done, and the session is as before.
func (s *Session) Refresh(ctx context.Context, paths []string) (Change, error) {
	s.refresh.Lock()
	defer s.refresh.Unlock()
	files, _, src, ds, err := render(ctx, s.o)
	if err != nil {
		return Change{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Change{Diagnostics: ds, Whole: paths == nil}
	if !diag.HasErrors(ds) {
		for name, data := range files {
			if old, ok := s.files[name]; !ok || !bytes.Equal(old, data) {
				c.Pages = append(c.Pages, name)
			}
		}
		for name := range s.files {
			if _, ok := files[name]; !ok {
				c.Pages = append(c.Pages, name)
			}
		}
		slices.Sort(c.Pages)
		s.files = files
	}
	s.src, s.ds = src, ds
	return c, nil
}

// Page returns a file of the site by its slash-separated path, such as
// "ro/index.html", and whether there is one. The bytes must not be changed.
func (s *Session) Page(path string) ([]byte, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	data, ok := s.files[path]
	return data, ok
}

// Diagnostics returns everything that is wrong with the source as it was last
// read, sorted.
func (s *Session) Diagnostics() []diag.Diagnostic {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ds
}

// Source returns the source as it was last read, with errors or without.
func (s *Session) Source() check.Source {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.src
}

// Close gives back what the session holds. It must not be used afterwards.
func (s *Session) Close() {}
