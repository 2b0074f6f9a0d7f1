package server

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"ascult/server/store"
)

// A handler that panics gives a page and a line in the log; neither has what
// the request brought.
func TestPanicIsAnsweredAndTellsNothing(t *testing.T) {
	h := newExamHouse(t, nil)
	s := h.server
	broken := s.record(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("with a secret-in-a-value") }))
	r := httptest.NewRequest(http.MethodPost, "https://ascult.example/uk/account/sign-in?token=canary-query", strings.NewReader("password=canary-body"))
	r.Header.Set("Cookie", "canary-cookie=1")
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	w := httptest.NewRecorder()
	broken.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Стався збій") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	log := h.log.String()
	if !strings.Contains(log, "panic") || !strings.Contains(log, "guard_test.go") {
		t.Errorf("the log does not say where: %s", log)
	}
	for _, secret := range []string{"canary", "203.0.113.9", "secret-in-a-value"} {
		if strings.Contains(log+w.Body.String(), secret) {
			t.Errorf("%q got out", secret)
		}
	}
}

// Every limit that keeps one client from holding up the rest is set.
func TestHTTPLimits(t *testing.T) {
	srv := HTTP(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for name, d := range map[string]time.Duration{
		"header": srv.ReadHeaderTimeout, "read": srv.ReadTimeout, "write": srv.WriteTimeout, "idle": srv.IdleTimeout,
	} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s timeout is %v", name, d)
		}
	}
	if srv.MaxHeaderBytes <= 0 || srv.MaxHeaderBytes > 64<<10 {
		t.Errorf("headers may have %d bytes", srv.MaxHeaderBytes)
	}
}

func TestKindsOfAddressInTheLog(t *testing.T) {
	for path, want := range map[string]string{
		"/ro/attempt/0a1b/3": "attempt", "/uk/exam/interviewing": "exam", "/v": "v", "/api/v1/session": "api",
		"/ro/g/1": "site", "/ro/courses/interviewing/a1/purpose.html": "site", "/": "site", "/ana@example.org": "site", "/ro/ana": "site",
	} {
		if got := kindOf(path); got != want {
			t.Errorf("%s is logged as %s, want %s", path, got, want)
		}
	}
}

// TestStaticFiles holds what a folder of files must not give away.
func TestStaticFiles(t *testing.T) {
	h := newExamHouse(t, nil)
	site := filepath.Join(h.dir, "site")
	write := func(name, text string) {
		h.must(os.MkdirAll(filepath.Dir(filepath.Join(site, name)), 0o700))
		h.must(os.WriteFile(filepath.Join(site, name), []byte(text), 0o600))
	}
	write("ro/index.html", "<p>"+strings.Repeat("acasă ", 200))
	write("ro/g/1.html", "<p>ghid")
	write("ro/deep/index.html", "<p>adânc")
	write("css/a.0123456789abcdef.css", "p{}")
	write("ro/.secret.html", "hidden")
	write(".git/config", "hidden")
	write("ro/key.yaml", "hidden")
	write("ro/program.exe", "hidden")
	h.must(os.WriteFile(filepath.Join(h.dir, "outside.html"), []byte("hidden"), 0o600))
	_ = os.Symlink(filepath.Join(h.dir, "outside.html"), filepath.Join(site, "ro", "link.html"))
	loaded, err := loadSite(site)
	if err != nil {
		// A link out of the folder may also be refused outright.
		h.must(os.Remove(filepath.Join(site, "ro", "link.html")))
		loaded, err = loadSite(site)
		h.must(err)
	}
	h.server.site.Store(loaded)
	for path, want := range map[string]int{
		"/ro/": 200, "/ro/index.html": 200, "/ro/g/1": 200, "/ro/deep": 303, "/ro/deep/": 200, "/css/a.0123456789abcdef.css": 200,
		"/ro/.secret.html": 404, "/.git/config": 404, "/ro/key.yaml": 404, "/ro/program.exe": 404, "/ro/link.html": 404,
		"/ro": 303, "/ro/../outside.html": 404, "/ro/%2e%2e/%2e%2e/outside.html": 404, "/ro//index.html": 404, "/ro/index.html/": 404, "/ro/%00": 404,
	} {
		r := h.get(nobody, path)
		if r.status != want || strings.Contains(r.body, "hidden") {
			t.Errorf("%s: status %d, want %d", path, r.status, want)
		}
	}
}

