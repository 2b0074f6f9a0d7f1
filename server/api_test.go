package server

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// From the start to the certificate through the API alone, with an answer of
// each kind.
func TestAPIFromStartToCertificate(t *testing.T) {
	h := newExamHouse(t, withLists)
	a := h.begin("ana", 1)
	path := "/api/v1/attempts/" + a.ID
	open := read[attemptJSON](h, h.is(h.call("ana", "GET", path+"?lang=en", ""), 200, ""))
	if len(open.Items) != 6 || len(open.Answers) != 0 || open.Rev != 0 || open.Number != 1 || open.CertificateLanguage != "uk" {
		t.Fatalf("attempt is %+v", open)
	}
	if got := h.attempt("ana", a.ID); got.Language != "en" {
		t.Errorf("it is read in %q", got.Language)
	}
	if want := `"text":"Option \u003cright-a\u003e in en"`; !strings.Contains(h.call("ana", "GET", path+"?lang=en", "").body, want) {
		t.Errorf("no %s", want)
	}
	saved := read[savedJSON](h, h.is(h.put("ana", a, 0, "q-one", "right-a", "q-two", "right-d right-c"), 200, ""))
	if saved.Rev != 2 || saved.Receipt != learner.Receipt(a.ID, 2) || !saved.Saved.Equal(h.now()) {
		t.Errorf("saved %+v", saved)
	}
	var lines, belongs []string
	for _, o := range a.Draw[place(a, "q-match")-1].Options {
		lines, belongs = append(lines, o), append(belongs, sides(a, o)...)
	}
	body := strings.TrimSuffix(answersOf(a, 2, "q-three", "false", "q-four", "right-f", "q-order", "alpha beta gamma"), "]}") +
		fmt.Sprintf(`,{"position":%d,"options":["%s"]}]}`, place(a, "q-match"), strings.Join(belongs, `","`))
	h.is(h.call("ana", "PUT", path+"/answers", body), 200, "")
	stored, err := h.store.Answers(t.Context(), a.ID)
	h.must(err)
	if got := stored[place(a, "q-order")-1].Options; !slices.Equal(got, []string{"alpha", "beta", "gamma"}) {
		t.Errorf("order is stored as %v", got)
	}
	if got := stored[place(a, "q-match")-1].Options; !slices.Equal(got, lines) {
		t.Errorf("match is stored as %v beside %v", got, lines)
	}
	open = read[attemptJSON](h, h.call("ana", "GET", path, ""))
	if got := open.Answers[place(a, "q-match")-1].Options; !slices.Equal(got, belongs) {
		t.Errorf("match comes back as %v, want %v", got, belongs)
	}
	h.is(h.call("ana", "GET", path+"/result", ""), 409, "open")
	sent := read[sentJSON](h, h.is(h.call("ana", "POST", path+"/submit", `{"rev":6}`, "Idempotency-Key", keyOf(2)), 200, ""))
	if sent.Receipt != learner.Receipt(a.ID, 6) || sent.Result != path+"/result" {
		t.Errorf("sent %+v", sent)
	}
	result := read[resultJSON](h, h.is(h.call("ana", "GET", sent.Result+"?lang=ru", ""), 200, ""))
	if result.State != "passed" || result.Mark.Points != "10" || result.Certificate == "" || result.Receipt != sent.Receipt || result.Items[0].Chosen[0].Text == "" {
		t.Errorf("result %+v with %+v", result, result.Mark)
	}
	after := read[attemptJSON](h, h.call("ana", "GET", path, ""))
	if after.State != learner.Graded || len(after.Items) != 0 {
		t.Errorf("after the end: %+v", after)
	}
	h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200, sent.Receipt, "Examenul este promovat")
	h.want(h.get("ana", "/ro/learn/certificates/"+result.Certificate), 200)
}

