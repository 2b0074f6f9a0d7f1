package server

import (
	"cmp"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"

	"ascult/internal/catalog"
	"ascult/server/internal/web"
)

// keyAPI marks a gin context whose errors are JSON.
const keyAPI = "ascult.api"

// allowedHosts are the names under which the server answers: the base URL's,
// and on loopback each of loopback's names with the same port. They are as
// browsers write them: in small letters, and without the port that the scheme
// has anyway, though other clients may name it.
func allowedHosts(base *url.URL) map[string]bool {
	names := []string{strings.ToLower(base.Hostname())}
	if IsLoopback(names[0]) {
		names = append(names, "127.0.0.1", "localhost", "::1")
	}
	usual := "80"
	if base.Scheme == "https" {
		usual = "443"
	}
	port := cmp.Or(base.Port(), usual)
	hosts := map[string]bool{}
	for _, name := range names {
		full := net.JoinHostPort(name, port)
		hosts[full] = true
		if port == usual {
			hosts[strings.TrimSuffix(full, ":"+port)] = true
		}
	}
	return hosts
}

// IsLoopback reports whether a host name means this machine alone. There no TLS
// is asked for, and what is won there is a specimen.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// checkHost refuses requests for other names with 421 and says nothing more:
// a page under a foreign name could be made to look like ours.
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hosts[strings.ToLower(r.Host)] {
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// denyCrossOrigin answers a form that another site has sent.
func (s *Server) denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	s.failPlain(w, r, errOrigin)
}

// failPlain answers with f where no handler was reached.
func (s *Server) failPlain(w http.ResponseWriter, r *http.Request, f *failure) {
	lang := catalog.Languages[0]
	if p := r.URL.Path; len(p) > 3 && p[3] == '/' && catalog.Known(p[1:3]) {
		lang = p[1:3]
	}
	if isAPI(r.URL.Path) {
		s.writeProblem(w, r, lang, &problem{failure: f})
		return
	}
	s.errorPage(w, r, web.View{Lang: lang, Exit: kindOf(r.URL.Path) == "report"}, f)
}

// A trace belongs to one request: its number, and an error to be logged with it.
type trace struct {
	number string
	err    error
}

type traceKey struct{}

func requestNumber(ctx context.Context) string {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t.number
	}
	return ""
}

func noteError(ctx context.Context, err error) {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		t.err = err
	}
}

// A watcher remembers the status that was written.
type watcher struct {
	http.ResponseWriter
	status int
}

func (w *watcher) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watcher) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// record gives each request a number, survives panics, and writes one line a
// request. The line has the kind of address, never the address itself, and
// nothing about who asked: no IP, no browser, no referrer, no headers, no body.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw [8]byte
		if _, err := io.ReadFull(s.cfg.Rand, raw[:]); err != nil {
			http.Error(w, "", http.StatusServiceUnavailable)
			return
		}
		t := &trace{number: hex.EncodeToString(raw[:])}
		r = r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
		seen := &watcher{ResponseWriter: w}
		begin := s.cfg.Now()
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel is compared as net/http does
					panic(p)
				}
				s.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", t.number), slog.String("stack", string(debug.Stack())))
				if seen.status == 0 {
					s.failPlain(seen, r, errInternal)
				}
			}
			attrs := []slog.Attr{
				slog.String("request", t.number),
				slog.String("method", r.Method),
				slog.String("kind", kindOf(r.URL.Path)),
				slog.Int("status", seen.status),
				slog.Duration("took", s.cfg.Now().Sub(begin)),
			}
			level := slog.LevelInfo
			if t.err != nil {
				level = slog.LevelError
				attrs = append(attrs, slog.String("error", withoutAddresses(t.err.Error())))
			}
			s.cfg.Log.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		s.headers(seen)
		next.ServeHTTP(seen, r)
	})
}

// address is where somebody asks from, as net writes it.
var address = regexp.MustCompile(`(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+(?:%\w+)?\]):\d+`)

// withoutAddresses takes out of a text for the log who asked: errors of the
// network name both ends.
func withoutAddresses(text string) string { return address.ReplaceAllString(text, "(address)") }

// An addressless handler is for the complaints of net/http.
type addressless struct{ slog.Handler }

// Handle implements slog.Handler.
func (h addressless) Handle(ctx context.Context, r slog.Record) error {
	r.Message = withoutAddresses(r.Message)
	return h.Handler.Handle(ctx, r)
}

// kinds are the first words of addresses that the log may tell apart.
var kinds = map[string]bool{
	"account": true, "learn": true, "exam": true, "attempt": true, "trainer": true,
	"verify": true, "report": true, "v": true, "api": true, ".well-known": true, "healthz": true, "readyz": true,
}

// kindOf names the kind of an address for the log: never an id, a course or a
// page, since which page was read is nobody's business.
func kindOf(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if catalog.Known(first) {
		first, _, _ = strings.Cut(rest, "/")
	}
	if kinds[first] {
		return first
	}
	return "site"
}
