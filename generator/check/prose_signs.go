package check

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"ascult/internal/source"
)

// signs complains about marks that are typed as the keyboard has them and not
// as the language is written. What the build sets itself is left alone: it
// decides where a line may end, and changes no mark.
func (p *prose) signs(t *passage) {
	s := t.said
	v := signs{prose: p, passage: t}
	for i := 0; i < len(s); {
		c := s[i]
		if !signByte[c] {
			i++
			continue
		}
		lang := t.langAt(i)
		if skip := v.address(i, lang); skip > i {
			i = skip
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		if n == 1 && r == utf8.RuneError {
			i++
			continue
		}
		if hidden(r) {
			p.addWarning("letter-hidden", t, i, source.Args{"Code": code(r)})
		}
		if lang != "" {
			n = max(v.sign(i, r, n, lang), n)
		}
		i += n
	}
	v.end()
}

// signByte are the bytes at which a mark may begin.
var signByte = func() (t [256]bool) {
	for _, c := range []byte("\"'-.,;:!?()[]{ \xc2\xe2\xef\xee") {
		t[c] = true
	}
	return t
}()

// A signs goes through the marks of one passage.
type signs struct {
	*prose
	*passage
	open     []mate // brackets and quotation marks that are not closed yet
	straight bool   // a straight quotation mark is open
	until    int    // of the address that was found last
}

// address returns the end of the address, name of a file or mail address that
// said[i] is inside of, or 0.
func (v *signs) address(i int, lang string) int {
	s := v.said
	if lang == "" {
		return 0
	}
	if i < v.until {
		return i + 1
	}
	if end := bytes.Index(s[i:], []byte("}}")); end > 0 && bytes.HasPrefix(s[i:], []byte("{{")) {
		v.until = i + end // a template, which is refused elsewhere
		return i + 1
	}
	if s[i] != '.' && s[i] != ':' {
		return 0
	}
	if s[i] == ':' && !bytes.HasPrefix(s[i:], []byte("://")) {
		return 0
	}
	if s[i] == '.' && !bytes.HasPrefix(bytes.ToLower(s[max(0, i-3):i]), []byte("www")) {
		return 0
	}
	end := bytes.IndexAny(s[i:], " \n\t\u00a0")
	if end < 0 {
		end = len(s) - i
	}
	v.until = i + len(bytes.TrimRight(s[i:i+end], ").,;:!?]»”"))
	return i + 1
}

// hidden reports whether a character is one that nobody sees and that a search
// stumbles over, or the ruin of a letter.
func hidden(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r == 0x2028, r == 0x2029, r == 0xfffc, r == 0xfffd, r >= 0xe000 && r <= 0xf8ff:
		return true
	}
	return false
}

func code(r rune) string {
	const digits = "0123456789ABCDEF"
	return "U+" + string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}

// sign looks at one mark and returns how many bytes it and what belongs to it
// take.
func (v *signs) sign(i int, r rune, n int, lang string) int {
	next := v.after(i + n)
	switch r {
	case ' ', '\u00a0', '\u202f':
		return v.space(i, n, next)
	case '"', '\'':
		v.typed(i, r, next, lang)
	case '-':
		return v.hyphen(i, lang)
	case '.':
		return v.dots(i)
	case ',', ';', '!', '?':
		if r == next && (r == ',' || r == ';') {
			v.addWarning("sign-typed", v.passage, i, source.Args{"Typed": string([]rune{r, next}), "Good": string(r)})
			return 2 * n
		}
		if before := v.before(i); classOf(before)&letter != 0 && classOf(next)&letter != 0 && i >= v.until && !v.latinPair(i, n, lang) {
			v.addWarning("space-missing", v.passage, i+n, source.Args{"Sign": string(r)})
		}
	case '(', '[', ')', ']':
		v.bracket(i, r)
	default:
		if quoteRune(r) {
			v.quote(i, r, next, lang)
		}
	}
	return n
}

// latinPair reports whether a mark stands inside Latin letters of a Cyrillic
// text: part of an address, most likely.
func (v *signs) latinPair(i, n int, lang string) bool {
	return ownScript(lang) == cyrillic && classOf(v.before(i))&latin != 0 && classOf(v.after(i+n))&latin != 0
}

// space complains about a space where none belongs.
func (v *signs) space(i, n int, next rune) int {
	for next == ' ' || next == '\u00a0' {
		n += utf8.RuneLen(next)
		next = v.after(i + n)
	}
	before := v.before(i)
	if v.langAt(i+n) == "" {
		return n // code
	}
	wrong := false
	switch next {
	case ',', ';', '!', '?', ')', ']', '»', ':':
		wrong = before != 0 && before != ' '
		if next == ':' || next == ';' {
			after := v.after(i + n + 1)
			wrong = wrong && after != ')' && after != '-' && after != '(' && after != '/'
		}
		if next == '?' || next == '!' {
			wrong = wrong && before != '(' && before != '…'
		}
	case '.':
		after := v.after(i + n + 1)
		wrong = before != 0 && (after == 0 || after == ' ' || after == ')' || after == '”' || after == '»')
	case '”':
		wrong = before != 0 && before != '—' && before != '–' && before != '“' && before != '„'
	}
	switch before {
	case '(', '[', '„', '«':
		wrong = next != 0 && !strings.ContainsRune("»”“", next) // « »: the marks themselves
	}
	if wrong {
		sign := next
		if strings.ContainsRune("([„«", before) {
			sign = before
		}
		v.addWarning("space-extra", v.passage, i, source.Args{"Sign": string(sign)})
	}
	return n
}

