package check

import (
	"slices"
	"strings"

	"ascult/internal/source"
)

// A mate is a bracket or quotation mark that waits for the other one.
type mate struct {
	at    int
	open  rune
	close string // any of these ends it
	lang  string
}

// quotes are the quotation marks of a language: each opening one with those
// that may close it. The first pair stands outside, the second inside it.
var quotes = map[string][]mate{
	"ro": {{open: '„', close: "”"}, {open: '«', close: "»"}},
	"ru": {{open: '«', close: "»"}, {open: '„', close: "“"}},
	"uk": {{open: '«', close: "»"}, {open: '„', close: "“”"}},
	"en": {{open: '“', close: "”"}, {open: '‘', close: "’"}},
}

// mostOpen is how many brackets and quotation marks are looked after at once.
// More is no text.
const mostOpen = 50

// pairs says how the quotation marks of a language are written.
var pairs = map[string]string{"ro": "„…”, «…»", "ru": "«…», „…“", "uk": "«…», „…“", "en": "“…”, ‘…’"}

func quoteRune(r rune) bool {
	switch r {
	case '„', '“', '”', '‟', '«', '»', '‘', '’', '‚', '‛', '‹', '›', '″':
		return true
	}
	return false
}

// typed complains about a straight quotation mark or apostrophe.
func (v *signs) typed(i int, r, next rune, lang string) {
	before := v.before(i)
	if before >= '0' && before <= '9' && !v.straight {
		return // feet and inches, minutes and seconds
	}
	good := pairs[lang]
	if r == '\'' && classOf(before)&letter != 0 && classOf(next)&letter != 0 {
		good = "’"
	} else if top := v.top(); top != nil && quoteRune(top.open) && !v.straight {
		v.open = v.open[:len(v.open)-1] // it closes what was opened as it should
	} else {
		v.straight = !v.straight
	}
	v.addWarning("quote-straight", v.passage, i, source.Args{"Typed": string(r), "Good": good})
}

// quote looks at a typographic quotation mark.
func (v *signs) quote(i int, r, next rune, lang string) {
	before := v.before(i)
	inWord := classOf(before)&letter != 0 && classOf(next)&letter != 0
	if r == '’' || r == '‘' && inWord {
		if top := v.top(); r == '’' && !inWord && top != nil && top.open == '‘' {
			v.open = v.open[:len(v.open)-1]
		}
		return // an apostrophe, or the end of a quotation that has one
	}
	if r == '″' {
		if before < '0' || before > '9' {
			v.foreign(i, r, lang)
		}
		return
	}
	if top := v.top(); top != nil && strings.ContainsRune(top.close, r) && quoteRune(top.open) {
		v.open = v.open[:len(v.open)-1]
		return
	}
	if len(v.open) > mostOpen {
		return
	}
	outer := true // nothing is open that this could stand in
	for _, m := range v.open {
		outer = outer && !quoteRune(m.open)
	}
	closes := false
	for k, m := range quotes[lang] {
		closes = closes || strings.ContainsRune(m.close, r)
		if r != m.open {
			continue
		}
		if k == 1 && outer && !v.quoted && lang != "en" {
			v.foreign(i, r, lang)
		}
		v.open = append(v.open, mate{i, r, m.close, lang})
		return
	}
	top := v.top()
	switch {
	case closer(r, before, next) && top != nil && quoteRune(top.open):
		v.foreign(i, r, lang) // it closes with the mark of another language
		v.open = v.open[:len(v.open)-1]
	case closer(r, before, next) && closes:
		v.addWarning("quote-unpaired", v.passage, i, source.Args{"Sign": string(r), "Good": pairs[lang]})
	case closer(r, before, next):
		v.foreign(i, r, lang)
	default:
		v.foreign(i, r, lang)
		v.open = append(v.open, mate{i, r, "”“»’›„«‘", lang}) // its other half goes with it
	}
}

// closer reports whether a mark that is used both ways ends a quotation here.
func closer(r, before, next rune) bool {
	switch r {
	case '”', '»', '›':
		return true
	case '“', '‘':
		return before != 0 && before != ' ' && before != '\u00a0' && !strings.ContainsRune("(«„—–-", before) && classOf(next)&letter == 0
	}
	return false
}

func (v *signs) foreign(i int, r rune, lang string) {
	v.addWarning("quote-foreign", v.passage, i, source.Args{"Sign": string(r), "Good": pairs[lang], "Lang": lang})
}

func (v *signs) top() *mate {
	if len(v.open) == 0 {
		return nil
	}
	return &v.open[len(v.open)-1]
}

// bracket looks at a round or square bracket. A closing one after a number or
// a letter counts something: a), 1).
func (v *signs) bracket(i int, r rune) {
	if len(v.open) > mostOpen {
		return
	}
	switch r {
	case '(':
		v.open = append(v.open, mate{at: i, open: r, close: ")"})
		return
	case '[':
		v.open = append(v.open, mate{at: i, open: r, close: "]"})
		return
	}
	for k, v0 := range slices.Backward(v.open) {
		if v0.close == string(r) {
			v.open = append(v.open[:k], v.open[k+1:]...)
			return
		}
	}
	if r == ')' && v.counts(i) {
		return
	}
	v.addWarning("bracket-unpaired", v.passage, i, source.Args{"Sign": string(r)})
}

// counts reports whether a bracket ends the mark of an item: a letter or a
// number after a space, or at the beginning.
func (v *signs) counts(i int) bool {
	at, n := i, 0
	for r := v.before(at); r != 0 && n < 4; r = v.before(at) {
		if r == ' ' || r == '\u00a0' || r == '(' || r == '/' {
			break
		}
		if r == ':' || r == ';' || r == '-' {
			return true // a face
		}
		if classOf(r)&letter != 0 {
			n++ // two of these are a word
		}
		n++
		at -= len(string(r))
	}
	return n > 0 && n <= 4
}

// end complains about what nothing closed.
func (v *signs) end() {
	for _, m := range v.open {
		switch {
		case m.open == '‘' || len(m.close) > 3*len("”"):
		case quoteRune(m.open):
			v.addWarning("quote-unpaired", v.passage, m.at, source.Args{"Sign": string(m.open), "Good": pairs[m.lang]})
		default:
			v.addWarning("bracket-unpaired", v.passage, m.at, source.Args{"Sign": string(m.open)})
		}
	}
}
