package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ascult/internal/course"
	"ascult/internal/grade"
	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// resultPage is the data of a result. Every word about a question comes from
// the bank that the attempt began with.
type resultPage struct {
	Attempt, Course, Title string
	State                  string // passed, failed, late or void
	Number                 int
	Receipt                string // of what was sent
	Ended                  time.Time
	Expired                bool   // ended by the clock, not by the learner
	Points, Most           string // exact, such as "6 2/3"
	Percent, Pass          int    // rounded down, so that it never reaches a pass mark that was missed
	Right, Counted         int
	Specimen               bool
	Questions              []resultQuestion
	Sure                   []sureRow // how what was said agreed with the answers; nil where nothing was said
	SureNot                string    // positions that were sure and not wholly right, or ""
	Reread                 []rereadLink
	Certificate            string // id, or "" while there is none
	Next                   string // ready, wait, none_left, passed or open
	Until                  time.Time
	Left                   int
	Limited                bool
}

type resultQuestion struct {
	Position int
	Type     quiz.Type
	Text     string
	Case     string // judgement only
	Hint     string
	Verdict  grade.Verdict
	Sure     confidence // "": not said
	Points   string
	Most     string
	Chosen   []resultOption // an order as it was given, a match by line
	Correct  []resultOption // likewise, only when no attempt can follow
	Reason   string
	Link     string // address of the paragraph, or ""
	Lesson   string
}

type resultOption struct {
	answerLine
	Reason string // "": it would give away what can still be won
	Right  bool
}

// A sureRow is how the answers of one confidence have come out.
type sureRow struct {
	Said         confidence
	Right, Wrong int // wholly right, and not
}

type rereadLink struct {
	Link, Lesson string
	Positions    string
}

func (s *Server) result(c *Context, t sitting) error {
	data, err := s.resultData(c, t)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "exam_result", data)
}

func (s *Server) resultData(c *Context, t sitting) (resultPage, error) {
	a := t.attempt
	data := resultPage{
		Attempt: a.ID, Course: a.Course, Title: t.edition.Texts[c.Lang].Title, Number: a.Number, Ended: a.Ended,
		Pass: t.edition.Exam.Pass, Specimen: a.Specimen, State: resultState(a), Receipt: learner.Receipt(a.ID, a.Rev),
		Expired: !a.Deadline.IsZero() && a.Ended.Equal(a.Deadline),
	}
	if a.State != learner.Graded {
		return data, nil
	}
	if err := s.resultNext(c, t, &data); err != nil {
		return data, err
	}
	answers := make([]learner.Answer, 0, len(t.answers))
	for _, answer := range t.answers {
		answers = append(answers, answer)
	}
	result, err := grade.Grade(grade.Sitting{Bank: t.bank, Draw: a.Draw, Answers: answers, Pass: t.edition.Exam.Pass})
	if err != nil {
		return data, fmt.Errorf("show result of %s: %w", a.ID, err)
	}
	if result.Hash(a.ID, a.Bank) != a.ResultHash {
		return data, fmt.Errorf("result of attempt %s is not the one that was stored", a.ID)
	}
	data.Points, data.Most = points(result.Score), points(result.Max)
	data.Right, data.Counted = result.Right()
	if result.Max > 0 {
		data.Percent = 100 * result.Score / result.Max
	}
	over := data.Next == examPassed || data.Next == examNone
	for i, marked := range result.Questions {
		q, err := t.question(i + 1)
		if err != nil {
			return data, err
		}
		row := t.resultQuestion(q, marked, i+1, c.Lang, over)
		row.Link, row.Lesson = s.passage(c, t.edition, q.Read)
		data.said(row)
		data.Questions = append(data.Questions, row)
		if marked.Verdict != grade.Right && marked.Verdict != grade.Withdrawn && row.Link != "" {
			data.Reread = addReread(data.Reread, row)
		}
	}
	if a.Passed {
		data.Certificate, err = s.certificateOf(c, a)
	}
	return data, err
}

// said adds a question to what is said of confidence.
func (d *resultPage) said(row resultQuestion) {
	if row.Sure == "" || row.Verdict == grade.Withdrawn {
		return
	}
	if d.Sure == nil {
		for _, c := range learner.Confidences {
			d.Sure = append(d.Sure, sureRow{Said: confidence(c)})
		}
	}
	of := &d.Sure[slices.Index(learner.Confidences, learner.Confidence(row.Sure))]
	if row.Verdict == grade.Right {
		of.Right++
		return
	}
	of.Wrong++
	if row.Sure == confidence(learner.Sure) {
		if d.SureNot != "" {
			d.SureNot += ", "
		}
		d.SureNot += strconv.Itoa(row.Position)
	}
}

func resultState(a learner.Attempt) string {
	switch {
	case a.State != learner.Graded:
		return string(a.State)
	case a.Passed:
		return "passed"
	}
	return "failed"
}

