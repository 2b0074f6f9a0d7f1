package generator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/generator/internal/hugo"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// A part is what a session reads and checks at a time: a course, or the pages
// that belong to none.
type part struct {
	name  string
	stale bool // it is to be read again

	src    check.Source // as last read
	own    settings
	ds     []diag.Diagnostic
	failed []diag.Diagnostic // what Hugo has said of its pages

	good     *check.Source // as last read without errors; nil: never
	settings settings      // that belong to good
	serial   int           // grows when good changes
	listing  []byte        // how the course is listed

	arranged *arranged // of good; nil: not yet
	cache    *check.Cache
}

// fresh reports whether a part has never been read.
func (p *part) fresh() bool { return p.src.Marked == nil }

// terms are what other parts see of this one, as a text.
func (p *part) terms() string {
	src := p.src
	data, err := json.Marshal([]any{src.Sources, src.HelpLines, src.Plans, src.Anchors, src.Catalogue.Unread})
	if err != nil {
		return fmt.Sprint(err, p.serial) // never equal to what follows
	}
	return string(data)
}

// read reads a part again and reports whether its course is listed otherwise.
func (s *Session) read(p *part) (listed bool) {
	known := courseFolders(s.o.Source)
	see := view{fsys: s.o.Source, hides: func(c string) bool { return known[c] && c != p.name }}
	var ds []diag.Diagnostic
	o := s.o.check()
	o.Cache = s.cacheOf(p)
	p.src, ds = check.Run(see, o)
	var more []diag.Diagnostic
	p.own, more = readSettings(s.o.Source)
	p.ds = slices.Concat(ds, more)
	if h := s.parts[home]; p != h {
		said := map[string]bool{}
		for _, d := range h.ds {
			said[fmt.Sprint(d)] = true
		}
		p.ds = slices.DeleteFunc(p.ds, func(d diag.Diagnostic) bool { return said[fmt.Sprint(d)] })
	}
	p.stale, s.whole = false, nil
	if diag.HasErrors(p.ds) {
		return false
	}
	p.failed = nil
	src := p.src
	p.good, p.settings, p.arranged = &src, p.own, nil
	s.serial++
	p.serial = s.serial
	before := p.listing
	m := material{editions: src.Editions}
	if b := m.briefs(p.name); p.name != home && len(b) > 0 {
		b[0].Hash = ""
		p.listing, _ = json.Marshal(b[0]) // strings and numbers: it cannot fail
	}
	return !bytes.Equal(before, p.listing)
}

// keptParts is how many parts, those read last, keep what was read of their pages.
const keptParts = 3

// cacheOf returns the cache of a part, and takes away that of the part which
// was not read for longest.
func (s *Session) cacheOf(p *part) *check.Cache {
	s.recent = slices.DeleteFunc(s.recent, func(other *part) bool { return other == p })
	s.recent = append(s.recent, p)
	if len(s.recent) > keptParts {
		s.recent[0].cache = nil
		s.recent = slices.Delete(s.recent, 0, 1)
	}
	if p.cache == nil {
		p.cache = &check.Cache{}
	}
	return p.cache
}

// diagnostics are those of all parts.
func (s *Session) diagnostics() []diag.Diagnostic {
	ds := []diag.Diagnostic{}
	for _, p := range s.parts {
		ds = append(append(ds, p.ds...), p.failed...)
	}
	var of []*check.Source
	for _, p := range s.parts {
		if p.name != home && !p.fresh() {
			of = append(of, &p.src)
		}
	}
	ds = append(ds, check.Across(courses(of), s.exams())...)
	diag.Sort(ds)
	return ds
}

func (s *Session) exams() map[string][]quiz.Bank {
	out := map[string][]quiz.Bank{}
	for name, p := range s.parts {
		if banks := p.src.Exam[name]; len(banks) > 0 {
			out[name] = banks
		}
	}
	return out
}

