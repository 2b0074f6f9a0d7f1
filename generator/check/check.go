package check

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/figure"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// Options change what is checked. The zero value checks a source folder with
// its own exam banks, in all languages.
type Options struct {
	// Languages are the languages that every page and bank must have; nil means
	// [catalog.Languages].
	Languages []string
	// Banks, when not nil, is read for exam banks instead of quizzes/*/exam; it
	// holds a folder of banks per course.
	Banks fs.FS
	// Cache keeps what was read, for the next run; nil keeps nothing.
	Cache *Cache
	// Today is the date by which dates are judged, YYYY-MM-DD; "" judges none.
	// It is also the day on which a text is said to have changed, when it is
	// another than the ledger has.
	Today string
	// Spell, when not nil, is asked about the words of all texts.
	Spell Speller
}

// A Source is a source folder as the rest of the program needs it.
type Source struct {
	Catalogue course.Catalogue
	Practice  map[string][]quiz.Bank     // by course
	Exam      map[string][]quiz.Bank     // by course; never to be published
	Scenarios map[string][]quiz.Scenario // by course, or [Guides] for those of awareness pages
	HelpLines HelpLines
	Sources   map[string]Reference   // by key
	Plans     map[string]figure.Plan // by name
	Editions  []course.Edition       // one a course, in the order of Catalogue.Courses

	Marked   map[string][]byte            // bodies with segment markers, by path of the page
	IDs      map[string][]string          // ids of a page's blocks in order, by path of the page
	Segments map[string]string            // ids and hashes of the segments a page publishes, by path: see [course.Lesson]
	Anchors  map[string]map[string]string // by [course.Set].Key: heading anchors and segment ids, to element ids

	Images map[string]Image             // pictures that pages show, by path of the file
	Shown  map[string]map[string]string // files of Images, by path of the page and the name it uses

	// Waiting are the law cards whose source has changed since they were
	// reviewed: the day of the change, by path of the page and by the card's
	// arguments with a space between.
	Waiting map[string]map[string]string

	changes []sourceChange // marked in data/sources.yaml

	Ledgers        []translate.Ledger // as they stand after alignment
	LedgersChanged bool               // they differ from the files
	Stale          []translate.Stale  // translations of texts that have changed since, by place
}

// Run reads the source folder and checks all of it. The diagnostics are
// sorted. What could be read comes back even when there are errors, so that a
// preview can show it; only a folder without errors may be built.
func Run(fsys fs.FS, o Options) (Source, []diag.Diagnostic) {
	if o.Languages == nil {
		o.Languages = catalog.Languages
	}
	r := &run{fsys: fsys, o: o, src: Source{
		Practice: map[string][]quiz.Bank{}, Exam: map[string][]quiz.Bank{}, Scenarios: map[string][]quiz.Scenario{},
		Marked: map[string][]byte{}, IDs: map[string][]string{}, Anchors: map[string]map[string]string{},
		Segments: map[string]string{}, Waiting: map[string]map[string]string{},
	}}
	var ds []diag.Diagnostic
	r.src.Catalogue, ds = course.Load(fsys, o.Languages)
	r.add(ds)
	r.named, r.sets = map[string]*course.Set{}, map[string]*course.Set{}
	for _, s := range r.src.Catalogue.Sets() {
		r.sets[s.Key] = s
	}
	for _, c := range r.src.Catalogue.Courses {
		for _, s := range c.Sets() {
			r.named[c.ID+"/"+s.Name] = s
		}
	}
	r.home()
	r.folders()
	r.faulty = map[string]bool{}
	r.src.Sources, r.src.changes = readSources(fsys, o.Languages, &r.probs)
	r.src.HelpLines = readHelpLines(fsys, o.Languages, &r.probs)
	r.src.Plans = readPlans(fsys, o.Languages, &r.probs)
	for _, d := range r.probs {
		r.faulty[d.Pos.File] = r.faulty[d.Pos.File] || d.Severity == diag.Error
	}
	r.readWordLists()
	r.read()
	r.segments()
	for _, c := range r.src.Catalogue.Courses {
		r.banks(c)
	}
	r.guideScenarios()
	r.textLedgers()
	r.stale()
	r.add(Across(r.src.Catalogue.Courses, r.src.Exam))
	for _, c := range r.src.Catalogue.Courses {
		r.reviews(c.ID)
	}
	r.reviews(Guides)
	r.roles()
	r.strangers()
	r.weights()
	r.dates()
	r.pictures()
	r.pages()
	r.lacking()
	r.unused()
	r.language()
	for _, s := range r.src.Catalogue.Sets() {
		for _, p := range s.Pages {
			if w := r.src.waitingCards(r.texts[p.Path].tags); w != nil {
				r.src.Waiting[p.Path] = w
			}
		}
	}
	for _, c := range r.src.Catalogue.Courses {
		r.src.Editions = append(r.src.Editions, r.edition(c))
	}
	diag.Sort(r.probs)
	return r.src, alike(r.probs)
}

