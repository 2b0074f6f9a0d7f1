package learner

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// crockford is the alphabet of Crockford's base32: no I, L, O, U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeLength is the number of characters of a course code: 120 bits.
const CodeLength = 24

// NewCode makes a course code in its canonical form.
func NewCode(random io.Reader) (string, error) {
	b := make([]byte, CodeLength)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make code: %w", err)
	}
	for i := range b {
		b[i] = crockford[b[i]&31] // 256 is a multiple of 32: no character is favoured
	}
	return string(b), nil
}

// A CodeError says what is wrong with a typed course code. Either Char is a
// character that no code has, or Length is not [CodeLength].
type CodeError struct {
	Char   rune
	Length int
}

// Error says which of the two it is.
func (e *CodeError) Error() string {
	if e.Char != 0 {
		return fmt.Sprintf("course code holds %q", e.Char)
	}
	return fmt.Sprintf("course code has %d characters, not %d", e.Length, CodeLength)
}

// CanonicalCode returns a typed code in its canonical form: upper case, no
// spaces or dashes, O read as 0, I and L as 1. It returns a *[CodeError].
func CanonicalCode(typed string) (string, error) {
	var b strings.Builder
	for _, r := range typed {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		c := unicode.ToUpper(r)
		switch c {
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		if c > unicode.MaxASCII || !strings.ContainsRune(crockford, c) {
			return "", &CodeError{Char: r}
		}
		b.WriteRune(c)
	}
	if b.Len() != CodeLength {
		return "", &CodeError{Length: b.Len()}
	}
	return b.String(), nil
}

// FormatCode shows a canonical code in groups of four.
func FormatCode(code string) string {
	var groups []string
	for len(code) > 4 {
		groups, code = append(groups, code[:4]), code[4:]
	}
	return strings.Join(append(groups, code), "-")
}

// NewToken makes a secret of 256 bits for a session or a one-time link, as 43
// characters that need no escaping in a URL.
func NewToken(random io.Reader) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// HashSecret returns what is stored of a token or of a canonical code: hex
// SHA-256. That is enough for secrets of 112 bits or more, and only for them.
func HashSecret(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}
