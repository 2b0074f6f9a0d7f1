package check

import (
	"path"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// A register says how plain a text has to be.
type register int

const (
	names    register = iota // titles, names of sources: nothing is measured
	lessons                  // for people at work
	everyone                 // awareness pages and pages about the site
)

// prose looks at the language of texts: how they are spelt, set and
// understood. What a text says is not judged.
type prose struct {
	words  map[string]wordList // what authors allow, by language; shared
	spell  bool                // words are collected for a speller
	probs  source.Problems
	spoken map[string]lexicon // words for the speller, by language
}

func (r *run) newProse() *prose {
	return &prose{words: r.words, spell: r.o.Spell != nil, spoken: map[string]lexicon{}}
}

// prose checks the front matter and the body of a page.
func (p *page) prose() {
	v := p.run.newProse()
	level := lessons
	switch p.Kind {
	case course.AwarenessKind, course.AboutKind, course.HomeKind:
		level = everyone
	}
	if len(p.Head) > 0 {
		v.frontMatter(p.Page, level)
	}
	m := &measure{}
	bodyPassages(p.Page, p.text, func(t *passage) {
		t.level = level
		v.passage(t)
		m.add(t)
	})
	v.reading(p.Page, m, level)
	p.probs = append(p.probs, v.probs...)
	p.spoken = v.spoken
}

// language checks the texts that stand in no page: of banks, scenarios and
// data. Then it looks up the words of all texts.
func (r *run) language() {
	p := r.newProse()
	for _, c := range r.src.Catalogue.Courses {
		for _, kind := range []quiz.Kind{quiz.Practice, quiz.Scenarios} {
			p.quizzes(r.fsys, path.Join("quizzes", c.ID, string(kind)), kind, c.Source, lessons)
		}
		if r.o.Banks != nil {
			p.quizzes(r.o.Banks, c.ID, quiz.Exam, c.Source, lessons)
		} else {
			p.quizzes(r.fsys, path.Join("quizzes", c.ID, string(quiz.Exam)), quiz.Exam, c.Source, lessons)
		}
	}
	p.quizzes(r.fsys, path.Join("quizzes", Guides, string(quiz.Scenarios)), quiz.Scenarios, r.o.Languages[0], everyone)
	for _, name := range []string{sourcesFile, helpLinesFile, plansFile} {
		p.data(r.fsys, name, r.o.Languages)
	}
	if r.o.Spell != nil {
		for _, t := range r.texts {
			for lang, l := range t.spoken {
				p.merge(lang, l)
			}
		}
		p.lookUp(r.o.Spell)
	}
	r.add(p.probs)
}

// passage applies every rule to one text.
func (p *prose) passage(t *passage) {
	t.split()
	p.letters(t)
	p.languages(t)
	p.signs(t)
	p.doubled(t)
	p.draft(t)
	p.phones(t)
	p.sentences(t)
	p.collect(t)
}

// add records an error at a byte of a passage.
func (p *prose) add(rule string, t *passage, at int, args source.Args) {
	p.probs.Add(rule, t.pos(at), args)
}

// addWarning records what does not mislead and yet is to be mended.
func (p *prose) addWarning(rule string, t *passage, at int, args source.Args) {
	p.addAt(rule, t.pos(at), args)
}

func (p *prose) addAt(rule string, at diag.Pos, args source.Args) {
	p.probs = append(p.probs, diag.Diagnostic{Pos: at, Severity: diag.Warning, Rule: rule, Args: args})
}

// clip shortens what a complaint quotes to its first words.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return strings.TrimSpace(string(r[:40])) + "…"
	}
	return s
}

// known tells whether a language is one whose rules are known.
func known(lang string) bool { return slices.Contains(proseLanguages, lang) }

var proseLanguages = []string{"ro", "ru", "uk", "en"}