// Sent again, answers change nothing; sent by who has not seen the latest ones,
// they are refused with those.
func TestAPIRevisions(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.begin("ana", 1)
	first := h.is(h.put("ana", a, 0, "q-one", "right-a"), 200, "")
	h.pass(time.Hour)
	if again := h.put("ana", a, 0, "q-one", "right-a"); again.body != first.body {
		t.Errorf("again: %s, first %s", again.body, first.body)
	}
	stale := h.is(h.put("ana", a, 0, "q-one", "wrong-a", "q-four", "right-f"), 409, "rev")
	now := read[attemptJSON](h, stale)
	if now.Rev != 1 || now.Receipt != learner.Receipt(a.ID, 1) || len(now.Answers) != 1 || !slices.Equal(now.Answers[0].Options, []string{learner.OptionID(a.Key, "q-one", "right-a")}) {
		t.Errorf("the refusal has %+v", now)
	}
	h.is(h.put("ana", a, 2, "q-one", "wrong-a"), 409, "rev") // of a server that has forgotten
	h.is(h.put("ana", a, 2, "q-one", "right-a"), 200, "")    // but it holds just that
	h.give("ana", a, "q-one", "wrong-a")                     // a form knows no revision
	h.is(h.put("ana", a, 1, "q-four", "right-f"), 409, "rev")
	h.is(h.put("ana", a, 2, "q-four", unsure), 200, "")
	if got := h.attempt("ana", a.ID).Rev; got != 3 {
		t.Errorf("rev %d", got)
	}
	h.give("ana", a, "q-one", "wrong-a") // the form again: nothing new
	if got := h.attempt("ana", a.ID).Rev; got != 3 {
		t.Errorf("rev %d after the same form again", got)
	}
	h.is(h.call("ana", "POST", "/api/v1/attempts/"+a.ID+"/submit", `{"rev":2}`, "Idempotency-Key", keyOf(2)), 409, "rev")
	h.is(h.call("ana", "POST", "/api/v1/attempts/"+a.ID+"/submit", `{"rev":3}`, "Idempotency-Key", keyOf(2)), 200, "")
	h.is(h.put("ana", a, 3, "q-one", "wrong-a"), 409, "over") // though it holds just that
	over := h.is(h.put("ana", a, 3, "q-one", "right-a"), 409, "over")
	if !strings.Contains(over.body, `"result":"/api/v1/attempts/`+a.ID+`/result"`) {
		t.Errorf("no way on: %s", over.body)
	}
}

// A key counts once: the same request gets the same bytes, another one none.
func TestAPIKeys(t *testing.T) {
	h := newExamHouse(t, nil)
	start := func(key, body string) apiReply {
		return h.call("ana", "POST", "/api/v1/courses/interviewing/attempts", body, "Idempotency-Key", key)
	}
	for _, key := range []string{"", "1", strings.Repeat("A", 32), strings.Repeat("a", 33), `"` + keyOf(1) + `"`} {
		h.is(start(key, `{"certificateLanguage":"uk"}`), 400, "key")
	}
	first := h.is(start(keyOf(1), `{"certificateLanguage":"uk"}`), 201, "")
	a := h.attempt("ana", read[startedJSON](h, first).ID)
	if first.header.Get("Location") != "/api/v1/attempts/"+a.ID {
		t.Errorf("Location %q", first.header.Get("Location"))
	}
	h.is(h.put("ana", a, 0, "q-one", "right-a"), 200, "")
	again := start(keyOf(1), `{"certificateLanguage":"uk"}`)
	if again.status != 201 || again.body != first.body || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("again: %d %s", again.status, again.body)
	}
	h.is(start(keyOf(1), `{"certificateLanguage":"ro"}`), 422, "key_used")
	refused := h.is(start(keyOf(2), `{"certificateLanguage":"uk"}`), 409, "start")
	if !strings.Contains(refused.body, `"reason":"open"`) || !strings.Contains(refused.body, a.ID) {
		t.Errorf("refused with %s", refused.body)
	}
	submit := func(key string, rev int) apiReply {
		return h.call("ana", "POST", "/api/v1/attempts/"+a.ID+"/submit", fmt.Sprintf(`{"rev":%d}`, rev), "Idempotency-Key", key)
	}
	h.is(submit(keyOf(1), 1), 422, "key_used")
	h.is(submit("", 1), 400, "key")
	sent := h.is(submit(keyOf(3), 1), 200, "")
	h.pass(time.Hour)
	for range 20 {
		if again := submit(keyOf(3), 1); again.status != 200 || again.body != sent.body {
			t.Fatalf("again: %d %s", again.status, again.body)
		}
	}
	// The form takes the same key for the same thing.
	h.leads(h.post("ana", "/ro/attempt/"+a.ID+"/submit", "key", keyOf(3), "rev", "1"), "/ro/attempt/"+a.ID+"/result")
	h.is(submit(keyOf(3), 2), 422, "key_used")
	h.is(submit(keyOf(4), 1), 409, "over")
	h.is(start(keyOf(1), `{"certificateLanguage":"uk"}`), 201, "") // still that attempt
	if all, _ := h.store.Attempts(t.Context(), "ana", "interviewing"); len(all) != 1 {
		t.Errorf("%d attempts", len(all))
	}
}

