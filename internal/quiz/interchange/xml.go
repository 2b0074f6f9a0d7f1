package interchange

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"ascult/internal/diag"
)

// The largest tree that is read: how deep, and how many elements.
const (
	maxDepth = 100
	maxNodes = 300_000
)

// A Node is an element of an XML document, a run of text, whose Name is "", or
// a processing instruction, whose Name begins with "?". Names are without
// their namespaces.
type Node struct {
	Name     string
	Attrs    map[string]string
	Text     string // of a run of text or an instruction
	Children []*Node
	Pos      diag.Pos
}

// ParseXML reads a document. What is wrong with it comes back as a loss; the
// tree is then nil. A document type is refused: nothing is expanded and
// nothing fetched.
func ParseXML(data []byte) (*Node, *Loss) {
	fail := func(pos diag.Pos, rule Rule, args map[string]any) (*Node, *Loss) {
		return nil, &Loss{Pos: pos, Rule: rule, Args: args, Broken: true}
	}
	if len(data) > MaxFile {
		return fail(diag.Pos{Line: 1, Col: 1}, BadSize, map[string]any{"Limit": MaxFile >> 20})
	}
	text, bad := Decode(data)
	lines := NewLines(text)
	if bad >= 0 {
		return fail(lines.At(bad), BadText, nil)
	}
	root := &Node{}
	open := []*Node{root}
	dec := xml.NewDecoder(strings.NewReader(text))
	for nodes := 0; ; {
		at := int(dec.InputOffset())
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if _, ok := errors.AsType[*xml.SyntaxError](err); !ok { // another encoding than UTF-8 is declared
				return fail(lines.At(at), BadText, nil)
			}
			return fail(lines.At(int(dec.InputOffset())), BadXML, nil)
		}
		top := open[len(open)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			n := &Node{Name: t.Name.Local, Pos: lines.At(at)}
			for _, a := range t.Attr {
				if n.Attrs == nil {
					n.Attrs = map[string]string{}
				}
				n.Attrs[a.Name.Local] = a.Value
			}
			top.Children = append(top.Children, n)
			open = append(open, n)
			nodes++
			if len(open) > maxDepth {
				return fail(n.Pos, BadDepth, nil)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.Children = append(top.Children, &Node{Text: string(t), Pos: lines.At(at)})
			nodes++
		case xml.ProcInst:
			top.Children = append(top.Children, &Node{Name: "?" + t.Target, Text: string(t.Inst), Pos: lines.At(at)})
			nodes++
		case xml.Directive:
			return fail(lines.At(at), BadDTD, nil)
		}
		if nodes > maxNodes {
			return fail(lines.At(at), BadSize, map[string]any{"Limit": MaxFile >> 20})
		}
	}
	for _, n := range root.Children {
		if n.Name != "" && n.Name[0] != '?' {
			return n, nil
		}
	}
	return fail(diag.Pos{Line: 1, Col: 1}, BadXML, nil)
}

// All returns the child elements of a name, in their order.
func (n *Node) All(name string) []*Node {
	var out []*Node
	if n != nil {
		for _, c := range n.Children {
			if c.Name == name {
				out = append(out, c)
			}
		}
	}
	return out
}

// First follows a path of child elements, or returns nil.
func (n *Node) First(names ...string) *Node {
	for _, name := range names {
		found := n.All(name)
		if len(found) == 0 {
			return nil
		}
		n = found[0]
	}
	return n
}

// Inner is all text within an element.
func (n *Node) Inner() string {
	if n == nil {
		return ""
	}
	if n.Name == "" {
		return n.Text
	}
	var b strings.Builder
	for _, c := range n.Children {
		if c.Name == "" || c.Name[0] != '?' {
			b.WriteString(c.Inner())
		}
	}
	return b.String()
}

// Word is the text within an element, trimmed.
func (n *Node) Word() string { return strings.TrimSpace(n.Inner()) }

// EscapeXML writes a text for an XML document. What no document may have is
// left out.
func EscapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
