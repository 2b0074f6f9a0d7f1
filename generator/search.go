package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ascult/internal/catalog"
)

const (
	// searchPage is the page that loads the index of its language.
	searchPage = "search.html"
	// searchIndex is what that page calls the index before its name is known.
	searchIndex = "search-index.js"
	// searchBudget is how large the index of one language may be, in bytes of
	// gzip. A site that grows beyond it keeps every word, but in long sections
	// no longer the order of them all.
	searchBudget = 120_000
)

// searched says which pages are found, by the name of their layout, and which
// kind the reader is told. Every other page (a pocket card, which repeats its
// module; the page for a wrong address) is left out.
var searched = map[string]string{
	"landing": "page", "courses": "page", "course": "course", "module": "module", "lesson": "lesson",
	"guide": "guide", "guides": "guide", "about": "page", "help": "page",
}

// A found page is one published page as search sees it.
type foundPage struct {
	path, kind, title string // path is below the folder of the language
	sections          []foundSection
}

// A foundSection is what stands under one heading.
type foundSection struct {
	anchor, heading string
	text            string // blocks end with a line feed
}

// search publishes one index a language and tells the page that searches. It
// reads the pages as they are published, so nothing can be found in it that
// cannot be read there: no exam, no notes for trainers.
func (r *rendered) search() error {
	for _, lang := range catalog.Languages {
		page, ok := r.files[path.Join(lang, searchPage)]
		if !ok {
			continue // a theme without search
		}
		lines, err := linesPage(page)
		if err != nil {
			return fmt.Errorf("index %s: %w", lang, err)
		}
		var pages []foundPage
		for _, name := range slices.Sorted(maps.Keys(r.files)) {
			rest, ok := strings.CutPrefix(name, lang+"/")
			if !ok || path.Ext(name) != ".html" {
				continue
			}
			p, err := sections(rest, r.files[name], rest == lines)
			if err != nil {
				return fmt.Errorf("index %s: %w", name, err)
			}
			if p.kind != "" {
				pages = append(pages, p)
			}
		}
		name, index, page, err := searchable(pages, page)
		if err != nil {
			return fmt.Errorf("index %s: %w", lang, err)
		}
		r.files[path.Join(lang, name)], r.files[path.Join(lang, searchPage)] = index, page
	}
	return nil
}

// searchable makes the index of some pages, names it, and tells the page that
// searches its name. The pages are not to be used afterwards.
func searchable(pages []foundPage, page []byte) (name string, index, told []byte, err error) {
	if index, err = encodeSearch(onOnePage(pages), searchBudget); err != nil {
		return "", nil, nil, err
	}
	sum := sha256.Sum256(index)
	name = strings.TrimSuffix(searchIndex, ".js") + "." + hex.EncodeToString(sum[:16]) + ".js"
	return name, index, bytes.ReplaceAll(page, []byte(searchIndex), []byte(name)), nil
}

// linesPage returns the page that lists all help lines, as the page that
// searches names it in data-lines: a line is found there, not on every page
// that offers it.
func linesPage(page []byte) (string, error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return "", err
	}
	for n := range doc.Descendants() {
		if to := attr(n, "data-lines"); to != "" {
			return to, nil
		}
	}
	return "", nil
}

// sections takes a published page apart at its headings, with its help lines or
// without. The kind of a page that is not searched is empty.
func sections(name string, data []byte, lines bool) (foundPage, error) {
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return foundPage{}, err
	}
	p := foundPage{path: name, sections: []foundSection{{}}}
	var main *html.Node
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			p.kind = searched[attr(n, "data-page")]
		case atom.Main:
			main = n
		}
	}
	if p.kind == "" || main == nil {
		return foundPage{}, nil
	}
	var b strings.Builder
	flush := func() { p.sections[len(p.sections)-1].text = blockTexts(b.String()); b.Reset() }
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
			return
		case n.Type != html.ElementNode || silent(n) || hasClass(n, "lines") && !lines:
			return
		case n.DataAtom == atom.H1:
			p.title = plainText(n)
			return
		case n.DataAtom == atom.H2 || n.DataAtom == atom.H3:
			if to := reachedBy(n); to != "" && to != p.sections[len(p.sections)-1].anchor {
				flush()
				p.sections = append(p.sections, foundSection{anchor: to, heading: plainText(n)})
				return
			}
		}
		if isBlock(n) {
			b.WriteByte('\n')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		switch {
		case hasClass(n, "who"):
			b.WriteString(says)
		case isBlock(n):
			b.WriteByte('\n')
		}
	}
	for c := range main.ChildNodes() {
		walk(c)
	}
	flush()
	p.tidy()
	return p, nil
}

