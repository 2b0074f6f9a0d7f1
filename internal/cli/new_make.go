package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// mostWeight is the largest weight that a page can have.
const mostWeight = 9999

// parts reads a name that has as many parts as want, such as
// "COURSE/MODULE/NAME".
func (s *starter) parts(name, want string) ([]string, error) {
	parts := strings.Split(name, "/")
	if len(parts) != strings.Count(want, "/")+1 {
		return nil, s.newError("new_name_shape", "new_name_shape_hint", map[string]any{"Name": name, "Want": want})
	}
	for _, n := range parts {
		if !reBank.MatchString(n) {
			return nil, s.newError("new_name_bad", "new_name_bad_hint", map[string]any{"Name": n})
		}
	}
	return parts, nil
}

// free refuses a name that something of ours has.
func (s *starter) free(name string, taken ...string) error {
	if slices.Contains(taken, name) {
		return s.newError("new_name_taken", "new_name_taken_hint", map[string]any{"Name": name, "Taken": strings.Join(taken, ", ")})
	}
	return nil
}

// course finds a course that is there.
func (s *starter) course(id string) (*course.Course, error) {
	catalogue, _ := course.Load(s.src.fsys, languages())
	if c := catalogue.Course(id); c != nil {
		return c, nil
	}
	return nil, s.newError("new_no_course", "new_no_course_hint", map[string]any{"Name": id, "Program": s.name, "Dir": shellWord(s.dir)})
}

// nextWeight puts a page behind those beside it.
func nextWeight(side []*course.Set) int {
	used := map[int]bool{}
	last := 0
	for _, set := range side {
		if m := set.Main(); m != nil {
			used[m.Weight] = true
			last = max(last, m.Weight)
		}
	}
	if last < mostWeight {
		return last + 1
	}
	w := 1
	for used[w] {
		w++
	}
	return w
}

func (p *program) newCourse(s *starter, o newOrder) error {
	parts, err := s.parts(o.name, "NAME")
	if err != nil {
		return err
	}
	if err := knownLanguages([]string{o.from}); err != nil {
		return err
	}
	id := parts[0]
	if err := s.free(id, "home", "g"); err != nil {
		return err
	}
	catalogue, _ := course.Load(s.src.fsys, languages())
	var side []*course.Set
	for _, c := range catalogue.Courses {
		side = append(side, c.Index)
	}
	s.tell("course", id)
	return s.pages("course", path.Join("courses", id, "_index.md"), form{Source: o.from, Title: o.title, Today: s.today, Weight: nextWeight(side)})
}

func (p *program) newModule(s *starter, o newOrder) error {
	parts, err := s.parts(o.name, "COURSE/NAME")
	if err != nil {
		return err
	}
	if err := s.free(parts[1], "g", "about"); err != nil {
		return err
	}
	c, err := s.course(parts[0])
	if err != nil {
		return err
	}
	var side []*course.Set
	for _, m := range c.Sections {
		side = append(side, m.Index)
	}
	s.tell("module", o.name)
	return s.pages("module", path.Join("courses", o.name, "_index.md"), form{Source: c.Source, Title: o.title, Weight: nextWeight(side)})
}

func (p *program) newLesson(s *starter, o newOrder) error {
	parts, err := s.parts(o.name, "COURSE/MODULE/NAME")
	if err != nil {
		return err
	}
	if err := s.free(parts[2], "index", "pocket"); err != nil {
		return err
	}
	c, err := s.course(parts[0])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(c.Sections, func(m *course.Section) bool { return m.ID == parts[1] })
	if i < 0 {
		return s.newError("new_no_module", "new_no_module_hint", map[string]any{"Course": c.ID, "Name": parts[1], "Program": s.name, "Dir": shellWord(s.dir)})
	}
	s.tell("lesson", o.name)
	return s.pages("lesson", path.Join("courses", o.name+".md"), form{Source: c.Source, Title: o.title, Weight: nextWeight(c.Sections[i].Lessons)})
}

// lesson finds the lesson that is to show something: the one named, or the
// first.
func (s *starter) lesson(c *course.Course, in string) (*course.Set, error) {
	for _, m := range c.Sections {
		for _, l := range m.Lessons {
			if (in == "" || l.Name == in) && l.Main() != nil {
				return l, nil
			}
		}
	}
	if in != "" {
		return nil, s.newError("new_lesson_unknown", "new_lesson_unknown_hint", map[string]any{"Course": c.ID, "Name": in})
	}
	return nil, s.newError("new_no_lesson", "new_no_lesson_hint", map[string]any{"Course": c.ID, "Program": s.name, "Dir": shellWord(s.dir)})
}

