package generator

import "ascult/internal/course"

// edition describes a course for the manifest. questions tells how many
// questions a practice tag shows.
func edition(c *course.Course, questions func(bank, id string) int) course.Edition {
	e := course.Edition{
		Course: c.ID, Number: c.Edition, Source: c.Source, LawDate: c.LawDate,
		Minutes: c.Hours(questions), Exam: c.Exam, Certificate: c.Certificate,
		Texts: map[string]course.Texts{},
	}
	if c.Specialised {
		e.SpecialisedMinutes = e.Minutes
	}
	for lang, p := range c.Index.Pages {
		e.Texts[lang] = course.Texts{Title: p.Title, Summary: p.Summary, Audience: p.Audience, Objectives: p.Objectives}
	}
	for _, s := range c.Sections {
		mod := course.Module{ID: s.ID, Titles: titles(s.Index)}
		for _, l := range s.Lessons {
			lesson := course.Lesson{Page: l.Name, Path: place(l.Key), Titles: titles(l)}
			if main := l.Main(); main != nil {
				lesson.Minutes = course.Minutes(course.Effort(main.Body, questions))
			}
			mod.Lessons = append(mod.Lessons, lesson)
		}
		e.Modules = append(e.Modules, mod)
	}
	return e
}

func titles(set *course.Set) map[string]string {
	out := map[string]string{}
	for lang, p := range set.Pages {
		out[lang] = p.Title
	}
	return out
}