// What two readers could understand differently, and what nobody could have
// meant, is refused; nothing of it is stored.
func TestAPIRefusesBodies(t *testing.T) {
	h := newExamHouse(t, withLists)
	a, other := h.begin("ana", 1), h.begin("ion", 1)
	answers := "/api/v1/attempts/" + a.ID + "/answers"
	good := answersOf(a, 0, "q-one", "right-a")
	id := learner.OptionID(a.Key, "q-one", "right-a")
	one := func(options string) string {
		return fmt.Sprintf(`{"rev":0,"answers":[{"position":%d,"options":[%s]}]}`, place(a, "q-one"), options)
	}
	list := func(question string, ids ...string) string {
		return fmt.Sprintf(`{"rev":0,"answers":[{"position":%d,"options":["%s"]}]}`, place(a, question), strings.Join(ids, `","`))
	}
	item := func(o string) string { return learner.OptionID(a.Key, "q-order", o) }
	for why, body := range map[string]string{
		"empty": "", "no object": "[]", "a word": `"rev"`, "null": "null", "cut off": good[:len(good)-2], "more than one value": good + good, "garbage behind": good + "x",
		"a name twice":       strings.Replace(good, `"rev":0`, `"rev":0,"rev":0`, 1),
		"a name in capitals": strings.Replace(good, `"rev"`, `"REV"`, 1), "a name unknown": strings.Replace(good, `"rev":0`, `"rev":0,"score":100`, 1),
		"a name of no use here": strings.Replace(good, `"rev":0`, `"rev":0,"position":1`, 1),
		"no rev":                strings.Replace(good, `"rev":0,`, ``, 1), "rev in quotes": strings.Replace(good, `"rev":0`, `"rev":"0"`, 1),
		"rev with a point": strings.Replace(good, `"rev":0`, `"rev":0.0`, 1), "rev below nothing": strings.Replace(good, `"rev":0`, `"rev":-1`, 1),
		"rev of minus nothing": strings.Replace(good, `"rev":0`, `"rev":-0`, 1), "rev beyond counting": strings.Replace(good, `"rev":0`, `"rev":9223372036854775808`, 1),
		"rev as a power": strings.Replace(good, `"rev":0`, `"rev":1e2`, 1), "rev that is true": strings.Replace(good, `"rev":0`, `"rev":true`, 1),
		"20,000 lists": `{"answers":` + strings.Repeat("[", 20000), "deep in an unknown name": `{"x":` + strings.Repeat("[", 9990) + strings.Repeat("]", 9990) + "}",
		"broken UTF-8": strings.Replace(good, id, "\xff", 1), "half a character": strings.Replace(good, id, `\ud800`, 1), "NUL": strings.Replace(good, id, `\u0000`, 1),
		"a mark in front": "\ufeff" + good, "no answers": `{"rev":0,"answers":[]}`, "no answer in it": one(""), "unsure and not": strings.Replace(one(`"`+id+`"`), `"position"`, `"unsure":true,"position"`, 1),
		"the bank's id": one(`"right-a"`), "a colleague's id": one(`"` + learner.OptionID(other.Key, "q-one", "right-a") + `"`),
		"another question's id": one(`"` + learner.OptionID(a.Key, "q-four", "right-f") + `"`), "two of one": one(`"` + id + `","` + learner.OptionID(a.Key, "q-one", "wrong-a") + `"`),
		"prototype": one(`"__proto__"`), "10 KB": one(`"` + strings.Repeat("a", 10<<10) + `"`),
		"place 0": strings.Replace(good, fmt.Sprintf(`"position":%d`, place(a, "q-one")), `"position":0`, 1), "past the end": strings.Replace(good, fmt.Sprintf(`"position":%d`, place(a, "q-one")), `"position":7`, 1),
		"a place twice":            fmt.Sprintf(`{"rev":0,"answers":[{"position":%[1]d,"unsure":true},{"position":%[1]d,"unsure":true}]}`, place(a, "q-one")),
		"more answers than places": `{"rev":0,"answers":[` + strings.TrimSuffix(strings.Repeat(`{"position":1,"unsure":true},`, 7), ",") + `]}`,
		"half an order":            list("q-order", item("alpha"), item("beta")), "an order with one twice": list("q-order", item("alpha"), item("beta"), item("alpha")),
		"half a match": list("q-match", sides(a, "alpha", "beta")...), "lines beside lines": list("q-match", learner.OptionID(a.Key, "q-match", "alpha"), learner.OptionID(a.Key, "q-match", "beta"), learner.OptionID(a.Key, "q-match", "gamma")),
	} {
		if r := h.call("ana", "PUT", answers, body); r.status != 400 || !strings.Contains(r.body, "#/x-problems/body") {
			t.Errorf("%s: status %d: %s", why, r.status, r.body)
		}
	}
	for _, header := range [][]string{
		{"Content-Type", ""},
		{"Content-Type", "text/plain"},
		{"Content-Type", "application/x-www-form-urlencoded"},
		{"Content-Type", "application/json; charset=utf-16"},
		{"Content-Encoding", "gzip"},
	} {
		h.is(h.call("ana", "PUT", answers, good, header...), 415, "media")
	}
	h.is(h.call("ana", "PUT", answers, `{"rev":0,`+strings.Repeat(" ", 64<<10)+good[1:]), 413, "too_large")
	h.is(h.call("ana", "PUT", answers, good, "Origin", "https://evil.example"), 403, "origin")
	h.is(h.call("ana", "PUT", answers+"?rev=0", good), 400, "body")
	h.is(h.call("ana", "PUT", answers+"?lang=de", good), 400, "body")
	h.is(h.call("ana", "DELETE", answers, ""), 405, "method")
	h.is(h.call("ana", "GET", "/api/v1/nothing", ""), 404, "not_found")
	h.is(h.call("ana", "GET", "/api/exam/interviewing", ""), 404, "not_found")
	h.is(h.call("ana", "POST", "/api/v1/courses/unknown/attempts", `{"certificateLanguage":"ro"}`, "Idempotency-Key", keyOf(9)), 404, "not_found")
	h.is(h.call("ana", "POST", "/api/v1/courses/interviewing/attempts", `{"certificateLanguage":"de"}`, "Idempotency-Key", keyOf(9)), 400, "body")
	if now := h.attempt("ana", a.ID); now.Rev != 0 || now.State != learner.Open {
		t.Errorf("attempt is %+v", now)
	}
}

