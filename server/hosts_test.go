package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// Browsers leave out the port that the scheme has anyway and write names in
// small letters, however the operator has written the address.
func TestHostsAsBrowsersWriteThem(t *testing.T) {
	for base, want := range map[string]map[string]bool{
		"https://Learn.Example:443": {"learn.example": true, "learn.example:443": true, "LEARN.example": true, "learn.example:80": false, "evil.example": false, "": false},
		"https://learn.example":     {"learn.example": true, "learn.example:443": true, "learn.example:8443": false, "localhost": false},
		"https://learn.example:8443": {
			"learn.example:8443": true, "learn.example": false,
		},
		"http://127.0.0.1:80":   {"127.0.0.1": true, "localhost": true, "[::1]": true, "[::1]:80": true, "::1": false, "127.0.0.1:443": false},
		"http://127.0.0.1:8080": {"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:8080": true, "127.0.0.1": false, "localhost.:8080": false},
	} {
		address, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		s := &Server{hosts: allowedHosts(address)}
		handler := s.checkHost(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		for host, known := range want {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Host = host
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if (w.Code == http.StatusOK) != known {
				t.Errorf("served as %s, host %q gets %d", base, host, w.Code)
			}
		}
	}
}

// A refused method comes with those that are not (RFC 9110, 15.5.6).
func TestRefusedMethodNamesTheOthers(t *testing.T) {
	h := newExamHouse(t, nil)
	for path, want := range map[string]string{"/ro/index.html": "GET, HEAD", "/ro/account/sign-out": "POST"} {
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, httptest.NewRequest(http.MethodDelete, "https://ascult.example"+path, nil))
		if got := w.Header().Get("Allow"); w.Code != http.StatusMethodNotAllowed || got != want {
			t.Errorf("DELETE %s: status %d, Allow %q, want %q", path, w.Code, got, want)
		}
	}
}
