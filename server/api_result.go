package server

import (
	"net/http"
	"time"

	"ascult/internal/grade"
	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// resultJSON is a result: what its page shows, and no more.
type resultJSON struct {
	State       string        `json:"state"`
	Number      int           `json:"number"`
	Receipt     string        `json:"receipt"`
	Ended       time.Time     `json:"ended"`
	Expired     bool          `json:"expired"`
	Specimen    bool          `json:"specimen"`
	Mark        *markJSON     `json:"mark,omitempty"`
	Certificate string        `json:"certificate,omitempty"`
	Next        string        `json:"next,omitempty"`
	Until       *time.Time    `json:"until,omitempty"`
	Left        *int          `json:"left,omitempty"`
	Items       []markedJSON  `json:"items,omitempty"`
	Sure        []sureJSON    `json:"sure,omitempty"`
	Reread      []passageJSON `json:"reread,omitempty"`
}

// sureJSON is how the answers of one confidence have come out.
type sureJSON struct {
	Confidence learner.Confidence `json:"confidence"`
	Right      int                `json:"right"`
	Wrong      int                `json:"wrong"` // not wholly right
}

type markJSON struct {
	Points  string `json:"points"` // exact, such as "6 2/3"
	Most    string `json:"most"`
	Percent int    `json:"percent"` // rounded down
	Pass    int    `json:"pass"`
	Right   int    `json:"right"`
	Counted int    `json:"counted"`
}

type markedJSON struct {
	Position   int                `json:"position"`
	Type       quiz.Type          `json:"type"`
	Text       string             `json:"text"`
	Case       string             `json:"case,omitempty"`
	Hint       string             `json:"hint,omitempty"`
	Verdict    grade.Verdict      `json:"verdict"`
	Confidence learner.Confidence `json:"confidence,omitempty"`
	Points     string             `json:"points"`
	Most       string             `json:"most"`
	Chosen     []lineJSON         `json:"chosen,omitempty"`
	Correct    []lineJSON         `json:"correct,omitempty"`
	Reason     string             `json:"reason"`
	Read       *passageJSON       `json:"read,omitempty"`
}

type lineJSON struct {
	Who    string `json:"who,omitempty"`
	Text   string `json:"text"`
	Match  string `json:"match,omitempty"`
	Reason string `json:"reason,omitempty"`
	Right  bool   `json:"right"`
}

type passageJSON struct {
	Lesson string `json:"lesson"`
	Link   string `json:"link"`
}

// apiResult answers with the result of an attempt that has ended.
func (s *Server) apiResult(c *Context) error {
	if err := c.plainQuery(); err != nil {
		return err
	}
	t, err := s.sitting(c)
	if err != nil {
		return err
	}
	if !t.attempt.State.Over() {
		return errAPIOpen
	}
	data, err := s.resultData(c, t)
	if err != nil {
		return err
	}
	out := resultJSON{
		State: data.State, Number: data.Number, Receipt: data.Receipt, Ended: data.Ended, Expired: data.Expired,
		Specimen: data.Specimen, Certificate: data.Certificate, Next: data.Next,
	}
	if t.attempt.State == learner.Graded {
		out.Mark = &markJSON{Points: data.Points, Most: data.Most, Percent: data.Percent, Pass: data.Pass, Right: data.Right, Counted: data.Counted}
	}
	if !data.Until.IsZero() {
		out.Until = &data.Until
	}
	if data.Limited {
		out.Left = &data.Left
	}
	lines := func(options []resultOption) []lineJSON {
		var list []lineJSON
		for _, o := range options {
			if o.Word != "" {
				o.Text = s.cfg.Catalog.Text(c.Lang, "exam_"+o.Word)
			}
			list = append(list, lineJSON{Who: o.Who, Text: o.Text, Match: o.Match, Reason: o.Reason, Right: o.Right})
		}
		return list
	}
	for _, q := range data.Questions {
		item := markedJSON{
			Position: q.Position, Type: q.Type, Text: q.Text, Case: q.Case, Hint: q.Hint,
			Verdict: q.Verdict, Confidence: learner.Confidence(q.Sure), Points: q.Points, Most: q.Most,
			Chosen: lines(q.Chosen), Correct: lines(q.Correct), Reason: q.Reason,
		}
		if q.Link != "" {
			item.Read = &passageJSON{Lesson: q.Lesson, Link: q.Link}
		}
		out.Items = append(out.Items, item)
	}
	for _, r := range data.Sure {
		out.Sure = append(out.Sure, sureJSON{Confidence: learner.Confidence(r.Said), Right: r.Right, Wrong: r.Wrong})
	}
	for _, r := range data.Reread {
		out.Reread = append(out.Reread, passageJSON{Lesson: r.Lesson, Link: r.Link})
	}
	return c.answer(http.StatusOK, out)
}
