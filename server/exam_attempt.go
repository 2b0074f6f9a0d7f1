package server

import (
	"context"
	"fmt"
	"strconv"

	"ascult/internal/course"
	"ascult/internal/grade"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// A sitting is an attempt with all that was fixed at its start, and the
// answers given so far.
type sitting struct {
	attempt learner.Attempt
	bank    quiz.Bank
	edition course.Edition
	answers map[int]learner.Answer // by position
}

// question returns the bank's question at a position from 1.
func (t sitting) question(position int) (quiz.Question, error) {
	id := t.attempt.Draw[position-1].Question
	q, ok := t.bank.Question(id)
	if !ok {
		return q, fmt.Errorf("attempt %s: bank %s has no question %s", t.attempt.ID, t.attempt.Bank, id)
	}
	return q, nil
}

// reading returns the language in which the questions are shown to somebody
// who reads in lang: the bank's first one where it has no such translation.
func (t sitting) reading(lang string) string {
	for _, q := range t.bank.Questions {
		if q.Text[lang] == "" {
			return t.bank.Source
		}
	}
	return lang
}

// missing returns the first position without an answer, or 0.
func (t sitting) missing() int {
	for i := range t.attempt.Draw {
		if _, ok := t.answers[i+1]; !ok {
			return i + 1
		}
	}
	return 0
}

// sitting loads the attempt that the address names, ends it if its time is
// over, and remembers the language it is read in. An attempt of somebody else
// is not there.
func (s *Server) sitting(c *Context) (sitting, error) {
	ctx := c.Request.Context()
	a, err := s.cfg.Store.Attempt(ctx, c.Param("id"), c.Person.ID)
	if err != nil {
		return sitting{}, err
	}
	if a.Overdue(s.now()) {
		if a, err = s.expire(c, a); err != nil {
			return sitting{}, err
		}
	}
	if a.State == learner.Open && a.Language != c.Lang && c.reads() {
		err := s.write(ctx, func(tx store.Tx) error { return tx.SetAttemptLanguage(a.ID, c.Lang) })
		if err != nil && failureOf(err) == errInternal {
			return sitting{}, fmt.Errorf("set language of attempt: %w", err)
		} // a full disk or a long queue must not stop anybody from reading
		a.Language = c.Lang
	}
	t, err := s.pinned(a)
	if err != nil {
		return sitting{}, err
	}
	answers, err := s.cfg.Store.Answers(ctx, a.ID)
	if err != nil {
		return sitting{}, fmt.Errorf("read answers: %w", err)
	}
	t.answers = byPosition(answers)
	return t, nil
}

// pinned returns an attempt with the bank and edition it began with, as they
// were kept then: an edited course changes nothing in it.
func (s *Server) pinned(a learner.Attempt) (sitting, error) {
	bank, err := s.keep.bank(a.Bank)
	if err != nil {
		return sitting{}, err
	}
	edition, err := s.keep.edition(a.Edition)
	if err != nil {
		return sitting{}, err
	}
	return sitting{attempt: a, bank: bank, edition: edition}, nil
}

func byPosition(answers []learner.Answer) map[int]learner.Answer {
	m := make(map[int]learner.Answer, len(answers))
	for _, a := range answers {
		m[a.Position] = a
	}
	return m
}

// expireOverdue ends the attempt at a course whose time is over, if there is one.
func (s *Server) expireOverdue(c *Context, courseID string) error {
	attempts, err := s.cfg.Store.Attempts(c.Request.Context(), c.Person.ID, courseID)
	if err != nil {
		return fmt.Errorf("list attempts: %w", err)
	}
	for _, a := range attempts {
		if a.Overdue(s.now()) {
			if _, err := s.expire(c, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// expire ends an attempt whose time is over with the answers that are stored.
func (s *Server) expire(c *Context, a learner.Attempt) (learner.Attempt, error) {
	t, err := s.pinned(a)
	if err != nil {
		return a, err
	}
	ctx := context.WithoutCancel(c.Request.Context())
	certificate := ""
	err = s.write(ctx, func(tx store.Tx) (err error) {
		if t.attempt, err = tx.Attempt(ctx, a.ID, c.Person.ID); err != nil {
			return err
		}
		if !t.attempt.Overdue(s.now()) {
			return nil // somebody was faster
		}
		t.attempt, certificate, err = s.end(ctx, tx, c.Person, t, learner.Expire)
		return err
	})
	if err != nil {
		return a, fmt.Errorf("expire attempt: %w", err)
	}
	s.signEarned(ctx, c.Person, certificate)
	return t.attempt, nil
}

// end ends an open attempt inside a write and marks it with the answers that
// are stored. What it earns is planned in the same transaction; certificate is
// its id, to be signed after the commit, or "".
func (s *Server) end(ctx context.Context, tx store.Tx, actor learner.Person, t sitting, event learner.Event) (a learner.Attempt, certificate string, err error) {
	a = t.attempt
	answers, err := tx.Answers(ctx, a.ID)
	if err != nil {
		return a, "", fmt.Errorf("read answers: %w", err)
	}
	result, err := grade.Grade(grade.Sitting{Bank: t.bank, Draw: a.Draw, Answers: answers, Pass: t.edition.Exam.Pass})
	if err != nil {
		return a, "", fmt.Errorf("grade attempt %s: %w", a.ID, err)
	}
	move := func(event learner.Event) error {
		from := a.State
		if a.State, err = from.Next(event); err != nil {
			return err
		}
		return tx.SetAttempt(from, a)
	}
	a.Ended = a.EndedAt(s.now())
	if err := move(event); err != nil {
		return a, "", err
	}
	a.Score, a.Max, a.Passed, a.ResultHash = result.Score, result.Max, result.Passed, result.Hash(a.ID, a.Bank)
	if err := move(learner.Mark); err != nil {
		return a, "", err
	}
	if err := tx.Audit(s.entry(actor, "attempt."+string(event), a.ID, a.ResultHash)); err != nil {
		return a, "", err
	}
	if a.Passed {
		certificate, err = s.planCertificate(ctx, tx, a, t.edition)
	}
	return a, certificate, err
}

// signEarned signs a certificate whose plan is committed. The result does not
// wait for it: what fails here is done again when the server next starts.
func (s *Server) signEarned(ctx context.Context, person learner.Person, certificate string) {
	if certificate == "" {
		return
	}
	row, err := s.cfg.Store.Certificate(ctx, certificate, person.ID)
	if err == nil {
		err = s.signCertificate(ctx, row)
	}
	if err != nil {
		noteError(ctx, fmt.Errorf("sign certificate %s: %w", certificate, err))
	}
}

// attempt leads to where an attempt goes on: the first question without an
// answer, the check of the answers, or the result.
func (s *Server) attempt(c *Context) error {
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	next := "review"
	if t.attempt.State.Over() {
		next = "result"
	} else if n := t.missing(); n > 0 {
		next = strconv.Itoa(n)
	}
	return c.Redirect(c.Path("attempt/" + t.attempt.ID + "/" + next))
}

// attemptPage shows one page of an attempt: a question, the check of the
// answers, or the result. Each leads to the other while it is not its time.
func (s *Server) attemptPage(c *Context) error {
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	name := c.Param("n")
	position, known := t.position(name)
	switch {
	case !known:
		return errNotFound
	case t.attempt.State.Over() && name != "result":
		return c.Redirect(c.Path("attempt/" + t.attempt.ID + "/result"))
	case !t.attempt.State.Over() && name == "result":
		return c.Redirect(c.Path("attempt/" + t.attempt.ID + "/review"))
	case name == "result":
		return s.result(c, t)
	case name == "review":
		return s.review(c, t)
	}
	return s.question(c, t, position)
}

// attemptPost takes an answer, or ends the attempt.
func (s *Server) attemptPost(c *Context) error {
	if c.Param("n") == "submit" {
		return s.submit(c)
	}
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	position, known := t.position(c.Param("n"))
	if !known || position == 0 {
		return errNotFound
	}
	return s.answerPost(c, t, position)
}

// position reads the last part of an attempt's address: the number of a
// question, or one of the names, for which it is 0.
func (t sitting) position(name string) (position int, known bool) {
	if name == "review" || name == "result" {
		return 0, true
	}
	n, err := strconv.Atoi(name)
	return n, err == nil && n >= 1 && n <= len(t.attempt.Draw) && strconv.Itoa(n) == name
}
