package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/quiz"
)

// A material is everything a site is made of.
type material struct {
	edition   string // web or file
	catalogue course.Catalogue
	editions  []course.Edition
	practice  map[string]map[string]quiz.Bank     // by course and bank
	scenarios map[string]map[string]quiz.Scenario // by course, or [check.Guides], and name
	drawings  map[string]drawing                  // by name
	segments  map[string]string                   // of a page by its path, see [course.Lesson]
	bodies    map[string][]byte                   // marked text by path, where it differs from the page's own
	stale     fallen
	lines     []state
	sources   map[string]check.Reference
	waiting   map[string]map[string]string // law cards to be reviewed, see check.Source
	images    map[string]check.Image       // by path of the file
	shown     map[string]map[string]string // files of images, see check.Source
	settings  settings
	theme     fs.FS            // the folder of one theme: layouts, assets, static
	texts     fs.FS            // <lang>.yaml
	words     *catalog.Catalog // what texts says
}

// base lays out what every Hugo site of the material shares: the configuration,
// the theme and the texts.
func base(theme, texts fs.FS) (hugo.Files, error) {
	out := hugo.Files{"hugo.yaml": []byte(hugo.Settings)}
	for _, from := range []struct {
		fsys fs.FS
		dir  string
	}{{theme, ""}, {texts, "i18n"}} {
		err := fs.WalkDir(from.fsys, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(from.fsys, name)
			if err != nil {
				return err
			}
			out[path.Join(from.dir, name)] = data
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read the theme: %w", err)
		}
	}
	return out, nil
}

// static are the files of a theme that are published as they are. Hugo's
// library leaves them to its command.
func static(base hugo.Files) hugo.Files {
	out := hugo.Files{}
	for name, data := range base {
		if to, ok := strings.CutPrefix(name, "static/"); ok {
			out[to] = data
		}
	}
	return out
}

// brief is a course as the theme sees it.
type brief struct {
	course.Edition
	LessonCount int    `json:"lessons"`
	Academic    string `json:"academic"`
}

// briefs are the courses that a part of the site knows of, in the author's
// order: all of them at home, and a course itself alone.
func (m *material) briefs(part string) []brief {
	var out []brief
	for _, e := range m.editions {
		if part != home && part != e.Course {
			continue
		}
		e.PracticeStems, e.Modules = nil, plain(e.Modules)
		b := brief{Edition: e, Academic: academic(e.Minutes)}
		for _, mod := range e.Modules {
			b.LessonCount += len(mod.Lessons)
		}
		out = append(out, b)
	}
	return out
}

// plain are modules without what no template asks for: it would stand in the
// front matter of every page.
func plain(modules []course.Module) []course.Module {
	out := slices.Clone(modules)
	for i := range out {
		out[i].Lessons = slices.Clone(out[i].Lessons)
		for k := range out[i].Lessons {
			out[i].Lessons[k].Anchors, out[i].Lessons[k].Segments = nil, nil
		}
	}
	return out
}

// academic writes minutes as academic hours with at most one decimal, which is
// a comma in three of the four languages and is written only where it is
// needed.
func academic(minutes int) string {
	tenths := minutes * 10 / course.AcademicHour
	if tenths%10 == 0 {
		return fmt.Sprint(tenths / 10)
	}
	return fmt.Sprintf("%d,%d", tenths/10, tenths%10)
}

// data is what templates read and no page of theirs holds: the courses, the
// practice banks with their answers, the help lines, the sources, the bands. A
// course's pages know of no other course.
func (m *material) data(part string) ([]byte, error) {
	type language struct {
		Tag  string `json:"tag"`
		Name string `json:"name"`
		Home string `json:"home"`
	}
	var languages []language
	for _, l := range catalog.Languages {
		languages = append(languages, language{l, catalog.Names[l], m.words.Text(l, "site_chooser")})
	}
	briefs := m.briefs(part)
	owner := part
	if part == home {
		owner = check.Guides
	}
	data, err := json.Marshal(map[string]any{
		"edition": m.edition, "languages": languages, "courses": briefs, "practice": only(m.practice, owner),
		"helplines": m.lines, "sources": m.sources, "exit": m.settings.Exit, "weaves": weaves(briefs),
		"mark": m.mark(), "rings": rings(briefs),
		"scenarios": only(m.scenarios, owner), "plans": m.drawings, "about": m.about(), "roles": m.roles(), "versions": m.versions(part),
	})
	if err != nil {
		return nil, fmt.Errorf("write the site's data: %w", err)
	}
	return data, nil
}

// only returns what belongs to one owner.
func only[V any](all map[string]V, owner string) map[string]V {
	if one, ok := all[owner]; ok {
		return map[string]V{owner: one}
	}
	return map[string]V{}
}

// front is the front matter we hand to Hugo. The author's own never reaches
// it: a key that Hugo knows and we do not (url, aliases, outputs) has no way in.
type front struct {
	Title  string         `json:"title"`
	Layout string         `json:"layout"`
	Params map[string]any `json:"params"`
}

// A draft is a page before it is laid out for Hugo.
type draft struct {
	front front
	text  *course.Page // whose text it shows; nil: none
	raw   string       // when not empty, the whole file
}

// drafts are pages by the file of content that they are laid out as.
type drafts map[string]draft

// lay lays out a page.
func (m *material) lay(d draft) ([]byte, error) {
	switch {
	case d.raw != "":
		return []byte(d.raw), nil
	case d.text == nil:
		return page(d.front, nil, 0)
	}
	return page(d.front, m.body(d.text), d.text.BodyLine)
}

// page joins front matter and text. The front matter takes as many lines as
// the author's did, so that places in Hugo's errors are the author's.
func page(f front, body []byte, bodyLine int) ([]byte, error) {
	head, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write front matter of %q: %w", f.Title, err)
	}
	// JSON, since Hugo reads it many times as fast as YAML.
	var b bytes.Buffer
	b.WriteByte('{')
	for line := 2; line < bodyLine; line++ {
		b.WriteByte('\n')
	}
	b.Write(head[1:])
	b.WriteByte('\n')
	b.Write(body)
	return b.Bytes(), nil
}

// marked returns a page's whole text with its marks.
func (m *material) marked(p *course.Page) []byte {
	if b, ok := m.bodies[p.Path]; ok {
		return b
	}
	return p.Body
}

// body returns the text that a page publishes, with its marks.
func (m *material) body(p *course.Page) []byte { return course.Public(m.marked(p)) }

// place is where a page is published, below its language's folder.
func place(key string) string {
	return strings.TrimSuffix(strings.Replace(key, "_index.md", "index.md", 1), ".md") + ".html"
}