func TestPlainJSON(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, `{ "a":[{"b":"x"},{"b":"y"}],"b":0 }`: true, `{"a":[[[[[]]]]]}`: true, `{"a":null,"b":false}`: true,
		`{"a":[[[[[[]]]]]]}`: false, `{"a":"\u0000"}`: false, `{"a":"\ud800"}`: false, `{"a":"\ud83d\ude00"}`: true, `{"a":{"a":1},"a":1}`: false,
		`{"a":1,"b":{"a":1}}`: true, `{"c":1}`: false, `{"a":{"c":1}}`: false, `{"A":1}`: false, `{"a":01}`: false, `{"a":1}{}`: false, `{"a":1}]`: false, "\ufeff{}": false,
		`{"a":1000000000}`: false, `{"a":999999999}`: true, `{"a":-1}`: false, `"a"`: false, ``: false, `{"a":[1,}`: false,
	} {
		if got := plainJSON([]byte(text), []string{"a", "b"}); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Who may not start learns why, in words and in one word for a program.
func TestAPISaysWhyNot(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, _ *quiz.Bank) { e.Exam.Attempts, e.Exam.WaitHours = 2, 24 })
	start := func(who string, n int, reason, words string) {
		t.Helper()
		r := h.is(h.call(who, "POST", "/api/v1/courses/interviewing/attempts?lang=ru", `{"certificateLanguage":"uk"}`, "Idempotency-Key", keyOf(n)), 409, "start")
		if !strings.Contains(r.body, `"reason":"`+reason+`"`) || !strings.Contains(r.body, words) {
			t.Errorf("%s: %s", reason, r.body)
		}
	}
	start("eva", 1, "enrol", "код курса")
	for n := range 2 {
		a := h.begin("ana", 10+n)
		h.is(h.call("ana", "POST", "/api/v1/attempts/"+a.ID+"/submit", `{"rev":0}`, "Idempotency-Key", keyOf(20+n)), 200, "")
		if n == 0 {
			start("ana", 2, "wait", "12\u00a0мая\u00a02026")
			h.pass(24 * time.Hour)
		}
	}
	start("ana", 3, "none_left", "Попыток больше нет")
	h.is(h.call("", "POST", "/api/v1/courses/interviewing/attempts", `{}`, "Idempotency-Key", keyOf(1)), 401, "sign_in")
}

