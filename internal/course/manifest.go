package course

import "ascult/internal/quiz"

// ManifestFormat is the version of [Manifest] that this program writes.
const ManifestFormat = 1

// A Manifest is what the server needs to know about a built site: it is
// written beside the site, as OUT.manifest.json, so that a server needs no
// source. See docs/formats/edition.md.
type Manifest struct {
	Format  int               `json:"format"`
	Courses []Edition         `json:"courses"` // sorted by Course
	Shells  map[string]string `json:"shells"`  // by language: a page with a marked place for the body

	// ShellsExit are shells with a quick exit, for pages that a person may have
	// to leave at once.
	ShellsExit map[string]string `json:"shellsExit"`
	// Guides are the trainer's guides by course and language, HTML to stand
	// under an h1. They are for trainers alone: the server asks who reads them.
	Guides map[string]map[string]string `json:"guides"`
	Lines  []HelpLine                   `json:"lines"` // the help lines that are shown, in the order of their file

	// Changes are the sources marked as changed: questions that cite them are
	// in no new draw until they are reviewed.
	Changes []quiz.Change `json:"changes,omitempty"`
}

// A HelpLine is one number to call, as a report of a mistake names it.
type HelpLine struct {
	ID       string            `json:"id"`
	State    string            `json:"state"`  // lower-case code of a state, or "eu"
	Number   string            `json:"number"` // with plain spaces
	Operator map[string]string `json:"operator"`
}

// Edition returns the edition of a course, and whether the manifest has one.
func (m Manifest) Edition(course string) (Edition, bool) {
	for _, e := range m.Courses {
		if e.Course == course {
			return e, true
		}
	}
	return Edition{}, false
}

// An Edition is one course exactly as it was at one build. Attempts and
// certificates name it by Hash, so it never changes once it is kept.
type Edition struct {
	Course             string              `json:"course"`  // id, such as "interviewing"
	Hash               string              `json:"hash"`    // hex SHA-256 over the sorted (path, SHA-256) of content, practice and data; theme left out
	Number             string              `json:"number"`  // the author's name for it, such as "1"
	Source             string              `json:"source"`  // source language
	LawDate            string              `json:"lawDate"` // YYYY-MM-DD
	Work               int                 `json:"work"`    // minutes that the lessons and the exam take
	Minutes            int                 `json:"minutes"` // minutes that it counts for: Work, never above the ceiling
	SpecialisedMinutes int                 `json:"specialisedMinutes"`
	Exam               ExamSettings        `json:"exam"`
	Certificate        CertificateSettings `json:"certificate"`
	Texts              map[string]Texts    `json:"texts"` // by language
	Modules            []Module            `json:"modules"`
	PracticeStems      []string            `json:"practiceStems"` // hex SHA-256 of each practice stem, folded as docs/formats/bank.md says
}

// Texts are the words of a course in one language.
type Texts struct {
	Title      string   `json:"title"`
	Summary    string   `json:"summary"`
	Audience   string   `json:"audience"`
	Objectives []string `json:"objectives"`
}

// A Module is one section of a course.
type Module struct {
	ID      string            `json:"id"`     // such as "a1"
	Titles  map[string]string `json:"titles"` // by language
	Lessons []Lesson          `json:"lessons"`

	// Pocket is the path of the module's pocket card, as that of a lesson; ""
	// when it has none.
	Pocket string `json:"pocket,omitempty"`
}

// A Lesson is one page that can be read and marked as read.
type Lesson struct {
	Page    string            `json:"page"`    // "a1/purpose": the same in every language
	Path    string            `json:"path"`    // "courses/interviewing/a1/purpose.html", below the language's folder
	Titles  map[string]string `json:"titles"`  // by language
	Minutes int               `json:"minutes"` // rounded up
	Anchors map[string]string `json:"anchors"` // heading anchors and segment ids that exist in the page, to the element id they stand for

	// Segments are the page's segments by language, in order, as "id:hash"
	// with a space between: the first 8 digits of the hash of the source text
	// that this language's text was made from. Two readings are compared by it.
	Segments map[string]string `json:"segments"`
}

// ExamSettings say how a course is examined. Times of 0 mean none.
type ExamSettings struct {
	Draw        int `json:"draw"`
	Pass        int `json:"pass"` // per cent, 1 to 100
	Attempts    int `json:"attempts"`
	WaitHours   int `json:"waitHours"`
	TimeMinutes int `json:"timeMinutes"`
}

// CertificateSettings say what a passed exam earns.
type CertificateSettings struct {
	Type           string `json:"type"`           // attendance, statement or certificate
	ValidityMonths int    `json:"validityMonths"` // 0: for ever
}
