package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// The whole path: the page before, every question, the check, the result, the
// certificate. Until the end no page gives away what is right.
func TestExamFromStartToCertificate(t *testing.T) {
	h := newExamHouse(t, nil)
	var before bytes.Buffer
	see := func(r examReply, status int, texts ...string) examReply {
		t.Helper()
		before.WriteString(r.body)
		before.WriteString(r.location)
		return h.want(r, status, texts...)
	}
	see(h.get("ana", "/ro/exam/interviewing"), 200, "Course in ro", "V-au rămas 3 încercări", `value="uk"`, "Timpul nu este limitat")
	a := h.start("ana")
	if a.CertificateLanguage != "uk" || a.Language != "ro" || a.Number != 1 || a.Specimen || len(a.Draw) != 4 || a.Enrolment != "e-ana" {
		t.Errorf("attempt is %+v", a)
	}
	if _, err := h.store.Attempt(t.Context(), a.ID, "ion"); err == nil {
		t.Error("another person reads the attempt")
	}
	path := "/ro/attempt/" + a.ID
	h.leads(h.get("ana", path), path+"/1")
	see(h.get("ana", "/ro/exam/interviewing"), 200, "attempt/"+a.ID, "neterminată")

	one := place(a, "q-one")
	page := see(h.get("ana", fmt.Sprintf("%s/%d", path, one)), 200,
		fmt.Sprintf("Întrebarea %d din 4", one), "<legend><h1>Question q-one in ro</h1></legend>", "Option &lt;right-a&gt; in ro", "Nu știu încă", `type="radio"`)
	if strings.Contains(page.body, " checked") {
		t.Error("something is chosen before anything was")
	}
	h.give("ana", a, "q-one", "right-a")
	page = see(h.get("ana", fmt.Sprintf("%s/%d", path, one)), 200, "Primit la 09:00, numărul A-", "-01</p>")
	if want := `value="` + learner.OptionID(a.Key, "q-one", "right-a") + `" checked`; strings.Count(page.body, " checked") != 1 || !strings.Contains(page.body, want) {
		t.Error("the answer given is not chosen")
	}
	see(h.get("ana", fmt.Sprintf("%s/%d", path, place(a, "q-two"))), 200, `type="checkbox"`, "Pot fi corecte mai multe")
	three := see(h.get("ana", fmt.Sprintf("%s/%d", path, place(a, "q-three"))), 200, "Adevărat", "Fals")
	if strings.Index(three.body, ">Adevărat<") > strings.Index(three.body, ">Fals<") {
		t.Error("false stands before true")
	}
	h.give("ana", a, "q-two", "right-c", "right-d")
	h.give("ana", a, "q-three", unsure)
	review := see(h.get("ana", path+"/review"), 200, "1 întrebare este fără răspuns", "nu știu încă", "răspuns dat", "fără răspuns", "?change=1")
	if field(review, "rev") != "3" {
		t.Errorf("rev is %s", field(review, "rev"))
	}
	h.leads(h.get("ana", path), fmt.Sprintf("%s/%d", path, place(a, "q-four")))
	h.leads(h.get("ana", path+"/result"), path+"/review")

	// From the check of the answers a change leads back to it.
	change := see(h.get("ana", fmt.Sprintf("%s/%d?change=1", path, place(a, "q-four"))), 200, `name="then" value="review"`)
	_ = change
	h.leads(h.post("ana", fmt.Sprintf("%s/%d", path, place(a, "q-four")), "then", "review", "option", learner.OptionID(a.Key, "q-four", "right-f")), path+"/review")
	h.leads(h.get("ana", path), path+"/review")

	secrets := []string{examCanary, "Because", "Reason of", "right-", "wrong-", "q-one\"", "q-two\"", a.Bank, a.Edition}
	for _, secret := range secrets {
		for text := range strings.SplitSeq(before.String(), "\n") {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "&lt;right-", ""), "&lt;wrong-", "") // in the texts themselves
			if strings.Contains(text, secret) {
				t.Errorf("%q stands in a page before the end: %s", secret, text)
			}
		}
	}

	h.pass(time.Minute)
	h.send("ana", a)
	got := h.attempt("ana", a.ID)
	if got.State != learner.Graded || !got.Passed || got.Score != 5*2520 || got.Max != 6*2520 || !got.Ended.Equal(h.now()) || len(got.ResultHash) != 64 {
		t.Errorf("attempt is %+v", got)
	}
	certificates, err := h.store.Certificates(t.Context(), "ana")
	if err != nil || len(certificates) != 1 || len(certificates[0].Signature) == 0 || certificates[0].Attempt != a.ID || certificates[0].Language != "uk" {
		t.Fatalf("certificates are %+v, %v", certificates, err)
	}
	h.want(h.get("ana", path+"/result"), 200,
		"<h1>Examenul este promovat</h1>", "Răspunsuri corecte: 3 din 4. Puncte: 5 din 6, adică 83\u00a0%. Pragul este de 80\u00a0%.",
		`href="/ro/learn/certificates/`+certificates[0].ID+`"`, "Because of right-a in ro", "Reason of q-three in ro", "Nu știu încă",
		`href="/ro/courses/interviewing/a1/purpose.html#s-abc234"`, "Because it is false in ro", "11\u00a0mai\u00a02026, ora 09:01")
	for _, private := range append(secrets, a.ID, "ana", "Ana", "token", learner.OptionID(a.Key, "q-one", "right-a")) {
		if strings.Contains(h.log.String(), private) {
			t.Errorf("the log has %q", private)
		}
	}
}

