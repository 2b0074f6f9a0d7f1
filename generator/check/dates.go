package check

import (
	"time"

	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// How old what was read may be before somebody reads it again, in months.
const (
	helpLineMonths = 12 // numbers and hours change
	lawMonths      = 24
)

// everybody is the number that never ends.
const everybody = "112"

// old reports whether a day lies more than so many months before today. Where
// there is no today, nothing is old.
func (r *run) old(day string, months int) bool {
	today, err := time.Parse(time.DateOnly, r.o.Today)
	if err != nil {
		return false
	}
	d, err := time.Parse(time.DateOnly, day)
	return err == nil && d.AddDate(0, months, 0).Before(today)
}

// dates warns of help lines and laws that nobody has looked at for long.
func (r *run) dates() {
	for _, l := range r.src.HelpLines.Lines {
		if l.Number != everybody && r.old(l.Seen, helpLineMonths) {
			r.probs.AddWarning("helpline-old", l.seenAt, source.Args{"ID": l.ID, "Date": l.Seen, "Months": helpLineMonths})
		}
	}
	for _, c := range r.src.Catalogue.Courses {
		if m := c.Index.Main(); m != nil && r.old(c.LawDate, lawMonths) {
			r.probs.AddWarning("law-date-old", m.At("law_date"), source.Args{"Date": c.LawDate, "Months": lawMonths})
		}
	}
}

// lawAge warns of a law card of which a source was read long ago, unless the
// card was reviewed since. It is the same card in every language, and is told
// of once.
func (p *page) lawAge(t course.Tag) {
	if p.Page != p.set.Main() {
		return
	}
	citations, reviewed := lawCard(t)
	for _, key := range quiz.CitedKeys(citations) {
		ref, ok := p.src.Sources[key]
		if day := max(ref.Seen, reviewed); ok && p.old(day, lawMonths) {
			p.probs.AddWarning("law-card-old", p.at(t.Start), source.Args{"Key": key, "Date": day, "Months": lawMonths})
			return
		}
	}
}
