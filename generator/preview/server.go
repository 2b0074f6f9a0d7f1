package preview

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"ascult/generator"
	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// A Session is what the preview needs of a [generator.Session].
type Session interface {
	Refresh(ctx context.Context, paths []string) (generator.Change, error)
	Page(path string) ([]byte, bool)
	Diagnostics() []diag.Diagnostic
	Source() check.Source
}

// Options say what is shown, and how.
type Options struct {
	Session Session
	Source  fs.FS  // what the session reads
	Dir     string // where it stands on disk; "": it cannot change
	Edit    bool   // texts may be edited in the browser; wants Dir
	Editor  string // address of an editor with {path}, {line} and {col}, or ""
	Lang    string // language of what the preview says; "": that of the page

	Texts *catalog.Catalog
	// Message gives the text of a diagnostic in a language, and its hint or "".
	Message func(lang string, d diag.Diagnostic) (text, hint string)
	// Check checks a source as the session would, for texts that are not saved yet.
	Check func(fsys fs.FS) []diag.Diagnostic
	Rand  io.Reader        // for the token that writing wants
	Now   func() time.Time // for the day of a change
	// Say, when not nil, is told of what happens beside a request: a file of
	// the preview's own that cannot be written.
	Say func(error)
}

// A Server shows a source. It is made by [New].
type Server struct {
	o       Options
	hub     *hub
	run     string // names this run
	token   string // every write brings it
	mux     *http.ServeMux
	pages   *templates
	changes *changes
	stopped chan struct{}
	stop    sync.Once

	mu       sync.Mutex
	rev      int
	failure  error      // of the last refresh itself
	checking sync.Mutex // one check of unsaved text at a time
	writing  sync.Mutex // one write at a time
}

// New returns a server that shows what its session has.
func New(o Options) (*Server, error) {
	random := make([]byte, 24)
	if _, err := io.ReadFull(o.Rand, random); err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	s := &Server{
		o: o, hub: newHub(), run: hex.EncodeToString(random[:6]), token: hex.EncodeToString(random[6:]),
		stopped: make(chan struct{}),
	}
	var err error
	if s.pages, err = loadTemplates(); err != nil {
		return nil, err
	}
	if o.Edit {
		s.changes = &changes{dir: o.Dir, now: o.Now}
	}
	s.routes()
	return s, nil
}

// settle is how long nothing must change before the ledgers are written: what
// is half typed needs no line of its own.
const settle = 1500 * time.Millisecond

// Follow refreshes the session with each batch until ctx ends or no more come.
func (s *Server) Follow(ctx context.Context, batches <-chan Batch) {
	calm := time.NewTimer(0)
	defer calm.Stop()
	defer s.keepLedgers()
	for {
		select {
		case <-ctx.Done():
			return
		case <-calm.C:
			s.keepLedgers()
		case b, ok := <-batches:
			if !ok {
				return
			}
			s.refresh(ctx, b)
			calm.Reset(settle)
		}
	}
}

// Stop ends the answers that would go on for ever.
func (s *Server) Stop() { s.stop.Do(func() { close(s.stopped) }) }

func (s *Server) revision() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rev
}

// refresh takes a batch in and tells the open pages.
func (s *Server) refresh(ctx context.Context, b Batch) {
	paths := b.Paths
	if b.All {
		paths = nil
	}
	c, err := s.o.Session.Refresh(ctx, paths)
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	s.rev++
	s.failure = err
	rev := s.rev
	s.mu.Unlock()
	// The search index follows every word; a page that is open has no use for it.
	files := c.Whole || slices.ContainsFunc(c.Pages, func(p string) bool {
		return path.Ext(p) != ".html" && !strings.HasPrefix(path.Base(p), "search-")
	})
	s.hub.tell(func(page string) event {
		own := strings.HasPrefix(page, "_preview")
		return event{Run: s.run, Revision: rev, Page: own || c.Whole || slices.Contains(c.Pages, page), Files: files && !own}
	})
	for c.More && err == nil && ctx.Err() == nil { // the page is there; what is wrong elsewhere follows
		c, err = s.o.Session.Refresh(ctx, []string{})
	}
}

// keepLedgers writes the ledgers of a source without errors, as a build does:
// without them no translation could ever be found stale.
func (s *Server) keepLedgers() {
	src := s.o.Session.Source()
	if s.o.Dir == "" || !src.LedgersChanged || diag.HasErrors(s.o.Session.Diagnostics()) {
		return
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err := translate.Save(s.o.Dir, src.Ledgers); err != nil {
		s.say(fmt.Errorf("keep the ids of segments: %w", err))
	}
}

func (s *Server) say(err error) {
	if s.o.Say != nil {
		s.o.Say(err)
	}
}

// Loopback reports whether an address to listen on can be reached from this
// machine alone.
func Loopback(addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, fmt.Errorf("read address %q: %w", addr, err)
	}
	return loopbackName(host), nil
}

func loopbackName(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Serve answers on a listener until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.Stop()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop: %w", err)
	}
	_ = srv.Close() // whoever is still reading after two seconds
	return nil
}
