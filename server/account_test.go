package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

const password = "patru cai albi pe deal"

// newRun stores a run with so many seats and returns its code.
func (h *examHouse) newRun(seats int, lasts time.Duration) string {
	h.t.Helper()
	code := strings.Repeat("7", learner.CodeLength-1) + fmt.Sprint(seats)
	now := h.now()
	h.write(func(tx store.Tx) error {
		return tx.AddRun(learner.Run{
			ID: "run-" + fmt.Sprint(seats), Institution: store.Home, Course: "interviewing", Trainer: "tudor", Title: "Test",
			CodeHash: learner.HashSecret(code), Seats: seats, Created: now, Expires: now.Add(lasts),
		})
	})
	return code
}

func signUpForm(code, login string) url.Values {
	return url.Values{"code": {code}, "name": {"Ștefan Țîrlea"}, "latin": {""}, "login": {login}, "password": {password}}
}

// sign sends a form and returns the reply with the session cookie, if any.
func (h *examHouse) sign(path string, form url.Values, cookie string) (examReply, string) {
	r := httptest.NewRequest(http.MethodPost, "https://ascult.example"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-ascult", Value: cookie})
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	value := ""
	for _, c := range w.Result().Cookies() {
		value = c.Value
		if c.Name != "__Host-ascult" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			h.t.Errorf("cookie %+v is not bound to this host", c)
		}
	}
	return examReply{w.Code, w.Header().Get("Location"), w.Body.String()}, value
}

func TestSignUpWithACode(t *testing.T) {
	h := newExamHouse(t, nil)
	code := h.newRun(2, time.Hour)
	typed := strings.ToLower(learner.FormatCode(code))
	reply, cookie := h.sign("/uk/account/sign-up", signUpForm(typed, "Ștefan.T"), "")
	h.leads(reply, "/uk/learn/")
	h.cookies["new"] = cookie
	h.want(h.get("new", "/uk/learn/"), http.StatusOK, "Ștefan Țîrlea", "Course in uk")

	person, err := h.store.PersonByLogin(t.Context(), "ștefan.t")
	h.must(err)
	if person.Role != learner.RoleLearner || !strings.HasPrefix(person.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("person %+v", person)
	}
	reply, _ = h.sign("/ro/account/sign-in", url.Values{"login": {"ȘTEFAN.T"}, "password": {password}, "next": {"//evil.example"}}, "")
	h.leads(reply, "/ro/learn/")
}

// Everything that is wrong with a form is said at once, beside its field, and
// what was typed comes back.
func TestSignUpSaysEverythingAtOnce(t *testing.T) {
	h := newExamHouse(t, nil)
	form := url.Values{"code": {"ABC$"}, "name": {"Ioп Popescu"}, "latin": {"Їжакевич"}, "login": {"x"}, "password": {"short"}}
	reply, cookie := h.sign("/ru/account/sign-up", form, "")
	h.want(reply, http.StatusUnprocessableEntity, "<title>Ошибка:", `value="ABC$"`, `value="Ioп Popescu"`, `value="Їжакевич"`, `value="x"`,
		`href="#code"`, `href="#name"`, `href="#latin"`, `href="#login"`, `href="#password"`, `aria-invalid="true"`)
	if cookie != "" || strings.Contains(reply.body, "short") {
		t.Error("a refused form signs in, or shows the password again")
	}
	if strings.Contains(reply.body, "«") && strings.Contains(reply.body, "acct_") {
		t.Errorf("a text is missing: %s", reply.body)
	}
}

func TestSignUpCodes(t *testing.T) {
	h := newExamHouse(t, nil)
	full, over := h.newRun(1, time.Hour), h.newRun(3, time.Minute)
	reply, _ := h.sign("/ro/account/sign-up", signUpForm(full, "first"), "")
	h.leads(reply, "/ro/learn/")
	h.clock.Add(120)
	for code, want := range map[string]string{
		full:                                     "Toate locurile",
		over:                                     "a fost valabil până la",
		strings.Repeat("Z", learner.CodeLength):  "Niciun curs nu are acest cod",
		strings.Repeat("Z", 5):                   "24 de litere",
		"":                                       "Scrieți codul",
		"' OR 1=1 --":                            "nu conține niciodată",
		strings.Repeat("ZU", learner.CodeLength): "nu conține niciodată „U”",
	} {
		reply, cookie := h.sign("/ro/account/sign-up", signUpForm(code, "second"), "")
		h.want(reply, http.StatusUnprocessableEntity, want)
		if cookie != "" {
			t.Errorf("code %q signed somebody up", code)
		}
	}
	reply, _ = h.sign("/ro/account/sign-up", signUpForm(h.newRun(4, time.Hour), "FIRST"), "")
	h.want(reply, http.StatusUnprocessableEntity, "este luat")
}

