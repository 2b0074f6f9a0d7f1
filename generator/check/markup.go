package check

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"ascult/generator/translate"
	"ascult/internal/source"
)

var (
	// reLeft finds what was typed as markup and is none: a sign of emphasis or
	// of code without its other half, a link whose address has a space.
	reLeft   = regexp.MustCompile("\\*\\*?|__|`")
	reLetter = regexp.MustCompile(`^\pL`)
	// reBegun finds, where a paragraph begins, a heading without the space
	// after its signs and a table without its second line.
	reBegun = regexp.MustCompile(`^(#{1,6}\pL|\|.*\|[ \t]*$)`)
)

// left complains about signs of markup that a reader would see as they are
// typed.
func (p *page) left(c translate.Chunk, v *ast.Text) {
	said := v.Segment.Value(c.Masked)
	add := func(i int, sign []byte) {
		p.probs.AddWarning("markup-left", p.at(c.Start+v.Segment.Start+i), source.Args{"Sign": string(sign)})
	}
	if par := v.Parent(); par.FirstChild() == ast.Node(v) && par.Kind() == ast.KindParagraph {
		line, _, _ := bytes.Cut(c.Masked[v.Segment.Start:], []byte("\n"))
		if m := reBegun.Find(line); m != nil {
			add(0, m[:max(1, len(m)-len(bytes.TrimLeft(m, "#")))])
			return
		}
	}
	for _, m := range reLeft.FindAllIndex(said, -1) {
		sign, at := said[m[0]:m[1]], v.Segment.Start+m[0]
		if at > 0 && c.Masked[at-1] == '\\' {
			continue
		}
		if string(sign) == "*" && (at == 0 || c.Masked[at-1] != ' ' || !reLetter.Match(c.Masked[at+1:])) {
			continue // 5 * 3, a star that leads to a note
		}
		add(m[0], sign)
		return
	}
	end := v.Segment.Stop // of a text that a bracket ends
	if bytes.HasSuffix(said, []byte("]")) && end < len(c.Masked) && c.Masked[end] == '(' {
		add(len(said)-1, []byte("]("))
	} else if i := bytes.Index(said, []byte("](")); i >= 0 && (i == 0 || said[i-1] != '\\') {
		add(i, []byte("]("))
	}
}

// cells complains about a row of a table that has more cells than the table:
// Markdown drops them, and nobody would see it.
func (p *page) cells(c translate.Chunk, row *extast.TableRow) {
	last := row.LastChild()
	if last == nil || last.Lines().Len() == 0 {
		return
	}
	at := last.Lines().At(0).Stop
	rest, _, _ := bytes.Cut(c.Masked[at:], []byte("\n"))
	_, after, ok := bytes.Cut(rest, []byte{'|'})
	if !ok {
		return
	}
	lost := bytes.TrimLeft(after, " \t")
	if len(bytes.Trim(lost, " \t\r|")) == 0 {
		return
	}
	p.probs.Add("table-cells", p.at(at+c.Start+len(rest)-len(lost)), nil)
}
