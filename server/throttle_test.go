package server

import (
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"ascult/internal/learner"
)

// atOnce sends so many requests at the same time and counts the statuses.
func atOnce(n int, send func() int) map[int]int {
	var wait sync.WaitGroup
	statuses := make(chan int, n)
	for range n {
		wait.Go(func() { statuses <- send() })
	}
	wait.Wait()
	close(statuses)
	counts := map[int]int{}
	for status := range statuses {
		counts[status]++
	}
	return counts
}

// Tries that are sent at once count as those that follow one another.
func TestTriesAtOnceAllCount(t *testing.T) {
	h, _, id := newMatrix(t)
	reply, _ := h.sign("/en/account/sign-up", signUpForm(h.newRun(2, time.Hour), "known"), "")
	h.leads(reply, "/en/learn/")
	for _, login := range []string{"known", "nobody-1"} {
		got := atOnce(3*learner.ThrottleFree, func() int {
			reply, _ := h.sign("/en/account/sign-in", url.Values{"login": {login}, "password": {"not this one at all"}, "next": {""}}, "")
			return reply.status
		})
		if got[http.StatusUnprocessableEntity] != learner.ThrottleFree || got[http.StatusTooManyRequests] != 2*learner.ThrottleFree {
			t.Errorf("passwords of %s: %v, want %d answered", login, got, learner.ThrottleFree)
		}
	}
	_, facts := h.signedOf(owner, id)
	got := atOnce(3*learner.ThrottleFree, func() int {
		return h.post(nobody, "/en/verify", "number", string(facts.Number), "surname", "Popescu").status
	})
	if got[http.StatusOK] != learner.ThrottleFree || got[http.StatusTooManyRequests] != 2*learner.ThrottleFree {
		t.Errorf("surnames: %v, want %d answered", got, learner.ThrottleFree)
	}
}
