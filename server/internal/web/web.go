// Package web renders the server's own pages: html/template bodies in the
// shells that the generator made, so that header, footer, styles and scripts
// are always the site's.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"ascult/internal/catalog"
)

//go:embed templates/*.html
var files embed.FS

// The places that a shell marks. Each stands exactly once in it, apart from
// the title, which may stand more often.
const (
	placeTitle = "ASCULT_TITLE"
	placeHead  = "<!--ASCULT_HEAD-->"
	placeLangs = "ASCULT_LANGS"
	placeUser  = "ASCULT_USER"
	placeBody  = "ASCULT_BODY"
)

// A View is what every page knows of its request.
type View struct {
	Lang     string
	Path     string // behind the language, for the language links
	SignedIn bool
	Role     string
	Who      string   // tells the people of one computer apart, "" if nobody is signed in
	Shared   bool     // others use the same computer
	Referrer string   // value of the Referrer-Policy header
	Exit     bool     // in the shell with a quick exit
	Scripts  []string // addresses of scripts that this page needs besides the common one
}

// An Error is the data of the page "error".
type Error struct {
	Key    string // err_<Key> and err_<Key>_hint
	Number string // of the request, or ""

	// Contents is what the course has that the address lies in, or nil.
	Contents *Contents
}

// Contents are the pages of one course in one language.
type Contents struct {
	Title, Path string // Path is below the language's folder, as in every Entry
	Entries     []Entry
}

// An Entry is a page of a course.
type Entry struct {
	Title, Path string
}

// A FieldError is one complaint about a form. Text is ready to be shown; Field
// is the id of the control it is about.
type FieldError struct {
	Field, Text string
}

// Pages holds every page in every language. It is safe for concurrent use.
type Pages struct {
	catalog *catalog.Catalog
	shells  map[string]string
	exits   map[string]string                        // shells with a quick exit; a language may lack one
	sets    map[string]map[string]*template.Template // by language, by name
}

// Load parses all templates and checks that each shell has its places. Exits are
// shells with a quick exit; where a language has none, its shell is used.
func Load(c *catalog.Catalog, shells, exits map[string]string, loc *time.Location) (*Pages, error) {
	p := &Pages{catalog: c, shells: shells, exits: exits, sets: map[string]map[string]*template.Template{}}
	for _, lang := range catalog.Languages {
		for _, place := range []string{placeTitle, placeHead, placeLangs, placeUser, placeBody} {
			if !strings.Contains(shells[lang], place) || exits[lang] != "" && !strings.Contains(exits[lang], place) {
				return nil, fmt.Errorf("the site's shell for %q has no place %s", lang, place)
			}
		}
		common, err := template.New("common").Funcs(funcs(c, lang, loc)).ParseFS(files, "templates/_*.html")
		if err != nil {
			return nil, fmt.Errorf("parse common templates: %w", err)
		}
		p.sets[lang] = map[string]*template.Template{}
		names, err := fs.Glob(files, "templates/*.html")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			base := strings.TrimSuffix(path.Base(name), ".html")
			if strings.HasPrefix(base, "_") {
				continue
			}
			set, err := common.Clone()
			if err != nil {
				return nil, err
			}
			if set, err = set.ParseFS(files, name); err != nil {
				return nil, fmt.Errorf("parse template %s: %w", base, err)
			}
			p.sets[lang][base] = set
		}
	}
	return p, nil
}

// A Frame is what a template sees: the page's own data and its view.
type Frame struct {
	View View
	Data any
}

// Write renders a page and sends it. Nothing is sent if it cannot be rendered.
func (p *Pages) Write(w http.ResponseWriter, status int, name string, v View, data any) error {
	body, err := p.Render(name, v, data)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	if v.Referrer != "" {
		h.Set("Referrer-Policy", v.Referrer)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a reader who left needs no answer
	return nil
}

// Render returns the whole page.
func (p *Pages) Render(name string, v View, data any) ([]byte, error) {
	set, ok := p.sets[v.Lang][name]
	if !ok {
		return nil, fmt.Errorf("no page %q in %q", name, v.Lang)
	}
	frame := Frame{View: v, Data: data}
	part := func(block string) (string, error) {
		if set.Lookup(block) == nil {
			return "", nil
		}
		var b bytes.Buffer
		if err := set.ExecuteTemplate(&b, block, frame); err != nil {
			return "", fmt.Errorf("render %s of page %s: %w", block, name, err)
		}
		return b.String(), nil
	}
	var texts [5]string
	for i, block := range []string{"title", "head", "langs", "user", "body"} {
		var err error
		if texts[i], err = part(block); err != nil {
			return nil, err
		}
	}
	r := strings.NewReplacer(placeTitle, strings.TrimSpace(texts[0]), placeHead, texts[1], placeLangs, texts[2], placeUser, texts[3], placeBody, `<main id="main" class="wrap">`+texts[4]+`</main>`)
	shell := p.shells[v.Lang]
	if exit := p.exits[v.Lang]; v.Exit && exit != "" {
		shell = exit
	}
	return []byte(r.Replace(shell)), nil
}

// funcs are the functions of the templates, in one language.
func funcs(c *catalog.Catalog, lang string, loc *time.Location) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, pairs ...any) string { return c.Text(lang, key, pairs...) },
		"n":     func(key string, n int, pairs ...any) string { return c.Count(lang, key, n, pairs...) },
		"url":   func(rest string) string { return "/" + lang + "/" + rest },
		"date":  func(t time.Time) string { return catalog.Date(lang, t.In(loc)) },
		"clock": func(t time.Time) string { return catalog.Clock(t.In(loc)) },
		"iso":   func(t time.Time) string { return t.In(loc).Format("2006-01-02") },
		"lang":  func() string { return lang },
		"langs": func() []string { return catalog.Languages },
		"name":  func(l string) string { return catalog.Names[l] },
		"list":  func(words ...string) []string { return words },
		"add":   func(a, b int) int { return a + b },
		// The letters of a list whose style is upper-latin.
		"letter": func(i int) string { return string(rune('A' + i)) },
		"dict": func(pairs ...any) map[string]any {
			m := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				m[fmt.Sprint(pairs[i])] = pairs[i+1]
			}
			return m
		},
	}
}
