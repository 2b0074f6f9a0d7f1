package exchange

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// A Result is what an import would do. Nothing is written by it.
type Result struct {
	Files   map[string][]byte  // those that change, by path below the source folder
	Ledgers []translate.Ledger // all, as they stand afterwards

	Written      int // texts that change
	Confirmed    int // translations that were stale and are declared right as they are
	Unchanged    int
	Untranslated int
	Behind       int // of Written and Confirmed: the source has changed since, they stay stale
	Refused      int
}

// Import puts what translators made back into a source folder: every text that
// can be, and none that would lose markup, change the structure of a page or
// bring an error into the course. Everything refused is a diagnostic with the
// place in the exchange file and the one in the course. A text that nobody
// touched since the export never replaces another. today is the day for the
// ledgers, "" when nobody knows it.
func Import(fsys fs.FS, docs []Document, today string) (Result, []diag.Diagnostic) {
	m := &importer{fsys: fsys, options: check.Options{Today: today}, done: map[string]diag.Pos{}, changes: map[string]*change{}}
	m.src, m.before = check.Run(fsys, m.options)
	for _, d := range docs {
		m.document(d)
	}
	after := m.settle()
	m.renew(after)
	m.res.Ledgers = after.Ledgers
	diag.Sort(m.probs)
	return m.res, m.probs
}

type importer struct {
	fsys    fs.FS
	options check.Options
	src     check.Source
	before  []diag.Diagnostic
	done    map[string]diag.Pos // units by target language, path and id
	changes map[string]*change  // by path of the translation
	renewed []renewal
	res     Result
	probs   source.Problems
}

// A renewal says from which text a translation was made.
type renewal struct {
	entry string // name in the ledgers
	lang  string
	hash  string
	only  bool // only if the translation is stale and this makes it fresh
	unit  *wanted
	of    int // units that share the entry: it is renewed when all are
}

// A change is what is to be done to one file.
type change struct {
	file  File
	lang  string
	units []*wanted
}

// A wanted is one text that is to be written.
type wanted struct {
	Unit     // as it stands in the course
	text     translate.Pieces
	at       diag.Pos // in the exchange file
	behind   bool
	refused  bool
	line, to int // of the new file
}

func (m *importer) refuse(rule string, w *wanted, args source.Args, related ...diag.Pos) {
	if w.refused {
		return
	}
	w.refused = true
	m.res.Refused++
	if args == nil {
		args = source.Args{}
	}
	args["ID"] = w.ID
	if w.target.File != "" {
		related = append(related, w.target)
	} else if w.Pos.File != "" {
		related = append(related, w.Pos)
	}
	m.probs = append(m.probs, diag.Diagnostic{Pos: w.at, Rule: rule, Args: args, Related: related})
}

func (m *importer) addWarning(rule string, w *wanted) {
	related := w.target
	if related.File == "" {
		related = w.Pos
	}
	m.probs = append(m.probs, diag.Diagnostic{Pos: w.at, Severity: diag.Warning, Rule: rule, Args: source.Args{"ID": w.ID}, Related: []diag.Pos{related}})
}

// An address finds a unit of the course.
type address struct {
	file File
	unit Unit
}

// document takes one document: the units of one pair of languages.
func (m *importer) document(d Document) {
	byPath, byLedger := map[string]address{}, map[string]address{}
	said := false // that the languages are not ours: once is enough
	known := slices.Contains(m.src.Catalogue.Languages, d.Target)
	if known {
		for _, there := range Collect(m.fsys, m.src, Request{Target: d.Target, All: true}) {
			if there.Source != d.Source {
				continue
			}
			for _, f := range there.Files {
				for _, u := range f.Units {
					byPath[f.Path+"#"+u.ID] = address{f, u}
					if u.block >= 0 {
						byLedger[f.ledger.Name+"#"+u.ID] = address{f, u}
					}
				}
			}
		}
	}
	for _, f := range d.Files {
		for _, u := range f.Units {
			a, ok := byPath[f.Path+"#"+u.ID]
			if !ok { // it moved to another page of its course
				a, ok = byLedger[ledgerOf(f.Path)+"#"+u.ID]
			}
			w := &wanted{Unit: a.unit, text: u.Target.Tidy(), at: u.Pos}
			if ok && a.unit.who && u.SourceHash != a.unit.SourceHash {
				ok = false // another person is at that number now
			}
			if !ok {
				w.ID = u.ID
				switch {
				case (!known || len(byPath) == 0) && said:
					m.res.Refused++
				case !known || len(byPath) == 0:
					m.refuse("exchange-language", w, source.Args{"Source": clip(d.Source), "Target": clip(d.Target)})
					said = true
				default:
					m.refuse("exchange-unknown", w, source.Args{"File": clip(f.Path)})
				}
				continue
			}
			key := d.Target + " " + a.file.Path + "#" + a.unit.ID
			if first, twice := m.done[key]; twice {
				m.refuse("exchange-twice", w, nil, first)
				continue
			}
			m.done[key] = u.Pos
			m.unit(d.Target, a, u, w)
		}
	}
}

// ledgerOf is the ledger that the path of a page belongs to.
func ledgerOf(path string) string {
	parts := bytes.Split([]byte(path), []byte("/"))
	switch {
	case len(parts) > 4 && string(parts[2]) == "courses":
		return string(parts[3])
	case len(parts) > 3 && string(parts[2]) == "g":
		return check.Guides
	}
	return "home"
}

