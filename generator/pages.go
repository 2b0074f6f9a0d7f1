package generator

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"ascult/generator/check"
	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
	"ascult/internal/course"
)

// shellPage and chooserPage are pages that do not stay where Hugo publishes
// them: the shells go into the manifest, the chooser to the root of the site.
const (
	shellPage   = "shell.html"
	exitPage    = "shell-exit.html"
	chooserPage = "chooser.html"
)

// home lays out the pages that belong to no course: the landing page, the
// list of courses, the awareness pages, help, the page for a wrong address,
// the chooser of languages, the shells, and the pages about the site.
func (m *material) home() drafts {
	out := drafts{}
	for _, set := range slices.Concat(m.catalogue.Home, m.catalogue.Awareness, m.catalogue.About) {
		for lang, p := range set.Pages {
			f := front{Title: p.Title, Params: params(p, set)}
			f.Params["stale"], f.Params["images"] = m.stale.notes(check.Guides, set, p), m.shows(p)
			switch {
			case set.Key == "_index.md":
				f.Layout = "landing"
			case set.Key == "courses/_index.md":
				f.Layout = "courses"
			case set.Key == "g/_index.md":
				f.Layout = "guides"
				f.Params["guides"] = m.guides(lang)
			case set.Kind == course.AboutKind:
				f.Layout = "about"
				out[path.Join("content", lang, "about/_index.md")] = draft{raw: hugo.Unseen}
			default:
				f.Layout = "guide"
			}
			if f.Layout == "about" && hasTag(p.Body, "helplines") {
				f.Params["exit"] = true // whoever came for a number may have to leave fast
			}
			if f.Layout == "guide" || f.Layout == "guides" {
				f.Params["exit"] = true
				delete(f.Params, "description") // nothing that tells a bystander more than the title
			}
			out[p.Path] = draft{front: f, text: p}
		}
	}
	own := []struct{ layout, key, title string }{
		{"help", "help.md", "site_help"},
		{"search", "search.md", "search_title"},
		{"missing", "404.md", "site_missing"},
		{"shell", "shell.md", "site_name"},
		{"shell", "shell-exit.md", "site_name"},
		{"chooser", "chooser.md", "site_name"},
	}
	for _, lang := range catalog.Languages {
		for _, o := range own {
			f := front{Title: m.words.Text(lang, o.title), Layout: o.layout, Params: map[string]any{"place": place(o.key)}}
			f.Params["languages"] = o.layout == "help" || o.layout == "search"
			f.Params["exit"] = o.layout == "search" || place(o.key) == exitPage
			f.Params["form"] = o.layout == "shell"
			if o.layout == "search" {
				f.Params["guides"] = m.guides(lang)
			}
			out[path.Join("content", lang, o.key)] = draft{front: f}
		}
	}
	return out
}

// params are what every page tells its template.
func params(p *course.Page, set *course.Set) map[string]any {
	out := map[string]any{
		"place": place(set.Key), "languages": true,
		"summary": p.Summary, "description": p.Summary, "heading": p.Heading,
		"content_note": p.ContentNote, "objectives": p.Objectives, "audience": p.Audience,
	}
	if main := set.Main(); main != nil {
		out["sources"], out["intensity"] = main.Sources, main.Intensity
		out["exit"] = main.Sensitive
	}
	return out
}

// A drawnImage is a picture as the theme sees it.
type drawnImage struct {
	Src    string `json:"src"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// shows are the pictures of a page, by the name that its text uses.
func (m *material) shows(p *course.Page) map[string]drawnImage {
	out := map[string]drawnImage{}
	for name, file := range m.shown[p.Path] {
		if i, ok := m.images[file]; ok {
			out[name] = drawnImage{"/" + i.Published, i.Width, i.Height}
		}
	}
	return out
}

// guides lists the awareness pages in a language.
func (m *material) guides(lang string) []map[string]string {
	var out []map[string]string
	for _, set := range m.catalogue.Awareness {
		if p := set.Pages[lang]; p != nil {
			out = append(out, map[string]string{"place": place(set.Key), "title": p.Title, "heading": p.Heading})
		}
	}
	return out
}

// a neighbour is the page before or after a lesson.
type neighbour struct {
	Href  string `json:"href"`
	Title string `json:"title"`
}

// pages lays out the pages of one course.
func (m *material) pages(c *course.Course) (drafts, error) {
	var b brief
	for _, k := range m.briefs(c.ID) {
		b = k
	}
	data, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("describe the course %s: %w", c.ID, err)
	}
	own := json.RawMessage(data) // it stands in the front matter of every page
	out := drafts{}
	for _, lang := range catalog.Languages {
		out[path.Join("content", lang, "_index.md")] = draft{raw: hugo.Unseen}
		out[path.Join("content", lang, "courses/_index.md")] = draft{raw: hugo.Unseen}
	}
	add := func(set *course.Set, layout string, more func(lang string, f *front)) {
		for lang, p := range set.Pages {
			f := front{Title: p.Title, Layout: layout, Params: params(p, set)}
			f.Params["course"], f.Params["changed"] = own, m.waiting[p.Path]
			f.Params["stale"], f.Params["images"] = m.stale.notes(c.ID, set, p), m.shows(p)
			if more != nil {
				more(lang, &f)
			}
			out[p.Path] = draft{front: f, text: p}
		}
	}
	add(c.Index, "course", nil)
	var lessons []*course.Set
	for i, s := range c.Sections {
		add(s.Index, "module", func(_ string, f *front) {
			f.Params["module"], f.Params["number"] = s.ID, i+1
		})
		lessons = append(lessons, s.Lessons...)
	}
	for i, set := range lessons {
		add(set, "lesson", func(lang string, f *front) {
			f.Params["lesson"], f.Params["number"] = set.Name, i+1
			f.Params["minutes"] = minutes(b.Edition, set.Name)
			f.Params["form"] = m.edition == Web
			f.Params["practice"] = practised(set.Pages[lang].Body)
			f.Params["segments"] = m.segments[set.Pages[lang].Path]
			if i > 0 {
				f.Params["prev"] = beside(lessons[i-1], lang)
			}
			if i+1 < len(lessons) {
				f.Params["next"] = beside(lessons[i+1], lang)
			} else {
				// The server sends whoever has read the last lesson on to the exam.
				title := "site_next_course"
				if m.edition == Web && b.Exam.Draw > 0 {
					title = "site_next_exam"
				}
				f.Params["next"] = neighbour{
					Href:  fmt.Sprintf("/%s/%s", lang, place(c.Index.Key)),
					Title: m.words.Text(lang, title),
				}
			}
		})
	}
	m.pockets(c, own, out)
	m.guide(c, own, out)
	return out, nil
}

func beside(set *course.Set, lang string) neighbour {
	n := neighbour{Href: fmt.Sprintf("/%s/%s", lang, place(set.Key))}
	if p := set.Pages[lang]; p != nil {
		n.Title = p.Title
	}
	return n
}

func minutes(e course.Edition, name string) int {
	for _, mod := range e.Modules {
		for _, l := range mod.Lessons {
			if l.Page == name {
				return l.Minutes
			}
		}
	}
	return 0
}

// practised lists the whole banks a text plays.
func practised(body []byte) []string {
	var out []string
	for _, t := range course.Tags(body) {
		if t.Name == "practice" && len(t.Args) == 1 {
			out = append(out, t.Args[0].Value)
		}
	}
	return out
}

// hasTag reports whether a text has a shortcode.
func hasTag(body []byte, name string) bool {
	return slices.ContainsFunc(course.Tags(body), func(t course.Tag) bool { return t.Name == name })
}
