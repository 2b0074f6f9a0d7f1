package check

import (
	"html"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"ascult/internal/diag"
	"ascult/internal/source"
)

var (
	reScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	reFiller = regexp.MustCompile(`^x{12,}$`)
	reBraces = regexp.MustCompile(`\{[^{}]*\}[ \t]*$`)
	reAnchor = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// ours are the ids that pages have besides those of their text; a script makes
// the last.
var ours = []string{"main", "sources", "gist", "gist-title", "what-stays", "facts", "exam", "danger", "courses", "makers", "news"}

// refExample shows how a page of the same course is named.
const refExample = `{{< ref "a1/purpose#aim" >}}`

// headings checks levels and anchors.
func (p *page) headings() {
	level := 1
	seen := map[string]diag.Pos{}
	for _, b := range p.text.Blocks {
		if b.Kind[0] != 'h' {
			continue
		}
		at := p.at(b.Start)
		if around, _, _ := strings.Cut(b.Context, "/"); around != "" {
			p.probs.Add("heading-inside", at, source.Args{"Name": around})
			continue
		}
		n := int(b.Kind[1] - '0')
		if n == 1 || n > level+1 {
			p.probs.Add("heading-level", at, source.Args{"Level": n, "Most": level + 1})
		}
		level = max(n, 2)
		if reBraces.MatchString(b.Text) || b.Anchor != "" && (!reAnchor.MatchString(b.Anchor) ||
			strings.HasPrefix(b.Anchor, "s-") || strings.HasPrefix(b.Anchor, "q-")) {
			p.probs.Add("anchor-bad", at, nil)
			p.vague = true
		}
		if slices.Contains(ours, b.Anchor) || p.plays(b.Anchor) {
			p.probs.Add("anchor-duplicate", at, source.Args{"Anchor": b.Anchor})
			continue
		}
		if first, dup := seen[b.Anchor]; dup && b.Anchor != "" {
			p.probs.Add("anchor-duplicate", at, source.Args{"Anchor": b.Anchor}, first)
			continue
		}
		seen[b.Anchor] = at
	}
}

// plays reports whether a practice or a scenario of the page has an element with
// this id.
func (p *page) plays(anchor string) bool {
	for _, t := range p.tags {
		if t.Malformed || len(t.Args) == 0 {
			continue
		}
		name := t.Args[0].Value
		switch t.Name {
		case "practice":
			if anchor == "practice-"+name || strings.HasPrefix(anchor, "practice-"+name+"-") || strings.HasPrefix(anchor, "practice-title-"+name) {
				return true
			}
		case "scenario":
			if slices.Contains([]string{"scenario-" + name, "scenario-title-" + name, "after-" + name, "e-" + name}, anchor) ||
				slices.ContainsFunc([]string{"n-", "c-", "e-"}, func(kind string) bool { return strings.HasPrefix(anchor, kind+name+"-") }) {
				return true
			}
		}
	}
	return false
}

// markdown looks for raw HTML, and notes the links and pictures.
func (p *page) markdown() {
	for _, c := range p.text.Chunks {
		_ = ast.Walk(c.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			at := func() diag.Pos { return p.at(c.Start + start(n)) }
			note := func(target []byte) {
				offset := c.Start + start(n)
				p.links = append(p.links, link{string(target), p.at(offset), offset})
			}
			switch v := n.(type) {
			case *ast.HTMLBlock, *ast.RawHTML:
				p.probs.Add("raw-html", at(), nil)
			case *ast.Image:
				p.image(c, v)
			case *ast.Link:
				note(v.Destination)
			case *ast.CodeSpan, *ast.CodeBlock, *ast.FencedCodeBlock:
				return ast.WalkSkipChildren, nil // shown as it stands, and meant to be
			case *extast.TableRow:
				p.cells(c, v)
			case *ast.Text:
				p.left(c, v)
				if i := source.Template(string(v.Segment.Value(c.Masked))); i >= 0 {
					p.probs.Add("template-in-text", p.at(c.Start+v.Segment.Start+i), nil)
				}
			case *ast.AutoLink:
				note(v.URL(c.Masked))
			}
			return ast.WalkContinue, nil
		})
	}
}

