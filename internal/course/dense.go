package course

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// MaxOpen is how many marks of one paragraph may wait for what closes them.
// For each of them a Markdown parser looks through those before or the text
// behind, so that its time grows with the square of their number.
const MaxOpen = 500

// checkDense complains about the first paragraph with too many open marks and
// takes the body away, so that nothing tries to read it.
func (p *Page) checkDense(probs *source.Problems) {
	line := p.BodyLine
	var open marks
	for text := range bytes.Lines(p.Body) {
		if len(bytes.TrimLeft(text, "> \t\r\n")) == 0 {
			open = marks{}
		}
		if at := open.read(text); at >= 0 {
			col := utf8.RuneCount(text[:at]) + 1
			probs.Add("markup-dense", diag.Pos{File: p.Path, Line: line, Col: col}, source.Args{"Most": MaxOpen})
			p.Body = nil
			return
		}
		line++
	}
}

// marks counts what stands open in a paragraph. It rather counts a mark too
// many than one too few: emphasis inside a word closes nothing, and nothing
// is left out for standing in code.
type marks struct {
	brackets, targets, stars, lines, tags int
}

func (m *marks) sum() int { return m.brackets + m.targets + m.stars + m.lines + m.tags }

// read counts a line and returns the byte with which there are too many, or -1.
func (m *marks) read(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\':
			i++
		case '[':
			m.brackets++
		case ']':
			m.brackets = max(m.brackets-1, 0)
			if i+1 < len(text) && text[i+1] == '(' {
				m.targets++
				i++
			}
		case ')':
			m.targets = max(m.targets-1, 0)
		case '<':
			if r, _ := utf8.DecodeRune(text[i+1:]); r == '!' || r == '?' || r == '/' || unicode.IsLetter(r) {
				m.tags++
			}
		case '>':
			m.tags = max(m.tags-1, 0)
		case '*':
			i = emphasis(text, i, &m.stars)
		case '_':
			i = emphasis(text, i, &m.lines)
		}
		if m.sum() > MaxOpen {
			return min(i, len(text)-1)
		}
	}
	return -1
}

// emphasis counts the run of marks that begins at text[i] and returns where it
// ends. What may open and close by the rules of CommonMark opens here.
func emphasis(text []byte, i int, open *int) int {
	end := i
	for end+1 < len(text) && text[end+1] == text[i] {
		end++
	}
	before, _ := utf8.DecodeLastRune(text[:i])
	after, _ := utf8.DecodeRune(text[end+1:])
	if i == 0 {
		before = ' '
	}
	if end+1 == len(text) {
		after = ' '
	}
	n := end + 1 - i
	letters := func(r rune) bool { return !unicode.IsSpace(r) && !isPunct(r) }
	switch {
	case text[i] == '_' && letters(before) && letters(after): // as in a_name
	case !unicode.IsSpace(after) && (!isPunct(after) || unicode.IsSpace(before) || isPunct(before)):
		*open += n
	case !unicode.IsSpace(before):
		*open = max(*open-n, 0)
	}
	return end
}

func isPunct(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
