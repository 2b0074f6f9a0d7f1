package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"ascult/internal/catalog"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// startedJSON is an attempt as it was fixed at its start: the same whenever it
// is asked for.
type startedJSON struct {
	ID                  string     `json:"id"`
	Course              string     `json:"course"`
	Number              int        `json:"number"`
	Questions           int        `json:"questions"`
	CertificateLanguage string     `json:"certificateLanguage"`
	Specimen            bool       `json:"specimen"`
	Started             time.Time  `json:"started"`
	Deadline            *time.Time `json:"deadline,omitempty"`
}

func started(a learner.Attempt) startedJSON {
	out := startedJSON{
		ID: a.ID, Course: a.Course, Number: a.Number, Questions: len(a.Draw),
		CertificateLanguage: a.CertificateLanguage, Specimen: a.Specimen, Started: a.Started,
	}
	if !a.Deadline.IsZero() {
		out.Deadline = &a.Deadline
	}
	return out
}

// attemptJSON is an attempt as it stands. While it is open it has the questions,
// made from [quiz.Public]: no key and no reason can be in them.
type attemptJSON struct {
	startedJSON
	State   learner.State `json:"state"`
	Rev     int           `json:"rev"`
	Receipt string        `json:"receipt"`
	// Confidence says that answers may carry how sure the learner is.
	Confidence bool           `json:"confidence,omitempty"`
	Answers    []answerJSON   `json:"answers"`
	Items      []questionJSON `json:"items,omitempty"`
}

type questionJSON struct {
	Position int          `json:"position"`
	Type     quiz.Type    `json:"type"`
	Language string       `json:"language"` // of its words
	Text     string       `json:"text"`
	Parts    []partJSON   `json:"parts,omitempty"`
	Case     string       `json:"case,omitempty"`
	Hint     string       `json:"hint,omitempty"`
	Options  []optionJSON `json:"options"`
	Choices  []optionJSON `json:"choices,omitempty"`
}

// partJSON is a run of words of a sentence with gaps, or the gap whose text is
// the Gap-th of an answer.
type partJSON struct {
	Text string `json:"text,omitempty"`
	Gap  int    `json:"gap,omitempty"`
}

type optionJSON struct {
	ID   string `json:"id"`
	Who  string `json:"who,omitempty"`
	Text string `json:"text"`
}

type answerJSON struct {
	Position   int                `json:"position"`
	Options    []string           `json:"options,omitempty"`
	Texts      []string           `json:"texts,omitempty"`
	Unsure     bool               `json:"unsure,omitempty"`
	Confidence learner.Confidence `json:"confidence,omitempty"`
	Saved      time.Time          `json:"saved"`
}

// savedJSON says that the server holds answers.
type savedJSON struct {
	Rev     int       `json:"rev"`
	Receipt string    `json:"receipt"`
	Saved   time.Time `json:"saved"`
}

// sentJSON says that an attempt has ended.
type sentJSON struct {
	Receipt string    `json:"receipt"`
	Ended   time.Time `json:"ended"`
	Result  string    `json:"result"`
}

// apiStart begins an attempt.
func (s *Server) apiStart(c *Context) error {
	if err := c.plainQuery(); err != nil {
		return err
	}
	edition, bank, err := s.exam(c)
	if err != nil {
		return err
	}
	key, err := c.idempotencyKeyOf()
	if err != nil {
		return err
	}
	var body struct {
		CertificateLanguage string `json:"certificateLanguage"`
	}
	if err := c.json(&body, "certificateLanguage"); err != nil {
		return err
	}
	if !catalog.Known(body.CertificateLanguage) {
		return errAPIBody
	}
	a, err := s.start(c, edition, bank, body.CertificateLanguage, nextNumber, key)
	if err != nil {
		return s.mayNot(c, err)
	}
	c.Header("Location", "/api/v1/attempts/"+a.ID)
	return c.answer(http.StatusCreated, started(a))
}

