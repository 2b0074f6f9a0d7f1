// Package generator turns an author's folder into a published site and the
// manifest that the server reads. Build checks first and refuses a course with
// errors; what it writes depends on nothing but the source: not on the day,
// the machine, the folder or the time zone.
package generator

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// The editions of a site: what is served by our own server, and what is read
// from a disk and sends nothing.
const (
	Web  = "web"
	File = "file"
)

// home is the part of the site that belongs to no course.
const home = "home"

// dataFile is what templates read as hugo.Data.ascult.
const dataFile = "data/ascult.json"

// rendered is a whole site before it is written.
type rendered struct {
	files   hugo.Files
	shells  map[string]string
	exits   map[string]string            // shells with a quick exit
	guides  map[string]map[string]string // trainer's guides by course and language
	anchors map[string]map[string]string // by page address
}

// render renders the material and merges what it gives: the pages that belong
// to no course, and then those of one course after the other, so that no more
// than the pages of one are laid out at a time.
func (m *material) render(ctx context.Context) (rendered, []diag.Diagnostic, error) {
	out := rendered{
		shells: map[string]string{}, exits: map[string]string{},
		guides: map[string]map[string]string{}, anchors: map[string]map[string]string{},
	}
	shared, err := base(m.theme, m.texts)
	if err != nil {
		return out, nil, err
	}
	out.files = static(shared)
	for _, i := range m.images {
		out.files[i.Published] = i.Data
	}
	r := hugo.NewRenderer(shared)
	defer r.Close()
	ds, err := m.part(ctx, r, &out, home, m.home())
	if err != nil || diag.HasErrors(ds) {
		return out, ds, err
	}
	for _, c := range m.catalogue.Courses {
		pages, err := m.pages(c)
		if err != nil {
			return out, ds, err
		}
		more, err := m.part(ctx, r, &out, c.ID, pages)
		ds = append(ds, more...)
		if err != nil || diag.HasErrors(ds) {
			return out, ds, err
		}
	}
	if err := r.Close(); err != nil {
		return out, ds, err
	}
	return out, ds, out.finish()
}

// part renders some pages and merges what they give into out. A file that two
// parts publish, such as the style sheet, must be the same in both.
func (m *material) part(ctx context.Context, r *hugo.Renderer, out *rendered, name string, pages drafts) ([]diag.Diagnostic, error) {
	data, err := m.data(name)
	if err != nil {
		return nil, err
	}
	src := hugo.Files{dataFile: data}
	for file, d := range pages {
		if src[file], err = m.lay(d); err != nil {
			return nil, err
		}
	}
	files, problems, err := r.Render(ctx, src)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", name, err)
	}
	if len(problems) > 0 {
		return complaints(problems), nil
	}
	if err := out.keepGuide(name, files); err != nil {
		return nil, err
	}
	for _, f := range slices.Sorted(maps.Keys(files)) {
		if old, ok := out.files[f]; ok && !bytes.Equal(old, files[f]) {
			return nil, fmt.Errorf("two parts of the site publish different %s", f)
		}
		out.files[f] = files[f]
	}
	return nil, nil
}

// complaints are Hugo's problems as everybody else's.
func complaints(problems []hugo.Problem) []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, p := range problems {
		ds = append(ds, diag.Diagnostic{Pos: p.Pos, Rule: "build-hugo", Args: map[string]any{"Message": p.Message}})
	}
	return ds
}

// finish runs our own pass over every page and moves the pages that have
// another place.
func (r *rendered) finish() error {
	for _, lang := range catalog.Languages {
		for page, shells := range map[string]map[string]string{shellPage: r.shells, exitPage: r.exits} {
			name := path.Join(lang, page)
			f, err := finish("", r.files[name])
			if err != nil {
				return fmt.Errorf("shell %s: %w", lang, err)
			}
			shells[lang] = string(f.html)
			delete(r.files, name)
		}
	}
	chooser := r.files[path.Join(catalog.Languages[0], chooserPage)]
	for _, lang := range catalog.Languages {
		delete(r.files, path.Join(lang, chooserPage))
	}
	r.files["index.html"] = chooser
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(r.files)), func(name string) bool { return path.Ext(name) != ".html" })
	pages, errs := make([]finished, len(names)), make([]error, len(names))
	parallel(len(names), func(i int) { pages[i], errs[i] = finish(names[i], r.files[names[i]]) })
	for i, name := range names {
		if errs[i] != nil {
			return errs[i]
		}
		if err := pages[i].missing(name); err != nil {
			return err
		}
		r.files[name], r.anchors[name] = pages[i].html, pages[i].anchors
	}
	return r.search()
}

// missing complains about a text of the interface that no catalogue has.
func (f finished) missing(name string) error {
	if _, after, ok := bytes.Cut(f.html, []byte("[i18n] ")); ok {
		return fmt.Errorf("%s: the text %.40q of the interface is missing", name, after)
	}
	return nil
}

// parallel runs f for every number below n, on all processors.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
