package learner

import (
	"errors"
	"testing"
	"time"
)

func TestMayStart(t *testing.T) {
	rules := Rules{Attempts: 3, Wait: 24 * time.Hour, Languages: []string{"ro", "ru"}}
	failed := func(n int, ended time.Time) Attempt {
		return Attempt{ID: "failed", Number: n, State: Graded, Ended: ended}
	}
	long := noon.AddDate(0, 0, -30)
	for _, tt := range []struct {
		why      string
		attempts []Attempt
		rules    Rules
		language string
		number   int
		want     Refusal
	}{
		{"the first", nil, rules, "ro", 1, Refusal{}},
		{"no such language", nil, rules, "uk", 0, Refusal{Reason: ReasonLanguage}},
		{"no language", nil, rules, "", 0, Refusal{Reason: ReasonLanguage}},
		{"one is open", []Attempt{{ID: "o", Number: 1, State: Open}}, rules, "ro", 0, Refusal{Reason: ReasonOpen, Attempt: "o"}},
		{"one is being marked", []Attempt{{ID: "o", Number: 1, State: Submitted}}, rules, "ro", 0, Refusal{Reason: ReasonOpen, Attempt: "o"}},
		{"one waits to be marked", []Attempt{{ID: "o", Number: 1, State: Expired}}, rules, "ro", 0, Refusal{Reason: ReasonOpen, Attempt: "o"}},
		{"an open one counts before a passed one", []Attempt{{ID: "p", Number: 1, State: Graded, Passed: true}, {ID: "o", Number: 2, State: Open}}, rules, "ro", 0, Refusal{Reason: ReasonOpen, Attempt: "o"}},
		{"passed already", []Attempt{failed(1, long), {ID: "p", Number: 2, State: Graded, Passed: true, Ended: long}}, rules, "ro", 0, Refusal{Reason: ReasonPassed, Attempt: "p"}},
		{"a late one is not passed, whatever it says", []Attempt{{ID: "l", Number: 1, State: Late, Passed: true, Ended: long}}, rules, "ro", 2, Refusal{}},
		{"a second after the wait", []Attempt{failed(1, noon.Add(-24*time.Hour))}, rules, "ro", 2, Refusal{}},
		{"a second before it ends", []Attempt{failed(1, noon.Add(-24*time.Hour+time.Second))}, rules, "ro", 0, Refusal{Reason: ReasonWait, Until: noon.Add(time.Second)}},
		{"the last one counts for the wait", []Attempt{failed(1, noon.Add(-time.Hour)), failed(2, long)}, rules, "ro", 0, Refusal{Reason: ReasonWait, Until: noon.Add(23 * time.Hour)}},
		{"no wait", []Attempt{failed(1, noon)}, Rules{Attempts: 3, Languages: rules.Languages}, "ro", 2, Refusal{}},
		{"the last of three", []Attempt{failed(1, long), failed(2, long)}, rules, "ro", 3, Refusal{}},
		{"none left", []Attempt{failed(1, long), failed(2, long), failed(3, long)}, rules, "ro", 0, Refusal{Reason: ReasonNone}},
		{"none left counts before the wait", []Attempt{failed(1, long), failed(2, long), failed(3, noon)}, rules, "ro", 0, Refusal{Reason: ReasonNone}},
		{"no limit", []Attempt{failed(1, long), failed(2, long), failed(3, long)}, Rules{Languages: rules.Languages}, "ro", 4, Refusal{}},
		{"a voided one is as if it had not been, but keeps its number", []Attempt{failed(1, long), failed(2, long), {Number: 3, State: Void, Passed: true, Ended: noon}}, rules, "ro", 4, Refusal{}},
	} {
		number, err := MayStart(tt.attempts, tt.rules, tt.language, noon)
		if tt.want == (Refusal{}) {
			if err != nil || number != tt.number {
				t.Errorf("%s: %d, %v; want %d", tt.why, number, err, tt.number)
			}
			continue
		}
		var got *Refusal
		if !errors.As(err, &got) || *got != tt.want {
			t.Errorf("%s: %d, %v; want %+v", tt.why, number, err, tt.want)
		}
	}
}

func TestLeft(t *testing.T) {
	attempts := []Attempt{{State: Graded}, {State: Void}, {State: Open}}
	for _, tt := range []struct {
		why     string
		rules   Rules
		left    int
		limited bool
	}{
		{"an open one is used, a voided one is not", Rules{Attempts: 3}, 1, true},
		{"never below none", Rules{Attempts: 1}, 0, true},
		{"no limit", Rules{}, 0, false},
	} {
		if left, limited := Left(attempts, tt.rules); left != tt.left || limited != tt.limited {
			t.Errorf("%s: %d, %v", tt.why, left, limited)
		}
	}
}
