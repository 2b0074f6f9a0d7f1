package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/internal/web"
)

// unsure is posted for "I don't know yet". No option has this id: theirs have
// 16 characters.
const unsure = "unsure"

// questionPage is the data of one question. It holds a [quiz.Public]: no key
// and no reason can reach the page.
type questionPage struct {
	Attempt, Title string
	Position, Of   int
	Question       quiz.Public
	TextLang       string // the language of the question's words
	Multiple       bool
	Chosen         []string     // ids as shown, or unsure; an order or match by line: place or id, "" for none
	Typed          []string     // into the gaps, in the bank's order
	Confidences    []confidence // none: it is not asked for
	Confidence     confidence
	Unsure         string
	Saved          time.Time // zero: not answered yet
	Receipt        string    // of what the server holds
	Deadline       time.Time // zero: none
	Change         bool      // reached from the check of the answers
	Errs           []web.FieldError
	Script         examScript
}

// A confidence is one as a page shows it.
type confidence learner.Confidence

// Key is the key of its text.
func (c confidence) Key() string { return "exam_sure_" + strings.ReplaceAll(string(c), "-", "_") }

// question shows the question at a position, with the answer given so far.
func (s *Server) question(c *Context, t sitting, position int) error {
	data, err := s.questionData(c, t, position)
	if err != nil {
		return err
	}
	data.Change = c.Query("change") != ""
	if a, ok := t.answers[position]; ok {
		ids, err := t.shown(a)
		if err != nil {
			return err
		}
		data.Chosen, data.Typed, data.Confidence = ids, a.Texts, confidence(a.Confidence)
		if data.Question.Type == quiz.Order {
			data.Chosen = places(data.Question, ids)
		}
		if a.Unsure {
			data.Chosen = []string{unsure}
		}
	}
	return s.examPage(c, http.StatusOK, "exam_question", data)
}

func (s *Server) questionData(c *Context, t sitting, position int) (questionPage, error) {
	q, err := t.question(position)
	if err != nil {
		return questionPage{}, err
	}
	data := questionPage{
		Attempt: t.attempt.ID, Title: t.edition.Texts[c.Lang].Title, Position: position, Of: len(t.attempt.Draw),
		Question: t.public(q, position, c.Lang), TextLang: t.reading(c.Lang), Multiple: q.Type.Multiple(),
		Unsure: unsure, Deadline: t.attempt.Deadline, Receipt: learner.Receipt(t.attempt.ID, t.attempt.Rev),
		Script: s.examScript(c, t),
	}
	if t.bank.Confidence {
		for _, c := range learner.Confidences {
			data.Confidences = append(data.Confidences, confidence(c))
		}
	}
	if a, ok := t.answers[position]; ok {
		data.Saved = a.Saved
	}
	return data, nil
}

// public is a question as a learner may see it before the end, under the ids
// that its options have in this attempt only.
func (t sitting) public(q quiz.Question, position int, lang string) quiz.Public {
	return q.Public(t.reading(lang), t.attempt.Draw[position-1].Options,
		func(option string) string { return learner.OptionID(t.attempt.Key, q.ID, option) },
		func(option string) string { return learner.ChoiceID(t.attempt.Key, q.ID, option) })
}

// places turns an order into the place of each item as it is shown.
func places(q quiz.Public, order []string) []string {
	out := make([]string, len(q.Options))
	for i, o := range q.Options {
		if at := slices.Index(order, o.ID); at >= 0 {
			out[i] = strconv.Itoa(at + 1)
		}
	}
	return out
}

// A typed is a form as it was filled in: what was posted, to be shown again,
// and what is wrong with it in a way that a person can put right.
type typed struct {
	given
	posted    []string
	written   []string // into the gaps, as it was typed
	field     string   // id of the control that the complaint is about
	complaint string   // key of a text, or ""
	then      bool     // back to the check of the answers
}

// readAnswer reads the form of a question. A form that no page of this attempt
// could have sent is errBadForm.
func readAnswer(c *Context, q quiz.Public, position int, sure bool) (typed, error) {
	names := []string{"then", "option"}
	items := q.Type.Listed() || q.Type == quiz.Gap // a control for each
	switch {
	case items:
		for i := range q.Options {
			names = append(names, "o"+strconv.Itoa(i+1))
		}
	case q.Type.Multiple():
		names[1] = "option[]" // any number of them
	}
	controls := names[2:]
	if sure {
		names = append(names, "confidence")
	}
	form, err := c.form(names...)
	if err != nil {
		return typed{}, err
	}
	if then := form.Get("then"); then != "" && then != "review" {
		return typed{}, errBadForm
	}
	list := form["option"]
	ids := slices.DeleteFunc(slices.Clone(list), func(id string) bool { return id == unsure })
	in := typed{given: given{position: position, ids: ids, unsure: len(ids) < len(list)}, posted: list, field: "o1", then: form.Get("then") != ""}
	in.confidence = learner.Confidence(form.Get("confidence"))
	if len(list)-len(ids) > 1 || items && len(ids) > 0 || in.confidence != "" && !slices.Contains(learner.Confidences, in.confidence) {
		return typed{}, errBadForm
	}
	if items {
		var values []string
		for _, name := range controls {
			values = append(values, form.Get(name))
		}
		if q.Type == quiz.Gap {
			in.readGaps(q, values)
		} else {
			in.posted = values
			if err := in.readList(q); err != nil {
				return typed{}, err
			}
			in.posted = append(in.posted, list...)
		}
	}
	switch {
	case in.mixed():
		in.complaint = "exam_answer_both"
	case in.complaint != "":
	case in.empty() && q.Type == quiz.Gap:
		in.complaint = "exam_gap_missing"
	case in.empty():
		in.complaint = "exam_answer_missing"
	}
	return in, nil
}

