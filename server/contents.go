package server

import (
	"strings"

	"ascult/internal/catalog"
	"ascult/server/internal/web"
)

// contents returns the contents of the course that a public address lies in,
// for a reader whose link is old; nil for any other address. They follow from
// the address alone, so they tell nothing of who asks.
func (s *Server) contents(address, lang string) *web.Contents {
	parts := strings.Split(strings.Trim(address, "/"), "/")
	if len(parts) < 3 || !catalog.Known(parts[0]) || parts[1] != "courses" {
		return nil
	}
	e, ok := s.cfg.Manifest.Edition(parts[2])
	if !ok {
		return nil
	}
	c := &web.Contents{Title: e.Texts[lang].Title, Path: "courses/" + e.Course + "/index.html"}
	for _, m := range e.Modules {
		for _, l := range m.Lessons {
			c.Entries = append(c.Entries, web.Entry{Title: l.Titles[lang], Path: l.Path})
		}
	}
	return c
}
