package generator

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"ascult/generator/check"
	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// A Session holds a source and its site while somebody writes: after each
// change of a file it knows what is wrong and how the pages look. Its pages are
// those that [Build] would publish, byte for byte. They are rendered when they
// are asked for. It may be used by several goroutines at once.
//
// The site has parts: one for each course, and one for the pages that belong to
// none. A part is read and checked without the other courses, so that a change
// costs the same however many there are.
type Session struct {
	o Options

	mu       sync.Mutex
	words    *catalog.Catalog
	renderer *hugo.Renderer
	static   hugo.Files       // files of the theme that are published as they are
	assets   hugo.Files       // what the pages rendered so far have published beside themselves
	parts    map[string]*part // by course, and home
	recent   []*part          // those read last, the newest at the end
	pages    shown
	finds    map[string]*found // what is found in a part, by part and language
	serial   int               // of the last thing that any page depends on
	based    int               // serial when the theme was last read
	shells   int               // serial when the shells were last rendered
	whole    *check.Source     // all parts together; nil until it is asked for
}

// A Change says what a refresh has found.
type Change struct {
	// Pages are files that were asked for and may be other than before, new or
	// gone; sorted.
	Pages       []string
	Diagnostics []diag.Diagnostic // all there are now
	Whole       bool              // any page may be other than before: Pages need not name them
	// More tells that courses are left to be read again; Refresh without paths
	// (an empty list, not nil) reads the next. Their pages are right all the
	// same when they are asked for.
	More bool
}

// Open reads and checks a source. A source with errors gives a session without
// the pages that cannot be built; they come once the errors are mended. Out and
// SourceDir of the options are not looked at.
func Open(ctx context.Context, o Options) (*Session, []diag.Diagnostic, error) {
	s := &Session{o: o, parts: map[string]*part{}, pages: shown{}, finds: map[string]*found{}}
	c, err := s.Refresh(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return s, c.Diagnostics, nil
}

// Refresh reads again what has changed and returns what follows from it. The
// paths are slash-separated and relative to the source folder, or begin with
// "theme:" or "i18n:" and are relative to these; a path can name a file or a
// folder, there or gone. nil means that anything may have changed, and reads all
// of it. With errors the last good pages stay; an error means that the refresh
// itself could not be done.
func (s *Session) Refresh(ctx context.Context, paths []string) (Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	touched, whole, err := s.touch(paths)
	if err != nil {
		return Change{}, err
	}
	if len(touched) == 0 {
		touched = s.left()
		touched = touched[:min(1, len(touched))] // whoever calls without paths wants the next
	}
	if paths == nil {
		touched = slices.Sorted(maps.Keys(s.parts))
	}
	listed := false
	for _, name := range touched {
		if err := ctx.Err(); err != nil {
			return Change{}, err
		}
		if p := s.parts[name]; p != nil && p.stale {
			listed = s.read(p) || listed
		}
	}
	c := Change{Whole: whole, More: len(s.left()) > 0}
	c.Pages, err = s.changed(ctx, touched, listed || whole)
	c.Diagnostics = s.diagnostics()
	return c, err
}

// touch finds out which parts some paths belong to, and marks them and what
// depends on them to be read again. whole tells that any page may change.
func (s *Session) touch(paths []string) (touched []string, whole bool, err error) {
	names := map[string]bool{}
	all, base, outside := paths == nil, paths == nil, false
	for _, name := range paths {
		switch first, _, _ := strings.Cut(name, "/"); {
		case strings.HasPrefix(name, "theme:"), strings.HasPrefix(name, "i18n:"):
			base = true
		case s.parts[courseOf(name)] != nil && courseOf(name) != home:
			names[courseOf(name)] = true
		case strings.HasPrefix(first, "."): // an editor's or Git's own
		case first == "content":
			names[home] = true
		default:
			names[home], outside = true, true
		}
	}
	if base {
		if err := s.rebase(); err != nil {
			return nil, true, err
		}
	}
	if s.divide() {
		names[home] = true // it sees what belongs to no course
	}
	if p := s.parts[home]; names[home] || all {
		before := p.terms()
		p.stale = true
		s.read(p)
		if all || outside || p.terms() != before {
			whole = true
			for _, p := range s.parts {
				p.stale = p.stale || p.name != home
			}
		}
	}
	for name, p := range s.parts {
		if names[name] {
			p.stale = p.stale || name != home
			touched = append(touched, name)
		} else if p.fresh() {
			touched = append(touched, name)
		}
	}
	if whole {
		touched = append(touched, s.pages.parts()...) // what is looked at comes first
	}
	slices.Sort(touched)
	return slices.Compact(touched), whole || base, nil
}

// rebase reads the theme and the texts of the interface.
func (s *Session) rebase() error {
	words, err := catalog.Load(s.o.I18n)
	if err != nil {
		return err
	}
	shared, err := base(s.o.Theme, s.o.I18n)
	if err != nil {
		return err
	}
	if s.renderer != nil {
		if err := s.renderer.Close(); err != nil {
			return err
		}
	}
	s.words, s.renderer, s.static, s.assets = words, hugo.NewRenderer(shared), static(shared), hugo.Files{}
	s.serial++
	s.based = s.serial
	for _, p := range s.parts {
		p.arranged = nil
	}
	return nil
}

// divide makes the parts those that the folders of the source say, and reports
// whether they are others than before.
func (s *Session) divide() bool {
	folders := courseFolders(s.o.Source)
	folders[home] = true
	changed := false
	for name := range s.parts {
		if !folders[name] {
			delete(s.parts, name)
			changed = true
		}
	}
	for name := range folders {
		if s.parts[name] == nil {
			s.parts[name] = &part{name: name, stale: true}
			changed = true
		}
	}
	if changed {
		s.serial++
	}
	return changed
}

// left are the parts that are still to be read again, sorted.
func (s *Session) left() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.parts)), func(name string) bool { return !s.parts[name].stale })
}

// Diagnostics returns everything that is wrong with the source as it was last
// read, sorted.
func (s *Session) Diagnostics() []diag.Diagnostic {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.diagnostics()
}

// Source returns the source as it was last read, with errors or without. It
// must not be changed.
func (s *Session) Source() check.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole == nil {
		s.whole = s.together()
	}
	return *s.whole
}

// Close gives back what the session holds.
func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	// What it holds is memory and an empty folder: there is nothing to lose.
	_ = s.renderer.Close()
}
