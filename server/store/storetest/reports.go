package storetest

import (
	"fmt"
	"strings"
	"testing"

	"ascult/server/store"
)

// NewReport returns a valid report about a page; its id is made from a number.
func NewReport(n int) store.Report {
	return store.Report{
		ID: fmt.Sprintf("%032x", n), Institution: store.Home, Day: "2026-03-29", Language: "ro", Page: "courses/interviewing/a1/purpose",
		Kind: "mistake", Text: "În loc de „ș” e „ş”.",
	}
}

// NewLineReport returns a valid report about a help line.
func NewLineReport(n int, line string) store.Report {
	return changed(NewReport(n), func(r *store.Report) { r.Kind, r.Page, r.Line = "line", "g/3", line })
}

func addReports(t testing.TB, s store.Store, reports ...store.Report) {
	t.Helper()
	for _, r := range reports {
		write(t, s, func(tx store.Tx) error { return tx.AddReport(r) })
	}
}

var reportCases = []Case{
	{"reports are listed newest first, open and done apart, each institution's own", func(t testing.TB, open Opener) {
		s := open(t)
		write(t, s, AddAway)
		older := changed(NewReport(9), func(r *store.Report) { r.Day = "2026-03-28" })
		newer := changed(NewReport(1), func(r *store.Report) { r.Day = "2026-04-01" })
		done := changed(NewReport(5), func(r *store.Report) { r.Done = "2026-04-02" })
		away := changed(NewReport(7), func(r *store.Report) { r.Institution = "away" })
		addReports(t, s, older, newer, done, NewReport(3), NewReport(2), away)
		same(t, "open", []store.Report{newer, NewReport(2), NewReport(3), older})(s.Reports(ctx, store.Home, false, 9))
		same(t, "the newest", []store.Report{newer})(s.Reports(ctx, store.Home, false, 1))
		same(t, "done", []store.Report{done})(s.Reports(ctx, store.Home, true, 9))
		same(t, "away", []store.Report{away})(s.Reports(ctx, "away", false, 9))
		same(t, "nowhere", []store.Report(nil))(s.Reports(ctx, "nowhere", false, 9))
		same(t, "count", store.ReportCount{Open: 4, Done: 1})(s.ReportCount(ctx, store.Home))
		same(t, "none", store.ReportCount{})(s.ReportCount(ctx, "nowhere"))
		same(t, "of a day, done ones too", 3)(s.ReportsOn(ctx, store.Home, "2026-03-29"))
		same(t, "of another day", 0)(s.ReportsOn(ctx, store.Home, "2026-03-30"))
	}},
	{"a help line that is reported twice comes first", func(t testing.TB, open Opener) {
		s := open(t)
		write(t, s, AddAway)
		counted := func(n int, line string, times int) store.Report {
			return changed(NewLineReport(n, line), func(r *store.Report) { r.Times = times })
		}
		addReports(t, s, NewReport(1), NewLineReport(2, "md-one"), NewLineReport(3, "md-two"), NewLineReport(4, "ua-one"),
			NewLineReport(5, "md-two"), NewLineReport(6, "ua-one"), NewLineReport(7, "ua-one"), NewReport(8))
		addReports(t, s, changed(NewLineReport(9, "md-one"), func(r *store.Report) { r.Institution = "away" }))
		addReports(t, s, changed(NewLineReport(10, "md-one"), func(r *store.Report) { r.Done = "2026-03-30" }))
		same(t, "order", []store.Report{
			counted(4, "ua-one", 3), counted(6, "ua-one", 3), counted(7, "ua-one", 3),
			counted(3, "md-two", 2), counted(5, "md-two", 2),
			NewReport(1), counted(2, "md-one", 1), NewReport(8),
		})(s.Reports(ctx, store.Home, false, 20))
	}},
	{"a report is done, and open again", func(t testing.TB, open Opener) {
		s := open(t)
		write(t, s, AddAway)
		addReports(t, s, NewReport(1), NewReport(2))
		set := func(n int, institution, day string) func(store.Tx) error {
			return func(tx store.Tx) error { return tx.SetReportDone(NewReport(n).ID, institution, day) }
		}
		write(t, s, set(1, store.Home, "2026-03-30"))
		done := changed(NewReport(1), func(r *store.Report) { r.Done = "2026-03-30" })
		same(t, "done", []store.Report{done})(s.Reports(ctx, store.Home, true, 9))
		refused(t, s, store.ErrNotFound, "another institution's", set(2, "away", "2026-03-30"))
		refused(t, s, store.ErrNotFound, "unknown", set(3, store.Home, "2026-03-30"))
		refused(t, s, nil, "done at a time of day", set(2, store.Home, "2026-03-30 10:00"))
		refused(t, s, nil, "done on no day", set(2, store.Home, "soon"))
		same(t, "the other", []store.Report{NewReport(2)})(s.Reports(ctx, store.Home, false, 9))
		write(t, s, set(1, store.Home, ""))
		same(t, "again", store.ReportCount{Open: 2})(s.ReportCount(ctx, store.Home))
	}},
	{"a report holds what was said and nothing else", func(t testing.TB, open Opener) {
		s := open(t)
		refused(t, s, store.ErrConflict, "taken", func(tx store.Tx) error {
			if err := tx.AddReport(NewReport(1)); err != nil {
				return err
			}
			return tx.AddReport(NewReport(1))
		})
		for i, text := range []string{"a", strings.Repeat("ș", 2000), strings.Repeat("🙂", 2000), "<b>'; DROP TABLE report; --", "one\n\ttwo"} {
			r := changed(NewReport(i+1), func(r *store.Report) { r.Text, r.Page = text, "" })
			addReports(t, s, r)
			got, err := s.Reports(ctx, store.Home, false, 9)
			same(t, "text", text)(got[i].Text, err)
		}
		longest := changed(NewLineReport(0x99, strings.Repeat("l", 60)), func(r *store.Report) { r.Page = strings.Repeat("p", 200) })
		addReports(t, s, longest)
		for what, change := range map[string]func(*store.Report){
			"no text":                 func(r *store.Report) { r.Text = "" },
			"a long text":             func(r *store.Report) { r.Text = strings.Repeat("ș", 2001) },
			"a text behind a NUL":     func(r *store.Report) { r.Text = "a\x00" + strings.Repeat("b", 8000) },
			"no day":                  func(r *store.Report) { r.Day = "" },
			"a time of day":           func(r *store.Report) { r.Day = "2026-03-29 10:00:00" },
			"no such day":             func(r *store.Report) { r.Day = "2026-02-30" },
			"no id":                   func(r *store.Report) { r.ID = "" },
			"an id that counts":       func(r *store.Report) { r.ID = "1" },
			"an id that says more":    func(r *store.Report) { r.ID = "192.168.100.100:54321/ana.rusu/01" },
			"an id of other letters":  func(r *store.Report) { r.ID = strings.Repeat("g", 32) },
			"unknown institution":     func(r *store.Report) { r.Institution = "x" },
			"no language":             func(r *store.Report) { r.Language = "" },
			"a language that is more": func(r *store.Report) { r.Language = "ro from 192.0.2.1" },
			"a page with a query":     func(r *store.Report) { r.Page = "g/3?from=ana" },
			"a long page":             func(r *store.Report) { r.Page = strings.Repeat("p", 201) },
			"another kind":            func(r *store.Report) { r.Kind = "praise" },
			"no kind":                 func(r *store.Report) { r.Kind = "" },
			"a line that is a text":   func(r *store.Report) { r.Kind, r.Line = "line", "call ana" },
			"a long line":             func(r *store.Report) { r.Kind, r.Line = "line", strings.Repeat("l", 61) },
			"a line of another kind":  func(r *store.Report) { r.Line = "md-one" },
			"done at a time of day":   func(r *store.Report) { r.Done = "2026-03-29 10:00:00" },
		} {
			bad := changed(NewReport(0xabc), change)
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.AddReport(bad) })
		}
	}},
}
