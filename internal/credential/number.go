package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// crockford is Douglas Crockford's base 32 alphabet: no I, L, O, U. The place
// of a character is its value.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// The length of a number in characters: 26 carry five random bits each, the
// last one checks them.
const (
	numberDigits = 26
	numberLength = numberDigits + 1
	numberBytes  = 17 // 130 bits and six zero bits
)

// A Number names one certificate: 26 characters that carry 130 random bits
// and a check character, upper case, without separators. Make one with
// [NewNumber] or [ParseNumber]; the zero value is no number.
type Number string

// The reasons for which [ParseNumber] refuses a text. They may be told to the
// person who typed it, since none needs a look-up.
var (
	ErrNumberShort     = errors.New("number is too short")
	ErrNumberLong      = errors.New("number is too long")
	ErrNumberCharacter = errors.New("number has a character that numbers never have")
	ErrNumberCheck     = errors.New("number has a wrong or swapped character")
)

// NewNumber takes 130 bits from rand.
func NewNumber(rand io.Reader) (Number, error) {
	var b [numberBytes]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("draw a certificate number: %w", err)
	}
	b[numberBytes-1] &= 0xC0
	return numberFromBytes(b[:])
}

// ParseNumber reads a number as people type it: in either case, with spaces
// and any kind of hyphen between characters, O for 0, I or L for 1. Its errors
// are one of ErrNumberShort, ErrNumberLong, ErrNumberCharacter and
// ErrNumberCheck; a wrong character is reported before a wrong length.
func ParseNumber(s string) (Number, error) {
	var b strings.Builder
	long := false
	for _, r := range s {
		if separator(r) {
			continue
		}
		c, ok := crockfordDigit(r)
		if !ok {
			return "", ErrNumberCharacter
		}
		if b.Len() == numberLength {
			long = true
			continue
		}
		b.WriteByte(c)
	}
	switch {
	case long:
		return "", ErrNumberLong
	case b.Len() < numberLength:
		return "", ErrNumberShort
	}
	n := Number(b.String())
	if checkCharacter(string(n[:numberDigits])) != n[numberDigits] {
		return "", ErrNumberCheck
	}
	return n, nil
}

// Grouped returns n as it is printed: groups of 4-4-4-4-4-4-3 with hyphens.
func (n Number) Grouped() string {
	var b strings.Builder
	for i := 0; i < len(n); i++ {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(n[i])
	}
	return b.String()
}

// Hash returns the hex SHA-256 of the 27 characters of n, under which a
// certificate is looked up, so that no table or log holds numbers.
func Hash(n Number) string {
	sum := sha256.Sum256([]byte(n))
	return hex.EncodeToString(sum[:])
}

// checkCharacter returns the check character of 26 digits: the remainder of
// the digits, read as a polynomial over GF(32), at the primitive element 2.
// Each of the 27 places has its own power of 2, none is zero and no two are
// equal (2 has order 31), so that every single wrong character and every swap
// of any two different characters changes the remainder.
//
// Crockford's own check symbol, modulo 37, needs five characters outside the
// alphabet that do not fit a QR code or are lost in speech.
func checkCharacter(digits string) byte {
	acc := byte(0)
	for i := 0; i < len(digits); i++ {
		acc = timesTwo(acc ^ byte(strings.IndexByte(crockford, digits[i])&0x1F))
	}
	return crockford[acc]
}

// timesTwo multiplies by x in GF(2)[x] modulo x⁵+x²+1.
func timesTwo(a byte) byte {
	a <<= 1
	if a&0x20 != 0 {
		a ^= 0x25
	}
	return a
}

// separator reports whether r may stand between the characters of a number.
func separator(r rune) bool {
	switch {
	case r == ' ', r == '\t', r == '\n', r == '\r', r == 0xA0, r == 0x202F:
		return true
	case r == '-', r == 0xAD, r >= 0x2010 && r <= 0x2015, r == 0x2060, r == 0x2212, r == 0xFE58, r == 0xFE63, r == 0xFF0D:
		return true
	}
	return false
}

// crockfordDigit returns the character of the alphabet that r stands for.
func crockfordDigit(r rune) (byte, bool) {
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	}
	if r > 0x7F || !strings.ContainsRune(crockford, r) {
		return 0, false
	}
	return byte(r), true
}

// bytes packs the 26 digits into 17 bytes, most significant bit first; the
// last six bits are zero.
func (n Number) bytes() ([]byte, error) {
	if p, err := ParseNumber(string(n)); err != nil || p != n {
		return nil, fmt.Errorf("number %q is not canonical", string(n))
	}
	b := make([]byte, numberBytes)
	for i := range numberDigits {
		v := strings.IndexByte(crockford, n[i])
		for j := range 5 {
			if v&(0x10>>j) != 0 {
				bit := i*5 + j
				b[bit/8] |= 0x80 >> (bit % 8)
			}
		}
	}
	return b, nil
}

// numberFromBytes is the inverse of [Number.bytes].
func numberFromBytes(b []byte) (Number, error) {
	if len(b) != numberBytes || b[numberBytes-1]&0x3F != 0 {
		return "", errors.New("number has bits after its 130th")
	}
	digits := make([]byte, numberDigits, numberLength)
	for i := range digits {
		v := 0
		for j := range 5 {
			bit := i*5 + j
			v = v<<1 | int(b[bit/8]>>(7-bit%8)&1)
		}
		digits[i] = crockford[v]
	}
	return Number(append(digits, checkCharacter(string(digits)))), nil
}