// Eight people press the button for the last seat; one gets it, and nobody
// else is left behind as half an account.
func TestLastSeat(t *testing.T) {
	h := newExamHouse(t, nil)
	code := h.newRun(1, time.Hour)
	var wg sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for i := range 8 {
		wg.Go(func() {
			reply, _ := h.sign("/en/account/sign-up", signUpForm(code, fmt.Sprintf("racer-%d", i)), "")
			mu.Lock()
			defer mu.Unlock()
			if reply.status == http.StatusSeeOther {
				in++
			}
		})
	}
	wg.Wait()
	people := 0
	for i := range 8 {
		if _, err := h.store.PersonByLogin(t.Context(), fmt.Sprintf("racer-%d", i)); err == nil {
			people++
		}
	}
	if in != 1 || people != 1 {
		t.Errorf("%d signed up, %d accounts; want one of each", in, people)
	}
}

func TestInviteWorksOnce(t *testing.T) {
	h := newExamHouse(t, nil)
	code := strings.Repeat("8", learner.CodeLength)
	h.write(func(tx store.Tx) error {
		return tx.AddInvite(learner.Invite{TokenHash: learner.HashSecret(code), Institution: store.Home, Role: learner.RoleTrainer, Created: h.now(), Expires: h.now().Add(time.Hour)})
	})
	reply, cookie := h.sign("/ro/account/invite", signUpForm(code, "trainer-1"), "")
	h.leads(reply, "/ro/trainer/")
	h.cookies["t1"] = cookie
	h.want(h.get("t1", "/ro/trainer/"), http.StatusOK, "Grupele mele")
	reply, _ = h.sign("/ro/account/invite", signUpForm(code, "trainer-2"), "")
	h.want(reply, http.StatusUnprocessableEntity, "nu este valabilă")
	if _, err := h.store.PersonByLogin(t.Context(), "trainer-2"); err == nil {
		t.Error("a used invitation made an account")
	}
}

// A wrong name and a wrong password look the same, and tries are slowed, but
// the account is never locked.
func TestSignInIsSlowedNotLocked(t *testing.T) {
	h := newExamHouse(t, nil)
	reply, _ := h.sign("/en/account/sign-up", signUpForm(h.newRun(2, time.Hour), "known"), "")
	h.leads(reply, "/en/learn/")
	try := func(login, pass string) examReply {
		reply, _ := h.sign("/en/account/sign-in", url.Values{"login": {login}, "password": {pass}, "next": {""}}, "")
		return reply
	}
	wrong, unknown := try("known", "not this one at all"), try("nobody-1", "not this one at all")
	if strings.ReplaceAll(wrong.body, "known", "") != strings.ReplaceAll(unknown.body, "nobody-1", "") || wrong.status != unknown.status {
		t.Error("a known name and an unknown one get different answers")
	}
	for range learner.ThrottleFree {
		try("known", "not this one at all")
	}
	h.want(try("known", password), http.StatusTooManyRequests, "not locked")
	h.clock.Add(int64(2 * time.Hour / time.Second))
	h.leads(try("known", password), "/en/learn/")
}

func TestSessionsEnd(t *testing.T) {
	h := newExamHouse(t, nil)
	reply, planted := h.sign("/en/account/sign-up", signUpForm(h.newRun(2, time.Hour), "someone"), "an-attackers-own-token")
	h.leads(reply, "/en/learn/")
	if planted == "an-attackers-own-token" {
		t.Error("a planted token was taken over")
	}
	h.cookies["me"] = planted
	h.want(h.get("me", "/en/learn/"), http.StatusOK)
	reply, again := h.sign("/en/account/sign-in", url.Values{"login": {"someone"}, "password": {password}, "next": {"/en/exam/interviewing"}}, planted)
	h.leads(reply, "/en/exam/interviewing")
	h.leads(h.get("me", "/en/learn/"), "/en/account/sign-in?next=%2Fen%2Flearn%2F") // signing in again ended the old one
	h.cookies["me"] = again
	h.want(h.get("me", "/en/learn/"), http.StatusOK)
	// A computer is shared unless its user says otherwise.
	for own, idle := range map[string]time.Duration{"": idleShared, "no": idleShared, "yes": idleLearner} {
		reply, again = h.sign("/en/account/sign-in", url.Values{"login": {"someone"}, "password": {password}, "next": {""}, "own": {own}}, "")
		h.leads(reply, "/en/learn/")
		h.cookies["me"] = again
		h.want(h.get("me", "/api/v1/session"), http.StatusOK, fmt.Sprintf(`"shared":%t`, own != "yes"))
		h.clock.Add(int64(idle/time.Second) - 1)
		h.want(h.get("me", "/en/learn/"), http.StatusOK)
		h.clock.Add(int64(idle / time.Second))
		if r := h.get("me", "/en/learn/"); r.status == http.StatusOK {
			t.Errorf("own %q: a session outlived its idle time", own)
		}
	}
	_, last := h.sign("/en/account/sign-in", url.Values{"login": {"someone"}, "password": {password}, "next": {""}}, "")
	h.cookies["me"] = last
	h.leads(h.post("me", "/en/account/sign-out"), "/en/index.html")
	if r := h.get("me", "/en/learn/"); r.status == http.StatusOK {
		t.Error("the cookie works after signing out")
	}
}

