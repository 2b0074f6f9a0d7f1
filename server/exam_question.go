package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
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
	Chosen         []string // ids as shown, or unsure; an order or match by line: place or id, "" for none
	Unsure         string
	Saved          time.Time // zero: not answered yet
	Receipt        string    // of what the server holds
	Deadline       time.Time // zero: none
	Change         bool      // reached from the check of the answers
	Errs           []web.FieldError
	Script         examScript
}

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
		data.Chosen = ids
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
		Question: t.public(q, position, c.Lang), TextLang: t.reading(c.Lang), Multiple: q.Type == quiz.Multiple,
		Unsure: unsure, Deadline: t.attempt.Deadline, Receipt: learner.Receipt(t.attempt.ID, t.attempt.Rev),
		Script: s.examScript(c, t),
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
	field     string // id of the control that the complaint is about
	complaint string // key of a text, or ""
	then      bool   // back to the check of the answers
}

// readAnswer reads the form of a question. A form that no page of this attempt
// could have sent is errBadForm.
func readAnswer(c *Context, q quiz.Public, position int) (typed, error) {
	names := []string{"then", "option"}
	switch {
	case q.Type.Listed():
		for i := range q.Options {
			names = append(names, "o"+strconv.Itoa(i+1))
		}
	case q.Type == quiz.Multiple:
		names[1] = "option[]" // any number of them
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
	if len(list)-len(ids) > 1 || q.Type.Listed() && len(ids) > 0 {
		return typed{}, errBadForm
	}
	if q.Type.Listed() {
		in.posted = nil
		for _, name := range names[2:] {
			in.posted = append(in.posted, form.Get(name))
		}
		if err := in.readList(q); err != nil {
			return typed{}, err
		}
		in.posted = append(in.posted, list...)
	}
	switch {
	case in.complaint != "":
	case in.empty():
		in.complaint = "exam_answer_missing"
	case in.unsure && len(in.ids) > 0:
		in.complaint = "exam_answer_both"
	}
	return in, nil
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
	in, err := readAnswer(c, t.public(q, position, c.Lang), position)
	if err != nil {
		return err
	}
	var answer learner.Answer
	if in.complaint == "" || !q.Type.Listed() {
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

// Held reports whether the server has an answer to this question.
func (p questionPage) Held() bool { return !p.Saved.IsZero() }
