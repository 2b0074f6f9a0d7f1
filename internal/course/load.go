package course

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/source"
)

var fileName = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// Load reads every page under content. It returns what could be read even
// when there are problems: all of them, in no order. Pages with the same path
// in different languages are one [Set]. langs[0] is the source language of
// pages that belong to no course.
func Load(fsys fs.FS, langs []string) (Catalogue, []diag.Diagnostic) {
	l := &loader{fsys: fsys, langs: langs, drafts: map[string]map[string]*draft{}, unread: map[string]bool{}, lost: map[string]bool{}, hidden: map[string]bool{}}
	if err := fs.WalkDir(fsys, "content", l.visit); err != nil {
		l.probs.Add("file-missing", diag.Pos{File: "content"}, source.Args{"Name": "content"})
	}
	c := l.gather()
	return c, l.probs
}

type loader struct {
	fsys   fs.FS
	langs  []string
	drafts map[string]map[string]*draft // by key, then language
	unread map[string]bool              // by path: complained about already
	lost   map[string]bool              // languages whose folder is none: complained about already
	hidden map[string]bool              // by key: a language of it could not be read
	images []string
	probs  source.Problems
}

// visit reads a file, or refuses it: nothing under content is read that the
// format does not name, and no link is followed.
func (l *loader) visit(name string, e fs.DirEntry, err error) error {
	if err != nil {
		if name == "content" {
			return err
		}
		l.probs.Add("file-unreadable", diag.Pos{File: name}, source.Args{"Name": path.Base(name)})
		return fs.SkipDir
	}
	if name == "content" {
		return nil
	}
	base := path.Base(name)
	parts := strings.Split(name, "/")[1:]
	switch {
	case !e.IsDir() && !e.Type().IsRegular(), strings.HasPrefix(base, "."):
		if len(parts) == 1 {
			l.lost[base] = true
		} else {
			l.hidden[strings.Join(parts[1:], "/")] = true
		}
		return l.addFile("file-refused", name, e)
	case len(parts) == 1 && e.IsDir():
		if !slices.Contains(l.langs, base) {
			return l.addFile("language-unknown", name, e)
		}
		return nil
	case len(parts) == 1:
		if stem, kind, _ := strings.Cut(base, "."); (kind == "segments" || kind == "texts") && fileName.MatchString(stem) {
			return nil // a ledger of translations
		}
		return l.addFile("file-refused", name, e)
	case e.IsDir():
		if !fileName.MatchString(base) {
			return l.badName(name, e)
		}
		return nil
	case slices.Contains(drawn, strings.ToLower(path.Ext(base))):
		return l.image(name, e)
	case path.Ext(base) != ".md":
		return l.addFile("file-refused", name, e)
	case base != "_index.md" && !fileName.MatchString(strings.TrimSuffix(base, ".md")):
		return l.badName(name, e)
	}
	lang, key := parts[0], strings.Join(parts[1:], "/")
	kind, _, ok := classify(key)
	if !ok {
		return l.addFile("file-refused", name, e)
	}
	data := source.ReadMax(l.fsys, name, source.MaxPage, &l.probs)
	if data == nil {
		l.unread[name], l.hidden[key] = true, true
		return nil
	}
	if l.drafts[key] == nil {
		l.drafts[key] = map[string]*draft{}
	}
	from := len(l.probs)
	d := readPage(name, lang, kind, data, &l.probs)
	if d.Body == nil || slices.ContainsFunc(l.probs[from:], func(d diag.Diagnostic) bool { return d.Rule == "front-matter-missing" }) {
		l.hidden[key] = true
	}
	l.drafts[key][lang] = d
	return nil
}

// drawn are the endings of files that hold pictures.
var drawn = []string{".png", ".jpg", ".jpeg", ".webp", ".svg", ".gif", ".avif", ".bmp", ".heic", ".tif", ".tiff"}

// ImageName is what the file of an image is named.
var ImageName = regexp.MustCompile(`^[a-z0-9-]{1,64}\.(?:png|jpg|webp)$`)

// image notes a picture that lies where a page can lie.
func (l *loader) image(name string, e fs.DirEntry) error {
	dir := path.Dir(strings.SplitN(name, "/", 3)[2])
	_, _, page := classify(path.Join(dir, "a.md"))
	_, _, index := classify(path.Join(dir, "_index.md"))
	ext := path.Ext(name)
	switch {
	case !page && !index:
		return l.addFile("file-refused", name, e)
	case !slices.Contains([]string{".png", ".jpg", ".webp"}, strings.ToLower(ext)):
		l.probs.Add("image-refused", diag.Pos{File: name}, source.Args{"Target": path.Base(name)})
		return nil
	case !ImageName.MatchString(path.Base(name)):
		return l.badName(name, e)
	}
	l.images = append(l.images, name)
	return nil
}