// unit decides what becomes of one text.
func (m *importer) unit(lang string, a address, u Unit, w *wanted) {
	now := a.unit.Target
	text := filled(w.text, a.unit.Source, now)
	switch {
	case !visible(text) && now != nil && u.TargetHash != "":
		m.refuse("exchange-empty", w, nil)
		return
	case !visible(text):
		m.res.Untranslated++
		return
	}
	from := u.SourceHash
	if from == "" && equal(u.Source, a.unit.Source) {
		from = a.unit.SourceHash
	}
	w.behind = from != a.unit.SourceHash
	ledger := a.file.ledger
	if a.unit.block < 0 && a.file.front.Name != "" {
		ledger = a.file.front
	}
	ren := renewal{entry: name(ledger, a.file.page, entryID(a.unit.ID)), lang: lang, hash: from, unit: w, of: siblings(a.file, a.unit.ID)}
	untouched := u.TargetHash != "" && hash(w.text) == u.TargetHash
	if now != nil && (equal(text, now) || untouched) {
		if u.State == Confirmed && a.unit.State == Stale && equal(text, now) && !w.behind {
			ren.only = true
			m.renewed = append(m.renewed, ren)
			m.res.Confirmed++
			return
		}
		m.res.Unchanged++
		return
	}
	if f := judge(w.text, a.unit.Source, now); f != nil {
		m.refuse(f.Rule, w, source.Args{"Name": f.Name})
		return
	}
	if c := strange(w.text, lang); c != "" {
		m.refuse("exchange-character", w, source.Args{"Name": c})
		return
	}
	if copied(a.unit.Source, text) && !accepted(a.unit.ID) {
		m.refuse("exchange-copied", w, nil)
		return
	}
	w.text = text
	if now != nil && u.TargetHash != "" && hash(now) != u.TargetHash {
		m.addWarning("exchange-overwrites", w)
	}
	if from != "" && u.State != Doubted {
		m.renewed = append(m.renewed, ren)
	}
	c := m.changes[a.file.target]
	if c == nil {
		c = &change{file: a.file, lang: lang}
		m.changes[a.file.target] = c
	}
	c.units = append(c.units, w)
}

// visible reports whether a reader would see anything.
func visible(ps translate.Pieces) bool {
	for _, p := range ps {
		if p.Kind == translate.Alone && p.Role != "br" && p.Role != "" {
			return true
		}
	}
	return len(bytes.TrimSpace([]byte(ps.String()))) > 0
}

// settle makes the files, looks whether the course is still whole with them,
// and refuses the texts that bring an error into it, until none does.
func (m *importer) settle() check.Source {
	for {
		m.res.Files = map[string][]byte{}
		for _, target := range slices.Sorted(maps.Keys(m.changes)) {
			if data := m.make(m.changes[target]); data != nil {
				m.res.Files[target] = data
			}
		}
		if len(m.res.Files) == 0 {
			return m.src
		}
		after, ds := check.Run(overlay{m.fsys, m.res.Files}, m.options)
		fresh := added(m.before, ds)
		if len(fresh) == 0 {
			m.count()
			return after
		}
		for _, d := range fresh {
			m.blame(d)
		}
	}
}

// added returns the errors of after that are not among those of before, place
// by line apart: a text may take fewer lines than it did.
func added(before, after []diag.Diagnostic) []diag.Diagnostic {
	type fault struct{ file, rule string }
	had := map[fault]int{}
	for _, d := range before {
		had[fault{d.Pos.File, d.Rule}]++
	}
	var out []diag.Diagnostic
	for _, d := range after {
		if d.Severity != diag.Error {
			continue
		}
		if had[fault{d.Pos.File, d.Rule}]--; had[fault{d.Pos.File, d.Rule}] < 0 {
			out = append(out, d)
		}
	}
	return out
}

// blame refuses the text that is the cause of an error: the one that stands
// there, or else all of the file, or else all.
func (m *importer) blame(d diag.Diagnostic) {
	args := func() source.Args { return source.Args{"Rule": d.Rule} }
	places := append([]diag.Pos{d.Pos}, d.Related...)
	for _, p := range places {
		if c := m.changes[p.File]; c != nil {
			for _, w := range c.units {
				if !w.refused && p.Line >= w.line && p.Line <= w.to {
					m.refuse("exchange-breaks", w, args())
					return
				}
			}
		}
	}
	hit := false
	all := func(c *change) {
		for _, w := range c.units {
			if !w.refused {
				m.refuse("exchange-breaks", w, args())
				hit = true
			}
		}
	}
	for _, p := range places {
		if c := m.changes[p.File]; c != nil && !hit {
			all(c)
		}
	}
	if !hit {
		for _, target := range slices.Sorted(maps.Keys(m.changes)) {
			all(m.changes[target])
		}
	}
}

// count sums up what is written.
func (m *importer) count() {
	for _, target := range slices.Sorted(maps.Keys(m.changes)) {
		for _, w := range m.changes[target].units {
			if w.refused {
				continue
			}
			m.res.Written++
			if w.behind {
				m.res.Behind++
				m.addWarning("exchange-behind", w)
			}
		}
	}
}

// renew writes into the ledgers what the translations were made from.
func (m *importer) renew(after check.Source) {
	want := map[string]renewal{}
	have := map[string]int{}
	for _, r := range m.renewed {
		if r.unit.refused {
			continue
		}
		key := r.entry + " " + r.lang
		if have[key]++; have[key] == r.of {
			want[key] = r
		}
	}
	for _, l := range after.Ledgers {
		for _, e := range l.Entries {
			for _, lang := range m.src.Catalogue.Languages {
				if r, ok := want[name(l, e.Page, e.ID)+" "+lang]; ok && (!r.only || e.Stale(lang)) {
					e.From[lang] = r.hash
				}
			}
		}
	}
}
