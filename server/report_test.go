package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// reportHouse is a house with two pages, two help lines and a shell with a quick exit.
func reportHouse(t *testing.T) *examHouse {
	t.Helper()
	h := newExamHouse(t, nil)
	site := filepath.Join(h.dir, "site")
	for _, lang := range catalog.Languages {
		for page, title := range map[string]string{"g/3": "Page 3", "courses/interviewing/a1/purpose": "What “listening” is &amp; is not"} {
			name := filepath.Join(site, lang, page+".html")
			h.must(os.MkdirAll(filepath.Dir(name), 0o700))
			h.must(os.WriteFile(name, []byte("<!doctype html><title>"+title+" – Ascult</title>"), 0o600))
		}
	}
	h.must(h.server.Replace(site))
	line := func(id, number string) course.HelpLine {
		return course.HelpLine{ID: id, State: "md", Number: number, Operator: map[string]string{"en": "Operator of " + id}}
	}
	m := &h.server.cfg.Manifest
	m.Lines = []course.HelpLine{line("md-one", "0 800 11 111"), line("md-two", "0 800 22 222")}
	m.ShellsExit = map[string]string{}
	for lang, shell := range m.Shells {
		m.ShellsExit[lang] = strings.Replace(shell, "<body>", `<body class="has-exit">`, 1)
	}
	pages, err := web.Load(h.server.cfg.Catalog, m.Shells, m.ShellsExit, time.UTC)
	h.must(err)
	h.server.pages = pages
	return h
}

// openReports are those that wait for a trainer.
func (h *examHouse) openReports() []store.Report {
	h.t.Helper()
	all, err := h.store.Reports(h.t.Context(), store.Home, false, 1000)
	h.must(err)
	return all
}

