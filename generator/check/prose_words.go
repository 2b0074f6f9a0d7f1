package check

import (
	"unicode"
	"unicode/utf8"
)

// A word is an unbroken run of letters, with the apostrophes inside it.
type word struct {
	from, to int    // bytes of the passage
	letters  int    // how many
	upper    int    // how many of them are capitals
	is       class  // of all its letters together
	first    class  // of its first letter
	lang     string // "" where no rule is known
	named    bool   // it was complained about: nothing more is said of it
}

// class says what kinds of letters there are in a word.
type class uint16

const (
	latin class = 1 << iota
	cyrillic
	greek
	otherScript
	capital
	cedilla    // ş and ţ as Turkish has them
	standIn    // ã þ º and others that old fonts showed for Romanian letters
	notRussian // Cyrillic, and not in the Russian alphabet
	notUkrainian
	onlyRussian   // ы э ё ъ
	onlyUkrainian // і ї є ґ
	twin          // it looks like a letter of the other script
	mark          // a mark set over the letter before
	letter        // anything that makes a word
)

// classes holds the kinds of the letters up to the end of Cyrillic.
var classes = func() (t [0x530]class) {
	for r := range rune(0x530) {
		switch {
		case unicode.Is(unicode.Mn, r):
			t[r] = mark | letter
			continue
		case !unicode.IsLetter(r):
			continue
		case unicode.Is(unicode.Cyrillic, r):
			t[r] = cyrillic | notRussian | notUkrainian
		case unicode.Is(unicode.Greek, r):
			t[r] = greek
		case unicode.Is(unicode.Latin, r):
			t[r] = latin
		default:
			t[r] = otherScript
		}
		t[r] |= letter
		if unicode.IsUpper(r) {
			t[r] |= capital
		}
	}
	set := func(letters string, add, drop class) {
		for _, r := range letters {
			t[r] = t[r]&^drop | add
		}
	}
	shared := "абвгдежзийклмнопрстуфхцчшщьюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
	set(shared, 0, notRussian|notUkrainian)
	set("ыэёъЫЭЁЪ", onlyRussian, notRussian)
	set("іїєґІЇЄҐ", onlyUkrainian, notUkrainian)
	set("şţŞŢ", cedilla, 0)
	set("ãÃþÞǎǍȃȂşţŞŢºª", standIn, 0)
	set("aceiopxyABCEHIKMOPTXYаеіорсухАВЕНІКМОРСТУХ", twin, 0)
	t['º'], t['ª'] = latin|letter|standIn, latin|letter|standIn
	return t
}()

func classOf(r rune) class {
	switch {
	case r < 0x530:
		return classes[r]
	case !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r):
		return 0
	case unicode.Is(unicode.Mn, r):
		return mark | letter
	case unicode.Is(unicode.Latin, r):
		return latin | letter
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic | letter | notRussian | notUkrainian
	case unicode.Is(unicode.Greek, r):
		return greek | letter
	}
	return otherScript | letter
}

func isApostrophe(r rune) bool { return r == '’' || r == '\'' || r == 'ʼ' || r == '‘' || r == '`' }

// split finds the words of a passage.
func (t *passage) split() {
	s := t.said
	part, until := 0, len(s)
	next := func() {
		if until = len(s); part+1 < len(t.parts) {
			until = t.parts[part+1].at
		}
	}
	next()
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(s[i:])
		}
		c := classOf(r)
		if c&letter == 0 || c&mark != 0 {
			i += n
			continue
		}
		for i >= until && part+1 < len(t.parts) {
			part++
			next()
		}
		w := word{from: i, first: c, lang: t.parts[part].lang}
		for {
			w.is |= c
			w.letters++
			if c&capital != 0 {
				w.upper++
			}
			if c&mark != 0 {
				w.letters--
			}
			i += n
			if i >= until || i >= len(s) {
				break
			}
			r, n = rune(s[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRune(s[i:])
			}
			if c = classOf(r); c&letter != 0 {
				continue
			}
			if !isApostrophe(r) || i+n >= until {
				break
			}
			a, m := utf8.DecodeRune(s[i+n:])
			after := classOf(a)
			if after&letter == 0 || after&(latin|cyrillic) != w.is&(latin|cyrillic) {
				break // email’ом is two words
			}
			i += n
			n, c = m, after
		}
		w.to = i
		t.words = append(t.words, w)
	}
}

// text returns the letters of a word.
func (t *passage) word(w word) string { return string(t.said[w.from:w.to]) }

// joined reports whether nothing but one hyphen stands between words i and i+1.
func (t *passage) joined(i int) bool {
	if i < 0 || i+1 >= len(t.words) {
		return false
	}
	s := t.said[t.words[i].to:t.words[i+1].from]
	return string(s) == "-" || string(s) == "\u2011"
}

// before returns the character before said[at], or 0.
func (t *passage) before(at int) rune {
	if at <= 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRune(t.said[:at])
	return r
}

// after returns the character at said[at], or 0.
func (t *passage) after(at int) rune {
	if at >= len(t.said) {
		return 0
	}
	r, _ := utf8.DecodeRune(t.said[at:])
	return r
}
