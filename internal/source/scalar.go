package source

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// ErrScalar is returned when a text cannot be put into a YAML document without
// changing something else in it.
var ErrScalar = errors.New("the text cannot be written there")

// A Scalar is a place in a YAML document, counted like [Doc.Pos] from the
// beginning of that document, with the text that is to stand there.
type Scalar struct {
	Line, Col int
	Text      string
}

// SetScalars returns a YAML document with the values at some places replaced
// by texts. All other bytes stay. Each keeps the style in which it is written,
// or is put in double quotes when its style cannot say the new text. A place
// where no single value stands is an ErrScalar, and so is whatever would
// change another value.
func SetScalars(data []byte, set []Scalar) ([]byte, error) {
	root, err := parseNode(data)
	if err != nil {
		return nil, err
	}
	at := map[[2]int]*yaml.Node{}
	flow := map[*yaml.Node]bool{}
	index(root, at, flow, false)
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	edits := map[int]edit{} // by start
	want := map[*yaml.Node]string{}
	for _, s := range set {
		n := at[[2]int{s.Line, s.Col}]
		if n == nil || s.Line < 1 || s.Line > len(starts) {
			return nil, fmt.Errorf("line %d, column %d: %w", s.Line, s.Col, ErrScalar)
		}
		start := offset(data, starts[s.Line-1], s.Col)
		end, ok := scalarEnd(data, start, n)
		if !ok {
			return nil, fmt.Errorf("line %d, column %d: %w", s.Line, s.Col, ErrScalar)
		}
		edits[start] = edit{start, end, styled(data[start:end], n, s.Text, flow[n])}
		want[n] = s.Text
	}
	out := apply(data, edits)
	again, err := parseNode(out)
	if err != nil || !sameTree(root, again, want) {
		return nil, fmt.Errorf("%d texts: %w", len(set), ErrScalar)
	}
	return out, nil
}

type edit struct {
	start, end int
	text       string
}

func apply(data []byte, edits map[int]edit) []byte {
	var out []byte
	at := 0
	for i := range data {
		if e, ok := edits[i]; ok {
			out = append(append(out, data[at:i]...), e.text...)
			at = e.end
		}
	}
	return append(out, data[at:]...)
}

func parseNode(data []byte) (*yaml.Node, error) {
	if tooDeep(data) >= 0 {
		return nil, ErrScalar
	}
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrScalar, err)
	}
	return &n, nil
}

// index finds the values of a tree by place, and those inside brackets. Keys
// of maps are no values.
func index(n *yaml.Node, at map[[2]int]*yaml.Node, flow map[*yaml.Node]bool, inside bool) {
	inside = inside || n.Style&yaml.FlowStyle != 0
	flow[n] = inside
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		if c.Kind == yaml.ScalarNode && c.Anchor == "" && c.Style&yaml.TaggedStyle == 0 {
			at[[2]int{c.Line, c.Column}] = c
		}
		index(c, at, flow, inside)
	}
}

// offset turns a column, in characters from 1, into an offset.
func offset(data []byte, start, col int) int {
	for ; col > 1 && start < len(data); col-- {
		_, n := utf8.DecodeRune(data[start:])
		start += n
	}
	return start
}

// scalarEnd finds where the value that starts at start ends.
func scalarEnd(data []byte, start int, n *yaml.Node) (int, bool) {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := start + 1; i < len(data); i++ {
			switch data[i] {
			case '\\':
				i++
			case '"':
				return i + 1, data[start] == '"'
			}
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := start + 1; i < len(data); i++ {
			if data[i] == '\'' {
				if i+1 < len(data) && data[i+1] == '\'' {
					i++
					continue
				}
				return i + 1, data[start] == '\''
			}
		}
	case n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
		return blockEnd(data, start)
	default:
		return plainEnd(data, start, n.Value)
	}
	return 0, false
}

// blockEnd finds the end of a text that is written below its mark, indented.
func blockEnd(data []byte, start int) (int, bool) {
	i := bytes.IndexByte(data[start:], '\n')
	if i < 0 {
		return 0, false
	}
	at, end, indent := start+i+1, 0, 0
	for at < len(data) {
		stop := len(data)
		if j := bytes.IndexByte(data[at:], '\n'); j >= 0 {
			stop = at + j
		}
		line := bytes.TrimRight(data[at:stop], " \t\r")
		if lead := len(line) - len(bytes.TrimLeft(line, " ")); len(line) > 0 {
			if indent == 0 {
				indent = lead
			}
			if lead < indent || indent == 0 {
				break
			}
			end = at + len(line)
		}
		at = stop + 1
	}
	return end, end > 0
}

// plainEnd finds the end of a text without marks by reading along: a space in
// its value is any white space in the file.
func plainEnd(data []byte, start int, value string) (int, bool) {
	i := start
	for v := 0; v < len(value); v++ {
		if c := value[v]; c != ' ' && c != '\n' {
			if i >= len(data) || data[i] != c {
				return 0, false
			}
			i++
			continue
		}
		for v+1 < len(value) && (value[v+1] == ' ' || value[v+1] == '\n') {
			v++
		}
		from := i
		for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\r' || data[i] == '\n') {
			i++
		}
		if i == from {
			return 0, false
		}
	}
	return i, i > start
}

// styled writes a text in the style of the value it replaces.
func styled(old []byte, n *yaml.Node, text string, flow bool) string {
	oneLine := !strings.ContainsAny(text, "\r\n")
	switch {
	case !oneLine:
	case n.Style&yaml.SingleQuotedStyle != 0:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
		head, rest, _ := bytes.Cut(old, []byte("\n"))
		line, _, _ := bytes.Cut(bytes.TrimLeft(rest, "\r\n"), []byte("\n"))
		lead := line[:len(line)-len(bytes.TrimLeft(line, " "))]
		if mark := bytes.TrimRight(head, "\r"); len(lead) > 0 && len(mark) == 2 && mark[1] == '-' && text == strings.TrimSpace(text) {
			return string(head) + "\n" + string(lead) + text
		}
	case n.Style&yaml.DoubleQuotedStyle == 0 && plainSafe(text, flow):
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainSafe reports whether YAML reads a text without marks as it is.
func plainSafe(text string, flow bool) bool {
	before, after := "k: ", "\n"
	if flow {
		before, after = "{k: ", ", z: z}\n"
	}
	n, err := parseNode([]byte(before + text + after))
	if err != nil || len(n.Content) != 1 || len(n.Content[0].Content) < 2 {
		return false
	}
	v := n.Content[0].Content[1]
	return v.Kind == yaml.ScalarNode && v.Value == text && v.Style == 0 && v.LineComment == "" && len(n.Content[0].Content) == map[bool]int{false: 2, true: 4}[flow]
}

// sameTree reports whether two trees differ in the wanted values alone.
func sameTree(a, b *yaml.Node, want map[*yaml.Node]string) bool {
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) || a.HeadComment != b.HeadComment || a.FootComment != b.FootComment || a.LineComment != b.LineComment {
		return false
	}
	if text, ok := want[a]; ok {
		return strings.TrimSpace(b.Value) == strings.TrimSpace(text)
	}
	if a.Value != b.Value || a.Anchor != b.Anchor || a.ShortTag() != b.ShortTag() {
		return false
	}
	for i := range a.Content {
		if !sameTree(a.Content[i], b.Content[i], want) {
			return false
		}
	}
	return true
}
