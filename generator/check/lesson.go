package check

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// lawStates are the states whose law a card can show; "int" is what binds
// several of them.
var lawStates = []string{"md", "ua", "ro", "by", "int"}

// kindsOf are the kinds of pages in which some shortcodes may stand; the
// others may stand in all.
var kindsOf = map[string][]course.Kind{
	"gist":     {course.LessonKind},
	"trainer":  {course.LessonKind},
	"pocket":   {course.LessonKind},
	"scenario": {course.LessonKind, course.AwarenessKind},
}

// lists are the shortcodes that hold one list and nothing else.
var lists = []string{"do", "dont", "pocket"}

// mostMinutes is the longest that notes for trainers may take in the room.
const mostMinutes = 240

func minutesOrNone(_ *page, t course.Tag) bool {
	if len(t.Args) == 0 {
		return true
	}
	n, err := strconv.Atoi(t.Args[0].Value)
	return len(t.Args) == 1 && t.Args[0].Name == "" && err == nil && n >= 1 && n <= mostMinutes &&
		strconv.Itoa(n) == t.Args[0].Value
}

// aState is a state, at least one source, and perhaps the day of a review;
// whether they exist is asked later.
func aState(_ *page, t course.Tag) bool {
	for _, a := range t.Args {
		if a.Name != "" {
			return false
		}
	}
	citations, reviewed := lawCard(t)
	for _, c := range citations {
		if _, _, ok := quiz.Citation(c); !ok {
			return false
		}
	}
	if _, err := time.Parse(time.DateOnly, reviewed); reviewed != "" && err != nil {
		return false
	}
	return len(citations) > 0
}

// law checks the state and the sources of a law card.
func (p *page) law(t course.Tag) {
	if s := t.Args[0].Value; !slices.Contains(lawStates, s) {
		p.probs.Add("law-state", p.at(t.Start), source.Args{"State": s, "Known": strings.Join(lawStates, ", ")})
	}
	citations, reviewed := lawCard(t)
	for _, c := range citations {
		if !p.hasSource(c) {
			p.probs.Add("source-unknown", p.at(t.Start), source.Args{"Key": c})
		}
	}
	if d, waits := p.src.waiting(citations, reviewed, p.at(t.Start)); waits && p.Page == p.set.Main() {
		p.probs = append(p.probs, d) // once: the card is the same in every language
	}
	p.lawAge(t)
}

// once complains about what may stand once in a page and stands twice, and
// about a lesson that warns of its content and has no gist.
func (p *page) once() {
	seen := map[string]diag.Pos{}
	for _, t := range p.tags {
		if t.Close || t.Malformed || t.Name != "gist" && t.Name != "scenario" {
			continue
		}
		key := t.Name
		if t.Name == "scenario" && len(t.Args) > 0 {
			key += " " + t.Args[0].Value
		}
		if first, dup := seen[key]; dup {
			p.probs.Add("shortcode-twice", p.at(t.Start), source.Args{"Name": key}, first)
			continue
		}
		seen[key] = p.at(t.Start)
	}
	if _, ok := seen["gist"]; !ok && p.Kind == course.LessonKind && p.ContentNote != "" && p.Body != nil {
		p.probs.Add("gist-missing", p.Page.At("content_note"), nil)
	}
}

// onlyLists complains about a list's shortcode that holds something else.
func (p *page) onlyLists() {
	for i, t := range p.tags {
		if t.Close || !slices.Contains(lists, t.Name) {
			continue
		}
		end := -1
		for _, c := range p.tags[i+1:] {
			if c.Name == t.Name && c.Close {
				end = c.Start
				break
			}
		}
		if end < 0 {
			continue // said already: it has no partner
		}
		inside := translate.Parse(p.Body[t.End:end])
		if _, ok := inside.FirstChild().(*ast.List); !ok || inside.ChildCount() != 1 {
			p.addTag("list-only", t)
		}
	}
}

