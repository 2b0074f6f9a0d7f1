package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/server/store"
)

// segs makes a list of segments from versions: the first has the id aaaaaa, the
// next baaaaa, and so on; a version of 0 leaves its segment out.
func segs(versions ...int) string {
	var all []string
	for i, v := range versions {
		if v > 0 {
			all = append(all, fmt.Sprintf("%caaaaa:%08x", 'a'+i, v))
		}
	}
	return strings.Join(all, " ")
}

// readingHouse is a house whose course has three lessons of six segments.
func readingHouse(t *testing.T) *examHouse {
	return newExamHouse(t, func(e *course.Edition, _ *quiz.Bank) {
		first := e.Modules[0].Lessons[0]
		for i, page := range []string{"a1/purpose", "a1/law", "a1/end"} {
			l := first
			l.Page, l.Path, l.Titles, l.Segments = page, "courses/interviewing/"+page+".html", map[string]string{}, map[string]string{}
			for _, lang := range catalog.Languages {
				l.Titles[lang] = fmt.Sprintf("Lesson %d in %s", i+1, lang)
				l.Segments[lang] = segs(1, 1, 1, 1, 1, 1)
			}
			if i == 0 {
				e.Modules[0].Lessons = nil
			}
			e.Modules[0].Lessons = append(e.Modules[0].Lessons, l)
		}
	})
}

func TestSince(t *testing.T) {
	for _, tt := range []struct {
		why, read, now string
		changed, of    int
		much           bool
	}{
		{"as it was", segs(1, 1, 1), segs(1, 1, 1), 0, 3, false},
		{"in another order", "baaaaa:00000001 aaaaaa:00000001", segs(1, 1), 0, 2, false},
		{"one rewritten", segs(1, 1, 1), segs(1, 2, 1), 1, 3, false},
		{"one new", segs(1, 1), segs(1, 1, 1), 1, 3, false},
		{"one gone", segs(1, 1, 1), segs(1, 0, 1), 0, 2, false},
		{"two of three are not more than two thirds", segs(1, 1, 1), segs(1, 2, 2), 2, 3, false},
		{"three of four are", segs(1, 1, 1, 1), segs(1, 2, 2, 2), 3, 4, true},
		{"everything", segs(1), segs(2), 1, 1, true},
		{"of what was read nothing is known", "", segs(2, 2, 2), 0, 3, false},
		{"the page has no segments", segs(1), "", 0, 0, false},
	} {
		n := since(tt.read, tt.now)
		if n != (news{tt.changed, tt.of}) || n.much() != tt.much {
			t.Errorf("%s: %+v, much %v", tt.why, n, n.much())
		}
	}
}

// kept returns what is kept of ana's reading.
func (h *examHouse) kept(who string) map[string]store.Reading {
	h.t.Helper()
	got, err := h.store.Progress(h.t.Context(), who, "interviewing")
	h.must(err)
	return got
}

func TestMarkReadKeepsWhatWasRead(t *testing.T) {
	h := readingHouse(t)
	longest := strings.Repeat("aaaaaa:00000001 ", maxSegments/16)
	for _, tt := range []struct{ why, sent, want string }{
		{"as the page says", segs(1, 3), segs(1, 3)},
		{"a page without a list is as it is now", "", segs(1, 1, 1, 1, 1, 1)},
		{"one that is no list", "aaaaaa:0000000g", segs(1, 1, 1, 1, 1, 1)},
		{"markup", "<b>", segs(1, 1, 1, 1, 1, 1)},
		{"a line end", segs(1) + "\n", segs(1, 1, 1, 1, 1, 1)},
		{"almost 8 KiB", longest[:len(longest)-1], longest[:len(longest)-1]},
		{"more than 8 KiB", longest + segs(1), segs(1, 1, 1, 1, 1, 1)},
	} {
		h.clock.Add(1)
		h.leads(h.post("eva", "/uk/learn/read", "course", "interviewing", "page", "a1/law", "segments", tt.sent), "/uk/courses/interviewing/a1/end.html")
		want := map[string]store.Reading{"a1/law": {At: h.now(), Segments: tt.want}}
		if d := cmp.Diff(want, h.kept("eva")); d != "" {
			t.Errorf("%s: %s", tt.why, d)
		}
	}
	h.leads(h.post(nobody, "/uk/learn/read", "course", "interviewing", "page", "a1/law"), "/uk/courses/interviewing/a1/end.html")
	h.want(h.post("eva", "/uk/learn/read", "course", "interviewing", "page", "a1/other"), http.StatusNotFound)
	h.want(h.post("eva", "/uk/learn/read", "course", "other", "page", "a1/law"), http.StatusNotFound)
}