// What is worth reading again and when the next attempt opens, with no key.
func TestExamNotPassed(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, _ *quiz.Bank) { e.Exam.WaitHours, e.Exam.Attempts = 24, 2 })
	a := h.start("ana")
	h.give("ana", a, "q-one", "wrong-a")
	h.give("ana", a, "q-two", "right-c")
	h.send("ana", a)
	page := h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200,
		"<h1>Examenul nu este promovat încă</h1>", "Puncte: 1/2 din 6, adică 8\u00a0%", "Because of wrong-a in ro", "Reason of q-one in ro", "Ce merită recitit",
		"1, 2, 3, 4", "12\u00a0mai\u00a02026, ora 09:00", "V-a rămas 1 încercare", "Parțial corect", "Fără răspuns")
	for _, secret := range []string{"Because of right-a", "Because of right-d", "certificates/"} {
		if strings.Contains(page.body, secret) {
			t.Errorf("result of the first of two attempts has %q", secret)
		}
	}
	h.want(h.get("ana", "/ro/exam/interviewing"), 200, "12\u00a0mai\u00a02026, ora 09:00")
	h.leads(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "2"), "/ro/exam/interviewing")
	h.pass(24 * time.Hour)
	a = h.start("ana")
	if a.Number != 2 {
		t.Fatalf("attempt has number %d", a.Number)
	}
	h.send("ana", a)
	h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200, "Nu mai sunt încercări", "Because of right-a", "Răspunsul corect")
	h.want(h.get("ana", "/ro/exam/interviewing"), 200, "Nu mai sunt încercări")
	h.pass(240 * time.Hour)
	h.leads(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "3"), "/ro/exam/interviewing")
	if all, _ := h.store.Attempts(t.Context(), "ana", "interviewing"); len(all) != 2 {
		t.Errorf("%d attempts", len(all))
	}
}

// Four of six points are not 67 %, and are not shown as if they were.
func TestExamJustBelow(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, _ *quiz.Bank) { e.Exam.Pass = 67 })
	a := h.start("ana")
	h.give("ana", a, "q-one", "right-a")
	h.give("ana", a, "q-four", "right-f")
	h.send("ana", a)
	h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200, "Examenul nu este promovat încă", "Puncte: 4 din 6, adică 66\u00a0%. Pragul este de 67\u00a0%.")
	if all, err := h.store.Certificates(t.Context(), "ana"); err != nil || len(all) != 0 {
		t.Errorf("certificates %+v, %v", all, err)
	}
}

