package banktest

import (
	"maps"
	"slices"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// Erased returns what of a bank is left in one language when a file has been
// written and everything is taken away that the losses name, or that no file
// of another program says. A bank that was written and read again is the same
// when both are erased.
func Erased(b quiz.Bank, lang string, losses []interchange.Loss) quiz.Bank {
	out := quiz.Bank{Source: lang}
	for _, q := range b.Questions {
		if slices.ContainsFunc(losses, func(l interchange.Loss) bool { return l.Question == q.ID && l.Field == "" }) {
			continue
		}
		q.Canary, q.Pos = "", diag.Pos{}
		q.Text, q.Feedback, q.Case, q.Hint = one(q.Text, lang), one(q.Feedback, lang), one(q.Case, lang), one(q.Hint, lang)
		q.Options = slices.Clone(q.Options)
		for i := range q.Options {
			o := &q.Options[i]
			o.Text, o.Match, o.Who, o.Feedback = one(o.Text, lang), one(o.Match, lang), one(o.Who, lang), one(o.Feedback, lang)
			if o.Accept != nil {
				o.Accept = map[string][]string{lang: o.Accept[lang]}
			}
		}
		for _, l := range losses {
			if l.Question == q.ID {
				erase(&q, l.Field)
			}
		}
		out.Questions = append(out.Questions, q)
	}
	return out
}

func one(t quiz.Text, lang string) quiz.Text {
	t = maps.Clone(t)
	maps.DeleteFunc(t, func(l, _ string) bool { return l != lang })
	if len(t) == 0 {
		return nil
	}
	return t
}

func erase(q *quiz.Question, field string) {
	switch field {
	case "points":
		q.Points = 0
	case "hint":
		q.Hint = nil
	case "text":
		q.Text = nil
	}
	id, key, ok := strings.Cut(strings.TrimPrefix(field, "options."), ".")
	for i := range q.Options {
		if o := &q.Options[i]; ok && o.ID == id {
			switch key {
			case "text":
				o.Text = nil
			case "match":
				o.Match = nil
			case "who":
				o.Who = nil
			case "effect":
				o.Effect = ""
			case "feedback":
				o.Feedback = nil
			case "accept":
				o.Accept = nil
			}
		}
	}
}
