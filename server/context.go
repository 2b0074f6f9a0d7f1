package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"ascult/internal/catalog"
	"ascult/internal/learner"
)

// A Context is one request on its way through a handler.
type Context struct {
	*gin.Context
	Lang    string         // of the address, or Romanian where it names none
	Person  learner.Person // empty ID: nobody is signed in
	Session learner.Session
}

// SignedIn reports whether a person with a whole session asks.
func (c *Context) SignedIn() bool { return c.Person.ID != "" && !c.Session.Half }

// Handler answers a request, or returns an error and writes nothing.
type Handler func(c *Context) error

// handle wraps h for gin: language, session, policy, then h.
func (s *Server) handle(rule rule, h Handler) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &Context{Context: g, Lang: catalog.Languages[0]}
		if rule.api || isAPI(g.Request.URL.Path) {
			g.Set(keyAPI, true)
			c.Lang = c.apiLanguage()
		}
		// gin leaves the parameters of a half-matched route behind, so they count
		// only where a route was found.
		if lang := g.Param("lang"); lang != "" && g.FullPath() != "" {
			if !catalog.Known(lang) {
				s.fail(c, errNotFound)
				return
			}
			c.Lang = lang
		}
		if !rule.blind {
			if err := s.loadSession(c); err != nil {
				s.fail(c, err)
				return
			}
		}
		if c.GetBool(keyAPI) {
			c.Lang = c.apiLanguage() // which may be the person's
		}
		if err := rule.admit(c); err != nil {
			s.fail(c, err)
			return
		}
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// Redirect answers 303: the browser asks for path with GET, and a reload sends
// no form again.
func (c *Context) Redirect(path string) error {
	c.Header("Cache-Control", "no-store")
	c.Context.Redirect(http.StatusSeeOther, path)
	return nil
}

// Path returns the address of a page in the request's language.
func (c *Context) Path(rest string) string { return "/" + c.Lang + "/" + rest }