func TestExamPageSaysWhatIsMissing(t *testing.T) {
	h := newExamHouse(t, func(_ *course.Edition, b *quiz.Bank) { b.Specimen = true })
	for _, tt := range []struct {
		who, path string
		status    int
		text      string
	}{
		{"", "/ro/exam/interviewing", 200, "/ro/account/sign-in?next=/ro/exam/interviewing"},
		{"", "/ru/exam/interviewing", 200, "Пробный экзамен"},
		{"eva", "/en/exam/interviewing", 200, "The exam needs a course code"},
		{"ana", "/uk/exam/interviewing", 200, "Почати іспит"},
		{"ana", "/ro/exam/unknown", 404, ""},
		{"", "/ro/exam/unknown", 404, ""},
		{"ana", "/xx/exam/interviewing", 404, ""},
	} {
		h.want(h.get(tt.who, tt.path), tt.status, tt.text)
	}
	h.leads(h.post("eva", "/ro/exam/interviewing/start", "language", "ro", "number", "1"), "/ro/exam/interviewing")
	h.want(h.post("", "/ro/exam/interviewing/start", "language", "ro", "number", "1"), 401)
	h.want(h.post("ana", "/ro/exam/unknown/start", "language", "ro", "number", "1"), 404)
	h.want(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "x"), 400)
	h.want(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "1", "passed", "1"), 400)
	again := h.want(h.post("ana", "/ro/exam/interviewing/start", "language", "de", "number", "1"), 422, "Alegeți limba certificatului", `href="#language-ro"`, `href="/en/exam/interviewing"`, "<title>Eroare:")
	if strings.Contains(again.body, " checked") {
		t.Error("a language that does not exist has become another one")
	}
	h.leads(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "2"), "/ro/exam/interviewing")
	if all, _ := h.store.Attempts(t.Context(), "ana", "interviewing"); len(all) != 0 {
		t.Errorf("%d attempts were made", len(all))
	}
	if a := h.start("ana"); !a.Specimen {
		t.Error("a specimen is not marked")
	}

	none := newExamHouse(t, func(_ *course.Edition, b *quiz.Bank) { b.Course = "other" })
	none.want(none.get("ana", "/ro/exam/interviewing"), 200, "Pe acest server cursul nu are examen")
	none.want(none.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "1"), 404)
}

// What no page of this attempt could have sent is refused in the reader's
// language, and nothing of it is stored.
func TestExamRefusesAnswers(t *testing.T) {
	h := newExamHouse(t, nil)
	a, other := h.start("ana"), h.start("ion")
	id := func(q, o string) string { return learner.OptionID(a.Key, q, o) }
	one, two := fmt.Sprint(place(a, "q-one")), fmt.Sprint(place(a, "q-two"))
	h.give("ana", a, "q-one", "wrong-a")
	rev := h.attempt("ana", a.ID).Rev
	for _, tt := range []struct {
		why, n string
		form   []string
		status int
		text   string
	}{
		{"the bank's id", one, []string{"option", "right-a"}, 400, ""},
		{"a colleague's id", one, []string{"option", learner.OptionID(other.Key, "q-one", "right-a")}, 400, ""},
		{"another question's id", one, []string{"option", id("q-four", "right-f")}, 400, ""},
		{"two on a single question", one, []string{"option", id("q-one", "right-a"), "option", id("q-one", "wrong-a")}, 400, ""},
		{"boxes on a single question", one, []string{"option[]", id("q-one", "right-a")}, 400, ""},
		{"boxes by another name", two, []string{"option[]", id("q-two", "right-c")}, 400, ""},
		{"one box twice", two, []string{"option", id("q-two", "right-c"), "option", id("q-two", "right-c")}, 400, ""},
		{"unsure twice", two, []string{"option", unsure, "option", unsure}, 400, ""},
		{"a right one and a foreign one", two, []string{"option", id("q-two", "right-c"), "option", "zzzzzzzzzzzzzzzz"}, 400, ""},
		{"a mark from outside", one, []string{"option", id("q-one", "right-a"), "score", "100"}, 400, ""},
		{"a time from outside", one, []string{"option", id("q-one", "right-a"), "elapsed_ms", "-5"}, 400, ""},
		{"another way on", one, []string{"option", id("q-one", "right-a"), "then", "https://evil.example"}, 400, ""},
		{"ten thousand boxes", two, slices.Repeat([]string{"option", "__proto__"}, 10000), 413, ""},
		{"place 0", "0", []string{"option", id("q-one", "right-a")}, 404, ""},
		{"past the end", "5", []string{"option", id("q-one", "right-a")}, 404, ""},
		{"place 01", "01", []string{"option", id("q-one", "right-a")}, 404, ""},
		{"a place that is no number", "x", []string{"option", id("q-one", "right-a")}, 404, ""},
		{"an answer to the result", "result", []string{"option", id("q-one", "right-a")}, 404, ""},
		{"nothing", one, []string{"then", ""}, 422, "Alegeți un răspuns sau"},
		{"boxes and unsure", two, []string{"option", id("q-two", "right-c"), "option", unsure}, 422, "nu pe amândouă"},
	} {
		r := h.post("ana", "/ro/attempt/"+a.ID+"/"+tt.n, tt.form...)
		if r.status != tt.status || !strings.Contains(r.body, tt.text) || !strings.Contains(r.body, `<html lang="ro">`) {
			t.Errorf("%s: status %d, want %d with %q\n%s", tt.why, r.status, tt.status, tt.text, r.body)
		}
		if tt.status == 422 && !strings.Contains(r.body, "<title>Eroare: Întrebarea") {
			t.Errorf("%s: the title does not say that something is wrong", tt.why)
		}
		if tt.status == 422 && !strings.Contains(r.body, `<div class="errs" id="errs" tabindex="-1" autofocus`) {
			t.Errorf("%s: the summary does not take the focus", tt.why)
		}
	}
	for _, n := range []string{"0", "-1", "5", "01", "1.0", "x", "submit", "REVIEW", "99999999999999999999"} {
		h.want(h.get("ana", "/ro/attempt/"+a.ID+"/"+n), 404)
	}
	both := h.post("ana", "/ro/attempt/"+a.ID+"/"+two, "option", id("q-two", "right-c"), "option", unsure)
	if strings.Count(both.body, " checked") != 2 {
		t.Error("what was chosen is not chosen any more")
	}
	now := h.attempt("ana", a.ID)
	answers, err := h.store.Answers(t.Context(), a.ID)
	if err != nil || now.Rev != rev || now.State != learner.Open || len(answers) != 1 || !slices.Equal(answers[0].Options, []string{"wrong-a"}) {
		t.Errorf("rev %d, state %s, answers %+v, %v", now.Rev, now.State, answers, err)
	}
}

