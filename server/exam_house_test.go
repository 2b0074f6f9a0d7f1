package server

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
	"ascult/server/store/sqlite"
)

// An examHouse is a server with one course, one exam of four questions, and
// three learners, of whom ana and ion are enrolled and eva is not.
type examHouse struct {
	t       *testing.T
	dir     string
	store   *sqlite.DB
	wrap    func(store.Store) store.Store // what the server sees of it; nil: itself
	clock   atomic.Int64                  // Unix seconds
	edition course.Edition
	bank    quiz.Bank
	changes []quiz.Change
	server  *Server
	handler http.Handler
	log     strings.Builder
	cookies map[string]string // by person
}

const examCanary = "canary0canary000"

// examBank has a single question of three points, a multiple one with two
// right answers, a true-false one that is false, and another single one.
func examBank() quiz.Bank {
	text := func(s string) quiz.Text {
		t := quiz.Text{}
		for _, lang := range catalog.Languages {
			t[lang] = s + " in " + lang
		}
		return t
	}
	option := func(id string, correct bool) quiz.Option {
		return quiz.Option{ID: id, Correct: correct, Text: text("Option <" + id + ">"), Feedback: text("Because of " + id)}
	}
	question := func(id string, typ quiz.Type, points int, options ...quiz.Option) quiz.Question {
		return quiz.Question{
			ID: id, Type: typ, Points: points, Objective: 1, Read: "a1/purpose#aim", Canary: examCanary,
			Text: text("Question " + id), Feedback: text("Reason of " + id), Options: options,
		}
	}
	bare := func(id string, correct bool) quiz.Option {
		return quiz.Option{ID: id, Correct: correct, Feedback: text("Because it is " + id)}
	}
	return quiz.Bank{ID: "a1", Course: "interviewing", Kind: quiz.Exam, Source: "ro", Questions: []quiz.Question{
		question("q-one", quiz.Single, 3, option("wrong-a", false), option("right-a", true), option("wrong-b", false)),
		question("q-two", quiz.Multiple, 1, option("right-c", true), option("right-d", true), option("wrong-e", false)),
		question("q-three", quiz.TrueFalse, 1, bare("false", true), bare("true", false)),
		question("q-four", quiz.Single, 1, option("right-f", true), option("wrong-g", false)),
	}}
}

func examEdition() course.Edition {
	e := course.Edition{
		Course: "interviewing", Hash: strings.Repeat("ab", 32), Number: "1", Source: "ro", LawDate: "2026-01-01",
		Minutes: 45, SpecialisedMinutes: 45,
		Exam:        course.ExamSettings{Draw: 4, Pass: 80, Attempts: 3},
		Certificate: course.CertificateSettings{Type: "certificate", ValidityMonths: 36},
		Texts:       map[string]course.Texts{},
		Modules: []course.Module{{ID: "a1", Lessons: []course.Lesson{{
			Page: "a1/purpose", Path: "courses/interviewing/a1/purpose.html",
			Titles: map[string]string{}, Anchors: map[string]string{"aim": "s-abc234"},
		}}}},
	}
	for _, lang := range catalog.Languages {
		e.Texts[lang] = course.Texts{Title: "Course in " + lang}
		e.Modules[0].Lessons[0].Titles[lang] = "Lesson in " + lang
	}
	return e
}