// resultNext says what the learner can do after this attempt.
func (s *Server) resultNext(c *Context, t sitting, data *resultPage) error {
	edition, ok := s.cfg.Manifest.Edition(t.attempt.Course)
	bank, known := s.cfg.Banks[t.attempt.Course]
	if !ok || !known {
		edition, bank = t.edition, t.bank // gone from this server; its rules were these
	}
	attempts, err := s.cfg.Store.Attempts(c.Request.Context(), c.Person.ID, t.attempt.Course)
	if err != nil {
		return fmt.Errorf("list attempts: %w", err)
	}
	rules := examRules(edition, bank)
	data.Left, data.Limited = learner.Left(attempts, rules)
	data.Next = examReady
	var refused *learner.Refusal
	if len(rules.Languages) == 0 {
		data.Next = examLanguage
	} else if _, err := learner.MayStart(attempts, rules, rules.Languages[0], s.now()); errors.As(err, &refused) {
		data.Next, data.Until = examStates[refused.Reason], refused.Until
	}
	return nil
}

// resultQuestion is one marked question. The key is shown only when nothing
// can be won with it any more.
func (t sitting) resultQuestion(q quiz.Question, marked grade.Question, position int, lang string, key bool) resultQuestion {
	lang = t.reading(lang)
	row := resultQuestion{
		Position: position, Type: q.Type, Text: q.Plain(lang), Case: q.Case[lang], Hint: q.Hint[lang],
		Verdict: marked.Verdict, Sure: confidence(t.answers[position].Confidence), Reason: q.Feedback[lang],
		Points: points(marked.Units), Most: points(marked.Max),
	}
	if q.Type == quiz.Gap {
		t.resultGaps(&row, q, marked, lang, key)
		return row
	}
	options := func(ids []string, shown bool) []resultOption {
		var out []resultOption
		for i, line := range t.words(learner.Answer{Position: position, Options: ids}, q, lang) {
			about, _ := q.Option(ids[i]) // grading has found it
			o := resultOption{answerLine: line, Right: about.Correct, Reason: about.Feedback[lang]}
			if q.Type.Listed() {
				// The reason of an item tells its place, that of a line what belongs to it.
				o.Right = ids[i] == marked.Correct[i]
				if q.Type == quiz.Match {
					about, _ = q.Option(marked.Correct[i])
				}
				if o.Reason = about.Feedback[lang]; !shown && !o.Right {
					o.Reason = ""
				}
			}
			out = append(out, o)
		}
		return out
	}
	row.Chosen = options(marked.Chosen, key)
	if key && marked.Verdict != grade.Right {
		row.Correct = options(marked.Correct, true)
	}
	return row
}

// resultGaps adds what was typed into gaps, in the order in which they are read,
// and what is accepted there. The reason of a gap tells what belongs there.
func (t sitting) resultGaps(row *resultQuestion, q quiz.Question, marked grade.Question, lang string, key bool) {
	for _, i := range gapOrder(q, lang) {
		o := q.Options[i]
		if i < len(marked.Gaps) {
			line := resultOption{answerLine: answerLine{Text: marked.Chosen[i]}, Right: marked.Gaps[i]}
			if key || line.Right {
				line.Reason = o.Feedback[lang]
			}
			row.Chosen = append(row.Chosen, line)
		}
		if key && marked.Verdict != grade.Right {
			line := resultOption{answerLine: answerLine{Text: strings.Join(o.Accept[lang], " / ")}, Right: true, Reason: o.Feedback[lang]}
			row.Correct = append(row.Correct, line)
		}
	}
}

// passage returns the address and the title of the lesson that a question
// names, in the course as it is now; the paragraph only where it still exists.
func (s *Server) passage(c *Context, pinned course.Edition, read string) (link, lesson string) {
	page, anchor, _ := strings.Cut(read, "#")
	edition, ok := s.cfg.Manifest.Edition(pinned.Course)
	if !ok {
		return "", ""
	}
	for _, l := range lessons(edition) {
		if l.Page != page {
			continue
		}
		link = c.Path(l.Path)
		if id := l.Anchors[anchor]; id != "" {
			link += "#" + id
		}
		return link, l.Titles[c.Lang]
	}
	return "", ""
}

// addReread adds the passage of a question to what is worth reading again,
// each passage once, in the order of the questions.
func addReread(list []rereadLink, row resultQuestion) []rereadLink {
	n := strconv.Itoa(row.Position)
	for i := range list {
		if list[i].Link == row.Link {
			list[i].Positions += ", " + n
			return list
		}
	}
	return append(list, rereadLink{Link: row.Link, Lesson: row.Lesson, Positions: n})
}

// points writes units as points, exactly: "6", "2/3", "6 2/3".
func points(units int) string {
	whole, rest := units/grade.Units, units%grade.Units
	if rest == 0 {
		return strconv.Itoa(whole)
	}
	a, b := rest, grade.Units
	for b != 0 {
		a, b = b, a%b
	}
	fraction := fmt.Sprintf("%d/%d", rest/a, grade.Units/a)
	if whole == 0 {
		return fraction
	}
	return strconv.Itoa(whole) + "\u00a0" + fraction
}
