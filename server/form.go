package server

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 64 << 10

// form reads a posted form: each of the named fields at most once, "name[]"
// any number of times, nothing else. A field that is not there is "". Anything
// that a page of ours could not have sent is errBadForm, errMedia or
// errTooLarge.
func (c *Context) form(fields ...string) (url.Values, error) {
	r := c.Request
	if r.Header.Get("Content-Encoding") != "" {
		return nil, errMedia
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, errMedia
	}
	if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
		return nil, errMedia
	}
	if len(r.URL.RawQuery) > 0 {
		return nil, errBadForm
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, maxForm))
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, large
	} else if err != nil {
		return nil, errBadForm // cut off, or too slow
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errBadForm
	}
	for name, list := range values {
		many := slices.Contains(fields, name+"[]")
		if strings.HasSuffix(name, "[]") || !many && (!slices.Contains(fields, name) || len(list) > 1) {
			return nil, errBadForm
		}
		for _, v := range list {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, errBadForm
			}
		}
	}
	return values, nil
}

// safeNext returns a path of this host that a sign-in may lead to, or
// fallback. Only plain paths pass: no host, no scheme, no dots, no escapes.
func safeNext(next, fallback string) string {
	if len(next) == 0 || len(next) > 200 || next[0] != '/' || strings.HasPrefix(next, "//") {
		return fallback
	}
	for _, r := range next {
		ok := r == '/' || r == '-' || r == '_' || r == '.' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z')
		if !ok {
			return fallback
		}
	}
	if strings.Contains(next, "//") || strings.Contains(next, "/.") {
		return fallback
	}
	return next
}
