package check

import (
	"bytes"
	"slices"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// A page is one page while it is checked.
type page struct {
	*run
	*course.Page
	set    *course.Set
	course *course.Course // nil for pages of no course
	blocks []translate.Block
	tags   []course.Tag
}

// set checks the pages of a set, each alone and then against the source.
func (r *run) set(s *course.Set) {
	r.taken(s)
	main := s.Main()
	for _, lang := range r.o.Languages {
		p := s.Pages[lang]
		if p == nil {
			continue
		}
		v := &page{run: r, Page: p, set: s, blocks: r.blocks[p.Path], tags: course.Tags(p.Body)}
		for _, c := range r.src.Catalogue.Courses {
			if slices.Contains(c.Sets(), s) {
				v.course = c
			}
		}
		v.shortcodes()
		v.headings()
		v.markdown()
		if i := bytes.Index(p.Body, []byte("‖")); i >= 0 {
			r.probs.Add("marker-in-text", v.at(i), nil)
		}
		for _, key := range p.Sources {
			if _, ok := r.src.Sources[key]; !ok && key != "" {
				r.probs.Add("source-unknown", p.At("sources"), source.Args{"Key": key})
			}
		}
		if main != nil && p != main {
			v.against(main)
		}
	}
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
func (p *page) against(main *course.Page) {
	m := &page{run: p.run, Page: main, blocks: p.run.blocks[main.Path], tags: course.Tags(main.Body)}
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
	n := translate.Matching(m.blocks, p.blocks)
	if n < max(len(m.blocks), len(p.blocks)) {
		at, there := p.end(), m.end()
		if n < len(p.blocks) {
			at = p.at(p.blocks[n].Start)
		}
		if n < len(m.blocks) {
			there = m.at(m.blocks[n].Start)
		}
		p.probs.Add("blocks-differ", at, source.Args{"Want": len(m.blocks), "Have": len(p.blocks)}, there)
		return
	}
	for i, b := range p.blocks {
		if b.Anchor != m.blocks[i].Anchor {
			p.probs.Add("anchor-differs", p.at(b.Start), source.Args{"Lang": p.set.Source, "Anchor": m.blocks[i].Anchor},
				m.at(m.blocks[i].Start))
		}
	}
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
