package server

import (
	"html/template"
	"net/http"
)

// guidePage is the data of a course's guide for trainers.
type guidePage struct {
	Course, Title string
	Text          template.HTML
}

// guide shows what a trainer needs to teach a course. The text is the
// generator's own work, made with the site.
func (s *Server) guide(c *Context) error {
	e, ok := s.cfg.Manifest.Edition(c.Param("course"))
	text := s.cfg.Manifest.Guides[e.Course][c.Lang]
	if !ok || text == "" {
		return errNotFound
	}
	return s.page(c, http.StatusOK, "trainer_guide", guidePage{e.Course, e.Texts[c.Lang].Title, template.HTML(text)}) //nolint:gosec // no reader wrote it
}
