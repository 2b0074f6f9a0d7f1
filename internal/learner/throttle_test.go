package learner

import (
	"testing"
	"time"
)

func TestFailed(t *testing.T) {
	for _, tt := range []struct {
		why    string
		failed int
		since  time.Duration // before noon
		count  int
		shut   time.Duration // from noon
	}{
		{"the first", 0, 0, 1, 0},
		{"the fourth", 3, time.Minute, 4, 0},
		{"the fifth shuts for a minute", 4, time.Minute, 5, time.Minute},
		{"then it doubles", 5, 2 * time.Minute, 6, 2 * time.Minute},
		{"and doubles", 6, 2 * time.Minute, 7, 4 * time.Minute},
		{"and again", 9, 16 * time.Minute, 10, 32 * time.Minute},
		{"up to an hour", 10, 32 * time.Minute, 11, time.Hour},
		{"and never more", 1 << 40, time.Hour, ThrottleFree + 16, time.Hour},
		{"a slow guesser starts anew after a window", 4, ThrottleWindow, 1, 0},
		{"but not a second before", 4, ThrottleWindow - time.Second, 5, time.Minute},
		{"after a wait, the window begins when it ends", 5, time.Minute + ThrottleWindow - time.Second, 6, 2 * time.Minute},
		{"then it is forgotten", 5, time.Minute + ThrottleWindow, 1, 0},
		{"an hour's wait is forgotten too", 20, time.Hour + ThrottleWindow, 1, 0},
		{"a clock that went back forgets nothing", 4, -time.Hour, 5, time.Minute},
		{"a damaged count is none", -7, time.Minute, 1, 0},
	} {
		count, _, until := Failed(tt.failed, noon.Add(-tt.since), noon)
		if count != tt.count || until.Sub(noon) != tt.shut {
			t.Errorf("%s: count %d, shut for %v; want %d, %v", tt.why, count, until.Sub(noon), tt.count, tt.shut)
		}
	}
}

// Whoever guesses as fast as the throttle allows gets few tries a day, and the
// owner never waits for more than an hour.
func TestThrottleOverADay(t *testing.T) {
	now, since, count, tries := noon, noon, 0, 0
	for now.Before(noon.Add(24 * time.Hour)) {
		var until time.Time
		count, since, until = Failed(count, since, now)
		tries++
		if wait := until.Sub(now); wait > time.Hour {
			t.Fatalf("shut for %v after %d tries", wait, tries)
		}
		if until.After(now) {
			now = until
		} else {
			now = now.Add(time.Second)
		}
		if got := ShutUntil(count, since); got.After(now) && !got.Equal(until) {
			t.Fatalf("until is %v, then %v", until, got)
		}
	}
	if tries != 33 {
		t.Errorf("%d tries in a day", tries)
	}
}
