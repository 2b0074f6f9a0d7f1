package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ascult/internal/learner"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// The limits of a run.
const (
	maxSeats = 500
	maxDays  = 730
	maxTitle = 80
)

// trainerPage is the data of "my runs".
type trainerPage struct {
	Name                       string
	Runs                       []runLine
	Courses                    []courseChoice
	Guides                     []courseChoice // courses that have a guide for trainers
	Reports                    int            // open ones
	Course, Title, Seats, Days string
	Errs                       []web.FieldError
}

type courseChoice struct{ ID, Title string }

type runLine struct {
	learner.Run
	Guide       bool // the course has a guide for trainers
	CourseTitle string
	Over        bool
}

// runPage is the data of one run.
type runPage struct {
	Run         runLine
	Code        string
	SignUp      string // address to tell learners
	Rows        []learner.RunRow
	Lessons     int
	Started     int
	Passed      int
	NothingRead int
}

func (s *Server) trainerHome(c *Context) error {
	data, err := s.trainerData(c)
	if err != nil {
		return err
	}
	data.Seats, data.Days = "30", "90"
	return s.page(c, http.StatusOK, "trainer", data)
}

func (s *Server) trainerData(c *Context) (trainerPage, error) {
	ctx := c.Request.Context()
	var data trainerPage
	var err error
	if data.Name, err = s.nameOf(ctx, c.Person.ID); err != nil {
		return data, err
	}
	for _, e := range s.cfg.Manifest.Courses {
		choice := courseChoice{e.Course, e.Texts[c.Lang].Title}
		data.Courses = append(data.Courses, choice)
		if s.cfg.Manifest.Guides[e.Course][c.Lang] != "" {
			data.Guides = append(data.Guides, choice)
		}
	}
	reports, err := s.cfg.Store.ReportCount(ctx, c.Person.Institution)
	if err != nil {
		return data, fmt.Errorf("count reports: %w", err)
	}
	data.Reports = reports.Open
	runs, err := s.cfg.Store.RunsByTrainer(ctx, c.Person.ID)
	if err != nil {
		return data, fmt.Errorf("list runs: %w", err)
	}
	for _, r := range runs {
		data.Runs = append(data.Runs, s.runLine(c, r))
	}
	return data, nil
}

func (s *Server) runLine(c *Context, r learner.Run) runLine {
	line := runLine{Run: r, Guide: s.cfg.Manifest.Guides[r.Course][c.Lang] != "", CourseTitle: r.Course, Over: !s.now().Before(r.Expires)}
	if e, ok := s.cfg.Manifest.Edition(r.Course); ok {
		line.CourseTitle = e.Texts[c.Lang].Title
	}
	return line
}

// addRun makes a run. Its code is made from its id, so the page can show it
// whenever the trainer looks, and the database holds only its hash.
func (s *Server) addRun(c *Context) error {
	form, err := c.form("course", "title", "seats", "days")
	if err != nil {
		return err
	}
	bad := &complain{s: s, lang: c.Lang}
	title := strings.Join(strings.Fields(form.Get("title")), " ")
	if n := utf8.RuneCountInString(title); n == 0 {
		bad.add("title", "run_title_missing")
	} else if n > maxTitle {
		bad.add("title", "run_title_long", "Most", maxTitle)
	}
	seats := s.readNumber(bad, "seats", form.Get("seats"), maxSeats)
	days := s.readNumber(bad, "days", form.Get("days"), maxDays)
	if _, ok := s.cfg.Manifest.Edition(form.Get("course")); !ok {
		bad.add("course", "run_course_unknown")
	}
	if len(bad.errs) > 0 {
		data, err := s.trainerData(c)
		if err != nil {
			return err
		}
		data.Course, data.Title, data.Seats, data.Days = form.Get("course"), form.Get("title"), form.Get("seats"), form.Get("days")
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "trainer", data)
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	now := s.now()
	run := learner.Run{
		ID: id, Institution: c.Person.Institution, Course: form.Get("course"), Trainer: c.Person.ID, Title: title,
		CodeHash: learner.HashSecret(s.runCode(id)), Seats: seats, Created: now, Expires: now.Add(time.Duration(days) * 24 * time.Hour),
	}
	err = s.write(c.Request.Context(), func(tx store.Tx) error {
		return errors.Join(tx.AddRun(run), tx.Audit(s.entry(c.Person, "run.add", run.ID, run.Course)))
	})
	if err != nil {
		return fmt.Errorf("add run: %w", err)
	}
	return c.Redirect(c.Path("trainer/runs/" + id))
}

// readNumber reads a whole number from 1 to most.
func (s *Server) readNumber(bad *complain, field, typed string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 1 || n > most {
		bad.add(field, "run_"+field+"_wrong", "Most", most)
		return 0
	}
	return n
}

// runCode makes the code of a run from its id and the installation's secret.
func (s *Server) runCode(id string) string {
	code, err := learner.NewCode(s.cfg.Vault.Stream("run-code:" + id))
	if err != nil {
		return "" // the stream is long enough: it is a key derivation of fixed length
	}
	return code
}

func (s *Server) run(c *Context) error {
	ctx := c.Request.Context()
	run, err := s.cfg.Store.Run(ctx, c.Param("id"), c.Person.ID)
	if err != nil {
		return fmt.Errorf("find run: %w", err)
	}
	data := runPage{Run: s.runLine(c, run), SignUp: s.cfg.BaseURL.JoinPath(c.Lang, "account", "sign-up").String()}
	if code := s.runCode(run.ID); learner.HashSecret(code) == run.CodeHash {
		data.Code = learner.FormatCode(code)
	}
	if data.Rows, err = s.cfg.Store.RunRows(ctx, run.ID); err != nil {
		return fmt.Errorf("list people of run: %w", err)
	}
	if e, ok := s.cfg.Manifest.Edition(run.Course); ok {
		data.Lessons = len(lessons(e))
	}
	for i, row := range data.Rows {
		if data.Rows[i].Name, err = s.nameOf(ctx, row.Person); err != nil {
			return err
		}
		if row.Started {
			data.Started++
		}
		if row.Passed {
			data.Passed++
		}
		if row.Read == 0 {
			data.NothingRead++
		}
	}
	// Looking at a list of people is itself worth a record (ASVS 5.0, 16.3).
	err = s.write(ctx, func(tx store.Tx) error { return tx.Audit(s.entry(c.Person, "run.view", run.ID, "")) })
	if err != nil {
		return fmt.Errorf("record view: %w", err)
	}
	return s.page(c, http.StatusOK, "run", data)
}
