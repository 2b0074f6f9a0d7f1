package check

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"ascult/internal/course"
	"ascult/internal/source"
)

// mostWords is how long a sentence may be, in words.
var mostWords = map[register]int{lessons: 30, everyone: 25}

// mostLIX is how hard a page may be to read. LIX (C. H. Björnsson, Läsbarhet,
// 1968) is the mean number of words to a sentence plus the percentage of words
// with more than six letters. It needs no syllables and so can be counted in
// every language; but languages differ in how long their words are, and
// parallel texts of ours have 30 % of long words in English, 44 % in Romanian,
// 49 % in Russian and Ukrainian. Hence a limit for each.
var mostLIX = map[register]map[string]int{
	everyone: {"en": 38, "ro": 50, "ru": 55, "uk": 55},
	lessons:  {"en": 48, "ro": 60, "ru": 65, "uk": 65},
}

// leastWords is how many words a page must have to be measured.
const leastWords = 100

// A measure counts what makes a page hard to read.
type measure struct{ words, long, sentences int }

func (m *measure) add(t *passage) {
	if t.kind == "h" || t.kind == "who" {
		return
	}
	t.eachSentence(func(first, last, words int) {
		m.sentences++
		m.words += words
		for _, w := range t.words[first:last] {
			if w.letters > 6 {
				m.long++
			}
		}
	})
}

// lix is the index, rounded.
func (m *measure) lix() int {
	if m.sentences == 0 || m.words == 0 {
		return 0
	}
	return int(math.Round(float64(m.words)/float64(m.sentences) + 100*float64(m.long)/float64(m.words)))
}

// reading complains about a page that is hard to read.
func (p *prose) reading(page *course.Page, m *measure, level register) {
	most := mostLIX[level][page.Lang]
	if lix := m.lix(); most > 0 && m.words >= leastWords && lix > most {
		at := page.At("title")
		p.addAt("reading-hard", at, source.Args{
			"Index": lix, "Most": most, "Words": m.words / m.sentences, "Long": 100 * m.long / m.words,
		})
	}
}

// sentences complains about sentences that are too long.
func (p *prose) sentences(t *passage) {
	most := mostWords[t.level]
	if most == 0 || t.kind == "h" || t.kind == "who" || t.kind == "title" || len(t.words) <= most {
		return
	}
	t.eachSentence(func(first, _, words int) {
		if words > most && t.words[first].lang != "" {
			p.addWarning("sentence-long", t, t.words[first].from, source.Args{"Have": words, "Most": most})
		}
	})
}

// eachSentence calls f with the words of every sentence, and how many they are
// for a reader: what a hyphen joins is one. As in LIX, a colon ends a sentence;
// so does a semicolon, for what follows it can be read by itself.
func (t *passage) eachSentence(f func(first, last, words int)) {
	first, count := 0, 0
	for i := range t.words {
		if i == first || !t.joined(i-1) {
			count++
		}
		last := i+1 == len(t.words)
		if last || t.ends(i) {
			f(first, i+1, count)
			first, count = i+1, 0
		}
	}
}

// ends reports whether a sentence ends after word i.
func (t *passage) ends(i int) bool {
	gap := t.said[t.words[i].to:t.words[i+1].from]
	if len(gap) == 1 {
		return false // nearly always a space or a hyphen
	}
	for k := 0; k < len(gap); {
		r, n := utf8.DecodeRune(gap[k:])
		k += n
		switch r {
		case '!', '?', '…', ':', ';':
			if k == len(gap) {
				return false // 10:30, site?x
			}
			if r == ':' || r == ';' {
				return true
			}
			return t.begins(i+1, gap[k:])
		case '.':
			if k == len(gap) {
				return false
			}
			if t.shortened(i) && k == n {
				continue
			}
			return t.begins(i+1, gap[k:])
		}
	}
	return false
}

// begins reports whether word i, or a number before it, begins a sentence.
func (t *passage) begins(i int, gap []byte) bool {
	if slices.ContainsFunc(gap, digit) {
		return true
	}
	return t.words[i].first&capital != 0 || strings.ContainsAny(string(gap), "„“«")
}

// shortened reports whether the full stop after word i belongs to the word.
func (t *passage) shortened(i int) bool {
	w := t.words[i]
	if w.letters == 1 {
		return true // S.M., т. е.
	}
	if w.letters > 5 {
		return false
	}
	return abbreviations[strings.ToLower(t.word(w))]
}

var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`art nr alin lit pct dl dna str etc ex op cit vol ed urm sec mun jud bd bl sc ap et com tel lt cpt cf pag
		ст стр гл см др пр пп им тыс млн млрд руб напр ред изд рис гг вв ул пер просп кв корп мун обл тел абз прим
		див ін тис грн напр ред вид рис наприкл рр ст вул пров просп буд кв корп мун обл тел абз прим
		no nos arts mr mrs ms dr prof st vs eg ie para pp fig`) {
		m[w] = true
	}
	return m
}()