// show appends a shortcode to a lesson in every language.
func (s *starter) show(l *course.Set, shortcode string) error {
	for _, lang := range languages() {
		page := l.Pages[lang]
		if page == nil {
			continue // the check says so
		}
		old, err := fs.ReadFile(s.src.fsys, page.Path)
		if err != nil {
			return err
		}
		s.order.change(page.Path, old, withLine(old, shortcode))
	}
	return nil
}

// reAnchor is the anchor of a heading.
var reAnchor = regexp.MustCompile(`(?m)^## .*\{#([a-z0-9-]+)\}\s*$`)

// readAgain is where a question of a lesson leads.
func readAgain(l *course.Set) string {
	if m := reAnchor.FindSubmatch(l.Main().Body); m != nil {
		return l.Name + "#" + string(m[1])
	}
	return l.Name
}

func (p *program) newBank(s *starter, o newOrder) error {
	parts, err := s.parts(o.name, "COURSE/NAME")
	if err != nil {
		return err
	}
	c, err := s.course(parts[0])
	if err != nil {
		return err
	}
	l, err := s.lesson(c, o.in)
	if err != nil {
		return err
	}
	kind, mode := quiz.Practice, fs.FileMode(0o644)
	if o.exam {
		kind, mode = quiz.Exam, 0o600
	}
	f := form{Source: c.Source, Read: readAgain(l), IDs: s.questionIDs(c, kind)}
	if f.Cite, err = s.cite(); err != nil {
		return err
	}
	if err := s.yamls(string(kind), bankFile(c.ID, kind, parts[1]), f, mode); err != nil {
		return err
	}
	s.tell(string(kind), o.name)
	s.args["Lesson"] = c.ID + "/" + l.Name
	if !o.exam {
		return s.show(l, "{{< practice "+parts[1]+" >}}")
	}
	return s.hold(c)
}

// questionIDs are ids for the questions of the archetypes that no other
// question of the course has.
func (s *starter) questionIDs(c *course.Course, kind quiz.Kind) map[string]string {
	banks, _ := quiz.Load(s.src.fsys, kind, quiz.Options{Course: c.ID, Source: c.Source, Languages: languages()})
	taken := interchange.IDs{}
	for _, b := range banks {
		for _, q := range b.Questions {
			taken.Take(q.ID)
		}
	}
	ids := map[string]string{}
	for _, id := range []string{"one-thing", "feedback", "wrong-options", "same-length"} {
		ids[id] = taken.Make(id, "en", "question")
	}
	return ids
}

// hold gives a course that has no exam one that draws two questions.
func (s *starter) hold(c *course.Course) error {
	m := c.Index.Main()
	if m == nil || m.Has("exam") {
		return nil
	}
	old, err := fs.ReadFile(s.src.fsys, m.Path)
	if err != nil {
		return err
	}
	end := "\n"
	if bytes.Contains(m.Head, []byte("\r\n")) {
		end = "\r\n"
	}
	at := bytes.IndexByte(old, '\n') + 1 + len(m.Head) // before the fence that ends it
	data := slices.Concat(old[:at], []byte("exam: {draw: 2, pass: 80, attempts: 3, wait_hours: 0, time_minutes: 0}"+end), old[at:])
	s.order.change(m.Path, old, data)
	return nil
}

func (p *program) newScenario(s *starter, o newOrder) error {
	parts, err := s.parts(o.name, "COURSE/NAME")
	if err != nil {
		return err
	}
	c, err := s.course(parts[0])
	if err != nil {
		return err
	}
	l, err := s.lesson(c, o.in)
	if err != nil {
		return err
	}
	f := form{Source: c.Source}
	if f.Cite, err = s.cite(); err != nil {
		return err
	}
	if err := s.yamls("scenario", path.Join("quizzes", c.ID, string(quiz.Scenarios), parts[1]+".yaml"), f, 0o644); err != nil {
		return err
	}
	s.tell("scenario", o.name)
	s.args["Lesson"] = c.ID + "/" + l.Name
	return s.show(l, "{{< scenario "+parts[1]+" >}}")
}

// startKey is the source that new questions cite.
const startKey = "START"

var reStart = regexp.MustCompile(`(?m)^` + startKey + `\s*:`)

// cite is the list of sources of a new question. A folder that has no entry
// for it gets one.
func (s *starter) cite() (string, error) {
	const name = "data/sources.yaml"
	entry, err := s.fill("source.yaml", "", form{Today: s.today})
	if err != nil {
		return "", err
	}
	old, err := fs.ReadFile(s.src.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.order.make(name, entry, 0o644)
	case err != nil:
		return "", err
	case !reStart.Match(old):
		data := slices.Clone(old)
		if len(data) > 0 && data[len(data)-1] != '\n' {
			data = append(data, '\n')
		}
		s.order.change(name, old, append(data, entry...))
	}
	return "[" + startKey + "]", nil
}
