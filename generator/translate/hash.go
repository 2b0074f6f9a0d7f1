package translate

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/bits"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts equal that differ only in line breaks, other white space,
// or the way accents are encoded (NFC).
func Fold(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// Hash names a text: the first 16 hexadecimal digits of the SHA-256 of its
// folded form.
func Hash(s string) string {
	sum := sha256.Sum256([]byte(Fold(s)))
	return hex.EncodeToString(sum[:8])
}

// Sim is a 64-bit simhash over the trigrams of the characters of the folded,
// lower-case text. Texts that share most of their words differ in few bits.
func Sim(s string) uint64 {
	r := []rune(" " + strings.ToLower(Fold(s)) + " ")
	var votes [64]int
	for i := 0; i+3 <= len(r); i++ {
		h := fnv.New64a()
		_, _ = h.Write([]byte(string(r[i : i+3]))) // never fails
		v := mix(h.Sum64())
		for b := range votes {
			if v>>b&1 == 1 {
				votes[b]++
			} else {
				votes[b]--
			}
		}
	}
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
