package gift

import (
	"regexp"
	"strconv"
	"strings"

	"ascult/internal/quiz/interchange"
)

var (
	reID     = regexp.MustCompile(`\[id:([^\x00-\x1f\x7f]+?)\]`)
	reTag    = regexp.MustCompile(`\[tag:([^\x00-\x1f\x7f]+?)\]`)
	reWeight = regexp.MustCompile(`^%(-?[0-9]{1,3}(?:\.[0-9]*)?)%`)
	reFormat = regexp.MustCompile(`^\[(html|markdown|plain|moodle)\]`)
	reNumber = regexp.MustCompile(`^[+-]?[0-9]+(?:[.,][0-9]+)?$`)
	reTags   = regexp.MustCompile(`<[a-zA-Z/!][^<>]*>|&[a-zA-Z]+;|&#[0-9x]`)
)

// A question is one being read.
type question struct {
	*reader
	interchange.Draft
	format string // of texts that name none
}

// block reads one block.
func (r *reader) block(b block) {
	t := run(b.chars).trim()
	if len(t) == 0 {
		return
	}
	if t.is(0, "$CATEGORY:") {
		line := t[len("$CATEGORY:"):]
		var rest run
		if i := line.find("\n"); i >= 0 {
			line, rest = line[:i], line[i:]
		}
		r.Lose(r.at(int(t[0].offset)), "category", interchange.NoCategory, map[string]any{"Name": line.trim().plain()})
		if t = rest.trim(); len(t) == 0 {
			return
		}
	}
	q := &question{reader: r, format: "moodle"}
	q.Pos = r.at(int(t[0].offset))
	for _, remark := range b.remarks {
		if m := reID.FindStringSubmatch(remark); m != nil {
			q.ID = strings.ReplaceAll(strings.TrimSpace(m[1]), `\]`, "]")
		}
		for _, m := range reTag.FindAllStringSubmatch(remark, -1) {
			q.Tags = append(q.Tags, m[1])
		}
		if ids := interchange.OptionIDs(remark); ids != nil {
			q.OptionIDs = ids
		}
	}
	q.read(t)
}

func (q *question) read(t run) {
	if t.is(0, "::") {
		if end := t[2:].find("::"); end >= 0 {
			q.Name = t[2 : 2+end].trim().plain()
			t = t[2+end+2:].trim()
		}
	}
	open, shut := t.find("{"), t.find("}")
	switch {
	case open < 0 && shut < 0:
		q.Text = q.textOf(t, "text")
		q.Leave(q.Draft, interchange.NoKind, kind("description"))
		return
	case open < 0:
		q.broken(t[shut], interchange.BadBrace)
		return
	case shut < open:
		q.broken(t[open], interchange.BadBrace)
		return
	}
	before, answers, after := t[:open], t[open+1:shut].trim(), t[shut+1:]
	if i := after.find("{"); i >= 0 {
		q.broken(after[i], interchange.BadBraces)
		return
	}
	if i := after.find("}"); i >= 0 {
		q.broken(after[i], interchange.BadBrace)
		return
	}
	if m := formatOf(before.trim()); m != "" {
		q.format = m
	}
	if i := answers.findLast("####"); i >= 0 {
		q.General = q.textOf(answers[i+4:], "feedback")
		answers = answers[:i].trim()
	}
	q.answers(before, answers, after)
}

// broken notes that the question cannot be read, and where.
func (q *question) broken(at char, rule interchange.Rule) {
	q.Break(q.at(int(at.offset)), q.Name, rule, nil)
}

func kind(name string) map[string]any { return map[string]any{"Kind": name} }

// formatOf returns the format that a text names at its beginning, or "".
func formatOf(t run) string {
	if len(t) == 0 || t[0].escaped {
		return ""
	}
	if m := reFormat.FindStringSubmatch(t[:min(len(t), 12)].lines()); m != nil {
		return m[1]
	}
	return ""
}

// textOf reads a text in its format. field names it in what was lost.
func (q *question) textOf(t run, field string) string {
	t = t.trim()
	format := q.format
	if f := formatOf(t); f != "" {
		format, t = f, t[len(f)+2:].trim()
	}
	text := t.plain()
	if format == "html" || format == "moodle" && reTags.MatchString(text) {
		var lost interchange.Lost
		text, lost = interchange.Plain(strings.ReplaceAll(text, "\n", "<br>"), q.Lang)
		q.Lost(field, lost)
	}
	if format == "markdown" && strings.ContainsAny(text, "*_`[<") {
		q.Lost(field, interchange.Lost{Markup: []string{format}})
	}
	return text
}

