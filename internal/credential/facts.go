package credential

import (
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ascult/internal/catalog"
)

// A Type says what a certificate attests.
type Type string

// The types, as course settings name them.
const (
	Attendance  Type = "attendance"
	Statement   Type = "statement"
	Certificate Type = "certificate"
)

// A Result is the class of a result. No score is ever signed.
type Result string

// The classes of results.
const (
	Attended Result = "attended" // took part; no exam
	Passed   Result = "passed"
)

// The numbers that stand for words in a payload: the place in the list, from
// 1. New words are added at the end.
var (
	types     = []Type{Attendance, Statement, Certificate}
	results   = []Result{Attended, Passed}
	languages = catalog.Languages
)

// Facts are everything a certificate signs. Dates are midnights in UTC that
// stand for a day in the institution's own time zone (see [Day]).
type Facts struct {
	Number             Number
	Issuer             string // id of the institution
	Key                string // id of the key that signs
	Course             string // id of the course
	Edition            [32]byte
	EditionLabel       string // the author's name for the edition, such as "1"
	Language           string // of the certificate; frozen at issue
	Type               Type
	Result             Result
	Name               string // of the holder, in the holder's own script
	Latin              string // the same in Latin letters; empty: none given
	Issued             time.Time
	ValidUntil         time.Time // last day; zero: for ever
	LawDate            time.Time // day to which the law in the course is current
	Minutes            int       // of learning, all
	SpecialisedMinutes int       // of these, on the subject itself
	Specimen           bool      // not a certificate: counts for no hours
	Replaces           Number    // a revoked one; empty: none
}

// idPattern is the form of the ids of issuers, keys and courses.
var idPattern = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$`)

// IsID reports whether s can be the id of an issuer, a key or a course: 1 to
// 32 of a-z, 0-9 and inner hyphens.
func IsID(s string) bool { return idPattern.MatchString(s) }

// Day returns the day of t in loc as facts carry it: midnight in UTC.
func Day(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Validate reports the first fact that no payload can carry.
func (f Facts) Validate() error {
	for _, id := range []struct{ name, value string }{{"issuer", f.Issuer}, {"key", f.Key}, {"course", f.Course}} {
		if !IsID(id.value) {
			return fmt.Errorf("%s id %q: want 1 to 32 of a-z, 0-9 and inner hyphens", id.name, id.value)
		}
	}
	if err := plainText(f.EditionLabel, 1, 40); err != nil {
		return fmt.Errorf("edition label: %w", err)
	}
	if err := plainText(f.Name, 2, maxNameRunes); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if f.Latin != "" {
		if err := plainText(f.Latin, 2, 4*maxNameRunes); err != nil {
			return fmt.Errorf("latin name: %w", err)
		}
	}
	if f.Minutes < 0 || f.Minutes > 0xFFFF {
		return fmt.Errorf("minutes %d: want 0 to 65535", f.Minutes)
	}
	if f.SpecialisedMinutes < 0 || f.SpecialisedMinutes > f.Minutes {
		return fmt.Errorf("specialised minutes %d: want 0 to %d", f.SpecialisedMinutes, f.Minutes)
	}
	if !f.ValidUntil.IsZero() && f.ValidUntil.Before(f.Issued) {
		return errors.New("valid until is before the day of issue")
	}
	if f.Replaces != "" && f.Replaces == f.Number {
		return errors.New("certificate replaces itself")
	}
	return nil
}

// plainText reports what is wrong with a short text of lo to hi characters:
// it must be UTF-8 in NFC, without controls, invisible characters, doubled
// spaces or spaces at its ends.
func plainText(s string, lo, hi int) error {
	if !utf8.ValidString(s) {
		return errors.New("not UTF-8")
	}
	if !norm.NFC.IsNormalString(s) {
		return errors.New("not in normal form NFC")
	}
	if n := utf8.RuneCountInString(s); n < lo || n > hi {
		return fmt.Errorf("%d characters: want %d to %d", n, lo, hi)
	}
	before := ' '
	for _, r := range s {
		if r == ' ' && before == ' ' {
			return errors.New("a space too many")
		}
		if r != ' ' && (unicode.IsSpace(r) || unicode.In(r, unicode.C, unicode.Zl, unicode.Zp)) {
			return fmt.Errorf("character %U is not allowed", r)
		}
		before = r
	}
	if before == ' ' {
		return errors.New("a space too many")
	}
	return nil
}