// courses are the courses of some sources in the author's order.
func courses(of []*check.Source) []*course.Course {
	var out []*course.Course
	for _, src := range of {
		out = append(out, src.Catalogue.Courses...)
	}
	slices.SortStableFunc(out, func(a, b *course.Course) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// together is the whole source as last read.
func (s *Session) together() *check.Source {
	out := s.parts[home].src
	out.Practice, out.Exam, out.Scenarios = maps.Clone(out.Practice), maps.Clone(out.Exam), maps.Clone(out.Scenarios)
	out.Marked, out.IDs, out.Segments, out.Anchors = maps.Clone(out.Marked), maps.Clone(out.IDs), maps.Clone(out.Segments), maps.Clone(out.Anchors)
	out.Images, out.Shown = maps.Clone(out.Images), maps.Clone(out.Shown)
	out.Catalogue.Unread, out.Catalogue.Images = maps.Clone(out.Catalogue.Unread), slices.Clone(out.Catalogue.Images)
	out.Ledgers, out.Stale = slices.Clone(out.Ledgers), slices.Clone(out.Stale)
	editions := map[string]course.Edition{}
	var of []*check.Source
	for _, name := range slices.Sorted(maps.Keys(s.parts)) {
		src := &s.parts[name].src
		if name == home || s.parts[name].fresh() {
			continue
		}
		of = append(of, src)
		maps.Copy(out.Practice, src.Practice)
		maps.Copy(out.Exam, src.Exam)
		maps.Copy(out.Scenarios, src.Scenarios)
		maps.Copy(out.Marked, src.Marked)
		maps.Copy(out.IDs, src.IDs)
		maps.Copy(out.Segments, src.Segments)
		maps.Copy(out.Anchors, src.Anchors)
		maps.Copy(out.Images, src.Images)
		maps.Copy(out.Shown, src.Shown)
		maps.Copy(out.Catalogue.Unread, src.Catalogue.Unread)
		out.Catalogue.Images = append(out.Catalogue.Images, src.Catalogue.Images...)
		for _, l := range src.Ledgers {
			if l.Name == name {
				out.Ledgers = append(out.Ledgers, l)
			}
		}
		for _, st := range src.Stale {
			if st.Course == name {
				out.Stale = append(out.Stale, st)
			}
		}
		out.LedgersChanged = out.LedgersChanged || src.LedgersChanged
		for _, e := range src.Editions {
			editions[e.Course] = e
		}
	}
	slices.Sort(out.Catalogue.Images)
	out.Catalogue.Images = slices.Compact(out.Catalogue.Images) // each part sees those beside the pages of no course
	out.Catalogue.Courses = courses(of)
	out.Editions = nil
	for _, c := range out.Catalogue.Courses {
		out.Editions = append(out.Editions, editions[c.ID])
	}
	return &out
}

// An arranged part is ready to be rendered, page by page.
type arranged struct {
	material *material
	drafts   drafts
	data     []byte
	serial   int // of what it was made
}

// arrange makes a part ready. It is nil while the part, or what it needs of the
// pages that belong to no course, has never been without errors.
func (s *Session) arrange(p *part) (*arranged, error) {
	h := s.parts[home]
	if p.good == nil || h.good == nil {
		return nil, nil
	}
	serial := max(p.serial, h.serial)
	if p == h {
		serial = s.serial // it lists all courses
	}
	if p.arranged != nil && p.arranged.serial == serial {
		return p.arranged, nil
	}
	src := *p.good
	at := h.good.Catalogue // the pages that belong to no course, as they last were good
	src.Catalogue.Home, src.Catalogue.About, src.Catalogue.Awareness = at.Home, at.About, at.Awareness
	src.Sources, src.HelpLines, src.Plans = h.good.Sources, h.good.HelpLines, h.good.Plans
	if p == h {
		var of []*check.Source
		editions := map[string]course.Edition{}
		for name, c := range s.parts {
			if name != home && c.good != nil {
				of = append(of, c.good)
				for _, e := range c.good.Editions {
					editions[e.Course] = e
				}
			}
		}
		src.Catalogue.Courses, src.Editions = courses(of), nil
		for _, c := range src.Catalogue.Courses {
			src.Editions = append(src.Editions, editions[c.ID])
		}
	}
	m := s.o.material(src, h.settings, s.words)
	a := &arranged{material: m, serial: serial}
	var err error
	if p == h {
		a.drafts = m.home()
	} else if c := src.Catalogue.Course(p.name); c != nil {
		if a.drafts, err = m.pages(c); err != nil {
			return nil, err
		}
	}
	if a.data, err = m.data(p.name); err != nil {
		return nil, err
	}
	p.arranged = a
	return a, nil
}

// lay lays out some pages of a part, by the files they are published as, and
// what stands around them.
func (a *arranged) lay(names []string) (hugo.Files, error) {
	src := hugo.Files{dataFile: a.data}
	for file, d := range a.drafts {
		if d.raw == "" && !slices.Contains(names, hugo.PublishedAs(file)) {
			// The first page of a folder must be there: Hugo would make one up.
			if path.Base(file) == "_index.md" && strings.Count(file, "/") <= 3 {
				src[file] = []byte(hugo.Unseen)
			}
			continue
		}
		var err error
		if src[file], err = a.material.lay(d); err != nil {
			return nil, err
		}
	}
	return src, nil
}
