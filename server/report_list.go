package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"ascult/internal/course"
	"ascult/server/store"
)

// mostReports is how many reports the table shows at once.
const mostReports = 200

// reportsPage is the data of the trainers' table of reports.
type reportsPage struct {
	Done  bool // those that are done are shown, else those that are open
	Count store.ReportCount
	Rows  []reportRow
	More  int // not shown
}

// A reportRow is one report, as a trainer reads it.
type reportRow struct {
	store.Report
	On, DoneOn  time.Time
	Title, Link string // of the page; "": not known, or gone
	Phone       course.HelpLine
	Operator    string
	Repeated    bool // more than one report names the help line
}

func (s *Server) reports(c *Context) error {
	ctx := c.Request.Context()
	data := reportsPage{Done: c.Query("show") == "done"}
	var err error
	if data.Count, err = s.cfg.Store.ReportCount(ctx, c.Person.Institution); err != nil {
		return fmt.Errorf("count reports: %w", err)
	}
	all, err := s.cfg.Store.Reports(ctx, c.Person.Institution, data.Done, mostReports)
	if err != nil {
		return fmt.Errorf("list reports: %w", err)
	}
	of := data.Count.Open
	if data.Done {
		of = data.Count.Done
	}
	data.More = max(0, of-len(all))
	current := s.site.Load()
	for _, r := range all {
		row := reportRow{Report: r, Repeated: r.Times > 1, On: s.dayAt(r.Day), DoneOn: s.dayAt(r.Done)}
		if title, ok := current.title(r.Language, r.Page); ok {
			row.Title, row.Link = title, "/"+r.Language+"/"+r.Page+".html"
		}
		for _, l := range s.cfg.Manifest.Lines {
			if l.ID == r.Line {
				row.Phone, row.Operator = l, l.Operator[c.Lang]
				row.Phone.Number = strings.ReplaceAll(l.Number, " ", "\u00a0") // a number is not broken over lines
			}
		}
		data.Rows = append(data.Rows, row)
	}
	v := s.view(c)
	if data.Done {
		v.Path += "?show=done"
	}
	return s.pages.Write(c.Writer, http.StatusOK, "reports", v, data)
}

// dayAt is the beginning of a stored day, zero for "".
func (s *Server) dayAt(day string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, s.cfg.Location)
	if err != nil {
		return time.Time{}
	}
	return t
}

// settleReport marks a report as done, or as open again.
func (s *Server) settleReport(c *Context) error {
	form, err := c.form("done")
	if err != nil {
		return err
	}
	day, action, back := s.day(s.now()), "report.done", "trainer/reports"
	switch form.Get("done") {
	case "yes":
	case "no":
		day, action, back = "", "report.open", "trainer/reports?show=done"
	default:
		return errBadForm
	}
	id := c.Param("id")
	err = s.write(c.Request.Context(), func(tx store.Tx) error {
		return errors.Join(tx.SetReportDone(id, c.Person.Institution, day), tx.Audit(s.entry(c.Person, action, id, "")))
	})
	if err != nil {
		return fmt.Errorf("settle report: %w", err)
	}
	return c.Redirect(c.Path(back))
}
