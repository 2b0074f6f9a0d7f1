package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"ascult/internal/learner"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// A given is an answer as it came from a form or through the API: ids under
// this attempt shows its options and choices, texts for gaps, or "I don't know
// yet".
type given struct {
	position   int
	ids        []string
	texts      []string
	unsure     bool
	confidence learner.Confidence
}

// empty reports whether nothing at all was given.
func (g given) empty() bool { return len(g.ids)+len(g.texts) == 0 && !g.unsure }

// mixed reports whether an answer was given, and "I don't know yet" as well.
func (g given) mixed() bool { return g.unsure && len(g.ids)+len(g.texts) > 0 }

// shapeOf is the form that answers to a type of question have.
func shapeOf(t quiz.Type) learner.Shape {
	switch t {
	case quiz.Multiple, quiz.Spot:
		return learner.Several
	case quiz.Order:
		return learner.Ordered
	case quiz.Match:
		return learner.Matched
	case quiz.Gap:
		return learner.Typed
	}
	return learner.One
}

// answer turns what was given into an answer by the bank's ids. It returns a
// *[learner.ChoiceError] for what no page of this attempt could have sent.
func (t sitting) answer(g given, at time.Time) (learner.Answer, error) {
	if g.position < 1 || g.position > len(t.attempt.Draw) {
		return learner.Answer{}, &learner.ChoiceError{Position: g.position, Err: learner.ErrPosition}
	}
	q, err := t.question(g.position)
	if err != nil {
		return learner.Answer{}, err
	}
	a := learner.Answer{Position: g.position, Unsure: g.unsure, Confidence: g.confidence, Saved: at}
	shape := shapeOf(q.Type)
	switch {
	case g.confidence != "" && !(t.bank.Confidence && slices.Contains(learner.Confidences, g.confidence)),
		shape == learner.Typed && len(g.ids) > 0, shape != learner.Typed && len(g.texts) > 0:
		return a, &learner.ChoiceError{Position: g.position, Err: learner.ErrForeign}
	case shape == learner.Typed:
		a.Texts, err = t.attempt.Type(g.position, g.texts, quiz.MaxTyped)
	default:
		a.Options, err = t.attempt.Choose(g.position, g.ids, shape)
	}
	return a, err
}

// shown is an answer under the ids that it has in this attempt.
func (t sitting) shown(a learner.Answer) ([]string, error) {
	q, err := t.question(a.Position)
	if err != nil {
		return nil, err
	}
	return t.attempt.Shown(a, shapeOf(q.Type)), nil
}

// anyRev is given to save by what does not know which answers it was made
// after: a form.
const anyRev = -1

// The reasons why save refuses.
var (
	errOver  = errors.New("attempt is over")
	errStale = errors.New("answers have changed since")
)

// save stores answers of a sitting, all or none, and returns it as it is then.
// What is stored already is not stored again: the same answers sent twice are
// the same as once. rev is the revision that they were given to; with another
// one, and something new to store, it returns errStale and the sitting as it
// is. Once the attempt has ended it returns errOver.
//
// Forms and the API save here and nowhere else.
func (s *Server) save(c *Context, t sitting, rev int, answers []learner.Answer) (sitting, error) {
	ctx := context.WithoutCancel(c.Request.Context())
	now := s.now()
	err := s.write(ctx, func(tx store.Tx) error {
		var err error
		if t.attempt, err = tx.Attempt(ctx, t.attempt.ID, c.Person.ID); err != nil {
			return err
		}
		if t.attempt.State.Over() || t.attempt.Overdue(now) {
			return errOver
		}
		stored, err := tx.Answers(ctx, t.attempt.ID)
		if err != nil {
			return err
		}
		t.answers = byPosition(stored)
		fresh := slices.DeleteFunc(slices.Clone(answers), func(a learner.Answer) bool {
			old, ok := t.answers[a.Position]
			return ok && old.Same(a)
		})
		if len(fresh) > 0 && rev != anyRev && rev != t.attempt.Rev {
			return errStale
		}
		for _, a := range fresh {
			if err := tx.SaveAnswer(t.attempt.ID, a); err != nil {
				return err
			}
			t.attempt.Rev++
			t.answers[a.Position] = a
		}
		return nil
	})
	if errors.Is(err, store.ErrConflict) {
		err = errOver
	}
	return t, err
}
