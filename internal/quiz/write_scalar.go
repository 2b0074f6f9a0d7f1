package quiz

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// width is where a folded text is broken, counted in characters from the first
// column.
const width = 120

// A writer writes YAML as an author would.
type writer struct {
	buf  bytes.Buffer
	lang string
}

func (w *writer) bytes() []byte { return w.buf.Bytes() }

func indent(depth int) string { return strings.Repeat("  ", depth) }

// open writes a key whose value follows below it.
func (w *writer) open(depth int, key string) { fmt.Fprintf(&w.buf, "%s%s:\n", indent(depth), key) }

// word writes a value that needs no quotes.
func (w *writer) word(depth int, key, value string) {
	fmt.Fprintf(&w.buf, "%s%s: %s\n", indent(depth), key, value)
}

// item writes the first key of an item of a list.
func (w *writer) item(depth int, key, value string) {
	fmt.Fprintf(&w.buf, "%s- %s: %s\n", indent(depth), key, quoted(value))
}

// list writes a list of short texts in one line.
func (w *writer) list(depth int, key string, values []string) {
	qs := make([]string, len(values))
	for i, v := range values {
		qs[i] = quoted(v)
	}
	w.word(depth, key, "["+strings.Join(qs, ", ")+"]")
}

// scalar writes a text as plainly as it can be read again.
func (w *writer) scalar(depth int, key, value string) {
	w.first(depth, key, value, bare, folded, literal)
}

// prose writes a text of a question that is a paragraph of its own.
func (w *writer) prose(key string, t Text) {
	w.first(2, key, t[w.lang], folded, literal)
}

// A style writes a text after its key, or returns "" when it cannot.
type style func(value, indent string, column int) string

// first writes a text in the first style in which it is read as it was.
func (w *writer) first(depth int, key, value string, styles ...style) {
	column := 2*depth + len(key) + 2
	for _, s := range styles {
		if text := s(value, indent(depth+1), column); text != "" && reads(key, text, indent(depth), value) {
			w.word(depth, key, text)
			return
		}
	}
	w.word(depth, key, doubled(value))
}

// reads reports whether a text written after its key is read as value.
func reads(key, text, indent, value string) bool {
	var n yaml.Node
	if yaml.Unmarshal([]byte(indent+key+": "+text+"\n"), &n) != nil || len(n.Content) != 1 {
		return false
	}
	m := n.Content[0]
	return m.Kind == yaml.MappingNode && len(m.Content) == 2 && m.Content[1].Kind == yaml.ScalarNode &&
		m.Content[1].Value == value && m.Content[1].LineComment == "" && m.FootComment == "" && m.Content[1].FootComment == ""
}

// bare writes a text without quotes. What another reader of YAML would take
// for a number, a date or a truth is left to quotes.
func bare(value, _ string, column int) string {
	if column+utf8.RuneCountInString(value) > width+40 || strings.ContainsAny(value, "\n\t") || !proseLike(value) {
		return ""
	}
	return value
}

// proseLike reports whether a text begins with a letter or a quotation mark
// and is no word with a meaning in YAML.
func proseLike(value string) bool {
	r, _ := utf8.DecodeRuneInString(value)
	if !unicode.IsLetter(r) && !strings.ContainsRune("„“”«’…–", r) {
		return false
	}
	var v any
	if yaml.Unmarshal([]byte(value), &v) != nil {
		return false
	}
	_, text := v.(string)
	return text && !slices.Contains([]string{"y", "n", "yes", "no", "on", "off", "Y", "N", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF"}, value)
}

// folded writes a text of one line over several.
func folded(value, indent string, _ int) string {
	if value == "" || strings.ContainsAny(value, "\n\t") {
		return ""
	}
	var b strings.Builder
	b.WriteString(">-")
	column := width
	for _, word := range words(value) {
		n := utf8.RuneCountInString(word)
		if column+1+n > width {
			b.WriteString("\n" + indent)
			column = len(indent)
		} else {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

// words cuts a text at the spaces at which a line may end: those alone between
// two other characters.
func words(s string) []string {
	var ws []string
	start := 0
	for i := 1; i < len(s)-1; i++ {
		if s[i] == ' ' && s[i-1] != ' ' && s[i+1] != ' ' {
			ws = append(ws, s[start:i])
			start = i + 1
		}
	}
	return append(ws, s[start:])
}

// literal writes a text of several lines as it stands.
func literal(value, indent string, _ int) string {
	if !strings.Contains(value, "\n") {
		return ""
	}
	lines := strings.Split(value, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = indent + l
		}
	}
	return "|-\n" + strings.Join(lines, "\n")
}

// quoted writes a short text: in quotes unless it is a word.
func quoted(value string) string {
	if proseLike(value) && !strings.ContainsFunc(value, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-/.", r)
	}) {
		return value
	}
	return doubled(value)
}

// doubled writes any text between double quotes.
func doubled(value string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}
