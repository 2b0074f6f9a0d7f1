package interchange

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// A Form is what somebody who answers does.
type Form int

// The forms of questions that are common to several formats.
const (
	OneOf  Form = iota // choose one
	SomeOf             // choose some
	Truth              // two answers, Fraction 100 at what is right: true, then false
	Pairs              // join each Text with its Match
	Sequence
	Gaps // type what is missing; Text has a mark [[id]] for each answer
)

// A Draft is a question as another program's file has it, its texts plain.
type Draft struct {
	Pos       diag.Pos
	ID        string   // "": made from Name
	Name      string   // "": made from Text
	Tags      []string // "source:CTI", "type:spot" …: see [Tags]
	OptionIDs []string // "": made from the texts
	Form      Form
	Text      string
	General   string  // feedback whatever was chosen
	Hint      string  // "" for none
	Points    float64 // 0: not said
	Answers   []Answer
	Losses    []Loss // of this question; Question is filled in later
}

// An Answer is one answer of a draft.
type Answer struct {
	ID       string // "": made from Text
	Text     string
	Match    string // of Pairs
	Who      string // who says Text
	Accept   []string
	Effect   string
	Feedback string
	Fraction float64 // per cent of the points; 100 is right, below 0 takes away
}

// Lose notes what of a question did not fit. field is a key of ours or "".
func (d *Draft) Lose(field string, rule Rule, args map[string]any) {
	for _, l := range d.Losses[max(0, len(d.Losses)-20):] {
		if l.Field == field && l.Rule == rule && maps.Equal(l.Args, args) {
			return // it was said a moment ago
		}
	}
	d.Losses = append(d.Losses, Loss{Pos: d.Pos, Field: field, Rule: rule, Args: args})
}

// Lost notes what a text of d lost when its markup was taken away.
func (d *Draft) Lost(field string, l Lost) {
	if len(l.Markup) > 0 {
		d.Lose(field, NoMarkup, map[string]any{"Elements": strings.Join(l.Markup, ", ")})
	}
	if len(l.Media) > 0 {
		d.Lose(field, NoMedia, map[string]any{"Elements": strings.Join(l.Media, ", ")})
	}
	if len(l.Language) > 1 {
		d.Lose(field, NoTranslation, map[string]any{"Lang": strings.Join(l.Language, ", ")})
	}
}

// A Reader gathers questions into a bank in one language.
type Reader struct {
	Lang   string
	Bank   quiz.Bank
	Losses []Loss

	ids     IDs
	renamed bool
}

// NewReader returns a reader of a file in a language.
func NewReader(lang string) *Reader {
	return &Reader{Lang: lang, Bank: quiz.Bank{Source: lang}, ids: IDs{}}
}

// Break notes that the file, or one question of it, cannot be read.
func (r *Reader) Break(pos diag.Pos, name string, rule Rule, args map[string]any) {
	r.Losses = append(r.Losses, Loss{Pos: pos, Question: name, Rule: rule, Args: args, Broken: true})
}

// Lose notes what of the whole file did not fit.
func (r *Reader) Lose(pos diag.Pos, field string, rule Rule, args map[string]any) {
	r.Losses = append(r.Losses, Loss{Pos: pos, Field: field, Rule: rule, Args: args})
}

// Leave notes that a question is left out.
func (r *Reader) Leave(d Draft, rule Rule, args map[string]any) {
	name := d.Name
	if name == "" {
		name = d.ID
	}
	if name == "" {
		name = short(reMark.ReplaceAllString(d.Text, " "))
	}
	r.Losses = append(r.Losses, Loss{Pos: d.Pos, Question: name, Rule: rule, Args: args})
}

// Add turns a draft into a question of the bank. Everything that does not fit
// is noted; nothing is made up.
func (r *Reader) Add(d Draft) {
	r.clean(&d)
	if d.Text == "" {
		name := d.Name
		if name == "" {
			name = d.ID
		}
		r.Break(d.Pos, name, BadQuestion, nil)
		return
	}
	q := quiz.Question{
		ID: r.id(&d), Points: points(&d), Difficulty: 1,
		Text: r.text(d.Text), Feedback: r.text(d.General), Pos: d.Pos,
	}
	if d.Hint != "" {
		q.Hint = r.text(d.Hint)
	}
	kind := applyTags(&q, &d)
	switch d.Form {
	case OneOf:
		r.one(&q, &d, kind)
	case SomeOf:
		q.Type = quiz.Multiple
		if kind == quiz.Spot {
			q.Type = quiz.Spot
		}
		marks(&d)
	case Truth:
		q.Type = quiz.TrueFalse
	case Pairs:
		q.Type = quiz.Match
	case Sequence:
		q.Type = quiz.Order
	case Gaps:
		q.Type = quiz.Gap
	}
	r.options(&q, d)
	r.Bank.Questions = append(r.Bank.Questions, q)
	for _, l := range d.Losses {
		l.Question = q.ID
		r.Losses = append(r.Losses, l)
	}
}

