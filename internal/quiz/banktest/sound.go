package banktest

import (
	"slices"
	"strings"

	"ascult/internal/quiz"
)

// Sound keeps the questions of a bank in one language that a check would not
// call wrong for their form: files of other programs may hold any others.
func Sound(b quiz.Bank, lang string) quiz.Bank {
	b.Questions = slices.DeleteFunc(slices.Clone(b.Questions), func(q quiz.Question) bool { return !sound(q, lang) })
	return b
}

func sound(q quiz.Question, lang string) bool {
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
		switch q.Type {
		case quiz.TrueFalse:
		case quiz.Gap:
			if len(o.Accept[lang]) == 0 || strings.Count(q.Text[lang], "[["+o.ID+"]]") != 1 {
				return false
			}
		case quiz.Match:
			if o.Match[lang] == "" || o.Text[lang] == "" {
				return false
			}
		case quiz.Spot:
			if o.Who[lang] == "" || o.Text[lang] == "" {
				return false
			}
		default:
			if o.Text[lang] == "" {
				return false
			}
		}
	}
	n := len(q.Options)
	switch q.Type {
	case quiz.Multiple, quiz.Spot:
		return right > 0 && right < n && right <= 10
	case quiz.Single, quiz.TrueFalse, quiz.Judgement:
		return right == 1 && n > 1
	case quiz.Gap:
		return n > 0 && strings.Count(q.Text[lang], "[[") == n
	}
	return n > 1
}
