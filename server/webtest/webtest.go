package webtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A Site is what scripts run against.
type Site struct {
	Handler http.Handler
	// Base is the address the browser thinks it talks to, such as
	// "http://127.0.0.1:8080". Cookies follow it.
	Base string
	// Value resolves ${NAME}s that no capture has set; it may be nil.
	Value func(name string) (string, bool)
}

// Run runs each script that matches the glob pattern as a subtest. It fails
// the test if none does. Each subtest gets a site of its own from open.
func Run(t *testing.T, pattern string, open func(t *testing.T) Site) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no script matches %s", pattern)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := Do(t.Context(), open(t), file, string(script)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Do runs one script. Failed checks do not stop it; they are returned
// together, each with name:line. A line that makes no sense stops it.
func Do(ctx context.Context, site Site, name, script string) error {
	r := &runner{ctx: ctx, site: site, vars: map[string]string{}, jars: map[string]http.CookieJar{}}
	r.become("")
	var failed []error
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		err := r.line(line)
		if err == nil {
			continue
		}
		failed = append(failed, fmt.Errorf("%s:%d: %w", name, i+1, err))
		if _, ok := errors.AsType[failure](err); !ok {
			return errors.Join(failed...)
		}
	}
	if err := r.send(); err != nil {
		failed = append(failed, fmt.Errorf("%s: last request: %w", name, err))
	}
	return errors.Join(failed...)
}

// A failure is a check that did not hold; the script goes on after it.
type failure string

func (f failure) Error() string { return string(f) }

type runner struct {
	ctx  context.Context //nolint:containedctx // lives as long as one script
	site Site
	vars map[string]string
	jars map[string]http.CookieJar
	jar  http.CookieJar

	req  *http.Request // not sent yet, or nil
	form url.Values
	data string
	body string
	resp *http.Response
	path string // of the last request sent
}

func (r *runner) become(who string) {
	if r.jars[who] == nil {
		jar, _ := cookiejar.New(nil) // never fails without options
		r.jars[who] = jar
	}
	r.jar = r.jars[who]
}

func (r *runner) line(line string) error {
	verb, rest := cut(line)
	rest, err := r.expand(rest)
	if err != nil {
		return err
	}
	switch verb {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return r.request(verb, rest)
	case "form", "data", "send":
		return r.part(verb, rest)
	}
	if err := r.send(); err != nil {
		return err
	}
	if verb == "as" {
		r.become(rest)
		return nil
	}
	if r.resp == nil {
		return fmt.Errorf("%s before any request", verb)
	}
	switch verb {
	case "status":
		if want, err := strconv.Atoi(rest); err != nil {
			return fmt.Errorf("status wants a number: %q", rest)
		} else if r.resp.StatusCode != want {
			return failure(fmt.Sprintf("%s: status is %d, want %d\n%s", r.path, r.resp.StatusCode, want, excerpt(r.body)))
		}
		return nil
	case "body":
		return r.check("body", r.body, rest)
	case "text":
		return r.check("text", plain(r.body), rest)
	case "header":
		name, rest := cut(rest)
		values := r.resp.Header.Values(name)
		if rest == "absent" {
			if len(values) > 0 {
				return failure(fmt.Sprintf("%s: header %s is there: %q", r.path, name, values))
			}
			return nil
		}
		return r.check("header "+name, strings.Join(values, ", "), rest)
	case "capture":
		return r.capture(rest)
	case "follow":
		to, err := r.resp.Location()
		if err != nil {
			return failure(fmt.Sprintf("%s: nothing to follow: status %d", r.path, r.resp.StatusCode))
		}
		return r.request(http.MethodGet, to.RequestURI())
	}
	return fmt.Errorf("unknown word %q", verb)
}

