package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
	"ascult/internal/course"
)

// guidePage is what the trainer's guide of a course is called while Hugo
// renders it. No author's page can have this name, and no file with it is ever
// published: the guide goes into the manifest.
const guidePage = "trainer_guide"

// pocketPage is the name of a module's pocket card in the module's folder.
const pocketPage = "pocket"

// A passage is one passage of a lesson as the theme gets it: Markdown with the
// markers of its segments.
type passage struct {
	Title   string `json:"title"` // of the lesson
	Place   string `json:"place"` // of the lesson
	Minutes int    `json:"minutes"`
	Text    string `json:"text"`
}

// passages are the passages of a name in some lessons, in their order.
func (m *material) passages(lessons []*course.Set, lang, name string) []passage {
	var out []passage
	for _, set := range lessons {
		p := set.Pages[lang]
		if p == nil {
			continue
		}
		body := m.marked(p)
		for _, part := range course.Passages(body) {
			if part.Name == name {
				text := strings.TrimSpace(string(body[part.From:part.To]))
				out = append(out, passage{p.Title, place(set.Key), part.Minutes, text})
			}
		}
	}
	return out
}

// pockets lays out the pocket cards of a course, one for each module that has
// lines for it.
func (m *material) pockets(c *course.Course, own json.RawMessage, out drafts) {
	for i, s := range c.Sections {
		for lang, index := range s.Index.Pages {
			found := m.passages(s.Lessons, lang, pocketPage)
			if len(found) == 0 {
				continue
			}
			key := path.Join(path.Dir(s.Index.Key), pocketPage+".md")
			f := front{
				Title: m.words.Text(lang, "pocket_title", "Title", index.Title), Layout: pocketPage,
				Params: map[string]any{
					"place": place(key), "languages": true, "course": own, "module": s.ID, "number": i + 1, "name": index.Title,
					"passages": found, "exit": sensitive(s.Lessons),
				},
			}
			out[path.Join("content", lang, key)] = draft{front: f}
		}
	}
}

func sensitive(lessons []*course.Set) bool {
	for _, l := range lessons {
		if m := l.Main(); m != nil && m.Sensitive {
			return true
		}
	}
	return false
}

// A guideModule is a module in the trainer's guide.
type guideModule struct {
	Title string    `json:"title"`
	Notes []passage `json:"notes"`
}

// guide lays out the trainer's guide of a course, if it has notes for
// trainers.
func (m *material) guide(c *course.Course, own json.RawMessage, out drafts) {
	for lang := range c.Index.Pages {
		var modules []guideModule
		sum := 0
		for _, s := range c.Sections {
			notes := m.passages(s.Lessons, lang, "trainer")
			if p := s.Index.Pages[lang]; p != nil && len(notes) > 0 {
				modules = append(modules, guideModule{p.Title, notes})
			}
			for _, n := range notes {
				sum += n.Minutes
			}
		}
		if len(modules) == 0 {
			continue
		}
		f := front{Title: guidePage, Layout: "trainer", Params: map[string]any{"course": own, "modules": modules, "minutes": sum}}
		out[path.Join("content", lang, "courses", c.ID, guidePage+".md")] = draft{front: f}
	}
}

// keepGuide takes a rendered guide out of the files of a course's site, so
// that it is never among those that are published.
func (r *rendered) keepGuide(courseID string, files hugo.Files) error {
	for _, lang := range catalog.Languages {
		name := path.Join(lang, "courses", courseID, guidePage+".html")
		data, ok := files[name]
		if !ok {
			continue
		}
		delete(files, name)
		f, err := finish("", data)
		if err != nil {
			return fmt.Errorf("guide %s: %w", name, err)
		}
		inner, err := bodyOf(f.html)
		if err != nil {
			return fmt.Errorf("guide %s: %w", name, err)
		}
		if r.guides[courseID] == nil {
			r.guides[courseID] = map[string]string{}
		}
		r.guides[courseID][lang] = inner
	}
	for name := range files {
		if strings.Contains(name, guidePage) {
			return fmt.Errorf("%s would be published", name)
		}
	}
	return nil
}

// bodyOf returns what stands in the body of a page.
func bodyOf(page []byte) (string, error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Body {
			continue
		}
		for c := range n.ChildNodes() {
			if err := html.Render(&out, c); err != nil {
				return "", err
			}
		}
		break
	}
	return string(tidy(out.Bytes())) + "\n", nil
}
