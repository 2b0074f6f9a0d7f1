// Package gift reads and writes question banks in GIFT, the text format of
// Moodle: one language, one file. See docs/formats/interchange.md.
package gift

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// Read reads a file of questions in a language. It never fails: what cannot be
// read or does not fit is a loss, with its place. The bank has no id, no
// course and no kind yet.
func Read(data []byte, lang string) (quiz.Bank, []interchange.Loss) {
	r := &reader{Reader: interchange.NewReader(lang)}
	if len(data) > interchange.MaxFile {
		r.Break(diag.Pos{Line: 1, Col: 1}, "", interchange.BadSize, map[string]any{"Limit": interchange.MaxFile >> 20})
		return r.Bank, r.Losses
	}
	text, bad := interchange.Decode(data)
	r.lines = interchange.NewLines(text)
	if bad >= 0 {
		r.Break(r.at(bad), "", interchange.BadText, nil)
		return r.Bank, r.Losses
	}
	blocks(text, r.block)
	return r.Bank, r.Losses
}

type reader struct {
	*interchange.Reader
	lines *interchange.Lines
}

// at turns an offset into a place.
func (r *reader) at(offset int) diag.Pos { return r.lines.At(offset) }

// A char is one character of a file, with what it was written as taken away.
type char struct {
	r       rune
	offset  int32
	escaped bool // it stands for itself and separates nothing
}

// A block is one question or category: lines without an empty one among them.
type block struct {
	chars   []char
	remarks []string // comments, without their //
}

var reEmpty = regexp.MustCompile(`^[ \t]*$`)

// blocks takes a file apart. Moodle ends a question at an empty line; we go on
// where a brace is open and the next line goes on with answers, as people write
// it.
func blocks(text string, each func(block)) {
	var b block
	open := false
	next := 0 // the next line that is not empty
	flush := func() {
		if len(b.chars) > 0 {
			each(b)
		}
		b, open = block{}, false
	}
	for offset := 0; offset < len(text); {
		line := text[offset:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
		}
		trimmed := strings.TrimSpace(line)
		switch {
		case reEmpty.MatchString(line):
			if open && offset >= next {
				next = offset + len(text[offset:]) - len(strings.TrimLeft(text[offset:], " \t\n"))
			}
			if !open || next == len(text) || strings.IndexByte("=~#}/", text[next]) < 0 {
				flush()
			}
		case strings.HasPrefix(trimmed, "//"):
			b.remarks = append(b.remarks, strings.TrimSpace(trimmed[2:]))
		default:
			cs := characters(line, offset)
			for _, c := range cs {
				if !c.escaped && (c.r == '{' || c.r == '}') {
					open = c.r == '{'
				}
			}
			b.chars = append(append(b.chars, cs...), char{r: '\n', offset: int32(offset + len(line))})
		}
		offset += len(line) + 1
	}
	flush()
}

const escapable = `\~=#{}:n`

// characters takes the escapes of a line away.
func characters(line string, offset int) []char { // a file is smaller than 2 GiB
	cs := make([]char, 0, len(line)+1)
	for i := 0; i < len(line); {
		if line[i] == '\\' && i+1 < len(line) && strings.IndexByte(escapable, line[i+1]) >= 0 {
			c := char{r: rune(line[i+1]), offset: int32(offset + i), escaped: true}
			if c.r == 'n' {
				c.r = '\n'
			}
			cs = append(cs, c)
			i += 2
			continue
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		cs = append(cs, char{r: r, offset: int32(offset + i)})
		i += n
	}
	return cs
}
