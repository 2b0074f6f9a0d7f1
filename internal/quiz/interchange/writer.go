package interchange

import (
	"regexp"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// A Writer gathers what of a bank does not fit into a file in one language.
type Writer struct {
	Lang   string
	Losses []Loss
}

// Lose notes what of a question did not fit. An empty field says that the
// question was left out, and a question without a name that it is the bank.
func (w *Writer) Lose(question, field string, rule Rule, args map[string]any) {
	w.Losses = append(w.Losses, Loss{Question: question, Field: field, Rule: rule, Args: args})
}

// Bank notes what no format has a place for: canaries stay where they are, and
// nobody else asks how sure somebody is.
func (w *Writer) Bank(b quiz.Bank) {
	if b.Confidence {
		w.Lose("", "confidence", LacksConfidence, nil)
	}
	for _, q := range b.Questions {
		if q.Canary != "" {
			w.Lose("", "canary", LacksCanary, nil)
			break
		}
	}
}

// Has reports whether a question can be written in the language at all, and
// notes it when it cannot.
func (w *Writer) Has(q quiz.Question) bool {
	if q.Text[w.Lang] != "" {
		return true
	}
	w.Lose(q.ID, "", LacksText, map[string]any{"Lang": w.Lang})
	return false
}

// Ask is the text of a question. What is to be judged stands before it, in a
// paragraph of its own.
func (w *Writer) Ask(q quiz.Question) string {
	text := q.Text[w.Lang]
	if q.Type != quiz.Judgement {
		return text
	}
	if strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\n", " ")
		w.Lose(q.ID, "text", LacksCharacter, map[string]any{"Have": "\\n", "Now": " "})
	}
	return q.Case[w.Lang] + "\n" + text
}

// Line is a line of a transcript with who says it.
func (w *Writer) Line(q quiz.Question, o quiz.Option) string {
	who := o.Who[w.Lang]
	if strings.Contains(who, ": ") {
		who = strings.ReplaceAll(who, ": ", ", ")
		w.Lose(q.ID, "options."+o.ID+".who", LacksCharacter, map[string]any{"Have": ":", "Now": ","})
	}
	return who + ": " + o.Text[w.Lang]
}

// Effects notes the effects of options that cannot be kept.
func (w *Writer) Effects(q quiz.Question) {
	for _, o := range q.Options {
		if o.Effect != "" {
			w.Lose(q.ID, "options."+o.ID+".effect", LacksEffect, nil)
		}
	}
}

// Fraction is the share in per cent that an option is worth when it is chosen.
func Fraction(q quiz.Question, o quiz.Option) float64 {
	if !q.Type.Multiple() {
		if o.Correct {
			return 100
		}
		return float64(o.Credit)
	}
	right := 0.0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
	}
	if right == 0 {
		return 0
	}
	if o.Correct {
		return 100 / right
	}
	return -100 / right
}

// A Piece is a run of words of a text with gaps, or the gap behind it.
type Piece struct {
	Text string
	Gap  string // id of an option; "" for words
}

var reMark = regexp.MustCompile(`\[\[([a-z0-9-]{1,32})\]\]`)

// Pieces takes the text of a gap question in a language apart. Marks of no
// option, and a mark that stands again, are words.
func Pieces(q quiz.Question, lang string) []Piece {
	text := q.Text[lang]
	var ps []Piece
	last := 0
	seen := map[string]bool{}
	for _, m := range reMark.FindAllStringSubmatchIndex(text, -1) {
		id := text[m[2]:m[3]]
		if _, ok := q.Option(id); !ok || seen[id] {
			continue
		}
		seen[id] = true
		if m[0] > last {
			ps = append(ps, Piece{Text: text[last:m[0]]})
		}
		ps = append(ps, Piece{Gap: id})
		last = m[1]
	}
	if last < len(text) {
		ps = append(ps, Piece{Text: text[last:]})
	}
	return ps
}

// At returns the place of a loss in a file; of a file in an archive, as
// "archive!file".
func (l Loss) At(file string) diag.Pos {
	p := l.Pos
	if p.File == "" {
		p.File = file
	} else {
		p.File = file + "!" + p.File
	}
	return p
}
