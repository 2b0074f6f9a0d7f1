package server

import (
	"fmt"
	"net/http"
	"slices"
)

// sessionJSON is the answer of GET /api/v1/session: what a static page needs
// to show whose it is. Nobody signed in is a plain answer, not an error.
type sessionJSON struct {
	SignedIn bool                `json:"signedIn"`
	Name     string              `json:"name,omitempty"`
	Role     string              `json:"role,omitempty"`
	Shared   bool                `json:"shared"`         // others use the same computer: the browser keeps nothing
	Read     map[string][]string `json:"read,omitempty"` // by course: pages marked as read
}

func (s *Server) session(c *Context) error {
	var out sessionJSON
	if c.SignedIn() {
		ctx := c.Request.Context()
		name, err := s.nameOf(ctx, c.Person.ID)
		if err != nil {
			return err
		}
		out = sessionJSON{SignedIn: true, Name: name, Role: string(c.Person.Role), Shared: c.Session.Shared, Read: map[string][]string{}}
		for _, e := range s.cfg.Manifest.Courses {
			read, err := s.cfg.Store.Progress(ctx, c.Person.ID, e.Course)
			if err != nil {
				return fmt.Errorf("read progress: %w", err)
			}
			for page := range read {
				out.Read[e.Course] = append(out.Read[e.Course], page)
			}
			slices.Sort(out.Read[e.Course])
		}
	}
	return c.answer(http.StatusOK, out)
}

func (s *Server) healthy(c *Context) error {
	return c.answer(http.StatusOK, map[string]string{"status": "ok"})
}

// ready asks the store one question.
func (s *Server) ready(c *Context) error {
	if _, err := s.cfg.Store.ClockMark(c.Request.Context()); err != nil {
		return errBusy
	}
	return s.healthy(c)
}