// addFile complains about a file or folder and leaves it unread.
func (l *loader) addFile(rule, name string, e fs.DirEntry) error {
	l.probs.Add(rule, diag.Pos{File: name}, source.Args{"Name": path.Base(name)})
	if e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// badName complains about a name that cannot be part of an address.
func (l *loader) badName(name string, e fs.DirEntry) error {
	l.probs.BadName(l.fsys, name)
	if e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// classify tells the kind of a page by its path, and its name in the ledger.
func classify(key string) (kind Kind, name string, ok bool) {
	p := strings.Split(strings.TrimSuffix(key, ".md"), "/")
	last := p[len(p)-1]
	index := last == "_index"
	switch {
	case p[0] == "courses" && len(p) == 3 && index:
		return CourseKind, "_index", true
	case p[0] == "courses" && len(p) == 4 && index:
		return ModuleKind, p[2] + "/_index", true
	case p[0] == "courses" && len(p) == 4:
		return LessonKind, p[2] + "/" + last, true
	case p[0] == "g" && len(p) == 2 && !index:
		return AwarenessKind, last, true
	case p[0] == "about" && len(p) == 2 && !index:
		return AboutKind, "about/" + last, true
	case index && (len(p) == 1 || len(p) == 2 && (p[0] == "courses" || p[0] == "g")):
		return HomeKind, strings.Join(p, "/"), true
	}
	return "", "", false
}

// gather makes sets and courses of the drafts.
func (l *loader) gather() Catalogue {
	c := Catalogue{Languages: l.langs, Unread: l.hidden, Images: l.images}
	var keys []string
	for k := range l.drafts {
		keys = append(keys, k)
	}
	// A course's own page comes before everything below it, since "_" sorts
	// before letters but after digits: take the pages by depth first.
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	courses := map[string]*Course{}
	sections := map[string]*Section{}
	var lessons []*Set
	for _, key := range keys {
		kind, name, _ := classify(key)
		set := &Set{Key: key, Kind: kind, Name: name, Pages: map[string]*Page{}}
		for lang, d := range l.drafts[key] {
			set.Pages[lang] = d.Page
		}
		parts := strings.Split(key, "/")
		switch kind {
		case HomeKind:
			c.Home = append(c.Home, set)
		case AwarenessKind:
			c.Awareness = append(c.Awareness, set)
		case AboutKind:
			c.About = append(c.About, set)
		case CourseKind:
			k := l.course(parts[1], set)
			courses[k.ID] = k
			c.Courses = append(c.Courses, k)
		case ModuleKind, LessonKind:
			k := courses[parts[1]]
			if k == nil {
				l.orphan(set, "courses/"+parts[1]+"/_index.md")
				continue
			}
			set.Source = k.Source
			if kind == LessonKind {
				lessons = append(lessons, set)
				continue
			}
			s := &Section{ID: parts[2], Index: set}
			if m := set.Main(); m != nil {
				s.Weight = m.Weight
			}
			sections[k.ID+"/"+s.ID] = s
			k.Sections = append(k.Sections, s)
		}
		if set.Source == "" && len(l.langs) > 0 {
			set.Source = l.langs[0]
		}
		l.complete(set)
	}
	for _, set := range lessons {
		parts := strings.Split(set.Key, "/")
		if s := sections[parts[1]+"/"+parts[2]]; s != nil {
			s.Lessons = append(s.Lessons, set)
		} else {
			l.orphan(set, path.Dir(set.Key)+"/_index.md")
		}
		l.complete(set)
	}
	byWeight := func(a, b *Set) int {
		return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.Name, b.Name))
	}
	slices.SortStableFunc(c.Awareness, byWeight)
	slices.SortStableFunc(c.About, byWeight)
	for _, k := range c.Courses {
		for _, s := range k.Sections {
			slices.SortStableFunc(s.Lessons, byWeight)
		}
		slices.SortStableFunc(k.Sections, func(a, b *Section) int {
			return cmp.Or(cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.ID, b.ID))
		})
	}
	slices.SortStableFunc(c.Courses, func(a, b *Course) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.ID, b.ID))
	})
	return c
}

func weight(s *Set) int {
	if m := s.Main(); m != nil {
		return m.Weight
	}
	return 0
}

// course finds the source language of a course: the one named by the page
// whose key "source" names its own language, or else by any.
func (l *loader) course(id string, set *Set) *Course {
	k := &Course{ID: id, Index: set}
	ds := l.drafts[set.Key]
	var found *draft
	for _, lang := range l.langs {
		d := ds[lang]
		if d == nil || d.course.Source == "" {
			continue
		}
		if d.course.Source == lang {
			found = d
			break
		}
		if found == nil {
			found = d
		}
	}
	if found != nil {
		k = &found.course
		k.ID, k.Index = id, set
	} else if len(l.langs) > 0 {
		k.Source = l.langs[0]
	}
	if main := ds[k.Source]; main != nil && main != found {
		src := k.Source
		k = &main.course
		k.ID, k.Index, k.Source = id, set, src
	}
	set.Source = k.Source
	return k
}

func (l *loader) orphan(set *Set, missing string) {
	l.hidden[set.Key] = true // what points at it is not to blame
	for _, lang := range l.langs {
		if p := set.Pages[lang]; p != nil {
			name := "content/" + lang + "/" + missing
			l.probs.Add("index-missing", diag.Pos{File: p.Path, Line: 1, Col: 1}, source.Args{"Name": name})
			return
		}
	}
}

// complete judges the pages of a set against each other.
func (l *loader) complete(set *Set) {
	ds := l.drafts[set.Key]
	main := set.Main()
	for _, lang := range l.langs {
		d := ds[lang]
		switch {
		case l.lost[lang], l.lost[set.Source]:
		case l.unread["content/"+lang+"/"+set.Key], l.unread["content/"+set.Source+"/"+set.Key]:
		case d == nil && main != nil && lang != set.Source:
			l.probs.Add("page-untranslated", diag.Pos{File: "content/" + lang + "/" + set.Key},
				source.Args{"Lang": lang}, diag.Pos{File: main.Path, Line: 1, Col: 1})
		case d != nil && main == nil:
			l.probs.Add("page-orphan", diag.Pos{File: d.Path, Line: 1, Col: 1},
				source.Args{"Lang": set.Source, "Name": "content/" + set.Source + "/" + set.Key})
		}
		if d != nil {
			d.judge(set.Source, main, &l.probs)
		}
	}
}