// An attempt of somebody else is not there: the same bytes as one that never was.
func TestExamForeignAttempt(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	unknown := strings.Repeat("0", 32)
	for _, tt := range []struct{ method, rest string }{
		{"GET", ""}, {"GET", "/1"}, {"GET", "/review"}, {"GET", "/result"}, {"GET", "/9"}, {"POST", "/1"}, {"POST", "/submit"}, {"POST", "/x"},
	} {
		ask := func(id string) examReply {
			var form url.Values
			if tt.method == "POST" {
				form = url.Values{"option": {learner.OptionID(a.Key, a.Draw[0].Question, a.Draw[0].Options[0])}}
				if tt.rest == "/submit" {
					form = url.Values{"key": {strings.Repeat("a", 32)}, "rev": {"0"}}
				}
			}
			return h.ask("ion", tt.method, "/ro/attempt/"+id+tt.rest, form)
		}
		foreign, missing := ask(a.ID), ask(unknown)
		if foreign != missing || foreign.status != http.StatusNotFound {
			t.Errorf("%s %s: %d and %d", tt.method, tt.rest, foreign.status, missing.status)
		}
	}
	if now := h.attempt("ana", a.ID); now.Rev != 0 || now.State != learner.Open || now.Language != "ro" {
		t.Errorf("attempt has changed: %+v", now)
	}
	h.leads(h.get("", "/ro/attempt/"+a.ID+"/1"), "/ro/account/sign-in?next=%2Fro%2Fattempt%2F"+a.ID+"%2F1")
}

// The language changes midway and the attempt remembers it; draw and answers
// stay, also over a restart of the server.
func TestExamGoesOn(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	h.give("ana", a, "q-one", "wrong-b")
	n := place(a, "q-one")
	ro := h.want(h.get("ana", fmt.Sprintf("/ro/attempt/%s/%d", a.ID, n)), 200, fmt.Sprintf(`href="/uk/attempt/%s/%d"`, a.ID, n))
	h.restart()
	uk := h.want(h.get("ana", fmt.Sprintf("/uk/attempt/%s/%d", a.ID, n)), 200, "Question q-one in uk", "Ще не знаю", " checked")
	if got := h.attempt("ana", a.ID); got.Language != "uk" || got.CertificateLanguage != "uk" || got.Rev != 1 {
		t.Errorf("attempt is %+v", got)
	}
	order := func(body string) (ids []string) {
		for part := range strings.SplitSeq(body, `value="`) {
			if id, _, ok := strings.Cut(part, `"`); ok && len(id) == 16 {
				ids = append(ids, id)
			}
		}
		return ids
	}
	if got := order(uk.body); len(got) != 3 || !slices.Equal(got, order(ro.body)) {
		t.Errorf("options are %v, were %v", got, order(ro.body))
	}
	again := h.get("ana", fmt.Sprintf("/uk/attempt/%s/%d", a.ID, n))
	if again != uk {
		t.Error("a reload shows another page")
	}
}

