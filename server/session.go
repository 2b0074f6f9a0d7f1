package server

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

// How long a session lives: without a request, and at most. Staff see other
// people's records, so theirs are shorter.
const (
	idleLearner  = 2 * time.Hour
	idleShared   = 30 * time.Minute // on a computer that others use too
	idleStaff    = 30 * time.Minute
	wholeLearner = 12 * time.Hour
	wholeStaff   = 8 * time.Hour
	touchEvery   = time.Minute // how exactly the last request is kept
)

// cookieName has the __Host- prefix where the site is served over TLS: no
// other host can then set or shadow it. On plain http, that is on loopback, a
// browser would refuse such a cookie.
func (s *Server) cookieName() string {
	if s.cfg.BaseURL.Scheme == "https" {
		return "__Host-ascult"
	}
	return "ascult"
}

func (s *Server) setCookie(c *Context, value string, maxAge int) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.cfg.BaseURL.Scheme == "https", SameSite: http.SameSiteLaxMode,
	})
}

// loadSession fills in who asks. A cookie that is unknown, over, or belongs to
// an account that may not sign in counts as none, and two of them as none.
func (s *Server) loadSession(c *Context) error {
	cookies := c.Request.CookiesNamed(s.cookieName())
	if len(cookies) != 1 || len(cookies[0].Value) > 100 {
		return nil
	}
	ctx := c.Request.Context()
	session, err := s.cfg.Store.Session(ctx, learner.HashSecret(cookies[0].Value))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	} else if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	person, err := s.cfg.Store.Person(ctx, session.Person)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	} else if err != nil {
		return fmt.Errorf("load person: %w", err)
	}
	now := s.now()
	idle, whole := idleLearner, wholeLearner
	if session.Shared {
		idle = idleShared
	}
	if person.Role != learner.RoleLearner {
		idle, whole = idleStaff, wholeStaff
	}
	if person.Suspended || person.Erased || now.Sub(session.Seen) >= idle || now.Sub(session.Created) >= whole {
		return nil
	}
	if now.Sub(session.Seen) >= touchEvery {
		err := s.write(ctx, func(tx store.Tx) error { return tx.TouchSession(session.TokenHash, now) })
		if err != nil && !errors.Is(err, store.ErrNotFound) && failureOf(err) == errInternal {
			return fmt.Errorf("touch session: %w", err)
		}
	}
	c.Person, c.Session = person, session
	return nil
}

// beginSession signs a person in under a new token: one that an attacker may
// have planted before is worth nothing. A computer counts as shared unless the
// person has said that nobody else uses it.
func (s *Server) beginSession(c *Context, tx store.Tx, person learner.Person, own bool) (token string, err error) {
	if token, err = learner.NewToken(s.cfg.Rand); err != nil {
		return "", err
	}
	now := s.now()
	if c.Session.TokenHash != "" {
		if err := tx.DeleteSession(c.Session.TokenHash); err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	return token, tx.AddSession(learner.Session{TokenHash: learner.HashSecret(token), Person: person.ID, Shared: !own, Created: now, Seen: now})
}

// newID returns 128 bits of chance in hex.
func (s *Server) newID() (string, error) {
	var raw [16]byte
	if _, err := io.ReadFull(s.cfg.Rand, raw[:]); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return hex.EncodeToString(raw[:]), nil
}