func TestReportIsKept(t *testing.T) {
	h := reportHouse(t)
	h.server.cfg.Location = time.FixedZone("EEST", 3*3600)
	h.clock.Store(time.Date(2026, 5, 11, 22, 30, 0, 0, time.UTC).Unix())
	h.want(h.get(nobody, "/en/report?p=courses/interviewing/a1/purpose"), http.StatusOK,
		"What “listening” is &amp; is not”", `name="p" value="courses/interviewing/a1/purpose"`, "Nothing is kept about you", "Operator of md-one",
		`href="/ru/report?p=courses/interviewing/a1/purpose"`, `class="has-exit"`)
	reply := h.post(nobody, "/en/report", "p", "courses/interviewing/a1/purpose", "kind", "translation", "line", "", "text", " One\r\nș word \n")
	h.leads(reply, "/en/report/sent?p=courses%2Finterviewing%2Fa1%2Fpurpose")
	h.want(h.get(nobody, reply.location), http.StatusOK, "has been received", "no answer", `href="/en/courses/interviewing/a1/purpose.html"`, `class="has-exit"`,
		`href="/ru/report/sent?p=courses/interviewing/a1/purpose"`)
	h.leads(h.post(nobody, "/ru/report", "kind", "line", "line", "md-two", "text", "x"), "/ru/report/sent")
	got := h.openReports()
	for i := range got {
		if len(got[i].ID) != 32 {
			t.Errorf("id %q", got[i].ID)
		}
		got[i].ID = ""
	}
	if len(got) == 2 && got[0].Language == "ru" {
		got[0], got[1] = got[1], got[0]
	}
	want := []store.Report{
		{Institution: store.Home, Day: "2026-05-12", Language: "en", Page: "courses/interviewing/a1/purpose", Kind: "translation", Text: "One\nș word"},
		{Institution: store.Home, Day: "2026-05-12", Language: "ru", Kind: "line", Line: "md-two", Text: "x", Times: 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What no form of ours says is dropped: the report is worth more than where it
// came from.
func TestReportDropsWhatIsUnknown(t *testing.T) {
	h := reportHouse(t)
	for i, place := range []string{
		"", "g/99", "../../etc/passwd", "g/../g/3", "G/3", "g/3.html", "/g/3", "g//3", "g/3/", "g/3?x=1", "g/3#x", "//evil.example", "ro/g/3",
		"javascript:alert(1)", "g\\3", "<b>", strings.Repeat("g/", 5000) + "3", "g/3\n", "ġ/3",
	} {
		page := h.get(nobody, "/en/report?p="+url.QueryEscape(place))
		if h.want(page, http.StatusOK); strings.Contains(page.body, `name="p"`) || strings.Contains(page.body, "evil") {
			t.Errorf("the form has a page for %q", place)
		}
		h.clock.Add(60)
		h.leads(h.post(nobody, "/en/report", "p", place, "kind", "line", "line", "../x", "text", "x"), "/en/report/sent")
		all := h.openReports()
		if len(all) != i+1 || all[0].Page != "" || all[0].Line != "" {
			t.Fatalf("%q: %+v", place, all)
		}
	}
	h.post(nobody, "/en/report", "kind", "other", "line", "md-one", "text", "a line that the form asks for only with its kind")
	for _, r := range h.openReports() {
		if r.Line != "" {
			t.Errorf("a line of a report about something else: %+v", r)
		}
	}
}

func TestReportSaysWhatIsMissing(t *testing.T) {
	h := reportHouse(t)
	long := strings.Repeat("ș", maxReport+2)
	for _, tt := range []struct {
		why, kind, text string
		want            []string
	}{
		{"nothing", "", "", []string{`href="#kind-mistake"`, `href="#text"`, "Choose what it is about", "Write what is wrong"}},
		{"an unknown kind", "praise", "x", []string{`href="#kind-mistake"`, "\nx</textarea>"}},
		{"only spaces", "other", " \r\n\t ", []string{`href="#text"`, `id="kind-other" value="other" checked`}},
		{"only what cannot be seen", "other", "\u202e\u0007", []string{"Write what is wrong"}},
		{"too long", "other", long, []string{"2 characters longer than the limit of 2000", long + "</textarea>"}},
		{"markup comes back as text", "", "</textarea><script>alert(1)</script>", []string{"&lt;/textarea&gt;&lt;script&gt;"}},
	} {
		h.want(h.post(nobody, "/en/report", "p", "g/3", "kind", tt.kind, "line", "md-two", "text", tt.text), http.StatusUnprocessableEntity,
			append(tt.want, "<title>Error: ", "Check these fields", `name="p" value="g/3"`, `value="md-two" selected`)...)
	}
	if n := len(h.openReports()); n > 0 {
		t.Errorf("%d reports were kept", n)
	}
	h.leads(h.post(nobody, "/en/report", "kind", "other", "text", long[:2*maxReport]), "/en/report/sent")
}

func TestReportAttacked(t *testing.T) {
	h := reportHouse(t)
	good := "kind=other&text=x"
	for why, tt := range map[string]struct {
		method, path, media, origin, site, body string
		want                                    int
	}{
		"too large":          {body: good + strings.Repeat("a", maxForm), want: 413},
		"JSON":               {media: "application/json", body: `{"kind":"other","text":"x"}`, want: 415},
		"multipart":          {media: "multipart/form-data; boundary=x", body: "--x--", want: 415},
		"no type":            {media: "-", body: good, want: 415},
		"another field":      {body: good + "&person=ana", want: 400},
		"a field twice":      {body: good + "&text=y", want: 400},
		"in the address":     {path: "/en/report?p=g/3", body: good, want: 400},
		"NUL":                {body: "kind=other&text=%00", want: 400},
		"not UTF-8":          {body: "kind=other&text=%ff", want: 400},
		"a bad escape":       {body: "kind=other&text=%zz", want: 400},
		"another origin":     {origin: "https://evil.example", body: good, want: 403},
		"no origin at all":   {origin: "null", body: good, want: 403},
		"another site":       {site: "cross-site", body: good, want: 403},
		"a sister site":      {site: "same-site", body: good, want: 403},
		"put":                {method: http.MethodPut, body: good, want: 405},
		"delete":             {method: http.MethodDelete, want: 405},
		"options":            {method: http.MethodOptions, want: 405},
		"post to the thanks": {path: "/en/report/sent", body: good, want: 405},
		"another language":   {path: "/xx/report", body: good, want: 404},
		"a longer path":      {path: "/en/report/x", method: http.MethodGet, want: 404},
		"head":               {method: http.MethodHead, want: 200},
		"head of a page":     {method: http.MethodHead, path: "/en/report?p=g/3", want: 200},
	} {
		r := httptest.NewRequest(or(tt.method, http.MethodPost), "https://ascult.example"+or(tt.path, "/en/report"), strings.NewReader(tt.body))
		if tt.media != "-" {
			r.Header.Set("Content-Type", or(tt.media, "application/x-www-form-urlencoded"))
		}
		r.Header.Set("Origin", or(tt.origin, "https://ascult.example"))
		if tt.site != "" {
			r.Header.Set("Sec-Fetch-Site", tt.site)
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != tt.want || len(w.Result().Cookies()) > 0 || w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: status %d, want %d; headers %v", why, w.Code, tt.want, w.Header())
		}
		if !strings.HasPrefix(r.URL.Path, "/xx") && tt.want != 200 && !strings.Contains(w.Body.String(), `class="has-exit"`) {
			t.Errorf("%s: the page of the error has no quick exit: %s", why, w.Body)
		}
	}
	if n := len(h.openReports()); n > 0 {
		t.Errorf("%d reports were kept", n)
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func TestReportsAreLimited(t *testing.T) {
	h := reportHouse(t)
	h.clock.Store(time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC).Unix())
	flood := func(n int) map[int]int {
		t.Helper()
		got := map[int]int{}
		for range n {
			got[h.post(nobody, "/en/report", "kind", "other", "text", "flood").status]++
		}
		return got
	}
	want := func(why string, got map[int]int, fine, refused int) {
		t.Helper()
		if got[http.StatusSeeOther] != fine || got[http.StatusTooManyRequests] != refused {
			t.Errorf("%s: %v, want %d taken and %d refused", why, got, fine, refused)
		}
	}
	want("10,000 in a second", flood(10_000), reportsAMinute, 10_000-reportsAMinute)
	h.want(h.post(nobody, "/en/report", "kind", "line", "line", "md-two", "text", "what I <wrote>"), http.StatusTooManyRequests,
		"Wait a minute", "what I &lt;wrote&gt;</textarea>", `value="md-two" selected`, `href="#send"`)
	h.clock.Add(59)
	want("the same minute", flood(1), 0, 1)
	h.clock.Add(1)
	want("the next, at once", atOnce(2*reportsAMinute, func() int {
		return h.post(nobody, "/en/report", "kind", "other", "text", "flood").status
	}), reportsAMinute, reportsAMinute)
	for left := reportsADay - 2*reportsAMinute; left > 0; left -= reportsAMinute {
		h.clock.Add(60)
		want("a minute", flood(reportsAMinute), min(left, reportsAMinute), max(0, reportsAMinute-left))
	}
	h.clock.Add(60)
	h.restart()
	h.want(h.post(nobody, "/en/report", "kind", "other", "text", "x"), http.StatusTooManyRequests, "tomorrow")
	h.clock.Store(time.Date(2026, 5, 11, 23, 59, 59, 0, time.UTC).Unix())
	want("the day's last second", flood(1), 0, 1)
	h.clock.Add(1)
	want("the next day", flood(1), 1, 0)
	if n := len(h.openReports()); n != reportsADay+1 {
		t.Errorf("%d reports, want %d", n, reportsADay+1)
	}
}

// TestReportLeavesNoTrace sends reports from many addresses, in sessions, and
// looks for all of it in everything that stays.
func TestReportLeavesNoTrace(t *testing.T) {
	h := reportHouse(t)
	h.cookies["planted"] = "canary-planted-token"
	mark, err := h.store.ClockMark(t.Context())
	h.must(err)
	seen := func() time.Time {
		x, err := h.store.Session(t.Context(), learner.HashSecret(h.cookies["ana"]))
		h.must(err)
		return x.Seen
	}
	before, pages := seen(), map[string]bool{}
	h.log.Reset()
	var secrets []string
	for i := range 50 {
		if i%20 == 0 {
			h.clock.Add(int64(10 * touchEvery / time.Second))
		}
		who := []string{nobody, "planted", "ana", "tudor"}[i%4]
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequest(method, "https://ascult.example/en/report", strings.NewReader("kind=other&text=x&p=g/3"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			address := fmt.Sprintf("198.51.100.%d", i)
			r.RemoteAddr = address + ":40000"
			r.Header.Set("X-Forwarded-For", "2001:db8::canary")
			r.Header.Set("User-Agent", "canary-browser")
			r.Header.Set("Referer", "https://ascult.example/en/g/3.html?canary-referrer")
			if token := h.cookies[who]; token != "" {
				r.AddCookie(&http.Cookie{Name: "__Host-ascult", Value: token})
			}
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			if w.Code >= 400 || len(w.Result().Cookies()) > 0 {
				t.Fatalf("%s as %s: status %d, cookies %v", method, who, w.Code, w.Result().Cookies())
			}
			pages[method+w.Body.String()] = true
			secrets = append(secrets, address)
		}
	}
	for page := range pages {
		if strings.Contains(page, "/account/") {
			t.Errorf("a page that knows nobody speaks of accounts: %s", page)
		}
	}
	if len(pages) != 2 {
		t.Errorf("%d pages were sent, want the same form and the same answer to everybody", len(pages))
	}
	if after, err := h.store.ClockMark(t.Context()); err != nil || !after.Equal(mark) {
		t.Errorf("the clock's mark says when the last report came: %s, %v", after, err)
	}
	if after := seen(); !after.Equal(before) {
		t.Errorf("the session of a reader was looked at: %s", after)
	}
	all := h.openReports()
	if len(all) != 50 {
		t.Fatalf("%d reports", len(all))
	}
	for _, r := range all {
		want := store.Report{ID: r.ID, Institution: store.Home, Day: "2026-05-11", Language: "en", Page: "g/3", Kind: "other", Text: "x"}
		if d := cmp.Diff(want, r); d != "" {
			t.Error(d)
		}
	}
	h.must(h.store.Close())
	files := map[string][]byte{"log": []byte(h.log.String())}
	names, err := filepath.Glob(filepath.Join(h.dir, "db", "*"))
	h.must(err)
	for _, name := range names {
		files[name], err = os.ReadFile(name)
		h.must(err)
	}
	secrets = append(secrets, "198.51.100", "2001:db8", "canary", "token-of-")
	for name, data := range files {
		for _, s := range secrets {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s has %q", name, s)
			}
		}
	}
	for _, s := range []string{"ana", "tudor", "g/3", "text", store.Home, all[0].ID} {
		if strings.Contains(h.log.String(), s) {
			t.Errorf("the log has %q", s)
		}
	}
	if !strings.Contains(h.log.String(), "kind=report") || len(names) == 0 || !bytes.Contains(files[names[0]], []byte("SQLite format")) {
		t.Errorf("the control: %v, %s", names, h.log.String())
	}
}
