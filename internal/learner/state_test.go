package learner

import (
	"errors"
	"testing"
	"time"
)

// TestNext walks every state with every event: what is not listed is refused.
func TestNext(t *testing.T) {
	type move struct {
		from State
		on   Event
	}
	want := map[move]State{
		{Open, Submit}:    Submitted, // in time
		{Open, Expire}:    Expired,   // nobody came
		{Open, Arrive}:    Late,      // too late, and answers that nobody has seen
		{Submitted, Mark}: Graded,
		{Expired, Mark}:   Graded, // with the saved answers
		{Expired, Arrive}: Late,   // before the saved ones were marked
		{Late, Mark}:      Graded, // by a trainer's decision
		{Graded, Annul}:   Void,
	}
	seen := 0
	for _, from := range append(States, "", "unknown") {
		for _, on := range append(Events, "", "unknown") {
			to, ok := want[move{from, on}]
			got, err := from.Next(on)
			if ok {
				seen++
				if err != nil || got != to {
					t.Errorf("%s + %s = %s, %v; want %s", from, on, got, err, to)
				}
				continue
			}
			var refused *MoveError
			if !errors.As(err, &refused) || refused.From != from || refused.Event != on || got != from {
				t.Errorf("%s + %s = %s, %v; want a refusal", from, on, got, err)
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d of %d moves were walked", seen, len(want))
	}
}

func TestOnlyOpenTakesAnswers(t *testing.T) {
	for _, s := range States {
		if s.Over() != (s != Open) {
			t.Errorf("%s: over is %v", s, s.Over())
		}
	}
}

var noon = time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)

func TestDeadline(t *testing.T) {
	limited := Attempt{State: Open, Started: noon, Deadline: DeadlineAt(noon, 30*time.Minute)}
	end := noon.Add(30 * time.Minute)
	for _, tt := range []struct {
		why     string
		attempt Attempt
		now     time.Time
		overdue bool
		ended   time.Time
	}{
		{"in time", limited, end.Add(-time.Second), false, end.Add(-time.Second)},
		{"at the deadline", limited, end, false, end},
		{"in the grace: taken, but ended at the deadline", limited, end.Add(Grace - time.Millisecond), false, end},
		{"the grace belongs to the learner", limited, end.Add(Grace), false, end},
		{"after the grace", limited, end.Add(Grace + time.Millisecond), true, end},
		{"no limit is never over", Attempt{State: Open, Deadline: DeadlineAt(noon, 0)}, noon.AddDate(10, 0, 0), false, noon.AddDate(10, 0, 0)},
		{"an ended one is not overdue", Attempt{State: Graded, Deadline: end}, end.AddDate(1, 0, 0), false, end},
	} {
		if got := tt.attempt.Overdue(tt.now); got != tt.overdue {
			t.Errorf("%s: overdue is %v", tt.why, got)
		}
		if got := tt.attempt.EndedAt(tt.now); !got.Equal(tt.ended) {
			t.Errorf("%s: ended %v, want %v", tt.why, got, tt.ended)
		}
	}
}

func TestCheckAnnul(t *testing.T) {
	const reason = "the power failed in the room"
	for _, tt := range []struct {
		why                      string
		asked, confirmed, reason string
		want                     error
	}{
		{"two people and a reason", "p1", "p2", reason, nil},
		{"one person twice", "p1", "p1", reason, ErrOnePerson},
		{"nobody confirmed", "p1", "", reason, ErrOnePerson},
		{"nobody asked", "", "p2", reason, ErrOnePerson},
		{"the holder asked", "holder", "p2", reason, ErrOwnResult},
		{"the holder confirmed", "p1", "holder", reason, ErrOwnResult},
		{"no reason", "p1", "p2", "   ", ErrNoReason},
		{"spaces are no reason", "p1", "p2", "why             ", ErrNoReason},
		{"letters count, not bytes", "p1", "p2", "свет погас", nil},
	} {
		if err := CheckAnnul("holder", tt.asked, tt.confirmed, tt.reason); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.want)
		}
	}
}
