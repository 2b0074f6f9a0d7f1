package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// An apiReply is what the API answered.
type apiReply struct {
	status int
	header http.Header
	body   string
}

// call sends a request to the API as a person. The answer is held against the
// API's description. header pairs are set last; "" takes one away.
func (h *examHouse) call(who, method, path, body string, header ...string) apiReply {
	h.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, "https://ascult.example"+path, reader)
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "https://ascult.example")
	}
	if token := h.cookies[who]; token != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-ascult", Value: token})
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Del(header[i])
		if header[i+1] != "" {
			r.Header.Set(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	d := readDescription(h.t)
	for _, bad := range d.check(method, r.URL.Path, w.Code, w.Header().Get("Content-Type"), w.Body.Bytes()) {
		h.t.Errorf("%s %s, status %d: %s\n%s", method, path, w.Code, bad, w.Body)
	}
	if body != "" && w.Code < 300 {
		for _, bad := range d.checkBody(method, r.URL.Path, body) {
			h.t.Errorf("%s %s was taken: %s\n%s", method, path, bad, body)
		}
	}
	if w.Code != http.StatusOK || strings.Contains(path, "attempts") {
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			h.t.Errorf("%s %s: Cache-Control %q", method, path, got)
		}
	}
	return apiReply{w.Code, w.Header(), w.Body.String()}
}

// is fails the test if a reply has another status or kind of problem.
func (h *examHouse) is(r apiReply, status int, kind string) apiReply {
	h.t.Helper()
	if r.status != status || kind != "" && !strings.Contains(r.body, `#/x-problems/`+kind+`"`) {
		h.t.Fatalf("status %d, want %d %s: %s\n%s", r.status, status, kind, r.body, h.log.String())
	}
	return r
}

// read decodes a reply.
func read[T any](h *examHouse, r apiReply) (v T) {
	h.t.Helper()
	h.must(json.Unmarshal([]byte(r.body), &v))
	return v
}

// keyOf makes an Idempotency-Key.
func keyOf(n int) string { return fmt.Sprintf("%032x", n) }

// begin starts an attempt through the API.
func (h *examHouse) begin(who string, n int) learner.Attempt {
	h.t.Helper()
	r := h.is(h.call(who, "POST", "/api/v1/courses/interviewing/attempts", `{"certificateLanguage":"uk"}`, "Idempotency-Key", keyOf(n)), 201, "")
	return h.attempt(who, read[startedJSON](h, r).ID)
}

// answersOf is a body of PUT answers: pairs of a question and its options by
// the bank's ids, separated by spaces.
func answersOf(a learner.Attempt, rev int, pairs ...string) string {
	var list []string
	for i := 0; i+1 < len(pairs); i += 2 {
		n := place(a, pairs[i])
		if pairs[i+1] == unsure {
			list = append(list, fmt.Sprintf(`{"position":%d,"unsure":true}`, n))
			continue
		}
		var ids []string
		for o := range strings.FieldsSeq(pairs[i+1]) {
			ids = append(ids, `"`+learner.OptionID(a.Key, pairs[i], o)+`"`)
		}
		list = append(list, fmt.Sprintf(`{"position":%d,"options":[%s]}`, n, strings.Join(ids, ",")))
	}
	return fmt.Sprintf(`{"rev":%d,"answers":[%s]}`, rev, strings.Join(list, ","))
}

// put saves answers through the API.
func (h *examHouse) put(who string, a learner.Attempt, rev int, pairs ...string) apiReply {
	h.t.Helper()
	return h.call(who, "PUT", "/api/v1/attempts/"+a.ID+"/answers", answersOf(a, rev, pairs...))
}

// withLists adds an order of three items and a match of three lines, of two
// points each.
func withLists(e *course.Edition, b *quiz.Bank) {
	text := func(s string) quiz.Text {
		return quiz.Text{"ro": s + " in ro", "ru": s + " in ru", "uk": s + " in uk", "en": s + " in en"}
	}
	for _, typ := range []quiz.Type{quiz.Order, quiz.Match} {
		q := quiz.Question{
			ID: "q-" + string(typ), Type: typ, Points: 2, Objective: 1, Read: "a1/purpose#aim", Canary: examCanary,
			Text: text("Question q-" + string(typ)), Feedback: text("Reason of q-" + string(typ)),
		}
		for _, id := range []string{"alpha", "beta", "gamma"} {
			o := quiz.Option{ID: id, Text: text("Item <" + id + ">"), Feedback: text("Because " + string(typ) + " has " + id)}
			if typ == quiz.Match {
				o.Match = text("Other side of " + id)
			}
			q.Options = append(q.Options, o)
		}
		b.Questions = append(b.Questions, q)
	}
	e.Exam.Draw = len(b.Questions)
}

// sides are the ids of choices at a match, for the options that they belong to.
func sides(a learner.Attempt, options ...string) []string {
	var ids []string
	for _, o := range options {
		ids = append(ids, learner.ChoiceID(a.Key, "q-match", o))
	}
	return ids
}