// whole reads the text of the question itself, with what stands for the
// answer between its halves.
func (q *question) whole(before, after run, blank string) {
	all := append(run{}, before...)
	if len(after.trim()) > 0 || strings.HasPrefix(blank, "[[") {
		if len(after.trim()) == 0 {
			after = nil
			// Somebody who asks before the brace has not left room for a mark.
			if n := len(all); n > 0 && q.OptionIDs == nil && all[n-1].r != ' ' && all[n-1].r != '\n' {
				all = append(all, char{r: ' '})
			}
		}
		for _, r := range blank {
			all = append(all, char{r: r, escaped: true})
		}
		all = append(all, after...)
	}
	q.Text = q.textOf(all, "text")
}

// answers decides by its answers what a question is, as Moodle does.
func (q *question) answers(before, t, after run) {
	switch {
	case len(t) == 0:
		q.whole(before, after, "_____")
		q.Leave(q.Draft, interchange.NoKind, kind("essay"))
	case t.is(0, "#"):
		q.numbers(before, t[1:].trim(), after)
	case t.find("~") >= 0:
		q.whole(before, after, "_____")
		q.choices(t)
	case t.find("=") >= 0 && t.find("->") >= 0:
		q.whole(before, after, "_____")
		q.pairs(t)
	default:
		word := t
		if i := t.find("#"); i > 0 {
			word = t[:i]
		}
		switch w := word.trim().lines(); w {
		case "T", "TRUE", "F", "FALSE":
			q.whole(before, after, "_____")
			q.truth(w[0] == 'T', t)
		default:
			q.typed(before, t, after)
		}
	}
}

// weight takes the weight off the beginning of an answer. ok is false when
// there is one that cannot be read.
func weight(t run, none float64) (w float64, rest run, ok bool) {
	t = t.trim()
	if !t.is(0, "%") {
		return none, t, true
	}
	m := reWeight.FindStringSubmatch(t[:min(len(t), 24)].lines())
	if m == nil {
		return none, t, true // a text that begins with a per cent sign
	}
	w, err := strconv.ParseFloat(m[1], 64)
	return w, t[len(m[0]):].trim(), err == nil && w >= -100 && w <= 100
}

// feedback cuts an answer from what is said of it.
func (q *question) feedback(t run, field string) (answer run, feedback string) {
	i := t.find("#")
	if i < 0 {
		return t.trim(), ""
	}
	return t[:i].trim(), q.textOf(t[i+1:], field)
}

func (q *question) choices(t run) {
	q.Form = interchange.SomeOf
	if t.find("=") >= 0 {
		q.Form = interchange.OneOf
	}
	for _, part := range t.split("~=") {
		w, rest := 0.0, part
		if part.is(0, "~") || part.is(0, "=") {
			rest = part[1:]
		}
		w, rest, ok := weight(rest, w)
		if part.is(0, "=") && !near100(w) {
			w = 100
		}
		if !ok {
			q.broken(part[0], interchange.BadWeight)
			return
		}
		answer, feedback := q.feedback(rest, "options.feedback")
		q.Answers = append(q.Answers, interchange.Answer{Text: q.textOf(answer, "options.text"), Feedback: feedback, Fraction: w})
	}
	if len(q.Answers) < 2 {
		q.broken(t[0], interchange.BadAnswers)
		return
	}
	q.Add(q.Draft)
}

func near100(w float64) bool { return w > 99.99 }

func (q *question) pairs(t run) {
	q.Form = interchange.Pairs
	for _, part := range t.split("=") {
		rest := part
		if part.is(0, "=") {
			rest = part[1:]
		}
		i := rest.find("->")
		if i < 0 {
			q.broken(part[0], interchange.BadPair)
			return
		}
		left, right := q.textOf(rest[:i], "options.text"), rest[i+2:].trim().plain()
		switch {
		case right == "":
			q.broken(part[0], interchange.BadPair)
			return
		case left == "":
			q.Lose("options", interchange.NoDistractor, map[string]any{"Text": right})
			continue
		}
		q.Answers = append(q.Answers, interchange.Answer{Text: left, Match: right})
	}
	if len(q.Answers) < 2 {
		q.broken(t[0], interchange.BadAnswers)
		return
	}
	q.Add(q.Draft)
}

func (q *question) truth(right bool, t run) {
	q.Form = interchange.Truth
	said := [2]string{} // of a wrong answer, of a right one
	if i := t.find("#"); i >= 0 {
		wrong := t[i+1:]
		if j := wrong.find("#"); j >= 0 {
			said[1] = q.textOf(wrong[j+1:], "options.feedback")
			wrong = wrong[:j]
		}
		said[0] = q.textOf(wrong, "options.feedback")
	}
	for _, word := range []bool{true, false} {
		a := interchange.Answer{Feedback: said[0]}
		if word == right {
			a.Feedback, a.Fraction = said[1], 100
		}
		q.Answers = append(q.Answers, a)
	}
	q.Add(q.Draft)
}
