package credential

import (
	"crypto/ed25519"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Reason is the class of reason for which a certificate was revoked. It is
// public; what happened is not.
type Reason string

// The classes of reasons.
const (
	ReasonMistake  Reason = "mistake"  // something printed on it was wrong
	ReasonResult   Reason = "result"   // the result behind it does not stand
	ReasonReplaced Reason = "replaced" // the holder has a newer one
	ReasonRequest  Reason = "request"  // the holder asked for it
	ReasonKey      Reason = "key"      // the key that signed it is no longer safe
)

// Reasons are all classes, in the order of their numbers in signed bytes,
// from 1.
var Reasons = []Reason{ReasonMistake, ReasonResult, ReasonReplaced, ReasonRequest, ReasonKey}

const revocationDomain = "ascult-revocations-1\x00"

// A Revocation is one line of a [RevocationList].
type Revocation struct {
	Number string `json:"number"` // see [Hash]
	Date   string `json:"date"`   // YYYY-MM-DD
	Reason Reason `json:"reason"`
}

// A RevocationList is what an institution publishes at
// /.well-known/ascult/revocations.json. It names no person and no number.
type RevocationList struct {
	Format    int          `json:"format"`
	Issuer    string       `json:"issuer"`
	Issued    string       `json:"issued"` // RFC 3339, UTC, whole seconds
	Key       string       `json:"key"`
	Entries   []Revocation `json:"entries"` // by number hash, each once
	Signature []byte       `json:"signature"`
}

// SignRevocations makes the list of an issuer as it is now. The order of
// entries does not matter; a number that stands twice is refused.
func SignRevocations(issuer string, entries []Revocation, k Key, now time.Time) (RevocationList, error) {
	l := RevocationList{
		Format: keyFormat, Issuer: issuer, Issued: now.UTC().Format(time.RFC3339), Key: k.ID,
		Entries: append([]Revocation{}, entries...),
	}
	slices.SortFunc(l.Entries, func(a, b Revocation) int { return strings.Compare(a.Number, b.Number) })
	m, err := l.message()
	if err != nil {
		return RevocationList{}, fmt.Errorf("sign revocations: %w", err)
	}
	l.Signature = ed25519.Sign(k.private, m)
	return l, nil
}

// ParseRevocations reads revocations.json and checks its signature with keys.
func ParseRevocations(b []byte, keys KeySet) (RevocationList, error) {
	var l RevocationList
	if err := strictJSON(b, &l); err != nil {
		return RevocationList{}, fmt.Errorf("read revocations: %w", err)
	}
	m, err := l.message()
	if err != nil {
		return RevocationList{}, fmt.Errorf("read revocations: %w", err)
	}
	k, ok := keys.find(l.Key, PurposeCertificate)
	if !ok || l.Issuer != keys.Issuer || !ed25519.Verify(k.Public, m, l.Signature) {
		return RevocationList{}, errors.New("read revocations: the signature is not the issuer's")
	}
	return l, nil
}

// Find returns the entry of a number, if it is revoked.
func (l RevocationList) Find(n Number) (Revocation, bool) {
	hash := Hash(n)
	for _, e := range l.Entries {
		if e.Number == hash {
			return e, true
		}
	}
	return Revocation{}, false
}

// message returns the bytes that are signed, or what is wrong with the list.
func (l RevocationList) message() ([]byte, error) {
	issued, err := time.Parse(time.RFC3339, l.Issued)
	if err != nil || issued.UTC().Format(time.RFC3339) != l.Issued || issued.Unix() < 0 {
		return nil, fmt.Errorf("time %q is not RFC 3339 in UTC", l.Issued)
	}
	if l.Format != keyFormat || !idPattern.MatchString(l.Issuer) || !idPattern.MatchString(l.Key) {
		return nil, errors.New("unknown format, or no issuer or key")
	}
	b := appendText(appendText([]byte(revocationDomain), l.Issuer), l.Key)
	b = binary.BigEndian.AppendUint64(b, uint64(issued.Unix()))  //nolint:gosec // not before 1970, see above
	b = binary.BigEndian.AppendUint32(b, uint32(len(l.Entries))) //nolint:gosec // no list is that long
	before := ""
	for _, e := range l.Entries {
		hash, err := hex.DecodeString(e.Number)
		if err != nil || len(hash) != 32 || hex.EncodeToString(hash) != e.Number || e.Number <= before {
			return nil, fmt.Errorf("entry %q is no hash, or out of order", e.Number)
		}
		before = e.Number
		date, err := time.Parse(dayLayout, e.Date)
		if err != nil {
			return nil, err
		}
		day, err := dayNumber(date)
		if err != nil {
			return nil, err
		}
		reason := wordNumber(Reasons, e.Reason)
		if reason == 0 {
			return nil, fmt.Errorf("unknown reason %q", e.Reason)
		}
		b = append(binary.BigEndian.AppendUint16(append(b, hash...), day), reason)
	}
	return b, nil
}