// words complains about a pair of tags with not one word between them: a card
// of a law that does not say the law.
func (p *page) words() {
	var open []course.Tag
	said := false // of an inner pair; of those around it nothing more is
	for _, t := range p.tags {
		switch {
		case t.Malformed || !forms[t.Name].paired:
		case !t.Close:
			open = append(open, t)
		case len(open) > 0 && open[len(open)-1].Name == t.Name:
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if !said && !slices.Contains(lists, t.Name) && !hasWords(p.Body[from.End:t.Start]) {
				p.addTag("shortcode-empty", from)
				said = true
			}
			said = said && len(open) > 0
		}
	}
}

// hasWords reports whether there is a letter or digit in body apart from tags,
// or a tag that stands for something: a question, a drawing.
func hasWords(body []byte) bool {
	at := 0
	for _, t := range course.Tags(body) {
		if !forms[t.Name].paired || bytes.ContainsFunc(body[at:t.Start], wordRune) {
			return true
		}
		at = t.End
	}
	return bytes.ContainsFunc(body[at:], wordRune)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// roles complains about a role that two awareness pages have.
func (r *run) roles() {
	seen := map[course.Role]diag.Pos{}
	for _, s := range r.src.Catalogue.Awareness {
		m := s.Main()
		if m == nil || m.Role == "" {
			continue
		}
		if first, dup := seen[m.Role]; dup {
			r.probs.Add("role-twice", m.At("role"), source.Args{"Role": string(m.Role)}, first)
			continue
		}
		seen[m.Role] = m.At("role")
	}
}

// taken complains about a page whose name is that of something of ours: every
// folder has its index, every module its pocket card, the ledgers of what
// belongs to no course are called "home" and "g", and a reference to "g/1" or
// "about/contact" leads to no module.
func (r *run) taken(s *course.Set) source.Problems {
	var probs source.Problems
	last := s.Name[strings.LastIndexByte(s.Name, '/')+1:]
	ours := last == "index"
	switch s.Kind {
	case course.LessonKind:
		ours = ours || last == "pocket"
	case course.ModuleKind: // ref would not know which of the two is meant
		last = path.Base(path.Dir(s.Key))
		ours = last == Guides || last == "about"
	case course.CourseKind:
		last = path.Base(path.Dir(s.Key))
		ours = last == "home" || last == Guides
	}
	if !ours {
		return nil
	}
	for _, lang := range r.o.Languages {
		if p := s.Pages[lang]; p != nil {
			probs.Add("name-taken", diag.Pos{File: p.Path, Line: 1, Col: 1}, source.Args{"Name": last})
		}
	}
	return probs
}

// scenario checks that a scenario exists: one of the course, or on an
// awareness page one of those for all of them.
func (p *page) scenario(name string, t course.Tag) {
	owner := Guides
	if p.course != nil {
		owner = p.course.ID
	}
	found := slices.ContainsFunc(p.src.Scenarios[owner], func(s quiz.Scenario) bool { return s.ID == name })
	if !found && !p.there(owner, quiz.Scenarios, name) {
		p.probs.Add("scenario-missing", p.at(t.Start), source.Args{"Name": name, "Folder": path.Join("quizzes", owner, string(quiz.Scenarios))})
	}
}

// hasErrors reports whether a complaint was made about a file: what is not
// found in it may be what could not be read.
func (r *run) hasErrors(file string) bool {
	return slices.ContainsFunc(r.probs, func(d diag.Diagnostic) bool { return d.Pos.File == file && d.Severity == diag.Error })
}

// there reports whether a bank or scenario has a file. If it is not among what
// was read, that is what is wrong, not the page that asks for it.
func (r *run) there(owner string, kind quiz.Kind, name string) bool {
	_, err := fs.Stat(r.fsys, path.Join("quizzes", owner, string(kind), name+".yaml"))
	return err == nil
}
