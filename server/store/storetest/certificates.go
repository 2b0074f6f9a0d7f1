package storetest

import (
	"testing"
	"time"

	"ascult/server/store"
)

func addCertificate(c store.Certificate) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.AddCertificate(c) }
}

var certificateCases = []Case{
	{"a certificate is planned, signed, and may be revoked", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ana") })
		c := NewCertificate("c1", "ana")
		write(t, s, addCertificate(c))
		same(t, "by id", c)(s.Certificate(ctx, "c1", "ana"))
		same(t, "by number", c)(s.CertificateByNumber(ctx, c.NumberHash))
		same(t, "planned", []store.Certificate{c})(s.CertificatesPlanned(ctx))
		same(t, "none revoked", []store.Certificate(nil))(s.CertificatesRevoked(ctx))
		none[store.Certificate](t, "another person's")(s.Certificate(ctx, "c1", "ion"))
		none[store.Certificate](t, "unknown number")(s.CertificateByNumber(ctx, Hash("x")))
		sign := func(id string) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.SignCertificate(id, []byte("signature")) }
		}
		write(t, s, sign("c1"))
		c.Signature = []byte("signature")
		same(t, "signed", []store.Certificate{c})(s.Certificates(ctx, "ana"))
		same(t, "none planned", []store.Certificate(nil))(s.CertificatesPlanned(ctx))
		refused(t, s, store.ErrConflict, "signed twice", sign("c1"))
		refused(t, s, store.ErrNotFound, "sign unknown", sign("x"))
		day := T0.Add(24 * time.Hour)
		revoke := func(id, reason string, at time.Time) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.RevokeCertificate(id, reason, at) }
		}
		refused(t, s, nil, "no reason", revoke("c1", "", day))
		write(t, s, revoke("c1", "error", day))
		c.Revoked, c.Reason = day, "error"
		same(t, "revoked", c)(s.CertificateByNumber(ctx, c.NumberHash))
		refused(t, s, store.ErrConflict, "revoked twice", revoke("c1", "fraud", day))
		refused(t, s, store.ErrNotFound, "revoke unknown", revoke("x", "fraud", day))
		planned := changed(NewCertificate("c2", "ana"), func(c *store.Certificate) { c.Issued = day })
		write(t, s, addCertificate(planned))
		write(t, s, revoke("c2", "error", day.Add(-time.Hour)))
		planned.Revoked, planned.Reason = day.Add(-time.Hour), "error"
		same(t, "revoked, by date", []store.Certificate{planned, c})(s.CertificatesRevoked(ctx))
		same(t, "nothing to sign", []store.Certificate(nil))(s.CertificatesPlanned(ctx))
		same(t, "all, by issue", []store.Certificate{c, planned})(s.Certificates(ctx, "ana"))
	}},
	{"one certificate is valid for a person and an edition", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ana") })
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ion") })
		write(t, s, addCertificate(NewCertificate("c1", "ana")))
		refused(t, s, store.ErrConflict, "second", addCertificate(NewCertificate("c2", "ana")))
		write(t, s, addCertificate(NewCertificate("c3", "ion")))
		write(t, s, addCertificate(changed(NewCertificate("c4", "ana"), func(c *store.Certificate) { c.Edition = Hash("newer") })))
		write(t, s, func(tx store.Tx) error { return tx.RevokeCertificate("c1", "error", T0) })
		write(t, s, addCertificate(NewCertificate("c2", "ana")))
	}},
	{"a number is given once, even after it was revoked", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ana") })
		write(t, s, addCertificate(NewCertificate("c1", "ana")))
		write(t, s, func(tx store.Tx) error { return tx.RevokeCertificate("c1", "error", T0) })
		again := changed(NewCertificate("c2", "ana"), func(c *store.Certificate) { c.NumberHash = NewCertificate("c1", "ana").NumberHash })
		refused(t, s, store.ErrConflict, "number", addCertificate(again))
		refused(t, s, store.ErrConflict, "id", addCertificate(changed(NewCertificate("c1", "ana"), func(c *store.Certificate) { c.NumberHash = Hash("x") })))
	}},
	{"a certificate that makes no sense is refused", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		write(t, s, AddAway)
		write(t, s, func(tx store.Tx) error { return AddGraded(tx, "ana") })
		for what, change := range map[string]func(*store.Certificate){
			"number in the clear":    func(c *store.Certificate) { c.NumberHash = "7XQ2-M4KP" },
			"payload hash is none":   func(c *store.Certificate) { c.PayloadHash = "" },
			"no id":                  func(c *store.Certificate) { c.ID = "" },
			"no course":              func(c *store.Certificate) { c.Course = "" },
			"no edition":             func(c *store.Certificate) { c.Edition = "" },
			"no key":                 func(c *store.Certificate) { c.KeyID = "" },
			"negative minutes":       func(c *store.Certificate) { c.Minutes = -1 },
			"no date":                func(c *store.Certificate) { c.Issued = time.Time{} },
			"reason, not revoked":    func(c *store.Certificate) { c.Reason = "error" },
			"revoked without reason": func(c *store.Certificate) { c.Revoked = T0 },
			"unknown attempt":        func(c *store.Certificate) { c.Attempt = "x" },
			"another's attempt":      func(c *store.Certificate) { c.Person = "ion" },
			"another institution":    func(c *store.Certificate) { c.Institution = "away" },
		} {
			refused(t, s, nil, what, addCertificate(changed(NewCertificate("c1", "ana"), change)))
		}
	}},
}
