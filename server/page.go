package server

import (
	"net/http"

	"ascult/server/internal/web"
)

// headers are sent with every answer. Inline script and style are refused
// everywhere; docs/architecture.md, "Limits and trust", lists headers by page.
func (s *Server) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Referrer-Policy", "no-referrer")
	if s.cfg.BaseURL.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// contentPolicy allows what comes from this host in files of its own, and
// nothing else. Scripts may set addresses only through the policy "ascult".
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; trusted-types ascult; require-trusted-types-for 'script'"

// view is what every page knows of its request.
func (s *Server) view(c *Context) web.View {
	v := web.View{Lang: c.Lang, Path: rest(c.Request.URL.Path), Referrer: "same-origin"}
	v.Exit = kindOf(c.Request.URL.Path) == "report"
	if c.SignedIn() {
		v.SignedIn = true
		v.Role = string(c.Person.Role)
		v.Who, v.Shared = deviceTag(c.Person), c.Session.Shared
		if v.Path == "learn/" {
			// What the exam has kept on the device is sent from here too, and what
			// somebody else has left is wiped.
			v.Scripts = []string{s.site.Load().script("exam")}
		}
	}
	return v
}

// rest is the part of a path behind its language.
func rest(path string) string {
	if len(path) > 4 && path[3] == '/' {
		return path[4:]
	}
	return ""
}

// page renders one of the server's own pages. Nothing of it is kept by any
// cache: what is on it belongs to one person.
func (s *Server) page(c *Context, status int, name string, data any) error {
	return s.pages.Write(c.Writer, status, name, s.view(c), data)
}
