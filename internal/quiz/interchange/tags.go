package interchange

import (
	"regexp"
	"strconv"
	"strings"

	"ascult/internal/quiz"
)

var (
	reDay     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	reRead    = regexp.MustCompile(`^[a-z0-9][a-z0-9/-]*(#[a-z0-9-]+)?$`)
	reOptions = regexp.MustCompile(`^\s*options:((?: [a-z0-9-]{1,32})+)\s*$`)
)

// Tags are what a question says about itself in a form that other programs
// keep as tags: "source:CTI", "reviewed:2026-11-23", "read:a1/purpose#aim", "objective:1",
// "difficulty:2", and where a format cannot say it otherwise "points:2",
// "type:spot" and "diacritics:exact". What is as it would be anyway is left out.
func Tags(q quiz.Question, points bool) []string {
	var ts []string
	for _, s := range q.Sources {
		ts = append(ts, "source:"+s)
	}
	if q.Reviewed != "" {
		ts = append(ts, "reviewed:"+q.Reviewed)
	}
	if q.Read != "" {
		ts = append(ts, "read:"+q.Read)
	}
	if q.Objective != 0 {
		ts = append(ts, "objective:"+strconv.Itoa(q.Objective))
	}
	if q.Difficulty != 1 {
		ts = append(ts, "difficulty:"+strconv.Itoa(q.Difficulty))
	}
	if points && q.Points != 1 {
		ts = append(ts, "points:"+strconv.Itoa(q.Points))
	}
	if q.Type == quiz.Spot || q.Type == quiz.Judgement {
		ts = append(ts, "type:"+string(q.Type))
	}
	if q.Diacritics != "" {
		ts = append(ts, "diacritics:"+q.Diacritics)
	}
	return ts
}

func citation(s string) bool {
	_, _, ok := quiz.Citation(s)
	return ok
}

// applyTags gives a question what the tags of its draft say, and notes the
// others. The type is returned: it must fit the draft first.
func applyTags(q *quiz.Question, d *Draft) (kind quiz.Type) {
	var strange []string
	for _, t := range d.Tags {
		key, value, _ := strings.Cut(t, ":")
		switch {
		case key == "source" && citation(value):
			q.Sources = append(q.Sources, value)
		case key == "reviewed" && reDay.MatchString(value) && q.Reviewed == "":
			q.Reviewed = value
		case key == "read" && reRead.MatchString(value) && q.Read == "":
			q.Read = value
		case key == "objective" && number(value, 100, &q.Objective),
			key == "difficulty" && number(value, 3, &q.Difficulty),
			key == "points" && d.Points == 0 && number(value, 10, &q.Points):
		case key == "type" && (value == string(quiz.Spot) || value == string(quiz.Judgement)):
			kind = quiz.Type(value)
		case key == "diacritics" && value == quiz.Exact && d.Form == Gaps:
			q.Diacritics = value
		default:
			strange = append(strange, t)
		}
	}
	if len(strange) > 0 {
		d.Lose("tags", NoTags, map[string]any{"Tags": strings.Join(strange, ", ")})
	}
	return kind
}

// number reads a whole number from 1 to most.
func number(s string, most int, into *int) bool {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most || strconv.Itoa(n) != s {
		return false
	}
	*into = n
	return true
}

// OptionsRemark is the remark that keeps the ids of options in a format that
// has no place for them.
func OptionsRemark(q quiz.Question) string {
	var b strings.Builder
	b.WriteString("options:")
	for _, o := range q.Options {
		b.WriteString(" " + o.ID)
	}
	return b.String()
}

// OptionIDs reads an [OptionsRemark], or returns nil.
func OptionIDs(remark string) []string {
	m := reOptions.FindStringSubmatch(remark)
	if m == nil {
		return nil
	}
	return strings.Fields(m[1])
}
