package moodle

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ascult/internal/quiz/interchange"
)

// gap is the id of a gap that has none.
const gap = "answer"

// typed reads a question whose answer is typed: our gap.
func (q *question) typed() {
	as := q.answers(false)
	if as == nil {
		return
	}
	if q.node.First("usecase").Word() == "1" {
		q.Lose("options.accept", interchange.NoCase, nil)
	}
	q.alone(q.accept(as))
}

// number reads a question that asks for a number: an exact one is a gap.
func (q *question) number() {
	as := q.answers(false)
	if as == nil {
		return
	}
	tolerances := q.node.All("answer")
	for i := range as {
		if t, err := strconv.ParseFloat(tolerances[i].First("tolerance").Word(), 64); err == nil && t != 0 && as[i].Fraction > 0 {
			q.Leave(q.Draft, interchange.NoRange, nil)
			return
		}
	}
	if len(q.node.First("units").All("unit")) > 0 {
		q.Lose("options.accept", interchange.NoSetting, map[string]any{"Name": "units"})
	}
	a := q.accept(as)
	a.Accept = spellings(a.Accept)
	q.alone(a)
}

func spellings(numbers []string) []string {
	var all []string
	for _, n := range numbers {
		all = append(all, interchange.Spellings(n)...)
	}
	return all
}

// accept gathers the answers that are right into one gap.
func (q *question) accept(as []interchange.Answer) interchange.Answer {
	var out interchange.Answer
	for _, a := range as {
		q.Accept(&out, a.Text, a.Feedback, a.Fraction)
	}
	return out
}

// alone adds a question with one gap, for which its text may leave a blank.
func (q *question) alone(a interchange.Answer) {
	a.ID = gap
	if len(q.OptionIDs) == 1 {
		a.ID = q.OptionIDs[0]
	}
	if q.Text != "" {
		q.Text = interchange.Blank(q.Text, "[["+a.ID+"]]")
	}
	q.gaps([]interchange.Answer{a})
}

func (q *question) gaps(as []interchange.Answer) {
	q.Form = interchange.Gaps
	q.Answers = as
	for _, a := range as {
		if len(a.Accept) == 0 {
			q.Leave(q.Draft, interchange.NoKind, map[string]any{"Kind": q.node.Attrs["type"]})
			return
		}
	}
	q.Add(q.Draft)
}

var (
	reCloze = regexp.MustCompile(`\{([0-9]*):([A-Z_]+):((?:[^\\}]|\\.|\\$)*)\}`)
	// reAnswer is the weight of an answer in a cloze.
	reAnswer = regexp.MustCompile(`^(=|%-?[0-9]+(?:[.,][0-9]*)?%)?`)
	typedIn  = []string{"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"}
)

// cloze reads a text with gaps.
func (q *question) cloze() {
	n := q.node.First("questiontext")
	if n == nil {
		q.Add(q.Draft)
		return
	}
	raw := n.First("text").Inner()
	var as []interchange.Answer
	var weights []float64
	strange := ""
	marked := reCloze.ReplaceAllStringFunc(raw, func(s string) string {
		m := reCloze.FindStringSubmatch(s)
		if !slices.Contains(typedIn, m[2]) {
			strange = m[2]
			return s
		}
		a := q.blank(m[2], m[3])
		a.ID = "gap-" + strconv.Itoa(len(as)+1)
		if i := len(as); i < len(q.OptionIDs) {
			a.ID = q.OptionIDs[i]
		}
		as = append(as, a)
		w, err := strconv.ParseFloat(m[1], 64)
		if err != nil || w == 0 {
			w = 1
		}
		weights = append(weights, w)
		return "[[" + a.ID + "]]"
	})
	q.Text = q.plain(marked, q.formatOf(n), n, "text")
	switch {
	case strange != "":
		q.Leave(q.Draft, interchange.NoKind, map[string]any{"Kind": "cloze " + strange})
		return
	case slices.ContainsFunc(q.Losses, func(l interchange.Loss) bool { return l.Rule == interchange.NoRange }):
		q.Leave(q.Draft, interchange.NoRange, nil)
		return
	case len(as) == 0:
		q.Break(n.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	q.Points = 0
	for _, w := range weights {
		q.Points += w
		if w != weights[0] {
			q.Lose("options", interchange.NoSetting, map[string]any{"Name": "{" + interchange.Number(w) + ":…}"})
		}
	}
	if slices.ContainsFunc(q.Tags, func(t string) bool { return strings.HasPrefix(t, "points:") }) {
		q.Points = 0
	}
	q.gaps(as)
}

// blank reads the answers of one gap of a cloze.
func (q *question) blank(kind, s string) interchange.Answer {
	var as []interchange.Answer
	for _, part := range cut(s, '~') {
		sign := reAnswer.FindString(part)
		a := interchange.Answer{}
		switch {
		case sign == "=":
			a.Fraction = 100
		case sign != "":
			a.Fraction, _ = strconv.ParseFloat(strings.ReplaceAll(strings.Trim(sign, "%"), ",", "."), 64)
		}
		halves := cut(part[len(sign):], '#')
		a.Text = clear(halves[0])
		if len(halves) > 1 {
			a.Feedback = clear(strings.Join(halves[1:], "#"))
		}
		if kind == "NUMERICAL" || kind == "NM" {
			value, margin, _ := strings.Cut(a.Text, ":")
			if strings.Trim(margin, "0.,") != "" && a.Fraction > 0 {
				q.Lose("options.accept", interchange.NoRange, nil)
			}
			a.Text = value
		}
		as = append(as, a)
	}
	if strings.HasSuffix(kind, "_C") || kind == "SAC" || kind == "MWC" {
		q.Lose("options.accept", interchange.NoCase, nil)
	}
	out := q.accept(as)
	if kind == "NUMERICAL" || kind == "NM" {
		out.Accept = spellings(out.Accept)
	}
	return out
}

// cut cuts a text at a character that is neither escaped nor part of a numeric
// character reference.
func cut(s string, sep byte) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == sep && (i == 0 || s[i-1] != '&'):
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

var unescape = strings.NewReplacer(`\}`, "}", `\#`, "#", `\~`, "~", `\"`, `"`, `\/`, "/", `\\`, `\`)

// clear takes the escapes of a cloze away.
func clear(s string) string { return strings.TrimSpace(html.UnescapeString(unescape.Replace(s))) }