func TestLearnLeadsOn(t *testing.T) {
	h := readingHouse(t)
	learn := func(texts ...string) string {
		t.Helper()
		return h.want(h.get("ana", "/en/learn/"), http.StatusOK, texts...).body
	}
	read := func(page string) { h.post("ana", "/en/learn/read", "course", "interviewing", "page", page) }
	learn("0 of 3 lessons", `class="btn" href="/en/courses/interviewing/a1/purpose.html">Continue: Lesson 1 in en`)
	read("a1/purpose")
	read("a1/end")
	learn("2 of 3 lessons", `class="btn" href="/en/courses/interviewing/a1/law.html">Continue: Lesson 2 in en`)

	// What is unread comes before what has changed.
	h.edition.Modules[0].Lessons[2].Segments["en"] = segs(1, 2, 1, 1, 1, 2)
	h.restart()
	learn("Continue: Lesson 2 in en", `<a href="/en/courses/interviewing/a1/end.html">Lesson 3 in en</a>: 2 new or rewritten paragraphs`)
	read("a1/law")
	h.edition.Modules[0].Lessons[1].Segments["en"] = segs(2, 2, 2, 2, 2, 1)
	h.restart()
	body := learn("3 of 3 lessons", `class="btn" href="/en/courses/interviewing/a1/law.html">Continue: reread`, "Lesson 2 in en</a>: much of this page is new", "2 new or rewritten")
	if strings.Index(body, "Lesson 2 in en</a>") > strings.Index(body, "Lesson 3 in en</a>") {
		t.Error("changed lessons are not in the order of the course")
	}
	if strings.Contains(h.get("ana", "/ru/learn/").body, "Изменилось") {
		t.Error("a text that is the same in Russian counts as changed")
	}
	h.clock.Add(1)
	read("a1/law")
	read("a1/end")
	if body := learn(`class="btn" href="/en/exam/interviewing"`); strings.Contains(body, "Changed since") {
		t.Error("what was read again still counts as changed")
	}
}

// Who has no course code keeps a place in the course too, and is told what is missing.
func TestReadingWithoutEnrolment(t *testing.T) {
	h := readingHouse(t)
	if body := h.want(h.get("eva", "/en/learn/"), http.StatusOK).body; strings.Contains(body, "Course in en") {
		t.Error("a course that was never opened is listed")
	}
	h.post("eva", "/en/learn/read", "course", "interviewing", "page", "a1/purpose")
	body := h.want(h.get("eva", "/en/learn/"), http.StatusOK, "1 of 3 lessons", "without being enrolled", "Continue: Lesson 2 in en").body
	if strings.Contains(body, "/en/exam/interviewing") {
		t.Error("the exam is offered to somebody who is not enrolled")
	}
}

