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
		text := q.textOf(answer, "options.accept")
		q.said(&a, feedback)
		switch {
		case text == "":
		case !near100(w):
			if text != "*" {
				q.Lose("options.accept", interchange.NoAccept, map[string]any{"Text": text, "Percent": interchange.Number(w)})
			}
		case strings.Contains(strings.ReplaceAll(text, `\*`, ""), "*"):
			q.Lose("options.accept", interchange.NoWildcard, map[string]any{"Text": text})
		default:
			a.Accept = append(a.Accept, strings.ReplaceAll(text, `\*`, "*"))
		}
	}
	q.gap(a, before, t, after)
}

// said keeps what is said of an accepted answer: a gap has one feedback.
func (q *question) said(a *interchange.Answer, feedback string) {
	switch {
	case feedback == "" || feedback == a.Feedback:
	case a.Feedback == "":
		a.Feedback = feedback
	case !slices.ContainsFunc(q.Losses, func(l interchange.Loss) bool { return l.Rule == interchange.NoFeedback }):
		q.Lose("options.feedback", interchange.NoFeedback, nil)
	}
}

// gap adds a question with one gap, where the braces stood.
func (q *question) gap(a interchange.Answer, before, t, after run) {
	a.ID = gap
	if len(q.OptionIDs) == 1 {
		a.ID = q.OptionIDs[0]
	}
	q.Form = interchange.Gaps
	q.whole(before, after, "[["+a.ID+"]]")
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
		q.said(&a, feedback)
		text := strings.TrimSpace(answer.lines())
		if wrong || text == "" || text == "*" {
			continue
		}
		value, span, ok := exact(text)
		switch {
		case !ok:
			q.Break(q.at(int(part[0].offset)), q.Name, interchange.BadNumber, map[string]any{"Text": text})
			return
		case span:
			q.whole(before, after, "_____")
			q.Leave(q.Draft, interchange.NoRange, nil)
			return
		case !near100(w):
			q.Lose("options.accept", interchange.NoAccept, map[string]any{"Text": text, "Percent": interchange.Number(w)})
			continue
		}
		a.Accept = append(a.Accept, interchange.Spellings(value)...)
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
