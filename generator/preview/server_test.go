package preview

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ascult/generator"
	"ascult/generator/check"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// A fake session checks as the real one does and has pages that stay.
type fake struct {
	fsys  fs.FS
	mu    sync.Mutex
	pages map[string][]byte
	src   check.Source
	ds    []diag.Diagnostic
}

func (f *fake) Refresh(context.Context, []string) (generator.Change, error) {
	src, ds := check.Run(f.fsys, check.Options{})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.src, f.ds = src, ds
	return generator.Change{Diagnostics: ds, Pages: []string{lessonPage}}, nil
}

func (f *fake) Page(name string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.pages[name]
	return p, ok
}

func (f *fake) Diagnostics() []diag.Diagnostic {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ds
}

func (f *fake) Source() check.Source {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.src
}

const (
	lessonPage = "ro/courses/interviewing/a1/purpose.html"
	lessonFile = "content/ro/courses/interviewing/a1/purpose.md"
	bankFile   = "quizzes/interviewing/practice/a1.ru.yaml"
)

// started starts a server on a copy of the sample.
func started(t *testing.T) (*Server, *fake, string) {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"content", "quizzes", "data", "spelling"} {
		done(t, os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", "..", part))))
	}
	texts, err := catalog.Load(os.DirFS("../../i18n"))
	done(t, err)
	f := &fake{fsys: Tidy(os.DirFS(dir)), pages: map[string][]byte{
		"index.html": []byte("<head></head>"), "ro/index.html": []byte("<head></head>"),
		lessonPage: []byte(`<html><head><meta charset="utf-8"><meta name="viewport"></head><body>x</body></html>`),
	}}
	_, _ = f.Refresh(t.Context(), nil)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, err := New(Options{
		Session: f, Source: f.fsys, Dir: dir, Edit: true, Texts: texts, Editor: "vscode://file{path}:{line}:{col}",
		Message: func(lang string, d diag.Diagnostic) (string, string) {
			return texts.Format(lang, "diag_"+strings.ReplaceAll(d.Rule, "-", "_"), d.Args), ""
		},
		Check: func(fsys fs.FS) []diag.Diagnostic {
			_, ds := check.Run(fsys, check.Options{})
			return ds
		},
		Rand: bytes.NewReader(make([]byte, 64)), Now: func() time.Time { return now },
		Say: func(err error) { t.Log(err) },
	})
	done(t, err)
	return s, f, dir
}

func ask(s *Server, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func get(s *Server, path string) *httptest.ResponseRecorder {
	return ask(s, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1313"+path, nil))
}

func post(t *testing.T, s *Server, path string, in wish) (reply, int) {
	t.Helper()
	body, err := json.Marshal(in)
	done(t, err)
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:1313/_preview/"+path, bytes.NewReader(body))
	r.Header.Set("Preview-Token", s.token)
	r.Header.Set("Preview-Lang", "en")
	w := ask(s, r)
	var out reply
	done(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out, w.Code
}

func content(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	done(t, err)
	return string(data)
}

// TestGuards holds who is answered, and who may write.
func TestGuards(t *testing.T) {
	s, _, dir := started(t)
	before := content(t, dir, lessonFile)
	for host, want := range map[string]int{
		"127.0.0.1:1313": 200, "localhost:1313": 200, "[::1]:1313": 200, "LOCALHOST": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.5:1313": 421, "": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/ro/", nil)
		r.Host = host
		if w := ask(s, r); w.Code != want {
			t.Errorf("host %q is answered with %d", host, w.Code)
		}
	}
	body := `{"target":"` + lessonFile + `#f:title","text":"X","version":"` + version("La ce folosește un interviu") + `"}`
	for name, change := range map[string]func(*http.Request){
		"no token":      func(r *http.Request) { r.Header.Del("Preview-Token") },
		"other token":   func(r *http.Request) { r.Header.Set("Preview-Token", "0") },
		"other origin":  func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"null origin":   func(r *http.Request) { r.Header.Set("Origin", "null") },
		"other port":    func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:80") },
		"cross site":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"foreign names": func(r *http.Request) { r.Host = "evil.example" },
	} {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:1313/_preview/save", strings.NewReader(body))
		r.Header.Set("Preview-Token", s.token)
		r.Header.Set("Origin", "http://127.0.0.1:1313")
		change(r)
		if w := ask(s, r); w.Code < 400 || content(t, dir, lessonFile) != before {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	for addr, want := range map[string]bool{"127.0.0.1:1": true, "localhost:1": true, "[::1]:1": true, ":1": false, "0.0.0.0:1": false, "192.168.1.2:1": false, "example.org:1": false} {
		if got, err := Loopback(addr); err != nil || got != want {
			t.Errorf("%s is of this machine alone: %v, %v", addr, got, err)
		}
	}
}

// TestPages holds that the site is served as it is, with our tags in pages
// alone.
func TestPages(t *testing.T) {
	s, f, _ := started(t)
	w := get(s, "/"+lessonPage)
	if b := w.Body.String(); !strings.Contains(b, `data-page="`+lessonPage+`"`) || strings.Index(b, "preview.js") > strings.Index(b, "viewport") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the page is %s", b)
	}
	if strings.Contains(string(f.pages[lessonPage]), "preview") {
		t.Error("our tags stand in the session's page")
	}
	for path, want := range map[string]int{"/": 200, "/ro": 302, "/ro/": 200, "/ro/exam/interviewing": 404, "/x.css": 404, "/_preview/nothing": 404, "/_preview/source?target=../../etc/passwd%23s:a": 404} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s is answered with %d", path, w.Code)
		}
	}
	form := url.Values{"course": {"interviewing"}, "page": {"a1/purpose"}}
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:1313/ru/learn/read", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := ask(s, r); w.Header().Get("Location") != "/ru/courses/interviewing/a1/help.html" {
		t.Errorf("the next lesson is %q", w.Header().Get("Location"))
	}
	clear(f.pages)
	if w := get(s, "/ro/"); w.Code != 503 || !strings.Contains(w.Body.String(), `content="broken"`) {
		t.Errorf("without a site: %d", w.Code)
	}
}

