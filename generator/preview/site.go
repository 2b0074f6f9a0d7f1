package preview

import (
	"html/template"
	"mime"
	"net/http"
	"path"
	"strings"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// routes lays out what is answered: the site, and what is ours below /_preview/.
func (s *Server) routes() {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("GET /_preview/events", s.events)
	s.mux.HandleFunc("GET /_preview/preview.js", s.asset("preview.js", "text/javascript; charset=utf-8"))
	s.mux.HandleFunc("GET /_preview/preview.css", s.asset("preview.css", "text/css; charset=utf-8"))
	s.mux.HandleFunc("GET /_preview/panel.css", s.asset("panel.css", "text/css; charset=utf-8"))
	s.mux.HandleFunc("GET /_preview/panel", s.panel)
	s.mux.HandleFunc("GET /_preview/{$}", s.dashboard)
	s.mux.HandleFunc("GET /_preview/graph/{course}/{name}", s.graph)
	s.mux.HandleFunc("POST /{lang}/learn/read", s.next)
	s.mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.mux.HandleFunc("GET /api/v1/session", func(w http.ResponseWriter, _ *http.Request) { // nobody is signed in
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte("{}"))
	})
	s.mux.HandleFunc("GET /api/", http.NotFound)
	s.mux.HandleFunc("GET /_preview/", http.NotFound)
	s.mux.HandleFunc("GET /", s.site)
	if s.o.Edit {
		s.mux.HandleFunc("GET /_preview/source", s.source)
		s.mux.HandleFunc("POST /_preview/check", s.write(s.check))
		s.mux.HandleFunc("POST /_preview/save", s.write(s.save))
		s.mux.HandleFunc("GET /_preview/changes", s.listChanges)
		s.mux.HandleFunc("POST /_preview/undo", s.write(s.undo))
	}
}

// asset answers with a file that is part of the program. Its address changes
// with each run.
func (s *Server) asset(name, kind string) http.HandlerFunc {
	data, err := assets.ReadFile("assets/" + name)
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		if r.URL.RawQuery == s.run {
			w.Header().Set("Cache-Control", "private, max-age=86400")
		}
		_, _ = w.Write(data) // the reader is gone: nobody to tell
	}
}

// site answers with a file of the site as it is now.
func (s *Server) site(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	data, ok := s.o.Session.Page(name)
	status := http.StatusOK
	switch {
	case ok:
	case s.unbuilt(), catalog.Known(strings.Split(name, "/")[0]) && diag.HasErrors(s.o.Session.Diagnostics()):
		// The page may be missing because of the errors: they are what to tell.
		s.render(w, http.StatusServiceUnavailable, "broken", s.language(name), name, s.view(name))
		return
	default:
		if _, folder := s.o.Session.Page(path.Join(name, "index.html")); folder {
			http.Redirect(w, r, "/"+name+"/", http.StatusFound) //nolint:gosec // the path of a page that exists on this site
			return
		}
		status = http.StatusNotFound
		if first, _, _ := strings.Cut(name, "/"); catalog.Known(first) {
			s.render(w, status, "absent", s.language(name), name, s.view(name))
			return
		}
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".html":
		kind = "text/html; charset=utf-8"
		lang, _, _ := strings.Cut(name, "/")
		data = s.inject(data, name, s.language(lang+"/"))
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".woff2":
		kind = "font/woff2"
	}
	if kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.WriteHeader(status)
	_, _ = w.Write(data) //nolint:gosec // a page of the site, as it was built
}

// unbuilt reports whether there has been no site without errors yet.
func (s *Server) unbuilt() bool {
	_, ok := s.o.Session.Page("index.html")
	return !ok
}

// next leads on from a lesson, as the server does once it has noted that it
// was read. Here nothing is noted.
func (s *Server) next(w http.ResponseWriter, r *http.Request) {
	lang := r.PathValue("lang")
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	to := "/" + lang + "/"
	if c := s.o.Session.Source().Catalogue.Course(r.PostFormValue("course")); c != nil && catalog.Known(lang) {
		to = "/" + lang + "/courses/" + c.ID + "/"
		found := false
		for _, sec := range c.Sections {
			for _, l := range sec.Lessons {
				if found {
					http.Redirect(w, r, "/"+lang+"/"+place(l.Key), http.StatusSeeOther) //nolint:gosec // the path of a lesson that was read
					return
				}
				found = l.Name == r.PostFormValue("page")
			}
		}
	}
	if !catalog.Known(lang) {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // the path of a course that was read
}

// place is the path of a page's file below the language's folder.
func place(key string) string {
	dir, base := path.Split(strings.TrimSuffix(key, ".md"))
	if base == "_index" {
		base = "index"
	}
	return dir + base + ".html"
}

// keyOf is the key of the set that a file of the site shows, and its language.
func keyOf(name string) (key, lang string) {
	lang, rest, _ := strings.Cut(name, "/")
	if !catalog.Known(lang) {
		return "", ""
	}
	dir, base := path.Split(strings.TrimSuffix(rest, ".html"))
	if base == "index" {
		base = "_index"
	}
	return dir + base + ".md", lang
}

// policy is what a page of our own may do: nothing but load what is ours.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// A frame is what every page of our own knows.
type frame struct {
	Lang, Run, Token, Page string
	Revision               int
	Edit                   bool
	Data                   any
}

// render answers with a page of our own.
func (s *Server) render(w http.ResponseWriter, status int, name, lang, page string, data any) {
	var b strings.Builder
	err := s.pages.execute(&b, name, s.o.Texts, frame{Lang: lang, Run: s.run, Token: s.token, Page: page, Revision: s.revision(), Edit: s.o.Edit, Data: data})
	if err != nil {
		s.say(err)
		http.Error(w, "this page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String())) // the reader is gone: nobody to tell
}

// templates are the pages of our own.
type templates struct{ set *template.Template }
