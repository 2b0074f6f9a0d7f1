// Package moodle reads and writes question banks in Moodle's XML format: one
// language, one file. See docs/formats/interchange.md.
package moodle

import (
	"slices"
	"strconv"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// Read reads a file of questions in a language. It never fails: what cannot be
// read or does not fit is a loss, with its place. The bank has no id, no
// course and no kind yet.
func Read(data []byte, lang string) (quiz.Bank, []interchange.Loss) {
	r := &reader{Reader: interchange.NewReader(lang)}
	root, broken := interchange.ParseXML(data)
	if broken != nil {
		return r.Bank, []interchange.Loss{*broken}
	}
	if root.Name != "quiz" {
		r.Break(root.Pos, "", interchange.BadRoot, map[string]any{"Have": root.Name, "Want": "quiz"})
		return r.Bank, r.Losses
	}
	for _, n := range root.All("question") {
		r.question(n)
	}
	if r.penalty.Line > 0 {
		r.Lose(r.penalty, "penalty", interchange.NoPenalty, nil)
	}
	return r.Bank, r.Losses
}

type reader struct {
	*interchange.Reader
	penalty diag.Pos // where the first stands
}

// A question is one being read.
type question struct {
	*reader
	interchange.Draft
	node   *interchange.Node
	format string // of texts that name none
}

func (r *reader) question(n *interchange.Node) {
	typ := n.Attrs["type"]
	if typ == "category" {
		r.Lose(n.Pos, "category", interchange.NoCategory, map[string]any{"Name": n.First("category", "text").Word()})
		return
	}
	q := &question{reader: r, node: n, format: "html"}
	q.Pos = n.Pos
	q.Name = n.First("name", "text").Word()
	q.ID = n.First("idnumber").Word()
	if f := n.First("questiontext"); f != nil && f.Attrs["format"] != "" {
		q.format = f.Attrs["format"]
	}
	q.General = q.text(n.First("generalfeedback"), "feedback")
	q.points()
	for _, t := range slices.Concat(n.First("tags").All("tag"), n.First("coursetags").All("tag")) {
		if s := t.First("text").Word(); s != "" {
			q.Tags = append(q.Tags, s)
		}
	}
	for _, i := range n.All("?ascult") {
		q.OptionIDs = interchange.OptionIDs(i.Text)
	}
	q.hints()
	q.degrees()
	if typ != "cloze" && typ != "multianswer" {
		q.Text = q.text(n.First("questiontext"), "text")
	}
	switch typ {
	case "multichoice":
		q.choices()
	case "truefalse":
		q.truth()
	case "matching", "match":
		q.pairs()
	case "ordering":
		q.sequence()
	case "shortanswer":
		q.typed()
	case "numerical":
		q.number()
	case "cloze", "multianswer":
		q.cloze()
	default:
		q.Leave(q.Draft, interchange.NoKind, map[string]any{"Kind": typ})
	}
}

// text reads an element with a text in some format. field names it in what
// was lost.
func (q *question) text(n *interchange.Node, field string) string {
	if n == nil {
		return ""
	}
	s := n.First("text").Inner()
	return q.plain(s, q.formatOf(n), n, field)
}

func (q *question) formatOf(n *interchange.Node) string {
	if f := n.Attrs["format"]; f != "" {
		return f
	}
	return q.format
}

// plain takes the markup of a format away.
func (q *question) plain(s, format string, n *interchange.Node, field string) string {
	if f := n.First("file"); f != nil && !strings.Contains(s, "@@PLUGINFILE@@") {
		q.Lost(field, interchange.Lost{Media: []string{f.Attrs["name"]}})
	}
	switch format {
	case "plain_text":
		return strings.TrimSpace(s)
	case "markdown", "wiki_like":
		if strings.ContainsAny(s, "*_`[<") {
			q.Lost(field, interchange.Lost{Markup: []string{format}})
		}
		return strings.TrimSpace(s)
	case "moodle_auto_format":
		s = strings.ReplaceAll(strings.TrimSpace(s), "\n", "<br>")
	}
	text, lost := interchange.Plain(s, q.Lang)
	if strings.Contains(text, `\(`) || strings.Contains(text, `\[`) || strings.Contains(text, "$$") {
		lost.Media = append(lost.Media, "TeX")
	}
	q.Lost(field, lost)
	return text
}

func (q *question) points() {
	n := q.node.First("defaultgrade")
	if f, err := strconv.ParseFloat(n.Word(), 64); err == nil {
		q.Points = f
		if f == 0 { // 0 is not "not said"
			q.Lose("points", interchange.NoPoints, map[string]any{"Have": "0", "Now": 1})
		}
	}
	if f, err := strconv.ParseFloat(q.node.First("penalty").Word(), 64); err == nil && f != 0 && q.penalty.Line == 0 && q.node.First("hint") != nil {
		q.penalty = q.node.First("penalty").Pos
	}
}

// hints joins the hints of a question.
func (q *question) hints() {
	var hs []string
	for _, n := range q.node.All("hint") {
		from := n
		if c := n.First("hintcontent"); c != nil { // files before Moodle 2
			from = c
		}
		if s := q.text(from, "hint"); s != "" {
			hs = append(hs, s)
		}
	}
	q.Hint = strings.Join(hs, "\n")
	if len(hs) > 1 {
		q.Lose("hint", interchange.NoHints, nil)
	}
}

// degrees notes feedback for a degree of rightness, which no question of ours
// has.
func (q *question) degrees() {
	for _, name := range []string{"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"} {
		if q.node.First(name, "text").Word() != "" {
			q.Lose("feedback", interchange.NoFeedback, nil)
			return
		}
	}
}

// answers are the answers of a question; an answer that is not read as text
// with markup has no format of its own.
func (q *question) answers(markup bool) []interchange.Answer {
	var as []interchange.Answer
	for _, n := range q.node.All("answer") {
		w := strings.TrimSpace(n.Attrs["fraction"])
		if old := n.First("fraction"); old != nil && w == "" {
			w = old.Word()
		}
		f, err := strconv.ParseFloat(w, 64)
		if err != nil && w != "" || f < -100 || f > 100 {
			q.Break(n.Pos, q.Name, interchange.BadWeight, nil)
			return nil
		}
		a := interchange.Answer{Fraction: f, Feedback: q.text(n.First("feedback"), "options.feedback")}
		if markup {
			a.Text = q.text(n, "options.text")
		} else if a.Text = n.First("text").Word(); a.Text == "" {
			for _, c := range n.Children { // files before Moodle 2
				if c.Name == "" {
					a.Text += strings.TrimSpace(c.Text)
				}
			}
		}
		as = append(as, a)
	}
	if len(as) == 0 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
	}
	return as
}