func (r *runner) request(method, path string) error {
	if err := r.send(); err != nil {
		return err
	}
	if !strings.HasPrefix(path, "/") {
		return fmt.Errorf("path must start with /: %q", path)
	}
	req, err := http.NewRequestWithContext(r.ctx, method, r.site.Base+path, nil)
	if err != nil {
		return err
	}
	if method != http.MethodGet && method != http.MethodHead {
		req.Header.Set("Origin", r.site.Base)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.req, r.form, r.data = req, url.Values{}, ""
	return nil
}

func (r *runner) part(verb, rest string) error {
	if r.req == nil {
		return fmt.Errorf("%s belongs right below a request", verb)
	}
	name, value := cut(rest)
	switch {
	case verb == "form":
		r.form.Add(name, value)
	case verb == "data":
		r.req.Header.Set("Content-Type", name)
		r.data = value
	case strings.EqualFold(name, "Host"):
		r.req.Host = value
	case value == "":
		r.req.Header.Del(name)
	default:
		r.req.Header.Set(name, value)
	}
	return nil
}

// send sends the waiting request, if there is one.
func (r *runner) send() error {
	req := r.req
	if req == nil {
		return nil
	}
	r.req = nil
	if len(r.form) > 0 {
		r.data = r.form.Encode()
		if req.Header.Get("Content-Type") == "" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	for _, c := range r.jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	// The handler sees a request as the server makes it: a path alone.
	in := httptest.NewRequestWithContext(r.ctx, req.Method, req.URL.RequestURI(), strings.NewReader(r.data))
	in.Header, in.Host, in.RemoteAddr = req.Header, req.Host, "127.0.0.1:40000"
	out := httptest.NewRecorder()
	r.site.Handler.ServeHTTP(out, in)

	r.resp = out.Result()
	defer r.resp.Body.Close()
	r.resp.Request = req // so that Location resolves
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.resp.Body); err != nil {
		return fmt.Errorf("read answer to %s: %w", req.URL.Path, err)
	}
	r.body, r.path = b.String(), req.Method+" "+req.URL.RequestURI()
	r.jar.SetCookies(req.URL, r.resp.Cookies())
	return nil
}

func (r *runner) check(what, got, rest string) error {
	op, want := cut(rest)
	if want == "" && op != "is" {
		return fmt.Errorf("%s %s what?", what, op)
	}
	var ok bool
	switch op {
	case "contains", "lacks":
		ok = strings.Contains(got, want) == (op == "contains")
	case "is":
		ok = strings.TrimSpace(got) == want
	case "matches", "misses":
		re, err := regexp.Compile(want)
		if err != nil {
			return err
		}
		ok = re.MatchString(got) == (op == "matches")
	default:
		return fmt.Errorf("unknown check %q of %s", op, what)
	}
	if !ok {
		return failure(fmt.Sprintf("%s: not so: %s %s %s\n%s", r.path, what, op, want, excerpt(got)))
	}
	return nil
}

func (r *runner) capture(rest string) error {
	name, rest := cut(rest)
	from, rest := cut(rest)
	text := r.body
	if from == "header" {
		var h string
		h, rest = cut(rest)
		text = r.resp.Header.Get(h)
	} else if from != "body" {
		return fmt.Errorf("capture from body or header, not %q", from)
	}
	re, err := regexp.Compile(rest)
	if err != nil {
		return err
	}
	m := re.FindStringSubmatch(text)
	if len(m) < 2 {
		return fmt.Errorf("%s: %s has no group of %s\n%s", r.path, from, rest, excerpt(text))
	}
	r.vars[name] = html.UnescapeString(m[1])
	return nil
}

var variable = regexp.MustCompile(`\$\{([\pL_][\pL\pN_.]*)\}`)

func (r *runner) expand(s string) (string, error) {
	var err error
	s = variable.ReplaceAllStringFunc(s, func(v string) string {
		name := v[2 : len(v)-1]
		if value, ok := r.vars[name]; ok {
			return value
		}
		if r.site.Value != nil {
			if value, ok := r.site.Value(name); ok {
				return value
			}
		}
		err = fmt.Errorf("nothing is known as %s", v)
		return v
	})
	return s, err
}

var (
	markup = regexp.MustCompile(`(?s)<!--.*?-->|<(script|style)\b.*?</(?:script|style)>|<[^>]*>`)
	space  = regexp.MustCompile(`[\s\x{a0}]+`)
)

// plain is the text of a page as a person reads it.
func plain(page string) string {
	return strings.TrimSpace(space.ReplaceAllString(html.UnescapeString(markup.ReplaceAllString(page, " ")), " "))
}

// cut splits s after its first word.
func cut(s string) (word, rest string) {
	word, rest, _ = strings.Cut(s, " ")
	return word, strings.TrimSpace(rest)
}

func excerpt(s string) string {
	const most = 600
	if rs := []rune(s); len(rs) > most {
		s = string(rs[:most]) + "…"
	}
	return "\t" + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n\t")
}
