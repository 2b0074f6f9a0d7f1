package sqlstore

import (
	"context"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

const personColumns = `id, institution_id, login, role, suspended, erased, password, language, created`

func scanPerson(s scanner) (p learner.Person, err error) {
	err = s.Scan(&p.ID, &p.Institution, &p.Login, &p.Role, &p.Suspended, &p.Erased, &p.Password, &p.Language,
		moment{&p.Created})
	return p, err
}

func (r *reader) Institution(ctx context.Context, id string) (store.Institution, error) {
	return one(ctx, r, "institution", func(s scanner) (i store.Institution, err error) {
		err = s.Scan(&i.ID, &i.Name, &i.Zone)
		return i, err
	}, `SELECT id, name, zone FROM institution WHERE id = $1`, id)
}

func (r *reader) Person(ctx context.Context, id string) (learner.Person, error) {
	return one(ctx, r, "person", scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, id)
}

func (r *reader) PersonByLogin(ctx context.Context, login string) (learner.Person, error) {
	return one(ctx, r, "person by login", scanPerson, `SELECT `+personColumns+` FROM person WHERE login = $1`, login)
}

func (r *reader) Holder(ctx context.Context, person string) (store.Holder, error) {
	return one(ctx, r, "holder", func(s scanner) (h store.Holder, err error) {
		err = s.Scan(&h.Person, &h.Institution, bytesOf{&h.Salt}, bytesOf{&h.Sealed})
		return h, err
	}, `SELECT person_id, institution_id, salt, sealed FROM holder WHERE person_id = $1`, person)
}

func (r *reader) Session(ctx context.Context, tokenHash string) (learner.Session, error) {
	return one(ctx, r, "session", func(s scanner) (x learner.Session, err error) {
		err = s.Scan(&x.TokenHash, &x.Person, &x.Half, &x.Shared, moment{&x.Created}, moment{&x.Seen})
		return x, err
	}, `SELECT token_hash, person_id, half, shared, created, seen FROM session WHERE token_hash = $1`, tokenHash)
}

const inviteColumns = `token_hash, institution_id, role, created, expires, used`

func scanInvite(s scanner) (i learner.Invite, err error) {
	err = s.Scan(&i.TokenHash, &i.Institution, &i.Role, moment{&i.Created}, moment{&i.Expires}, moment{&i.Used})
	return i, err
}

func (r *reader) Invite(ctx context.Context, tokenHash string) (learner.Invite, error) {
	return one(ctx, r, "invite", scanInvite, `SELECT `+inviteColumns+` FROM invite WHERE token_hash = $1`, tokenHash)
}

func (t *tx) PutInstitution(i store.Institution) error {
	_, err := t.exec("put institution", `INSERT INTO institution (id, name, zone) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone`, i.ID, i.Name, i.Zone)
	return err
}

func (t *tx) AddPerson(p learner.Person, h store.Holder) error {
	err := t.must(store.ErrConflict, "add person", `INSERT INTO person (`+personColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		p.ID, p.Institution, p.Login, string(p.Role), p.Suspended, p.Erased, p.Password, p.Language, unix(p.Created))
	if err != nil {
		return err
	}
	_, err = t.exec("add holder", `INSERT INTO holder (person_id, institution_id, salt, sealed)
		VALUES ($1, $2, $3, $4)`, p.ID, p.Institution, blob(h.Salt), blob(h.Sealed))
	return err
}

func (t *tx) SetPassword(person, phc string) error {
	return t.must(store.ErrNotFound, "set password", `UPDATE person SET password = $1 WHERE id = $2`, phc, person)
}

func (t *tx) SetHolder(h store.Holder) error {
	return t.must(store.ErrNotFound, "set holder", `UPDATE holder SET salt = $1, sealed = $2
		WHERE person_id = $3 AND institution_id = $4`, blob(h.Salt), blob(h.Sealed), h.Person, h.Institution)
}

func (t *tx) SetSuspended(person string, suspended bool) error {
	return t.must(store.ErrNotFound, "set suspended", `UPDATE person SET suspended = $1 WHERE id = $2`,
		suspended, person)
}

func (t *tx) AddSession(s learner.Session) error {
	if _, err := t.Person(context.Background(), s.Person); err != nil {
		return err
	}
	return t.must(store.ErrConflict, "add session", `INSERT INTO session
		(token_hash, institution_id, person_id, half, shared, created, seen)
		SELECT $1, institution_id, id, $2, $3, $4, $5 FROM person WHERE id = $6
		ON CONFLICT DO NOTHING`, s.TokenHash, s.Half, s.Shared, unix(s.Created), unix(s.Seen), s.Person)
}

func (t *tx) TouchSession(tokenHash string, at time.Time) error {
	return t.must(store.ErrNotFound, "touch session", `UPDATE session SET seen = $1 WHERE token_hash = $2`,
		unix(at), tokenHash)
}

func (t *tx) DeleteSession(tokenHash string) error {
	_, err := t.exec("delete session", `DELETE FROM session WHERE token_hash = $1`, tokenHash)
	return err
}

func (t *tx) DeleteSessions(person string) error {
	_, err := t.exec("delete sessions", `DELETE FROM session WHERE person_id = $1`, person)
	return err
}

func (t *tx) AddInvite(i learner.Invite) error {
	return t.must(store.ErrConflict, "add invite", `INSERT INTO invite (`+inviteColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		i.TokenHash, i.Institution, string(i.Role), unix(i.Created), unix(i.Expires), unix(i.Used))
}

func (t *tx) UseInvite(tokenHash string, at time.Time) (learner.Invite, error) {
	return one(context.Background(), &t.reader, "use invite", scanInvite, `UPDATE invite SET used = $1
		WHERE token_hash = $2 AND used IS NULL AND expires > $1 RETURNING `+inviteColumns, unix(at), tokenHash)
}
