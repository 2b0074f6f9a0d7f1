package course

import (
	"bytes"
	"regexp"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// MaxNesting is how deep quotations and lists may stand in each other. No
// reader follows deeper; and a Markdown parser's time grows with the square of
// the depth, so that one line of a few hundred kilobytes would hold it up for
// minutes.
const MaxNesting = 16

// opener is one more level at the start of a line.
var opener = regexp.MustCompile(`^[ \t]*(?:>|[-*+][ \t]|[0-9]{1,9}[.)][ \t])`)

// checkNesting complains about the first line that goes too deep and takes the
// body away, so that nothing tries to read it.
func (p *Page) checkNesting(probs *source.Problems) {
	line := p.BodyLine
	for text := range bytes.Lines(p.Body) {
		depth := 0
		for rest := text; ; depth++ {
			m := opener.FindIndex(rest)
			if m == nil {
				break
			}
			if depth == MaxNesting {
				probs.Add("nesting-deep", diag.Pos{File: p.Path, Line: line, Col: 1}, source.Args{"Most": MaxNesting})
				p.Body = nil
				return
			}
			rest = rest[m[1]:]
		}
		line++
	}
}