// mayNot says why an attempt may not start, with the words of the exam's page.
func (s *Server) mayNot(c *Context, err error) error {
	text := func(key string, pairs ...any) string { return s.cfg.Catalog.Text(c.Lang, key, pairs...) }
	refused, ok := errors.AsType[*learner.Refusal](err)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return &problem{failure: errAPIMay, detail: text("exam_enrol"), more: map[string]any{"reason": examEnrol}}
	case errors.Is(err, learner.ErrTooFew):
		return &problem{failure: errAPIMay, detail: text("exam_paused"), more: map[string]any{"reason": examPaused}}
	case !ok:
		return err
	}
	p := &problem{failure: errAPIMay, more: map[string]any{"reason": examStates[refused.Reason]}}
	switch refused.Reason {
	case learner.ReasonOpen:
		p.detail, p.more["attempt"] = text("exam_open_text"), refused.Attempt
	case learner.ReasonPassed:
		p.detail, p.more["attempt"] = text("exam_passed_already"), refused.Attempt
	case learner.ReasonNone:
		p.detail = text("exam_none_left")
	case learner.ReasonLanguage:
		p.detail = text("exam_language_missing")
	case learner.ReasonWait:
		until := refused.Until.In(s.cfg.Location)
		p.detail = text("exam_wait", "Date", catalog.Date(c.Lang, until), "Time", catalog.Clock(until))
		p.more["until"] = refused.Until
	}
	return p
}

// apiAttempt answers with an attempt as it stands.
func (s *Server) apiAttempt(c *Context) error {
	if err := c.plainQuery(); err != nil {
		return err
	}
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	out, err := t.json()
	if err != nil {
		return err
	}
	if !t.attempt.State.Over() {
		for i := range t.attempt.Draw {
			q, err := t.question(i + 1)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, s.questionJSON(c, t, q, i+1))
		}
	}
	return c.answer(http.StatusOK, out)
}

// json is the sitting without its questions.
func (t sitting) json() (attemptJSON, error) {
	out := attemptJSON{
		startedJSON: started(t.attempt), State: t.attempt.State, Rev: t.attempt.Rev,
		Receipt: learner.Receipt(t.attempt.ID, t.attempt.Rev), Answers: []answerJSON{},
		Confidence: t.bank.Confidence,
	}
	for i := range t.attempt.Draw {
		a, ok := t.answers[i+1]
		if !ok {
			continue
		}
		ids, err := t.shown(a)
		if err != nil {
			return out, err
		}
		out.Answers = append(out.Answers, answerJSON{Position: i + 1, Options: ids, Texts: a.Texts, Unsure: a.Unsure, Confidence: a.Confidence, Saved: a.Saved})
	}
	return out, nil
}

func (s *Server) questionJSON(c *Context, t sitting, q quiz.Question, position int) questionJSON {
	public := t.public(q, position, c.Lang)
	out := questionJSON{
		Position: position, Type: public.Type, Language: t.reading(c.Lang), Text: public.Text, Case: public.Case, Hint: public.Hint,
		Options: []optionJSON{},
	}
	for _, p := range public.Parts {
		part := partJSON{Text: p.Text}
		if p.Gap > 0 {
			part.Gap = p.Option + 1
		}
		out.Parts = append(out.Parts, part)
	}
	option := func(o quiz.PublicOption) optionJSON {
		if o.Word != "" {
			o.Text = s.cfg.Catalog.Text(c.Lang, "exam_"+o.Word)
		}
		return optionJSON{ID: o.ID, Who: o.Who, Text: o.Text}
	}
	for _, o := range public.Options {
		if public.Type == quiz.Gap {
			break // its parts say it all
		}
		out.Options = append(out.Options, option(o))
	}
	for _, o := range public.Choices {
		out.Choices = append(out.Choices, option(o))
	}
	return out
}