// readGaps reads what was typed into gaps. It complains about the first gap, as
// they are read, that is empty or cannot be taken as it is.
func (in *typed) readGaps(q quiz.Public, values []string) {
	in.written = values
	if !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" }) {
		return
	}
	in.texts = values
	for _, p := range q.Parts {
		if p.Gap == 0 {
			continue
		}
		_, err := learner.CheckTyped(values[p.Option], quiz.MaxTyped)
		if err == nil {
			continue
		}
		in.field = "o" + strconv.Itoa(p.Option+1)
		switch {
		case errors.Is(err, learner.ErrIncomplete):
			in.complaint = "exam_gap_incomplete"
		case errors.Is(err, learner.ErrLong):
			in.complaint = "exam_gap_long"
		default:
			in.complaint = "exam_gap_control"
		}
		return
	}
}

// readList reads the controls of an order or a match: one for each item shown,
// "" where nothing was chosen.
func (in *typed) readList(q quiz.Public) error {
	filled := 0
	for _, v := range in.posted {
		if v != "" {
			filled++
		}
	}
	switch {
	case filled == 0:
		return nil
	case in.unsure:
		in.ids = in.posted // the complaint about both will follow
		return nil
	case filled < len(in.posted):
		in.field, in.complaint = "o"+strconv.Itoa(slices.Index(in.posted, "")+1), "exam_"+string(q.Type)+"_incomplete"
	}
	if q.Type == quiz.Match {
		in.ids = in.posted
		return nil
	}
	order := make([]string, len(in.posted))
	for i, v := range in.posted {
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > len(order) || strconv.Itoa(n) != v {
			return errBadForm
		}
		if order[n-1] != "" {
			in.field, in.complaint = "o"+strconv.Itoa(i+1), "exam_order_twice"
			continue
		}
		order[n-1] = q.Options[i].ID
	}
	in.ids = order
	return nil
}

// answerPost stores an answer as it was given and leads on. What no page of this
// attempt could have sent is refused, and nothing of it is stored.
func (s *Server) answerPost(c *Context, t sitting, position int) error {
	q, err := t.question(position)
	if err != nil {
		return err
	}
	in, err := readAnswer(c, t.public(q, position, c.Lang), position, t.bank.Confidence)
	if err != nil {
		return err
	}
	var answer learner.Answer
	if in.unsure {
		in.confidence = "" // of nothing
	}
	if in.complaint == "" || len(in.ids) > 0 && !q.Type.Listed() {
		if answer, err = t.answer(in.given, s.now()); err != nil {
			return errBadForm
		}
	}
	here := "attempt/" + t.attempt.ID + "/"
	if t.attempt.State.Over() {
		return c.Redirect(c.Path(here + "result"))
	}
	if in.complaint != "" {
		return s.questionAgain(c, t, in)
	}
	_, err = s.save(c, t, anyRev, []learner.Answer{answer})
	switch {
	case errors.Is(err, errOver):
		return c.Redirect(c.Path(here + "result"))
	case err != nil:
		return fmt.Errorf("save answer: %w", err)
	case in.then || position == len(t.attempt.Draw):
		return c.Redirect(c.Path(here + "review"))
	}
	return c.Redirect(c.Path(here + strconv.Itoa(position+1)))
}

// questionAgain shows the form again with what was chosen.
func (s *Server) questionAgain(c *Context, t sitting, in typed) error {
	data, err := s.questionData(c, t, in.position)
	if err != nil {
		return err
	}
	data.Chosen, data.Change = in.posted, in.then
	data.Typed, data.Confidence = in.written, confidence(in.confidence)
	bad := complain{s: s, lang: c.Lang}
	bad.add(in.field, in.complaint)
	data.Errs = bad.errs
	return s.examPage(c, http.StatusUnprocessableEntity, "exam_question", data)
}

// Checked reports whether an option was chosen.
func (p questionPage) Checked(id string) bool { return slices.Contains(p.Chosen, id) }

// Listed reports whether the question has a control for each of its items.
func (p questionPage) Listed() bool { return p.Question.Type.Listed() }

// Places are the numbers of the places of an order.
func (p questionPage) Places() []string {
	out := make([]string, len(p.Question.Options))
	for i := range out {
		out[i] = strconv.Itoa(i + 1)
	}
	return out
}

// At returns what was chosen for an item of an order or a match, or "".
func (p questionPage) At(item int) string {
	if item < len(p.Chosen) && len(p.Chosen) >= len(p.Question.Options) {
		return p.Chosen[item]
	}
	return ""
}

// In returns what was typed into the gap of an option, or "".
func (p questionPage) In(option int) string {
	if option < len(p.Typed) {
		return p.Typed[option]
	}
	return ""
}

// Bad reports whether a complaint is about a control.
func (p questionPage) Bad(field string) bool {
	return slices.ContainsFunc(p.Errs, func(e web.FieldError) bool { return e.Field == field })
}

// Held reports whether the server has an answer to this question.
func (p questionPage) Held() bool { return !p.Saved.IsZero() }
