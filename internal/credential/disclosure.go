package credential

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A PublicFacts is all that a stranger who knows only the number is told.
type PublicFacts struct {
	Course             string // id
	Edition            [32]byte
	EditionLabel       string
	Issuer             string // id
	Initials           string
	Issued             time.Time
	ValidUntil         time.Time // zero: for ever
	Minutes            int
	SpecialisedMinutes int
	Type               Type
	Status             Status
}

// PublicByNumber returns what may be shown of genuine facts to somebody who
// typed the number: never the name. revoked says whether the ledger has it as
// revoked.
func PublicByNumber(f Facts, revoked bool, today time.Time) PublicFacts {
	status := f.status(today)
	if revoked {
		status = Revoked
	}
	return PublicFacts{
		Course: f.Course, Edition: f.Edition, EditionLabel: f.EditionLabel, Issuer: f.Issuer,
		Initials: Initials(f.Name), Issued: f.Issued, ValidUntil: f.ValidUntil,
		Minutes: f.Minutes, SpecialisedMinutes: f.SpecialisedMinutes, Type: f.Type, Status: status,
	}
}

// MatchSurname reports whether typed is the surname on the certificate, in
// either script. Nothing says which part of a name is the surname, and
// Ukrainian puts it first, Romanian last: so the words typed must be the
// first or the last words of the name, or all of it. Case, marks over and
// under letters (ș and ş, ё and е, ă and a), apostrophes and hyphens make no
// difference. Callers bound how often one number may be tried.
func MatchSurname(f Facts, typed string) bool {
	want := foldWords(typed)
	if len(want) == 0 || len(want) == 1 && utf8.RuneCountInString(want[0]) < 2 {
		return false
	}
	latin := f.Latin
	if latin == "" {
		latin = Latin(f.Name, f.Language)
	}
	for _, name := range []string{f.Name, latin} {
		words := foldWords(name)
		if n := len(want); n <= len(words) && (slices.Equal(words[:n], want) || slices.Equal(words[len(words)-n:], want)) {
			return true
		}
	}
	return false
}

// foldPairs are letters that do not decompose into a letter and a mark.
var foldPairs = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ı", "i", "ŧ", "t", "ß", "ss",
	"æ", "ae", "œ", "oe", "ґ", "г")

// foldWords brings a name to the form in which surnames are compared.
func foldWords(s string) []string {
	if len(s) > 8*maxNameRunes {
		return nil
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), apostrophe(r), r == '`', r == '´', r == '‘', r == '.':
		case separator(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Fields(foldPairs.Replace(strings.ToLower(b.String())))
}
