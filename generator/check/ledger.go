package check

import (
	"io/fs"
	"slices"
	"strings"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// segments aligns every page with its ledger.
func (r *run) segments() {
	c := r.src.Catalogue
	r.ledger("home", slices.Concat(c.Home, c.About))
	r.ledger("g", c.Awareness)
	for _, k := range c.Courses {
		r.ledger(k.ID, k.Sets())
	}
}

// readLedger reads the file of a ledger. before is what it holds, nil when
// there is none.
func (r *run) readLedger(l translate.Ledger) (have translate.Ledger, before []byte) {
	if _, err := fs.Lstat(r.fsys, l.File()); err != nil {
		return l, nil // a new course has none
	}
	if before = source.ReadMax(r.fsys, l.File(), translate.MaxFile, &r.probs); before == nil {
		return l, nil
	}
	l, ds := l.Parse(before)
	r.add(ds)
	return l, before
}

// keepLedger remembers a ledger as it stands now.
func (r *run) keepLedger(next translate.Ledger, before []byte) {
	if len(next.Entries) > 0 || before != nil {
		r.src.Ledgers = append(r.src.Ledgers, next)
		r.src.LedgersChanged = r.src.LedgersChanged || string(next.Format()) != string(before)
	}
}

func (r *run) ledger(name string, sets []*course.Set) {
	l, before := r.readLedger(translate.Ledger{Name: name})
	var pages []translate.PageText
	for _, s := range sets {
		t := translate.PageText{Name: s.Name, Translations: map[string][]translate.Block{}}
		for lang, p := range s.Pages {
			bs := r.blocks[p.Path]
			if lang == s.Source {
				t.Blocks = bs
			} else {
				t.Translations[lang] = bs
			}
		}
		pages = append(pages, t)
	}
	next, ids := l.Update(pages, r.o.Today)
	r.keepLedger(next, before)
	entries := map[string]translate.Entry{}
	for _, e := range next.Entries {
		entries[e.ID] = e
	}
	for _, s := range sets {
		r.mark(s, ids[s.Name])
		for lang, p := range s.Pages {
			r.src.Segments[p.Path] = r.segmentList(p.Path, lang, lang == s.Source, entries)
			r.staleBlocks(name, s, p, entries)
		}
	}
	r.frontLedger(name, sets)
}

// staleBlocks notes what a translated page says of a text that has changed.
func (r *run) staleBlocks(name string, s *course.Set, p *course.Page, entries map[string]translate.Entry) {
	main := s.Main()
	if main == nil || p.Lang == s.Source {
		return
	}
	at := func(p *course.Page, b translate.Block) diag.Pos {
		return diag.Pos{File: p.Path, Line: p.BodyLine + b.Line - 1, Col: b.Col}
	}
	theirs, ours := r.blocks[main.Path], r.blocks[p.Path]
	for i, id := range r.src.IDs[p.Path] {
		e := entries[id]
		if !e.Stale(p.Lang) {
			continue
		}
		r.src.Stale = append(r.src.Stale, translate.Stale{
			Course: name, Page: s.Name, ID: id, Lang: p.Lang,
			Source: at(main, theirs[i]), Target: at(p, ours[i]), Text: theirs[i].Text, Said: ours[i].Text,
			Old: e.From[p.Lang], New: e.Hash, Changed: e.Changed, Legal: theirs[i].Legal || ours[i].Legal,
			SourceLang: s.Source, Path: p.Path,
		})
	}
}

// stale sorts the translations that do not follow their text, and complains
// about each.
func (r *run) stale() {
	slices.SortStableFunc(r.src.Stale, func(a, b translate.Stale) int {
		return diag.Compare(a.Target, b.Target)
	})
	for _, s := range r.src.Stale {
		args := source.Args{"ID": s.Name(), "Lang": s.Lang, "Changed": s.Changed}
		if s.Legal {
			r.probs.AddWarning("translation-stale-legal", s.Target, args, s.Source)
		} else {
			r.probs.AddWarning("translation-stale", s.Target, args, s.Source)
		}
	}
}

// segmentList writes the segments that a page publishes, each with the hash of
// the text it says in its language.
func (r *run) segmentList(name, lang string, isSource bool, entries map[string]translate.Entry) string {
	var out []string
	for i, id := range r.src.IDs[name] {
		if r.blocks[name][i].Apart {
			continue
		}
		e := entries[id]
		hash := e.From[lang]
		if isSource || hash == "" {
			hash = e.Hash
		}
		out = append(out, id+":"+hash[:min(len(hash), 8)])
	}
	return strings.Join(out, " ")
}

// mark gives the pages of a set their markers and collects the anchors.
func (r *run) mark(s *course.Set, ids []string) {
	anchors := map[string]string{}
	main := s.Main()
	var blocks []translate.Block
	if main != nil {
		blocks = r.blocks[main.Path]
	}
	for i, id := range ids {
		if i < len(blocks) && blocks[i].Apart {
			continue // it stands in another page, or in none
		}
		anchors[id] = "s-" + id
	}
	for _, b := range blocks {
		if b.Anchor != "" {
			anchors[b.Anchor] = b.Anchor // an author's anchor goes before an id of ours
		}
	}
	r.src.Anchors[s.Key] = anchors
	for _, p := range s.Pages {
		bs := r.blocks[p.Path]
		n := translate.Matching(blocks, bs)
		r.src.IDs[p.Path] = ids[:min(n, len(ids))]
		r.src.Marked[p.Path] = translate.Mark(p.Body, bs, r.src.IDs[p.Path])
	}
}