// A form that no page of ours could have sent changes nothing.
func TestFormsThatAreNotOurs(t *testing.T) {
	h := newExamHouse(t, nil)
	code := h.newRun(2, time.Hour)
	good := signUpForm(code, "form").Encode()
	for name, c := range map[string]struct {
		media, encoding, origin, query, body string
		want                                 int
	}{
		"json":           {media: "application/json", body: `{"login":"x"}`, want: 415},
		"text/plain":     {media: "text/plain", body: good, want: 415},
		"gzip":           {encoding: "gzip", body: good, want: 415},
		"other charset":  {media: "application/x-www-form-urlencoded; charset=utf-16", body: good, want: 415},
		"extra field":    {body: good + "&role=admin", want: 400},
		"login twice":    {body: good + "&login=other", want: 400},
		"in the address": {query: "?login=other", body: good, want: 400},
		"bad escape":     {body: "login=%zz", want: 400},
		"not UTF-8":      {body: "login=%ff%fe", want: 400},
		"NUL":            {body: "login=a%00b", want: 400},
		"too large":      {body: "login=" + strings.Repeat("a", maxForm), want: 413},
		"other site":     {origin: "https://evil.example", body: good, want: 403},
		"null origin":    {origin: "null", body: good, want: 403},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "https://ascult.example/uk/account/sign-up"+c.query, strings.NewReader(c.body))
			media := c.media
			if media == "" {
				media = "application/x-www-form-urlencoded"
			}
			r.Header.Set("Content-Type", media)
			if c.encoding != "" {
				r.Header.Set("Content-Encoding", c.encoding)
			}
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			if w.Code != c.want || !strings.Contains(w.Body.String(), "Нічого не змінено") && !strings.Contains(w.Body.String(), "задовгий") {
				t.Errorf("status %d, want %d and a sentence in Ukrainian:\n%s", w.Code, c.want, w.Body)
			}
		})
	}
	if _, err := h.store.PersonByLogin(t.Context(), "form"); err == nil {
		t.Error("one of them made an account")
	}
}

// What cannot be seen is named by its number.
func TestComplaintNamesTheCharacter(t *testing.T) {
	h := newExamHouse(t, nil)
	code := h.newRun(2, time.Hour)
	for name, want := range map[string]string{"Ana <b>": "“&lt;”", "Ana\u200f Rusu": "“U&#43;200F”", "Ana\tRusu": "“U&#43;0009”"} {
		form := signUpForm(code, "sign")
		form.Set("name", name)
		reply, _ := h.sign("/en/account/sign-up", form, "")
		h.want(reply, http.StatusUnprocessableEntity, want)
	}
}

// Signing out where the disk is full cannot end the session, but this browser
// forgets it.
func TestSignOutOnAFullDisk(t *testing.T) {
	h := newExamHouse(t, nil)
	h.wrap = func(s store.Store) store.Store { return fullDisk{s} }
	h.restart()
	r := httptest.NewRequest(http.MethodPost, "https://ascult.example/en/account/sign-out", nil)
	r.AddCookie(&http.Cookie{Name: "__Host-ascult", Value: h.cookies["ana"]})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if c := w.Result().Cookies(); w.Code != http.StatusInsufficientStorage || len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("status %d, cookies %v", w.Code, c)
	}
}

func TestSafeNext(t *testing.T) {
	for _, bad := range []string{
		"", "x", "//evil", "///evil", `/\evil`, "/\\/evil", "https:evil", "https://evil", "/%09/evil", "/%2f%2fevil", "/\u202eevil",
		"/a//b", "/a/../b", "/./a", "/a?x=//evil", "/a#b", "/\t/evil", "/a\r\nSet-Cookie: x", "javascript:alert(1)", "/@evil", strings.Repeat("/a", 200),
	} {
		if got := safeNext(bad, "/home"); got != "/home" {
			t.Errorf("%q leads to %q", bad, got)
		}
	}
	for _, good := range []string{"/ro/learn/", "/uk/attempt/0a1b/3", "/en/courses/interviewing/a1/purpose.html"} {
		if got := safeNext(good, "/home"); got != good {
			t.Errorf("%q leads to %q", good, got)
		}
	}
}
