package generator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ascult/generator/internal/hugo"
	"ascult/internal/catalog"
)

const (
	// openPages is how many pages, those asked for last, a refresh renders again at
	// once, to know whether they are other than before.
	openPages = 4
	// keptPages is how many pages a session keeps as they were rendered.
	keptPages = 400
)

// A shownPage is a page as it was last rendered.
type shownPage struct {
	part string
	of   [sha256.Size]byte // what it was made of
	data []byte            // nil: there is no such page
	used int               // when it was last asked for
}

// shown are pages by the file they are published as.
type shown map[string]*shownPage

// byUse returns the pages, those asked for last first.
func (s shown) byUse() []string {
	return slices.SortedFunc(maps.Keys(s), func(a, b string) int { return cmp.Or(cmp.Compare(s[b].used, s[a].used), cmp.Compare(a, b)) })
}

// parts are the parts of the pages asked for last.
func (s shown) parts() []string {
	var out []string
	for _, name := range s.byUse()[:min(openPages, len(s))] {
		out = append(out, s[name].part)
	}
	return out
}

// Page returns a file of the site by its slash-separated path, such as
// "ro/index.html", and whether there is one. The bytes must not be changed.
func (s *Session) Page(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	switch {
	case isIndex(name):
		return s.index(ctx, name)
	case path.Ext(name) != ".html":
		return s.file(ctx, name)
	}
	if err := s.show(ctx, name); err != nil {
		return nil, false
	}
	p := s.pages[name]
	s.asked(name)
	return p.data, p.data != nil
}

// asked notes that a page was asked for, and forgets those that were not for
// long.
func (s *Session) asked(name string) {
	newest := 0
	for _, p := range s.pages {
		newest = max(newest, p.used)
	}
	s.pages[name].used = newest + 1
	if len(s.pages) > keptPages {
		for _, old := range s.pages.byUse()[keptPages/2:] {
			delete(s.pages, old)
		}
	}
}

// file returns what is no page: a file of the theme, a picture, or a file that pages rendered
// so far have published beside themselves.
func (s *Session) file(ctx context.Context, name string) ([]byte, bool) {
	if data, ok := s.static[name]; ok {
		return data, true
	}
	if p := s.owner(name); p != nil {
		if p.stale {
			s.read(p)
		}
		if data, ok := p.image(name); ok {
			return data, true
		}
	}
	data, ok := s.assets[name]
	if h := s.parts[home]; !ok && s.shells != s.based && h != nil {
		// Some stand in the shells alone, which are no pages.
		s.shells = s.based
		a, err := s.arrange(h)
		if err != nil || a == nil {
			return nil, false
		}
		lang := catalog.Languages[0]
		src, err := a.lay([]string{path.Join(lang, shellPage), path.Join(lang, exitPage)})
		if err != nil {
			return nil, false
		}
		if _, err := s.render(ctx, h, src); err != nil {
			return nil, false
		}
		data, ok = s.assets[name]
	}
	return data, ok
}

// image returns a picture of a part's pages.
func (p *part) image(name string) ([]byte, bool) {
	if p.good != nil {
		for _, i := range p.good.Images {
			if i.Published == name {
				return i.Data, true
			}
		}
	}
	return nil, false
}

// unpublished reports whether a page is published elsewhere, or in the manifest
// alone.
func unpublished(name string) bool {
	base := path.Base(name)
	return base == shellPage || base == exitPage || base == chooserPage || strings.Contains(base, guidePage)
}

// owner returns the part that a page belongs to, or nil.
func (s *Session) owner(name string) *part {
	lang, rest, _ := strings.Cut(name, "/")
	if rest, ok := strings.CutPrefix(rest, "courses/"); ok && catalog.Known(lang) {
		if c, _, below := strings.Cut(rest, "/"); below {
			if c == home {
				return nil
			}
			return s.parts[c]
		}
	}
	return s.parts[home]
}

// laidAs is the name under which Hugo renders a page.
func laidAs(name string) string {
	if name == "index.html" {
		return path.Join(catalog.Languages[0], chooserPage)
	}
	return name
}