func (r *Reader) text(s string) quiz.Text { return quiz.Text{r.Lang: s} }

// clean cleans every text of a draft.
func (r *Reader) clean(d *Draft) {
	lost := false
	tidy := func(s *string) {
		text, l := clean(*s)
		*s, lost = text, lost || l
	}
	for _, s := range []*string{&d.ID, &d.Name, &d.Text, &d.General, &d.Hint} {
		tidy(s)
	}
	for i := range d.Answers {
		a := &d.Answers[i]
		for _, s := range []*string{&a.Text, &a.Match, &a.Who, &a.Feedback} {
			tidy(s)
		}
		for j := range a.Accept {
			tidy(&a.Accept[j])
		}
		a.Accept = slices.DeleteFunc(a.Accept, func(s string) bool { return s == "" })
	}
	if lost {
		d.Lose("text", NoCharacters, nil)
	}
}

// id gives a question its id: the file's own when it is one of ours, else one
// made from it, from the name or from the text.
func (r *Reader) id(d *Draft) string {
	own := d.ID
	if own == "" {
		own = d.Name
	}
	if reID.MatchString(own) && r.ids.Take(own) {
		return own
	}
	from := own
	if latin(from, r.Lang) == "" {
		from = short(reMark.ReplaceAllString(d.Text, " "))
	}
	id := r.ids.Make(from, r.Lang, "q")
	switch {
	case d.ID != "":
		d.Lose("id", NoID, map[string]any{"Have": d.ID})
	case d.Name != "" && !r.renamed:
		r.renamed = true
		r.Lose(diag.Pos{}, "names", NoNames, nil)
	}
	return id
}

// points reads the points of a draft: 1 when it says none.
func points(d *Draft) int {
	if d.Points == 0 {
		return 1
	}
	n := int(math.Round(min(max(d.Points, 1), 10)))
	if float64(n) != d.Points {
		d.Lose("points", NoPoints, map[string]any{"Have": Number(d.Points), "Now": n})
	}
	return n
}

