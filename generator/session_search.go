package generator

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ascult/generator/internal/hugo"
)

// found is what search sees of the pages of a part in a language.
type found struct {
	serial int // of what the pages were made of
	based  int
	pages  []foundPage
}

// isIndex reports whether a file is the index of a language.
func isIndex(name string) bool {
	return strings.HasPrefix(path.Base(name), strings.TrimSuffix(searchIndex, ".js")+".") && path.Ext(name) == ".js"
}

// index returns the index that the page that searches names, and no other.
func (s *Session) index(ctx context.Context, name string) ([]byte, bool) {
	if err := s.show(ctx, path.Join(path.Dir(name), searchPage)); err != nil {
		return nil, false
	}
	data, ok := s.assets[name]
	return data, ok
}

// search finishes the page that searches: it is told the name of the index, for
// which every page of the language is rendered.
func (s *Session) search(ctx context.Context, lang string, page []byte) ([]byte, error) {
	lines, err := linesPage(page)
	if err != nil {
		return nil, err
	}
	var pages []foundPage
	for _, name := range slices.Sorted(maps.Keys(s.parts)) {
		more, err := s.find(ctx, s.parts[name], lang, lines)
		if err != nil {
			return nil, err
		}
		pages = append(pages, more...)
	}
	slices.SortFunc(pages, func(a, b foundPage) int { return strings.Compare(a.path, b.path) })
	for i := range pages {
		pages[i].sections = slices.Clone(pages[i].sections)
	}
	name, index, page, err := searchable(pages, page)
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", lang, err)
	}
	for old := range s.assets {
		if path.Dir(old) == lang && isIndex(old) {
			delete(s.assets, old)
		}
	}
	s.assets[path.Join(lang, name)] = index
	return page, nil
}

// find returns what search sees of a part.
func (s *Session) find(ctx context.Context, p *part, lang, lines string) ([]foundPage, error) {
	a, err := s.arrange(p)
	if err != nil || a == nil {
		return nil, err
	}
	key := p.name + " " + lang + " " + lines
	if f := s.finds[key]; f != nil && f.serial == a.serial && f.based == s.based {
		return f.pages, nil
	}
	var names []string
	for file, d := range a.drafts {
		name := hugo.PublishedAs(file)
		if d.raw == "" && strings.HasPrefix(name, lang+"/") && !unpublished(name) && path.Base(name) != searchPage {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	src, err := a.lay(names)
	if err != nil {
		return nil, err
	}
	out, err := s.render(ctx, p, src)
	if err != nil || out == nil {
		return nil, err
	}
	f := &found{serial: a.serial, based: s.based}
	pages, errs := make([]foundPage, len(names)), make([]error, len(names))
	parallel(len(names), func(i int) {
		var data []byte
		if data, errs[i] = published(names[i], out[names[i]]); errs[i] == nil {
			rest := strings.TrimPrefix(names[i], lang+"/")
			pages[i], errs[i] = sections(rest, data, rest == lines)
		}
	})
	for i, page := range pages {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if page.kind != "" {
			f.pages = append(f.pages, page)
		}
	}
	s.finds[key] = f
	return f.pages, nil
}
