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

// A lexicon holds the words of a language.
type lexicon struct {
	places map[string][]diag.Pos // the first place of each in every file
	names  map[string]bool       // what has a capital inside a sentence
}

func (p *prose) lexicon(lang string) lexicon {
	l, ok := p.spoken[lang]
	if !ok {
		l = lexicon{map[string][]diag.Pos{}, map[string]bool{}}
		p.spoken[lang] = l
	}
	return l
}

// collect takes the words of a passage for the speller.
func (p *prose) collect(t *passage) {
	if !p.spell || t.name == sourcesFile { // titles of works are as they are
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
	own := p.lexicon(lang)
	for w, at := range l.places {
		own.places[w] = append(own.places[w], at...)
	}
	maps.Copy(own.names, l.names)
}

// spoke takes words first to last, which hyphens join. What has a capital
// inside a sentence is a name, wherever else it stands, and no dictionary has
// all names.
func (p *prose) spoke(t *passage, first, last int) {
	w := t.words[first]
	own := ownScript(w.lang)
	upper, is := 0, class(0)
	for _, v := range t.words[first : last+1] {
		if v.named {
			return
		}
		upper += v.upper
		is |= v.is
	}
	if own == 0 || is&^own&(latin|cyrillic|greek|otherScript) != 0 || w.letters < 2 && first == last || t.kind == "who" ||
		t.kind == "accept" { // also as people type it, without diacritics
		return
	}
	if own == cyrillic && last == first+1 && w.letters == 1 && t.words[last].letters <= 3 {
		return // г-жа, р-н
	}
	text := fold(string(t.said[w.from:t.words[last].to]))
	start := first == 0 || t.ends(first-1) || strings.ContainsRune("„“«", t.before(w.from))
	if next := last + 1; start && next < len(t.words) && t.words[next].first&capital != 0 && t.words[next].from == t.words[last].to+1 {
		start = false // La Strada
	}
	if upper > 0 && (upper > 1 || w.first&capital == 0 || !start) {
		if upper == 1 && w.first&capital != 0 {
			p.lexicon(w.lang).names[text] = true
		}
		return
	}
	before, after := t.before(w.from), t.after(t.words[last].to)
	if before >= '0' && before <= '9' || before != 0 && strings.ContainsRune("./@_", before) || after != 0 && strings.ContainsRune("@_/", after) ||
		after == '.' && (t.shortened(last) || classOf(t.after(t.words[last].to+1))&letter != 0) || p.allowed(w.lang, text) {
		return
	}
	places := p.lexicon(w.lang).places
	if at := places[text]; len(at) == 0 || at[len(at)-1].File != t.name {
		places[text] = append(at, t.pos(w.from))
	}
}

// lookUp complains about words that no dictionary and no list has: each once in
// a file.
func (p *prose) lookUp(s Speller) {
	for _, lang := range proseLanguages {
		l := p.lexicon(lang)
		maps.DeleteFunc(l.places, func(w string, _ []diag.Pos) bool { return l.names[w] })
		if len(l.places) == 0 {
			continue
		}
		unknown, _ := s.Unknown(lang, slices.Sorted(maps.Keys(l.places)))
		for w, better := range unknown {
			if p.parts(lang, w) {
				continue
			}
			if len(better) == 0 {
				better = []string{"—"}
			}
			for _, at := range l.places[w] {
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
