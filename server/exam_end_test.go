package server

import (
	"fmt"
	"net/http"
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

func TestExamSubmit(t *testing.T) {
	h := newExamHouse(t, nil)
	a := h.start("ana")
	submit := "/ro/attempt/" + a.ID + "/submit"
	review := h.get("ana", "/ro/attempt/"+a.ID+"/review")
	key := field(review, "key")
	for _, form := range [][]string{{"key", "", "rev", "0"}, {"key", "short", "rev", "0"}, {"key", key, "rev", "x"}, {"key", key}, {"key", key, "rev", "0", "passed", "true"}, {"key", key, "key", key, "rev", "0"}} {
		h.want(h.post("ana", submit, form...), 400)
	}
	h.give("ana", a, "q-one", "right-a") // in another tab
	stale := h.want(h.post("ana", submit, "key", key, "rev", "0"), 409, "Răspunsurile s-au schimbat", `href="/en/attempt/`+a.ID+`/review"`)
	if h.attempt("ana", a.ID).State != learner.Open {
		t.Fatal("answers were sent that nobody had seen")
	}
	key = field(stale, "key")
	first := h.post("ana", submit, "key", key, "rev", "1")
	h.leads(first, "/ro/attempt/"+a.ID+"/result")
	ended := h.attempt("ana", a.ID)
	h.pass(time.Hour)
	for range 5 {
		if again := h.post("ana", submit, "key", key, "rev", "1"); again != first {
			t.Errorf("the same form again: %+v, first %+v", again, first)
		}
	}
	if again := h.post("ana", "/uk/attempt/"+a.ID+"/submit", "key", key, "rev", "1"); again != first {
		t.Errorf("the same form in another language: %+v", again)
	}
	h.want(h.post("ana", submit, "key", key, "rev", "2"), 422)
	h.want(h.post("ana", submit, "key", strings.Repeat("b", 32), "rev", "1"), 409, "Examenul nu este promovat încă", `href="/en/attempt/`+a.ID+`/result"`)
	if now := h.attempt("ana", a.ID); now.ResultHash != ended.ResultHash || !now.Ended.Equal(ended.Ended) {
		t.Error("the result has changed")
	}
	h.leads(h.get("ana", "/ro/attempt/"+a.ID+"/1"), "/ro/attempt/"+a.ID+"/result")
	h.leads(h.get("ana", "/ro/attempt/"+a.ID), "/ro/attempt/"+a.ID+"/result")
	h.leads(h.post("ana", fmt.Sprintf("/ro/attempt/%s/%d", a.ID, place(a, "q-four")), "option", learner.OptionID(a.Key, "q-four", "right-f")), "/ro/attempt/"+a.ID+"/result")
	h.leads(h.post("ana", "/ro/attempt/"+a.ID+"/1", "then", ""), "/ro/attempt/"+a.ID+"/result")
	// A key belongs to one attempt.
	h.leads(h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "1"), "/ro/exam/interviewing")
	b := h.start("ana")
	h.want(h.post("ana", "/ro/attempt/"+b.ID+"/submit", "key", key, "rev", "1"), 422)
	if h.attempt("ana", b.ID).State != learner.Open {
		t.Error("a used key has ended another attempt")
	}
	started, submitted := 0, 0
	h.must(h.store.AuditEach(t.Context(), func(e store.Entry) error {
		switch {
		case e.Action == "attempt.start":
			started++
		case e.Action == "attempt.submit" && e.Object == a.ID && e.Detail == ended.ResultHash:
			submitted++
		}
		return nil
	}))
	if started != 2 || submitted != 1 {
		t.Errorf("the audit chain has %d starts and %d ends", started, submitted)
	}
}

