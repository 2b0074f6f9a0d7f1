package source

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
)

// maxDepth is how deep lists and maps may lie in one another. No format of
// ours needs more than 6.
const maxDepth = 32

// A Doc is one YAML document with its places. Problems found while reading it
// are added to Problems.
type Doc struct {
	File     string
	Root     *yaml.Node // nil when the document is empty or unreadable
	Problems *Problems
	Broken   bool // it could not be read at all: nothing in it is to be judged
	before   int  // lines of the file before the document
	lines    int  // lines of the document
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// Parse reads one YAML document that starts after the given number of lines
// of the file.
func Parse(file string, data []byte, before int, probs *Problems) *Doc {
	d := &Doc{File: file, Problems: probs, before: before, lines: bytes.Count(data, []byte("\n")) + 1}
	if at := tooDeep(data); at >= 0 {
		p := Place(file, data, at)
		p.Line += before
		d.Broken = true
		probs.Add("yaml-syntax", p, nil)
		return d
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var n yaml.Node
	err := dec.Decode(&n)
	switch {
	case errors.Is(err, io.EOF):
		return d
	case err != nil:
		d.syntax(err, data)
		return d
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		probs.Add("yaml-feature", d.Pos(&second), Args{"Feature": "---"})
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err, data)
		return d
	}
	if len(n.Content) == 0 {
		return d
	}
	d.Root = n.Content[0]
	d.plain(d.Root, 0)
	return d
}

// tooDeep returns the offset at which brackets lie deeper than maxDepth, or
// -1. It looks at brackets only and so may count some inside quotes: no text
// of an author nests 500 of them.
func tooDeep(data []byte) int {
	depth := 0
	for i, c := range data {
		switch c {
		case '[', '{':
			if depth++; depth > 500 {
				return i
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return -1
}

// syntax complains about what the reader of YAML could not read. Its line is
// often the one before a tab that indents, so that one is named where it is.
func (d *Doc) syntax(err error, data []byte) {
	d.Broken = true
	line := 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	line = min(max(line, 1), d.lines)
	col := 1
	for i, text := range bytes.Split(data, []byte("\n"))[line-1 : min(line+1, d.lines)] {
		indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]
		if tab := bytes.IndexByte(indent, '\t'); tab >= 0 {
			line, col = line+i, tab+1
			break
		}
	}
	d.Problems.Add("yaml-syntax", diag.Pos{File: d.File, Line: line + d.before, Col: col}, nil)
}

// plain complains about everything that is YAML but not plain: it would let a
// text be something else than what is written.
func (d *Doc) plain(n *yaml.Node, depth int) {
	feature := ""
	switch {
	case n.Kind == yaml.AliasNode:
		feature = "*" + n.Value
	case n.Anchor != "":
		feature = "&" + n.Anchor
	case n.Style&yaml.TaggedStyle != 0:
		feature = n.Tag
	case n.Tag == "!!merge":
		feature = "<<"
	}
	if feature != "" {
		d.Problems.Add("yaml-feature", d.Pos(n), Args{"Feature": feature})
	}
	if depth > maxDepth {
		d.Broken = true
		d.Problems.Add("yaml-syntax", d.Pos(n), nil)
		return
	}
	for _, c := range n.Content {
		d.plain(c, depth+1)
	}
}

// Pos returns the place of a node, or the first place of the document for nil.
func (d *Doc) Pos(n *yaml.Node) diag.Pos {
	if n == nil || n.Line == 0 {
		return diag.Pos{File: d.File, Line: d.before + 1, Col: 1}
	}
	return diag.Pos{File: d.File, Line: min(n.Line, d.lines) + d.before, Col: n.Column}
}

// An Entry is one key of a map with its value.
type Entry struct {
	Key   string
	At    diag.Pos
	Value *yaml.Node
}

// Entries returns the keys of a map in the order they are written. It
// complains when n, the value of key name, is not a map, and about keys that
// are not text or stand twice (the first one counts).
func (d *Doc) Entries(n *yaml.Node, name string) []Entry {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		if name == "" {
			name = path.Base(d.File) // of the whole document
		}
		d.Problems.Add("want-map", d.Pos(n), Args{"Key": name})
		return nil
	}
	var es []Entry
	seen := map[string]diag.Pos{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			d.Problems.Add("want-text", d.Pos(k), Args{"Key": name})
			continue
		}
		at := d.Pos(k)
		if first, dup := seen[k.Value]; dup {
			d.Problems.Add("key-duplicate", at, Args{"Key": k.Value}, first)
			continue
		}
		seen[k.Value] = at
		es = append(es, Entry{k.Value, at, v})
	}
	return es
}

// List returns the items of a list, and complains when n is something else.
func (d *Doc) List(n *yaml.Node, name string) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.Problems.Add("want-list", d.Pos(n), Args{"Key": name})
		return nil
	}
	return n.Content
}
