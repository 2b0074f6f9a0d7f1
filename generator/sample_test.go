package generator

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ascult"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
)

// sample returns options that build the courses that ship inside the program.
func sample(t *testing.T) Options {
	t.Helper()
	theme, err := fs.Sub(ascult.Themes(), "ascult")
	if err != nil {
		t.Fatal(err)
	}
	return Options{Source: ascult.Sample(), Theme: theme, I18n: ascult.I18n()}
}

// writable copies a file system, so that a test can change it.
func writable(t *testing.T, fsys fs.FS) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type site struct {
	files    map[string][]byte
	manifest course.Manifest
}

var once struct {
	sync.Once
	site
	ds  []diag.Diagnostic
	err error
}

// built renders the sample once for all tests that only read it.
func built(t *testing.T) site {
	t.Helper()
	o := sample(t)
	once.Do(func() {
		once.files, once.manifest, once.ds, once.err = Render(context.Background(), o)
	})
	if once.err != nil || diag.HasErrors(once.ds) {
		t.Fatalf("render the sample: %v %v", once.err, once.ds)
	}
	return once.site
}

// served are the first parts of addresses below a language that the server
// answers, and that are no files.
var served = []string{"learn", "exam", "verify", "account", "attempt", "report", "trainer"}

// leaves reports whether a link may lead to another host: only a quick exit may.
func leaves(n *html.Node) bool { return has(n, "data-exit") }

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func TestEveryPageIsWhole(t *testing.T) {
	s := built(t)
	docs := map[string]*html.Node{}
	elements := map[string]map[string]bool{} // ids by page
	for name, data := range s.files {
		if path.Ext(name) != ".html" {
			continue
		}
		doc, err := html.Parse(strings.NewReader(string(data)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		docs[name], elements[name] = doc, map[string]bool{}
		for n := range doc.Descendants() {
			if id := attr(n, "id"); id != "" {
				if elements[name][id] {
					t.Errorf("%s: the id %q stands twice", name, id)
				}
				elements[name][id] = true
			}
		}
	}
	titles := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		lang, _, _ := strings.Cut(name, "/")
		if name == "index.html" {
			lang = "ro"
		}
		var headings, title, hreflangs int
		for n := range docs[name].Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.DataAtom {
			case atom.Html:
				if attr(n, "lang") != lang {
					t.Errorf("%s: lang is %q", name, attr(n, "lang"))
				}
			case atom.H1:
				headings++
			case atom.Title:
				if n.Parent.DataAtom != atom.Head {
					continue
				}
				title++
				key := lang + "\n" + n.FirstChild.Data
				if other, ok := titles[key]; ok {
					t.Errorf("%s and %s have the title %q", name, other, n.FirstChild.Data)
				}
				titles[key] = name
			case atom.Script:
				if n.FirstChild != nil || attr(n, "src") == "" || attr(n, "type") != "" {
					t.Errorf("%s: a script that is not a classic file", name)
				}
			case atom.Style:
				t.Errorf("%s: an inline style sheet", name)
			case atom.Link:
				if attr(n, "rel") == "alternate" {
					hreflangs++
				}
			case atom.A:
				if strings.Contains(strings.ToLower(attr(n, "href")), "javascript:") {
					t.Errorf("%s: a script in a link", name)
				}
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "integrity" {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
				if a.Key == "href" || a.Key == "src" || a.Key == "action" {
					checkLink(t, name, n, a.Val, s.files, elements)
				}
			}
		}
		if headings != 1 || title != 1 {
			t.Errorf("%s: %d h1 and %d titles", name, headings, title)
		}
		if want := len(catalog.Languages) + 1; hreflangs != want && path.Base(name) != "404.html" {
			t.Errorf("%s: %d links to its languages, want %d", name, hreflangs, want)
		}
		for _, twice := range []string{"&amp;amp;", "&amp;quot;", "&amp;#", "&amp;lt;", "&lt;p&gt;", "«site_", "ZgotmplZ", "‖", "⟦", "{{"} {
			if strings.Contains(string(s.files[name]), twice) {
				t.Errorf("%s holds %q", name, twice)
			}
		}
	}
	sameInAllLanguages(t, elements)
}

// checkLink refuses what is not relative, leads to another host, or leads
// nowhere.
func checkLink(t *testing.T, name string, n *html.Node, to string, files map[string][]byte, ids map[string]map[string]bool) {
	t.Helper()
	switch {
	case strings.HasPrefix(to, "tel:"), strings.HasPrefix(to, "sms:"):
		return
	case strings.Contains(to, ":") || strings.HasPrefix(to, "/"):
		if !leaves(n) {
			t.Errorf("%s: <%s> leads to %s", name, n.Data, to)
		}
		return
	}
	file, fragment, _ := strings.Cut(to, "#")
	file, _, _ = strings.Cut(file, "?")
	target := name
	if file != "" {
		target = path.Join(path.Dir(name), file)
	}
	if parts := strings.Split(target, "/"); len(parts) > 1 && slices.Contains(served, parts[1]) && path.Ext(target) == "" {
		return
	}
	if _, ok := files[target]; !ok {
		t.Errorf("%s: %s is no file", name, to)
		return
	}
	if fragment != "" && !ids[target][fragment] {
		t.Errorf("%s: %s names no element", name, to)
	}
}

// sameInAllLanguages demands that a page has the same anchors whatever its
// language, so that a change of language keeps the place.
func sameInAllLanguages(t *testing.T, elements map[string]map[string]bool) {
	t.Helper()
	segments := 0
	for name, ids := range elements {
		rest, ok := strings.CutPrefix(name, "ro/")
		if !ok {
			continue
		}
		for _, lang := range catalog.Languages[1:] {
			other := elements[lang+"/"+rest]
			if other == nil {
				t.Errorf("%s has no page in %s", rest, lang)
			}
			if !maps.Equal(ids, other) {
				t.Errorf("%s has other ids in %s", rest, lang)
			}
		}
		for id := range ids {
			if strings.HasPrefix(id, "s-") {
				segments++
			}
		}
	}
	if segments < 50 {
		t.Errorf("only %d segments have ids", segments)
	}
}

func TestManifestAnchorsStandInThePage(t *testing.T) {
	s := built(t)
	e, ok := s.manifest.Edition("interviewing")
	if !ok || len(e.Hash) != 64 || len(e.PracticeStems) == 0 {
		t.Fatalf("the manifest has no whole edition: %+v", e)
	}
	for _, m := range e.Modules {
		for _, l := range m.Lessons {
			for _, lang := range catalog.Languages {
				page := string(s.files[path.Join(lang, l.Path)])
				if page == "" {
					t.Fatalf("no page %s in %s", l.Path, lang)
				}
				for anchor, id := range l.Anchors {
					if !strings.Contains(page, ` id="`+id+`"`) {
						t.Errorf("%s/%s: anchor %s stands for %s, which is not there", lang, l.Path, anchor, id)
					}
				}
			}
		}
	}
}

func TestShellHasItsPlacesAndLinksFromTheRoot(t *testing.T) {
	s := built(t)
	var shells []string
	for _, lang := range catalog.Languages {
		shells = append(shells, s.manifest.Shells[lang], s.manifest.ShellsExit[lang])
		if strings.Contains(s.manifest.Shells[lang], "data-exit") || !strings.Contains(s.manifest.ShellsExit[lang], "data-exit") {
			t.Errorf("%s: the quick exit is not where it belongs", lang)
		}
	}
	for i, shell := range shells {
		lang := catalog.Languages[i/2]
		for _, token := range []string{"ASCULT_TITLE", "<!--ASCULT_HEAD-->", "ASCULT_LANGS", "ASCULT_USER", "ASCULT_BODY"} {
			if strings.Count(shell, token) != 1 {
				t.Errorf("%s: %s stands %d times", lang, token, strings.Count(shell, token))
			}
		}
		doc, err := html.Parse(strings.NewReader(shell))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			for _, key := range []string{"href", "src"} {
				to := attr(n, key)
				if to != "" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#") && !leaves(n) {
					t.Errorf("%s: %s=%q does not start at the root", lang, key, to)
				}
			}
		}
	}
}

func TestAwarenessPagesTellNothing(t *testing.T) {
	s := built(t)
	for name, data := range s.files {
		if !strings.Contains(name, "/g/") {
			continue
		}
		page := string(data)
		for _, unwanted := range []string{"<form", "data-app", "data-account", `name="description"`} {
			if strings.Contains(page, unwanted) {
				t.Errorf("%s holds %s", name, unwanted)
			}
		}
		for _, wanted := range []string{`content="no-referrer"`, "data-exit", `class="safety`} {
			if !strings.Contains(page, wanted) {
				t.Errorf("%s does not hold %s", name, wanted)
			}
		}
		head, _, _ := strings.Cut(page, "<title>")
		if !strings.Contains(head, "js/exit.") {
			t.Errorf("%s: the quick exit does not come first", name)
		}
	}
}
