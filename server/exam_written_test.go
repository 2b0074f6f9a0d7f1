package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// withWritten gives a house a bank of the types that are typed, read or judged:
// two gaps whose order differs between the languages, a transcript, a case.
func withWritten(e *course.Edition, b *quiz.Bank) {
	in := func(s string) quiz.Text {
		t := quiz.Text{}
		for _, lang := range catalog.Languages {
			t[lang] = s + " in " + lang
		}
		return t
	}
	base := b.Questions[0]
	gap, spot, judgement := base, base, base
	gap.ID, gap.Type, gap.Points = "q-gap", quiz.Gap, 2
	gap.Text, gap.Hint = in("First [[num]], then [[word]] <i>"), in("Think <twice>")
	gap.Text["ru"] = "Сначала [[word]], потом [[num]]"
	gap.Options = []quiz.Option{
		{ID: "num", Accept: map[string][]string{"ro": {"4", "patru"}, "ru": {"четыре"}, "uk": {"чотири"}, "en": {"four"}}, Feedback: in("Because of num")},
		{ID: "word", Accept: map[string][]string{"ro": {"așteptați"}, "ru": {"ждите"}, "uk": {"зачекайте"}, "en": {"don’t speak"}}, Feedback: in("Because of word")},
	}
	spot.ID, spot.Type, spot.Points = "q-spot", quiz.Spot, 1
	spot.Text, spot.Options = in("Where is the fault"), nil
	for _, id := range []string{"greet", "lead", "again", "close"} {
		spot.Options = append(spot.Options, quiz.Option{
			ID: id, Correct: id == "lead" || id == "again", Who: in("Officer <O>"), Text: in("Line " + id), Feedback: in("Because line " + id),
		})
	}
	judgement.ID, judgement.Type, judgement.Points = "q-case", quiz.Judgement, 1
	judgement.Case, judgement.Text, judgement.Options = in("A brother <translates>"), in("What now"), nil
	for _, id := range []string{"refuse", "warn", "begin"} {
		judgement.Options = append(judgement.Options, quiz.Option{ID: id, Correct: id == "refuse", Credit: map[string]int{"warn": 50}[id], Text: in("Do " + id), Feedback: in("Because you " + id)})
	}
	b.Confidence, b.Questions = true, []quiz.Question{gap, spot, judgement}
	e.Exam.Draw, e.Exam.Pass, e.Exam.Attempts = 3, 100, 2
}

