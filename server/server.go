// Package server serves a built site and the pages and API behind it:
// accounts, exams, certificates, verification. It runs without the generator.
//
// A request passes, in this order: host allow-list, cross-origin check,
// router, policy table, handler. A handler returns an error and writes nothing
// then; one table turns errors into pages.
package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/quiz"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// Config is everything a server needs. All fields but Banks are required.
type Config struct {
	Site     string          // folder of the built site
	Manifest course.Manifest // as it stands beside the site
	// Banks are the exam banks by course. A course without one has no exam.
	Banks    map[string]quiz.Bank
	Store    store.Store
	Key      credential.Key    // signs certificates
	Keys     credential.KeySet // the public halves of all keys, that one included
	Vault    *credential.Vault // seals names
	Catalog  *catalog.Catalog
	State    string         // state folder: editions and banks are kept below it
	BaseURL  *url.URL       // as people reach it; decides cookies, links and allowed hosts
	Issuer   Issuer         // who issues certificates
	Location *time.Location // of the institution: dates are shown and certificates dated in it
	Now      func() time.Time
	Rand     io.Reader
	Log      *slog.Logger
}

// An Issuer is the institution that stands on certificates.
type Issuer struct {
	ID   string // short id that is signed, such as "ascult-md"
	Name string // as printed
}

// A Server answers requests. Make it with [New].
type Server struct {
	cfg     Config
	pages   *web.Pages
	site    atomic.Pointer[site]
	engine  *gin.Engine
	hosts   map[string]bool
	keep    *keeper
	hashing chan struct{} // one token a running argon2: see password.go
	mark    atomic.Int64  // latest time seen, Unix seconds
	dummy   string        // hash that is checked when an account is missing

	reportRate minuteRate
}

// New checks the configuration, keeps the editions and banks it was given in
// the state folder, finishes certificates whose signature is owed, and returns
// a server that is ready to answer.
func New(ctx context.Context, cfg Config) (*Server, error) {
	gin.SetMode(gin.ReleaseMode)
	s := &Server{cfg: cfg, hosts: allowedHosts(cfg.BaseURL), hashing: make(chan struct{}, hashers), reportRate: minuteRate{most: reportsAMinute}}
	at, err := cfg.Store.ClockMark(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the clock's mark: %w", err)
	}
	// A clock that is far behind what was stored would let nothing end: neither
	// deadlines nor sessions. Somebody has to look at it.
	if now := cfg.Now(); now.Before(at.Add(-maxBehind)) {
		return nil, &ClockError{Now: now.UTC(), Stored: at}
	}
	s.mark.Store(at.Unix())
	if s.pages, err = web.Load(cfg.Catalog, cfg.Manifest.Shells, cfg.Manifest.ShellsExit, cfg.Location); err != nil {
		return nil, err
	}
	loaded, err := loadSite(cfg.Site)
	if err != nil {
		return nil, err
	}
	s.site.Store(loaded)
	if s.keep, err = newKeeper(cfg.State); err != nil {
		return nil, err
	}
	if err := s.checkBanks(); err != nil {
		return nil, err
	}
	if s.dummy, err = s.hashPassword(ctx, "a password that nobody has"); err != nil {
		return nil, err
	}
	if err := s.finishCertificates(ctx); err != nil {
		return nil, err
	}
	s.engine = s.routes()
	return s, nil
}

// Handler returns the whole chain.
func (s *Server) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(s.denyCrossOrigin))
	return s.record(s.checkHost(guard.Handler(s.engine)))
}

// HTTP returns an http.Server for h with the limits that keep slow and large
// requests from holding it up (docs/architecture.md, "Limits and trust").
func HTTP(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(addressless{log.Handler()}, slog.LevelWarn),
	}
}

// now is the server's clock: whole seconds in UTC, and never before a time
// that has been stored, so that a clock set back cannot reopen what is over.
func (s *Server) now() time.Time {
	t := s.cfg.Now().UTC().Truncate(time.Second)
	for {
		mark := s.mark.Load()
		if t.Unix() <= mark {
			return time.Unix(mark, 0).UTC()
		}
		if s.mark.CompareAndSwap(mark, t.Unix()) {
			return t
		}
	}
}

// maxBehind is how far the clock may be behind the latest time stored.
const maxBehind = 5 * time.Minute

// A ClockError says that the machine's clock is behind a time that was stored,
// or was ahead then: the server does not start.
type ClockError struct{ Now, Stored time.Time }

// Error names both times.
func (e *ClockError) Error() string {
	return fmt.Sprintf("the clock says %s, but something was stored at %s", e.Now.Format(time.RFC3339), e.Stored.Format(time.RFC3339))
}

// writeWait bounds how long a request waits for its write to begin.
const writeWait = 10 * time.Second

// write runs f in the store's one writer, together with the clock's mark. The
// request's own cancellation never reaches it: what a person has sent is
// stored whole or not at all.
func (s *Server) write(ctx context.Context, f func(tx store.Tx) error) error {
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeWait)
	defer cancel()
	now := s.now()
	return s.cfg.Store.Write(wait, func(tx store.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return tx.SetClockMark(now)
	})
}

// Replace swaps in a newly built site.
func (s *Server) Replace(folder string) error {
	loaded, err := loadSite(folder)
	if err != nil {
		return err
	}
	s.site.Store(loaded)
	return nil
}
