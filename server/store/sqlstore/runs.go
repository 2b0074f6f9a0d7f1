package sqlstore

import (
	"context"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

const runColumns = `id, institution_id, course, trainer_id, title, code_hash, seats, used, created, expires`

func scanRun(s scanner) (x learner.Run, err error) {
	err = s.Scan(&x.ID, &x.Institution, &x.Course, &x.Trainer, &x.Title, &x.CodeHash, &x.Seats, &x.Used,
		moment{&x.Created}, moment{&x.Expires})
	return x, err
}

func (r *reader) Run(ctx context.Context, id, trainer string) (learner.Run, error) {
	return one(ctx, r, "run", scanRun, `SELECT `+runColumns+` FROM run WHERE id = $1 AND trainer_id = $2`, id, trainer)
}

func (r *reader) RunByCode(ctx context.Context, codeHash string) (learner.Run, error) {
	return one(ctx, r, "run by code", scanRun, `SELECT `+runColumns+` FROM run WHERE code_hash = $1`, codeHash)
}

func (r *reader) RunsByTrainer(ctx context.Context, trainer string) ([]learner.Run, error) {
	return list(ctx, r, "runs of a trainer", scanRun, `SELECT `+runColumns+` FROM run WHERE trainer_id = $1
		ORDER BY created DESC, id`, trainer)
}

func (r *reader) RunRows(ctx context.Context, run string) ([]learner.RunRow, error) {
	return list(ctx, r, "rows of a run", func(s scanner) (x learner.RunRow, err error) {
		err = s.Scan(&x.Person, moment{&x.Enrolled}, moment{&x.LastRead}, &x.Read, &x.Started, &x.Passed)
		return x, err
	}, `SELECT e.person_id, e.created,
			(SELECT max(p.read_at) FROM progress p WHERE p.person_id = e.person_id AND p.course = e.course),
			(SELECT count(*) FROM progress p WHERE p.person_id = e.person_id AND p.course = e.course),
			EXISTS (SELECT 1 FROM attempt a WHERE a.person_id = e.person_id AND a.course = e.course),
			EXISTS (SELECT 1 FROM attempt a WHERE a.person_id = e.person_id AND a.course = e.course
				AND a.state = 'graded' AND a.passed)
		FROM enrolment e WHERE e.run_id = $1 ORDER BY e.created, e.id`, run)
}

const enrolmentColumns = `id, institution_id, run_id, course, person_id, created`

func scanEnrolment(s scanner) (e learner.Enrolment, err error) {
	err = s.Scan(&e.ID, &e.Institution, &e.Run, &e.Course, &e.Person, moment{&e.Created})
	return e, err
}

func (r *reader) Enrolment(ctx context.Context, person, course string) (learner.Enrolment, error) {
	return one(ctx, r, "enrolment", scanEnrolment, `SELECT `+enrolmentColumns+` FROM enrolment
		WHERE person_id = $1 AND course = $2 ORDER BY created DESC, id DESC LIMIT 1`, person, course)
}

func (r *reader) Enrolments(ctx context.Context, person string) ([]learner.Enrolment, error) {
	return list(ctx, r, "enrolments", scanEnrolment, `SELECT `+enrolmentColumns+` FROM enrolment
		WHERE person_id = $1 ORDER BY created, id`, person)
}

func (r *reader) Progress(ctx context.Context, person, course string) (map[string]store.Reading, error) {
	pages := map[string]store.Reading{}
	err := r.each(ctx, "progress", `SELECT page, read_at, segments FROM progress WHERE person_id = $1 AND course = $2`,
		[]any{person, course}, func(s scanner) error {
			var page string
			var x store.Reading
			if err := s.Scan(&page, moment{&x.At}, &x.Segments); err != nil {
				return err
			}
			pages[page] = x
			return nil
		})
	if err != nil {
		return nil, err
	}
	return pages, nil
}

func (t *tx) AddRun(x learner.Run) error {
	return t.must(store.ErrConflict, "add run", `INSERT INTO run (`+runColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		x.ID, x.Institution, x.Course, x.Trainer, x.Title, x.CodeHash, x.Seats, x.Used,
		unix(x.Created), unix(x.Expires))
}

func (t *tx) TakeSeat(run string, at time.Time) error {
	return t.must(store.ErrNotFound, "take seat", `UPDATE run SET used = used + 1
		WHERE id = $1 AND used < seats AND expires > $2`, run, unix(at))
}

func (t *tx) AddEnrolment(e learner.Enrolment) error {
	return t.must(store.ErrConflict, "add enrolment", `INSERT INTO enrolment (`+enrolmentColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		e.ID, e.Institution, e.Run, e.Course, e.Person, unix(e.Created))
}

func (t *tx) SetRead(person, institution, course, page string, x store.Reading) error {
	_, err := t.exec("set read", `INSERT INTO progress (person_id, institution_id, course, page, read_at, segments)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, course, page) DO UPDATE SET read_at = excluded.read_at, segments = excluded.segments
		WHERE excluded.read_at >= progress.read_at`, person, institution, course, page, unix(x.At), x.Segments)
	return err
}
