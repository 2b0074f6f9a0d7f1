package translate

import (
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// parse gives chunks their trees. What one shortcode holds, and what none
// does, is one text for the site whatever stands between: a link finds the
// address that is given under its name in another chunk. Chunks that need one
// are read twice.
func parse(chunks []Chunk) {
	type given struct {
		names  parser.Context
		chunks []int
		some   bool
	}
	all := map[int]*given{} // by number of the shortcode
	for i := range chunks {
		c := &chunks[i]
		pc := parser.NewContext()
		c.Root = markdown.Parse(text.NewReader(c.Masked), parser.WithContext(pc))
		g := all[c.within]
		if g == nil {
			g = &given{names: parser.NewContext()}
			all[c.within] = g
		}
		g.chunks = append(g.chunks, i)
		for _, r := range pc.References() {
			g.names.AddReference(r) // the first of a name counts
			g.some = true
		}
	}
	for _, g := range all {
		if !g.some || len(g.chunks) == 1 {
			continue
		}
		for _, i := range g.chunks {
			pc := parser.NewContext()
			for _, r := range g.names.References() {
				pc.AddReference(r)
			}
			chunks[i].Root = markdown.Parse(text.NewReader(chunks[i].Masked), parser.WithContext(pc))
		}
	}
}
