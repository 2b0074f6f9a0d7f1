package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

// shutUntil returns what is counted for a bucket, and until when it is shut: zero
// while it is open.
func shutUntil(ctx context.Context, r store.Reader, bucket string, now time.Time) (store.Throttle, time.Time, error) {
	t, err := r.Throttle(ctx, bucket)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return t, time.Time{}, fmt.Errorf("read throttle: %w", err)
	}
	if now.Before(t.Until) {
		return t, t.Until, nil
	}
	return t, time.Time{}, nil
}

// try counts a try at a bucket, inside the write that its answer waits for: it
// returns until when the bucket is shut, and then the try may not be answered,
// right or wrong. Writes follow one another, so that of many tries sent at
// once no more are answered than of as many sent in turn.
func (s *Server) try(ctx context.Context, tx store.Tx, bucket string, right bool) (shut time.Time, err error) {
	now := s.now()
	t, shut, err := shutUntil(ctx, tx, bucket, now)
	if err != nil || right || !shut.IsZero() {
		return shut, err
	}
	n, since, until := learner.Failed(t.Failed, t.Since, now)
	if err := tx.SetThrottle(store.Throttle{Bucket: bucket, Failed: n, Since: since, Until: until}); err != nil {
		return shut, fmt.Errorf("store throttle: %w", err)
	}
	return shut, nil
}
