package quiz

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxTyped is the largest length of a text typed into a gap, and of one that is
// accepted there, in characters.
const MaxTyped = 100

// reMark matches the mark of a gap in the text of a question.
var reMark = regexp.MustCompile(`\[\[([^\[\]]*)\]\]`)

// Parts takes the text of a gap question in a language apart, in the order in
// which it is read. Languages may have the gaps in different orders.
func (q Question) Parts(lang string) []Part {
	text := q.Text[lang]
	var parts []Part
	at, gaps := 0, 0
	for _, m := range reMark.FindAllStringSubmatchIndex(text, -1) {
		i := slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == text[m[2]:m[3]] })
		if i < 0 {
			continue
		}
		if m[0] > at {
			parts = append(parts, Part{Text: text[at:m[0]]})
		}
		gaps++
		parts = append(parts, Part{Gap: gaps, Option: i})
		at = m[1]
	}
	if at < len(text) {
		parts = append(parts, Part{Text: text[at:]})
	}
	return parts
}

// numbered is the text of a gap question with a number in place of each gap.
func numbered(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Gap > 0 {
			b.WriteString("[" + strconv.Itoa(p.Gap) + "]")
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

// Plain returns the text of q in a language as people read it: numbers stand in
// place of gaps.
func (q Question) Plain(lang string) string {
	if q.Type != Gap {
		return q.Text[lang]
	}
	return numbered(q.Parts(lang))
}

// Stem returns the text of q in a language without what only its own bank
// means: the ids of gaps.
func (q Question) Stem(lang string) string {
	if q.Type != Gap {
		return q.Text[lang]
	}
	return reMark.ReplaceAllString(q.Text[lang], "[[]]")
}

// Accepts reports whether what was typed into a gap is right: whether it folds
// to the same as a text accepted in any language, since a learner may change
// the language in mid-exam and be marked in another one.
func (q Question) Accepts(gap Option, typed string) bool {
	exact := q.Diacritics == Exact
	key := FoldTyped(typed, exact)
	if key == "" {
		return false
	}
	for _, texts := range gap.Accept {
		for _, t := range texts {
			if FoldTyped(t, exact) == key {
				return true
			}
		}
	}
	return false
}

// alike are characters that people mean the same by, or cannot tell apart, on
// the keyboards of our languages.
var alike = strings.NewReplacer(
	"’", "'", "ʼ", "'", "‘", "'", "‛", "'", "`", "'", "´", "'", "ʹ", "'", "′", "'", "＇", "'",
	"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-",
)

// FoldTyped makes texts equal that are one answer to a gap: they may differ in
// case, in the way accents are encoded, in white space, in the form of
// apostrophes, quotation marks and hyphens, in characters that cannot be seen,
// in a mark of punctuation at the end, in the old code of ș and ț, and in ё or
// е. Unless exact, Latin letters are also freed of their signs (ș is s, ă is a)
// and Cyrillic ones of the stress; й and ї are letters of their own and stay.
func FoldTyped(s string, exact bool) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) { // soft hyphens, joiners, marks of direction
			return -1
		}
		return r
	}, s)
	s = cases.Fold().String(norm.NFC.String(s))
	s = norm.NFC.String(letters(norm.NFD.String(alike.Replace(s)), exact))
	s = strings.TrimRight(strings.Join(strings.Fields(s), " "), ` .,;:!?…"`)
	return strings.TrimLeft(s, ` "`)
}

// letters folds the letters of a decomposed text.
func letters(s string, exact bool) string {
	var b strings.Builder
	var base rune
	for _, r := range s {
		switch {
		case r == 'ı': // a Turkish keyboard's
			r, base = 'i', 'i'
		case !unicode.Is(unicode.Mn, r):
			base = r
		case base == 'i' && r == '\u0307': // what a Turkish capital leaves
			continue
		case base == 'е' && r == '\u0308': // ё
			continue
		case !exact && unicode.Is(unicode.Latin, base),
			!exact && unicode.Is(unicode.Cyrillic, base) && (r == '\u0300' || r == '\u0301'):
			continue
		case (base == 's' || base == 't') && r == '\u0327': // the old code of ș and ț
			r = '\u0326'
		}
		b.WriteRune(r)
	}
	return b.String()
}
