package check

import (
	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// A textFile is a page's front matter, a bank or a scenario: its texts in the
// order of the file, by language.
type textFile struct {
	name       string // in the ledger
	sourceLang string
	texts      map[string][]quiz.KeyedText
	paths      map[string]string // of the pages, by language; nil for banks and scenarios
}

// quizTexts are the texts of a bank or scenario, and the ledger they belong to.
type quizTexts struct {
	ledger translate.Ledger
	textFile
}

// keepTexts returns what is to be done with each file of banks of a kind: its
// texts are kept until the ledgers are looked at.
func (r *run) keepTexts(courseID string, form translate.Form, kind quiz.Kind) func(id, lang string, doc *source.Doc) {
	l := translate.Ledger{Name: courseID, Form: form}
	return func(id, lang string, doc *source.Doc) {
		name := string(kind) + "/" + id
		last := len(r.quiz) - 1
		if last < 0 || r.quiz[last].name != name || r.quiz[last].ledger.File() != l.File() {
			r.quiz = append(r.quiz, quizTexts{l, textFile{name: name, sourceLang: lang, texts: map[string][]quiz.KeyedText{}}})
			last++
		}
		r.quiz[last].texts[lang] = quiz.KeyedTexts(doc)
	}
}

// textLedgers aligns banks and scenarios with their ledgers, each of which may
// stand there already.
func (r *run) textLedgers() {
	type of struct {
		name string
		form translate.Form
	}
	wanted := []of{{Guides, translate.Quiz}}
	for _, c := range r.src.Catalogue.Courses {
		wanted = append(wanted, of{c.ID, translate.Quiz})
		if r.o.Banks == nil {
			wanted = append(wanted, of{c.ID, translate.Exam})
		}
	}
	for _, w := range wanted {
		l := translate.Ledger{Name: w.name, Form: w.form}
		var files []textFile
		for _, q := range r.quiz {
			if q.ledger.File() == l.File() {
				files = append(files, q.textFile)
			}
		}
		r.textLedger(l, files)
	}
}

// textLedger aligns files with their ledger.
func (r *run) textLedger(l translate.Ledger, files []textFile) {
	l, before := r.readLedger(l)
	var pages []translate.KeyedPage
	for _, f := range files {
		p := translate.KeyedPage{Name: f.name, Translations: map[string]map[string]bool{}}
		translated := map[string]bool{}
		for lang, texts := range f.texts {
			if lang == f.sourceLang {
				continue
			}
			p.Translations[lang] = map[string]bool{}
			for _, t := range texts {
				p.Translations[lang][t.Key], translated[t.Key] = true, true
			}
		}
		for _, t := range f.texts[f.sourceLang] {
			if translated[t.Key] { // all else is structure
				p.Texts = append(p.Texts, translate.Keyed{Key: t.Key, Text: t.Text})
			}
		}
		pages = append(pages, p)
	}
	next := l.UpdateTexts(pages, r.o.Today)
	r.keepLedger(next, before)
	entries := map[string]translate.Entry{}
	for _, e := range next.Entries {
		entries[e.Page+" "+e.ID] = e
	}
	for _, f := range files {
		r.staleTexts(l, f, entries)
	}
}

// staleTexts notes what a translation says of texts that have changed.
func (r *run) staleTexts(l translate.Ledger, f textFile, entries map[string]translate.Entry) {
	main := map[string]quiz.KeyedText{}
	for _, t := range f.texts[f.sourceLang] {
		main[t.Key] = t
	}
	for lang, texts := range f.texts {
		for _, t := range texts {
			e, ok := entries[f.name+" "+t.Key]
			if !ok || lang == f.sourceLang || !e.Stale(lang) {
				continue
			}
			r.src.Stale = append(r.src.Stale, translate.Stale{
				Form: l.Form, Course: l.Name, Page: f.name, ID: t.Key, Lang: lang,
				Source: main[t.Key].Pos, Target: t.Pos, Text: main[t.Key].Text, Said: t.Text,
				Old: e.From[lang], New: e.Hash, Changed: e.Changed,
				SourceLang: f.sourceLang, Path: f.paths[lang],
			})
		}
	}
}

// frontLedger aligns the front matter of pages with its ledger.
func (r *run) frontLedger(name string, sets []*course.Set) {
	var files []textFile
	for _, s := range sets {
		f := textFile{name: s.Name, sourceLang: s.Source, texts: map[string][]quiz.KeyedText{}, paths: map[string]string{}}
		for lang, p := range s.Pages {
			f.paths[lang] = p.Path
			for _, t := range p.Texts() {
				f.texts[lang] = append(f.texts[lang], quiz.KeyedText{Key: t.Key, Text: t.Text, Pos: t.Pos})
			}
		}
		files = append(files, f)
	}
	r.textLedger(translate.Ledger{Name: name, Form: translate.Front}, files)
}
