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
	"ascult/server/store"
)

// reviewPage is the data of the check of the answers before they are sent.
type reviewPage struct {
	Attempt, Title string
	Rows           []reviewRow
	Missing        int
	Deadline       time.Time
	Key            string // for this form only: sent twice, it counts once
	Rev            int    // of the attempt as it is shown
	Stale          bool   // the answers have changed since the form was made
}

type reviewRow struct {
	Position int
	Text     string
	State    string // answered, unsure or missing
}

// review shows each question with the state of its answer.
func (s *Server) review(c *Context, t sitting) error {
	data, err := s.reviewData(c, t)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "exam_review", data)
}

func (s *Server) reviewData(c *Context, t sitting) (reviewPage, error) {
	data := reviewPage{
		Attempt: t.attempt.ID, Title: t.edition.Texts[c.Lang].Title,
		Deadline: t.attempt.Deadline, Rev: t.attempt.Rev,
	}
	for i := range t.attempt.Draw {
		q, err := t.question(i + 1)
		if err != nil {
			return data, err
		}
		row := reviewRow{Position: i + 1, Text: q.Text[t.reading(c.Lang)], State: "missing"}
		if a, ok := t.answers[i+1]; !ok {
			data.Missing++
		} else if a.Unsure {
			row.State = "unsure"
		} else {
			row.State = "answered"
		}
		data.Rows = append(data.Rows, row)
	}
	var err error
	data.Key, err = s.newID()
	return data, err
}

var idempotencyKey = regexp.MustCompile(`^[0-9a-f]{32}$`)

// errStale says inside a write that the answers have changed since the form
// was made.
var errStale = errors.New("answers have changed since")

// submit ends an attempt: stored, graded and answered in one transaction. The
// same form sent again gets the same answer; the key with another form is
// refused; after the end there is only the result.
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
	t, err := s.pinned(a)
	if err != nil {
		return err
	}
	reply := store.Idempotent{
		Person: c.Person.ID, Key: key, Attempt: a.ID, BodyHash: learner.HashSecret("submit\n" + a.ID + "\n" + strconv.Itoa(rev)),
		Status: http.StatusSeeOther, Location: c.Path("attempt/" + a.ID + "/result"), At: s.now(),
	}
	ctx := context.WithoutCancel(c.Request.Context())
	certificate := ""
	err = s.write(ctx, func(tx store.Tx) error {
		earlier, err := tx.Idempotent(ctx, reply.Person, key)
		switch {
		case err == nil && earlier.BodyHash != reply.BodyHash:
			return errKeyUsed
		case err == nil:
			reply = earlier
			return nil
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		if t.attempt, err = tx.Attempt(ctx, a.ID, c.Person.ID); err != nil {
			return err
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
	switch {
	case err == nil:
		s.signEarned(ctx, c.Person, certificate)
		return c.Redirect(reply.Location)
	case errors.Is(err, errOver), errors.Is(err, errStale):
		return s.submitAgain(c)
	}
	return fmt.Errorf("submit attempt: %w", err)
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
