package check

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// A Reference is one entry of data/sources.yaml.
type Reference struct {
	Title     map[string]string
	Where     string
	Seen      string
	Certainty string // S the text was read, S~ in part, M* to be compared with the official text
}

// A sourceChange is a change with the place where it was marked.
type sourceChange struct {
	quiz.Change
	pos diag.Pos
}

var (
	rePart = regexp.MustCompile(`^[A-Za-z0-9-]{1,16}(\.[A-Za-z0-9-]{1,16}){0,3}$`)
	reDay  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

func readSources(fsys fs.FS, langs []string, probs *source.Problems) (map[string]Reference, []sourceChange) {
	refs := map[string]Reference{}
	var changes []sourceChange
	data := source.Read(fsys, sourcesFile, probs)
	if data == nil {
		return refs, nil
	}
	d := source.Parse(sourcesFile, data, 0, probs)
	for _, e := range d.Entries(d.Root, "") {
		if !reKey.MatchString(e.Key) || reDay.MatchString(e.Key) {
			probs.Add("id-bad", e.At, source.Args{"ID": e.Key})
			continue
		}
		f := d.Fields(e.Value, e.Key, "title", "where", "seen", "certainty", "changed")
		f.Need("title", "where", "seen", "certainty")
		refs[e.Key] = Reference{
			Title: texts(d, f, "title", langs), Where: f.Text("where"), Seen: f.Date("seen"),
			Certainty: f.OneOf("certainty", "", "S", "S~", "M*"),
		}
		for _, n := range d.List(f.Node("changed"), "changed") {
			c := d.Fields(n, "changed", "on", "part", "why")
			c.Need("on")
			change := sourceChange{quiz.Change{Source: e.Key, Part: c.Text("part"), On: c.Date("on")}, d.Pos(n)}
			if change.Part != "" && !rePart.MatchString(change.Part) {
				probs.Add("id-bad", c.At("part"), source.Args{"ID": change.Part})
				continue
			}
			if change.On != "" {
				changes = append(changes, change)
			}
		}
	}
	return refs, changes
}

// hasSource tells whether what s cites stands in data/sources.yaml.
// When that file cannot be read, all is taken to stand there.
func (r *run) hasSource(s string) bool {
	key, _, ok := quiz.Citation(s)
	_, has := r.src.Sources[key]
	return ok && has || r.faulty[sourcesFile]
}

// Changes are what is marked as changed in data/sources.yaml.
func (s *Source) Changes() []quiz.Change {
	var out []quiz.Change
	for _, c := range s.changes {
		out = append(out, c.Change)
	}
	return out
}

// waiting returns the warning about what cites a source that has changed since
// it was reviewed, if there is one.
func (s *Source) waiting(citations []string, reviewed string, at diag.Pos) (diag.Diagnostic, bool) {
	c, waits := quiz.Unreviewed(citations, reviewed, s.Changes())
	if !waits {
		return diag.Diagnostic{}, false
	}
	d := diag.Diagnostic{Pos: at, Severity: diag.Warning, Rule: "source-changed", Args: map[string]any{"Key": c.Source, "Date": c.On}}
	if c.Part != "" {
		d.Args["Key"] = c.Source + "." + c.Part
	}
	i := slices.IndexFunc(s.changes, func(sc sourceChange) bool { return sc.Change == c })
	d.Related = []diag.Pos{s.changes[i].pos}
	return d, true
}

// reviews lists everything of a course that waits for a review of its source,
// and says when too little of an exam is left to draw from. Law cards are told
// where they stand.
func (r *run) reviews(courseID string) {
	warn := func(citations []string, reviewed string, at diag.Pos) {
		if d, waits := r.src.waiting(citations, reviewed, at); waits {
			r.probs = append(r.probs, d)
		}
	}
	for _, banks := range [][]quiz.Bank{r.src.Practice[courseID], r.src.Exam[courseID]} {
		for _, b := range banks {
			for _, q := range b.Questions {
				warn(q.Sources, q.Reviewed, q.Pos)
			}
		}
	}
	for _, s := range r.src.Scenarios[courseID] {
		for _, c := range s.Cited() {
			warn(c.Sources, s.Reviewed, c.Pos)
		}
	}
	c := r.src.Catalogue.Course(courseID)
	if c == nil || c.Index.Main() == nil {
		return
	}
	have, left := 0, 0
	for _, b := range r.src.Exam[courseID] {
		have += len(b.Questions)
		left += len(b.Drawable(r.src.Changes()).Questions)
	}
	if left < c.Exam.Draw && have >= c.Exam.Draw {
		r.probs = append(r.probs, diag.Diagnostic{
			Pos: c.Index.Main().At("exam"), Severity: diag.Warning, Rule: "exam-paused", Args: map[string]any{"Draw": c.Exam.Draw, "Left": left},
		})
	}
}

// lawCard returns what a law card cites, behind its state, and the day on which
// it was last read against that, if it has one.
func lawCard(t course.Tag) (citations []string, reviewed string) {
	for i, a := range t.Args {
		switch {
		case i == 0: // its state
		case i == len(t.Args)-1 && reDay.MatchString(a.Value):
			reviewed = a.Value
		default:
			citations = append(citations, a.Value)
		}
	}
	return citations, reviewed
}

// waitingCards are the law cards of a page whose source has changed: the day
// of the change, by the card's arguments with a space between.
func (s *Source) waitingCards(tags []course.Tag) map[string]string {
	var out map[string]string
	for _, t := range tags {
		if t.Name != "law" || t.Close || t.Malformed {
			continue
		}
		citations, reviewed := lawCard(t)
		c, waits := quiz.Unreviewed(citations, reviewed, s.Changes())
		if !waits {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		var name strings.Builder
		for i, a := range t.Args {
			if i > 0 {
				name.WriteString(" ")
			}
			name.WriteString(a.Value)
		}
		out[name.String()] = c.On
	}
	return out
}