// The words of a problem come in the language asked for, else the person's,
// else the browser's.
func TestAPILanguage(t *testing.T) {
	h := newExamHouse(t, nil)
	for _, tt := range []struct{ who, query, accept, want string }{
		{"", "", "", "ro"},
		{"", "", "uk-UA,uk;q=0.9,en", "uk"},
		{"", "", "de, fr", "ro"},
		{"", "?lang=en", "uk", "en"},
		{"ana", "", "uk", "ro"},
		{"ana", "?lang=ru", "uk", "ru"},
	} {
		r := h.call(tt.who, "GET", "/api/v1/nowhere"+tt.query, "", "Accept-Language", tt.accept)
		if got := r.header.Get("Content-Language"); got != tt.want || !strings.Contains(r.body, h.server.cfg.Catalog.Text(tt.want, "err_not_found")) {
			t.Errorf("%+v: %s: %s", tt, got, r.body)
		}
	}
}

// Every route of the API answers as it is described, whoever asks.
func TestAPIAnswersAsDescribed(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.begin("ana", 1)
	for _, r := range (&Server{}).table() {
		if !r.rule.api {
			continue
		}
		for _, who := range []string{"", "ana", "ion"} {
			path := strings.NewReplacer(":course", "interviewing", ":id", a.ID).Replace(r.path)
			got := h.call(who, r.method, path, "") // which holds the answer against the description
			if who == "" && !r.rule.public {
				h.is(got, 401, "sign_in")
			} else if r.method == http.MethodGet && r.rule.public {
				h.is(got, 200, "")
			}
		}
	}
	h.is(h.call("ana", "PUT", "/api/v1/progress", `{"course":"interviewing","page":"a1/purpose","segments":"abc234:0a1b2c3d"}`), 204, "")
	h.is(h.call("ana", "PUT", "/api/v1/progress", `{"course":"interviewing","page":"a1/nothing"}`), 404, "not_found")
	h.is(h.call("ana", "PUT", "/api/v1/progress", `{"course":"interviewing","page":"a1/purpose","person":"ion"}`), 400, "body")
	for _, path := range []string{"/api/v1/progress", "/api/v1/session"} {
		if r := h.is(h.call("ana", "GET", path, ""), 200, ""); !strings.Contains(r.body, "a1/purpose") {
			t.Errorf("%s: %s", path, r.body)
		}
	}
}

