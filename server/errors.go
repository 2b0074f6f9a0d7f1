package server

import (
	"context"
	"errors"
	"net/http"

	"ascult/server/internal/web"
	"ascult/server/store"
)

// A failure is an error that a person is told about: a status, and the key of
// a text that says what happened (err_<key>) and what to do (err_<key>_hint).
type failure struct {
	status int
	key    string
}

func (f *failure) Error() string { return f.key }

// The failures that handlers return.
var (
	errNotFound = &failure{http.StatusNotFound, "not_found"}
	errMethod   = &failure{http.StatusMethodNotAllowed, "method"}
	errBadForm  = &failure{http.StatusBadRequest, "bad_form"}
	errTooLarge = &failure{http.StatusRequestEntityTooLarge, "too_large"}
	errMedia    = &failure{http.StatusUnsupportedMediaType, "media"}
	errSignIn   = &failure{http.StatusUnauthorized, "sign_in"}
	errOrigin   = &failure{http.StatusForbidden, "origin"}
	errMany     = &failure{http.StatusTooManyRequests, "too_many"}
	errBusy     = &failure{http.StatusServiceUnavailable, "busy"}
	errFull     = &failure{http.StatusInsufficientStorage, "full"}
	errConflict = &failure{http.StatusConflict, "conflict"}
	errKeyUsed  = &failure{http.StatusUnprocessableEntity, "key_used"}
	errInternal = &failure{http.StatusInternalServerError, "internal"}
)

// redirectError sends the browser elsewhere.
type redirectError string

func (r redirectError) Error() string { return "redirect" }

// failureOf is the one table from errors to failures. Anything unknown is
// internal: the log has the chain, the person a request number.
func failureOf(err error) *failure {
	var f *failure
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &large):
		return errTooLarge
	case errors.Is(err, store.ErrNotFound):
		return errNotFound
	case errors.Is(err, store.ErrFull):
		return errFull
	case errors.Is(err, store.ErrConflict):
		return errConflict
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrClosed), errors.Is(err, context.DeadlineExceeded):
		return errBusy
	}
	return errInternal
}

// fail answers with err: a redirect, a page in the reader's language, or JSON.
func (s *Server) fail(c *Context, err error) {
	if to, ok := errors.AsType[redirectError](err); ok {
		_ = c.Redirect(string(to))
		return
	}
	f := failureOf(err)
	if f == errInternal {
		noteError(c.Request.Context(), err)
	}
	if f == errBusy || f == errMany {
		c.Header("Retry-After", "30")
	}
	if c.GetBool(keyAPI) {
		s.problem(c, err)
		return
	}
	s.errorPage(c.Writer, c.Request, s.view(c), f)
}

// errorPage writes a page that says what happened and what to do. A page that
// is not there and one that is not yours are the same bytes: the language links
// of an error page lead home, so that no address stands in it.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, v web.View, f *failure) {
	data := web.Error{Key: f.key}
	if f.status >= http.StatusInternalServerError {
		data.Number = requestNumber(r.Context())
	}
	if f == errNotFound {
		data.Contents = s.contents(r.URL.Path, v.Lang)
	}
	v.Path = ""
	v.Referrer = "same-origin"
	if err := s.pages.Write(w, f.status, "error", v, data); err != nil {
		noteError(r.Context(), err)
	}
}
