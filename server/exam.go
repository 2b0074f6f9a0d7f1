package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// The states of the page before an exam.
const (
	examClosed   = "closed"    // this server has no bank for the course
	examSignIn   = "sign_in"   // nobody is signed in
	examEnrol    = "enrol"     // signed in, but in no run of the course
	examLanguage = "language"  // course and bank share no language
	examReady    = "ready"     // an attempt can start
	examOpen     = "open"      // one is under way
	examPassed   = "passed"    // passed already
	examNone     = "none_left" // no attempt is left
	examWait     = "wait"      // too soon
	examPaused   = "paused"    // too few questions are left while others wait for a review of their sources
)

// examPage is the data of the page before an exam.
type examPage struct {
	Course, Title string
	CoursePath    string
	State         string
	Draw, Pass    int
	Minutes       int // 0: no limit
	Limited       bool
	Attempts      int
	Left          int
	Unread        int // lessons; only where the exam can be started
	WaitHours     int
	Specimen      bool
	Confidence    bool   // learners may say how sure they are
	Attempt       string // for open and passed
	Until         time.Time
	Number        int      // of the attempt that would start
	Languages     []string // in which the certificate can be
	Language      string   // the chosen one
	Errs          []web.FieldError
}

// examBefore shows what the exam is, and what the reader can do now.
func (s *Server) examBefore(c *Context) error {
	edition, ok := s.cfg.Manifest.Edition(c.Param("course"))
	if !ok {
		return errNotFound
	}
	if bank, ok := s.cfg.Banks[edition.Course]; ok && c.SignedIn() {
		if err := s.expireOverdue(c, edition.Course); err != nil {
			return err
		}
		data, err := s.examData(c, edition, bank)
		if err != nil {
			return err
		}
		return s.page(c, http.StatusOK, "exam_before", data)
	}
	data := s.examFacts(c, edition)
	data.State = examClosed
	if _, ok := s.cfg.Banks[edition.Course]; ok {
		data.State = examSignIn
	}
	return s.page(c, http.StatusOK, "exam_before", data)
}

// examFacts are the facts about an exam that are the same for everybody.
func (s *Server) examFacts(c *Context, e course.Edition) examPage {
	return examPage{
		Course: e.Course, Title: e.Texts[c.Lang].Title, CoursePath: "courses/" + e.Course + "/",
		Draw: e.Exam.Draw, Pass: e.Exam.Pass, Minutes: e.Exam.TimeMinutes,
		Attempts: e.Exam.Attempts, Left: e.Exam.Attempts, Limited: e.Exam.Attempts > 0,
		WaitHours: e.Exam.WaitHours, Specimen: s.specimen(s.cfg.Banks[e.Course]), Confidence: s.cfg.Banks[e.Course].Confidence,
	}
}

// examData adds what is so for the person who asks.
func (s *Server) examData(c *Context, e course.Edition, bank quiz.Bank) (examPage, error) {
	data := s.examFacts(c, e)
	ctx := c.Request.Context()
	rules := examRules(e, bank)
	data.Languages, data.Language = rules.Languages, c.Lang
	if len(rules.Languages) == 0 {
		data.State = examLanguage
		return data, nil
	}
	if !slices.Contains(rules.Languages, c.Lang) {
		data.Language = rules.Languages[0]
	}
	if _, err := s.cfg.Store.Enrolment(ctx, c.Person.ID, e.Course); errors.Is(err, store.ErrNotFound) {
		data.State = examEnrol
		return data, nil
	} else if err != nil {
		return data, fmt.Errorf("find enrolment: %w", err)
	}
	attempts, err := s.cfg.Store.Attempts(ctx, c.Person.ID, e.Course)
	if err != nil {
		return data, fmt.Errorf("list attempts: %w", err)
	}
	data.Left, data.Limited = learner.Left(attempts, rules)
	var refused *learner.Refusal
	data.Number, err = learner.MayStart(attempts, rules, data.Language, s.now())
	switch {
	case err == nil && s.paused(e, bank):
		data.State = examPaused
	case err == nil:
		data.State = examReady
		read, err := s.cfg.Store.Progress(ctx, c.Person.ID, e.Course)
		if err != nil {
			return data, fmt.Errorf("read progress: %w", err)
		}
		for _, l := range lessons(e) {
			if _, ok := read[l.Page]; !ok {
				data.Unread++
			}
		}
	case !errors.As(err, &refused):
		return data, err
	default:
		data.State, data.Attempt, data.Until = examStates[refused.Reason], refused.Attempt, refused.Until
	}
	return data, nil
}

