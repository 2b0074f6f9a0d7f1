package check

import (
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// used collects the banks and scenarios that the pages of some sets name, as
// "practice a1" and "scenario monday".
func (r *run) used(sets []*course.Set) map[string]bool {
	names := map[string]bool{}
	for _, s := range sets {
		for _, p := range s.Pages {
			for _, t := range r.texts[p.Path].tags {
				if len(t.Args) > 0 && !t.Malformed {
					names[t.Name+" "+t.Args[0].Value] = true
				}
			}
		}
	}
	return names
}

// unused complains about practice and scenarios that no page shows, and about
// questions of an exam that is not held.
func (r *run) unused() {
	for _, c := range r.src.Catalogue.Courses {
		if r.unsure("courses/" + c.ID + "/") {
			continue
		}
		names := r.used(c.Sets())
		for _, b := range r.src.Practice[c.ID] {
			if !names["practice "+b.ID] {
				r.probs.AddWarning("bank-unused", diag.Pos{File: bankFile(c.ID, quiz.Practice, b.ID), Line: 1, Col: 1}, source.Args{"Name": b.ID})
			}
		}
		if m := c.Index.Main(); m != nil && c.Exam.Draw == 0 && !m.Has("exam") && r.o.Banks == nil {
			for _, b := range r.src.Exam[c.ID] {
				r.probs.AddWarning("bank-unused", diag.Pos{File: bankFile(c.ID, quiz.Exam, b.ID), Line: 1, Col: 1}, source.Args{"Name": b.ID}, m.At("exam"))
			}
		}
		r.unusedScenarios(c.ID, names)
	}
	if !r.unsure("g/") {
		r.unusedScenarios(Guides, r.used(r.src.Catalogue.Awareness))
	}
}

// unsure reports whether some pages could not be read or name something that
// is not there: most likely it is what would seem unused.
func (r *run) unsure(prefix string) bool {
	for key := range r.src.Catalogue.Unread {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return slices.ContainsFunc(r.probs, func(d diag.Diagnostic) bool {
		_, rest, _ := strings.Cut(strings.TrimPrefix(d.Pos.File, "content/"), "/")
		return strings.HasPrefix(rest, prefix) && slices.Contains([]string{"practice-missing", "scenario-missing", "shortcode-malformed"}, d.Rule)
	})
}

func (r *run) unusedScenarios(owner string, names map[string]bool) {
	for _, s := range r.src.Scenarios[owner] {
		if !names["scenario "+s.ID] {
			r.probs.AddWarning("scenario-unused", s.Pos, source.Args{"Name": s.ID})
		}
	}
}

func bankFile(courseID string, kind quiz.Kind, id string) string {
	return "quizzes/" + courseID + "/" + string(kind) + "/" + id + ".yaml"
}

// weights complains about two pages of which neither comes first: their order
// would hang on their names.
func (r *run) weights() {
	c := r.src.Catalogue
	order(c.About, &r.probs)
	order(c.Awareness, &r.probs)
	for _, k := range c.Courses {
		var modules []*course.Set
		for _, s := range k.Sections {
			modules = append(modules, s.Index)
			order(s.Lessons, &r.probs)
		}
		order(modules, &r.probs)
	}
}

// order judges pages that stand side by side. One that has no weight asks for
// no place.
func order(side []*course.Set, probs *source.Problems) {
	seen := map[int]diag.Pos{}
	sorted := slices.Clone(side)
	slices.SortFunc(sorted, func(a, b *course.Set) int { return strings.Compare(a.Key, b.Key) })
	for _, s := range sorted {
		m := s.Main()
		if m == nil || !m.Has("weight") {
			continue
		}
		if first, dup := seen[m.Weight]; dup {
			probs.AddWarning("weight-equal", m.At("weight"), source.Args{"Weight": m.Weight}, first)
			continue
		}
		seen[m.Weight] = m.At("weight")
	}
}
