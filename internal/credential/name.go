package credential

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameRunes is the longest name in characters; the paper has room for it.
const maxNameRunes = 120

// A NameReason says why a name is refused. The text for a form is the message
// "cert_name_" + reason.
type NameReason string

// The reasons, in the order in which they are looked for.
const (
	NameEncoding  NameReason = "encoding"  // not UTF-8
	NameShort     NameReason = "short"     // fewer than two letters
	NameLong      NameReason = "long"      // more than 120 characters
	NameCharacter NameReason = "character" // Rune cannot stand in a name
	NameScripts   NameReason = "scripts"   // Word mixes alphabets
	NameMarks     NameReason = "marks"     // more than two marks on one letter
)

// A NameError tells why [Name] refused a name, and where.
type NameError struct {
	Reason NameReason
	Rune   rune   // for NameCharacter
	Word   string // for NameScripts and NameMarks
}

// Error names the reason and the place.
func (e *NameError) Error() string {
	switch {
	case e.Rune != 0:
		return fmt.Sprintf("name refused: %s %U", e.Reason, e.Rune)
	case e.Word != "":
		return fmt.Sprintf("name refused: %s in %q", e.Reason, e.Word)
	}
	return fmt.Sprintf("name refused: %s", e.Reason)
}

// The letters and marks a name may have: those the fonts of the certificate
// can print. Everything else is for a person to look at, never changed
// silently.
var (
	latinLetters = &unicode.RangeTable{R16: []unicode.Range16{
		{Lo: 'A', Hi: 'Z', Stride: 1},
		{Lo: 'a', Hi: 'z', Stride: 1},
		{Lo: 0xC0, Hi: 0xD6, Stride: 1},
		{Lo: 0xD8, Hi: 0xF6, Stride: 1},
		{Lo: 0xF8, Hi: 0x148, Stride: 1},
		{Lo: 0x14A, Hi: 0x17E, Stride: 1},
		{Lo: 0x18F, Hi: 0x18F, Stride: 1},
		{Lo: 0x218, Hi: 0x21B, Stride: 1},
		{Lo: 0x259, Hi: 0x259, Stride: 1},
		{Lo: 0x1E80, Hi: 0x1E85, Stride: 1},
		{Lo: 0x1E9E, Hi: 0x1E9E, Stride: 1},
		{Lo: 0x1EA0, Hi: 0x1EF9, Stride: 1},
	}, LatinOffset: 4}
	cyrillicLetters = &unicode.RangeTable{R16: []unicode.Range16{
		{Lo: 0x401, Hi: 0x44F, Stride: 1}, {Lo: 0x451, Hi: 0x45F, Stride: 1}, {Lo: 0x490, Hi: 0x491, Stride: 1},
	}}
	nameMarks = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x300, Hi: 0x304, Stride: 1}, {Lo: 0x306, Hi: 0x308, Stride: 1}, {Lo: 0x30A, Hi: 0x30C, Stride: 1}}}
)

// Name returns a personal name as a certificate carries it: NFC, single
// spaces, every letter as typed. It must have 2 to 120 characters: Latin or
// Cyrillic letters, at most two marks on each, spaces, hyphens, full stops and
// apostrophes; one alphabet a word, since a Latin o in a Cyrillic name is a
// forgery or a slip. Errors are of type *[NameError].
func Name(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", &NameError{Reason: NameEncoding}
	}
	s = strings.Join(strings.FieldsFunc(norm.NFC.String(s), func(r rune) bool { return r == ' ' }), " ")
	if utf8.RuneCountInString(s) > maxNameRunes {
		return "", &NameError{Reason: NameLong}
	}
	letters := 0
	for _, r := range s {
		switch {
		case unicode.In(r, latinLetters, cyrillicLetters):
			letters++
		case r == ' ', r == '-', r == '.', apostrophe(r), unicode.Is(nameMarks, r) && letters > 0:
		default:
			return "", &NameError{Reason: NameCharacter, Rune: r}
		}
	}
	if letters < 2 {
		return "", &NameError{Reason: NameShort}
	}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if err := nameWord(w); err != nil {
			return "", err
		}
	}
	return s, nil
}

// nameWord looks at one word of a name.
func nameWord(w string) error {
	latin, cyrillic := false, false
	marks, bare := 0, true
	for _, r := range w {
		switch {
		case unicode.Is(nameMarks, r):
			if marks++; marks > 2 || bare {
				return &NameError{Reason: NameMarks, Word: w}
			}
			continue
		case unicode.Is(latinLetters, r):
			latin, bare = true, false
		case unicode.Is(cyrillicLetters, r):
			cyrillic, bare = true, false
		default:
			bare = true
		}
		marks = 0
	}
	if latin && cyrillic {
		return &NameError{Reason: NameScripts, Word: w}
	}
	return nil
}

// apostrophe reports whether r is one of the signs people write for one.
func apostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ'
}

// Initials returns the first letter of each part of a name with a full stop:
// "Ana-Maria Rusu" becomes "A.-M. R.". It is all that a stranger with nothing
// but a number is told.
func Initials(name string) string {
	var b strings.Builder
	start := true
	for _, r := range name {
		switch {
		case r == ' ' || r == '-':
			if !start {
				b.WriteRune(r)
			}
			start = true
		case start && unicode.IsLetter(r) && !apostrophe(r):
			b.WriteRune(unicode.ToUpper(r))
			b.WriteByte('.')
			start = false
		}
	}
	return strings.TrimRight(b.String(), " -")
}
