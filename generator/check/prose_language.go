package check

import (
	"strings"
	"unicode/utf8"

	"ascult/internal/source"
)

// langExample shows how words in another language are marked.
const langExample = `{{< l xx >}} … {{< /l >}}`

// languages complains about words in another script or another language that
// are not marked as such: a screen reader would read them by the wrong rules,
// and what nobody has translated would pass for a translation.
func (p *prose) languages(t *passage) {
	for at := 0; at < len(t.words); {
		at = p.script(t, at)
	}
	if t.kind == "who" {
		return
	}
	p.streaks(t)
}

// script looks at word i and returns the next one to look at.
func (p *prose) script(t *passage, i int) int {
	w := t.words[i]
	own := ownScript(w.lang)
	if own == 0 || w.is&own != 0 || p.allowed(w.lang, t.word(w)) {
		return i + 1
	}
	end, plain := i, 0 // words that are no names
	for ; end < len(t.words); end++ {
		v := t.words[end]
		if v.lang != w.lang || v.is&own != 0 {
			break
		}
		if own == latin && v.is&greek == 0 && (v.letters > 1 || v.is&twin == 0) || own == cyrillic && t.foreign(end) && !p.allowed(v.lang, t.word(v)) {
			plain++
		}
	}
	if plain > 0 {
		p.addWarning("language-script", t, w.from, source.Args{"Text": clip(string(t.said[w.from:t.words[end-1].to])), "Lang": w.lang, "Example": langExample})
	}
	return end
}

func ownScript(lang string) class {
	switch lang {
	case "ro", "en":
		return latin
	case "ru", "uk":
		return cyrillic
	}
	return 0
}

// foreign reports whether Latin word i of a Cyrillic text is a word, and not a
// name, an abbreviation, a numeral, an address or a part of a word.
func (t *passage) foreign(i int) bool {
	w := t.words[i]
	if w.is&(latin|greek) == 0 {
		return true // a script that nobody here reads
	}
	if w.letters < 2 || w.upper > 0 {
		return false
	}
	switch t.before(w.from) {
	case '.', '/', '@', '_', '#', '&', '=':
		return false
	}
	switch t.after(w.to) {
	case '/', '@', '_', '=':
		return false
	case '.':
		if r := t.after(w.to + 1); classOf(r)&letter != 0 {
			return false // a name of a file or a site
		}
	case '’', '\'':
		if r := t.after(w.to + utf8.RuneLen(t.after(w.to))); classOf(r)&cyrillic != 0 {
			return false // email’ом
		}
	case ':':
		if t.after(w.to+1) == '/' {
			return false
		}
	}
	if r := t.before(w.from); r >= '0' && r <= '9' {
		return false
	}
	if r := t.after(w.to); r >= '0' && r <= '9' {
		return false
	}
	if t.joined(i-1) && (t.words[i-1].letters == 1 || t.words[i-1].is&cyrillic != 0) || t.joined(i) && t.words[i+1].is&cyrillic != 0 {
		return false // e-mail, email-адрес
	}
	return strings.Trim(t.word(w), "ivxlcdm") != ""
}

// otherScript reports whether word i is in another script than its language,
// which is complained about as such.
func (t *passage) otherScript(i int) bool {
	own := ownScript(t.words[i].lang)
	return own != 0 && t.words[i].is&own == 0
}

// Evidence of a language in one word.
const (
	isRo uint8 = 1 << iota
	isRu
	isUk
	isEn
	isDe
	isFr
)

// told are the languages that can be told, in the order of their evidence.
var told = [6]string{"ro", "ru", "uk", "en", "de", "fr"}

var evidence = map[string]uint8{"ro": isRo, "ru": isRu, "uk": isUk, "en": isEn}

// streaks complains about a stretch with the small words of another language
// and none of its own; and about single words with letters that the language
// does not have.
func (p *prose) streaks(t *passage) {
	var named [][2]int // words that were complained about
	var seen [len(told)]streak
	flush := func() {
		for k := range seen {
			if s := seen[k]; s.tells(t, k) && !t.otherScript(s.first) && (len(named) == 0 || s.first > named[len(named)-1][1]) {
				named = append(named, t.stretch(s.first, s.last))
				p.addWarning("language-other", t, t.words[s.first].from, source.Args{
					"Text": clip(string(t.said[t.words[s.first].from:t.words[s.last].to])),
					"Lang": t.words[s.first].lang, "Other": told[k], "Example": langExample,
				})
			}
		}
		seen = [len(told)]streak{}
	}
	lang, any := t.lang, false
	var strange []int
	for i := range t.words {
		w := &t.words[i]
		own := evidence[w.lang]
		if w.lang != lang {
			if any {
				flush()
			}
			lang, any = w.lang, false
		}
		says := t.says(w)
		switch {
		case says == 0 || own == 0:
		case says&own != 0:
			if says == own && any {
				flush()
				any = false
			}
		default:
			any = true
			for k := range seen {
				if says&(1<<k) != 0 {
					seen[k].see(i, says == 1<<k)
				}
			}
		}
		if w.lang == "ru" && w.is&notRussian != 0 || w.lang == "uk" && w.is&notUkrainian != 0 {
			strange = append(strange, i)
		}
	}
	if any {
		flush()
	}
	for _, i := range strange {
		for len(named) > 0 && named[0][1] < i {
			named = named[1:]
		}
		if len(named) == 0 || i < named[0][0] {
			p.strange(t, &t.words[i])
		}
	}
}