func TestProgressAPI(t *testing.T) {
	h := readingHouse(t)
	put := func(page, segments string) string {
		return fmt.Sprintf(`{"course":"interviewing","page":%q,"segments":%q}`, page, segments)
	}
	const at = "/api/v1/progress"
	empty := h.call("eva", http.MethodGet, at, "")
	if empty.status != http.StatusOK || strings.TrimSpace(empty.body) != `{"courses":{}}` {
		t.Errorf("nothing read: %d %s", empty.status, empty.body)
	}
	for _, who := range []string{"eva", "ana"} {
		if w := h.call(who, http.MethodPut, at, put("a1/purpose", segs(1, 1))); w.status != http.StatusNoContent || w.body != "" || w.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("put as %s: %d %s\n%s", who, w.status, w.body, h.log.String())
		}
	}
	h.clock.Add(60)
	for _, tt := range []struct{ why, segments, want string }{
		{"what a browser kept is older than what is known", segs(2, 1), segs(1, 1)},
		{"it is newer", segs(1, 1, 1), segs(1, 1, 1)},
		{"it is no list", "x", segs(1, 1, 1)},
		{"it says nothing", "", segs(1, 1, 1)},
	} {
		h.clock.Add(1)
		if w := h.call("ana", http.MethodPut, at, put("a1/purpose", tt.segments)); w.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", tt.why, w.status, w.body)
		}
		if d := cmp.Diff(map[string]store.Reading{"a1/purpose": {At: h.now(), Segments: tt.want}}, h.kept("ana")); d != "" {
			t.Errorf("%s: %s", tt.why, d)
		}
	}
	h.call("ana", http.MethodPut, at, `{"course":"interviewing","page":"a1/end"}`)
	w := h.call("ana", http.MethodGet, at, "")
	var got, want any
	h.must(json.Unmarshal([]byte(w.body), &got))
	now := h.now().Format(time.RFC3339)
	h.must(json.Unmarshal([]byte(`{"courses":{"interviewing":{"a1/purpose":{"at":"`+now+`","segments":"`+segs(1, 1, 1)+`"},"a1/end":{"at":"`+now+`","segments":""}}}}`), &want))
	if d := cmp.Diff(want, got); d != "" || w.header.Get("Cache-Control") != "no-store" {
		t.Error(d)
	}
	if d := cmp.Diff(1, len(h.kept("eva"))); d != "" {
		t.Errorf("pages of somebody else: %s", d)
	}

	good := put("a1/law", "")
	for why, tt := range map[string]struct {
		who, method, body string
		headers           []string
		want              int
	}{
		"nobody asks":                {nobody, http.MethodGet, "", nil, 401},
		"nobody puts":                {nobody, http.MethodPut, good, nil, 401},
		"a course that is not there": {"eva", http.MethodPut, strings.Replace(good, "interviewing", "x", 1), nil, 404},
		"a page that is not there":   {"eva", http.MethodPut, put("a1/x", ""), nil, 404},
		"a page of the file system":  {"eva", http.MethodPut, put("../../etc", ""), nil, 404},
		"another word":               {"eva", http.MethodPut, `{"course":"interviewing","page":"a1/law","person":"ana"}`, nil, 400},
		"no object":                  {"eva", http.MethodPut, `["interviewing"]`, nil, 400},
		"another type":               {"eva", http.MethodPut, `{"course":"interviewing","page":7}`, nil, 400},
		"nothing":                    {"eva", http.MethodPut, "", nil, 400},
		"two values":                 {"eva", http.MethodPut, good + good, nil, 400},
		"too much":                   {"eva", http.MethodPut, put("a1/law", strings.Repeat("a", maxJSON)), nil, 413},
		"a form":                     {"eva", http.MethodPut, good, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		"text":                       {"eva", http.MethodPut, good, []string{"Content-Type", "text/plain"}, 415},
		"another site":               {"eva", http.MethodPut, good, []string{"Origin", "https://evil.example"}, 403},
		"another method":             {"eva", http.MethodPost, good, nil, 405},
	} {
		w := h.call(tt.who, tt.method, at, tt.body, tt.headers...)
		if w.status != tt.want {
			t.Errorf("%s: status %d, want %d", why, w.status, tt.want)
		}
		if kind := w.header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s: answered as %s: %s", why, kind, w.body)
		}
	}
	if _, ok := h.kept("eva")["a1/law"]; ok {
		t.Error("a request that was refused marked a page")
	}
}
