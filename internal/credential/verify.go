package credential

import (
	"crypto/ed25519"
	"errors"
	"time"
)

// A Status is what can be said of a certificate. The words for people are the
// message "cert_status_" + status.
type Status string

// The statuses, in the order in which they are decided: the first that holds
// is the answer.
const (
	NotGenuine Status = "not_genuine" // the signature is not the issuer's, or the key was not valid that day
	UnknownKey Status = "unknown_key" // no such key in this set: neither confirmed nor refused
	Revoked    Status = "revoked"
	Specimen   Status = "specimen" // a genuine signature on a sample that counts for no hours
	Expired    Status = "expired"
	Valid      Status = "valid"
)

// Verify reads and judges a signed certificate. Algorithm and dates come from
// our own row of the key, never from the certificate. revoked may be the zero
// list; today is a day as [Day] makes it. A payload that cannot be read is an
// error that wraps ErrPayload, everything else a status.
func Verify(s Signed, keys KeySet, revoked RevocationList, today time.Time) (Facts, Status, error) {
	f, err := Decode(s.Payload)
	if err != nil {
		return Facts{}, NotGenuine, err
	}
	k, ok := keys.find(f.Key, PurposeCertificate)
	if !ok || f.Issuer != keys.Issuer {
		return f, UnknownKey, nil
	}
	if len(s.Signature) != ed25519.SignatureSize || !k.covers(f.Issued) ||
		!ed25519.Verify(k.Public, message(s.Payload), s.Signature) {
		return f, NotGenuine, nil
	}
	if _, ok := revoked.Find(f.Number); ok {
		return f, Revoked, nil
	}
	return f, f.status(today), nil
}

// status is the status of genuine facts that are not revoked.
func (f Facts) status(today time.Time) Status {
	switch {
	case f.Specimen:
		return Specimen
	case !f.ValidUntil.IsZero() && today.After(f.ValidUntil):
		return Expired
	}
	return Valid
}

// ErrFile is returned by [VerifyFile] for a file that holds no certificate of
// this program.
var ErrFile = errors.New("no certificate found in the file")

// maxFile bounds the files [VerifyFile] reads, in bytes.
const maxFile = 4 << 20

// VerifyFile judges a certificate's PDF or JSON file. It needs no network and
// no database. Of a PDF it reads the signed payload that the file carries, not
// the text that is drawn: compare the facts with the sheet line by line. A
// JSON file whose readable facts differ from the signed ones is not genuine.
// Revocation is not looked at; use [Signed] from [ReadFile] with [Verify] for
// that.
func VerifyFile(data []byte, keys KeySet, today time.Time) (Facts, Status, error) {
	s, agree, err := ReadFile(data)
	if err != nil {
		return Facts{}, NotGenuine, err
	}
	f, status, err := Verify(s, keys, RevocationList{}, today)
	if err == nil && !agree {
		status = NotGenuine
	}
	return f, status, err
}
