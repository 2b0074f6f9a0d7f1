package server

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"ascult/internal/learner"
)

// A rule says who may use a route. The zero rule admits nobody.
type rule struct {
	public bool           // anybody, signed in or not
	roles  []learner.Role // one of these, with a whole session
	api    bool           // answers in JSON, errors included
	blind  bool           // no cookie is looked at: nobody can be told from anybody else
}

var (
	anybody = rule{public: true}
	people  = rule{roles: []learner.Role{learner.RoleLearner, learner.RoleTrainer, learner.RoleOffice, learner.RoleAdmin}}
	trainer = rule{roles: []learner.Role{learner.RoleTrainer, learner.RoleAdmin}}
	openAPI = rule{public: true, api: true}
	ownAPI  = rule{roles: people.roles, api: true} // answers about who asks
	unseen  = rule{public: true, blind: true}
)

// A route is one line of the policy table.
type route struct {
	method, path string
	rule         rule
	handler      Handler
}

// table is the policy: every address the server answers, who may use it, and
// what answers. There is no other way to add a route, so a route without a
// rule cannot be; objects are looked up together with their owner, and a
// foreign one is not there.
func (s *Server) table() []route {
	return []route{
		{http.MethodGet, "/:lang/account/sign-in", anybody, s.signInForm},
		{http.MethodPost, "/:lang/account/sign-in", anybody, s.signIn},
		{http.MethodPost, "/:lang/account/sign-out", anybody, s.signOut},
		{http.MethodGet, "/:lang/account/sign-up", anybody, s.signUpForm},
		{http.MethodPost, "/:lang/account/sign-up", anybody, s.signUp},
		{http.MethodGet, "/:lang/account/invite", anybody, s.inviteForm},
		{http.MethodPost, "/:lang/account/invite", anybody, s.acceptInvite},

		{http.MethodGet, "/:lang/learn/", people, s.learn},
		{http.MethodPost, "/:lang/learn/join", people, s.join},
		{http.MethodPost, "/:lang/learn/read", anybody, s.markRead},
		{http.MethodGet, "/:lang/learn/certificates/:id", people, s.certificate},

		{http.MethodGet, "/:lang/exam/:course", anybody, s.examBefore},
		{http.MethodPost, "/:lang/exam/:course/start", people, s.examStart},
		{http.MethodGet, "/:lang/attempt/:id", people, s.attempt},
		{http.MethodGet, "/:lang/attempt/:id/:n", people, s.attemptPage},
		{http.MethodPost, "/:lang/attempt/:id/:n", people, s.attemptPost},

		{http.MethodGet, "/:lang/trainer/", trainer, s.trainerHome},
		{http.MethodPost, "/:lang/trainer/runs", trainer, s.addRun},
		{http.MethodGet, "/:lang/trainer/runs/:id", trainer, s.run},
		{http.MethodGet, "/:lang/trainer/guide/:course", trainer, s.guide},
		{http.MethodGet, "/:lang/trainer/reports", trainer, s.reports},
		{http.MethodPost, "/:lang/trainer/reports/:id", trainer, s.settleReport},

		{http.MethodGet, "/:lang/report", unseen, s.reportForm},
		{http.MethodPost, "/:lang/report", unseen, s.report},
		{http.MethodGet, "/:lang/report/sent", unseen, s.reportSent},

		{http.MethodGet, "/v", anybody, s.verifyAny},
		{http.MethodGet, "/:lang/verify", anybody, s.verifyForm},
		{http.MethodPost, "/:lang/verify", anybody, s.verify},
		{http.MethodGet, "/.well-known/ascult/keys.json", openAPI, s.keys},
		{http.MethodGet, "/.well-known/ascult/revocations.json", openAPI, s.revocations},

		{http.MethodGet, "/api/v1/session", openAPI, s.session},
		{http.MethodGet, "/api/v1/progress", ownAPI, s.progress},
		{http.MethodPut, "/api/v1/progress", ownAPI, s.putProgress},
		{http.MethodPost, "/api/v1/courses/:course/attempts", ownAPI, s.apiStart},
		{http.MethodGet, "/api/v1/attempts/:id", ownAPI, s.apiAttempt},
		{http.MethodPut, "/api/v1/attempts/:id/answers", ownAPI, s.apiAnswers},
		{http.MethodPost, "/api/v1/attempts/:id/submit", ownAPI, s.apiSubmit},
		{http.MethodGet, "/api/v1/attempts/:id/result", ownAPI, s.apiResult},
		{http.MethodGet, openAPIPath, openAPI, s.describe},
		{http.MethodGet, "/healthz", openAPI, s.healthy},
		{http.MethodGet, "/readyz", openAPI, s.ready},
	}
}

// admit returns nil if the request may go on. Who is not signed in is sent to
// sign in and comes back; a program is told that it has to. Who has another
// role learns nothing: the page is not there.
func (r rule) admit(c *Context) error {
	if r.public {
		return nil
	}
	if c.Person.ID == "" || c.Session.Half {
		if c.Request.Method != http.MethodGet || r.api {
			return errSignIn
		}
		return redirectError("/" + c.Lang + "/account/sign-in?next=" + url.QueryEscape(c.Request.URL.Path))
	}
	if !slices.Contains(r.roles, c.Person.Role) {
		return errNotFound
	}
	return nil
}

// routes builds the engine from the table. Everything else is the site.
func (s *Server) routes() *gin.Engine {
	e := gin.New()
	_ = e.SetTrustedProxies(nil) // cannot fail for an empty list
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.HandleMethodNotAllowed = true
	e.UseRawPath = false
	for _, r := range s.table() {
		h := s.handle(r.rule, r.handler)
		e.Handle(r.method, r.path, h)
		if r.method == http.MethodGet {
			e.Handle(http.MethodHead, r.path, h) // monitors ask so; no body is sent
		}
	}
	e.NoRoute(s.handle(anybody, s.static))
	e.NoMethod(s.handle(unseen, func(*Context) error { return errMethod }))
	return e
}
