package preview

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
)

// Handler returns what answers requests: for this machine alone, under its own
// names alone.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "frame-ancestors 'none'")
		// A name of another site that was made to lead here must not read the
		// source of a course: only names of this machine are answered.
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
			host = host[1 : len(host)-1]
		}
		if !loopbackName(host) {
			http.Error(w, "this preview answers 127.0.0.1 and localhost only", http.StatusMisdirectedRequest)
			return
		}
		if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			http.Error(w, "another site has no business here", http.StatusForbidden)
			return
		}
		s.mux.ServeHTTP(w, r)
	})
}

// own reports whether a request that writes comes from a page of this run.
func (s *Server) own(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return false
		}
	}
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("Preview-Token")), []byte(s.token)) == 1
}
