package interchange

import (
	"strings"

	"ascult/internal/quiz"
)

// Rename gives questions whose id is taken another one.
func Rename(b *quiz.Bank, taken IDs) []Loss {
	var losses []Loss
	own := IDs{}
	for _, q := range b.Questions {
		own.Take(q.ID)
	}
	for i := range b.Questions {
		q := &b.Questions[i]
		if taken.Take(q.ID) {
			continue
		}
		had := q.ID
		for q.ID = taken.Make(had, b.Source, "q"); ; q.ID = taken.Make(had, b.Source, "q") {
			if own.Take(q.ID) {
				break
			}
		}
		losses = append(losses, Loss{Pos: q.Pos, Question: q.ID, Field: "id", Rule: NoID, Args: map[string]any{"Have": had}})
	}
	return losses
}

// Merge adds the texts of a bank that was read in another language to the one
// that they translate. Questions belong together by id and type, options by id
// or, if none is known, by their place. What belongs to nothing is lost, and a
// text that the file does not have stays as it is.
func Merge(into *quiz.Bank, from quiz.Bank, lang string) []Loss {
	var losses []Loss
	for _, q := range from.Questions {
		lose := func() {
			losses = append(losses, Loss{Pos: q.Pos, Question: q.ID, Rule: NoQuestion})
		}
		i := index(*into, q.ID)
		if i < 0 {
			lose()
			continue
		}
		to := &into.Questions[i]
		if to.Type != q.Type || len(to.Options) != len(q.Options) {
			lose()
			continue
		}
		to.Text[lang] = gapText(q, *to, lang)
		set(to.Feedback, q.Feedback, lang)
		set(to.Case, q.Case, lang)
		set(to.Hint, q.Hint, lang)
		known := true
		for _, o := range q.Options {
			_, has := to.Option(o.ID)
			known = known && has
		}
		for j := range to.Options {
			o := q.Options[j]
			if known {
				o, _ = q.Option(to.Options[j].ID)
			}
			translate(&to.Options[j], o, lang)
		}
	}
	return losses
}

func index(b quiz.Bank, id string) int {
	for i, q := range b.Questions {
		if q.ID == id {
			return i
		}
	}
	return -1
}

// gapText is the text of a gap question with the marks of the one it translates.
func gapText(q, to quiz.Question, lang string) string {
	text := q.Text[lang]
	if q.Type == quiz.Gap && len(q.Options) == 1 {
		text = strings.ReplaceAll(text, "[["+q.Options[0].ID+"]]", "[["+to.Options[0].ID+"]]")
	}
	return text
}

// set gives a text that the bank has its words in another language.
func set(to, from quiz.Text, lang string) {
	if to != nil && from[lang] != "" {
		to[lang] = from[lang]
	}
}

func translate(to *quiz.Option, o quiz.Option, lang string) {
	set(to.Text, o.Text, lang)
	set(to.Match, o.Match, lang)
	set(to.Who, o.Who, lang)
	set(to.Feedback, o.Feedback, lang)
	if to.Accept != nil && len(o.Accept[lang]) > 0 {
		to.Accept[lang] = o.Accept[lang]
	}
}
