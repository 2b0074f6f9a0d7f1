package generator

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// marker is what generator/translate puts at the end of a segment's text.
var marker = regexp.MustCompile(`[ \x{00a0}]?‖([a-z2-7]{6})‖`)

// holders are the elements that a segment can be.
var holders = []atom.Atom{
	atom.P, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
	atom.Td, atom.Th, atom.Dt, atom.Dd, atom.Legend, atom.Figcaption, atom.Summary, atom.Blockquote,
}

// A finished page is one HTML page after our own pass.
type finished struct {
	html    []byte
	anchors map[string]string // heading anchors and segment ids, to element ids
}

// finish turns a page of Hugo's into the page that is published: markers
// become ids, texts get their typography, links become relative to name. With
// an empty name links stay as they are.
func finish(name string, data []byte) (finished, error) {
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return finished{}, fmt.Errorf("read %s: %w", name, err)
	}
	f := finished{anchors: map[string]string{}}
	nodes := slices.Collect(doc.Descendants())
	for _, n := range nodes {
		switch n.Type {
		case html.TextNode:
			if err := f.segment(n); err != nil {
				return f, fmt.Errorf("%s: %w", name, err)
			}
		case html.ElementNode:
			if name != "" {
				relate(name, n)
			}
			if id := attr(n, "id"); id != "" && heading(n) {
				f.anchors[id] = id
			}
		}
	}
	placeNotes(doc)
	empties(nodes)
	besides(nodes)
	rows(nodes)
	set(doc)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return f, fmt.Errorf("write %s: %w", name, err)
	}
	f.html = append(tidy(out.Bytes()), '\n')
	if bytes.ContainsRune(f.html, '‖') {
		return f, fmt.Errorf("%s: a segment's marker is left", name)
	}
	return f, nil
}

// bare are attributes that say what they say by standing there.
var bare = regexp.MustCompile(` (defer|hidden|checked|open|data-exit|data-account)=""`)

// tidy writes void elements and bare attributes the way HTML does. In a page
// without inline scripts "/>" ends a void element and stands nowhere else: text
// and values have their signs escaped.
func tidy(page []byte) []byte {
	page = bytes.ReplaceAll(bytes.TrimSpace(page), []byte("/>"), []byte(">"))
	return bare.ReplaceAll(page, []byte(" $1"))
}

// segment takes the markers out of a text and gives their ids to the block
// around it.
func (f *finished) segment(n *html.Node) error {
	found := marker.FindAllStringSubmatch(n.Data, -1)
	if found == nil {
		return nil
	}
	n.Data = marker.ReplaceAllString(n.Data, "")
	block := n.Parent
	for block != nil && !slices.Contains(holders, block.DataAtom) {
		block = block.Parent
	}
	if block == nil {
		return fmt.Errorf("segment %s is in no block", found[0][1])
	}
	for _, m := range found {
		id := "s-" + m[1]
		f.anchors[m[1]] = id
		if attr(block, "id") == "" {
			block.Attr = append(block.Attr, html.Attribute{Key: "id", Val: id})
			continue
		}
		span := &html.Node{
			Type: html.ElementNode, Data: "span", DataAtom: atom.Span,
			Attr: []html.Attribute{{Key: "id", Val: id}},
		}
		block.InsertBefore(span, block.FirstChild)
	}
	return nil
}

// besideClass is the class of a block in one box with its margin notes.
const besideClass = "noted"

// besides puts the margin notes of a block into one box with it, so that a wide
// page can show them beside that block and a narrow one after it.
func besides(nodes []*html.Node) {
	for _, note := range nodes {
		if note.Type != html.ElementNode || attr(note, "role") != "note" {
			continue
		}
		block := note.PrevSibling
		for block != nil && block.Type != html.ElementNode {
			block = block.PrevSibling
		}
		if block == nil || heading(block) || attr(block, "role") == "note" {
			continue
		}
		parent := note.Parent
		if attr(block, "class") == besideClass { // a second note to the same block
			parent.RemoveChild(note)
			block.AppendChild(note)
			continue
		}
		box := &html.Node{
			Type: html.ElementNode, Data: "div", DataAtom: atom.Div,
			Attr: []html.Attribute{{Key: "class", Val: besideClass}},
		}
		parent.InsertBefore(box, note)
		for _, n := range []*html.Node{block, note} {
			parent.RemoveChild(n)
			box.AppendChild(n)
		}
	}
}

// empties takes away the paragraphs that are left where two shortcodes stand
// on lines that follow each other: Markdown takes both for one paragraph, and
// a block ends a paragraph.
func empties(nodes []*html.Node) {
	for _, n := range nodes {
		if n.DataAtom == atom.P && len(n.Attr) == 0 && n.FirstChild == nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// rowed are the classes of blocks that stand side by side when they follow
// each other, by the class of their row.
var rowed = map[string]string{"law": "laws", "do": "ways-to", "dont": "ways-to"}

// rows puts blocks that belong side by side into one box.
func rows(nodes []*html.Node) {
	for _, n := range nodes {
		row := rowed[attr(n, "class")]
		if n.Type != html.ElementNode || row == "" || attr(n.Parent, "class") == row {
			continue
		}
		box := &html.Node{
			Type: html.ElementNode, Data: "div", DataAtom: atom.Div,
			Attr: []html.Attribute{{Key: "class", Val: row}},
		}
		n.Parent.InsertBefore(box, n)
		for next := n; next != nil; {
			one := next
			next = one.NextSibling
			switch {
			case one.Type == html.ElementNode && rowed[attr(one, "class")] == row,
				one.Type == html.TextNode && strings.TrimSpace(one.Data) == "":
				one.Parent.RemoveChild(one)
				box.AppendChild(one)
			default:
				next = nil
			}
		}
	}
}

func heading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// relate makes the links of an element relative to the page that holds it, so
// that the site works from any folder and from a disk.
func relate(name string, n *html.Node) {
	for i, a := range n.Attr {
		switch a.Key {
		case "href", "src", "action", "poster", "data-next":
			if strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//") {
				n.Attr[i].Val = relative(name, a.Val)
			}
		}
	}
}

// relative returns the address of to, which starts at the root of the site, as
// seen from the page name.
func relative(name, to string) string {
	to, fragment, hasFragment := strings.Cut(strings.TrimPrefix(to, "/"), "#")
	if hasFragment {
		fragment = "#" + fragment
	}
	if at := strings.IndexByte(to, '?'); at >= 0 { // slashes of a query are no folders
		to, fragment = to[:at], to[at:]+fragment
		hasFragment = false
	}
	if to == name && hasFragment {
		return fragment
	}
	from := strings.Split(path.Dir(name), "/")
	if path.Dir(name) == "." {
		from = nil
	}
	dest := strings.Split(to, "/")
	common := 0
	for common < len(from) && common < len(dest)-1 && from[common] == dest[common] {
		common++
	}
	out := strings.Repeat("../", len(from)-common) + strings.Join(dest[common:], "/")
	if out == "" {
		out = "./"
	}
	return out + fragment
}
