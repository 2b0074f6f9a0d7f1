package check

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"ascult/internal/source"
)

// phones complains about telephone numbers: they are kept, each with its date,
// in data/helplines.yaml alone, for a number that is out of date does harm.
func (p *prose) phones(t *passage) {
	if t.name == helpLinesFile {
		return
	}
	s := t.said
	for i := 0; i < len(s); {
		if !digit(s[i]) {
			i++
			continue
		}
		n := readNumber(s, i)
		if n.is(t) {
			p.add("phone-typed", t, n.from, source.Args{"Number": clip(string(s[n.from:n.to])), "Example": "{{< helplines md >}}"})
		}
		i = n.to
	}
}

// A number is a run of groups of digits.
type number struct {
	from, to int
	plus     bool
	groups   []string
	seps     string // first character of what stands between the groups
	digits   int
}

// readNumber reads the groups that begin at s[i].
func readNumber(s []byte, i int) number {
	n := number{from: i}
	for n.from > 0 && (s[n.from-1] == '+' || s[n.from-1] == '(') {
		n.from--
		n.plus = n.plus || s[n.from] == '+'
	}
	if !n.plus && n.from < i && s[n.from] == '(' && s[i] != '0' {
		n.from = i // (112) is no prefix
	}
	for {
		j := i
		for j < len(s) && digit(s[j]) {
			j++
		}
		n.groups = append(n.groups, string(s[i:j]))
		n.digits += j - i
		n.to = j
		k := j
		for k < len(s) && k-j < 5 {
			r, w := utf8.DecodeRune(s[k:])
			if !strings.ContainsRune(" \u00a0\u202f-‑–.()", r) {
				break
			}
			k += w
		}
		if k == j || k >= len(s) || !digit(s[k]) || len(n.groups) > 12 {
			return n
		}
		r, _ := utf8.DecodeRune(s[j:])
		n.seps += string(r)
		i = k
	}
}

// is reports whether n is a telephone number.
func (n number) is(t *passage) bool {
	before, after := t.before(n.from), t.after(n.to)
	if before == '/' || after == '/' || before == '№' || classOf(before)&letter != 0 || before == '_' || before == '#' {
		return false
	}
	if classOf(after)&letter != 0 && n.digits < 8 || n.date() {
		return false
	}
	call := t.calls(n, 6, 4)
	first := n.groups[0]
	switch {
	case n.plus && n.digits >= 8 && n.digits <= 15:
		return true
	case first[0] == '0' && n.digits >= 8 && n.digits <= 12:
		if n.digits == 8 && !call || len(n.groups) == 2 && first == "0" && n.seps == "." {
			return false
		}
		return len(n.groups) > 1 || call || n.digits <= 10 && !t.cited(n.from)
	case n.digits >= 10 && n.digits <= 13 && len(n.groups) > 2 && slices.Contains(prefixes, strings.TrimPrefix(first, "00")):
		return !n.thousands() || call
	case len(n.groups) > 1 && n.digits >= 5 && n.digits <= 9 && !n.thousands() && t.calls(n, 2, 0):
		return !t.cited(n.from)
	case n.short():
		return call && !t.cited(n.from)
	}
	return false
}

// prefixes are how numbers of the region begin when the plus is left out.
var prefixes = []string{"373", "380", "375", "40", "8"}

// date reports whether the groups are a day or a stretch of days.
func (n number) date() bool {
	if !strings.ContainsAny(n.seps, ".-‑–") || n.plus {
		return false
	}
	year, short := false, true
	for _, g := range n.groups {
		if len(g) == 4 && (g[:2] == "19" || g[:2] == "20") {
			year = true
		} else if len(g) > 2 {
			short = false
		}
	}
	return year && short
}

// thousands reports whether the groups are those of a large number.
func (n number) thousands() bool {
	for _, g := range n.groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return len(n.groups) > 1 && n.groups[0][0] != '0'
}

// short reports whether n is a number of three to six digits as emergency and
// help lines have them. A year is none.
func (n number) short() bool {
	all := strings.Join(n.groups, "")
	switch len(all) {
	case 3:
		return len(n.groups) == 1 && slices.Contains([]string{"101", "102", "103", "104", "112", "113", "119", "901", "902", "903", "911", "999"}, all)
	case 4:
		return len(n.groups) == 1 && all[0] == '1' && all[1] >= '4' && all[1] <= '8' || len(n.groups) == 2 && all[0] == '1'
	case 5:
		return len(n.groups) == 1 && all[0] == '1'
	case 6:
		return strings.HasPrefix(all, "116")
	}
	return false
}

// cited reports whether the words before a number say that it counts acts,
// articles or cases.
func (t *passage) cited(at int) bool {
	s := bytes.TrimRight(t.said[max(0, at-24):at], " \u00a0.(")
	i := bytes.LastIndexAny(s, " \u00a0(.,;")
	w := strings.ToLower(string(s[i+1:]))
	return slices.Contains([]string{
		"nr", "art", "articolul", "articolele", "alin", "lit", "pct", "legea", "dosarul", "decizia", "hotărârea", "cererea", "ordinul",
		"ст", "статья", "статьи", "статье", "стаття", "статті", "статтею", "п", "ч", "№", "пункт", "закон", "дело", "справа",
		"art", "arts", "article", "articles", "no", "nos", "section", "law", "case", "rule", "page", "p", "§", "isbn", "issn",
	}, w)
}

// stems begin the words that ask somebody to call.
var stems = map[string][]string{
	"ro": {"sună", "sunaț", "suna", "telefon", "apelaț", "apelează", "apelând", "formaț", "formează", "contactaț", "contactează", "tel"},
	"ru": {"звон", "позвон", "дозвон", "перезвон", "телефон", "набер", "набир", "набра", "тел", "вызыва"},
	"uk": {"дзвон", "подзвон", "телефон", "зателефон", "набер", "набир", "набра", "тел", "виклика"},
	"en": {"call", "dial", "phone", "telephone", "hotline", "helpline", "tel"},
}

// urgent begin the words that say what a number is for.
var urgent = []string{"urgenț", "экстрен", "екстрен", "emergency"}

// calls reports whether one of the words before a number, or of those after it,
// asks somebody to call.
func (t *passage) calls(n number, before, after int) bool {
	i, _ := slices.BinarySearchFunc(t.words, n.from, func(w word, at int) int { return w.from - at })
	for k := max(0, i-before); k < min(len(t.words), i+after); k++ {
		w := t.words[k]
		if w.to-w.from > mostBytes {
			continue
		}
		low := strings.ToLower(t.word(w))
		begins := func(stem string) bool {
			return strings.HasPrefix(low, stem) && (stem != "tel" && stem != "тел" || low == stem)
		}
		if slices.ContainsFunc(urgent, begins) || k < i && slices.ContainsFunc(stems[w.lang], begins) {
			return t.sameSentence(min(w.to, n.from), max(w.from, n.from))
		}
	}
	return false
}

// sameSentence reports whether no sentence ends between two places. The full
// stop right after the first is that of an abbreviation: tel.
func (t *passage) sameSentence(from, to int) bool {
	s := t.said[from:to]
	for i, c := range s {
		if (c == '.' || c == '!' || c == '?') && i > 0 && i+1 < len(s) && s[i+1] == ' ' {
			return false
		}
	}
	return true
}