// When the disk is full the answer is refused and said to be.
func TestAPIFullDisk(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.begin("ana", 1)
	h.wrap = func(s store.Store) store.Store { return fullDisk{s} }
	h.restart()
	h.is(h.put("ana", a, 0, "q-one", "right-a"), 507, "full")
	h.is(h.call("ana", "POST", "/api/v1/attempts/"+a.ID+"/submit", `{"rev":0}`, "Idempotency-Key", keyOf(2)), 507, "full")
	h.is(h.call("ana", "GET", "/api/v1/attempts/"+a.ID+"?lang=en", ""), 200, "")
}

// Time that is over is over for the API too.
func TestAPIDeadline(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, _ *quiz.Bank) { e.Exam.TimeMinutes = 30 })
	a := h.begin("ana", 1)
	if got := read[attemptJSON](h, h.call("ana", "GET", "/api/v1/attempts/"+a.ID, "")); got.Deadline == nil || !got.Deadline.Equal(h.now().Add(30*time.Minute)) {
		t.Errorf("deadline %v", got.Deadline)
	}
	h.is(h.put("ana", a, 0, "q-one", "right-a"), 200, "")
	h.pass(30*time.Minute + learner.Grace)
	h.is(h.put("ana", a, 1, "q-four", "right-f"), 200, "")
	h.pass(time.Second)
	h.is(h.put("ana", a, 2, "q-four", "wrong-g"), 409, "over")
	result := read[resultJSON](h, h.call("ana", "GET", "/api/v1/attempts/"+a.ID+"/result", ""))
	if !result.Expired || result.Mark.Points != "4" || !result.Ended.Equal(a.Deadline) {
		t.Errorf("result %+v, %+v", result, result.Mark)
	}
}

// 64 writers at once: each of their answers is stored once, in some order.
func TestAPIParallel(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.begin("ana", 1)
	const n = 64
	race := func(f func(i int) apiReply) map[int]int {
		var wg sync.WaitGroup
		var mu sync.Mutex
		count := map[int]int{}
		for i := range n {
			wg.Go(func() {
				r := f(i)
				mu.Lock()
				defer mu.Unlock()
				count[r.status]++
			})
		}
		wg.Wait()
		return count
	}
	// The same answer 64 times is one.
	if got := race(func(int) apiReply { return h.put("ana", a, 0, "q-one", "right-a") }); got[200] != n {
		t.Errorf("the same answer: %v", got)
	}
	if got := h.attempt("ana", a.ID).Rev; got != 1 {
		t.Errorf("rev %d", got)
	}
	// Different ones to the same revision: one wins, who says otherwise is told.
	choices := []string{"right-c", "right-d", "wrong-e", "right-c right-d"}
	if got := race(func(i int) apiReply { return h.put("ana", a, 1, "q-two", choices[i%4]) }); got[200] != n/4 || got[409] != n-n/4 {
		t.Errorf("four different answers: %v", got)
	}
	if got := h.attempt("ana", a.ID).Rev; got != 2 {
		t.Errorf("rev %d", got)
	}
	// One end, whatever the keys.
	submit := "/api/v1/attempts/" + a.ID + "/submit"
	if got := race(func(i int) apiReply {
		return h.call("ana", "POST", submit, `{"rev":2}`, "Idempotency-Key", keyOf(100+i/2))
	}); got[200] != 2 || got[409] != n-2 {
		t.Errorf("submits: %v", got)
	}
	ends := 0
	h.must(h.store.AuditEach(context.Background(), func(e store.Entry) error {
		if e.Action == "attempt.submit" {
			ends++
		}
		return nil
	}))
	if ends != 1 {
		t.Errorf("%d ends", ends)
	}
	if got := race(func(i int) apiReply {
		return h.call("ion", "POST", "/api/v1/courses/interviewing/attempts", `{"certificateLanguage":"ro"}`, "Idempotency-Key", keyOf(i/8))
	}); got[201] != 8 || got[409] != n-8 {
		t.Errorf("starts: %v", got)
	}
	if all, _ := h.store.Attempts(t.Context(), "ion", "interviewing"); len(all) != 1 {
		t.Errorf("%d attempts", len(all))
	}
}

