package translate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markdown writes pieces as the text of a segment of a kind: one line, or as
// many as there are line breaks, each but the first after prefix. What is
// words stays words: characters that Markdown would take for markup are
// escaped. Whoever puts the result into a page looks whether it reads the
// same there; see [Set].
func (ps Pieces) Markdown(kind, prefix string) string {
	ps = ps.Tidy()
	var b strings.Builder
	fresh := true // at the start of a line
	for i, p := range ps {
		switch {
		case p.Kind == Words:
			next := ""
			if i+1 < len(ps) {
				next = ps[i+1].Code
			}
			s := escape(p.Text, kind, b.String(), next)
			if fresh {
				s = escapeStart(s)
			}
			b.WriteString(s)
		case p.Role == "br":
			b.WriteString("\\\n" + prefix)
		default:
			b.WriteString(p.Code)
		}
		fresh = p.Role == "br"
	}
	s := b.String()
	if kind[0] == 'h' {
		s = reHashes.ReplaceAllString(s, `$1\$2`)
	}
	return s
}

// reHashes are the number signs at the end of a heading, which Markdown
// leaves out.
var reHashes = regexp.MustCompile(`(^|[ \t])(#+)$`)

// escape writes words. before is what is written already, next the markup that
// follows.
func escape(s, kind, before, next string) string {
	var b strings.Builder
	for i, r := range s {
		_, width := utf8.DecodeRuneInString(s[i:])
		rest := s[i+width:]
		after, size := utf8.DecodeRuneInString(rest)
		if size == 0 {
			after, size = utf8.DecodeRuneInString(next)
		}
		switch r {
		case '\\', '*', '`', '[', ']':
			b.WriteByte('\\')
		case '|':
			if kind == "td" {
				b.WriteByte('\\')
			}
		case '_':
			last, _ := utf8.DecodeLastRuneInString(before + s[:i])
			if !alphanumeric(last) || !alphanumeric(after) {
				b.WriteByte('\\')
			}
		case '!':
			if rest == "" && strings.HasPrefix(next, "[") {
				b.WriteByte('\\')
			}
		case '<':
			if size == 0 || rest == "" || !unicode.IsSpace(after) && !unicode.IsDigit(after) {
				b.WriteByte('\\')
			}
		case '&':
			if entity.MatchString(s[i:]) || rest == "" || strings.HasPrefix(rest, "#") && next != "" {
				b.WriteString("&amp;")
				continue
			}
		case '{':
			// Two of them would begin a shortcode, and one in a heading an anchor.
			if kind[0] == 'h' || after == '{' || rest == "" {
				b.WriteString("&#123;")
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	reBullet  = regexp.MustCompile(`^(?:[-+](?:[ \t]|$|-)|=+$|>|#{1,6}(?:[ \t]|$)|~~~|---)`)
	reOrdered = regexp.MustCompile(`^([0-9]{1,9})([.)](?:[ \t]|$))`)
	reColons  = regexp.MustCompile(`^:?-+:?$`)
)

// escapeStart keeps a line that begins with words from becoming a list, a
// heading, a rule or a quotation.
func escapeStart(s string) string {
	switch {
	case reBullet.MatchString(s), reColons.MatchString(s):
		return `\` + s
	case reOrdered.MatchString(s):
		return reOrdered.ReplaceAllString(s, `$1\$2`)
	}
	return s
}

// Prefix is what a further line of the block at start begins with: the marks
// of the quotations around it, and blanks as wide as those of lists.
func prefix(body []byte, start int) string {
	line := string(body[:start])
	line = line[strings.LastIndexByte(line, '\n')+1:]
	var b strings.Builder
	for _, r := range line {
		switch {
		case r == '>' || r == '\t':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	if strings.TrimSpace(b.String()) == "" && strings.TrimSpace(line) == "" {
		return line
	}
	return b.String()
}
