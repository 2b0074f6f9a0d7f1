package server

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"ascult/internal/catalog"
)

// The failures that only the API has.
var (
	errAPIBody = &failure{http.StatusBadRequest, "api_body"}
	errAPIKey  = &failure{http.StatusBadRequest, "api_key"}
	errAPIOver = &failure{http.StatusConflict, "api_over"}
	errAPIOpen = &failure{http.StatusConflict, "api_open"}
	errAPIRev  = &failure{http.StatusConflict, "api_rev"}
	errAPIMay  = &failure{http.StatusConflict, "api_start"}
)

// A problem is a failure with more to say of it.
type problem struct {
	*failure
	detail string         // in place of the failure's own; "": that one
	more   map[string]any // members besides those of RFC 9457
}

// Unwrap returns the failure.
func (p *problem) Unwrap() error { return p.failure }

// problemType names a kind of problem by the place in the API's description
// that explains it (RFC 9457, section 3.1.1).
func problemType(f *failure) string {
	return openAPIPath + "#/x-problems/" + strings.TrimPrefix(f.key, "api_")
}

// problem answers as RFC 9457 has it, in the language of c.
func (s *Server) problem(c *Context, err error) {
	p, ok := errors.AsType[*problem](err)
	if !ok {
		p = &problem{failure: failureOf(err)}
	}
	s.writeProblem(c.Writer, c.Request, c.Lang, p)
}

func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, lang string, p *problem) {
	if p.detail == "" {
		p.detail = s.cfg.Catalog.Text(lang, "err_"+p.key+"_hint")
	}
	body := map[string]any{
		"type": problemType(p.failure), "status": p.status,
		"title": s.cfg.Catalog.Text(lang, "err_"+p.key), "detail": p.detail,
	}
	if p.status >= http.StatusInternalServerError {
		body["request"] = requestNumber(r.Context())
	}
	maps.Copy(body, p.more)
	data, err := json.Marshal(body)
	if err != nil {
		noteError(r.Context(), err)
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", lang)
	w.WriteHeader(p.status)
	_, _ = w.Write(data) // a reader who left needs no answer
}

// isAPI reports whether an address belongs to the API, whatever stands there.
func isAPI(path string) bool { return strings.HasPrefix(path, "/api/") }

// apiLanguage is the language of an answer of the API: the one asked for with
// ?lang=, else the person's, else the first of Accept-Language that is known.
func (c *Context) apiLanguage() string {
	if lang := c.Query("lang"); catalog.Known(lang) {
		return lang
	}
	if catalog.Known(c.Person.Language) {
		return c.Person.Language
	}
	for part := range strings.SplitSeq(c.GetHeader("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if catalog.Known(tag) {
			return tag
		}
	}
	return catalog.Languages[0]
}

// reads reports whether the request shows somebody a page in c.Lang: pages do,
// the API only where a language was asked for.
func (c *Context) reads() bool { return !c.GetBool(keyAPI) || c.Query("lang") != "" }

// plainQuery refuses an address with anything behind "?" but one known lang.
func (c *Context) plainQuery() error {
	q := c.Request.URL.Query()
	if len(q) > 1 || len(q) == 1 && (len(q["lang"]) != 1 || !catalog.Known(q.Get("lang"))) {
		return errAPIBody
	}
	return nil
}

// answer sends JSON that belongs to one person: no cache keeps it.
func (c *Context) answer(status int, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/json")
	c.Writer.WriteHeader(status)
	_, _ = c.Writer.Write(data)
	return nil
}

// idempotencyKeyOf returns the key under which a request counts once, however
// often it is sent.
func (c *Context) idempotencyKeyOf() (string, error) {
	keys := c.Request.Header.Values("Idempotency-Key")
	if len(keys) != 1 || !idempotencyKey.MatchString(keys[0]) {
		return "", errAPIKey
	}
	return keys[0], nil
}
