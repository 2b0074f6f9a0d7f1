package course

import (
	"slices"

	"ascult/internal/diag"
)

// A Kind is what a page is: its kind decides which keys its front matter has.
type Kind string

// The kinds of pages.
const (
	HomeKind      Kind = "home" // landing page and lists
	CourseKind    Kind = "course"
	ModuleKind    Kind = "module"
	LessonKind    Kind = "lesson"
	AwarenessKind Kind = "awareness"
	AboutKind     Kind = "about" // about the site itself: contact, privacy, accessibility
)

// A Role is what an awareness page is to the other pages.
type Role string

// The roles. Each is one page's at most.
const (
	SafetyRole Role = "safety" // linked beside the quick exit
	LinesRole  Role = "lines"  // linked wherever help lines are offered
)

// A Catalogue is everything under content, in all languages.
type Catalogue struct {
	Languages []string
	Home      []*Set    // sorted by Key
	Awareness []*Set    // by weight, then Key
	About     []*Set    // by weight, then Key
	Courses   []*Course // by weight, then id

	Images []string // paths of pictures beside the pages, sorted

	// Unread has the keys of pages of which a language could not be read. That
	// was complained about; what points at them is not to blame.
	Unread map[string]bool
}

// Course returns the course with an id, or nil.
func (c Catalogue) Course(id string) *Course {
	for _, k := range c.Courses {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// Sets returns the pages of the whole catalogue: home, awareness, about, then
// the courses in order.
func (c Catalogue) Sets() []*Set {
	sets := slices.Concat(c.Home, c.Awareness, c.About)
	for _, k := range c.Courses {
		sets = append(sets, k.Sets()...)
	}
	return sets
}

// A Course is one course as its author wrote it.
type Course struct {
	ID          string
	Index       *Set
	Source      string // source language
	Edition     string
	LawDate     string // YYYY-MM-DD
	Weight      int
	Ceiling     int // minutes that are never exceeded
	Specialised bool
	Certificate CertificateSettings
	Exam        ExamSettings
	Sections    []*Section // by weight, then id
}

// WithRole returns the awareness page that has a role, or nil.
func (c Catalogue) WithRole(role Role) *Set {
	for _, s := range c.Awareness {
		if m := s.Main(); m != nil && m.Role == role {
			return s
		}
	}
	return nil
}

// Sets returns the pages of a course: its own, then each module's page and
// lessons in reading order.
func (c *Course) Sets() []*Set {
	sets := []*Set{c.Index}
	for _, s := range c.Sections {
		sets = append(sets, s.Index)
		sets = append(sets, s.Lessons...)
	}
	return sets
}

// A Section is a module with its lessons.
type Section struct {
	ID      string
	Index   *Set
	Weight  int
	Lessons []*Set // by weight, then name
}

// A Set is one page in all its languages.
type Set struct {
	Key    string // path below the language's folder, such as "courses/interviewing/a1/purpose.md"
	Kind   Kind
	Name   string // name in the ledger: "a1/purpose", "a1/_index", "_index", "1"
	Source string // language whose text the others translate
	Pages  map[string]*Page
}

// Main returns the page in the source language, or nil.
func (s *Set) Main() *Page { return s.Pages[s.Source] }

// A Page is one file of content.
type Page struct {
	Path        string // below the source folder: "content/ro/…"
	Lang        string
	Kind        Kind
	Title       string
	Summary     string
	Heading     string
	Audience    string
	ContentNote string
	Objectives  []string
	Weight      int
	Intensity   int
	Sensitive   bool
	Role        Role // of an awareness page, "" for most
	Sources     []string
	Head        []byte // the front matter as it is written, from line 2 on
	Body        []byte // the text after the front matter
	BodyLine    int    // line of the file on which Body starts

	keys map[string]diag.Pos
}

// Has reports whether a key is written in the front matter.
func (p *Page) Has(key string) bool { _, ok := p.keys[key]; return ok }

// At returns the place of a key of the front matter, or of the front matter
// when the key is absent.
func (p *Page) At(key string) diag.Pos {
	if pos, ok := p.keys[key]; ok {
		return pos
	}
	return diag.Pos{File: p.Path, Line: 1, Col: 1}
}
