package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// FoldStem makes stems equal that differ only in case, white space, or the way
// accents are encoded.
func FoldStem(s string) string {
	s = cases.Fold().String(norm.NFC.String(s))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// StemHash is the hex SHA-256 of a folded stem: it can be published without
// publishing the stem.
func StemHash(s string) string {
	sum := sha256.Sum256([]byte(FoldStem(s)))
	return hex.EncodeToString(sum[:])
}

// Stems returns the hash of every stem of some banks in every language, with
// the place of its question.
func Stems(banks []Bank) map[string]diag.Pos {
	m := map[string]diag.Pos{}
	for _, b := range banks {
		for _, q := range b.Questions {
			for lang, t := range q.Text {
				if t != "" {
					m[StemHash(q.Stem(lang))] = q.Pos
				}
			}
		}
	}
	return m
}

// StemHashes returns the hashes of [Stems], sorted: the form in which the
// manifest of a build carries them.
func StemHashes(banks []Bank) []string {
	hs := make([]string, 0, 64)
	for h := range Stems(banks) {
		hs = append(hs, h)
	}
	slices.Sort(hs)
	return hs
}

// Overlap complains about each exam question whose stem, in any language, is
// also a practice stem. practice comes from [Stems]; places without a file are
// left out of the diagnostic.
func Overlap(practice map[string]diag.Pos, exam []Bank) []diag.Diagnostic {
	var probs source.Problems
	for _, b := range exam {
		for _, q := range b.Questions {
			for _, lang := range sortedKeys(q.Text) {
				at, hit := practice[StemHash(q.Stem(lang))]
				if !hit || q.Text[lang] == "" {
					continue
				}
				var related []diag.Pos
				if at.File != "" {
					related = append(related, at)
				}
				probs.Add("exam-overlap", q.Pos, source.Args{"ID": q.ID, "Lang": lang}, related...)
				break
			}
		}
	}
	return probs
}
