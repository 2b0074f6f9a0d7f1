package check

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ascult/internal/source"
)

// letters complains about letters that are not those of the language, though
// they may look like them.
func (p *prose) letters(t *passage) {
	for i := range t.words {
		w := &t.words[i]
		if w.lang == "" {
			continue
		}
		switch scripts := w.is & (latin | cyrillic | greek | otherScript); {
		case scripts&(scripts-1) != 0:
			p.mixed(t, w)
		case w.is&twin != 0 && w.letters == 1 && t.lonelyTwin(i):
			p.add("letter-mixed", t, w.from, source.Args{"Word": t.word(*w), "Letter": t.word(*w), "Script": scriptName(w.is)})
		}
		if w.is&standIn != 0 && w.lang == "ro" {
			p.standIns(t, w)
		}
		if w.is&mark != 0 {
			p.decomposed(t, w)
		}
	}
}

func scriptName(c class) string {
	if c&cyrillic != 0 {
		return "Cyrl"
	}
	if c&greek != 0 {
		return "Grek"
	}
	return "Latn"
}

// mixed complains about the letter of another script inside a word.
func (p *prose) mixed(t *passage, w *word) {
	text := t.word(*w)
	if p.allowed(w.lang, text) || suffixed(text) {
		return
	}
	of := map[class]int{}
	for _, r := range text {
		of[classOf(r)&(latin|cyrillic|greek|otherScript)]++
	}
	own := latin
	if w.lang == "ru" || w.lang == "uk" {
		own = cyrillic
	}
	for script, n := range of { // the word is in the script of most of its letters
		if n > of[own] && script != 0 {
			own = script
		}
	}
	for i, r := range text {
		if c := classOf(r) & (latin | cyrillic | greek | otherScript); c != 0 && c != own {
			w.named = true
			p.add("letter-mixed", t, w.from+i, source.Args{"Word": text, "Letter": string(r), "Script": scriptName(c)})
			return
		}
	}
}

// suffixed reports whether a word is an abbreviation in Latin capitals with a
// Cyrillic ending, as in PDFы: nothing in it looks like what it is not.
func suffixed(text string) bool {
	i := strings.IndexFunc(text, func(r rune) bool { return classOf(r)&latin == 0 })
	plain := false
	for _, r := range text[:max(i, 0)] {
		if classOf(r)&capital == 0 {
			return false
		}
		plain = plain || classOf(r)&twin == 0
	}
	for _, r := range text[max(i, 0):] {
		if classOf(r)&cyrillic == 0 || classOf(r)&capital != 0 {
			return false
		}
	}
	return plain && i > 1
}

// lonelyTwin reports whether word i is one letter of the wrong script that
// reads like a word of the right one: a Latin c or i in Russian or Ukrainian,
// a Cyrillic о in Romanian.
func (t *passage) lonelyTwin(i int) bool {
	w := t.words[i]
	own := cyrillic
	var alone string
	switch w.lang {
	case "ru":
		alone = "acoykACOBK"
	case "uk":
		alone = "aioyAOYB"
	default:
		own, alone = latin, "аоіАО"
	}
	if w.is&own != 0 || !strings.Contains(alone, t.word(w)) || i+1 >= len(t.words) {
		return false
	}
	next := t.words[i+1]
	if next.is&own == 0 || next.lang != w.lang || string(t.said[w.to:next.from]) != " " {
		return false
	}
	if w.upper > 0 {
		return next.upper == 0 && (i == 0 || strings.ContainsRune(".!?…«„“—–", t.before(w.from-1)) || w.from > 0 && strings.ContainsRune("«„“(", t.before(w.from)))
	}
	return i == 0 || t.words[i-1].is&own != 0 && (t.before(w.from) == ' ' || t.before(w.from) == '(')
}

// standIns complains about ş, ţ, ã, þ and others in Romanian.
func (p *prose) standIns(t *passage, w *word) {
	text := t.word(*w)
	if p.allowed("ro", text) {
		return
	}
	for i, r := range text {
		good, ok := romanian[r]
		if !ok || t.kind == "who" && (r == 'ş' || r == 'Ş') {
			continue // a speaker may be called Ayşe
		}
		w.named = true
		args := source.Args{"Word": text, "Letter": string(r), "Good": string(good), "Example": langExample}
		if classOf(r)&cedilla != 0 {
			p.add("letter-cedilla", t, w.from+i, args)
			return
		}
		if (r == 'º' || r == 'ª') && w.letters < 3 || (r == 'ã' || r == 'Ã') && (strings.Contains(text, "ão") || strings.Contains(text, "ãe")) {
			return // 1º, São Paulo, Magalhães
		}
		p.add("letter-stand-in", t, w.from+i, args)
		return
	}
}

// romanian are the letters meant by what stands in for them.
var romanian = map[rune]rune{
	'ş': 'ș', 'ţ': 'ț', 'Ş': 'Ș', 'Ţ': 'Ț', 'ã': 'ă', 'Ã': 'Ă', 'ǎ': 'ă', 'Ǎ': 'Ă', 'ȃ': 'â', 'Ȃ': 'Â',
	'þ': 'ț', 'Þ': 'Ț', 'º': 'ș', 'ª': 'Ș',
}

// decomposed complains about a letter that was typed as a letter and a mark
// where there is one character for both.
func (p *prose) decomposed(t *passage, w *word) {
	for i := w.from; i < w.to; {
		_, n := utf8.DecodeRune(t.said[i:w.to])
		if j := i + n; j < w.to {
			m, k := utf8.DecodeRune(t.said[j:w.to])
			if classOf(m)&mark != 0 {
				if whole := norm.NFC.String(string(t.said[i : j+k])); utf8.RuneCountInString(whole) == 1 {
					p.addWarning("letter-decomposed", t, i, source.Args{"Word": norm.NFC.String(t.word(*w)), "Letter": whole})
					return
				}
			}
		}
		i += n
	}
}