// newExamHouse opens a house; change may alter the edition and the bank before.
func newExamHouse(t *testing.T, change func(*course.Edition, *quiz.Bank)) *examHouse {
	t.Helper()
	h := &examHouse{t: t, dir: t.TempDir(), edition: examEdition(), bank: examBank(), cookies: map[string]string{}}
	if change != nil {
		change(&h.edition, &h.bank)
	}
	h.clock.Store(time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC).Unix())
	db, err := sqlite.Open(t.Context(), filepath.Join(h.dir, "db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h.store = db
	t.Cleanup(func() { _ = db.Close() })
	h.restart()
	now := h.now()
	h.write(func(tx store.Tx) error {
		run := learner.Run{ID: "run", Institution: store.Home, Course: "interviewing", Trainer: "tudor", Title: "May", CodeHash: strings.Repeat("0", 64), Seats: 9, Created: now, Expires: now.AddDate(1, 0, 0)}
		for _, who := range []string{"tudor", "ana", "ion", "eva"} {
			p := learner.Person{ID: who, Institution: store.Home, Login: who, Role: learner.RoleLearner, Password: "$", Language: "ro", Created: now}
			if who == "tudor" {
				p.Role = learner.RoleTrainer
			}
			if err := tx.AddPerson(p, h.holder(who)); err != nil {
				return err
			}
			if who == "tudor" {
				if err := tx.AddRun(run); err != nil {
					return err
				}
			}
			token := "token-of-" + who
			h.cookies[who] = token
			if err := tx.AddSession(learner.Session{TokenHash: learner.HashSecret(token), Person: who, Created: now, Seen: now}); err != nil {
				return err
			}
			if who == "ana" || who == "ion" {
				e := learner.Enrolment{ID: "e-" + who, Institution: store.Home, Run: "run", Course: "interviewing", Person: who, Created: now}
				if err := tx.AddEnrolment(e); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return h
}

func (h *examHouse) now() time.Time { return time.Unix(h.clock.Load(), 0).UTC() }

// pass lets time go by, and keeps every session alive.
func (h *examHouse) pass(d time.Duration) {
	h.clock.Add(int64(d / time.Second))
	h.write(func(tx store.Tx) error {
		for who, token := range h.cookies {
			hash := learner.HashSecret(token)
			if err := tx.DeleteSession(hash); err != nil {
				return err
			}
			if err := tx.AddSession(learner.Session{TokenHash: hash, Person: who, Created: h.now(), Seen: h.now()}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *examHouse) write(f func(tx store.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *examHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *examHouse) vault() *credential.Vault {
	vault, err := credential.LoadOrCreateVault(filepath.Join(h.dir, "keys"), rand.Reader)
	h.must(err)
	return vault
}

// factsOf opens a certificate as the server would.
func (h *examHouse) factsOf(c store.Certificate) credential.Facts {
	holder, err := h.store.Holder(h.t.Context(), c.Person)
	h.must(err)
	payload, err := h.vault().Open(holder.Salt, "certificate/"+c.ID, c.Sealed)
	h.must(err)
	facts, err := credential.Decode(payload)
	h.must(err)
	return facts
}

func (h *examHouse) holder(who string) store.Holder {
	vault := h.vault()
	salt, err := credential.NewSalt(rand.Reader)
	h.must(err)
	sealed, err := vault.SealHolder(salt, who, credential.HolderRecord{Name: "Ana Rusu"}, rand.Reader)
	h.must(err)
	return store.Holder{Person: who, Institution: store.Home, Salt: salt, Sealed: sealed}
}

// restart makes a new server over the same state, with the edition and bank as
// they are now.
func (h *examHouse) restart() {
	h.t.Helper()
	site, keys := filepath.Join(h.dir, "site"), filepath.Join(h.dir, "keys")
	h.must(os.MkdirAll(site, 0o700))
	h.must(os.MkdirAll(keys, 0o700))
	texts, err := catalog.Load(os.DirFS("../i18n"))
	h.must(err)
	key, err := credential.LoadOrCreateKey(keys, credential.PurposeCertificate, rand.Reader, h.now())
	h.must(err)
	vault, err := credential.LoadOrCreateVault(keys, rand.Reader)
	h.must(err)
	base, err := url.Parse("https://ascult.example")
	h.must(err)
	shells := map[string]string{}
	for _, lang := range catalog.Languages {
		shells[lang] = `<!doctype html><html lang="` + lang + `"><head><title>ASCULT_TITLE</title><!--ASCULT_HEAD--></head><body><ul>ASCULT_LANGS</ul>ASCULT_USERASCULT_BODY</body></html>`
	}
	kept := store.Store(h.store)
	if h.wrap != nil {
		kept = h.wrap(kept)
	}
	s, err := New(h.t.Context(), Config{
		Site: site, Manifest: course.Manifest{Changes: h.changes, Format: course.ManifestFormat, Courses: []course.Edition{h.edition}, Shells: shells},
		Banks: map[string]quiz.Bank{h.bank.Course: h.bank}, Store: kept,
		Key: key, Keys: credential.NewKeySet("main", []credential.Key{key}), Vault: vault, Catalog: texts,
		State: filepath.Join(h.dir, "state"), BaseURL: base, Issuer: Issuer{ID: "main", Name: "Institution"},
		Location: time.UTC, Now: h.now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(&h.log, nil)),
	})
	h.must(err)
	h.server, h.handler = s, s.Handler()
}

// An examReply is what came back.
type examReply struct {
	status         int
	location, body string
}

// ask sends one request as a person, or as nobody.
func (h *examHouse) ask(who, method, path string, form url.Values) examReply {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, "https://ascult.example"+path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://ascult.example")
	}
	if token := h.cookies[who]; token != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-ascult", Value: token})
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return examReply{w.Code, w.Header().Get("Location"), w.Body.String()}
}

func (h *examHouse) get(who, path string) examReply { return h.ask(who, http.MethodGet, path, nil) }

func (h *examHouse) post(who, path string, pairs ...string) examReply {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return h.ask(who, http.MethodPost, path, form)
}

// want fails the test if a reply has another status or lacks one of the texts.
func (h *examHouse) want(r examReply, status int, texts ...string) examReply {
	h.t.Helper()
	if r.status != status {
		h.t.Fatalf("status %d (to %q), want %d: %s\n%s", r.status, r.location, status, r.body, h.log.String())
	}
	for _, text := range texts {
		if !strings.Contains(r.body, text) {
			h.t.Errorf("page lacks %q:\n%s", text, r.body)
		}
	}
	if strings.Contains(r.body, "«exam_") {
		h.t.Errorf("page has a text that is missing:\n%s", r.body)
	}
	return r
}

func (h *examHouse) leads(r examReply, location string) {
	h.t.Helper()
	if r.status != http.StatusSeeOther || r.location != location {
		h.t.Fatalf("status %d to %q, want 303 to %q\n%s\n%s", r.status, r.location, location, r.body, h.log.String())
	}
}

// start begins an attempt in Romanian and returns it.
func (h *examHouse) start(who string) learner.Attempt {
	h.t.Helper()
	page := h.want(h.get(who, "/ro/exam/interviewing"), http.StatusOK)
	r := h.post(who, "/ro/exam/interviewing/start", "language", "uk", "number", field(page, "number"))
	id, ok := strings.CutPrefix(r.location, "/ro/attempt/")
	if r.status != http.StatusSeeOther || !ok {
		h.t.Fatalf("start: status %d to %q\n%s", r.status, r.location, h.log.String())
	}
	return h.attempt(who, strings.TrimSuffix(id, "/1"))
}

func (h *examHouse) attempt(who, id string) learner.Attempt {
	h.t.Helper()
	a, err := h.store.Attempt(h.t.Context(), id, who)
	h.must(err)
	return a
}

// field returns the value of a hidden field of a page.
func field(r examReply, name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(r.body)
	if m == nil {
		return ""
	}
	return m[1]
}

// place returns where a question stands in an attempt, from 1.
func place(a learner.Attempt, question string) int {
	for i, d := range a.Draw {
		if d.Question == question {
			return i + 1
		}
	}
	return 0
}

// give posts an answer by the bank's ids and fails if it is not taken.
func (h *examHouse) give(who string, a learner.Attempt, question string, options ...string) {
	h.t.Helper()
	var pairs []string
	for _, o := range options {
		if o != unsure {
			o = learner.OptionID(a.Key, question, o)
		}
		pairs = append(pairs, "option", o)
	}
	n := place(a, question)
	r := h.post(who, fmt.Sprintf("/ro/attempt/%s/%d", a.ID, n), pairs...)
	next := fmt.Sprint(n + 1)
	if n == len(a.Draw) {
		next = "review"
	}
	h.leads(r, "/ro/attempt/"+a.ID+"/"+next)
}

// send submits an attempt as the page for checking the answers would.
func (h *examHouse) send(who string, a learner.Attempt) {
	h.t.Helper()
	page := h.want(h.get(who, "/ro/attempt/"+a.ID+"/review"), http.StatusOK)
	r := h.post(who, "/ro/attempt/"+a.ID+"/submit", "key", field(page, "key"), "rev", field(page, "rev"))
	h.leads(r, "/ro/attempt/"+a.ID+"/result")
}