func TestExamInParallel(t *testing.T) {
	h := newExamHouse(t, nil)
	const n = 16
	race := func(f func(i int) examReply) []examReply {
		replies := make([]examReply, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() { replies[i] = f(i) })
		}
		wg.Wait()
		return replies
	}
	starts := race(func(int) examReply {
		return h.post("ana", "/ro/exam/interviewing/start", "language", "ro", "number", "1")
	})
	all, err := h.store.Attempts(t.Context(), "ana", "interviewing")
	if err != nil || len(all) != 1 {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	a := all[0]
	for _, r := range starts {
		if r.status != 303 || !strings.HasPrefix(r.location, "/ro/attempt/"+a.ID) {
			t.Errorf("start: %d to %q", r.status, r.location)
		}
	}
	ends := race(func(i int) examReply {
		return h.post("ana", "/ro/attempt/"+a.ID+"/submit", "key", fmt.Sprintf("%032x", i), "rev", "0")
	})
	accepted := 0
	for _, r := range ends {
		switch r.status {
		case http.StatusSeeOther:
			accepted++
		case http.StatusConflict:
		default:
			t.Errorf("submit: %d", r.status)
		}
	}
	if accepted != 1 {
		t.Errorf("%d of %d were accepted", accepted, n)
	}
}

// The clock of the server decides, with a grace of a minute.
func TestExamTimeOver(t *testing.T) {
	limited := func(e *course.Edition, _ *quiz.Bank) { e.Exam.TimeMinutes = 30 }
	t.Run("in the grace", func(t *testing.T) {
		h := newExamHouse(t, limited)
		a := h.start("ana")
		h.want(h.get("ana", "/ro/attempt/"+a.ID+"/1"), 200, "Timp până la 11\u00a0mai\u00a02026, ora 09:30")
		h.pass(31 * time.Minute)
		h.give("ana", a, "q-one", "right-a")
		h.send("ana", a)
		got := h.attempt("ana", a.ID)
		if got.State != learner.Graded || got.Score != 3*2520 || !got.Ended.Equal(got.Deadline) {
			t.Errorf("attempt is %+v", got)
		}
	})
	t.Run("after it", func(t *testing.T) {
		h := newExamHouse(t, limited)
		a := h.start("ana")
		for q, options := range map[string][]string{"q-one": {"right-a"}, "q-two": {"right-c", "right-d"}, "q-three": {"false"}} {
			h.give("ana", a, q, options...)
		}
		h.pass(31*time.Minute + time.Second)
		r := h.post("ana", fmt.Sprintf("/ro/attempt/%s/%d", a.ID, place(a, "q-four")), "option", learner.OptionID(a.Key, "q-four", "right-f"))
		h.leads(r, "/ro/attempt/"+a.ID+"/result")
		got := h.attempt("ana", a.ID)
		if got.State != learner.Graded || !got.Passed || got.Score != 5*2520 || !got.Ended.Equal(got.Deadline) {
			t.Errorf("attempt is %+v", got)
		}
		h.want(h.get("ana", "/ro/attempt/"+a.ID+"/result"), 200, "Timpul s-a încheiat", "/ro/learn/certificates/")
	})
	t.Run("submitted after it", func(t *testing.T) {
		h := newExamHouse(t, limited)
		a := h.start("ana")
		key := field(h.get("ana", "/ro/attempt/"+a.ID+"/review"), "key")
		h.give("ana", a, "q-one", "right-a")
		h.pass(time.Hour)
		r := h.post("ana", "/ro/attempt/"+a.ID+"/submit", "key", key, "rev", "0")
		h.leads(r, "/ro/attempt/"+a.ID+"/result")
		if got := h.attempt("ana", a.ID); got.State != learner.Graded || got.Score != 3*2520 {
			t.Errorf("attempt is %+v", got)
		}
		var actions []string
		h.must(h.store.AuditEach(t.Context(), func(e store.Entry) error {
			actions = append(actions, e.Action)
			return nil
		}))
		if want := []string{"attempt.start", "attempt.expire"}; !slices.Equal(actions, want) {
			t.Errorf("the audit chain has %v, want %v", actions, want)
		}
	})
	t.Run("nobody came back", func(t *testing.T) {
		h := newExamHouse(t, limited)
		a := h.start("ana")
		h.pass(time.Hour)
		h.want(h.get("ana", "/ro/exam/interviewing"), 200, "V-au rămas 2 încercări", "Începeți examenul")
		if got := h.attempt("ana", a.ID); got.State != learner.Graded || got.Passed {
			t.Errorf("attempt is %+v", got)
		}
		if b := h.start("ana"); b.Number != 2 {
			t.Errorf("the next attempt is %+v", b)
		}
	})
}
