package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"ascult/internal/learner"
	"ascult/server/store"
)

const attemptColumns = `id, institution_id, person_id, enrolment_id, course, edition, bank, number, state, language,
	certificate_language, specimen, draw, secret, rev, started, deadline, ended, score, max_score, passed, result_hash`

func scanAttempt(s scanner) (a learner.Attempt, err error) {
	var draw string
	err = s.Scan(&a.ID, &a.Institution, &a.Person, &a.Enrolment, &a.Course, &a.Edition, &a.Bank, &a.Number, &a.State,
		&a.Language, &a.CertificateLanguage, &a.Specimen, &draw, bytesOf{&a.Key}, &a.Rev, moment{&a.Started},
		moment{&a.Deadline}, moment{&a.Ended}, &a.Score, &a.Max, &a.Passed, &a.ResultHash)
	if err == nil {
		err = json.Unmarshal([]byte(draw), &a.Draw)
	}
	return a, err
}

func (r *reader) Attempt(ctx context.Context, id, person string) (learner.Attempt, error) {
	return one(ctx, r, "attempt", scanAttempt, `SELECT `+attemptColumns+` FROM attempt
		WHERE id = $1 AND person_id = $2`, id, person)
}

func (r *reader) Attempts(ctx context.Context, person, course string) ([]learner.Attempt, error) {
	return list(ctx, r, "attempts", scanAttempt, `SELECT `+attemptColumns+` FROM attempt
		WHERE person_id = $1 AND course = $2 ORDER BY number`, person, course)
}

func (r *reader) Answers(ctx context.Context, attempt string) ([]learner.Answer, error) {
	return list(ctx, r, "answers", func(s scanner) (a learner.Answer, err error) {
		var options, texts string
		if err = s.Scan(&a.Position, &options, &texts, &a.Unsure, &a.Confidence, moment{&a.Saved}); err != nil {
			return a, err
		}
		if a.Options, err = decode(options); err != nil {
			return a, err
		}
		a.Texts, err = decode(texts)
		return a, err
	}, `SELECT position, options, texts, unsure, confidence, saved FROM answer WHERE attempt_id = $1 ORDER BY position`, attempt)
}

func (r *reader) Idempotent(ctx context.Context, person, key string) (store.Idempotent, error) {
	return one(ctx, r, "idempotency key", func(s scanner) (i store.Idempotent, err error) {
		err = s.Scan(&i.Person, &i.Key, &i.Attempt, &i.BodyHash, &i.Status, &i.Location, moment{&i.At})
		return i, err
	}, `SELECT person_id, key, coalesce(attempt_id, ''), body_hash, status, location, at FROM idempotency
		WHERE person_id = $1 AND key = $2`, person, key)
}

func (t *tx) AddAttempt(a learner.Attempt) error {
	draw, err := encode(a.Draw)
	if err != nil {
		return err
	}
	return t.must(store.ErrConflict, "add attempt", `INSERT INTO attempt (`+attemptColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT DO NOTHING`,
		a.ID, a.Institution, a.Person, a.Enrolment, a.Course, a.Edition, a.Bank, a.Number, string(a.State),
		a.Language, a.CertificateLanguage, a.Specimen, draw, blob(a.Key), a.Rev, unix(a.Started),
		unix(a.Deadline), unix(a.Ended), a.Score, a.Max, a.Passed, a.ResultHash)
}

func (t *tx) SaveAnswer(attempt string, a learner.Answer) error {
	options, err := encode(a.Options)
	if err != nil {
		return err
	}
	texts, err := encode(a.Texts)
	if err != nil {
		return err
	}
	err = t.must(store.ErrConflict, "save answer", `UPDATE attempt SET rev = rev + 1
		WHERE id = $1 AND state = 'open'`, attempt)
	if err != nil {
		return t.orNotFound(err, attempt)
	}
	_, err = t.exec("save answer", `INSERT INTO answer (attempt_id, institution_id, position, options, texts, unsure, confidence, saved)
		SELECT id, institution_id, $1, $2, $3, $4, $5, $6 FROM attempt WHERE id = $7
		ON CONFLICT (attempt_id, position) DO UPDATE SET options = excluded.options, texts = excluded.texts,
		unsure = excluded.unsure, confidence = excluded.confidence, saved = excluded.saved`,
		a.Position, options, texts, a.Unsure, string(a.Confidence), unix(a.Saved), attempt)
	return err
}

func (t *tx) SetAttemptLanguage(attempt, lang string) error {
	return t.must(store.ErrNotFound, "set attempt's language", `UPDATE attempt SET language = $1 WHERE id = $2`,
		lang, attempt)
}

func (t *tx) SetAttempt(from learner.State, a learner.Attempt) error {
	err := t.must(store.ErrConflict, "set attempt", `UPDATE attempt SET state = $1, ended = $2, score = $3,
		max_score = $4, passed = $5, result_hash = $6 WHERE id = $7 AND state = $8`,
		string(a.State), unix(a.Ended), a.Score, a.Max, a.Passed, a.ResultHash, a.ID, string(from))
	return t.orNotFound(err, a.ID)
}

func (t *tx) AddIdempotent(i store.Idempotent) error {
	if _, err := t.Person(context.Background(), i.Person); err != nil {
		return err
	}
	var attempt any
	if i.Attempt != "" {
		attempt = i.Attempt
	}
	return t.must(store.ErrConflict, "add idempotency key", `INSERT INTO idempotency
		(person_id, key, institution_id, attempt_id, body_hash, status, location, at)
		SELECT id, $1, institution_id, $2, $3, $4, $5, $6 FROM person WHERE id = $7
		ON CONFLICT DO NOTHING`, i.Key, attempt, i.BodyHash, i.Status, i.Location, unix(i.At), i.Person)
}

// orNotFound tells an attempt in the wrong state from one that is not there.
func (t *tx) orNotFound(err error, attempt string) error {
	if err == nil || t.bad != nil {
		return err
	}
	_, missing := one(context.Background(), &t.reader, "attempt", func(s scanner) (n int, err error) {
		err = s.Scan(&n)
		return n, err
	}, `SELECT 1 FROM attempt WHERE id = $1`, attempt)
	if missing != nil {
		return missing
	}
	return err
}

// encode writes a list as JSON; none is [].
func encode[T any](list []T) (string, error) {
	if list == nil {
		list = []T{}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(b), nil
}

// decode is the inverse of encode for texts.
func decode(list string) (out []string, err error) {
	if err = json.Unmarshal([]byte(list), &out); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}