func TestExamGapSpotAndJudgement(t *testing.T) {
	h := newExamHouse(t, withWritten)
	h.want(h.get("ana", "/ro/exam/interviewing"), 200, "cât de sigur vă pare")
	a := h.start("ana")
	gap, spot, judgement := place(a, "q-gap"), place(a, "q-spot"), place(a, "q-case")
	path := func(n any) string { return fmt.Sprintf("/ro/attempt/%s/%v", a.ID, n) }
	id := func(q, o string) string { return learner.OptionID(a.Key, q, o) }
	if got := a.Draw[spot-1].Options; !slices.Equal(got, []string{"greet", "lead", "again", "close"}) {
		t.Errorf("the lines of the transcript are drawn as %v", got)
	}
	if got := a.Draw[gap-1].Options; !slices.Equal(got, []string{"num", "word"}) {
		t.Errorf("the gaps are drawn as %v", got)
	}

	page := h.want(h.get("ana", path(gap)), 200, "<h1>Completați spațiile libere.</h1>", "First <label",
		`<label for="o1" lang="ro"><span aria-hidden="true">[1]</span><span class="vh">Spațiul 1 din 2</span></label> <input type="text" name="o1" id="o1"`,
		"&lt;i&gt; in ro", "<details><summary>Arată un indiciu</summary><p>Think &lt;twice&gt; in ro</p></details>",
		`name="confidence" id="sure" value="sure"`, `name="confidence" id="sure-none" value="" checked`, `type="checkbox" name="option" id="unsure"`)
	russian := h.want(h.get("ana", strings.Replace(path(gap), "/ro/", "/ru/", 1)), 200, `<label for="o2" lang="ru"><span aria-hidden="true">[1]</span><span class="vh">Пропуск 1 из 2`)
	for _, secret := range []string{"patru", "четыре", "așteptați", "Because", "Reason", "accept"} {
		if strings.Contains(page.body+russian.body, secret) {
			t.Errorf("the question gives %q away", secret)
		}
	}
	h.want(h.get("ana", path(spot)), 200, `<ol class="plain"><li><div class="opt"><input type="checkbox"`, `<span class="who">Officer &lt;O&gt; in ro:</span> Line greet in ro`, "Alegeți replica")
	h.want(h.get("ana", path(judgement)), 200, `<h2 id="case-h">Cazul</h2><p>A brother &lt;translates&gt; in ro</p>`, `type="radio" name="option" id="o1"`, "parțial corect")

	long := strings.Repeat("я", 101)
	for _, tt := range []struct {
		why    string
		n      int
		form   []string
		status int
		text   string
		again  []string
	}{
		{"nothing", gap, []string{"o1", "", "o2", " "}, 422, "Completați spațiile libere sau", nil},
		{"one gap is empty", gap, []string{"o1", "4", "o2", ""}, 422, `<a href="#o2">Fiecare spațiu are nevoie`, []string{`value="4"`}},
		{"too long", gap, []string{"o1", "<4>", "o2", long}, 422, `<a href="#o2">Un răspuns într-un spațiu`, []string{`value="&lt;4&gt;"`, `value="` + long + `"`, `aria-describedby="sentence err" aria-invalid="true"`}},
		{"a bell", gap, []string{"o1", "4\a", "o2", "x"}, 422, `<a href="#o1">Un răspuns conține`, []string{`value="x"`}},
		{"gaps and unsure", gap, []string{"o1", "4", "o2", "x", "option", unsure, "confidence", "sure"}, 422, "nu pe amândouă", []string{`value="4"`, `value="x"`, `id="unsure" value="unsure" checked`}},
		{"the confidence stays", gap, []string{"o1", "4", "o2", "", "confidence", "rather-sure"}, 422, "", []string{`value="rather-sure" checked`}},
		{"the confidence stays with options", spot, []string{"confidence", "not-sure"}, 422, "", []string{`value="not-sure" checked`}},
		{"a third gap", gap, []string{"o1", "4", "o2", "x", "o3", "y"}, 400, "", nil},
		{"an option of a gap", gap, []string{"option", id("q-gap", "num")}, 400, "", nil},
		{"another confidence", gap, []string{"o1", "4", "o2", "x", "confidence", "certain"}, 400, "", nil},
		{"a text for a line", spot, []string{"o1", "4"}, 400, "", nil},
		{"NUL", gap, []string{"o1", "4\x00", "o2", "x"}, 400, "", nil},
		{"two judgements", judgement, []string{"option", id("q-case", "warn"), "option", id("q-case", "refuse")}, 400, "", nil},
	} {
		r := h.post("ana", path(tt.n), tt.form...)
		if r.status != tt.status || !strings.Contains(r.body, tt.text) {
			t.Errorf("%s: status %d, want %d with %q\n%s", tt.why, r.status, tt.status, tt.text, r.body)
		}
		for _, text := range tt.again {
			if !strings.Contains(r.body, text) {
				t.Errorf("%s: %s is lost\n%s", tt.why, text, r.body)
			}
		}
	}
	if rev := h.attempt("ana", a.ID).Rev; rev != 0 {
		t.Fatalf("rev %d after refusals", rev)
	}

	// One gap of two; one fault of two; half of a case.
	h.leads(h.post("ana", strings.Replace(path(gap), "/ro/", "/ru/", 1), "o1", " ЧЕТЫРЕ. ", "o2", "нет <b>", "confidence", "sure", "then", "review"), strings.Replace(path("review"), "/ro/", "/ru/", 1))
	h.leads(h.post("ana", path(spot), "option", id("q-spot", "lead"), "confidence", "not-sure", "then", "review"), path("review"))
	h.leads(h.post("ana", path(judgement), "option", id("q-case", "warn"), "then", "review"), path("review"))
	h.want(h.get("ana", path(gap)), 200, `value="ЧЕТЫРЕ."`, `value="нет &lt;b&gt;"`, `value="sure" checked`)
	h.want(h.get("ana", path("review")), 200, "First [1], then [2] &lt;i&gt; in ro", "<ol><li>ЧЕТЫРЕ.</li><li>нет &lt;b&gt;</li></ol>", `<span class="who">Officer &lt;O&gt; in ro:</span> Line lead`)
	h.want(h.get("ana", strings.Replace(path("review"), "/ro/", "/ru/", 1)), 200, "<ol><li>нет &lt;b&gt;</li><li>ЧЕТЫРЕ.</li></ol>")
	h.send("ana", a)
	result := h.want(h.get("ana", path("result")), 200, "Puncte: 2 din 4", "Puncte: 1 din 2 · Ați spus: Sigur", "Puncte: 1/2 din 1 · Ați spus: Nesigur", "Puncte: 1/2 din 1</p>",
		`<li><p>ЧЕТЫРЕ. <span class="tag ok">Corect</span></p><p class="meta">Because of num in ro</p></li>`, `<li><p>нет &lt;b&gt; <span class="tag">Încă nu</span></p></li>`,
		"A brother &lt;translates&gt; in ro", "Indiciu: Think &lt;twice&gt; in ro",
		`<th scope="row">Sigur</th><td class="n">0</td><td class="n">1</td>`, `<th scope="row">Nesigur</th><td class="n">0</td><td class="n">1</td>`,
		fmt.Sprintf("nu pe deplin corect: %d.", gap))
	for _, secret := range []string{"patru", "așteptați", "Because of word", "Because line again", "Because you refuse", "Răspunsul corect"} {
		if strings.Contains(result.body, secret) {
			t.Errorf("with an attempt left the result has %q", secret)
		}
	}

	b := h.start("ana")
	h.send("ana", b)
	h.want(h.get("ana", "/ro/attempt/"+b.ID+"/result"), 200, "Răspunsul corect", "<li><p>4 / patru</p>", "<li><p>așteptați</p>", "Because of word in ro", "Line lead in ro</p>", "Line again in ro</p>", "Do refuse in ro")
}

