package webtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// site is a tiny site with a form, a cookie and a redirect.
func site() Site {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Kind", "page")
		who := "nobody"
		if c, err := r.Cookie("who"); err == nil {
			who = c.Value
		}
		fmt.Fprintf(w, "<p>Ana&#39;s <b>page</b></p>\n<style>p{}</style> hello %s on %s <input name=t value=\"a&amp;b\">", who, r.Host)
	})
	mux.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: r.FormValue("who"), Path: "/"})
		w.Header().Set("Location", "/page?t="+r.FormValue("t"))
		w.WriteHeader(http.StatusSeeOther)
		fmt.Fprintf(w, "origin=%s", r.Header.Get("Origin"))
	})
	mux.HandleFunc("PUT /echo", func(w http.ResponseWriter, r *http.Request) {
		b := make([]byte, 100)
		n, _ := r.Body.Read(b)
		fmt.Fprintf(w, "%s %s", r.Header.Get("Content-Type"), b[:n])
	})
	return Site{Handler: mux, Base: "http://127.0.0.1:8080", Value: func(name string) (string, bool) {
		return "page", name == "t.en.page"
	}}
}

func TestScriptThatHolds(t *testing.T) {
	err := Do(t.Context(), site(), "good", `
# everything the package comment promises
GET /page
status 200
header X-Kind is page
header X-None absent
header X-Kind misses ^a
body contains Ana&#39;s
body lacks Ana's
text contains Ana's ${t.en.page} hello nobody on 127.0.0.1:8080
text misses p\{
capture t body value="([^"]+)"

POST /in
form who ana
form t ${t}
status 303
body is origin=http://127.0.0.1:8080
capture to header Location ^(/page)
follow
text contains hello ana

as boris
GET ${to}
send Host other.example
text contains hello nobody on other.example
as
GET /page
text contains hello ana

POST /in
send Origin
form who x
body is origin=

PUT /echo
data application/json {"a": 1}
body is application/json {"a": 1}
`)
	if err != nil {
		t.Error(err)
	}
}

// Every check must be able to fail, and to say where.
func TestScriptThatDoesNotHold(t *testing.T) {
	for _, test := range []struct{ script, want string }{
		{"GET /page\nstatus 404", "x:2: GET /page: status is 200, want 404"},
		{"GET /page\nbody contains nowhere", "x:2: GET /page: not so: body contains nowhere"},
		{"GET /page\nbody lacks Ana", "not so: body lacks Ana"},
		{"GET /page\nbody is Ana", "not so: body is Ana"},
		{"GET /page\ntext contains <b>", "not so: text contains <b>"},
		{"GET /page\ntext matches ^hello", "not so: text matches ^hello"},
		{"GET /page\nbody misses A.a", "not so: body misses A.a"},
		{"GET /page\nheader X-Kind contains q", "not so: header X-Kind contains q"},
		{"GET /page\nheader X-Kind absent", "header X-Kind is there"},
		{"GET /page\nfollow", "nothing to follow"},
		{"GET /page\nstatus 404\nbody lacks Ana", "x:3:"}, // a failed check does not stop the script
		{"GET /page\nstatus many", "status wants a number"},
		{"GET /page\nbody holds x", "unknown check"},
		{"GET /page\nbody contains", "what?"},
		{"GET /page\ncapture n body (q+)", "has no group"},
		{"GET /page\ncapture n cookie (q+)", "body or header"},
		{"GET /page\ntext contains ${none}", "nothing is known as ${none}"},
		{"GET page", "path must start with /"},
		{"status 200", "before any request"},
		{"GET /page\nstatus 200\nform a b", "right below a request"},
		{"EAT /page", "before any request"},
		{"GET /page\nEAT /page", `unknown word "EAT"`},
	} {
		err := Do(t.Context(), site(), "x", test.script)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.script, err, test.want)
		}
	}
}

// A request with no check below it is sent all the same.
func TestLastRequestIsSent(t *testing.T) {
	sent := false
	s := Site{Base: "http://localhost", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { sent = true })}
	if err := Do(t.Context(), s, "x", "GET /"); err != nil || !sent {
		t.Errorf("err %v, sent %v", err, sent)
	}
}
