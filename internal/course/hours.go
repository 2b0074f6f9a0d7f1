package course

import "unicode"

// The rates at which minutes are computed, in hundredths of a minute. They are
// published in docs/formats/course.md; a claim of an author never enters.
const (
	PerWord     = 1   // reading, source language
	PerEffect   = 50  // a transcript line with an effect
	PerPractice = 150 // a practice question
	PerDecision = 150 // a decision in a scenario
	PerExam     = 200 // an exam question drawn
)

// AcademicHour is the length of an academic hour in minutes.
const AcademicHour = 45

// Counts tell how much there is to decide behind a tag of a page. A nil
// function counts nothing.
type Counts struct {
	// Questions of a practice tag: all of a bank, or one when id is not empty.
	Questions func(bank, id string) int
	// Decisions of a scenario.
	Decisions func(scenario string) int
}

// Effort returns the working time of a page in hundredths of a minute. What
// stands in no page of the lesson's own, see [Public], takes none.
func Effort(body []byte, c Counts) int {
	body = Public(body)
	sum := 0
	at := 0
	for _, t := range Tags(body) {
		sum += words(body[at:max(at, t.Start)]) * PerWord
		at = t.End
		switch {
		case t.Effect() && !t.Close:
			sum += PerEffect
		case t.Name == "practice" && len(t.Args) > 0 && c.Questions != nil:
			id := ""
			if len(t.Args) > 1 {
				id = t.Args[1].Value
			}
			sum += c.Questions(t.Args[0].Value, id) * PerPractice
		case t.Name == "scenario" && len(t.Args) > 0 && c.Decisions != nil:
			sum += c.Decisions(t.Args[0].Value) * PerDecision
		}
	}
	return sum + words(body[at:])*PerWord
}

// words counts what holds at least one letter or digit between spaces.
func words(text []byte) int {
	n, in := 0, false
	for _, r := range string(text) {
		switch {
		case unicode.IsSpace(r):
			in = false
		case !in && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			in = true
			n++
		}
	}
	return n
}

// Minutes rounds hundredths of a minute up to whole minutes.
func Minutes(hundredths int) int { return (hundredths + 99) / 100 }

// Hours returns the minutes that a course counts for: its work, never above the
// ceiling.
func (c *Course) Hours(counts Counts) int { return min(c.Work(counts), c.Ceiling) }

// Work returns the minutes that a course takes: its lessons and its exam.
func (c *Course) Work(counts Counts) int {
	sum := c.Exam.Draw * PerExam
	for _, s := range c.Sections {
		for _, l := range s.Lessons {
			if m := l.Main(); m != nil {
				sum += Effort(m.Body, counts)
			}
		}
	}
	return Minutes(sum)
}