// A streak is what speaks for one other language.
type streak struct{ first, last, words, sure int }

func (s *streak) see(i int, sure bool) {
	if s.words == 0 {
		s.first = i
	}
	s.last = i
	s.words++
	if sure {
		s.sure++
	}
}

// tells reports whether there is enough of it for the language at place k of
// told: three small words, or two in a text of hardly more. Titles of works
// have two at times, but hardly in Russian and Ukrainian.
func (s streak) tells(t *passage, k int) bool {
	most := 7
	if evidence[told[k]]&(isRu|isUk) != 0 {
		most = 12
	}
	return s.words >= 3 && s.sure >= 2 || s.sure == 2 && len(t.words) >= 3 && len(t.words) <= most
}

// stretch marks the words of a stretch as complained about, to the ends of its
// sentences, and returns the first and the last of them.
func (t *passage) stretch(first, last int) [2]int {
	lang := t.words[first].lang
	for first > 0 && t.words[first-1].lang == lang && !t.ends(first-1) {
		first--
	}
	for last+1 < len(t.words) && t.words[last+1].lang == lang && !t.ends(last) {
		last++
	}
	for i := first; i <= last; i++ {
		t.words[i].named = true
	}
	return [2]int{first, last}
}

// strange complains about a word with a letter that its language does not have.
func (p *prose) strange(t *passage, w *word) {
	text := t.word(*w)
	if w.is&latin != 0 || p.allowed(w.lang, text) {
		return
	}
	bad := notRussian
	if w.lang == "uk" {
		bad = notUkrainian
	}
	for at, r := range text {
		if classOf(r)&bad != 0 {
			w.named = true
			p.addWarning("letter-foreign", t, w.from+at, source.Args{"Word": text, "Letter": string(r), "Lang": w.lang, "Example": langExample})
			return
		}
	}
}

// says tells for which languages a word speaks: it is one of their small
// words, or it has letters that only they have.
func (t *passage) says(w *word) uint8 {
	if w.is&onlyRussian != 0 {
		return isRu
	}
	if w.is&onlyUkrainian != 0 {
		return isUk
	}
	if w.to-w.from > mostBytes {
		return 0
	}
	s := t.said[w.from:w.to]
	if w.upper == 0 {
		return small[string(s)]
	}
	if w.upper > 1 && w.letters > 1 {
		return 0 // an abbreviation
	}
	return small[strings.ToLower(string(s))]
}

// mostBytes is the length of the longest small word.
const mostBytes = 24

// small are the words that hardly any sentence of a language is without, each
// with the languages that have it.
var small = func() map[string]uint8 {
	m := map[string]uint8{}
	for _, l := range []struct {
		is    uint8
		words string
	}{
		{isRo, `și de în la cu nu pe care este sunt că o un se să din pentru ce mai sau dacă au fost fi lui ei îi vă îl ea el
			acest această aceasta când unde cum dar prin după despre fără între până către asupra numai foarte poate trebuie
			aveți sunteți dumneavoastră spre ai ale cel cea cei cele lor nici iar deci eu noi voi ați am are an a as or la in
			le ne ce des est sur pas mit den dem`},
		{isEn, `the of and to is that with you are for not was they this have it be by from or but what which who their them
			there been were will would can could should if when where how about into than these those your our we he she
			his its at as an on in a i am do does did has had no so also must my care`},
		{isDe, `ich nicht und der das ist mit für eine wir auf auch habe keine zu von dem den sich aber`},
		{isFr, `le les des est une et pas dans pour que qui vous nous avec sur elle cette aux ne ce`},
		{isRu, `и что это как или если только чтобы он она они его её ее их был была были есть нет вы мы но под с со к ко об
			о ли бы уже ещё еще где кто когда из для так все же при от на не за по до у в а та то про нужно можно очень
			который которая которые этот эта эти меня мне вас вам`},
		{isUk, `і й що це як або якщо тільки лише щоб він вона вони його її їх був була було є немає ви ми від під з зі із
			але де хто який яка які коли вже ще чи бо дуже можна для так все же при от на не за по до у в а та то про о
			цей ця ці мене мені вас вам`},
	} {
		for w := range strings.FieldsSeq(l.words) {
			m[w] |= l.is
		}
	}
	return m
}()
