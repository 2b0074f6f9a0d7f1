package sqlstore

import (
	"context"
	"errors"
	"time"

	"ascult/server/store"
)

const auditColumns = `seq, institution_id, at, actor, action, object, detail, prev, hash`

// auditPage is how many entries are read at once, so that no read transaction
// lasts as long as the caller's work on them: it would hold up checkpoints.
const auditPage = 500

func scanEntry(s scanner) (e store.Entry, err error) {
	err = s.Scan(&e.Seq, &e.Institution, moment{&e.At}, &e.Actor, &e.Action, &e.Object, &e.Detail, &e.Prev, &e.Hash)
	return e, err
}

func (r *reader) AuditHead(ctx context.Context) (store.Entry, error) {
	return one(ctx, r, "audit head", scanEntry, `SELECT `+auditColumns+` FROM audit ORDER BY seq DESC LIMIT 1`)
}

func (r *reader) AuditEach(ctx context.Context, f func(store.Entry) error) error {
	var last int64
	for {
		page, err := list(ctx, r, "audit", scanEntry, `SELECT `+auditColumns+` FROM audit
			WHERE seq > $1 ORDER BY seq LIMIT $2`, last, auditPage)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := f(e); err != nil {
				return err
			}
			last = e.Seq
		}
		if len(page) < auditPage {
			return nil
		}
	}
}

func (t *tx) Audit(e store.Entry) error {
	head, err := t.AuditHead(context.Background())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	e.Seq, e.Prev = head.Seq+1, head.Hash
	e.Hash = store.HashEntry(e)
	_, err = t.exec("audit", `INSERT INTO audit (`+auditColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Seq, e.Institution, e.At.Unix(), e.Actor, e.Action, e.Object, e.Detail, e.Prev, e.Hash)
	return err
}

func (r *reader) Throttle(ctx context.Context, bucket string) (store.Throttle, error) {
	return one(ctx, r, "throttle", func(s scanner) (x store.Throttle, err error) {
		err = s.Scan(&x.Bucket, &x.Failed, moment{&x.Since}, moment{&x.Until})
		return x, err
	}, `SELECT bucket, failed, since, until_at FROM throttle WHERE bucket = $1`, bucket)
}

func (t *tx) SetThrottle(x store.Throttle) error {
	_, err := t.exec("set throttle", `INSERT INTO throttle (bucket, failed, since, until_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (bucket) DO UPDATE
		SET failed = excluded.failed, since = excluded.since, until_at = excluded.until_at`,
		x.Bucket, x.Failed, unix(x.Since), unix(x.Until))
	return err
}

func (r *reader) ClockMark(ctx context.Context) (time.Time, error) {
	at, err := one(ctx, r, "clock mark", func(s scanner) (at time.Time, err error) {
		err = s.Scan(moment{&at})
		return at, err
	}, `SELECT mark FROM clock WHERE one = 1`)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}

func (t *tx) SetClockMark(at time.Time) error {
	_, err := t.exec("set clock mark", `INSERT INTO clock (one, mark) VALUES (1, $1)
		ON CONFLICT (one) DO UPDATE SET mark = excluded.mark WHERE excluded.mark > clock.mark`, at.Unix())
	return err
}
