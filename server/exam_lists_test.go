package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// An order and a match are answered by plain forms, one native control an item.
func TestExamOrderAndMatch(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, b *quiz.Bank) {
		withLists(e, b)
		b.Questions = b.Questions[4:]
		e.Exam.Draw, e.Exam.Pass, e.Exam.Attempts = 2, 100, 2
	})
	a := h.start("ana")
	order, match := place(a, "q-order"), place(a, "q-match")
	path := func(n any) string { return fmt.Sprintf("/ro/attempt/%s/%v", a.ID, n) }
	places := func(want ...string) (pairs []string) { // of alpha, beta and gamma
		for i, o := range a.Draw[order-1].Options {
			pairs = append(pairs, fmt.Sprint("o", i+1), want[slices.Index([]string{"alpha", "beta", "gamma"}, o)])
		}
		return pairs
	}
	beside := func(want ...string) (pairs []string) {
		for i, o := range a.Draw[match-1].Options {
			pairs = append(pairs, fmt.Sprint("o", i+1), want[slices.Index([]string{"alpha", "beta", "gamma"}, o)])
		}
		return pairs
	}
	page := h.want(h.get("ana", path(order)), 200, "de la 1 la 3", `<select name="o3" id="o3">`, `<label for="o1">Item &lt;`, `<option value="3">Locul 3</option>`, `type="checkbox" name="option" id="unsure"`)
	if strings.Contains(page.body, " selected") || strings.Contains(page.body, `id="o4"`) {
		t.Error("something is chosen before anything was")
	}
	h.want(h.get("ana", path(match)), 200, "Other side of beta in ro", `<option value="`+sides(a, "beta")[0]+`">`)

	side := sides(a, "alpha", "beta", "gamma")
	for _, tt := range []struct {
		why    string
		n      int
		form   []string
		status int
		text   string
		kept   int // choices shown again
	}{
		{"nothing", order, places("", "", ""), 422, "Alegeți un răspuns sau", 0},
		{"one place is missing", order, places("1", "", "3"), 422, "Fiecare rând are nevoie de un loc", 2},
		{"a place twice", order, places("1", "2", "2"), 422, "Două rânduri au același loc", 3},
		{"places and unsure", order, append(places("1", "2", "3"), "option", unsure), 422, "nu pe amândouă", 3},
		{"one place and unsure", order, append(places("1", "", ""), "option", unsure), 422, "nu pe amândouă", 1},
		{"a line is left out", match, beside(side[0], side[1], ""), 422, "Fiecare rând are nevoie de un răspuns", 2},
		{"nothing beside any line", match, beside("", "", ""), 422, "Alegeți un răspuns sau", 0},
		{"place 0", order, places("0", "1", "2"), 400, "", 0},
		{"place 4", order, places("4", "1", "2"), 400, "", 0},
		{"place 01", order, places("01", "2", "3"), 400, "", 0},
		{"a place that is no number", order, places("x", "2", "3"), 400, "", 0},
		{"an item's id for a place", order, places(learner.OptionID(a.Key, "q-order", "alpha"), "2", "3"), 400, "", 0},
		{"a fourth control", order, append(places("1", "2", "3"), "o4", "4"), 400, "", 0},
		{"a control twice", order, append(places("1", "2", "3"), "o1", "1"), 400, "", 0},
		{"an option of an order", order, []string{"option", learner.OptionID(a.Key, "q-order", "alpha")}, 400, "", 0},
		{"a line beside a line", match, beside(side[0], side[1], learner.OptionID(a.Key, "q-match", "gamma")), 400, "", 0},
		{"the bank's name", match, beside(side[0], side[1], "match:gamma"), 400, "", 0},
		{"a place in a match", match, beside("1", "2", "3"), 400, "", 0},
	} {
		r := h.post("ana", path(tt.n), tt.form...)
		if r.status != tt.status || !strings.Contains(r.body, tt.text) || strings.Count(r.body, " selected") != tt.kept {
			t.Errorf("%s: status %d, want %d with %q and %d kept\n%s", tt.why, r.status, tt.status, tt.text, tt.kept, r.body)
		}
		if tt.status == 422 && (!strings.Contains(r.body, `<title>Eroare: `) || !strings.Contains(r.body, `id="errs" tabindex="-1" autofocus`)) {
			t.Errorf("%s: nothing says at once that something is wrong", tt.why)
		}
	}
	missing := h.post("ana", path(order), places("1", "", "3")...)
	if at := slices.Index(a.Draw[order-1].Options, "beta") + 1; !strings.Contains(missing.body, fmt.Sprintf(`href="#o%d"`, at)) || !strings.Contains(missing.body, fmt.Sprintf(`id="o%d" aria-invalid="true" aria-describedby="err"`, at)) {
		t.Errorf("the summary does not lead to the row without a place:\n%s", missing.body)
	}
	if rev := h.attempt("ana", a.ID).Rev; rev != 0 {
		t.Fatalf("rev %d after refusals", rev)
	}

	// Alpha, gamma, beta: one pair of three is the wrong way round.
	if r := h.post("ana", path(order), append(places("1", "3", "2"), "then", "review")...); r.location != path("review") {
		t.Fatalf("leads to %q", r.location)
	}
	if r := h.post("ana", path(match), append(beside(side[0], side[0], side[2]), "then", "review")...); r.location != path("review") {
		t.Fatalf("leads to %q", r.location)
	}
	stored, err := h.store.Answers(t.Context(), a.ID)
	h.must(err)
	if got := stored[order-1].Options; !slices.Equal(got, []string{"alpha", "gamma", "beta"}) {
		t.Errorf("order is stored as %v", got)
	}
	again := h.want(h.get("ana", path(order)), 200)
	if strings.Count(again.body, " selected") != 3 {
		t.Error("the order given is not shown again")
	}
	again = h.want(h.get("ana", path(match)), 200)
	if strings.Count(again.body, `value="`+side[0]+`" selected`) != 2 {
		t.Error("the match given is not shown again")
	}
	review := h.want(h.get("ana", path("review")), 200,
		"<ol><li>Item &lt;alpha&gt; in ro</li><li>Item &lt;gamma&gt; in ro</li><li>Item &lt;beta&gt; in ro</li></ol>",
		"<li>Item &lt;beta&gt; in ro – Other side of alpha in ro</li>")
	if strings.Contains(review.body, "Because") {
		t.Error("the review gives a reason away")
	}
	h.send("ana", a)
	// 1/3 of two points and 2/3 of two points.
	result := h.want(h.get("ana", path("result")), 200, "Puncte: 2 din 4", "Puncte: 2/3 din 2", "Puncte: 1\u00a01/3 din 2", "Parțial corect",
		"<li><p>Item &lt;alpha&gt; in ro</p><p class=\"meta\">Because order has alpha in ro</p></li>",
		"<li><p>Item &lt;gamma&gt; in ro</p></li>", "<li><p>Item &lt;beta&gt; in ro – Other side of alpha in ro</p></li>")
	for _, secret := range []string{"Because order has beta", "Because match has beta", "beta&gt; in ro – Other side of beta", "Răspunsul corect"} {
		if strings.Contains(result.body, secret) {
			t.Errorf("with an attempt left the result has %q", secret)
		}
	}
	b := h.start("ana")
	h.is(h.call("ana", "PUT", "/api/v1/attempts/"+b.ID+"/answers", answersOf(b, 0, "q-order", "gamma beta alpha", "q-match", unsure)), 200, "")
	h.send("ana", b)
	h.want(h.get("ana", "/ro/attempt/"+b.ID+"/result"), 200, "Răspunsul corect",
		"<li><p>Item &lt;alpha&gt; in ro</p><p class=\"meta\">Because order has alpha in ro</p></li>\n<li><p>Item &lt;beta&gt; in ro</p>",
		"<li><p>Item &lt;beta&gt; in ro – Other side of beta in ro</p><p class=\"meta\">Because match has beta in ro</p></li>")
}
