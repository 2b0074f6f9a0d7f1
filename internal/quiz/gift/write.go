package gift

import (
	"fmt"
	"strings"

	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// Write writes a bank in one language. The same bank gives the same bytes.
func Write(b quiz.Bank, lang string) ([]byte, []interchange.Loss) {
	w := &writer{Writer: interchange.Writer{Lang: lang}}
	w.Bank(b)
	for _, q := range b.Questions {
		if w.Has(q) {
			w.question(q)
		}
	}
	return []byte(w.out.String()), w.Losses
}

type writer struct {
	interchange.Writer
	out strings.Builder
}

func (w *writer) question(q quiz.Question) {
	switch {
	case q.Type == quiz.Order:
		w.Lose(q.ID, "", interchange.LacksKind, map[string]any{"Kind": string(q.Type)})
		return
	case q.Type == quiz.Gap && len(q.Options) > 1:
		w.Lose(q.ID, "", interchange.LacksGaps, nil)
		return
	}
	if q.Hint[w.Lang] != "" {
		w.Lose(q.ID, "hint", interchange.LacksHint, nil)
	}
	if q.Points != 1 {
		w.Lose(q.ID, "points", interchange.LacksPoints, nil)
	}
	w.Effects(q)
	if w.out.Len() > 0 {
		w.out.WriteByte('\n')
	}
	fmt.Fprintf(&w.out, "// [id:%s]", q.ID)
	for _, t := range interchange.Tags(q, true) {
		fmt.Fprintf(&w.out, " [tag:%s]", t)
	}
	if q.Type != quiz.TrueFalse {
		fmt.Fprintf(&w.out, "\n// %s", interchange.OptionsRemark(q))
	}
	fmt.Fprintf(&w.out, "\n::%s::[plain]", q.ID)
	switch q.Type {
	case quiz.TrueFalse:
		w.truth(q)
	case quiz.Match:
		w.pairs(q)
	case quiz.Gap:
		w.gap(q)
	default:
		w.choices(q)
	}
}

var escaper = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\r", "", "\n", `\n`)

// text escapes what GIFT would take for its own.
func text(s string) string { return escaper.Replace(s) }

// answer escapes an answer or a feedback. One that begins like a format or a
// weight is told its format once more.
func answer(s string) string {
	if strings.HasPrefix(s, "[") || strings.HasPrefix(s, "%") {
		return "[plain]" + text(s)
	}
	return text(s)
}

// said writes a feedback, if there is one.
func said(s string) string {
	if s == "" {
		return ""
	}
	return " # " + answer(s)
}

// end closes the answers with what is said whatever was chosen.
func (w *writer) end(q quiz.Question) {
	if f := q.Feedback[w.Lang]; f != "" {
		fmt.Fprintf(&w.out, "\t####%s\n", answer(f))
	}
	w.out.WriteByte('}')
}

func (w *writer) choices(q quiz.Question) {
	w.out.WriteString(text(w.Ask(q)) + " {\n")
	for _, o := range q.Options {
		s := o.Text[w.Lang]
		if q.Type == quiz.Spot {
			s = w.Line(q, o)
		}
		sign := "~"
		f := interchange.Fraction(q, o)
		switch {
		case !q.Type.Multiple() && o.Correct:
			sign = "="
			s = w.arrow(q, "options."+o.ID+".text", s) // some readers take it for a match
		case f != 0:
			sign = "~%" + interchange.Number(f) + "%"
		}
		fmt.Fprintf(&w.out, "\t%s%s%s\n", sign, answer(s), said(o.Feedback[w.Lang]))
	}
	w.end(q)
	w.out.WriteByte('\n')
}

func (w *writer) truth(q quiz.Question) {
	w.out.WriteString(text(w.Ask(q)) + " {")
	var right, wrong string
	for _, o := range q.Options {
		if o.Correct {
			w.out.WriteString(strings.ToUpper(o.ID))
			right = o.Feedback[w.Lang]
		} else {
			wrong = o.Feedback[w.Lang]
		}
	}
	if wrong != "" || right != "" {
		w.out.WriteString(" #" + answer(wrong))
	}
	if right != "" {
		w.out.WriteString(" #" + answer(right))
	}
	w.out.WriteByte('\n')
	w.end(q)
	w.out.WriteByte('\n')
}

func (w *writer) pairs(q quiz.Question) {
	w.out.WriteString(text(w.Ask(q)) + " {\n")
	for _, o := range q.Options {
		left := w.arrow(q, "options."+o.ID+".text", o.Text[w.Lang])
		if o.Feedback[w.Lang] != "" {
			w.Lose(q.ID, "options."+o.ID+".feedback", interchange.LacksFeedback, nil)
		}
		fmt.Fprintf(&w.out, "\t=%s -> %s\n", answer(left), text(o.Match[w.Lang]))
	}
	w.end(q)
	w.out.WriteByte('\n')
}

// arrow replaces the sign by which Moodle knows a match: it cannot be escaped.
func (w *writer) arrow(q quiz.Question, field, s string) string {
	if !strings.Contains(s, "->") {
		return s
	}
	w.Lose(q.ID, field, interchange.LacksCharacter, map[string]any{"Have": "->", "Now": "→"})
	return strings.ReplaceAll(s, "->", "→")
}

// gap writes a question with one gap: as a short answer, or when words follow
// the gap, as a missing word.
func (w *writer) gap(q quiz.Question) {
	w.Lose(q.ID, "diacritics", interchange.LacksFolding, nil)
	for _, p := range interchange.Pieces(q, w.Lang) {
		if p.Gap == "" {
			w.out.WriteString(text(p.Text))
			continue
		}
		w.out.WriteString("{\n")
		for _, o := range q.Options {
			name := "options." + o.ID
			feedback := w.arrow(q, name+".feedback", o.Feedback[w.Lang])
			for _, a := range o.Accept[w.Lang] {
				a = w.arrow(q, name+".accept", a)
				a = strings.ReplaceAll(a, "*", `\*`) // a lone star stands for anything
				fmt.Fprintf(&w.out, "\t=%s%s\n", answer(a), said(feedback))
			}
		}
		w.end(q)
	}
	w.out.WriteByte('\n')
}
