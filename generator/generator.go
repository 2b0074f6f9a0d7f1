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
	"strings"
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

// home is the site of the pages that belong to no course.
const home = "home"

// rendered is a whole site before it is written.
type rendered struct {
	files   hugo.Files
	shells  map[string]string
	exits   map[string]string            // shells with a quick exit
	guides  map[string]map[string]string // trainer's guides by course and language
	anchors map[string]map[string]string // by page address
}

// render builds every Hugo site of the material and merges them: one for the
// pages that belong to no course, and one a course, so that an edited course
// is rebuilt alone.
func (m *material) render(ctx context.Context) (rendered, []diag.Diagnostic, error) {
	out := rendered{
		files: hugo.Files{}, shells: map[string]string{}, exits: map[string]string{},
		guides: map[string]map[string]string{}, anchors: map[string]map[string]string{},
	}
	pages, err := m.home()
	if err != nil {
		return out, nil, err
	}
	ds, err := m.part(ctx, &out, home, pages, func(name string) bool { return true })
	if err != nil || diag.HasErrors(ds) {
		return out, ds, err
	}
	for _, c := range m.catalogue.Courses {
		pages, err := m.pages(c)
		if err != nil {
			return out, ds, err
		}
		folder := "/courses/" + c.ID + "/"
		more, err := m.part(ctx, &out, c.ID, pages, func(name string) bool {
			lang, rest, _ := strings.Cut(name, "/")
			return !catalog.Known(lang) || strings.HasPrefix("/"+rest, folder)
		})
		ds = append(ds, more...)
		if err != nil || diag.HasErrors(ds) {
			return out, ds, err
		}
	}
	return out, ds, out.finish()
}

// part builds one Hugo site and merges what it owns into out. A file that two
// sites publish, such as the style sheet, must be the same in both.
func (m *material) part(ctx context.Context, out *rendered, name string, pages hugo.Files, owns func(string) bool) ([]diag.Diagnostic, error) {
	src, err := m.site(name, pages)
	if err != nil {
		return nil, err
	}
	files, problems, err := hugo.Build(ctx, src)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", name, err)
	}
	var ds []diag.Diagnostic
	for _, p := range problems {
		ds = append(ds, diag.Diagnostic{Pos: p.Pos, Rule: "build-hugo", Args: map[string]any{"Message": p.Message}})
	}
	if len(ds) > 0 {
		return ds, nil
	}
	if err := out.keepGuide(name, files); err != nil {
		return ds, err
	}
	for name, data := range src { // Hugo's library leaves these to its command
		if to, ok := strings.CutPrefix(name, "static/"); ok {
			files[to] = data
		}
	}
	for _, f := range slices.Sorted(maps.Keys(files)) {
		if !owns(f) {
			continue
		}
		if old, ok := out.files[f]; ok && !bytes.Equal(old, files[f]) {
			return ds, fmt.Errorf("two sites publish different %s", f)
		}
		out.files[f] = files[f]
	}
	return ds, nil
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
		if _, after, ok := bytes.Cut(pages[i].html, []byte("[i18n] ")); ok {
			return fmt.Errorf("%s: the text %.40q of the interface is missing", name, after)
		}
		r.files[name], r.anchors[name] = pages[i].html, pages[i].anchors
	}
	return r.search()
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
