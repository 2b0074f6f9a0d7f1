package server

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"ascult/internal/course"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// The limits of reports. The first two hold for all readers together: nothing
// is known by which one could be told from another.
const (
	reportsAMinute = 30
	reportsADay    = 500
	maxReport      = 2000 // characters
)

// reportKinds are what a report may be about, in the order they are offered.
var reportKinds = []string{"mistake", "line", "translation", "other"}

// reportPage is the data of the form and of the page that follows it.
type reportPage struct {
	Place       string // page that the report is about; "": not known
	Title, Link string // of that page
	Kinds       []string
	Kind        string
	Lines       []reportLine
	Line, Text  string
	Most        int
	Errs        []web.FieldError
}

// A reportLine is a help line to choose.
type reportLine struct {
	course.HelpLine
	Name string // operator, in the reader's language
}

func (s *Server) reportForm(c *Context) error {
	return s.reportPage(c, http.StatusOK, "report", s.newReport(c.Lang, c.Query("p")))
}

// reportPage writes the form or the page that follows it. Their language links
// keep the page that the report is about.
func (s *Server) reportPage(c *Context, status int, name string, data reportPage) error {
	v := s.view(c)
	if data.Place != "" {
		v.Path += "?p=" + data.Place
	}
	return s.pages.Write(c.Writer, status, name, v, data)
}

func (s *Server) newReport(lang, place string) reportPage {
	data := reportPage{Kinds: reportKinds, Most: maxReport}
	if title, ok := s.site.Load().title(lang, place); ok {
		data.Place, data.Title, data.Link = place, title, "/"+lang+"/"+place+".html"
	}
	for _, l := range s.cfg.Manifest.Lines {
		data.Lines = append(data.Lines, reportLine{l, l.Operator[lang]})
	}
	return data
}

var (
	placeName = regexp.MustCompile(`^[a-z0-9_-]+(?:/[a-z0-9_-]+)*$`)
	titleOf   = regexp.MustCompile(`<title>([^<]*)</title>`)
)

// maxPlace is the longest name of a page that is looked up, in bytes.
const maxPlace = 200

// title returns the title of a page by its place below the language and
// without its ending, and whether there is such a page.
func (s *site) title(lang, place string) (string, bool) {
	if len(place) > maxPlace || !placeName.MatchString(place) {
		return "", false
	}
	f := s.files[lang+"/"+place+".html"]
	if f == nil {
		return "", false
	}
	m := titleOf.FindSubmatch(f.plain)
	if m == nil {
		return place, true
	}
	return strings.TrimSuffix(html.UnescapeString(string(m[1])), " – Ascult"), true
}

// Why a report that is right is not taken.
var (
	errReportMinute = errors.New("too many reports in this minute")
	errReportDay    = errors.New("too many reports today")
)

// report keeps what a reader says is wrong, and nothing about the reader.
func (s *Server) report(c *Context) error {
	form, err := c.form("p", "kind", "line", "text")
	if err != nil {
		return err
	}
	data := s.newReport(c.Lang, form.Get("p"))
	data.Kind, data.Line, data.Text = form.Get("kind"), form.Get("line"), cleanReport(form.Get("text"))
	if !slices.ContainsFunc(data.Lines, func(l reportLine) bool { return l.ID == data.Line }) {
		data.Line = ""
	}
	bad := &complain{s: s, lang: c.Lang}
	if !slices.Contains(reportKinds, data.Kind) {
		data.Kind = ""
		bad.add("kind-"+reportKinds[0], "report_kind_missing")
	}
	if n := utf8.RuneCountInString(data.Text); n == 0 {
		bad.add("text", "report_text_missing")
	} else if n > maxReport {
		bad.errs = append(bad.errs, web.FieldError{Field: "text", Text: s.cfg.Catalog.Count(c.Lang, "report_text_long", n-maxReport, "Most", maxReport)})
	}
	status := http.StatusUnprocessableEntity
	if len(bad.errs) == 0 {
		switch err := s.keepReport(c.Request.Context(), c.Lang, data); {
		case err == nil:
			to := c.Path("report/sent")
			if data.Place != "" {
				to += "?p=" + url.QueryEscape(data.Place)
			}
			return c.Redirect(to)
		case errors.Is(err, errReportMinute):
			bad.add("send", "report_later_minute")
		case errors.Is(err, errReportDay):
			bad.add("send", "report_later_day")
		default:
			return err
		}
		status = http.StatusTooManyRequests
	}
	data.Errs = bad.errs
	return s.reportPage(c, status, "report", data)
}

func (s *Server) reportSent(c *Context) error {
	return s.reportPage(c, http.StatusOK, "report_sent", s.newReport(c.Lang, c.Query("p")))
}

// keepReport stores a report, or returns errReportMinute or errReportDay. The
// clock's mark is left alone here: it would say when the last report came.
func (s *Server) keepReport(ctx context.Context, lang string, data reportPage) error {
	now := s.now()
	if !s.reportRate.take(now) {
		return errReportMinute
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	r := store.Report{
		ID: id, Institution: store.Home, Day: s.day(now), Language: lang, Page: data.Place, Kind: data.Kind, Text: data.Text,
	}
	if r.Kind == "line" {
		r.Line = data.Line
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeWait)
	defer cancel()
	err = s.cfg.Store.Write(wait, func(tx store.Tx) error {
		n, err := tx.ReportsOn(wait, r.Institution, r.Day)
		if err == nil && n >= reportsADay {
			err = errReportDay
		}
		if err != nil {
			return err
		}
		return tx.AddReport(r)
	})
	if err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	return nil
}

// day is the date of a moment where the institution is.
func (s *Server) day(at time.Time) string { return at.In(s.cfg.Location).Format(time.DateOnly) }

// A minuteRate counts what all readers together do in a minute of the clock.
type minuteRate struct {
	most int
	mu   sync.Mutex
	at   int64 // minutes since 1970
	n    int
}

// take counts one more, unless the minute is full.
func (r *minuteRate) take(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := now.Unix() / 60; at != r.at {
		r.at, r.n = at, 0
	}
	if r.n >= r.most {
		return false
	}
	r.n++
	return true
}

// cleanReport takes out of a text what cannot be seen and could mislead who
// reads it: control characters and those that turn the line round.
func cleanReport(typed string) string {
	typed = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(typed)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, typed))
}
