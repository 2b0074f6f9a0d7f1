package learner

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// States are all states of an attempt.
var States = []State{Open, Submitted, Graded, Expired, Late, Void}

// An Event is something that may move an attempt to another state.
type Event string

// The events.
const (
	Submit Event = "submit" // the learner sends the answers in time
	Expire Event = "expire" // deadline and grace have passed; the saved answers count
	Arrive Event = "arrive" // answers come after the grace; a trainer decides about them
	Mark   Event = "mark"   // the answers are graded; for a late attempt this is a trainer's decision
	Annul  Event = "annul"  // two people void a result, see [CheckAnnul]
)

// Events are all events.
var Events = []Event{Submit, Expire, Arrive, Mark, Annul}

// moves is the whole state machine: what is not here is refused.
var moves = map[State]map[Event]State{
	Open:      {Submit: Submitted, Expire: Expired, Arrive: Late},
	Submitted: {Mark: Graded},
	Expired:   {Mark: Graded, Arrive: Late},
	Late:      {Mark: Graded},
	Graded:    {Annul: Void},
	Void:      {},
}

// A MoveError says that an event cannot happen in a state.
type MoveError struct {
	From  State
	Event Event
}

// Error names the state and the event.
func (e *MoveError) Error() string {
	return fmt.Sprintf("attempt is %q: %q is refused", string(e.From), string(e.Event))
}

// Next returns the state that follows when e happens in s. It returns a
// *[MoveError] if e may not happen then, and for unknown states and events.
func (s State) Next(e Event) (State, error) {
	if to, ok := moves[s][e]; ok {
		return to, nil
	}
	return s, &MoveError{From: s, Event: e}
}

// Over reports whether the learner can no longer change answers in s.
func (s State) Over() bool { return s != Open }

// Grace is how long after the deadline answers are still taken, for slow
// networks.
const Grace = 60 * time.Second

// DeadlineAt returns when an attempt begun at start must end. A limit of
// nothing gives the zero time: there is no deadline.
func DeadlineAt(start time.Time, limit time.Duration) time.Time {
	if limit <= 0 {
		return time.Time{}
	}
	return start.Add(limit)
}

// Overdue reports whether a is open and its deadline and grace have passed at
// now, which must be the server's clock: no other clock decides.
func (a Attempt) Overdue(now time.Time) bool {
	return a.State == Open && !a.Deadline.IsZero() && now.After(a.Deadline.Add(Grace))
}

// EndedAt returns the end to record for an attempt that ends at now: the
// deadline if that has passed, so that nobody gains or loses by the grace.
func (a Attempt) EndedAt(now time.Time) time.Time {
	if !a.Deadline.IsZero() && now.After(a.Deadline) {
		return a.Deadline
	}
	return now
}

// The reasons why [CheckAnnul] refuses.
var (
	ErrOnePerson = errors.New("voiding a result takes two people")
	ErrOwnResult = errors.New("nobody voids or restores their own result")
	ErrNoReason  = errors.New("voiding a result takes a reason of 10 characters or more")
)

// CheckAnnul checks who may void a result of holder: two different people,
// neither of them the holder, with a reason that says something.
func CheckAnnul(holder, asked, confirmed, reason string) error {
	switch {
	case asked == "" || confirmed == "" || asked == confirmed:
		return ErrOnePerson
	case asked == holder || confirmed == holder:
		return ErrOwnResult
	case utf8.RuneCountInString(strings.TrimSpace(reason)) < 10:
		return ErrNoReason
	}
	return nil
}
