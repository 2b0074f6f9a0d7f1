package credential

import (
	"crypto/ed25519"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// signatureDomain is what stands before a payload when it is signed, so that
// no signature of a certificate is ever one of something else.
const signatureDomain = "ascult-certificate-1\x00"

// A Signed certificate is a payload and the signature over it.
type Signed struct {
	Payload   []byte
	Signature []byte // 64 bytes
}

// Sign signs a payload made by [Facts.Encode]. It refuses one that names
// another key than k, or a day on which k is not valid.
func Sign(payload []byte, k Key) (Signed, error) {
	f, err := Decode(payload)
	if err != nil {
		return Signed{}, fmt.Errorf("sign certificate: %w", err)
	}
	if f.Key != k.ID {
		return Signed{}, fmt.Errorf("sign certificate: payload names key %s, not %s", f.Key, k.ID)
	}
	if !k.Public().covers(f.Issued) {
		return Signed{}, fmt.Errorf("sign certificate: key %s is not valid on %s", k.ID, f.Issued.Format(dayLayout))
	}
	return Signed{Payload: payload, Signature: ed25519.Sign(k.private, message(payload))}, nil
}

func message(payload []byte) []byte {
	return append([]byte(signatureDomain), payload...)
}

// maxFragment bounds the text of a fragment, in bytes.
const maxFragment = 4096

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// ErrFragment is what every refusal of [ParseFragment] wraps.
var ErrFragment = errors.New("not the text of a certificate")

// Text returns payload and signature in base 32, upper case, without padding:
// what the QR code carries and what can be pasted or typed.
func (s Signed) Text() string {
	return base32Text.EncodeToString(append(append([]byte(nil), s.Payload...), s.Signature...))
}

// ParseFragment reads the text after # of a QR code: either a signed
// certificate, or N and a number where the certificate did not fit. Case and
// white space are forgiven, since people paste; everything else is strict.
// Exactly one of the results is set. Errors wrap ErrFragment, and for a number
// also one of the errors of [ParseNumber].
func ParseFragment(s string) (Signed, Number, error) {
	if len(s) > maxFragment {
		return Signed{}, "", fmt.Errorf("%w: too long", ErrFragment)
	}
	s = strings.ToUpper(strings.Join(strings.Fields(strings.TrimPrefix(s, "#")), ""))
	if rest, ok := strings.CutPrefix(s, "N"); ok {
		n, err := ParseNumber(rest)
		if err != nil {
			return Signed{}, "", fmt.Errorf("%w: %w", ErrFragment, err)
		}
		return Signed{}, n, nil
	}
	b, err := base32Text.DecodeString(s)
	if err != nil || base32Text.EncodeToString(b) != s {
		return Signed{}, "", fmt.Errorf("%w: not base 32", ErrFragment)
	}
	if len(b) <= ed25519.SignatureSize {
		return Signed{}, "", fmt.Errorf("%w: cut short", ErrFragment)
	}
	cut := len(b) - ed25519.SignatureSize
	return Signed{Payload: b[:cut], Signature: b[cut:]}, "", nil
}
