package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/credential/pdf"
	"ascult/internal/learner"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// verifyPage is the data of the page where anybody checks a certificate. With
// what the page carries, its script judges a signed certificate by itself, the
// server stopped.
type verifyPage struct {
	Number, Surname string
	Errs            []web.FieldError
	Keys            string // JSON: credential.KeySet
	Revocations     string // JSON: credential.RevocationList
	Editions        string // JSON: edition hash → language → title
	Issuers         string // JSON: issuer id → name
	Issuer          string
	Outcomes        []string
	Result          *verifyResult
	Checked         time.Time
}

// outcomes are what the page's script may say of a signed certificate, see
// docs/formats/certificate.md.
var outcomes = []string{"valid", "expired", "revoked", "specimen", "not_genuine", "unknown_key", "unreadable", "unsupported", "number"}

// verifyResult is what a stranger is told who typed a number.
type verifyResult struct {
	Found     bool
	Public    credential.PublicFacts
	Erased    bool
	Course    string
	Number    string
	Hours     string
	RevokedOn time.Time
	Reason    string
	Asked     bool   // a surname was typed
	Name      string // set when it matched
	Rings     []string
}

// verifyAny is the address in QR codes: it names no language, so the browser's
// is taken.
func (s *Server) verifyAny(c *Context) error {
	c.Lang = bestLanguage(c.Request.Header.Get("Accept-Language"))
	c.Header("Vary", "Accept-Language")
	return s.verifyForm(c)
}

// bestLanguage picks one of our languages for an Accept-Language header, the
// first where none is wanted. x/text offers some language even with no
// confidence at all; that is no answer.
func bestLanguage(header string) string {
	tags := make([]language.Tag, len(catalog.Languages))
	for i, l := range catalog.Languages {
		tags[i] = language.Make(l)
	}
	want, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return catalog.Languages[0]
	}
	_, i, confidence := language.NewMatcher(tags).Match(want...)
	if confidence == language.No {
		return catalog.Languages[0]
	}
	return catalog.Languages[i]
}

func (s *Server) verifyForm(c *Context) error {
	data, err := s.verifyData(c)
	if err != nil {
		return err
	}
	return s.verifyWith(c, http.StatusOK, data)
}

// verifyWith renders the page with its own script.
func (s *Server) verifyWith(c *Context, status int, data verifyPage) error {
	v := s.view(c)
	v.Path = "verify"
	v.Scripts = []string{s.site.Load().script("verify")}
	return s.pages.Write(c.Writer, status, "verify", v, data)
}

func (s *Server) verifyData(c *Context) (verifyPage, error) {
	list, err := s.revocationList(c)
	if err != nil {
		return verifyPage{}, err
	}
	titles := map[string]map[string]string{}
	for _, e := range s.cfg.Manifest.Courses {
		titles[e.Hash] = map[string]string{}
		for lang, t := range e.Texts {
			titles[e.Hash][lang] = t.Title
		}
	}
	var texts [4]string
	for i, v := range []any{s.cfg.Keys, list, titles, map[string]string{s.cfg.Issuer.ID: s.cfg.Issuer.Name}} {
		b, err := json.Marshal(v)
		if err != nil {
			return verifyPage{}, err
		}
		texts[i] = string(b)
	}
	return verifyPage{
		Keys: texts[0], Revocations: texts[1], Editions: texts[2], Issuers: texts[3], Issuer: s.cfg.Issuer.Name,
		Outcomes: outcomes,
		Checked:  s.now(),
	}, nil
}

// The tries for a surname of one certificate.
const surnameBucket = "surname:"

// verify answers a typed number: what anybody may know of a certificate, and
// the name only to who knows the surname. A number that is mistyped is told
// apart without a look-up; one that is unknown says nothing but that.
func (s *Server) verify(c *Context) error {
	form, err := c.form("number", "surname")
	if err != nil {
		return err
	}
	data, err := s.verifyData(c)
	if err != nil {
		return err
	}
	data.Number, data.Surname = form.Get("number"), strings.TrimSpace(form.Get("surname"))
	bad := &complain{s: s, lang: c.Lang}
	number, err := credential.ParseNumber(data.Number)
	switch {
	case strings.TrimSpace(data.Number) == "":
		bad.add("number", "verify_number_missing")
	case errors.Is(err, credential.ErrNumberShort):
		bad.add("number", "verify_number_short")
	case errors.Is(err, credential.ErrNumberLong):
		bad.add("number", "verify_number_long")
	case errors.Is(err, credential.ErrNumberCharacter):
		bad.add("number", "verify_number_character")
	case err != nil:
		bad.add("number", "verify_number_check")
	}
	if len(bad.errs) > 0 {
		data.Errs = bad.errs
		return s.verifyWith(c, http.StatusUnprocessableEntity, data)
	}
	data.Result = &verifyResult{}
	row, err := s.cfg.Store.CertificateByNumber(c.Request.Context(), credential.Hash(number))
	if errors.Is(err, store.ErrNotFound) || (err == nil && len(row.Signature) == 0) {
		return s.verifyWith(c, http.StatusOK, data)
	} else if err != nil {
		return fmt.Errorf("find certificate: %w", err)
	}
	if data.Result, err = s.publicResult(c, row, data.Surname); err != nil {
		return err
	}
	if data.Surname != "" {
		shut, err := s.trySurname(c, row, data.Result.Name != "")
		if err != nil {
			return err
		}
		if !shut.IsZero() {
			bad.add("surname", "verify_wait", "Time", catalog.Clock(shut.In(s.cfg.Location)))
			data.Errs, data.Result = bad.errs, nil
			return s.verifyWith(c, http.StatusTooManyRequests, data)
		}
	}
	return s.verifyWith(c, http.StatusOK, data)
}

