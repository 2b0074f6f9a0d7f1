package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/internal/web"
	"ascult/server/store"
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
	Chosen         []string // ids as shown, or unsure
	Unsure         string
	Saved          time.Time // zero: not answered yet
	Deadline       time.Time // zero: none
	Change         bool      // reached from the check of the answers
	Errs           []web.FieldError
}

// question shows the question at a position, with the answer given so far.
func (s *Server) question(c *Context, t sitting, position int) error {
	data, err := s.questionData(c, t, position)
	if err != nil {
		return err
	}
	data.Change = c.Query("change") != ""
	if a, ok := t.answers[position]; ok {
		data.Saved = a.Saved
		drawn := t.attempt.Draw[position-1]
		for _, o := range a.Options {
			data.Chosen = append(data.Chosen, learner.OptionID(t.attempt.Key, drawn.Question, o))
		}
		if a.Unsure {
			data.Chosen = []string{unsure}
		}
	}
	return s.page(c, http.StatusOK, "exam_question", data)
}

func (s *Server) questionData(c *Context, t sitting, position int) (questionPage, error) {
	q, err := t.question(position)
	if err != nil {
		return questionPage{}, err
	}
	data := questionPage{
		Attempt: t.attempt.ID, Title: t.edition.Texts[c.Lang].Title, Position: position, Of: len(t.attempt.Draw),
		Question: t.public(q, position, c.Lang), TextLang: t.reading(c.Lang), Multiple: q.Type == quiz.Multiple,
		Unsure: unsure, Deadline: t.attempt.Deadline,
	}
	return data, nil
}

// public is a question as a learner may see it before the end, under the ids
// that its options have in this attempt only.
func (t sitting) public(q quiz.Question, position int, lang string) quiz.Public {
	return q.Public(t.reading(lang), t.attempt.Draw[position-1].Options, func(option string) string {
		return learner.OptionID(t.attempt.Key, q.ID, option)
	})
}

// answer stores an answer as it was given and leads on. What no page of this
// attempt could have sent is refused, and nothing of it is stored.
func (s *Server) answer(c *Context, t sitting, position int) error {
	q, err := t.question(position)
	if err != nil {
		return err
	}
	field := "option"
	if q.Type == quiz.Multiple {
		field = "option[]" // any number of them
	}
	form, err := c.form(field, "then")
	if err != nil {
		return err
	}
	if then := form.Get("then"); then != "" && then != "review" {
		return errBadForm
	}
	posted := form["option"]
	ids := slices.DeleteFunc(slices.Clone(posted), func(id string) bool { return id == unsure })
	answer := learner.Answer{Position: position, Unsure: len(ids) < len(posted), Saved: s.now()}
	if answer.Options, err = t.attempt.Choose(position, ids, q.Type != quiz.Multiple); err != nil || len(posted)-len(ids) > 1 {
		return errBadForm
	}
	if t.attempt.State.Over() {
		return c.Redirect(c.Path("attempt/" + t.attempt.ID + "/result"))
	}
	if len(posted) == 0 || (answer.Unsure && len(ids) > 0) {
		return s.questionAgain(c, t, position, posted, form.Get("then") != "")
	}
	ctx := context.WithoutCancel(c.Request.Context())
	err = s.write(ctx, func(tx store.Tx) error {
		now, err := tx.Attempt(ctx, t.attempt.ID, c.Person.ID)
		if err != nil {
			return err
		}
		if now.State.Over() || now.Overdue(answer.Saved) {
			return errOver
		}
		return tx.SaveAnswer(now.ID, answer)
	})
	here := "attempt/" + t.attempt.ID + "/"
	switch {
	case errors.Is(err, errOver), errors.Is(err, store.ErrConflict):
		return c.Redirect(c.Path(here + "result"))
	case err != nil:
		return fmt.Errorf("save answer: %w", err)
	case form.Get("then") != "" || position == len(t.attempt.Draw):
		return c.Redirect(c.Path(here + "review"))
	}
	return c.Redirect(c.Path(here + strconv.Itoa(position+1)))
}

// questionAgain shows the form again with what was chosen.
func (s *Server) questionAgain(c *Context, t sitting, position int, posted []string, change bool) error {
	data, err := s.questionData(c, t, position)
	if err != nil {
		return err
	}
	data.Chosen, data.Change = posted, change
	if a, ok := t.answers[position]; ok {
		data.Saved = a.Saved
	}
	bad := complain{s: s, lang: c.Lang}
	if len(posted) == 0 {
		bad.add("o1", "exam_answer_missing")
	} else {
		bad.add("o1", "exam_answer_both")
	}
	data.Errs = bad.errs
	return s.page(c, http.StatusUnprocessableEntity, "exam_question", data)
}

// Checked reports whether an option was chosen.
func (p questionPage) Checked(id string) bool { return slices.Contains(p.Chosen, id) }
