package gift

import (
	"slices"
	"strings"

	"ascult/internal/quiz/interchange"
)

// gap is the id of a gap that has none.
const gap = "answer"

// typed reads a question whose answer is typed: our gap.
func (q *question) typed(before, t, after run) {
	a := interchange.Answer{}
	for _, part := range t.split("=") {
		rest := part
		if part.is(0, "=") {
			rest = part[1:]
		}
		w, rest, ok := weight(rest, 100)
		if !ok {
			q.broken(part[0], interchange.BadWeight)
			return
		}
		answer, feedback := q.feedback(rest, "options.feedback")
		q.Accept(&a, q.textOf(answer, "options.accept"), feedback, w)
	}
	q.gap(a, before, t, after)
}

// gap adds a question with one gap, where the braces stood.
func (q *question) gap(a interchange.Answer, before, t, after run) {
	a.ID = gap
	if len(q.OptionIDs) == 1 {
		a.ID = q.OptionIDs[0]
	}
	q.Form = interchange.Gaps
	mark := "[[" + a.ID + "]]"
	if blank := before.plain(); len(after.trim()) == 0 && q.OptionIDs == nil && interchange.Blank(blank, mark) != blank+" "+mark {
		q.whole(before, nil, "")
		q.Text = interchange.Blank(q.Text, mark)
	} else {
		q.whole(before, after, mark)
	}
	if len(a.Accept) == 0 {
		if slices.ContainsFunc(q.Losses, func(l interchange.Loss) bool { return strings.HasPrefix(l.Field, "options") }) {
			q.Leave(q.Draft, interchange.NoKind, kind("shortanswer"))
			q.Reader.Losses = append(q.Reader.Losses, q.Losses...)
			return
		}
		q.broken(t[0], interchange.BadAnswers)
		return
	}
	q.Answers = []interchange.Answer{a}
	q.Add(q.Draft)
}

// numbers reads a question that asks for a number. One exact number is a gap
// of ours; a span of numbers is not.
func (q *question) numbers(before, t, after run) {
	a := interchange.Answer{}
	for _, part := range t.split("=~") {
		rest := part
		wrong := part.is(0, "~")
		if wrong || part.is(0, "=") {
			rest = part[1:]
		}
		w, rest, ok := weight(rest, 100)
		if !ok {
			q.broken(part[0], interchange.BadWeight)
			return
		}
		answer, feedback := q.feedback(rest, "options.feedback")
		text := strings.TrimSpace(answer.lines())
		if wrong || text == "" || text == "*" {
			q.Accept(&a, "", feedback, 0)
			continue
		}
		value, span, ok := exact(text)
		switch {
		case !ok:
			q.Break(q.at(int(part[0].offset)), q.Name, interchange.BadNumber, map[string]any{"Text": text})
			return
		case span && w > 0:
			q.whole(before, after, "_____")
			q.Leave(q.Draft, interchange.NoRange, nil)
			return
		}
		q.Accept(&a, value, feedback, w, interchange.Spellings(value)...)
	}
	if len(t) == 0 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	q.gap(a, before, t, after)
}

// exact reads a number; span says that others near it are right too.
func exact(text string) (value string, span, ok bool) {
	if low, high, two := strings.Cut(text, ".."); two {
		low, high = strings.TrimSpace(low), strings.TrimSpace(high)
		return low, low != high, reNumber.MatchString(low) && reNumber.MatchString(high)
	}
	value, margin, two := strings.Cut(text, ":")
	value, margin = strings.TrimSpace(value), strings.TrimSpace(margin)
	if two && !reNumber.MatchString(margin) {
		return value, false, false
	}
	return value, strings.Trim(margin, "+-0.,") != "", reNumber.MatchString(value)
}