// no reports whether an element says no.
func no(n *interchange.Node) bool {
	w := n.Word()
	return n != nil && (w == "false" || w == "0" || w == "")
}

func (q *question) choices() {
	q.Form = interchange.OneOf
	if no(q.node.First("single")) {
		q.Form = interchange.SomeOf
	}
	if q.Answers = q.answers(true); q.Answers == nil {
		return
	}
	if no(q.node.First("shuffleanswers")) && !slices.Contains(q.Tags, "type:"+string(quiz.Spot)) {
		q.Lose("options", interchange.NoOrder, nil)
	}
	if len(q.Answers) < 2 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	q.Add(q.Draft)
}

func (q *question) truth() {
	as := q.answers(false)
	if as == nil {
		return
	}
	if len(as) != 2 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	q.Form = interchange.Truth
	if strings.EqualFold(as[0].Text, "false") || strings.EqualFold(as[1].Text, "true") {
		slices.Reverse(as)
	}
	q.Answers = as
	q.Add(q.Draft)
}

func (q *question) pairs() {
	q.Form = interchange.Pairs
	for _, n := range q.node.All("subquestion") {
		left, right := q.text(n, "options.text"), q.text(n.First("answer"), "options.match")
		switch {
		case right == "":
			q.Break(n.Pos, q.Name, interchange.BadPair, nil)
			return
		case left == "":
			q.Lose("options", interchange.NoDistractor, map[string]any{"Text": right})
		default:
			q.Answers = append(q.Answers, interchange.Answer{Text: left, Match: right})
		}
	}
	if len(q.Answers) < 2 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	q.Add(q.Draft)
}

// sequence reads an order: the fraction of an answer is its place.
func (q *question) sequence() {
	type placed struct {
		interchange.Answer
		place float64
	}
	var as []placed
	for _, n := range q.node.All("answer") {
		f, _ := strconv.ParseFloat(n.Attrs["fraction"], 64)
		as = append(as, placed{interchange.Answer{Text: q.text(n, "options.text"), Feedback: q.text(n.First("feedback"), "options.feedback")}, f})
	}
	slices.SortStableFunc(as, func(a, b placed) int {
		switch {
		case a.place < b.place:
			return -1
		case a.place > b.place:
			return 1
		}
		return 0
	})
	q.Form = interchange.Sequence
	for _, a := range as {
		q.Answers = append(q.Answers, a.Answer)
	}
	if len(q.Answers) < 2 {
		q.Break(q.Pos, q.Name, interchange.BadAnswers, nil)
		return
	}
	if t := q.node.First("selecttype").Word(); t != "" && t != "ALL" && t != "0" {
		q.Lose("options", interchange.NoSetting, map[string]any{"Name": "selecttype " + t})
	}
	if g := q.node.First("gradingtype").Word(); g != "" && g != grading {
		q.Lose("options", interchange.NoSetting, map[string]any{"Name": "gradingtype " + g})
	}
	q.Add(q.Draft)
}
