package server

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/server/store"
)

// planCertificate writes number and payload of what a passed attempt earns, in
// the transaction that passes it. The signature follows after the commit (see
// signCertificate), so that nothing is ever signed that is not in the ledger.
// It returns "" where the person has one of this edition already.
func (s *Server) planCertificate(ctx context.Context, tx store.Tx, a learner.Attempt, e course.Edition) (id string, err error) {
	holder, err := tx.Holder(ctx, a.Person)
	if err != nil {
		return "", fmt.Errorf("read record for certificate: %w", err)
	}
	record, err := s.open(holder)
	if err != nil {
		return "", err
	}
	number, err := credential.NewNumber(s.cfg.Rand)
	if err != nil {
		return "", err
	}
	facts, err := s.facts(a, e, record, number)
	if err != nil {
		return "", err
	}
	payload, err := facts.Encode()
	if err != nil {
		return "", fmt.Errorf("make certificate: %w", err)
	}
	if id, err = s.newID(); err != nil {
		return "", err
	}
	sealed, err := s.cfg.Vault.Seal(holder.Salt, "certificate/"+id, payload, s.cfg.Rand)
	if err != nil {
		return "", err
	}
	row := store.Certificate{
		ID: id, Institution: a.Institution, Person: a.Person, Attempt: a.ID, Course: a.Course, Edition: e.Hash,
		NumberHash: credential.Hash(number), PayloadHash: learner.HashSecret(string(payload)), KeyID: s.cfg.Key.ID, Sealed: sealed,
		Language: facts.Language, Minutes: facts.Minutes, Specimen: facts.Specimen, Issued: s.now(), Expires: facts.ValidUntil,
	}
	if err := tx.AddCertificate(row); errors.Is(err, store.ErrConflict) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("store certificate: %w", err)
	}
	entry := store.Entry{Institution: a.Institution, At: s.now(), Actor: a.Person, Action: "certificate.plan", Object: id, Detail: row.PayloadHash}
	return id, tx.Audit(entry)
}

// facts are what the certificate of an attempt says.
func (s *Server) facts(a learner.Attempt, e course.Edition, r credential.HolderRecord, n credential.Number) (credential.Facts, error) {
	f := credential.Facts{
		Number: n, Issuer: s.cfg.Issuer.ID, Key: s.cfg.Key.ID, Course: e.Course, EditionLabel: e.Number,
		Language: a.CertificateLanguage, Type: credential.Type(e.Certificate.Type), Result: credential.Passed,
		Name: r.Name, Latin: r.Latin, Issued: credential.Day(s.now(), s.cfg.Location),
		Minutes: e.Minutes, SpecialisedMinutes: e.SpecialisedMinutes,
		// What was won on somebody's own machine, or with questions that
		// everybody can read, proves nothing.
		Specimen: a.Specimen || IsLoopback(s.cfg.BaseURL.Hostname()),
	}
	hash, err := hex.DecodeString(e.Hash)
	if err != nil || len(hash) != len(f.Edition) {
		return f, fmt.Errorf("edition %q has no hash", e.Hash)
	}
	copy(f.Edition[:], hash)
	if f.LawDate, err = time.Parse("2006-01-02", e.LawDate); err != nil {
		return f, fmt.Errorf("law date of edition %s: %w", e.Hash, err)
	}
	if m := e.Certificate.ValidityMonths; m > 0 {
		f.ValidUntil = f.Issued.AddDate(0, m, 0)
	}
	return f, nil
}

// signCertificate signs a planned certificate. It may run again after a crash:
// the same payload under the same key gives the same signature.
func (s *Server) signCertificate(ctx context.Context, c store.Certificate) error {
	payload, err := s.payload(ctx, c)
	if err != nil {
		return err
	}
	signed, err := credential.Sign(payload, s.cfg.Key)
	if err != nil {
		return fmt.Errorf("sign certificate %s: %w", c.ID, err)
	}
	err = s.write(ctx, func(tx store.Tx) error {
		if err := tx.SignCertificate(c.ID, signed.Signature); err != nil {
			return err
		}
		return tx.Audit(store.Entry{Institution: c.Institution, At: s.now(), Actor: "system", Action: "certificate.issue", Object: c.ID, Detail: c.PayloadHash})
	})
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound) {
		return nil // somebody else has signed it
	}
	return err
}

// payload opens the signed bytes of a certificate and holds them against the
// ledger: what was changed behind our back is not signed, shown or printed.
func (s *Server) payload(ctx context.Context, c store.Certificate) ([]byte, error) {
	holder, err := s.cfg.Store.Holder(ctx, c.Person)
	if err != nil {
		return nil, fmt.Errorf("read record for certificate %s: %w", c.ID, err)
	}
	payload, err := s.cfg.Vault.Open(holder.Salt, "certificate/"+c.ID, c.Sealed)
	if err != nil {
		return nil, fmt.Errorf("open certificate %s: %w", c.ID, err)
	}
	if learner.HashSecret(string(payload)) != c.PayloadHash {
		return nil, fmt.Errorf("certificate %s does not match its ledger line", c.ID)
	}
	return payload, nil
}

// finishCertificates signs what a crash has left planned. A certificate that
// another key has planned waits for that key.
func (s *Server) finishCertificates(ctx context.Context) error {
	planned, err := s.cfg.Store.CertificatesPlanned(ctx)
	if err != nil {
		return fmt.Errorf("list planned certificates: %w", err)
	}
	for _, c := range planned {
		if c.KeyID != s.cfg.Key.ID {
			continue
		}
		if err := s.signCertificate(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
