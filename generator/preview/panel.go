package preview

import (
	"net/http"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
)

// A view is what stands beside a page.
type view struct {
	Errors, Warnings []finding
	MoreWarnings     int    // that concern other pages
	Failure          string // why the last refresh could not be done, or ""
	Unbuilt          bool   // there is no site yet
	Page             *info  // nil beside a page that has no file
	Targets          []group
	Edit             bool
	File             string
}

// info is what a writer wants to know of the open page.
type info struct {
	File         link
	Lang         string
	Source       string // language that the others translate
	Minutes      int
	Words        int
	Intensity    int
	Sensitive    bool
	Stale        []mark // paragraphs of this page that are older than their source, or whose translations are
	Translations []translation
	Scenarios    []string // addresses of graphs
}

// A translation says how one language of a page stands.
type translation struct {
	Lang, Href string
	Here       bool
	Missing    bool
	Source     bool
	Stale      int
	File       link
}

// A mark stands at a paragraph.
type mark struct {
	ID    string // of the element
	Langs []string
	Here  bool // this page's own paragraph is older than its source
	Text  string
	Place link

	Changed string // day of the change, or ""
}

// panel answers with what stands beside a page.
func (s *Server) panel(w http.ResponseWriter, r *http.Request) {
	page := r.URL.Query().Get("page")
	s.render(w, http.StatusOK, "panel", s.language(page), page, s.view(page))
}

