package translate

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts equal that differ only in line breaks, other white space,
// or the way accents are encoded (NFC).
func Fold(s string) string {
	if folded(s) {
		return s
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// folded reports whether s is folded, for texts that plainly are: it may say
// no of others. Below U+0300 no character has another form or is combined with
// the one before; the letters of Cyrillic are composed from U+0400 to U+045F.
func folded(s string) bool {
	space := true
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r < ' ', r == 0x85, r == 0xa0, r >= 0x300 && r < 0x400, r >= 0x460 && r < 0x2010, r >= 0x2028 && r < 0x2030, r >= 0x2040 && r != 0x20ac && r != 0x2116:
			return false
		}
		space = false
	}
	return !space || s == ""
}

// Hash names a text: the first 16 hexadecimal digits of the SHA-256 of its
// folded form.
func Hash(s string) string { return hashFolded(Fold(s)) }

func hashFolded(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// Sim is a 64-bit simhash over the trigrams of the characters of the folded,
// lower-case text. Texts that share most of their words differ in few bits.
func Sim(s string) uint64 {
	text := " " + strings.ToLower(Fold(s)) + " "
	var votes [64]int32
	var ends [3]int // where the last three characters begin
	n := 0
	for i, r := range text {
		if r == utf8.RuneError {
			return simRunes([]rune(text)) // what is no text is spelt out as one
		}
		ends[0], ends[1], ends[2] = ends[1], ends[2], i
		if n++; n < 3 {
			continue
		}
		vote(&votes, text[ends[0]:i+utf8.RuneLen(r)])
	}
	return decided(&votes)
}

// simRunes is Sim for texts that hold bytes which are no characters.
func simRunes(r []rune) uint64 {
	var votes [64]int32
	for i := 0; i+3 <= len(r); i++ {
		vote(&votes, string(r[i:i+3]))
	}
	return decided(&votes)
}

// vote adds the hash of a trigram: FNV-1a.
func vote(votes *[64]int32, trigram string) {
	h := uint64(14695981039346656037)
	for i := range len(trigram) {
		h = (h ^ uint64(trigram[i])) * 1099511628211
	}
	v := mix(h)
	for b := range votes {
		votes[b] += int32(v>>b&1)*2 - 1
	}
}

func decided(votes *[64]int32) uint64 {
	var sim uint64
	for b, n := range votes {
		if n > 0 {
			sim |= 1 << b
		}
	}
	return sim
}

// mix spreads the bits of a short text's FNV hash, whose high bits hardly
// differ (the finaliser of MurmurHash3, public domain).
func mix(v uint64) uint64 {
	v ^= v >> 33
	v *= 0xff51afd7ed558ccd
	v ^= v >> 33
	v *= 0xc4ceb9fe1a85ec53
	return v ^ v>>33
}

// distance counts the bits in which two simhashes differ.
func distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

var idAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newID makes the id of a text that is new to a ledger. The same text on the
// same page of the same course gets the same id on every machine, unless the
// id is or was another's: then the next in a fixed row is tried.
// tried counts how often a text was given an id before, so that a thousand
// equal lines do not each begin at 0.
func newID(ledger, page, text string, taken map[string]bool, tried map[string]int) string {
	key := page + "\x00" + Fold(text)
	for n := tried[key]; ; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", ledger, page, Fold(text), n))
		id := idAlphabet.EncodeToString(sum[:4])[:6]
		if !taken[id] {
			taken[id], tried[key] = true, n+1
			return id
		}
	}
}