type run struct {
	fsys   fs.FS
	o      Options
	src    Source
	probs  source.Problems
	texts  map[string]*reading          // by path of the page
	blocks map[string][]translate.Block // of texts, by path of the page
	words  map[string]wordList          // what authors allow, by language
	named  map[string]*course.Set       // by id of a course, "/" and the name of the set
	sets   map[string]*course.Set       // by key
	faulty map[string]bool              // files of data with errors: what is not found in them may be there
	quiz   []quizTexts                  // of banks and scenarios, in the order they were read
}

func (r *run) add(ds []diag.Diagnostic) { r.probs = append(r.probs, ds...) }

// mostAlike is how often one thing is said of one file.
const mostAlike = 100

// alike puts one complaint in the place of all those of a file under one rule
// that go beyond what a person reads. The complaints are sorted.
func alike(ds []diag.Diagnostic) []diag.Diagnostic {
	type kind struct{ file, rule string }
	seen := map[kind]int{}
	first := map[kind]int{} // where the complaint stands that speaks for the rest
	out := ds[:0]
	for _, d := range ds {
		k := kind{d.Pos.File, d.Rule}
		switch seen[k]++; {
		case seen[k] <= mostAlike:
			out = append(out, d)
		case seen[k] == mostAlike+1:
			first[k] = len(out)
			out = append(out, diag.Diagnostic{Pos: d.Pos, Severity: d.Severity, Rule: "more-alike"})
		}
	}
	for k, i := range first {
		out[i].Args = source.Args{"Rule": k.rule, "More": seen[k] - mostAlike}
	}
	return out
}

// folders complains about folders that are links: what they lead to may lie
// outside the source, and be another thing on another machine.
func (r *run) folders() {
	for _, name := range []string{"content", "quizzes", "data", wordsDir} {
		if info, err := fs.Lstat(r.fsys, name); err == nil && !info.IsDir() {
			r.probs.Add("file-refused", diag.Pos{File: name}, source.Args{"Name": name})
		}
	}
}

// home complains about the pages without which a site has no beginning.
func (r *run) home() {
	for _, key := range []string{"_index.md", "courses/_index.md", "g/_index.md"} {
		name := path.Join("content", r.o.Languages[0], key)
		has := slices.ContainsFunc(r.src.Catalogue.Home, func(s *course.Set) bool { return s.Key == key })
		told := slices.ContainsFunc(r.probs, func(d diag.Diagnostic) bool { return d.Pos.File == name })
		if !has && !told {
			r.probs.Add("file-missing", diag.Pos{File: name}, source.Args{"Name": name})
		}
	}
}

// banks reads the banks of a course.
func (r *run) banks(c *course.Course) {
	o := quiz.Options{
		Course: c.ID, Source: c.Source, Languages: r.o.Languages,
		HasPlace:  func(ref string) bool { return r.place(c, ref) },
		HasSource: r.hasSource,
	}
	if m := c.Index.Main(); m != nil {
		o.Objectives = len(m.Objectives)
	}
	o.Read = r.keepTexts(c.ID, translate.Quiz, quiz.Practice)
	practice, ds := quiz.Load(r.fsys, quiz.Practice, o)
	r.add(ds)
	o.Read = r.keepTexts(c.ID, translate.Quiz, quiz.Scenarios)
	r.src.Scenarios[c.ID], ds = quiz.LoadScenarios(r.fsys, o)
	r.add(ds)
	r.src.Practice[c.ID] = practice
	from := r.fsys
	o.Read = r.keepTexts(c.ID, translate.Exam, quiz.Exam)
	if r.o.Banks != nil {
		from, o.Dir, o.Read = r.o.Banks, c.ID, nil // whoever keeps them elsewhere keeps their ledger there
	}
	exam, ds := quiz.Load(from, quiz.Exam, o)
	r.add(ds)
	r.src.Exam[c.ID] = exam
	r.add(quiz.Overlap(quiz.Stems(practice), exam))

	have := 0
	for _, b := range exam {
		have += len(b.Questions)
	}
	if m := c.Index.Main(); m != nil && have < c.Exam.Draw && !diag.HasErrors(ds) {
		r.probs.Add("exam-too-small", m.At("exam"), source.Args{"Draw": c.Exam.Draw, "Have": have})
	}
}

// Guides is where the scenarios of awareness pages are kept, as if these were
// a course. No course has this id.
const Guides = "g"

// guideScenarios reads the scenarios of awareness pages.
func (r *run) guideScenarios() {
	found, ds := quiz.LoadScenarios(r.fsys, quiz.Options{
		Course: Guides, Source: r.o.Languages[0], Languages: r.o.Languages, HasSource: r.hasSource,
		Read: r.keepTexts(Guides, translate.Quiz, quiz.Scenarios),
	})
	r.src.Scenarios[Guides] = found
	r.add(ds)
}