// hyphen complains about hyphens that stand for a dash.
func (v *signs) hyphen(i int, lang string) int {
	n := 1
	for v.after(i+n) == '-' {
		n++
	}
	dash := "—"
	if lang == "en" {
		dash = "–"
	}
	before, after := v.before(i), v.after(i+n)
	if n > 1 {
		option := (before == ' ' || before == 0) && after >= 'a' && after <= 'z' // --source
		if n <= 3 && !option && before != '<' && after != '>' {
			v.addWarning("sign-typed", v.passage, i, source.Args{"Typed": "--", "Good": dash})
		}
		return n
	}
	blank := func(r rune) bool { return r == ' ' || r == '\u00a0' }
	if (blank(before) || before == 0) && blank(after) && !v.sum(i) {
		v.addWarning("sign-typed", v.passage, i, source.Args{"Typed": "-", "Good": dash})
	}
	return n
}

// sum reports whether a hyphen stands between numbers.
func (v *signs) sum(i int) bool {
	left := bytes.TrimRight(v.said[:i], " \u00a0")
	right := bytes.TrimLeft(v.said[i+1:], " \u00a0")
	return len(left) > 0 && len(right) > 0 && digit(left[len(left)-1]) && digit(right[0])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// dots complains about dots in a row.
func (v *signs) dots(i int) int {
	n := 1
	for v.after(i+n) == '.' {
		n++
	}
	before, after := v.before(i), v.after(i+n)
	if n > 1 && i >= v.until && before != '/' && after != '/' {
		good := "…"
		if n == 2 {
			good = "."
		}
		v.addWarning("sign-typed", v.passage, i, source.Args{"Typed": strings.Repeat(".", min(n, 5)), "Good": good})
		return n
	}
	// end.Next: a small letter, a full stop, a capital and a small letter
	b, a := classOf(before), classOf(after)
	if i >= v.until && b&letter != 0 && b&capital == 0 && a&capital != 0 && b&(latin|cyrillic) == a&(latin|cyrillic) {
		if two := v.after(i + 1 + utf8.RuneLen(after)); classOf(two)&letter != 0 && classOf(two)&capital == 0 {
			back := v.before(i - utf8.RuneLen(before))
			if third := v.before(i - utf8.RuneLen(before) - utf8.RuneLen(back)); classOf(back)&classOf(third)&letter != 0 {
				v.addWarning("space-missing", v.passage, i+1, source.Args{"Sign": "."})
			}
		}
	}
	return n
}

// doubled complains about a word that stands twice in a row.
func (p *prose) doubled(t *passage) {
	for i := 1; i < len(t.words); i++ {
		a, b := t.words[i-1], t.words[i]
		if a.lang == "" || a.lang != b.lang || b.from-a.to > 3 || a.to-a.from != b.to-b.from || b.upper > 0 && a.upper == 0 {
			continue
		}
		if gap := t.said[a.to:b.from]; len(bytes.TrimSpace(gap)) > 0 || len(gap) == 0 {
			continue
		}
		x, y := t.said[a.from:a.to], t.said[b.from:b.to]
		if !bytes.Equal(x, y) && (a.upper == b.upper || !bytes.EqualFold(x, y)) || t.joined(i) || t.joined(i-2) {
			continue
		}
		if b.upper == 0 && !strings.Contains(twice[b.lang], " "+string(y)+" ") && b.letters > 1 || b.letters == 1 && b.upper == 0 && !strings.ContainsRune(".)", t.after(b.to)) {
			p.addWarning("word-doubled", t, b.from, source.Args{"Word": t.word(b)})
		}
	}
}

// twice are the words that may be said twice in a row.
var twice = map[string]string{
	"ro": " foarte mult tot încet rând așa da nu mai bla ",
	"ru": " очень да нет долго много так тихо ",
	"uk": " дуже так ні довго багато тихо ",
	"en": " had that very no yes so bla ",
}

// drafts are what authors leave where something is still to be written.
var drafts = map[string]bool{"TO" + "DO": true, "FIX" + "ME": true, "XX" + "X": true, "TBD": true, "Lorem": true, "lorem": true}

// draft complains about what an author left to be written later.
func (p *prose) draft(t *passage) {
	for i, w := range t.words {
		if w.lang == "" || w.first&latin == 0 || w.letters < 3 || w.letters > 5 {
			continue
		}
		s := t.word(w)
		if !drafts[s] || strings.EqualFold(s, "lorem") && (i+1 >= len(t.words) || !strings.EqualFold(t.word(t.words[i+1]), "ipsum")) {
			continue
		}
		p.addWarning("draft-left", t, w.from, source.Args{"Word": s})
	}
}
