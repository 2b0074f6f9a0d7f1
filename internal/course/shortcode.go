package course

import "bytes"

// A Tag is one shortcode tag in the text of a page.
type Tag struct {
	Start, End int // bytes of the body
	Name       string
	Close      bool
	Args       []Arg
	Malformed  bool // not a tag that docs/formats/course.md knows how to write
}

// An Arg is an argument of a tag: a word, or name="value".
type Arg struct{ Name, Value string }

// Inline reports whether the tag is part of a sentence: its text belongs to
// the block around it.
func (t Tag) Inline() bool { return t.Name == "l" || t.Name == "ref" }

// Effect reports whether the tag names the effect of a transcript line.
func (t Tag) Effect() bool { return t.Name == "supports" || t.Name == "risk" || t.Name == "open" }

// Tags returns the shortcode tags of a body in their order. It never fails:
// what only looks like a tag comes back Malformed.
func Tags(body []byte) []Tag {
	var tags []Tag
	for at := 0; ; {
		i := bytes.Index(body[at:], []byte("{{"))
		if i < 0 || at+i+2 >= len(body) {
			return tags
		}
		start := at + i
		at = start + 2
		switch c := body[at]; {
		case c == '%':
			tags = append(tags, Tag{Start: start, End: at + 1, Malformed: true})
		case c == '<':
			t := lexTag(body, start)
			tags = append(tags, t)
			at = t.End
		}
	}
}

// lexTag reads the tag that starts at start with "{{<".
func lexTag(body []byte, start int) Tag {
	t := Tag{Start: start, Name: "", Malformed: true}
	i := start + 3
	var words []Arg
	first := true
	for i < len(body) {
		c := body[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case c == '\n' || c == '\r':
			t.End = i
			return t
		case bytes.HasPrefix(body[i:], []byte(">}}")):
			t.End = i + 3
			if len(words) > 0 && words[0].Name == "" && words[0].Value != "" {
				t.Name, t.Args, t.Malformed = words[0].Value, words[1:], false
			}
			return t
		case c == '/' && first && !t.Close:
			t.Close = true
			i++
		default:
			a, n := lexArg(body[i:])
			if n == 0 {
				t.End = i
				return t
			}
			words = append(words, a)
			i += n
			first = false
		}
	}
	t.End = len(body)
	return t
}

// lexArg reads word, "text" or name="text" and returns how many bytes it took,
// 0 when there is none of them.
func lexArg(b []byte) (Arg, int) {
	if b[0] == '"' {
		s, n := lexQuoted(b)
		return Arg{Value: s}, n
	}
	n := 0
	for n < len(b) && isWord(b[n]) {
		n++
	}
	if n == 0 {
		return Arg{}, 0
	}
	word := string(b[:n])
	if n+1 < len(b) && b[n] == '=' && b[n+1] == '"' {
		s, m := lexQuoted(b[n+1:])
		if m == 0 {
			return Arg{}, 0
		}
		return Arg{Name: word, Value: s}, n + 1 + m
	}
	if n < len(b) && b[n] != ' ' && b[n] != '\t' && b[n] != '>' {
		return Arg{}, 0
	}
	return Arg{Value: word}, n
}

// lexQuoted reads a text in double quotes that ends on the same line. A
// backslash is refused: two readers might not agree on what it means.
func lexQuoted(b []byte) (string, int) {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '"':
			return string(b[1:i]), i + 1
		case '\n', '\\':
			return "", 0
		}
	}
	return "", 0
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
}