// start returns the offset of the first text of a node, or of the block that
// holds it.
func start(n ast.Node) int {
	found := -1
	if r, ok := n.(*ast.RawHTML); ok && r.Segments.Len() > 0 {
		return r.Segments.At(0).Start
	}
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			found = t.Segment.Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	for ; found < 0 && n != nil; n = n.Parent() {
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			found = n.Lines().At(0).Start
		}
	}
	return max(found, 0)
}

// link checks where a link leads. Pages of the same course are named by ref.
func (p *page) link(l link) {
	target, at := l.target, l.at
	plain := plainTarget(target)
	switch {
	case reFiller.MatchString(target): // a ref, checked as a shortcode
	case outside(plain):
	case refused(plain):
		p.addLink("link-refused", target, at)
	case strings.HasPrefix(plain, "#") && p.src.Catalogue.Unread[p.set.Key]:
	case strings.HasPrefix(plain, "#"):
		if !p.anchor(p.set.Key, plain[1:]) {
			p.addLink("link-broken", target, at)
		}
	default:
		file, anchor, has := strings.Cut(plain, "#")
		key := p.leads(file)
		if p.src.Catalogue.Unread[key] {
			return // it is the page that is wrong, not what points at it
		}
		if p.sets[key] == nil || has && !p.anchor(key, anchor) {
			p.addLink("link-broken", target, at)
		}
	}
}

// plainTarget is what a browser would make of an address: entities resolved,
// white space inside a scheme dropped.
func plainTarget(target string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, html.UnescapeString(target))
}

// outside reports whether a plain target lies outside the site, in a way that
// may be linked to.
func outside(plain string) bool {
	scheme := strings.ToLower(reScheme.FindString(plain))
	return scheme == "https:" || scheme == "http:" || scheme == "mailto:"
}

// refused reports whether a plain target may not be linked to at all.
func refused(plain string) bool {
	return !outside(plain) && (reScheme.MatchString(plain) || strings.HasPrefix(plain, "/") || strings.Contains(plain, `\`))
}

// leads returns the key of the page that a relative address names.
func (p *page) leads(file string) string {
	key := strings.TrimSuffix(path.Join(path.Dir(p.set.Key), file), ".html") + ".md"
	if path.Base(key) == "index.md" {
		key = path.Join(path.Dir(key), "_index.md")
	}
	return key
}

// lacking adds to the complaint about a page that a language lacks the links
// which lead to it there.
func (r *run) lacking() {
	missing := map[string]int{} // by path: which complaint
	for i, d := range r.probs {
		if d.Rule == "page-untranslated" {
			missing[d.Pos.File] = i
		}
	}
	if len(missing) == 0 {
		return
	}
	for _, s := range r.src.Catalogue.Sets() {
		for _, lang := range r.o.Languages {
			p := s.Pages[lang]
			if p == nil {
				continue
			}
			v := &page{run: r, Page: p, reading: r.texts[p.Path], set: s}
			for key, at := range v.leadsTo() {
				if i, ok := missing["content/"+lang+"/"+key]; ok {
					r.probs[i].Related = append(r.probs[i].Related, at)
				}
			}
		}
	}
}

// leadsTo calls yield with the key of every page that a page leads to.
func (p *page) leadsTo() iter.Seq2[string, diag.Pos] {
	return func(yield func(string, diag.Pos) bool) {
		for _, t := range p.tags {
			if t.Name != "ref" || t.Malformed || len(t.Args) != 1 {
				continue
			}
			name, _, _ := strings.Cut(t.Args[0].Value, "#")
			key := name + ".md"
			if parts := strings.Split(p.set.Key, "/"); parts[0] == "courses" && len(parts) > 2 && !strings.HasPrefix(name, "g/") && !strings.HasPrefix(name, "about/") {
				key = path.Join("courses", parts[1], key)
			}
			if !yield(key, p.at(t.Start)) {
				return
			}
		}
		for _, l := range p.links {
			if file, _, _ := strings.Cut(l.target, "#"); file != "" && !reScheme.MatchString(file) && !reFiller.MatchString(file) && !yield(p.leads(file), l.at) {
				return
			}
		}
	}
}

// addLink complains about a link.
func (p *page) addLink(rule, target string, at diag.Pos) {
	p.probs.Add(rule, at, source.Args{"Target": shorten(target), "Example": refExample})
}

// shorten keeps a text that goes into a complaint readable.
func shorten(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