var examStates = map[learner.Reason]string{
	learner.ReasonLanguage: examLanguage, learner.ReasonOpen: examOpen, learner.ReasonPassed: examPassed,
	learner.ReasonNone: examNone, learner.ReasonWait: examWait,
}

// examRules are the rules of an edition's exam, in the languages that course
// and bank both have.
func examRules(e course.Edition, bank quiz.Bank) learner.Rules {
	rules := learner.Rules{
		Attempts: e.Exam.Attempts,
		Wait:     time.Duration(e.Exam.WaitHours) * time.Hour,
		Limit:    time.Duration(e.Exam.TimeMinutes) * time.Minute,
	}
	for _, lang := range catalog.Languages {
		_, ok := e.Texts[lang]
		for _, q := range bank.Questions {
			ok = ok && q.Text[lang] != ""
		}
		if ok {
			rules.Languages = append(rules.Languages, lang)
		}
	}
	return rules
}

// specimen reports whether what is won here counts for no hours: the bank is
// public, or nobody but this machine can reach the server.
func (s *Server) specimen(bank quiz.Bank) bool {
	return bank.Specimen || IsLoopback(s.cfg.BaseURL.Hostname())
}

// exam returns the course of an address and the bank of its exam. A course that
// has none here is not found.
func (s *Server) exam(c *Context) (course.Edition, quiz.Bank, error) {
	edition, ok := s.cfg.Manifest.Edition(c.Param("course"))
	if !ok {
		return edition, quiz.Bank{}, errNotFound
	}
	bank, ok := s.cfg.Banks[edition.Course]
	if !ok {
		return edition, bank, errNotFound
	}
	return edition, bank, nil
}

// examStart starts an attempt: draw, key, edition, bank and certificate's
// language are fixed here. Of parallel starts one makes the attempt, and all
// lead to it.
func (s *Server) examStart(c *Context) error {
	form, err := c.form("language", "number")
	if err != nil {
		return err
	}
	edition, bank, err := s.exam(c)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(form.Get("number"))
	if err != nil || number < 1 {
		return errBadForm
	}
	attempt, err := s.start(c, edition, bank, form.Get("language"), number, "")
	var refused *learner.Refusal
	switch {
	case err == nil:
		return c.Redirect(c.Path("attempt/" + attempt.ID + "/1"))
	case errors.As(err, &refused) && refused.Reason == learner.ReasonOpen:
		return c.Redirect(c.Path("attempt/" + refused.Attempt))
	case errors.As(err, &refused) && refused.Reason == learner.ReasonLanguage:
		return s.examAgain(c, edition, bank)
	case errors.As(err, &refused), errors.Is(err, errNumber), errors.Is(err, learner.ErrTooFew), errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrConflict):
		return c.Redirect(c.Path("exam/" + edition.Course)) // which says why
	}
	return err
}

// errNumber says that the page was left open since an earlier attempt. To go
// back to it and press the button is not to ask for another one.
var errNumber = errors.New("attempt has another number")

// nextNumber is given to start by what asks for one attempt more, whatever its
// number.
const nextNumber = 0