// show brings a page in s.pages up to date. The entry has no data when there is
// no such page.
func (s *Session) show(ctx context.Context, names ...string) error {
	byPart := map[*part][]string{}
	for _, name := range names {
		p := s.owner(name)
		if p != nil && p.stale {
			s.read(p)
		}
		if p == s.parts[home] && path.Base(name) == searchPage {
			for _, one := range s.left() { // it knows all pages
				s.read(s.parts[one])
			}
		}
		if p != nil && !unpublished(name) {
			byPart[p] = append(byPart[p], name)
			continue
		}
		s.keep(name, &shownPage{})
	}
	for p, names := range byPart {
		if err := s.showOf(ctx, p, names); err != nil {
			return err
		}
	}
	return nil
}

// keep puts a page in place of what was shown under its name.
func (s *Session) keep(name string, p *shownPage) {
	if old := s.pages[name]; old != nil {
		p.used = old.used
	}
	s.pages[name] = p
}

func (s *Session) showOf(ctx context.Context, p *part, names []string) error {
	for _, name := range names {
		if s.pages[name] == nil {
			s.keep(name, &shownPage{part: p.name})
		}
	}
	a, err := s.arrange(p)
	if err != nil || a == nil {
		return err
	}
	src, err := a.lay(laid(names))
	if err != nil {
		return err
	}
	files := map[string]string{} // content by the page it becomes
	for file := range src {
		files[hugo.PublishedAs(file)] = file
	}
	old := true
	made := map[string][sha256.Size]byte{}
	for _, name := range names {
		if file := files[laidAs(name)]; file != "" && string(src[file]) != hugo.Unseen {
			made[name] = s.madeOf(a, name, src[file])
		}
		old = old && s.pages[name].of == made[name]
	}
	if old {
		return nil // an absent page that stays absent, too
	}
	out, err := s.render(ctx, p, src)
	if err != nil || out == nil {
		return err // the last good pages stay
	}
	for _, name := range names {
		page := &shownPage{part: p.name, of: made[name]}
		if _, ok := made[name]; ok {
			if page.data, err = published(name, out[laidAs(name)]); err != nil {
				return err
			}
		}
		if path.Base(name) == searchPage && p.name == home && page.data != nil {
			if page.data, err = s.search(ctx, path.Dir(name), page.data); err != nil {
				return err
			}
		}
		s.keep(name, page)
	}
	return nil
}

func laid(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, laidAs(name))
	}
	return out
}

// madeOf names what a page is rendered from.
func (s *Session) madeOf(a *arranged, name string, draft []byte) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintln(h, s.based, len(a.data))
	if path.Base(name) == searchPage {
		fmt.Fprintln(h, s.serial)
	}
	h.Write(a.data)
	h.Write(draft)
	return [sha256.Size]byte(h.Sum(nil))
}

// published runs our own pass over a page.
func published(name string, data []byte) ([]byte, error) {
	f, err := finish(name, data)
	if err != nil {
		return nil, err
	}
	return f.html, f.missing(name)
}

// render renders what is laid out of a part. The result is nil when Hugo
// complains; what it says is then among the diagnostics.
func (s *Session) render(ctx context.Context, p *part, src hugo.Files) (hugo.Files, error) {
	out, problems, err := s.renderer.Render(ctx, src)
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", p.name, err)
	}
	p.failed = complaints(problems)
	if len(problems) > 0 {
		return nil, nil
	}
	for name, data := range out {
		if path.Ext(name) != ".html" {
			s.assets[name] = data
		}
	}
	return out, nil
}

// changed renders the pages that are looked at, as far as they belong to some
// parts, and returns those that are other than before.
func (s *Session) changed(ctx context.Context, parts []string, listed bool) ([]string, error) {
	var out []string
	before := map[string][]byte{}
	for i, name := range s.pages.byUse() {
		p := s.pages[name]
		switch {
		case p.part == home && !slices.Contains(parts, home):
			if listed {
				out = append(out, name) // a list: it is rendered when it is asked for
			}
		case !slices.Contains(parts, p.part):
		case i < openPages && path.Base(name) != searchPage:
			before[name] = p.data
		default:
			out = append(out, name)
		}
	}
	if err := s.show(ctx, slices.Collect(maps.Keys(before))...); err != nil {
		return nil, err
	}
	for name, data := range before {
		if !bytes.Equal(data, s.pages[name].data) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}
