package check

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/quiz"
)

// edition describes a course for the manifest of a build.
func (r *run) edition(c *course.Course) course.Edition {
	counts := r.counts(c.ID)
	e := course.Edition{
		Course: c.ID, Hash: r.editionHash(c), Number: c.Edition, Source: c.Source, LawDate: c.LawDate,
		Work: c.Work(counts), Minutes: c.Hours(counts), Exam: c.Exam, Certificate: c.Certificate, Texts: map[string]course.Texts{},
		PracticeStems: quiz.StemHashes(r.src.Practice[c.ID]),
	}
	if c.Specialised {
		e.SpecialisedMinutes = e.Minutes
	}
	for lang, p := range c.Index.Pages {
		e.Texts[lang] = course.Texts{Title: p.Title, Summary: p.Summary, Audience: p.Audience, Objectives: p.Objectives}
	}
	for _, s := range c.Sections {
		m := course.Module{ID: s.ID, Titles: titles(s.Index)}
		for _, set := range s.Lessons {
			l := course.Lesson{
				Page: set.Name, Path: strings.TrimSuffix(set.Key, ".md") + ".html", Titles: titles(set),
				Anchors: r.src.Anchors[set.Key], Segments: map[string]string{},
			}
			for lang, p := range set.Pages {
				l.Segments[lang] = r.src.Segments[p.Path]
			}
			if p := set.Main(); p != nil {
				l.Minutes = course.Minutes(course.Effort(p.Body, counts))
			}
			if hasPocket(set) {
				m.Pocket = path.Join(path.Dir(set.Key), "pocket.html")
			}
			m.Lessons = append(m.Lessons, l)
		}
		e.Modules = append(e.Modules, m)
	}
	return e
}

// hasPocket reports whether a lesson gives lines to its module's pocket card.
func hasPocket(s *course.Set) bool {
	m := s.Main()
	return m != nil && slices.ContainsFunc(course.Passages(m.Body), func(p course.Passage) bool { return p.Name == "pocket" })
}

func titles(s *course.Set) map[string]string {
	m := map[string]string{}
	for lang, p := range s.Pages {
		m[lang] = p.Title
	}
	return m
}

// editionHash names a course exactly as it is: the hex SHA-256 over one line
// "<hex SHA-256 of the file>  <path>\n" for each of its pages, the pictures
// they show, its practice banks, its scenarios and the files of data, sorted by
// path. The ledger is left out, since it says nothing to a learner, and so are
// the theme and the exam banks.
func (r *run) editionHash(c *course.Course) string {
	var names []string
	for _, s := range c.Sets() {
		for _, p := range s.Pages {
			names = append(names, p.Path)
			names = slices.AppendSeq(names, maps.Values(r.src.Shown[p.Path]))
		}
	}
	for _, dir := range []string{
		path.Join("quizzes", c.ID, string(quiz.Practice)), path.Join("quizzes", c.ID, string(quiz.Scenarios)), "data",
	} {
		entries, err := fs.ReadDir(r.fsys, dir)
		if err != nil {
			continue // complained about where the folder is read
		}
		for _, e := range entries {
			if e.Type().IsRegular() {
				names = append(names, path.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names) // a picture may be in several pages
	h := sha256.New()
	for _, name := range names {
		data, err := fs.ReadFile(r.fsys, name)
		if err != nil {
			continue
		}
		fmt.Fprintf(h, "%x  %s\n", sha256.Sum256(data), name)
	}
	return hex.EncodeToString(h.Sum(nil))
}