// Number writes a number without zeros at its end, at most five digits after
// the point.
func Number(f float64) string {
	s := strconv.FormatFloat(f, 'f', 5, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// one decides about a question with one answer to choose: single, or a
// judgement when answers are partly right and there is a case to judge.
func (r *Reader) one(q *quiz.Question, d *Draft, kind quiz.Type) {
	q.Type = quiz.Single
	right, partly, credits := 0, 0, true
	for _, a := range d.Answers {
		switch {
		case near(a.Fraction, 100):
			right++
		case a.Fraction > 0:
			partly++
			credits = credits && credit(a.Fraction) > 0
		case a.Fraction < 0:
			d.Lose("options", NoMarks, nil)
		}
	}
	switch {
	case right == 0:
		d.Lose("options", NoneRight, nil)
	case right > 1:
		d.Lose("options", SeveralRight, nil)
	}
	story, ask, two := cutLast(d.Text)
	fits := two && len(d.Answers) >= 3 && len(d.Answers) <= 6 && right == 1 && credits
	if fits && (kind == quiz.Judgement || partly > 0) {
		q.Type = quiz.Judgement
		q.Case, q.Text = r.text(story), r.text(ask)
		return
	}
	for _, a := range d.Answers {
		if a.Fraction > 0 && !near(a.Fraction, 100) {
			d.Lose("options", NoCredit, map[string]any{"Percent": Number(a.Fraction)})
		}
	}
}

// cutLast takes the last paragraph of a text off.
func cutLast(s string) (before, last string, ok bool) {
	i := strings.LastIndex(s, "\n")
	if i < 0 {
		return "", s, false
	}
	before, last = strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
	return before, last, before != "" && last != ""
}

// credit is a part of the marks that a judgement may give, or 0.
func credit(fraction float64) int {
	for _, c := range []int{25, 50, 75} {
		if near(fraction, float64(c)) {
			return c
		}
	}
	return 0
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.01 }

// marks notes when the marks of chosen answers add up otherwise than ours: a
// right one its share, a wrong one as much less.
func marks(d *Draft) {
	right := 0.0
	for _, a := range d.Answers {
		if a.Fraction > 0 {
			right++
		}
	}
	for _, a := range d.Answers {
		want := 100 / right
		if a.Fraction <= 0 {
			want = -want
		}
		if right > 0 && !near(a.Fraction, want) {
			d.Lose("options", NoMarks, nil)
			return
		}
	}
}

// options turns the answers of a draft into options.
func (r *Reader) options(q *quiz.Question, d Draft) {
	taken := IDs{}
	for _, id := range d.OptionIDs {
		taken.Take(id)
	}
	own := len(d.OptionIDs) == len(d.Answers) && len(taken) == len(d.Answers)
	if !own {
		clear(taken)
	}
	for i, a := range d.Answers {
		o := quiz.Option{Effect: a.Effect, Feedback: r.text(a.Feedback)}
		switch {
		case own:
			o.ID = d.OptionIDs[i]
		case reID.MatchString(a.ID) && taken.Take(a.ID):
			o.ID = a.ID
		default:
			o.ID = taken.Make(short(a.Text), r.Lang, "option")
		}
		switch q.Type {
		case quiz.TrueFalse:
			o.ID = strconv.FormatBool(i == 0)
			o.Correct = near(a.Fraction, 100)
		case quiz.Gap:
			if a.ID != "" {
				o.ID = a.ID // it stands in the text
			}
			o.Accept = map[string][]string{r.Lang: a.Accept}
		case quiz.Match:
			o.Text, o.Match = r.text(a.Text), r.text(a.Match)
		case quiz.Order:
			o.Text = r.text(a.Text)
		case quiz.Spot:
			if a.Who == "" {
				a.Who, a.Text = said(a.Text)
			}
			o.Who, o.Text, o.Correct = r.text(a.Who), r.text(a.Text), a.Fraction > 0
		case quiz.Multiple:
			o.Text, o.Correct = r.text(a.Text), a.Fraction > 0
		default:
			o.Text, o.Correct = r.text(a.Text), near(a.Fraction, 100)
			if q.Type == quiz.Judgement && !o.Correct {
				o.Credit = credit(a.Fraction)
			}
		}
		q.Options = append(q.Options, o)
	}
}

// said takes a line of a transcript apart.
func said(line string) (who, text string) {
	who, text, ok := strings.Cut(line, ": ")
	if !ok {
		return "", line
	}
	return strings.TrimSpace(who), strings.TrimSpace(text)
}

// lostFeedback reports whether a draft has lost feedback already.
func (d *Draft) lostFeedback() bool {
	return slices.ContainsFunc(d.Losses, func(l Loss) bool { return l.Rule == NoFeedback && l.Field == "options.feedback" })
}

// Accept adds to a gap what is typed for some per cent of the points, with what
// is said of it. A gap has one feedback, for what is right.
func (d *Draft) Accept(a *Answer, text, feedback string, percent float64, spellings ...string) {
	right := near(percent, 100)
	switch {
	case feedback == "" || right && feedback == a.Feedback:
	case right && a.Feedback == "":
		a.Feedback = feedback
	case !d.lostFeedback():
		d.Lose("options.feedback", NoFeedback, nil)
	}
	switch {
	case text == "" || percent <= 0:
	case !right:
		d.Lose("options.accept", NoAccept, map[string]any{"Text": text, "Percent": Number(percent)})
	case strings.Contains(strings.ReplaceAll(text, `\*`, ""), "*"):
		d.Lose("options.accept", NoWildcard, map[string]any{"Text": text})
	case len(spellings) > 0:
		a.Accept = append(a.Accept, spellings...)
	default:
		a.Accept = append(a.Accept, strings.ReplaceAll(text, `\*`, "*"))
	}
}

var reBlank = regexp.MustCompile(`_{3,}`)

// Blank puts a mark into a text: where the only row of underscores stands, or
// at the end.
func Blank(text, mark string) string {
	if at := reBlank.FindAllStringIndex(text, 2); len(at) == 1 {
		return text[:at[0][0]] + mark + text[at[0][1]:]
	}
	return text + " " + mark
}

// Spellings are the ways in which a number that was written with a point or a
// comma is typed.
func Spellings(number string) []string {
	number = strings.TrimPrefix(number, "+")
	if !strings.ContainsAny(number, ".,") {
		return []string{number}
	}
	return []string{strings.Replace(number, ",", ".", 1), strings.Replace(number, ".", ",", 1)}
}