// publicResult is the answer for a certificate that exists.
func (s *Server) publicResult(c *Context, row store.Certificate, surname string) (*verifyResult, error) {
	today := credential.Day(s.now(), s.cfg.Location)
	r := &verifyResult{Found: true, RevokedOn: row.Revoked, Reason: row.Reason, Asked: surname != "", Hours: pdf.Hours(c.Lang, row.Minutes, s.cfg.Catalog)}
	edition, err := s.keep.edition(row.Edition)
	if err != nil {
		return nil, err
	}
	r.Course = edition.Texts[c.Lang].Title
	payload, err := s.payload(c.Request.Context(), row)
	if errors.Is(err, credential.ErrSealed) {
		// The holder's data was erased; the ledger still answers for the rest.
		r.Erased = true
		r.Public = s.ledgerFacts(row, edition, today)
		return r, nil
	} else if err != nil {
		return nil, err
	}
	facts, err := credential.Decode(payload)
	if err != nil {
		return nil, fmt.Errorf("read certificate %s: %w", row.ID, err)
	}
	_, status, err := credential.Verify(credential.Signed{Payload: payload, Signature: row.Signature}, s.cfg.Keys, credential.RevocationList{}, today)
	if err != nil || status == credential.NotGenuine {
		return nil, fmt.Errorf("certificate %s in the ledger is not genuine: %w", row.ID, errors.Join(err, errInternal))
	}
	r.Public = credential.PublicByNumber(facts, !row.Revoked.IsZero(), today)
	r.Rings = rings(string(facts.Number))
	if surname != "" && credential.MatchSurname(facts, surname) {
		r.Name = facts.Name
	}
	return r, nil
}

// ledgerFacts is what the ledger alone knows.
func (s *Server) ledgerFacts(row store.Certificate, e course.Edition, today time.Time) credential.PublicFacts {
	p := credential.PublicFacts{
		Course: row.Course, EditionLabel: e.Number, Issuer: s.cfg.Issuer.ID, Issued: row.Issued, ValidUntil: row.Expires,
		Minutes: row.Minutes, SpecialisedMinutes: e.SpecialisedMinutes, Type: credential.Type(e.Certificate.Type), Status: credential.Valid,
	}
	switch {
	case !row.Revoked.IsZero():
		p.Status = credential.Revoked
	case row.Specimen:
		p.Status = credential.Specimen
	case !row.Expires.IsZero() && today.After(row.Expires):
		p.Status = credential.Expired
	}
	if hash, err := hex.DecodeString(row.Edition); err == nil {
		copy(p.Edition[:], hash)
	}
	return p
}

// trySurname counts a surname that was typed for a certificate.
func (s *Server) trySurname(c *Context, row store.Certificate, right bool) (shut time.Time, err error) {
	ctx, bucket := c.Request.Context(), learner.HashSecret(surnameBucket+row.ID)
	// Who asks while it is shut costs no write.
	if _, shut, err = shutUntil(ctx, s.cfg.Store, bucket, s.now()); err != nil || !shut.IsZero() {
		return shut, err
	}
	ctx = context.WithoutCancel(ctx)
	err = s.write(ctx, func(tx store.Tx) (err error) {
		shut, err = s.try(ctx, tx, bucket, right)
		return err
	})
	return shut, err
}

// revocationList is the list as of now, signed.
func (s *Server) revocationList(c *Context) (credential.RevocationList, error) {
	rows, err := s.cfg.Store.CertificatesRevoked(c.Request.Context())
	if err != nil {
		return credential.RevocationList{}, fmt.Errorf("list revoked certificates: %w", err)
	}
	entries := make([]credential.Revocation, 0, len(rows))
	for _, r := range rows {
		entries = append(entries, credential.Revocation{Number: r.NumberHash, Date: r.Revoked.In(s.cfg.Location).Format("2006-01-02"), Reason: credential.Reason(r.Reason)})
	}
	return credential.SignRevocations(s.cfg.Issuer.ID, entries, s.cfg.Key, s.now())
}

func (s *Server) keys(c *Context) error {
	c.Header("Cache-Control", "no-cache")
	c.JSON(http.StatusOK, s.cfg.Keys)
	return nil
}

func (s *Server) revocations(c *Context) error {
	list, err := s.revocationList(c)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	c.JSON(http.StatusOK, list)
	return nil
}