// Somebody else's attempt is not there, byte for byte.
func TestAPIForeignAttempt(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.begin("ana", 1)
	for _, tt := range []struct{ method, rest, body string }{
		{"GET", "", ""}, {"PUT", "/answers", answersOf(a, 0, "q-one", "right-a")}, {"PUT", "/answers", "{"}, {"POST", "/submit", `{"rev":0}`}, {"GET", "/result", ""},
	} {
		ask := func(id string) apiReply {
			return h.call("ion", tt.method, "/api/v1/attempts/"+id+tt.rest, tt.body, "Idempotency-Key", keyOf(1))
		}
		foreign, missing := ask(a.ID), ask(strings.Repeat("0", 32))
		if foreign.status != http.StatusNotFound || foreign.body != missing.body || fmt.Sprint(foreign.header) != fmt.Sprint(missing.header) {
			t.Errorf("%s %s: %+v and %+v", tt.method, tt.rest, foreign, missing)
		}
	}
	if now := h.attempt("ana", a.ID); now.Rev != 0 || now.State != learner.Open {
		t.Errorf("attempt is %+v", now)
	}
}

// Before the end no answer of the API and no page has anything of the key: not
// the canary, not a reason, not which option is right, not what belongs to what.
func TestAPIGivesNothingAway(t *testing.T) {
	h := newExamHouse(t, withLists)
	a := h.begin("ana", 1)
	path := "/api/v1/attempts/" + a.ID
	var all []string
	add := func(r apiReply) { all = append(all, r.body+fmt.Sprint(r.header)) }
	add(h.call("ana", "POST", "/api/v1/courses/interviewing/attempts", `{"certificateLanguage":"uk"}`, "Idempotency-Key", keyOf(1)))
	right, wrong := h.put("ana", a, 0, "q-one", "right-a"), h.put("ana", a, 1, "q-one", "wrong-a")
	if blank := regexp.MustCompile(`"rev":\d+|-0\d"`); blank.ReplaceAllString(right.body, "") != blank.ReplaceAllString(wrong.body, "") {
		t.Errorf("a right answer is received otherwise than a wrong one: %s, %s", right.body, wrong.body)
	}
	add(right)
	add(wrong)
	for _, lang := range []string{"ro", "ru", "uk", "en"} {
		add(h.call("ana", "GET", path+"?lang="+lang, ""))
	}
	add(h.put("ana", a, 0, "q-one", "right-a"))
	add(h.call("ana", "GET", path+"/result", ""))
	add(h.call("ana", "POST", path+"/submit", `{"rev":0}`, "Idempotency-Key", keyOf(2)))
	add(h.call("ion", "GET", path, ""))
	for _, text := range all {
		for _, secret := range []string{examCanary, "Because", "Reason of", "correct", "feedback", "canary", `"right`, "q-one\"", "q-order\"", "alpha\"", `"match:`, "a1/purpose", fmt.Sprintf("%x", a.Key)} {
			if strings.Contains(text, secret) {
				t.Errorf("an answer has %q:\n%s", secret, text)
			}
		}
	}
	open := read[attemptJSON](h, h.call("ana", "GET", path, ""))
	match := open.Items[place(a, "q-match")-1]
	for i, o := range match.Options {
		if slices.ContainsFunc(match.Choices, func(c optionJSON) bool { return c.ID == o.ID }) {
			t.Errorf("line %d and what belongs to it share an id", i+1)
		}
	}
	if !slices.IsSortedFunc(match.Choices, func(a, b optionJSON) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the choices stand in an order that is not their ids'")
	}
}
