package grade

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// resultDomain keeps hashes of results apart from any other hash we make.
const resultDomain = "ascult-result-1"

// Bytes returns r in the one form that is hashed: a domain tag, the ids of the
// attempt and the hash of its bank, then pass mark, score, largest score,
// outcome, and each question with its verdict, units, chosen and correct
// options. Texts are written with their length and numbers as eight bytes, big
// end first, so that two results never share their bytes.
func (r Result) Bytes(attempt, bank string) []byte {
	var b []byte
	number := func(n int) { b = binary.BigEndian.AppendUint64(b, uint64(n)) }
	text := func(s string) {
		number(len(s))
		b = append(b, s...)
	}
	list := func(ss []string) {
		number(len(ss))
		for _, s := range ss {
			text(s)
		}
	}
	text(resultDomain)
	text(attempt)
	text(bank)
	number(r.Pass)
	number(r.Score)
	number(r.Max)
	passed := 0
	if r.Passed {
		passed = 1
	}
	number(passed)
	number(len(r.Questions))
	for _, q := range r.Questions {
		text(q.ID)
		text(string(q.Verdict))
		number(q.Units)
		number(q.Max)
		list(q.Chosen)
		list(q.Correct)
	}
	return b
}

// Hash returns hex SHA-256 of [Result.Bytes].
func (r Result) Hash(attempt, bank string) string {
	h := sha256.Sum256(r.Bytes(attempt, bank))
	return hex.EncodeToString(h[:])
}
