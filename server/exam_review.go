package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// reviewPage is the data of the check of the answers before they are sent.
type reviewPage struct {
	Attempt, Title string
	Rows           []reviewRow
	Missing        int
	Deadline       time.Time
	Key            string    // for this form only: sent twice, it counts once
	Rev            int       // of the attempt as it is shown
	Stale          bool      // the answers have changed since the form was made
	Saved          time.Time // of the newest answer; zero: none
	Receipt        string    // of what the server holds
	TextLang       string    // the language of the questions' words
	Script         examScript
}

type reviewRow struct {
	Position int
	Text     string
	State    string // answered, unsure or missing
	Type     quiz.Type
	Answer   []answerLine
}

// An answerLine is one part of an answer in words: an option, an item of an
// order, a line of a match with what was put beside it, a line of a transcript
// with the name of the speaker, or what was typed into a gap.
type answerLine struct {
	Who, Text, Word, Match string
}

// Held reports whether the server has any answer.
func (p reviewPage) Held() bool { return !p.Saved.IsZero() }

// words are an answer in words, before the end: nothing of the key.
func (t sitting) words(a learner.Answer, q quiz.Question, lang string) []answerLine {
	lang = t.reading(lang)
	drawn := t.attempt.Draw[a.Position-1]
	var lines []answerLine
	for _, i := range gapOrder(q, lang) {
		if i < len(a.Texts) {
			lines = append(lines, answerLine{Text: a.Texts[i]})
		}
	}
	for i, id := range a.Options {
		o, _ := q.Option(id) // it was drawn with the question
		line := answerLine{Who: o.Who[lang], Text: o.Text[lang]}
		switch q.Type {
		case quiz.TrueFalse:
			line.Word = id
		case quiz.Match:
			left, _ := q.Option(drawn.Options[i])
			line = answerLine{Text: left.Text[lang], Match: o.Match[lang]}
		}
		lines = append(lines, line)
	}
	return lines
}

// gapOrder are the gaps of a question, by their place in the bank, in the order
// in which they are read in a language. Other questions have none.
func gapOrder(q quiz.Question, lang string) []int {
	var order []int
	for _, p := range q.Parts(lang) {
		if q.Type == quiz.Gap && p.Gap > 0 {
			order = append(order, p.Option)
		}
	}
	return order
}

// review shows each question with the state of its answer.
func (s *Server) review(c *Context, t sitting) error {
	data, err := s.reviewData(c, t)
	if err != nil {
		return err
	}
	return s.examPage(c, http.StatusOK, "exam_review", data)
}

func (s *Server) reviewData(c *Context, t sitting) (reviewPage, error) {
	data := reviewPage{
		Attempt: t.attempt.ID, Title: t.edition.Texts[c.Lang].Title,
		Deadline: t.attempt.Deadline, Rev: t.attempt.Rev, Receipt: learner.Receipt(t.attempt.ID, t.attempt.Rev),
		TextLang: t.reading(c.Lang), Script: s.examScript(c, t),
	}
	for i := range t.attempt.Draw {
		q, err := t.question(i + 1)
		if err != nil {
			return data, err
		}
		row := reviewRow{Position: i + 1, Text: q.Plain(t.reading(c.Lang)), State: "missing", Type: q.Type}
		a, ok := t.answers[i+1]
		if a.Saved.After(data.Saved) {
			data.Saved = a.Saved
		}
		switch {
		case !ok:
			data.Missing++
		case a.Unsure:
			row.State = "unsure"
		default:
			row.State, row.Answer = "answered", t.words(a, q, c.Lang)
		}
		data.Rows = append(data.Rows, row)
	}
	var err error
	data.Key, err = s.newID()
	return data, err
}

var idempotencyKey = regexp.MustCompile(`^[0-9a-f]{32}$`)

// submit answers the form that ends an attempt. The same form sent again gets
// the same answer; the key with another form is refused; after the end there is
// only the result.
func (s *Server) submit(c *Context) error {
	form, err := c.form("key", "rev")
	if err != nil {
		return err
	}
	key := form.Get("key")
	rev, err := strconv.Atoi(form.Get("rev"))
	if err != nil || !idempotencyKey.MatchString(key) {
		return errBadForm
	}
	a, err := s.cfg.Store.Attempt(c.Request.Context(), c.Param("id"), c.Person.ID)
	if err != nil {
		return err
	}
	reply, _, err := s.send(c, a, rev, key)
	switch {
	case err == nil:
		return c.Redirect(reply.Location)
	case errors.Is(err, errOver), errors.Is(err, errStale):
		return s.submitAgain(c)
	}
	return fmt.Errorf("submit attempt: %w", err)
}

// send ends an attempt: stored, graded and answered in one transaction. With
// the key of an earlier call it changes nothing and returns what that one
// returned; if that call was about something else, errKeyUsed. It returns
// errOver once the attempt has ended otherwise, and errStale with the attempt
// as it is if its answers are not those of rev.
//
// Forms and the API send here and nowhere else.
func (s *Server) send(c *Context, a learner.Attempt, rev int, key string) (store.Idempotent, learner.Attempt, error) {
	t, err := s.pinned(a)
	if err != nil {
		return store.Idempotent{}, a, err
	}
	reply := store.Idempotent{
		Person: c.Person.ID, Key: key, Attempt: a.ID, BodyHash: learner.HashSecret("submit\n" + a.ID + "\n" + strconv.Itoa(rev)),
		Status: http.StatusSeeOther, Location: c.Path("attempt/" + a.ID + "/result"), At: s.now(),
	}
	ctx := context.WithoutCancel(c.Request.Context())
	certificate := ""
	err = s.write(ctx, func(tx store.Tx) error {
		before, again, err := earlier(ctx, tx, reply)
		if err != nil {
			return err
		}
		if t.attempt, err = tx.Attempt(ctx, a.ID, c.Person.ID); err != nil {
			return err
		}
		if again {
			reply = before
			return nil
		}
		event := learner.Submit
		switch {
		case t.attempt.State.Over():
			return errOver
		case t.attempt.Overdue(reply.At):
			event = learner.Expire // nothing new came with the form: the saved answers count
		case t.attempt.Rev != rev:
			return errStale
		}
		if t.attempt, certificate, err = s.end(ctx, tx, c.Person, t, event); err != nil {
			return err
		}
		return tx.AddIdempotent(reply)
	})
	if err == nil {
		s.signEarned(ctx, c.Person, certificate)
	}
	return reply, t.attempt, err
}

// earlier looks for the answer that was given to the same request before. A key
// that was used for another request is errKeyUsed.
func earlier(ctx context.Context, tx store.Tx, request store.Idempotent) (reply store.Idempotent, again bool, err error) {
	reply, err = tx.Idempotent(ctx, request.Person, request.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.Idempotent{}, false, nil
	case err != nil:
		return store.Idempotent{}, false, err
	case reply.BodyHash != request.BodyHash:
		return store.Idempotent{}, false, errKeyUsed
	}
	return reply, true, nil
}

// submitAgain answers a form that came after another one had changed the
// attempt: with the result if it is over, else with the answers as they are.
func (s *Server) submitAgain(c *Context) error {
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	if t.attempt.State.Over() {
		data, err := s.resultData(c, t)
		if err != nil {
			return err
		}
		return s.pageAt(c, http.StatusConflict, "exam_result", "attempt/"+t.attempt.ID+"/result", data)
	}
	data, err := s.reviewData(c, t)
	if err != nil {
		return err
	}
	data.Stale = true
	return s.pageAt(c, http.StatusConflict, "exam_review", "attempt/"+t.attempt.ID+"/review", data)
}