// start begins an attempt if the rules let it: a *[learner.Refusal] says why
// not, store.ErrNotFound that the person is in no run of the course,
// [learner.ErrTooFew] that too many questions wait for a review. With the
// key of an earlier call it begins nothing and returns the attempt of that one;
// if that call was about something else, errKeyUsed. No key is "".
//
// Forms and the API start here and nowhere else.
func (s *Server) start(c *Context, e course.Edition, bank quiz.Bank, language string, number int, key string) (a learner.Attempt, err error) {
	if err := s.expireOverdue(c, e.Course); err != nil {
		return a, err
	}
	a, err = s.newAttempt(c, e, bank, language)
	tooFew := errors.Is(err, learner.ErrTooFew)
	if err != nil && !tooFew {
		return a, err
	}
	ctx := context.WithoutCancel(c.Request.Context())
	reply := store.Idempotent{
		Person: c.Person.ID, Key: key, BodyHash: learner.HashSecret("start\n" + e.Course + "\n" + language),
		Status: http.StatusCreated, At: a.Started,
	}
	err = s.write(ctx, func(tx store.Tx) error {
		if key != "" {
			before, found, err := earlier(ctx, tx, reply)
			if err != nil {
				return err
			}
			if found {
				a, err = tx.Attempt(ctx, before.Attempt, c.Person.ID)
				return err
			}
		}
		enrolment, err := tx.Enrolment(ctx, c.Person.ID, e.Course)
		if err != nil {
			return err
		}
		attempts, err := tx.Attempts(ctx, c.Person.ID, e.Course)
		if err != nil {
			return err
		}
		next, err := learner.MayStart(attempts, examRules(e, bank), a.CertificateLanguage, a.Started)
		if err != nil {
			return err
		}
		if number != nextNumber && next != number {
			return errNumber
		}
		if tooFew { // said last: what is under way or repeated needs no draw
			return learner.ErrTooFew
		}
		a.Number, a.Enrolment, a.Institution = next, enrolment.ID, enrolment.Institution
		if err := tx.AddAttempt(a); err != nil {
			return err
		}
		if key != "" {
			reply.Attempt, reply.Location = a.ID, "/api/v1/attempts/"+a.ID
			if err := tx.AddIdempotent(reply); err != nil {
				return err
			}
		}
		return tx.Audit(s.entry(c.Person, "attempt.start", a.ID, a.Bank))
	})
	return a, err
}

// newAttempt draws an attempt that begins now. Its number and enrolment are
// known only inside the write. It returns [learner.ErrTooFew], with an attempt
// that lacks its draw, while too many questions wait for a review.
func (s *Server) newAttempt(c *Context, e course.Edition, bank quiz.Bank, language string) (learner.Attempt, error) {
	hash, err := s.keep.keepBank(bank)
	if err == nil {
		err = s.keep.keepEdition(e)
	}
	if err != nil {
		return learner.Attempt{}, err
	}
	id, err := s.newID()
	if err != nil {
		return learner.Attempt{}, err
	}
	drawn, key, err := learner.Draw(s.cfg.Rand, drawItems(bank.Drawable(s.cfg.Manifest.Changes)), e.Exam.Draw)
	if err != nil && !errors.Is(err, learner.ErrTooFew) {
		return learner.Attempt{}, err
	}
	now := s.now()
	return learner.Attempt{
		ID: id, Person: c.Person.ID, Course: e.Course, Edition: e.Hash, Bank: hash,
		State: learner.Open, Language: c.Lang, CertificateLanguage: language, Specimen: s.specimen(bank),
		Draw: drawn, Key: key, Started: now, Deadline: learner.DeadlineAt(now, examRules(e, bank).Limit),
	}, err
}

// paused reports whether a new attempt cannot be drawn now: too many questions
// wait until somebody has compared them with a source that has changed.
func (s *Server) paused(e course.Edition, bank quiz.Bank) bool {
	return len(bank.Drawable(s.cfg.Manifest.Changes).Questions) < e.Exam.Draw
}

// drawItems are the questions of a bank as they are drawn. True always comes
// before false; gaps and the lines of a transcript keep the bank's order.
func drawItems(bank quiz.Bank) []learner.Item {
	items := make([]learner.Item, 0, len(bank.Questions))
	for _, q := range bank.Questions {
		item := learner.Item{Question: q.ID, Fixed: q.Type.Fixed(), Ordered: q.Type == quiz.Order}
		for _, o := range q.Options {
			item.Options = append(item.Options, o.ID)
		}
		if q.Type == quiz.TrueFalse {
			slices.SortFunc(item.Options, func(a, b string) int { return len(a) - len(b) }) // "true", "false"
		}
		items = append(items, item)
	}
	return items
}

// examAgain shows the page again because no language was chosen.
func (s *Server) examAgain(c *Context, e course.Edition, bank quiz.Bank) error {
	data, err := s.examData(c, e, bank)
	if err != nil {
		return err
	}
	data.Language = ""
	bad := complain{s: s, lang: c.Lang}
	if len(data.Languages) > 0 {
		bad.add("language-"+data.Languages[0], "exam_language_missing")
	}
	data.Errs = bad.errs
	return s.pageAt(c, http.StatusUnprocessableEntity, "exam_before", "exam/"+e.Course, data)
}

// pageAt is page for an answer to a form whose own address cannot be read: the
// language links lead to path.
func (s *Server) pageAt(c *Context, status int, name, path string, data any) error {
	v := s.view(c)
	v.Path = path
	return s.pages.Write(c.Writer, status, name, v, data)
}
