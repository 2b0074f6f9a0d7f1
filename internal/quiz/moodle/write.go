package moodle

import (
	"fmt"
	"regexp"
	"strings"

	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// grading is the way of marking an order that is nearest to ours.
const grading = "RELATIVE_ALL_PREVIOUS_AND_NEXT"

// Write writes a bank in one language. The same bank gives the same bytes.
func Write(b quiz.Bank, lang string) ([]byte, []interchange.Loss) {
	w := &writer{Writer: interchange.Writer{Lang: lang}}
	w.Bank(b)
	some := false
	w.out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n")
	for _, q := range b.Questions {
		if w.Has(q) {
			some = true
			w.question(q)
		}
	}
	w.out.WriteString("</quiz>\n")
	if !some {
		return nil, w.Losses
	}
	return []byte(w.out.String()), w.Losses
}

type writer struct {
	interchange.Writer
	out strings.Builder
}

func (w *writer) line(depth int, format string, args ...any) {
	w.out.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteByte('\n')
}

// text writes an element with a plain text.
func (w *writer) text(depth int, name, s string) {
	w.line(depth, `<%s format="plain_text"><text>%s</text></%s>`, name, interchange.EscapeXML(s), name)
}

var typeNames = map[quiz.Type]string{
	quiz.Single: "multichoice", quiz.Multiple: "multichoice", quiz.Judgement: "multichoice", quiz.Spot: "multichoice",
	quiz.TrueFalse: "truefalse", quiz.Order: "ordering", quiz.Match: "matching", quiz.Gap: "cloze",
}

func (w *writer) question(q quiz.Question) {
	w.Effects(q)
	w.line(1, `<question type="%s">`, typeNames[q.Type])
	if q.Type != quiz.TrueFalse {
		w.line(2, `<?ascult %s?>`, interchange.OptionsRemark(w.inOrder(q)))
	}
	w.line(2, `<name><text>%s</text></name>`, q.ID)
	text := w.Ask(q)
	inTag := false // the points stand in a tag
	if q.Type == quiz.Gap {
		weight := 1
		if n := len(q.Options); n > 0 && q.Points%n == 0 {
			weight = q.Points / n
		} else {
			inTag = true
			w.Lose(q.ID, "points", interchange.LacksPoints, nil)
		}
		text = w.cloze(q, weight)
	}
	w.text(2, "questiontext", text)
	w.text(2, "generalfeedback", q.Feedback[w.Lang])
	if q.Type != quiz.Gap {
		w.line(2, `<defaultgrade>%d</defaultgrade>`, q.Points)
	}
	w.line(2, `<penalty>0</penalty>`)
	w.line(2, `<hidden>0</hidden>`)
	w.line(2, `<idnumber>%s</idnumber>`, q.ID)
	switch q.Type {
	case quiz.TrueFalse:
		w.answers(q, func(o quiz.Option) string { return o.ID })
	case quiz.Order:
		w.sequence(q)
	case quiz.Match:
		w.pairs(q)
	case quiz.Gap:
		w.Lose(q.ID, "diacritics", interchange.LacksFolding, nil)
	default:
		w.line(2, `<single>%t</single>`, !q.Type.Multiple())
		w.line(2, `<shuffleanswers>%t</shuffleanswers>`, !q.Type.Fixed())
		w.line(2, `<answernumbering>none</answernumbering>`)
		w.answers(q, func(o quiz.Option) string {
			if q.Type == quiz.Spot {
				return w.Line(q, o)
			}
			return o.Text[w.Lang]
		})
	}
	if h := q.Hint[w.Lang]; h != "" {
		w.text(2, "hint", h)
	}
	if tags := interchange.Tags(q, inTag); len(tags) > 0 {
		w.line(2, "<tags>")
		for _, t := range tags {
			w.line(3, `<tag><text>%s</text></tag>`, interchange.EscapeXML(t))
		}
		w.line(2, "</tags>")
	}
	w.line(1, `</question>`)
}

// inOrder returns a question with its gaps in the order of its text, which is
// the order that a cloze has.
func (w *writer) inOrder(q quiz.Question) quiz.Question {
	if q.Type != quiz.Gap {
		return q
	}
	var os []quiz.Option
	for _, p := range interchange.Pieces(q, w.Lang) {
		if o, ok := q.Option(p.Gap); ok && p.Gap != "" {
			os = append(os, o)
		}
	}
	q.Options = os
	return q
}

func (w *writer) answers(q quiz.Question, text func(quiz.Option) string) {
	for _, o := range q.Options {
		format := ` format="plain_text"`
		if q.Type == quiz.TrueFalse {
			format = ` format="moodle_auto_format"`
		}
		w.line(2, `<answer fraction="%s"%s>`, interchange.Number(interchange.Fraction(q, o)), format)
		w.line(3, `<text>%s</text>`, interchange.EscapeXML(text(o)))
		w.text(3, "feedback", o.Feedback[w.Lang])
		w.line(2, `</answer>`)
	}
}

func (w *writer) pairs(q quiz.Question) {
	w.line(2, `<shuffleanswers>true</shuffleanswers>`)
	for _, o := range q.Options {
		w.feedback(q, o)
		w.line(2, `<subquestion format="plain_text">`)
		w.line(3, `<text>%s</text>`, interchange.EscapeXML(o.Text[w.Lang]))
		w.line(3, `<answer><text>%s</text></answer>`, interchange.EscapeXML(o.Match[w.Lang]))
		w.line(2, `</subquestion>`)
	}
}

// feedback notes what is said of an option where nothing can be.
func (w *writer) feedback(q quiz.Question, o quiz.Option) {
	if o.Feedback[w.Lang] != "" {
		w.Lose(q.ID, "options."+o.ID+".feedback", interchange.LacksFeedback, nil)
	}
}

func (w *writer) sequence(q quiz.Question) {
	w.Lose(q.ID, "options", interchange.LacksMarks, nil)
	for _, e := range [][2]string{{"layouttype", "VERTICAL"}, {"selecttype", "ALL"}, {"selectcount", "0"}, {"gradingtype", grading}, {"showgrading", "SHOW"}, {"numberingstyle", "none"}} {
		w.line(2, `<%s>%s</%s>`, e[0], e[1], e[0])
	}
	for i, o := range q.Options {
		w.feedback(q, o)
		w.line(2, `<answer fraction="%d" format="plain_text">`, i+1)
		w.line(3, `<text>%s</text>`, interchange.EscapeXML(o.Text[w.Lang]))
		w.line(2, `</answer>`)
	}
}

// entities writes what a cloze takes for its own, and what HTML would, as
// numbers: Moodle reads them back, and stumbles over nothing.
var entities = strings.NewReplacer("~", "&#126;", "#", "&#35;", "}", "&#125;", "{", "&#123;", "=", "&#61;", "%", "&#37;", `\`, "&#92;", "&", "&#38;",
	"<", "&#60;", ">", "&#62;", `"`, "&#34;", "\n", " ")

// reBrace is the beginning of what a cloze takes for a gap.
var reBrace = regexp.MustCompile(`\{([0-9]*:[A-Z_]+:)`)

// cloze writes a text with gaps.
func (w *writer) cloze(q quiz.Question, weight int) string {
	var b strings.Builder
	for _, p := range interchange.Pieces(q, w.Lang) {
		if p.Gap == "" {
			s := reBrace.ReplaceAllString(p.Text, "($1")
			if s != p.Text {
				w.Lose(q.ID, "text", interchange.LacksCharacter, map[string]any{"Have": "{", "Now": "("})
			}
			b.WriteString(s)
			continue
		}
		o, _ := q.Option(p.Gap)
		fmt.Fprintf(&b, "{%d:SHORTANSWER:", weight)
		feedback := o.Feedback[w.Lang]
		if strings.Contains(feedback, "\n") {
			w.Lose(q.ID, "options."+o.ID+".feedback", interchange.LacksCharacter, map[string]any{"Have": "\\n", "Now": " "})
		}
		for i, a := range o.Accept[w.Lang] {
			if i > 0 {
				b.WriteByte('~')
			}
			b.WriteString("=" + entities.Replace(strings.ReplaceAll(a, "*", `\*`)))
			if feedback != "" {
				b.WriteString("#" + entities.Replace(feedback))
			}
		}
		b.WriteByte('}')
	}
	return b.String()
}