// apiAnswers stores answers. Sent again they are stored once; sent by somebody
// who has not seen the latest ones they are refused, with those.
func (s *Server) apiAnswers(c *Context) error {
	if err := c.plainQuery(); err != nil {
		return err
	}
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	var body struct {
		Rev     *int `json:"rev"`
		Answers []struct {
			Position   int                `json:"position"`
			Options    []string           `json:"options"`
			Texts      []string           `json:"texts"`
			Unsure     bool               `json:"unsure"`
			Confidence learner.Confidence `json:"confidence"`
		} `json:"answers"`
	}
	if err := c.json(&body, "rev", "answers", "position", "options", "texts", "unsure", "confidence"); err != nil {
		return err
	}
	if body.Rev == nil || len(body.Answers) == 0 || len(body.Answers) > len(t.attempt.Draw) {
		return errAPIBody
	}
	now := s.now()
	var answers []learner.Answer
	for _, in := range body.Answers {
		g := given{position: in.Position, ids: in.Options, texts: in.Texts, unsure: in.Unsure, confidence: in.Confidence}
		twice := slices.ContainsFunc(answers, func(a learner.Answer) bool { return a.Position == g.position })
		answer, err := t.answer(g, now)
		switch {
		case twice, g.empty(), g.mixed(), g.unsure && g.confidence != "":
			return errAPIBody
		case errors.As(err, new(*learner.ChoiceError)):
			return &problem{failure: errAPIBody, more: map[string]any{"position": in.Position}}
		case err != nil:
			return err
		}
		answers = append(answers, answer)
	}
	t, err = s.save(c, t, *body.Rev, answers)
	switch {
	case errors.Is(err, errOver):
		return overProblem(t.attempt)
	case errors.Is(err, errStale):
		return t.staleProblem()
	case err != nil:
		return fmt.Errorf("save answers: %w", err)
	}
	out := savedJSON{Rev: t.attempt.Rev, Receipt: learner.Receipt(t.attempt.ID, t.attempt.Rev)}
	for _, a := range answers {
		if at := t.answers[a.Position].Saved; at.After(out.Saved) {
			out.Saved = at
		}
	}
	return c.answer(http.StatusOK, out)
}

func overProblem(a learner.Attempt) error {
	return &problem{failure: errAPIOver, more: map[string]any{"result": "/api/v1/attempts/" + a.ID + "/result"}}
}

// staleProblem has what the sender has not seen, so that it can be joined with
// what was sent.
func (t sitting) staleProblem() error {
	now, err := t.json()
	if err != nil {
		return err
	}
	return &problem{failure: errAPIRev, more: map[string]any{"rev": now.Rev, "receipt": now.Receipt, "answers": now.Answers}}
}

// apiSubmit ends an attempt.
func (s *Server) apiSubmit(c *Context) error {
	if err := c.plainQuery(); err != nil {
		return err
	}
	a, err := s.cfg.Store.Attempt(c.Request.Context(), c.Param("id"), c.Person.ID)
	if err != nil {
		return err
	}
	key, err := c.idempotencyKeyOf()
	if err != nil {
		return err
	}
	var body struct {
		Rev *int `json:"rev"`
	}
	if err := c.json(&body, "rev"); err != nil {
		return err
	}
	if body.Rev == nil {
		return errAPIBody
	}
	_, ended, err := s.send(c, a, *body.Rev, key)
	switch {
	case errors.Is(err, errOver):
		return overProblem(ended)
	case errors.Is(err, errStale):
		t, err := s.sitting(c)
		if err != nil {
			return err
		}
		return t.staleProblem()
	case err != nil:
		return fmt.Errorf("submit attempt: %w", err)
	}
	return c.answer(http.StatusOK, sentJSON{
		Receipt: learner.Receipt(ended.ID, ended.Rev), Ended: ended.Ended, Result: "/api/v1/attempts/" + ended.ID + "/result",
	})
}
