package sqlstore

import (
	"context"
	"time"

	"ascult/server/store"
)

const certificateColumns = `id, institution_id, person_id, attempt_id, course, edition, number_hash, payload_hash,
	key_id, sealed, signature, language, minutes, specimen, issued, expires, revoked, reason`

func scanCertificate(s scanner) (c store.Certificate, err error) {
	err = s.Scan(&c.ID, &c.Institution, &c.Person, &c.Attempt, &c.Course, &c.Edition, &c.NumberHash, &c.PayloadHash,
		&c.KeyID, bytesOf{&c.Sealed}, bytesOf{&c.Signature}, &c.Language, &c.Minutes, &c.Specimen,
		moment{&c.Issued}, moment{&c.Expires}, moment{&c.Revoked}, &c.Reason)
	return c, err
}

func (r *reader) Certificate(ctx context.Context, id, person string) (store.Certificate, error) {
	return one(ctx, r, "certificate", scanCertificate, `SELECT `+certificateColumns+` FROM certificate
		WHERE id = $1 AND person_id = $2`, id, person)
}

func (r *reader) CertificateByNumber(ctx context.Context, numberHash string) (store.Certificate, error) {
	return one(ctx, r, "certificate by number", scanCertificate, `SELECT `+certificateColumns+` FROM certificate
		WHERE number_hash = $1`, numberHash)
}

func (r *reader) Certificates(ctx context.Context, person string) ([]store.Certificate, error) {
	return list(ctx, r, "certificates", scanCertificate, `SELECT `+certificateColumns+` FROM certificate
		WHERE person_id = $1 ORDER BY issued, id`, person)
}

func (r *reader) CertificatesPlanned(ctx context.Context) ([]store.Certificate, error) {
	return list(ctx, r, "planned certificates", scanCertificate, `SELECT `+certificateColumns+` FROM certificate
		WHERE length(signature) = 0 AND revoked IS NULL ORDER BY issued, id`)
}

func (r *reader) CertificatesRevoked(ctx context.Context) ([]store.Certificate, error) {
	return list(ctx, r, "revoked certificates", scanCertificate, `SELECT `+certificateColumns+` FROM certificate
		WHERE revoked IS NOT NULL ORDER BY revoked, id`)
}

func (t *tx) AddCertificate(c store.Certificate) error {
	return t.must(store.ErrConflict, "add certificate", `INSERT INTO certificate (`+certificateColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT DO NOTHING`,
		c.ID, c.Institution, c.Person, c.Attempt, c.Course, c.Edition, c.NumberHash, c.PayloadHash,
		c.KeyID, blob(c.Sealed), blob(c.Signature), c.Language, c.Minutes, c.Specimen,
		unix(c.Issued), unix(c.Expires), unix(c.Revoked), c.Reason)
}

func (t *tx) SignCertificate(id string, signature []byte) error {
	return t.ledger(id, t.must(store.ErrConflict, "sign certificate", `UPDATE certificate SET signature = $1
		WHERE id = $2 AND length(signature) = 0`, blob(signature), id))
}

func (t *tx) RevokeCertificate(id, reason string, at time.Time) error {
	return t.ledger(id, t.must(store.ErrConflict, "revoke certificate", `UPDATE certificate
		SET revoked = $1, reason = $2 WHERE id = $3 AND revoked IS NULL`, unix(at), reason, id))
}

// ledger tells a certificate in the wrong state from one that is not there.
func (t *tx) ledger(id string, err error) error {
	if err == nil || t.bad != nil {
		return err
	}
	if _, missing := one(context.Background(), &t.reader, "certificate", scanCertificate,
		`SELECT `+certificateColumns+` FROM certificate WHERE id = $1`, id); missing != nil {
		return missing
	}
	return err
}
