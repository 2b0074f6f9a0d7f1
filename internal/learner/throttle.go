package learner

import "time"

// The figures of the throttle.
const (
	ThrottleFree   = 5                // failures that cost nothing
	ThrottleWindow = 15 * time.Minute // in which they are counted
	throttleFirst  = time.Minute
	throttleMost   = time.Hour // it never shuts anybody out for longer
)

// Failed counts one more failure at now for a bucket that has failed so often
// since then. It returns the new count, its new start, and until when the
// bucket is shut: at now or before when it is not. From the fifth failure in
// the window each one doubles the wait, from a minute to an hour; a window
// without failures after that forgets them.
func Failed(failed int, since, now time.Time) (count int, start, until time.Time) {
	if failed <= 0 || !now.Before(ShutUntil(failed, since).Add(ThrottleWindow)) {
		return 1, now, now
	}
	count = min(failed+1, ThrottleFree+16) // more would change nothing
	if count < ThrottleFree {
		return count, since, now
	}
	return count, now, ShutUntil(count, now)
}

// ShutUntil returns until when a bucket is shut that has failed so often. From
// the fifth failure on, since is the time of the last one.
func ShutUntil(failed int, since time.Time) time.Time {
	if failed < ThrottleFree {
		return since
	}
	wait := throttleFirst
	for range failed - ThrottleFree {
		if wait *= 2; wait >= throttleMost {
			return since.Add(throttleMost)
		}
	}
	return since.Add(wait)
}