// tidy leaves out sections that have nothing to say, but for the last.
func (p *foundPage) tidy() {
	p.sections = slices.DeleteFunc(p.sections, func(s foundSection) bool { return s.text == "" })
	if len(p.sections) == 0 {
		p.sections = []foundSection{{}}
	}
}

// says stands behind the name of who speaks, until the words are joined to it.
const says = "\x00"

// unsaid are elements and classes whose text says where one is or what may be
// pressed, or is said on every page alike: whoever searches means none of it.
var (
	unsaid = []atom.Atom{
		atom.Nav, atom.Form, atom.Button, atom.Svg, atom.Script, atom.Style, atom.Template, atom.Footer, atom.Summary, atom.Input, atom.Label,
	}
	unsaidClasses = []string{
		"kicker", "pager", "tasks", "courses", "ways", "vh", "safety", "now", "back", "hint", "toc", "skip", "btn", "colophon",
		"row", "mend", "ask", "how", "picks", "pause", "state", "more",
	}
)

// silent reports whether an element is left out: what is unsaid, what is
// hidden, the answers to a practice question, words and headings that stand
// before every text of their kind.
func silent(n *html.Node) bool {
	if slices.Contains(unsaid, n.DataAtom) || slices.ContainsFunc(unsaidClasses, func(c string) bool { return hasClass(n, c) }) {
		return true
	}
	if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" || a.Key == "aria-hidden" && a.Val == "true" }) {
		return true
	}
	switch n.DataAtom {
	case atom.Details:
		return insideOf(n, "practice")
	case atom.Strong:
		return insideOf(n, "eff")
	case atom.H2:
		return insideOf(n, "call")
	case atom.H3, atom.H4, atom.H5:
		return insideOf(n, "scenario") && !(n.DataAtom == atom.H4 && insideOf(n, "ending"))
	}
	return hasClass(n, "meta") && !insideOf(n, "lines") || hasClass(n, "label") && !insideOf(n, "law")
}

// insideOf reports whether an element with the class stands around n.
func insideOf(n *html.Node, class string) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if hasClass(up, class) {
			return true
		}
	}
	return false
}

// isBlock reports whether an element's text is a block of its own.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Cite, atom.Code, atom.Dfn, atom.Em, atom.I, atom.Mark, atom.Q, atom.S,
		atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U:
		return hasClass(n, "who")
	}
	return true
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// reachedBy returns the id by which a heading is reached: its own, or that of the
// nearest element around it. A scenario is reached where it begins, so that no
// link leads into the middle of it.
func reachedBy(n *html.Node) string {
	for up := n; up != nil; up = up.Parent {
		if hasClass(up, "scenario") {
			return attr(up, "id")
		}
	}
	for ; n != nil && n.DataAtom != atom.Main; n = n.Parent {
		if id := attr(n, "id"); id != "" {
			return id
		}
	}
	return ""
}

// plainText returns the text of a heading.
func plainText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			if hasClass(d.Parent, "kicker") {
				b.WriteByte(':')
			}
		}
	}
	return strings.Join(strings.Fields(unmarked.Replace(b.String())), " ")
}

// unmarked takes out what only tells a browser where a line may end.
var unmarked = strings.NewReplacer(joiner, "", "\u00ad", "", hard, " ")

var (
	spaces = regexp.MustCompile(`[ \t\r]+`)
	speech = regexp.MustCompile(says + `\s*`)
)

// blockTexts tidies a text: single spaces, each block on a line.
func blockTexts(text string) string {
	var out []string
	text = speech.ReplaceAllString(spaces.ReplaceAllString(unmarked.Replace(text), " "), ": ")
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// onOnePage leaves a block that stands on several pages on one of them alone, if
// it says enough to be a text of its own.
func onOnePage(pages []foundPage) []foundPage {
	first := map[string]string{}
	long := func(line string) bool { return len(line) > 60 }
	for _, lists := range []bool{true, false} { // a list goes before what it lists
		for _, p := range pages {
			if lists != (path.Base(p.path) == "index.html") {
				continue
			}
			for _, s := range p.sections {
				for line := range strings.SplitSeq(s.text, "\n") {
					if _, ok := first[line]; !ok && long(line) {
						first[line] = p.path
					}
				}
			}
		}
	}
	for i, p := range pages {
		for j, s := range p.sections {
			rest := slices.DeleteFunc(strings.Split(s.text, "\n"), func(line string) bool { return long(line) && first[line] != p.path })
			p.sections[j].text = strings.Join(rest, "\n")
		}
		pages[i].tidy()
	}
	return pages
}