func TestExamWithoutConfidenceDoesNotAskForIt(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, b *quiz.Bank) {
		withWritten(e, b)
		b.Confidence = false
	})
	a := h.start("ana")
	n := place(a, "q-gap")
	path := fmt.Sprintf("/ro/attempt/%s/%d", a.ID, n)
	if page := h.want(h.get("ana", path), 200); strings.Contains(page.body, "confidence") {
		t.Error("it is asked for")
	}
	if r := h.post("ana", path, "o1", "4", "o2", "x", "confidence", "sure"); r.status != 400 {
		t.Errorf("it is taken: status %d", r.status)
	}
	h.written("ana", "PUT", "/api/v1/attempts/"+a.ID+"/answers", map[string]any{"rev": 0, "answers": []any{
		map[string]any{"position": n, "texts": []string{"4", "x"}, "confidence": "sure"},
	}}, 400)
}

func TestAPIGapSpotAndJudgement(t *testing.T) {
	h := newExamHouse(t, withWritten)
	a := h.start("ana")
	at := "/api/v1/attempts/" + a.ID
	gap, spot, judgement := place(a, "q-gap"), place(a, "q-spot"), place(a, "q-case")
	id := func(q, o string) string { return learner.OptionID(a.Key, q, o) }
	open := h.written("ana", "GET", at+"?lang=ru", nil, 200)
	item := func(n int) map[string]any { return open["items"].([]any)[n-1].(map[string]any) }
	if got := fmt.Sprint(item(gap)["parts"]); got != "[map[text:Сначала ] map[gap:2] map[text:, потом ] map[gap:1]]" {
		t.Errorf("parts are %s", got)
	}
	if item(gap)["hint"] != "Think <twice> in ru" || item(judgement)["case"] != "A brother <translates> in ru" || open["confidence"] != true {
		t.Errorf("got %v", open)
	}
	if o := item(spot)["options"].([]any)[1].(map[string]any); o["who"] != "Officer <O> in ru" || o["id"] != id("q-spot", "lead") {
		t.Errorf("a line is %v", o)
	}
	put := func(rev int, answer map[string]any) map[string]any {
		return map[string]any{"rev": rev, "answers": []any{answer}}
	}
	for why, answer := range map[string]map[string]any{
		"one text is missing":   {"position": gap, "texts": []string{"4"}},
		"an empty text":         {"position": gap, "texts": []string{"4", " "}},
		"too long":              {"position": gap, "texts": []string{"4", strings.Repeat("я", 101)}},
		"a line break":          {"position": gap, "texts": []string{"4", "a\nb"}},
		"options for gaps":      {"position": gap, "options": []string{id("q-gap", "num"), id("q-gap", "word")}},
		"both":                  {"position": gap, "options": []string{id("q-gap", "num")}, "texts": []string{"4", "x"}},
		"texts and unsure":      {"position": gap, "texts": []string{"4", "x"}, "unsure": true},
		"texts for lines":       {"position": spot, "texts": []string{"a", "b", "c", "d"}},
		"unsure, and sure":      {"position": gap, "unsure": true, "confidence": "sure"},
		"nothing but sure":      {"position": gap, "confidence": "sure"},
		"an unknown confidence": {"position": spot, "options": []string{id("q-spot", "lead")}, "confidence": "certain"},
	} {
		t.Log(why)
		h.written("ana", "PUT", at+"/answers", put(0, answer), 400)
	}
	first := put(0, map[string]any{"position": gap, "texts": []string{" four ", "don't  speak"}, "confidence": "rather-sure"})
	saved := h.written("ana", "PUT", at+"/answers", first, 200)
	if again := h.written("ana", "PUT", at+"/answers", first, 200); again["rev"] != saved["rev"] {
		t.Error("the same answer sent twice is stored twice")
	}
	h.written("ana", "PUT", at+"/answers", put(1, map[string]any{"position": gap, "texts": []string{"four", "don't  speak"}, "confidence": "sure"}), 200)
	h.written("ana", "PUT", at+"/answers", put(2, map[string]any{"position": spot, "options": []string{id("q-spot", "again"), id("q-spot", "lead")}}), 200)
	h.written("ana", "PUT", at+"/answers", put(3, map[string]any{"position": judgement, "options": []string{id("q-case", "refuse")}}), 200)
	open = h.written("ana", "GET", at, nil, 200)
	if got := open["answers"].([]any)[gap-1].(map[string]any); fmt.Sprintf("%v %v", got["texts"], got["confidence"]) != "[four don't  speak] sure" {
		t.Errorf("the answer is %v", got)
	}
	h.send("ana", a)
	result := h.written("ana", "GET", at+"/result", nil, 200)
	if fmt.Sprintf("%v %v", result["state"], result["sure"]) != "passed [map[confidence:sure right:1 wrong:0] map[confidence:rather-sure right:0 wrong:0] map[confidence:not-sure right:0 wrong:0]]" {
		t.Errorf("the result is %v", result)
	}
}

