// Package grade marks an attempt. It is pure and exact: points are counted in
// units of which every share of a question is a whole number, so that no mark
// is ever rounded. The rules are those of docs/formats/bank.md, "Marks".
package grade

import (
	"errors"
	"fmt"
	"slices"

	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// Units are the parts of one point: the least number that 1 to 10 divide. The
// pairs of 3 to 7 items in an order, 3, 6, 10, 15 and 21, divide it too, and a
// quarter of it is whole.
const Units = 2520

// A Verdict is what an answer has come to.
type Verdict string

// The verdicts.
const (
	Right      Verdict = "right"      // all units
	Partly     Verdict = "partly"     // some units
	Not        Verdict = "not"        // no units
	Unsure     Verdict = "unsure"     // "I don't know yet"; no units
	Unanswered Verdict = "unanswered" // nothing was given; no units
	Withdrawn  Verdict = "withdrawn"  // the question is not counted, whatever was chosen
)

// The errors of [Grade]. They mean that the attempt does not fit the bank or
// its own draw: nothing a learner can do brings them about.
var (
	ErrBank   = errors.New("bank does not fit the draw")
	ErrAnswer = errors.New("answer does not fit the draw")
)

// A Sitting is all that a mark depends on.
type Sitting struct {
	Bank      quiz.Bank // the bank as it was at the start
	Draw      []learner.Drawn
	Answers   []learner.Answer
	Withdrawn []string // ids of questions that are no longer counted
	Pass      int      // per cent of the units that are needed, 1 to 100
}

// A Result is a marked sitting.
type Result struct {
	Questions []Question // in the order drawn
	Score     int        // units
	Max       int        // units of the questions that are counted
	Pass      int        // per cent
	Passed    bool
}

// A Question is one marked question. Why it is so is in the bank.
type Question struct {
	ID      string
	Verdict Verdict
	Units   int
	Max     int      // 0 if withdrawn
	Chosen  []string // the bank's option ids in the order shown; for an order in the order given, for a match by line; for gaps what was typed
	Correct []string // likewise; for a match the lines themselves, for gaps their ids
	Gaps    []bool   // which gaps are filled rightly; nil for other types, and where nothing was typed
}

// Right returns how many of the counted questions earned all their units, and
// how many are counted.
func (r Result) Right() (right, counted int) {
	for _, q := range r.Questions {
		if q.Verdict != Withdrawn {
			counted++
		}
		if q.Verdict == Right {
			right++
		}
	}
	return right, counted
}

// Grade marks a sitting. It returns ErrBank or ErrAnswer, wrapped, if the
// parts do not fit each other.
func Grade(s Sitting) (Result, error) {
	if s.Pass < 1 || s.Pass > 100 {
		return Result{}, fmt.Errorf("pass mark of %d per cent: %w", s.Pass, ErrBank)
	}
	given := make(map[int]learner.Answer, len(s.Answers))
	for _, a := range s.Answers {
		if _, twice := given[a.Position]; twice || a.Position < 1 || a.Position > len(s.Draw) {
			return Result{}, fmt.Errorf("answer at %d: %w", a.Position, ErrAnswer)
		}
		given[a.Position] = a
	}
	r := Result{Pass: s.Pass, Questions: make([]Question, 0, len(s.Draw))}
	for i, d := range s.Draw {
		answer, answered := given[i+1]
		q, err := mark(s.Bank, d, answer, answered, slices.Contains(s.Withdrawn, d.Question))
		if err != nil {
			return Result{}, fmt.Errorf("mark question %d (%s): %w", i+1, d.Question, err)
		}
		r.Questions = append(r.Questions, q)
		r.Score += q.Units
		r.Max += q.Max
	}
	r.Passed = r.Max > 0 && 100*r.Score >= s.Pass*r.Max
	return r, nil
}

// mark marks one question.
func mark(bank quiz.Bank, d learner.Drawn, a learner.Answer, answered, withdrawn bool) (Question, error) {
	i := slices.IndexFunc(bank.Questions, func(q quiz.Question) bool { return q.ID == d.Question })
	if i < 0 {
		return Question{}, ErrBank
	}
	item := bank.Questions[i]
	for _, o := range d.Options {
		if _, known := item.Option(o); !known {
			return Question{}, fmt.Errorf("option %s: %w", o, ErrBank)
		}
	}
	if len(d.Options) != len(item.Options) || item.Points < 1 || item.Points > 10 {
		return Question{}, ErrBank
	}
	gap := item.Type == quiz.Gap
	if a.Unsure && len(a.Options)+len(a.Texts) > 0 || gap && len(a.Options) > 0 || !gap && len(a.Texts) > 0 {
		return Question{}, ErrAnswer
	}
	q := Question{ID: d.Question, Max: item.Points * Units}
	var err error
	switch {
	case gap:
		err = q.typed(item, d, a)
	case item.Type.Listed():
		err = q.list(item, d, a)
	default:
		err = q.set(item, d, a)
	}
	if err != nil {
		return Question{}, err
	}
	switch {
	case withdrawn:
		q.Verdict, q.Units, q.Max = Withdrawn, 0, 0
	case a.Unsure:
		q.Verdict = Unsure
	case !answered || len(q.Chosen) == 0:
		q.Verdict = Unanswered
	case q.Units == q.Max:
		q.Verdict = Right
	case q.Units > 0:
		q.Verdict = Partly
	default:
		q.Verdict = Not
	}
	return q, nil
}

// set marks an answer that is a set of options.
func (q *Question) set(item quiz.Question, d learner.Drawn, a learner.Answer) error {
	right, wrong, credit := 0, 0, 0
	for _, id := range d.Options {
		o, _ := item.Option(id)
		if o.Correct {
			q.Correct = append(q.Correct, id)
		}
		if slices.Contains(a.Options, id) {
			q.Chosen = append(q.Chosen, id)
			if o.Correct {
				right++
			} else {
				wrong++
				credit = o.Credit
			}
		}
	}
	switch {
	case len(q.Correct) < 1 || len(q.Correct) > 10:
		return ErrBank
	case credit < 0 || credit > 75 || credit%25 != 0:
		return ErrBank
	case len(q.Chosen) != len(a.Options), !item.Type.Multiple() && len(a.Options) > 1:
		return ErrAnswer
	}
	switch {
	case item.Type.Multiple():
		q.Units = q.Max * max(0, right-wrong) / len(q.Correct)
	case right == 1:
		q.Units = q.Max
	case item.Type == quiz.Judgement:
		q.Units = q.Max * credit / 100
	}
	return nil
}

// typed marks the texts typed into gaps.
func (q *Question) typed(item quiz.Question, d learner.Drawn, a learner.Answer) error {
	n := len(d.Options)
	if n < 1 || n > 7 {
		return ErrBank
	}
	q.Correct = slices.Clone(d.Options)
	if len(a.Texts) == 0 {
		return nil
	}
	if len(a.Texts) != n {
		return ErrAnswer
	}
	q.Chosen = slices.Clone(a.Texts)
	right := 0
	for i, id := range d.Options {
		gap, _ := item.Option(id)
		ok := item.Accepts(gap, a.Texts[i])
		q.Gaps = append(q.Gaps, ok)
		if ok {
			right++
		}
	}
	q.Units = q.Max * right / n
	return nil
}

// list marks an answer that names an option for each place (order) or for each
// line (match).
func (q *Question) list(item quiz.Question, d learner.Drawn, a learner.Answer) error {
	n := len(item.Options)
	if n < 3 || n > 7 {
		return ErrBank
	}
	place := make(map[string]int, n) // of the bank
	for i, o := range item.Options {
		place[o.ID] = i
	}
	if item.Type == quiz.Match {
		q.Correct = slices.Clone(d.Options)
	} else {
		for _, o := range item.Options {
			q.Correct = append(q.Correct, o.ID)
		}
	}
	if len(a.Options) == 0 {
		return nil
	}
	if len(a.Options) != n {
		return ErrAnswer
	}
	for i, o := range a.Options {
		_, known := place[o]
		if !known || item.Type == quiz.Order && slices.Contains(a.Options[:i], o) {
			return ErrAnswer
		}
	}
	q.Chosen = slices.Clone(a.Options)
	if item.Type == quiz.Match {
		right := 0
		for i, o := range a.Options {
			if o == d.Options[i] {
				right++
			}
		}
		q.Units = q.Max * right / n
		return nil
	}
	// Kendall's tau: pairs in the right order less pairs in the wrong one.
	balance := 0
	for i := range n {
		for k := i + 1; k < n; k++ {
			if place[a.Options[i]] < place[a.Options[k]] {
				balance++
			} else {
				balance--
			}
		}
	}
	q.Units = q.Max * max(0, balance) / (n * (n - 1) / 2)
	return nil
}