// anchor tells whether a page has an anchor. One whose anchors could not be
// read may have it.
func (r *run) anchor(key, anchor string) bool {
	s := r.sets[key]
	if s == nil {
		return false
	}
	if m := s.Main(); m != nil && r.texts[m.Path].vague {
		return true
	}
	_, ok := r.src.Anchors[key][anchor]
	return ok
}

// place tells whether "page#anchor" exists in a course.
func (r *run) place(c *course.Course, ref string) bool {
	page, anchor, has := strings.Cut(ref, "#")
	if r.src.Catalogue.Unread["courses/"+c.ID+"/"+page+".md"] {
		return true // it is the page that is wrong, not what points at it
	}
	s := r.named[c.ID+"/"+page]
	if s == nil || !has {
		return s != nil
	}
	return r.anchor(s.Key, anchor)
}

// outside tells whether "g/3#anchor" or "about/contact" names a page that
// belongs to no course.
func (r *run) outside(ref string) bool {
	name, anchor, has := strings.Cut(ref, "#")
	key := name + ".md"
	if !strings.HasPrefix(name, "g/") && !strings.HasPrefix(name, "about/") {
		return false
	}
	if r.src.Catalogue.Unread[key] {
		return true
	}
	return r.sets[key] != nil && (!has || r.anchor(key, anchor))
}

// strangers complains about files of data that nothing reads, and about
// folders of banks that belong to no course or kind.
func (r *run) strangers() {
	data, _ := fs.ReadDir(r.fsys, "data") // absent: said where its files are read
	for _, e := range data {
		if name := path.Join("data", e.Name()); e.IsDir() || !slices.Contains([]string{sourcesFile, helpLinesFile, plansFile}, name) {
			r.probs.Add("file-refused", diag.Pos{File: name}, source.Args{"Name": e.Name()})
		}
	}
	courses, err := fs.ReadDir(r.fsys, "quizzes")
	if err != nil {
		return // no banks at all is no problem of its own
	}
	refuse := func(name string) {
		r.probs.Add("file-refused", diag.Pos{File: name}, source.Args{"Name": path.Base(name)})
	}
	ledgers := map[string]bool{Guides + ".texts": true}
	for _, c := range r.src.Catalogue.Courses {
		ledgers[c.ID+".texts"], ledgers[c.ID+".exam.texts"] = true, true
	}
	for _, e := range courses {
		name := path.Join("quizzes", e.Name())
		if !e.IsDir() && ledgers[e.Name()] {
			continue
		}
		own := []string{string(quiz.Practice), string(quiz.Exam), string(quiz.Scenarios)}
		if e.Name() == Guides {
			own = own[2:] // what is practised and examined belongs to a course
		}
		if !e.IsDir() || e.Name() != Guides && r.src.Catalogue.Course(e.Name()) == nil {
			refuse(name)
			continue
		}
		kinds, err := fs.ReadDir(r.fsys, name)
		if err != nil {
			refuse(name)
		}
		for _, k := range kinds {
			if !k.IsDir() || !slices.Contains(own, k.Name()) {
				refuse(path.Join(name, k.Name()))
			}
		}
	}
}

// questions tells how many questions a practice tag shows.
func (r *run) questions(courseID string) func(bank, id string) int {
	return func(bank, id string) int {
		for _, b := range r.src.Practice[courseID] {
			if b.ID != bank {
				continue
			}
			if id == "" {
				return len(b.Questions)
			}
			if _, ok := b.Question(id); ok {
				return 1
			}
		}
		return 0
	}
}

// counts tells how much there is to decide in the pages of a course.
func (r *run) counts(courseID string) course.Counts {
	return course.Counts{Questions: r.questions(courseID), Decisions: func(name string) int {
		for _, s := range r.src.Scenarios[courseID] {
			if s.ID == name {
				return len(s.Nodes)
			}
		}
		return 0
	}}
}

// sortedByID puts canaries of several courses into one order.
func sortedByID(banks map[string][]quiz.Bank) []quiz.Bank {
	var all []quiz.Bank
	for _, bs := range banks {
		all = append(all, bs...)
	}
	slices.SortFunc(all, func(a, b quiz.Bank) int {
		return cmp.Or(cmp.Compare(a.Course, b.Course), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Across complains about what is wrong between courses and in none of them: two
// of which neither comes first, and a canary that two exams share. [Run] does so
// for the courses that it reads.
func Across(courses []*course.Course, exam map[string][]quiz.Bank) []diag.Diagnostic {
	var probs source.Problems
	var pages []*course.Set
	for _, c := range courses {
		pages = append(pages, c.Index)
	}
	order(pages, &probs)
	seen := map[string]quiz.Question{}
	owner := map[string]string{}
	for _, b := range sortedByID(exam) {
		for _, q := range b.Questions {
			if first, dup := seen[q.Canary]; dup && q.Canary != "" && owner[q.Canary] != b.Course {
				probs.Add("canary-duplicate", q.Pos, nil, first.Pos)
				continue
			}
			seen[q.Canary], owner[q.Canary] = q, b.Course
		}
	}
	return probs
}
