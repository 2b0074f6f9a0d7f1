package preview

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// errShape is returned when a value cannot be written without changing what
// stands around it.
var errShape = errors.New("the value cannot be written in its place")

// scalarAt finds the text at a path of keys, indices and ids: an element of a
// list is named by its number or by its own "id". A key "text" that ends the
// path may be missing: a translation writes lines as texts.
func scalarAt(data []byte, path []string) (*yaml.Node, bool) {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) != 1 {
		return nil, false
	}
	n := doc.Content[0]
	for i, key := range path {
		if n.Kind == yaml.ScalarNode && i == len(path)-1 && key == "text" {
			break
		}
		next := child(n, key)
		if next == nil {
			return nil, false
		}
		n = next
	}
	// A source writes a line as a map with a text.
	if _, err := strconv.Atoi(path[len(path)-1]); err == nil && n.Kind == yaml.MappingNode {
		if t := child(n, "text"); t != nil {
			n = t
		}
	}
	return n, n.Kind == yaml.ScalarNode
}

func child(n *yaml.Node, key string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		for _, e := range n.Content {
			if id := child(e, "id"); e.Kind == yaml.MappingNode && id != nil && id.Value == key {
				return e
			}
		}
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// setScalar returns data with the text at a path replaced. All other bytes
// stay, and so does the way the text was written, if it can hold the new one.
func setScalar(data []byte, path []string, text string) ([]byte, error) {
	n, ok := scalarAt(data, path)
	if !ok || n.Anchor != "" || n.Alias != nil {
		return nil, errShape
	}
	start, end, ok := extent(data, n)
	if !ok {
		return nil, errShape
	}
	line := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		line = "\r\n"
	}
	for _, written := range spellings(data, n, start, text) {
		next := slices.Concat(data[:start], []byte(strings.ReplaceAll(written, "\n", line)), data[end:])
		if onlyChanged(data, next, path, text) {
			return next, nil
		}
	}
	return nil, errShape
}

// extent returns the bytes of a scalar as it is written, from its first
// character or the sign of its block to its last character.
func extent(data []byte, n *yaml.Node) (start, end int, ok bool) {
	for range n.Line - 1 {
		i := bytes.IndexByte(data[start:], '\n')
		if i < 0 {
			return 0, 0, false
		}
		start += i + 1
	}
	for range n.Column - 1 { // columns count characters
		if start >= len(data) {
			return 0, 0, false
		}
		start++
		for start < len(data) && data[start]&0xc0 == 0x80 {
			start++
		}
	}
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for end = start + 1; end < len(data) && data[end] != '"'; end++ {
			if data[end] == '\\' {
				end++
			}
		}
		return start, end + 1, end < len(data)
	case n.Style&yaml.SingleQuotedStyle != 0:
		for end = start + 1; end < len(data); end++ {
			if data[end] != '\'' {
				continue
			}
			if end+1 < len(data) && data[end+1] == '\'' {
				end++
				continue
			}
			return start, end + 1, true
		}
		return 0, 0, false
	case n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
		return blockExtent(data, start)
	}
	// A plain text: as many lines as fold to its value.
	want := strings.Fields(n.Value)
	if len(want) == 0 {
		return 0, 0, false
	}
	end = start
	for _, w := range want {
		for end < len(data) && strings.IndexByte(" \t\r\n", data[end]) >= 0 {
			end++
		}
		if !bytes.HasPrefix(data[end:], []byte(w)) {
			return 0, 0, false
		}
		end += len(w)
	}
	return start, end, true
}

// blockExtent finds the end of a text that begins with > or |: the last line
// of what is indented more than the line with the sign.
func blockExtent(data []byte, start int) (int, int, bool) {
	head := bytes.IndexByte(data[start:], '\n')
	if head < 0 {
		return 0, 0, false
	}
	at := start + head + 1
	end, least := start+head, -1
	for at < len(data) {
		next := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			next = at + i
		}
		line := bytes.TrimRight(data[at:next], "\r")
		deep := len(line) - len(bytes.TrimLeft(line, " "))
		switch {
		case len(bytes.TrimSpace(line)) == 0:
		case least < 0 && deep > 0:
			least = deep
			end = at + len(line)
		case least >= 0 && deep >= least:
			end = at + len(line)
		default:
			return start, end, least > 0
		}
		at = next + 1
	}
	return start, end, least > 0
}

// spellings are the ways to write a text where a scalar stands: as it was
// written, then between quotes.
func spellings(data []byte, n *yaml.Node, start int, text string) []string {
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text) + `"`
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return []string{quoted}
	case n.Style&yaml.SingleQuotedStyle != 0:
		return []string{"'" + strings.ReplaceAll(text, "'", "''") + "'", quoted}
	case n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
		head := data[start : start+bytes.IndexByte(data[start:], '\n')]
		rest := data[start+len(head)+1:]
		first := bytes.TrimLeft(rest, "\r\n")
		indent := strings.Repeat(" ", len(first)-len(bytes.TrimLeft(first, " ")))
		gap := "\n"
		if n.Style&yaml.FoldedStyle != 0 {
			gap = "\n\n"
		}
		lines := strings.Split(text, "\n")
		var b strings.Builder
		b.WriteString(strings.TrimRight(string(head), "\r"))
		for i, l := range lines {
			if i == 0 {
				b.WriteString("\n")
			} else {
				b.WriteString(gap)
			}
			if l != "" {
				b.WriteString(indent + l)
			}
		}
		return []string{b.String(), quoted}
	}
	return []string{text, quoted}
}

// onlyChanged reports whether two documents differ in one text alone, and
// whether it is the one that was wanted.
func onlyChanged(before, after []byte, path []string, text string) bool {
	n, ok := scalarAt(after, path)
	if !ok || strings.TrimRight(n.Value, "\n") != text {
		return false
	}
	old, _ := scalarAt(before, path)
	var a, b yaml.Node
	if yaml.Unmarshal(before, &a) != nil || yaml.Unmarshal(after, &b) != nil {
		return false
	}
	return sameBut(&a, &b, old.Line, old.Column, n.Line, n.Column)
}

// sameBut compares two trees with their remarks; the scalars at the two places
// need not be equal.
func sameBut(a, b *yaml.Node, line, col, line2, col2 int) bool {
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) || a.HeadComment != b.HeadComment || a.LineComment != b.LineComment || a.FootComment != b.FootComment {
		return false
	}
	here := a.Kind == yaml.ScalarNode && a.Line == line && a.Column == col && b.Line == line2 && b.Column == col2
	if !here && (a.Value != b.Value || a.Kind == yaml.ScalarNode && a.Tag != b.Tag) {
		return false
	}
	for i := range a.Content {
		if !sameBut(a.Content[i], b.Content[i], line, col, line2, col2) {
			return false
		}
	}
	return true
}
