package check

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// A page is one page while it is checked.
type page struct {
	*run
	*course.Page
	*reading
	probs  source.Problems
	set    *course.Set
	course *course.Course // nil for pages of no course
}

// A reading is what the text of a page says by itself, whatever else there is.
type reading struct {
	text      translate.Text // without its chunks once it is read
	tags      []course.Tag
	links     []link
	images    []shown
	probs     source.Problems // what is wrong with it, whatever else there is
	lost      bool            // its tags do not pair: where a block belongs can only be guessed
	vague     bool            // it has a heading whose anchor cannot be read
	imageLost bool            // it shows a picture that cannot be one

	spoken map[string]lexicon // its words for the speller, by language
}

// A link is where a page leads.
type link struct {
	target string
	at     diag.Pos
	offset int // byte of the body
}

// read reads the text of every page, several at once.
func (r *run) read() {
	var pages []*course.Page
	for _, s := range r.src.Catalogue.Sets() {
		for _, lang := range r.o.Languages {
			if p := s.Pages[lang]; p != nil {
				pages = append(pages, p)
			}
		}
	}
	readings := make([]*reading, len(pages))
	c := r.o.Cache
	if c == nil {
		c = &Cache{}
	}
	c.begin(r.words, r.o.Spell != nil)
	parallel(len(pages), func(i int) {
		if readings[i] = c.find(pages[i]); readings[i] == nil {
			readings[i] = r.readPage(pages[i])
			c.keep(pages[i], readings[i])
		}
	})
	r.texts, r.blocks = map[string]*reading{}, map[string][]translate.Block{}
	for i, p := range pages {
		r.texts[p.Path], r.blocks[p.Path] = readings[i], readings[i].text.Blocks
	}
}

// readPage reads one page and checks what depends on nothing but its text.
func (r *run) readPage(p *course.Page) *reading {
	v := &page{run: r, Page: p, reading: &reading{text: translate.Read(p.Body)}}
	v.tags = v.text.Tags
	v.lost = !paired(v.tags)
	v.headings()
	v.markdown()
	v.onlyLists()
	v.prose()
	if i := bytes.Index(p.Body, []byte("‖")); i >= 0 {
		v.probs.Add("marker-in-text", v.at(i), nil)
	}
	v.text.Chunks = nil // the largest part, of no use any more
	v.reading.probs = v.probs
	return v.reading
}

// paired reports whether all tags are known and each that opens is closed.
func paired(tags []course.Tag) bool {
	var open []string
	for _, t := range tags {
		f, known := forms[t.Name]
		switch {
		case t.Malformed, !known:
			return false
		case t.Close && (len(open) == 0 || open[len(open)-1] != t.Name):
			return false
		case t.Close:
			open = open[:len(open)-1]
		case f.paired:
			open = append(open, t.Name)
		}
	}
	return len(open) == 0
}

// parallel runs f for every number below n, on all processors.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// pages checks every page in its place among the others, and then against the
// source.
func (r *run) pages() {
	owner := map[*course.Set]*course.Course{}
	for _, c := range r.src.Catalogue.Courses {
		for _, s := range c.Sets() {
			owner[s] = c
		}
	}
	sets := r.src.Catalogue.Sets()
	found := make([]source.Problems, len(sets))
	parallel(len(sets), func(i int) { found[i] = r.set(sets[i], owner[sets[i]]) })
	for _, ds := range found {
		r.add(ds)
	}
}

// set checks the pages of a set.
func (r *run) set(s *course.Set, c *course.Course) source.Problems {
	probs := r.taken(s)
	main := s.Main()
	for _, lang := range r.o.Languages {
		p := s.Pages[lang]
		if p == nil {
			continue
		}
		v := &page{run: r, Page: p, reading: r.texts[p.Path], set: s, course: c}
		v.probs = slices.Clone(v.reading.probs)
		v.shortcodes()
		for _, l := range v.links {
			v.link(l)
		}
		for _, key := range p.Sources {
			if !r.hasSource(key) && key != "" {
				v.probs.Add("source-unknown", p.At("sources"), source.Args{"Key": key})
			}
		}
		if main != nil && p != main {
			v.against(&page{run: r, Page: main, reading: r.texts[main.Path]})
		}
		probs = append(probs, v.probs...)
	}
	return probs
}

// at turns an offset in the body into a place in the file.
func (p *page) at(offset int) diag.Pos {
	pos := source.Place(p.Path, p.Body, offset)
	pos.Line += p.BodyLine - 1
	return pos
}

// end is the last place of a page that holds text.
func (p *page) end() diag.Pos { return p.at(len(bytes.TrimRight(p.Body, " \t\r\n"))) }

// against compares a translation with its source: the same shortcodes, then
// the same blocks, then the same anchors. One difference is enough; what
// follows it hardly ever says more.
func (p *page) against(m *page) {
	if p.lost || m.lost || p.src.Catalogue.Unread[p.set.Key] {
		return // it is that which is to be mended first
	}
	mine, theirs := blockTags(p.tags), blockTags(m.tags)
	for i := 0; i < max(len(mine), len(theirs)); i++ {
		if i < len(mine) && i < len(theirs) && sameTag(mine[i], theirs[i]) {
			continue
		}
		at, there := p.end(), m.end()
		if i < len(mine) {
			at = p.at(mine[i].Start)
		}
		if i < len(theirs) {
			there = m.at(theirs[i].Start)
		}
		p.probs.Add("shortcodes-differ", at, source.Args{"Lang": p.set.Source}, there)
		return
	}
	ours, blocks := m.text.Blocks, p.text.Blocks
	n := translate.Matching(ours, blocks)
	if n < max(len(ours), len(blocks)) {
		at, there := p.end(), m.end()
		if n < len(blocks) {
			at = p.at(blocks[n].Start)
		}
		if n < len(ours) {
			there = m.at(ours[n].Start)
		}
		p.probs.Add("blocks-differ", at, source.Args{"Want": sign(ours, n), "Have": sign(blocks, n)}, there)
		return
	}
	for i, b := range blocks {
		if b.Anchor != ours[i].Anchor && !p.vague && !m.vague {
			p.probs.Add("anchor-differs", p.at(b.Start), source.Args{"Lang": p.set.Source, "Anchor": ours[i].Anchor},
				m.at(ours[i].Start))
		}
	}
	p.same(m)
}

// sign shows the kind of block n as it is typed: a heading by its signs, an
// item of a list by its dash, a cell by its stroke; ¶ is a paragraph, — none.
func sign(blocks []translate.Block, n int) string {
	if n >= len(blocks) {
		return "—"
	}
	switch kind := blocks[n].Kind; {
	case strings.HasPrefix(kind, "h"):
		return strings.Repeat("#", int(kind[1]-'0'))
	case kind == "li":
		return "-"
	case kind == "td":
		return "|"
	}
	return "¶"
}

// blockTags leaves out the tags inside sentences: languages order words
// differently.
func blockTags(tags []course.Tag) []course.Tag {
	var out []course.Tag
	for _, t := range tags {
		if !t.Inline() && !t.Malformed {
			out = append(out, t)
		}
	}
	return out
}

// sameTag compares tags but for the name of a speaker, which is translated.
func sameTag(a, b course.Tag) bool {
	return a.Name == b.Name && a.Close == b.Close && (a.Name == "line" || slices.Equal(a.Args, b.Args))
}
