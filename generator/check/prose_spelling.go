package check

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A Speller knows the words of languages. It may be a program that is run:
// [Run] itself runs none.
type Speller interface {
	// Unknown returns those of words that are not words of the language, each
	// with what may be meant, best first. ok is false when nothing is known of
	// the language.
	Unknown(lang string, words []string) (unknown map[string][]string, ok bool)
}

// wordsDir is the folder with the words that an author allows, a file a
// language.
const wordsDir = "spelling"

// A wordList holds the words that are right though no dictionary knows them.
type wordList struct {
	whole  map[string]bool
	starts []string
}

// has reports whether a word is in the list. A listed word in small letters
// also stands for the one with a capital.
func (l wordList) has(w string) bool {
	if len(l.whole) == 0 && len(l.starts) == 0 {
		return false
	}
	low := strings.ToLower(w)
	if l.whole[w] || l.whole[low] {
		return true
	}
	return slices.ContainsFunc(l.starts, func(s string) bool { return strings.HasPrefix(w, s) || strings.HasPrefix(low, s) })
}

// allowed reports whether the author's list has a word.
func (p *prose) allowed(lang, w string) bool { return p.words[lang].has(fold(w)) }

// fold gives a word one apostrophe.
func fold(w string) string {
	return strings.NewReplacer("'", "’", "ʼ", "’", "‘", "’", "`", "’", "\u2011", "-").Replace(w)
}

// readWordLists reads the folder of words, which may be absent.
func (r *run) readWordLists() {
	r.words = map[string]wordList{}
	entries, err := fs.ReadDir(r.fsys, wordsDir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := path.Join(wordsDir, e.Name())
		lang, ok := strings.CutSuffix(e.Name(), ".txt")
		if !ok || !known(lang) || !e.Type().IsRegular() {
			r.probs.Add("file-refused", diag.Pos{File: name}, source.Args{"Name": e.Name()})
			continue
		}
		r.words[lang] = r.readWordList(name)
	}
}

func (r *run) readWordList(name string) wordList {
	l := wordList{whole: map[string]bool{}}
	data := source.Read(r.fsys, name, &r.probs)
	at := 0
	for line := range bytes.Lines(data) {
		w, _, _ := strings.Cut(string(line), "#")
		w = fold(strings.TrimSpace(w))
		stem, open := strings.CutSuffix(w, "*")
		switch {
		case w == "":
		case strings.ContainsAny(w, " \t") || strings.Contains(stem, "*") || open && len([]rune(stem)) < 3:
			r.probs.Add("word-list", source.Place(name, data, at), source.Args{"Line": w})
		case open:
			l.starts = append(l.starts, stem)
		default:
			l.whole[w] = true
		}
		at += len(line)
	}
	return l
}

// A lexicon holds words with the first place of each in every file.
type lexicon map[string][]diag.Pos

// collect takes the words of a passage for the speller.
func (p *prose) collect(t *passage) {
	if !p.spell {
		return
	}
	for i := 0; i < len(t.words); i++ {
		last := i
		for t.joined(last) && t.words[last+1].lang == t.words[i].lang {
			last++
		}
		p.spoke(t, i, last)
		i = last
	}
}

// merge takes the words of another text.
func (p *prose) merge(lang string, l lexicon) {
	if p.spoken[lang] == nil {
		p.spoken[lang] = lexicon{}
	}
	for w, at := range l {
		p.spoken[lang][w] = append(p.spoken[lang][w], at...)
	}
}

// spoke takes words first to last, which hyphens join. What has a capital
// inside a sentence is a name, and no dictionary has all names.
func (p *prose) spoke(t *passage, first, last int) {
	w := t.words[first]
	own := ownScript(w.lang)
	upper, is := 0, class(0)
	for _, v := range t.words[first : last+1] {
		upper += v.upper
		is |= v.is
	}
	if own == 0 || is&^own&(latin|cyrillic|greek|otherScript) != 0 || w.letters < 2 && first == last || t.kind == "who" {
		return
	}
	start := first == 0 || t.ends(first-1) || strings.ContainsRune("„“«", t.before(w.from))
	if upper > 0 && (upper > 1 || w.first&capital == 0 || !start) {
		return
	}
	if r := t.before(w.from); r >= '0' && r <= '9' || strings.ContainsRune("./@_", r) || strings.ContainsRune("@_/", t.after(t.words[last].to)) {
		return
	}
	text := fold(string(t.said[w.from:t.words[last].to]))
	if p.allowed(w.lang, text) {
		return
	}
	l := p.spoken[w.lang]
	if l == nil {
		l = lexicon{}
		p.spoken[w.lang] = l
	}
	at := l[text]
	if n := len(at); n == 0 || at[n-1].File != t.name {
		l[text] = append(at, t.pos(w.from))
	}
}

// lookUp complains about words that no dictionary and no list has: each once in
// a file.
func (p *prose) lookUp(s Speller) {
	for _, lang := range proseLanguages {
		l := p.spoken[lang]
		if len(l) == 0 {
			continue
		}
		unknown, _ := s.Unknown(lang, slices.Sorted(maps.Keys(l)))
		for w, better := range unknown {
			if p.parts(lang, w) {
				continue
			}
			if len(better) == 0 {
				better = []string{"—"}
			}
			for _, at := range l[w] {
				p.addAt("word-unknown", at, source.Args{"Word": w, "Lang": lang, "Better": strings.Join(better[:min(len(better), 3)], ", ")})
			}
		}
	}
}

// parts reports whether every part of a word with hyphens is in the list.
func (p *prose) parts(lang, w string) bool {
	if !strings.Contains(w, "-") {
		return false
	}
	for part := range strings.SplitSeq(w, "-") {
		if !p.allowed(lang, part) {
			return false
		}
	}
	return true
}
