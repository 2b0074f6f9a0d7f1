package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
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

type learnCourse struct {
	ID, Title    string
	Read, Total  int
	Next         string // address of the next unread lesson, or of the exam
	NextTitle    string
	Finished     bool // every lesson read
	Exam         bool // the course has one
	Open         string
	Certificates []learnCertificate
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
	seen := map[string]bool{}
	for _, e := range enrolments {
		edition, ok := s.cfg.Manifest.Edition(e.Course)
		if !ok || seen[e.Course] {
			continue
		}
		seen[e.Course] = true
		row, err := s.learnCourse(ctx, c, edition)
		if err != nil {
			return data, err
		}
		for _, k := range certificates {
			if k.Course == e.Course && len(k.Signature) > 0 {
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
		if _, ok := read[l.Page]; ok {
			row.Read++
		} else if row.Next == "" {
			row.Next, row.NextTitle = c.Path(l.Path), l.Titles[c.Lang]
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

// lessons are the lessons of an edition in order.
func lessons(e course.Edition) []course.Lesson {
	var all []course.Lesson
	for _, m := range e.Modules {
		all = append(all, m.Lessons...)
	}
	return all
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
// is signed in and enrolled has the lesson marked; everybody goes on.
func (s *Server) markRead(c *Context) error {
	form, err := c.form("course", "page")
	if err != nil {
		return err
	}
	edition, ok := s.cfg.Manifest.Edition(form.Get("course"))
	if !ok {
		return errNotFound
	}
	all := lessons(edition)
	i := slices.IndexFunc(all, func(l course.Lesson) bool { return l.Page == form.Get("page") })
	if i < 0 {
		return errNotFound
	}
	if c.SignedIn() {
		ctx := c.Request.Context()
		e, err := s.cfg.Store.Enrolment(ctx, c.Person.ID, edition.Course)
		if err == nil {
			err = s.write(ctx, func(tx store.Tx) error {
				return tx.SetRead(c.Person.ID, e.Institution, edition.Course, all[i].Page, store.Reading{At: s.now()})
			})
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("mark as read: %w", err)
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
