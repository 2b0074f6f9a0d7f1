package qti

import (
	"slices"
	"strings"

	"ascult/internal/quiz/interchange"
)

// A plainer reads what a candidate sees of an element.
type plainer struct {
	*item
	stop  *interchange.Node            // an interaction that is not read
	skip  bool                         // nothing is read before stop
	marks map[*interchange.Node]string // what stands for interactions
	b     strings.Builder
	done  bool
	lost  interchange.Lost
}

// plain reads an element as text. field names it in what was lost.
func (it *item) plain(n *interchange.Node, field string) string {
	p := &plainer{item: it}
	p.walk(n)
	return p.text(field)
}

func (p *plainer) text(field string) string {
	p.Lost(field, p.lost)
	if p.ours {
		return strings.TrimSpace(p.b.String())
	}
	var lines []string
	for line := range strings.SplitSeq(p.b.String(), "\n") {
		// A no-break space is not folded.
		if line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' }), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

var (
	breaks = []string{"p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "pre", "prompt", "dt", "dd", "rubricBlock", "hottextInteraction"}
	silent = []string{"span", "hottext", "ul", "ol", "dl", "itemBody", "simpleChoice", "simpleAssociableChoice", "modalFeedback", "tbody", "thead", "tfoot", "col", "colgroup"}
	media  = []string{"img", "object", "math", "table", "printedVariable", "audio", "video", "include", "stylesheet"}
)

func (p *plainer) walk(n *interchange.Node) {
	if n == nil {
		return
	}
	for _, c := range n.Children {
		switch {
		case p.done:
			return
		case c == p.stop:
			p.done, p.skip = !p.skip, false
		case p.marks[c] != "":
			p.write(p.marks[c])
		case c.Name == "":
			s := c.Text
			if !p.ours {
				s = strings.ReplaceAll(s, "\n", " ")
			} else if strings.TrimSpace(s) == "" && strings.Contains(s, "\n") {
				continue // the layout of our own files
			}
			p.write(s)
		case c.Name[0] == '?', c.Name == "feedbackInline", c.Name == "feedbackBlock", c.Name == "templateInline", c.Name == "templateBlock":
		case strings.HasSuffix(c.Name, "Interaction") && c.Name != "hottextInteraction":
		case c.Name == "rubricBlock" && !strings.Contains(c.Attrs["view"], "candidate"):
			p.Lose("text", interchange.NoSetting, map[string]any{"Name": "rubricBlock " + shown(c.Attrs["view"])})
		default:
			p.element(c)
		}
	}
}

func (p *plainer) element(c *interchange.Node) {
	switch {
	case slices.Contains(breaks, c.Name):
		p.write("\n")
	case slices.Contains(media, c.Name):
		if !slices.Contains(p.lost.Media, c.Name) {
			p.lost.Media = append(p.lost.Media, c.Name)
		}
		if c.Name == "math" {
			p.write(strings.Join(strings.Fields(c.Inner()), " "))
			return
		}
	case !slices.Contains(silent, c.Name):
		if name := shown(c.Name); !slices.Contains(p.lost.Markup, name) && len(p.lost.Markup) < 20 {
			p.lost.Markup = append(p.lost.Markup, name)
		}
	}
	p.walk(c)
	if slices.Contains(breaks, c.Name) && c.Name != "br" {
		p.write("\n")
	}
}

func (p *plainer) write(s string) {
	if !p.skip && !p.done {
		p.b.WriteString(s)
	}
}
