package bench

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server"
	"ascult/server/store"
	"ascult/server/store/sqlite"
	"ascult/server/store/storetest"
)

// questions of the exam that is submitted.
const questions = 10

// A house is a server with one course and its exam, and what a benchmark needs
// of it.
type house struct {
	b       *testing.B
	db      *sqlite.DB
	url     string
	edition course.Edition
	bank    quiz.Bank
}

func text(s string) quiz.Text {
	out := quiz.Text{}
	for _, lang := range catalog.Languages {
		out[lang] = s
	}
	return out
}

// newHouse serves a site of the given files and an exam over TCP.
func newHouse(b *testing.B, site map[string][]byte) *house {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	for _, d := range []string{"site", "keys", "state"} {
		must(os.MkdirAll(filepath.Join(dir, d), 0o700))
	}
	for name, data := range site {
		must(os.MkdirAll(filepath.Dir(filepath.Join(dir, "site", name)), 0o700))
		must(os.WriteFile(filepath.Join(dir, "site", name), data, 0o600))
	}
	h := &house{b: b, bank: quiz.Bank{ID: "a1", Course: "interviewing", Kind: quiz.Exam, Source: "ro"}}
	h.edition = course.Edition{
		Course: "interviewing", Number: "1", Source: "ro", LawDate: "2026-01-01", Minutes: 45,
		Hash:        storetest.Hash("edition"),
		Exam:        course.ExamSettings{Draw: questions, Pass: 80, Attempts: 3},
		Certificate: course.CertificateSettings{Type: "certificate"}, Texts: map[string]course.Texts{},
	}
	shells := map[string]string{}
	for _, lang := range catalog.Languages {
		h.edition.Texts[lang] = course.Texts{Title: "Course"}
		shells[lang] = `<!doctype html><html lang="` + lang + `"><head><title>ASCULT_TITLE</title><!--ASCULT_HEAD--></head><body><ul>ASCULT_LANGS</ul>ASCULT_USERASCULT_BODY</body></html>`
	}
	for i := range questions {
		h.bank.Questions = append(h.bank.Questions, quiz.Question{
			ID: fmt.Sprintf("q-%d", i), Type: quiz.Single, Points: 1, Objective: 1, Canary: fmt.Sprintf("canary%010d", i),
			Text: text(fmt.Sprintf("Question %d", i)), Feedback: text("Because."),
			Options: []quiz.Option{
				{ID: "right", Correct: true, Text: text("Right"), Feedback: text("Yes.")},
				{ID: "wrong", Text: text("Wrong"), Feedback: text("No.")},
			},
		})
	}
	var err error
	h.db, err = sqlite.Open(b.Context(), filepath.Join(dir, "db"), sqlite.Options{})
	must(err)
	texts, err := catalog.Load(os.DirFS("../i18n"))
	must(err)
	key, err := credential.LoadOrCreateKey(filepath.Join(dir, "keys"), credential.PurposeCertificate, rand.Reader, storetest.T0)
	must(err)
	vault, err := credential.LoadOrCreateVault(filepath.Join(dir, "keys"), rand.Reader)
	must(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	h.url = "http://" + listener.Addr().String()
	base, err := url.Parse(h.url)
	must(err)
	s, err := server.New(b.Context(), server.Config{
		Site: filepath.Join(dir, "site"), Manifest: course.Manifest{Format: course.ManifestFormat, Courses: []course.Edition{h.edition}, Shells: shells},
		Banks: map[string]quiz.Bank{h.bank.Course: h.bank}, Store: h.db, Key: key, Keys: credential.NewKeySet("main", []credential.Key{key}),
		Vault: vault, Catalog: texts, State: filepath.Join(dir, "state"), BaseURL: base, Issuer: server.Issuer{ID: "main", Name: "Institution"},
		Location: time.UTC, Now: func() time.Time { return storetest.T0.Add(time.Minute) }, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	must(err)
	srv := server.HTTP(s.Handler(), slog.New(slog.DiscardHandler))
	go func() { _ = srv.Serve(listener) }() // ends with Close
	b.Cleanup(func() {
		_ = srv.Close()
		_ = h.db.Close()
	})
	return h
}

// sit stores n learners, each signed in and with all but the sending done.
func (h *house) sit(n int) {
	h.b.Helper()
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("learner-%d", i)
	}
	draw := []learner.Drawn{}
	for _, q := range h.bank.Questions {
		draw = append(draw, learner.Drawn{Question: q.ID, Options: []string{"right", "wrong"}})
	}
	err := h.db.Write(h.b.Context(), func(tx store.Tx) error {
		if err := storetest.AddPeople(tx, names...); err != nil {
			return err
		}
		for i, name := range names {
			s := learner.Session{TokenHash: learner.HashSecret(token(i)), Person: name, Created: storetest.T0, Seen: storetest.T0.Add(time.Minute)}
			if err := tx.AddSession(s); err != nil {
				return err
			}
			a := storetest.NewAttempt(name, 1)
			a.ID, a.Edition, a.Bank, a.Draw = attemptID(i), h.edition.Hash, h.bank.Hash(), draw
			if err := tx.AddAttempt(a); err != nil {
				return err
			}
			for p := range questions {
				// Not passed: signing a certificate is measured by itself.
				if err := tx.SaveAnswer(a.ID, learner.Answer{Position: p + 1, Options: []string{"wrong"}, Saved: storetest.T0}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		h.b.Fatal(err)
	}
}

func token(i int) string     { return fmt.Sprintf("token-%032d", i) }
func attemptID(i int) string { return fmt.Sprintf("%032x", i) }

// load sends b.N requests from so many connections and returns how many a
// second were answered. request writes the i-th; every answer must have the
// status wanted.
func load(b *testing.B, address string, want int, request func(i int, w *bytes.Buffer)) float64 {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	errs := make(chan error, clients)
	b.ResetTimer()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			conn, err := net.Dial("tcp", u.Host)
			if err != nil {
				errs <- err
				return
			}
			defer conn.Close()
			r := bufio.NewReader(conn)
			var out bytes.Buffer
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				out.Reset()
				request(int(i), &out)
				if _, err := conn.Write(out.Bytes()); err != nil {
					errs <- err
					return
				}
				res, err := http.ReadResponse(r, nil)
				if err == nil {
					_, err = io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
				if err == nil && res.StatusCode != want {
					err = fmt.Errorf("request %d was answered with %d", i, res.StatusCode)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	var all []error
	for err := range errs {
		all = append(all, err)
	}
	if err := errors.Join(all...); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	perSecond := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(perSecond, "requests/s")
	return perSecond
}

// BenchmarkSubmit sends in finished exams over HTTP: to gin with nothing but
// the same group commit behind it (peer), and to the whole server: session,
// policy, grading, audit chain, idempotency. "x_bare" is the ratio in this run.
func BenchmarkSubmit(b *testing.B) {
	var bare float64
	b.Run("bare-gin", func(b *testing.B) {
		db, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		names := make([]string, b.N)
		for i := range names {
			names[i] = fmt.Sprintf("learner-%d", i)
		}
		if err := db.Write(b.Context(), func(tx store.Tx) error { return storetest.AddPeople(tx, names...) }); err != nil {
			b.Fatal(err)
		}
		gin.SetMode(gin.ReleaseMode)
		e := gin.New()
		e.POST("/submit/:person", func(c *gin.Context) {
			err := db.Write(c, func(tx store.Tx) error {
				a := storetest.NewAttempt(c.Param("person"), 1)
				if err := tx.AddAttempt(a); err != nil {
					return err
				}
				for p := range questions {
					if err := tx.SaveAnswer(a.ID, learner.Answer{Position: p + 1, Options: []string{"wrong"}, Saved: storetest.T0}); err != nil {
						return err
					}
				}
				return tx.SetAttempt(learner.Open, storetest.Graded(a))
			})
			if err != nil {
				c.Status(http.StatusInternalServerError)
				return
			}
			c.Redirect(http.StatusSeeOther, "/result")
		})
		s := httptest.NewServer(e)
		defer s.Close()
		bare = load(b, s.URL, http.StatusSeeOther, func(i int, w *bytes.Buffer) {
			fmt.Fprintf(w, "POST /submit/learner-%d HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", i)
		})
	})
	b.Run("ascult", func(b *testing.B) {
		h := newHouse(b, nil)
		h.sit(b.N)
		perSecond := load(b, h.url, http.StatusSeeOther, func(i int, w *bytes.Buffer) {
			form := fmt.Sprintf("key=%032x&rev=%d", i, questions)
			fmt.Fprintf(w, "POST /ro/attempt/%s/submit HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nSec-Fetch-Site: same-origin\r\nCookie: ascult=%s\r\n"+
				"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
				attemptID(i), h.url[len("http://"):], h.url, token(i), len(form), form)
		})
		if bare > 0 {
			b.ReportMetric(perSecond/bare, "x_bare")
		}
	})
}

// BenchmarkStatic serves a page of 15 KB that the browser wants in brotli: by
// a handler that writes the ready bytes (floor), and by the whole server.
func BenchmarkStatic(b *testing.B) {
	d := newDice("en")
	page := []byte("<!doctype html><html lang=\"ro\"><head><title>x</title></head><body>")
	for len(page) < 15<<10 {
		page = fmt.Appendf(page, "<p>%s</p>\n", d.sentence(40))
	}
	request := func(host string) func(int, *bytes.Buffer) {
		return func(_ int, w *bytes.Buffer) {
			fmt.Fprintf(w, "GET /ro/page.html HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: br\r\n\r\n", host)
		}
	}
	var floor float64
	b.Run("bytes", func(b *testing.B) {
		var packed bytes.Buffer
		w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
		_, _ = w.Write(page) // into memory
		_ = w.Close()
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write(packed.Bytes()) // a client that has gone needs no answer
		}))
		defer s.Close()
		floor = load(b, s.URL, http.StatusOK, request("x"))
	})
	b.Run("ascult", func(b *testing.B) {
		h := newHouse(b, map[string][]byte{"ro/page.html": page})
		perSecond := load(b, h.url, http.StatusOK, request(h.url[len("http://"):]))
		if floor > 0 {
			b.ReportMetric(perSecond/floor, "x_bytes")
		}
	})
}