// A result keeps its reasons, key and marks when the bank is edited and the
// server restarts.
func TestExamResultSurvivesAnEditedBank(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	h.give("ana", a, "q-one", "right-a")
	h.bank = examBank()
	h.bank.Questions[0].Feedback["ro"] = "A new reason"
	h.bank.Questions[0].Options[0].Correct, h.bank.Questions[0].Options[1].Correct = true, false
	h.edition = examEdition()
	h.edition.Hash, h.edition.Exam.Pass = strings.Repeat("cd", 32), 100
	h.restart()
	h.send("ana", a)
	page := h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200, "Reason of q-one in ro", "Puncte: 3 din 6", "Pragul este de 80\u00a0%")
	if strings.Contains(page.body, "A new reason") {
		t.Error("the result has a reason of another bank")
	}
	b := h.start("ana")
	if b.Bank == a.Bank || b.Edition == a.Edition {
		t.Error("a new attempt begins with the old bank or edition")
	}
}

// A result that is not the one that was stored is not shown as if it were.
func TestExamResultIsTheOneStored(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	h.send("ana", a)
	g, _ := gin.CreateTestContext(httptest.NewRecorder())
	g.Request = httptest.NewRequest(http.MethodGet, "/ro/attempt/"+a.ID+"/result", nil)
	c := &Context{Context: g, Lang: "ro", Person: learner.Person{ID: "ana"}}
	sat, err := h.server.pinned(h.attempt("ana", a.ID))
	h.must(err)
	if _, err := h.server.resultData(c, sat); err != nil {
		t.Fatal(err)
	}
	sat.answers = map[int]learner.Answer{1: {Position: 1, Unsure: true}} // somebody has been at the file
	if data, err := h.server.resultData(c, sat); err == nil {
		t.Errorf("result is shown: %+v", data)
	}
}

// A fullDisk takes no write, as sqlstore says it when there is no space.
type fullDisk struct{ store.Store }

func (fullDisk) Write(context.Context, func(store.Tx) error) error { return store.ErrFull }

// When the disk is full, reading goes on, in another language too; an answer
// is refused in the reader's language, and what was saved before is kept.
func TestExamFullDisk(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	h.give("ana", a, "q-one", "wrong-a")
	page := h.get("ana", "/uk/attempt/"+a.ID+"/review")
	h.wrap = func(s store.Store) store.Store { return fullDisk{s} }
	h.restart()
	path := fmt.Sprintf("/en/attempt/%s/%d", a.ID, place(a, "q-one"))
	h.want(h.get("ana", path), 200, "Question q-one in en", " checked")
	for _, r := range []examReply{
		h.post("ana", path, "option", learner.OptionID(a.Key, "q-one", "right-a")),
		h.post("ana", "/en/attempt/"+a.ID+"/submit", "key", field(page, "key"), "rev", field(page, "rev")),
	} {
		h.want(r, http.StatusInsufficientStorage, `<html lang="en">`)
	}
	h.wrap = nil
	h.restart()
	answers, err := h.store.Answers(t.Context(), a.ID)
	if got := h.attempt("ana", a.ID); err != nil || got.State != learner.Open || got.Rev != 1 || !slices.Equal(answers[0].Options, []string{"wrong-a"}) {
		t.Errorf("attempt is %+v with %+v, %v", got, answers, err)
	}
}

func TestPoints(t *testing.T) {
	for units, want := range map[int]string{
		0: "0", 2520: "1", 25200: "10", 1680: "2/3", 840: "1/3", 360: "1/7", 2520*6 + 1680: "6\u00a02/3", 2520 + 1260: "1\u00a01/2",
	} {
		if got := points(units); got != want {
			t.Errorf("%d units are %q, want %q", units, got, want)
		}
	}
}