func TestStaticEncodingsAndCaching(t *testing.T) {
	text := []byte("<p>" + strings.Repeat("aceleași cuvinte ", 100))
	f := newFile("ro/index.html", "text/html; charset=utf-8", text)
	for accept, want := range map[string]string{
		"": "", "gzip": "gzip", "gzip, br": "br", "br;q=0, gzip": "gzip", "br;q=0.000": "", "BR": "br", "identity": "", "*": "",
	} {
		if got := encoding(accept, f); got != want {
			t.Errorf("Accept-Encoding %q gets %q, want %q", accept, got, want)
		}
	}
	for name, want := range map[string]string{
		"ro/index.html": "no-cache", "ro/g/1.html": "no-store", "css/a.0123456789abcdef.css": "public, max-age=31536000, immutable",
	} {
		if got := newFile(name, "text/html", text).caching(); got != want {
			t.Errorf("%s is cached as %q, want %q", name, got, want)
		}
	}
}

// A form that breaks off is the sender's, and no error that the log would tell
// with the sender's address.
func TestBodyThatBreaksOff(t *testing.T) {
	h := newExamHouse(t, nil)
	broken := &net.OpError{Op: "read", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 40978}, Err: os.ErrDeadlineExceeded}
	r := httptest.NewRequest(http.MethodPost, "https://ascult.example/ro/verify", iotest.ErrReader(broken))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if log := h.log.String(); w.Code != http.StatusBadRequest || strings.Contains(log, "ERROR") || strings.Contains(log, "203.0.113.7") {
		t.Errorf("status %d, log:\n%s", w.Code, log)
	}
}

func TestErrorsOfTheNetworkAreLoggedWithoutAddresses(t *testing.T) {
	var out strings.Builder
	srv := HTTP(http.NotFoundHandler(), slog.New(slog.NewTextHandler(&out, nil)))
	for _, from := range []string{"203.0.113.7:40978", "[2001:db8::7]:40978", "[fe80::7%eth0]:1"} {
		srv.ErrorLog.Printf("http: TLS handshake error from %s: EOF", from)
	}
	want := `msg="http: TLS handshake error from (address): EOF"`
	if strings.Count(out.String(), want) != 3 {
		t.Errorf("log:\n%s", &out)
	}
	if text := "read tcp 10.0.0.1:8443->203.0.113.7:40978: i/o timeout"; withoutAddresses(text) != "read tcp (address)->(address): i/o timeout" {
		t.Errorf("%q", withoutAddresses(text))
	}
}

// A clock set back far cannot let deadlines and sessions stand still unseen.
func TestClockFarBehindIsRefused(t *testing.T) {
	h := newExamHouse(t, nil)
	h.write(func(tx store.Tx) error { return tx.SetClockMark(h.now().Add(maxBehind)) })
	h.restart() // five minutes are forgiven
	h.write(func(tx store.Tx) error { return tx.SetClockMark(h.now().Add(maxBehind + time.Second)) })
	cfg := h.server.cfg
	var clock *ClockError
	if _, err := New(t.Context(), cfg); !errors.As(err, &clock) {
		t.Errorf("New = %v, want a ClockError", err)
	}
}

// A kept bank that a power cut has emptied is written again.
func TestKeptFileIsMended(t *testing.T) {
	h := newExamHouse(t, nil)
	name := filepath.Join(h.dir, "state", "banks", h.bank.Hash()+".json")
	h.must(os.WriteFile(name, nil, 0o600))
	h.restart()
	if _, err := h.server.keep.bank(h.bank.Hash()); err != nil {
		t.Error(err)
	}
}
