package source

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ascult/internal/diag"
)

var (
	// A day written in figures: 24.11.2026, 24/11/2026 or 2026-11-24.
	reDayFirst  = regexp.MustCompile(`\b([0-9]{1,2})([./])([0-9]{1,2})[./]([0-9]{4})\b`)
	reYearFirst = regexp.MustCompile(`\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b`)
	// A number with its separators: groups of three, then a fraction or minutes.
	reFigure = regexp.MustCompile(`[0-9]+(?:[ \x{a0}\x{202f}\x{2009}’'.,][0-9]{3}\b)*(?:[.,:][0-9]+)?`)
)

// smallest is the first number that is hardly written as a word.
const smallest = 13

// Numbers returns the numbers that a text says in figures, sorted, each as one
// would be written in a program: "3,5" and "3.5" are the same, as are "2 000",
// "2.000" and "2,000", and "17:40" and "17.40". Of a day in figures the month is
// left out, since another language may spell it.
func Numbers(text string) []string {
	var out []string
	for at := 0; at < len(text); {
		if text[at] < '0' || text[at] > '9' {
			at++
			continue
		}
		end := figures(text[at:]) + at
		out = appendNumbers(out, text[at:end])
		at = end
	}
	slices.Sort(out)
	return out
}

// figures returns how far a text that begins with a digit goes on in digits and
// in what may stand between them.
func figures(text string) int {
	end := 1
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			end = i + 1
		case !strings.ContainsRune(between, r):
			return end
		}
	}
	return end
}

// between is what may stand between the digits of a number or a day.
const between = " \u00a0\u202f\u2009’'.,:/-"

// appendNumbers appends the numbers of a text of figures.
func appendNumbers(out []string, text string) []string {
	if len(text) <= 4 && strings.Trim(text, "0123456789") == "" {
		return append(out, plainNumber(text))
	}
	text = reYearFirst.ReplaceAllString(text, "$1 ; $3")
	text = reDayFirst.ReplaceAllString(text, "$1 ; $4")
	for _, f := range reFigure.FindAllString(text, -1) {
		out = append(out, plainNumber(f))
	}
	return out
}

// plainNumber takes the separators out of a number.
func plainNumber(s string) string {
	whole, fraction := s, ""
	if i := strings.LastIndexAny(s, ".,:"); i >= 0 && (s[i] == ':' || len(s)-i-1 != 3) && strings.Trim(s[i+1:], "0123456789") == "" {
		whole, fraction = s[:i], "."+s[i+1:]
	}
	var b strings.Builder
	for _, r := range whole {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	whole = strings.TrimLeft(b.String(), "0")
	if whole == "" {
		whole = "0"
	}
	return whole + fraction
}

// NumbersDiffer compares the numbers of a text with those of its translation.
// there and here are what only one of them says. Small numbers may be written
// as words, so that one that stands in figures on one side alone is no
// difference; two that stand against each other are.
func NumbersDiffer(text, translation string) (there, here []string, differ bool) {
	if !strings.ContainsAny(text, "0123456789") && !strings.ContainsAny(translation, "0123456789") {
		return nil, nil, false
	}
	there, here = Numbers(text), Numbers(translation)
	for i := 0; i < len(there); {
		if j := slices.Index(here, there[i]); j >= 0 {
			there, here = slices.Delete(there, i, i+1), slices.Delete(here, j, j+1)
		} else {
			i++
		}
	}
	large := func(n string) bool {
		v, err := strconv.Atoi(n)
		return err != nil || v >= smallest
	}
	differ = len(there) > 0 && len(here) > 0 || slices.ContainsFunc(there, large) || slices.ContainsFunc(here, large)
	return there, here, differ
}

// CompareNumbers warns when a translation says other numbers than its source,
// see [NumbersDiffer]. lang is the language of the source.
func (p *Problems) CompareNumbers(lang, text, translation string, at, place diag.Pos) {
	there, here, differ := NumbersDiffer(text, translation)
	if !differ {
		return
	}
	list := func(ns []string) string {
		if len(ns) == 0 {
			return "—"
		}
		if len(ns) > 8 {
			ns = append(ns[:8:8], "…")
		}
		return strings.Join(ns, ", ")
	}
	p.AddWarning("numbers-differ", at, Args{"Lang": lang, "Want": list(there), "Have": list(here)}, place)
}