func (s *Server) view(page string) view {
	lang := s.language(page)
	src, ds := s.o.Session.Source(), s.o.Session.Diagnostics()
	v := view{Unbuilt: s.unbuilt(), Edit: s.o.Edit}
	s.mu.Lock()
	if s.failure != nil {
		v.Failure = s.failure.Error()
	}
	s.mu.Unlock()
	set, pageLang := setOf(src.Catalogue, page)
	var mine []string
	if set != nil {
		if p := set.Pages[pageLang]; p != nil {
			v.Page = s.info(src, set, p)
			v.File = p.Path
		}
		for _, p := range set.Pages {
			mine = append(mine, p.Path)
		}
		mine = append(mine, banksOf(src, set)...)
		if s.o.Edit {
			v.Targets = s.targets(src, set, pageLang)
		}
	}
	var errs, warns []diag.Diagnostic
	for _, d := range ds {
		switch {
		case d.Severity == diag.Error:
			errs = append(errs, d)
		case slices.Contains(mine, d.Pos.File):
			warns = append(warns, d)
		default:
			v.MoreWarnings++
		}
	}
	// What concerns the open page comes first.
	slices.SortStableFunc(errs, func(a, b diag.Diagnostic) int {
		return boolOrder(slices.Contains(mine, a.Pos.File), slices.Contains(mine, b.Pos.File))
	})
	v.Errors, v.Warnings = s.findings(lang, errs, mine, true), s.findings(lang, warns, mine, true)
	return v
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// setOf finds the page that a file of the site shows, or nil.
func setOf(c course.Catalogue, name string) (*course.Set, string) {
	key, lang := keyOf(name)
	if key == "" {
		return nil, ""
	}
	for _, set := range c.Sets() {
		if set != nil && set.Key == key {
			return set, lang
		}
	}
	return nil, lang
}

// owner is the course whose banks a page plays: its own, or [check.Guides].
func owner(c course.Catalogue, set *course.Set) string {
	rest, ok := strings.CutPrefix(set.Key, "courses/")
	if !ok {
		return check.Guides
	}
	id, _, _ := strings.Cut(rest, "/")
	if c.Course(id) == nil {
		return ""
	}
	return id
}

// played lists what a page plays: practice banks, with the questions or all,
// and scenarios.
func played(set *course.Set) (banks map[string][]string, scenarios []string) {
	banks = map[string][]string{}
	main := set.Main()
	if main == nil {
		return banks, nil
	}
	for _, t := range course.Tags(main.Body) {
		if t.Close || len(t.Args) == 0 {
			continue
		}
		switch name := t.Args[0].Value; {
		case t.Name == "practice" && len(t.Args) > 1:
			banks[name] = append(banks[name], t.Args[1].Value)
		case t.Name == "practice":
			banks[name] = append(banks[name], "")
		case t.Name == "scenario":
			scenarios = append(scenarios, name)
		}
	}
	return banks, scenarios
}

// banksOf lists the files of what a page plays, in all languages.
func banksOf(src check.Source, set *course.Set) []string {
	own := owner(src.Catalogue, set)
	banks, scenarios := played(set)
	var out []string
	add := func(stem string) {
		out = append(out, stem+".yaml")
		for _, lang := range catalog.Languages {
			out = append(out, stem+"."+lang+".yaml")
		}
	}
	for name := range banks {
		add("quizzes/" + own + "/practice/" + name)
	}
	for _, name := range scenarios {
		add("quizzes/" + own + "/scenario/" + name)
	}
	return out
}

func (s *Server) info(src check.Source, set *course.Set, p *course.Page) *info {
	i := &info{File: s.link(diag.Pos{File: p.Path, Line: p.BodyLine, Col: 1}), Lang: p.Lang, Source: set.Source, Words: words(p.Body)}
	if m := set.Main(); m != nil {
		i.Minutes, i.Intensity, i.Sensitive = course.Minutes(course.Effort(m.Body, counts(src, owner(src.Catalogue, set)))), m.Intensity, m.Sensitive
	}
	stale, perLang := staleOf(src, set), staleTexts(src, set)
	blocks := translate.Blocks(p.Body)
	ids := src.IDs[p.Path]
	for _, all := range stale {
		for _, st := range all {
			perLang[st.Lang]++
		}
	}
	for n, id := range ids {
		if len(stale[id]) == 0 || n >= len(blocks) {
			continue
		}
		b := blocks[n]
		m := mark{
			ID: "s-" + id, Here: p.Lang != set.Source, Text: short(b.Text, 60), Changed: stale[id][0].Changed,
			Place: s.link(diag.Pos{File: p.Path, Line: p.BodyLine + b.Line - 1, Col: b.Col}),
		}
		for _, st := range stale[id] {
			m.Langs = append(m.Langs, st.Lang)
		}
		if !m.Here || slices.Contains(m.Langs, p.Lang) {
			i.Stale = append(i.Stale, m)
		}
	}
	for _, lang := range catalog.Languages {
		t := translation{Lang: lang, Href: "/" + lang + "/" + place(set.Key), Here: lang == p.Lang, Source: lang == set.Source, Stale: perLang[lang]}
		other := set.Pages[lang]
		if t.Missing = other == nil; !t.Missing {
			t.File = s.link(diag.Pos{File: other.Path, Line: other.BodyLine, Col: 1})
		}
		i.Translations = append(i.Translations, t)
	}
	_, scenarios := played(set)
	for _, name := range scenarios {
		i.Scenarios = append(i.Scenarios, "/_preview/graph/"+owner(src.Catalogue, set)+"/"+name)
	}
	return i
}

// staleOf lists, by segment, the translations that were made from a text that
// has changed since.
func staleOf(src check.Source, set *course.Set) map[string][]translate.Stale {
	name := ledgerOf(src.Catalogue, set)
	out := map[string][]translate.Stale{}
	for _, st := range src.Stale {
		if st.Course == name && st.Page == set.Name && st.Path != "" {
			out[st.ID] = append(out[st.ID], st)
		}
	}
	return out
}

// staleTexts counts, by language, the same among the texts of what a page
// plays.
func staleTexts(src check.Source, set *course.Set) map[string]int {
	own := owner(src.Catalogue, set)
	banks, scenarios := played(set)
	out := map[string]int{}
	for _, st := range src.Stale {
		if st.Course != own || st.Path != "" {
			continue
		}
		kind, name, _ := strings.Cut(st.Page, "/")
		questions, plays := banks[name]
		first, _, _ := strings.Cut(st.ID, ".")
		if kind == "practice" && plays && (slices.Contains(questions, "") || slices.Contains(questions, first)) || kind == "scenario" && slices.Contains(scenarios, name) {
			out[st.Lang]++
		}
	}
	return out
}

// ledgerOf names the ledger that has the segments of a page.
func ledgerOf(c course.Catalogue, set *course.Set) string {
	switch set.Kind {
	case course.HomeKind, course.AboutKind:
		return "home"
	case course.AwarenessKind:
		return "g"
	}
	return owner(c, set)
}

// counts tells how much there is to decide in the pages of a course.
func counts(src check.Source, own string) course.Counts {
	return course.Counts{
		Questions: func(bank, id string) int {
			for _, b := range src.Practice[own] {
				if b.ID == bank && id == "" {
					return len(b.Questions)
				}
			}
			return min(len(id), 1)
		},
		Decisions: func(name string) int {
			for _, sc := range src.Scenarios[own] {
				if sc.ID == name {
					return len(sc.Nodes)
				}
			}
			return 0
		},
	}
}

// words counts the words that a learner reads.
func words(body []byte) int {
	n := 0
	for _, b := range translate.Blocks(body) {
		if !b.Apart {
			n += len(strings.Fields(b.Text))
		}
	}
	return n
}

// short cuts a text at the end of a word.
func short(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}