// However an exam is answered, in whatever language each page is read, and
// whichever way answers change before the end, the mark is that of the answers
// at the end.
func TestHistoriesInAnyLanguageGiveOneResult(t *testing.T) {
	h := newExamHouse(t, func(e *course.Edition, b *quiz.Bank) {
		withWritten(e, b)
		e.Exam.Attempts = 0
	})
	right := map[string][]string{"num": {"4", "четыре", "ЧОТИРИ", "four."}, "word": {"asteptati", "ждите", "зачекайте", "don't speak"}}
	chance := newChance(7)
	for round := range 40 {
		a := h.start("ana")
		last := map[string]int{} // units at the end, by question
		order := slices.Sorted(maps.Keys(map[string]int{"q-gap": 0, "q-spot": 0, "q-case": 0}))
		for step := range 12 {
			q := order[chance(3)]
			if step >= 9 {
				q = order[step-9] // all are answered
			}
			lang := catalog.Languages[chance(4)]
			var form []string
			units := 0
			opt := func(o string) { form = append(form, "option", learner.OptionID(a.Key, q, o)) }
			switch q {
			case "q-gap":
				for i, gap := range []string{"num", "word"} {
					text := "greșit"
					if chance(2) == 0 {
						text = right[gap][chance(4)]
						units += 2520
					}
					form = append(form, fmt.Sprint("o", i+1), text)
				}
			case "q-spot":
				switch chance(3) {
				case 0:
					opt("lead")
					units = 1260
				case 1:
					opt("again")
					opt("lead")
					units = 2520
				default:
					opt("close")
				}
			default:
				o := []string{"refuse", "warn", "begin"}[chance(3)]
				opt(o)
				units = map[string]int{"refuse": 2520, "warn": 1260}[o]
			}
			if c := chance(4); c > 0 {
				form = append(form, "confidence", string(learner.Confidences[c-1]))
			}
			r := h.post("ana", fmt.Sprintf("/%s/attempt/%s/%d", lang, a.ID, place(a, q)), form...)
			if r.status != 303 {
				t.Fatalf("round %d: status %d for %v", round, r.status, form)
			}
			last[q] = units
		}
		lang := catalog.Languages[chance(4)]
		page := h.want(h.get("ana", "/"+lang+"/attempt/"+a.ID+"/review"), 200)
		h.leads(h.post("ana", "/"+lang+"/attempt/"+a.ID+"/submit", "key", field(page, "key"), "rev", field(page, "rev")), "/"+lang+"/attempt/"+a.ID+"/result")
		want := last["q-gap"] + last["q-spot"] + last["q-case"]
		for _, lang := range catalog.Languages {
			h.want(h.get("ana", "/"+lang+"/attempt/"+a.ID+"/result"), 200) // its hash is that of the marking again
		}
		if got := h.attempt("ana", a.ID); got.Score != want {
			t.Fatalf("round %d: %d units, want %d", round, got.Score, want)
		} else if got.Passed {
			break // no attempt follows
		}
	}
}

// written sends a body to the API and returns the answer as it is.
func (h *examHouse) written(who, method, path string, body any, status int) map[string]any {
	h.t.Helper()
	text := ""
	if body != nil {
		data, err := json.Marshal(body)
		h.must(err)
		text = string(data)
	}
	return read[map[string]any](h, h.is(h.call(who, method, path, text), status, ""))
}

// newChance returns a function that returns numbers below n, the same for the
// same seed.
func newChance(seed uint64) func(n int) int {
	return func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % n
	}
}
