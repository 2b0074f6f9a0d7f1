package preview

import (
	"net/http"
	"slices"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
)

// board is the page about everything: courses, translations, findings.
type board struct {
	Unbuilt        bool
	Failure        string
	Courses        []courseRow
	Findings       []finding
	More           int // findings that are not listed
	Errors, Alerts int
	Edit           bool
	Languages      []string
}

// A courseRow says how a course stands.
type courseRow struct {
	Title, Href  string
	Pages, Words int
	Minutes      int
	Translations []courseLang
	Scenarios    []scenarioLink
}

type courseLang struct {
	Lang           string
	Source         bool
	Missing, Stale int
}

type scenarioLink struct{ Name, Href string }

// listed is how many findings the dashboard shows.
const listed = 300

func (s *Server) dashboard(w http.ResponseWriter, r *http.Request) {
	lang := r.URL.Query().Get("lang")
	if !catalog.Known(lang) {
		lang = s.language("")
	}
	if s.o.Lang != "" {
		lang = s.o.Lang
	}
	src, ds := s.o.Session.Source(), slices.Clone(s.o.Session.Diagnostics())
	b := board{Unbuilt: s.unbuilt(), Edit: s.o.Edit, Languages: catalog.Languages}
	s.mu.Lock()
	if s.failure != nil {
		b.Failure = s.failure.Error()
	}
	s.mu.Unlock()
	for _, c := range src.Catalogue.Courses {
		b.Courses = append(b.Courses, s.courseRow(c, lang))
	}
	if others := slices.Concat(src.Catalogue.Home, src.Catalogue.Awareness, src.Catalogue.About); len(others) > 0 {
		b.Courses = append(b.Courses, s.row(s.o.Texts.Text(lang, "preview_other_pages"), "/"+lang+"/", "g", others))
	}
	slices.SortStableFunc(ds, func(a, b diag.Diagnostic) int { return int(a.Severity) - int(b.Severity) })
	for _, d := range ds {
		if d.Severity == diag.Error {
			b.Errors++
		} else {
			b.Alerts++
		}
	}
	if len(ds) > listed {
		b.More, ds = len(ds)-listed, ds[:listed]
	}
	b.Findings = s.findings(lang, ds, nil, true)
	s.render(w, http.StatusOK, "dashboard", lang, "_preview/", b)
}

func (s *Server) courseRow(c *course.Course, lang string) courseRow {
	title := c.ID
	if c.Index == nil {
		return courseRow{Title: title}
	}
	if p := c.Index.Pages[lang]; p != nil && p.Title != "" {
		title = p.Title
	} else if m := c.Index.Main(); m != nil && m.Title != "" {
		title = m.Title
	}
	row := s.row(title, "/"+lang+"/"+place(c.Index.Key), c.ID, c.Sets())
	row.Minutes = c.Work(counts(s.o.Session.Source(), c.ID))
	return row
}

// row counts what stands in some pages. own is whose scenarios they play.
func (s *Server) row(title, href, own string, sets []*course.Set) courseRow {
	src := s.o.Session.Source()
	row := courseRow{Title: title, Href: href}
	perLang := map[string]*courseLang{}
	for _, lang := range catalog.Languages {
		row.Translations = append(row.Translations, courseLang{Lang: lang})
	}
	for i := range row.Translations {
		perLang[row.Translations[i].Lang] = &row.Translations[i]
	}
	for _, set := range sets {
		if set == nil {
			continue
		}
		row.Pages++
		if m := set.Main(); m != nil {
			row.Words += words(m.Body)
		}
		for _, lang := range catalog.Languages {
			if set.Pages[lang] == nil {
				perLang[lang].Missing++
			}
			perLang[lang].Source = lang == set.Source
		}
		for _, all := range staleOf(src, set) {
			for _, st := range all {
				perLang[st.Lang].Stale++
			}
		}
	}
	for _, st := range src.Stale {
		if st.Course == own && st.Path == "" {
			perLang[st.Lang].Stale++
		}
	}
	for _, sc := range src.Scenarios[own] {
		row.Scenarios = append(row.Scenarios, scenarioLink{sc.ID, "/_preview/graph/" + own + "/" + sc.ID})
	}
	return row
}