// TestPanel holds that what is wrong is told with its place and lines, in the
// language of the page, whatever the bytes.
func TestPanel(t *testing.T) {
	s, f, dir := started(t)
	text := content(t, dir, lessonFile)
	put(t, dir, lessonFile, strings.Replace(text, "{{< stays >}}", "{{< stay >}}", 1))
	_, _ = f.Refresh(t.Context(), nil)
	for lang, want := range map[string]string{"ro": "eroare", "ru": "ошибка", "uk": "помилка", "en": "error"} {
		b := get(s, "/_preview/panel?page="+strings.Replace(lessonPage, "ro", lang, 1)).Body.String()
		if !strings.Contains(b, want) || !strings.Contains(b, "<mark>") || !strings.Contains(b, "stay") || !strings.Contains(b, "vscode://file") {
			t.Errorf("in %s: %s", lang, b)
		}
	}
	put(t, dir, lessonFile, "---\ntitle: \x00\xff<b>"+strings.Repeat("a", 100_000)+"\n---\n")
	_, _ = f.Refresh(t.Context(), nil)
	if b := get(s, "/_preview/panel?page="+lessonPage).Body.String(); strings.Contains(b, "\x00") || strings.Contains(b, "<b>a") || !strings.Contains(b, "␀") {
		t.Errorf("the excerpt is %.2000s", b)
	}
	for _, path := range []string{"/_preview/", "/_preview/?lang=ru", "/_preview/graph/interviewing/monday?lang=uk", "/_preview/graph/g/neighbour", "/_preview/changes"} {
		if w := get(s, path); w.Code != 200 || strings.Contains(w.Body.String(), "«preview") || strings.Contains(w.Body.String(), "ZgotmplZ") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestEvents holds that an open page hears of a change.
func TestEvents(t *testing.T) {
	s, _, dir := started(t)
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	defer s.Stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go s.Follow(ctx, Watch(ctx, []Root{{Dir: dir, Only: []string{"content"}}}, Watching{}))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/_preview/events?page="+url.QueryEscape(lessonPage), nil)
	done(t, err)
	answer, err := srv.Client().Do(r)
	done(t, err)
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	next := func() event {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e event
				done(t, json.Unmarshal([]byte(data), &e))
				return e
			}
		}
		t.Fatal("the stream ended")
		return event{}
	}
	if e := next(); e.Revision != 0 || e.Page || e.Run != s.run {
		t.Errorf("the first event is %+v", e)
	}
	put(t, dir, lessonFile, content(t, dir, lessonFile)+"\n")
	if e := next(); e.Revision != 1 || !e.Page {
		t.Errorf("after a change: %+v", e)
	}
}
