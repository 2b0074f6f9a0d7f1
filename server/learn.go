package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// learnPage is the data of "my courses".
type learnPage struct {
	Name    string
	Code    string
	Courses []learnCourse
	Errs    []web.FieldError
}

// A learnCourse is a course that a person is enrolled in or has begun to read.
type learnCourse struct {
	ID, Title    string
	Enrolled     bool
	Read, Total  int
	Next         string // address of the next unread lesson
	NextTitle    string
	Changed      []changedLesson // read, and not as they were then
	Finished     bool            // every lesson read
	Exam         bool            // the course has one
	Open         string
	Certificates []learnCertificate
}

// A changedLesson is worth reading again.
type changedLesson struct {
	Title, Link string
	Paragraphs  int  // new or rewritten ones
	Much        bool // most of the page
}

type learnCertificate struct {
	ID      string
	Issued  time.Time
	Revoked bool
}

func (s *Server) learn(c *Context) error {
	data, err := s.learnData(c)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "learn", data)
}

func (s *Server) learnData(c *Context) (learnPage, error) {
	ctx := c.Request.Context()
	var data learnPage
	var err error
	if data.Name, err = s.nameOf(ctx, c.Person.ID); err != nil {
		return data, err
	}
	enrolments, err := s.cfg.Store.Enrolments(ctx, c.Person.ID)
	if err != nil {
		return data, fmt.Errorf("list enrolments: %w", err)
	}
	certificates, err := s.cfg.Store.Certificates(ctx, c.Person.ID)
	if err != nil {
		return data, fmt.Errorf("list certificates: %w", err)
	}
	enrolled := map[string]bool{}
	var order []string
	for _, e := range enrolments {
		if !enrolled[e.Course] {
			enrolled[e.Course] = true
			order = append(order, e.Course)
		}
	}
	for _, e := range s.cfg.Manifest.Courses {
		if !enrolled[e.Course] {
			order = append(order, e.Course)
		}
	}
	for _, id := range order {
		edition, ok := s.cfg.Manifest.Edition(id)
		if !ok {
			continue
		}
		row, err := s.learnCourse(ctx, c, edition)
		if err != nil {
			return data, err
		}
		if row.Enrolled = enrolled[id]; !row.Enrolled && row.Read == 0 {
			continue
		}
		for _, k := range certificates {
			if k.Course == id && len(k.Signature) > 0 {
				row.Certificates = append(row.Certificates, learnCertificate{ID: k.ID, Issued: k.Issued, Revoked: !k.Revoked.IsZero()})
			}
		}
		data.Courses = append(data.Courses, row)
	}
	return data, nil
}

func (s *Server) learnCourse(ctx context.Context, c *Context, e course.Edition) (learnCourse, error) {
	row := learnCourse{ID: e.Course, Title: e.Texts[c.Lang].Title}
	read, err := s.cfg.Store.Progress(ctx, c.Person.ID, e.Course)
	if err != nil {
		return row, fmt.Errorf("read progress: %w", err)
	}
	for _, l := range lessons(e) {
		row.Total++
		r, ok := read[l.Page]
		if !ok {
			if row.Next == "" {
				row.Next, row.NextTitle = c.Path(l.Path), l.Titles[c.Lang]
			}
			continue
		}
		row.Read++
		if n := since(r.Segments, l.Segments[c.Lang]); n.changed > 0 {
			row.Changed = append(row.Changed, changedLesson{l.Titles[c.Lang], c.Path(l.Path), n.changed, n.much()})
		}
	}
	row.Finished = row.Total > 0 && row.Read == row.Total
	_, row.Exam = s.cfg.Banks[e.Course]
	attempts, err := s.cfg.Store.Attempts(ctx, c.Person.ID, e.Course)
	if err != nil {
		return row, fmt.Errorf("list attempts: %w", err)
	}
	for _, a := range attempts {
		if a.State == learner.Open {
			row.Open = a.ID
		}
	}
	return row, nil
}

// join enrols who is signed in with another course code.
func (s *Server) join(c *Context) error {
	form, err := c.form("code")
	if err != nil {
		return err
	}
	bad := &complain{s: s, lang: c.Lang}
	run, err := s.findRun(c, bad, form.Get("code"))
	if err != nil {
		return err
	}
	if len(bad.errs) == 0 {
		err := s.write(c.Request.Context(), func(tx store.Tx) error { return s.enrol(tx, c.Person, run) })
		switch {
		case errors.Is(err, errNoSeat):
			bad.add("code", "acct_code_full")
		case err != nil && !errors.Is(err, store.ErrConflict): // in it already: nothing to say
			return fmt.Errorf("join run: %w", err)
		default:
			return c.Redirect(c.Path("learn/"))
		}
	}
	data, err := s.learnData(c)
	if err != nil {
		return err
	}
	data.Code, data.Errs = form.Get("code"), bad.errs
	return s.page(c, http.StatusUnprocessableEntity, "learn", data)
}

// markRead is the form at the end of each lesson: the same for everyone. Who
// is signed in has the lesson marked; everybody goes on. A page that does not
// say what was on it is taken to be as it is now.
func (s *Server) markRead(c *Context) error {
	form, err := c.form("course", "page", "segments")
	if err != nil {
		return err
	}
	edition, i, err := s.findLesson(form.Get("course"), form.Get("page"))
	if err != nil {
		return err
	}
	all := lessons(edition)
	if c.SignedIn() {
		segments := cmp.Or(cleanSegments(form.Get("segments")), all[i].Segments[c.Lang])
		if err := s.setRead(c.Request.Context(), c.Person, edition.Course, all[i].Page, segments); err != nil {
			return err
		}
	}
	if i+1 < len(all) {
		return c.Redirect(c.Path(all[i+1].Path))
	}
	if _, ok := s.cfg.Banks[edition.Course]; ok {
		return c.Redirect(c.Path("exam/" + edition.Course))
	}
	return c.Redirect(c.Path("courses/" + edition.Course + "/"))
}
