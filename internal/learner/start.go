package learner

import (
	"fmt"
	"slices"
	"time"
)

// Rules are the rules of an exam. Zero values mean none: no limit of attempts,
// no wait, no limit of time.
type Rules struct {
	Attempts  int
	Wait      time.Duration // from the end of one attempt to the start of the next
	Limit     time.Duration
	Languages []string // in which the exam and its certificate exist
}

// A Reason says why an attempt may not start.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	ReasonLanguage Reason = "language" // the course is not in the language asked for
	ReasonOpen     Reason = "open"     // an attempt is under way
	ReasonPassed   Reason = "passed"   // passed already
	ReasonNone     Reason = "none"     // no attempt is left
	ReasonWait     Reason = "wait"     // too soon after the last one
)

// A Refusal says why an attempt may not start, and what the learner needs to
// know about it.
type Refusal struct {
	Reason  Reason
	Attempt string    // the attempt under way, or the one that passed
	Until   time.Time // for [ReasonWait]: from then on it may
}

// Error names the reason.
func (r *Refusal) Error() string { return fmt.Sprintf("attempt may not start: %s", r.Reason) }

// MayStart returns the number that a new attempt gets, or a *[Refusal].
// attempts are all attempts of the person at the course; one that is overdue
// must have been expired before, since an open one refuses. Whoever opens an
// attempt and leaves has used it; a voided one is as if it had not been, but
// its number is not given again.
func MayStart(attempts []Attempt, rules Rules, certificateLanguage string, now time.Time) (int, error) {
	if !slices.Contains(rules.Languages, certificateLanguage) {
		return 0, &Refusal{Reason: ReasonLanguage}
	}
	number, used, last := 0, 0, time.Time{}
	for _, a := range attempts {
		number = max(number, a.Number)
		if a.State == Void {
			continue
		}
		used++
		if a.Ended.After(last) {
			last = a.Ended
		}
	}
	for _, a := range attempts {
		if a.State == Open || a.State == Submitted || a.State == Expired {
			return 0, &Refusal{Reason: ReasonOpen, Attempt: a.ID}
		}
	}
	for _, a := range attempts {
		if a.State == Graded && a.Passed {
			return 0, &Refusal{Reason: ReasonPassed, Attempt: a.ID}
		}
	}
	if rules.Attempts > 0 && used >= rules.Attempts {
		return 0, &Refusal{Reason: ReasonNone}
	}
	if until := last.Add(rules.Wait); !last.IsZero() && now.Before(until) {
		return 0, &Refusal{Reason: ReasonWait, Until: until}
	}
	return number + 1, nil
}

// Left returns how many attempts may still be started; limited is false when
// the rules set no limit.
func Left(attempts []Attempt, rules Rules) (left int, limited bool) {
	if rules.Attempts <= 0 {
		return 0, false
	}
	left = rules.Attempts
	for _, a := range attempts {
		if a.State != Void {
			left--
		}
	}
	return max(left, 0), true
}
