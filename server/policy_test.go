package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ascult/internal/learner"
	"ascult/server/store"
)

// The ten principals of the matrix.
const (
	nobody        = "nobody"
	half          = "half" // a second factor is owed
	owner         = "ana"  // whose attempt and certificate it is
	otherLearner  = "ion"
	ownTrainer    = "tudor" // whose run it is
	otherTrainer  = "vera"
	office        = "olga"
	foreignOffice = "petr" // of another institution
	admin         = "irina"
	suspended     = "mihai"
)

var principals = []string{nobody, half, owner, otherLearner, ownTrainer, otherTrainer, office, foreignOffice, admin, suspended}

// admitted says, apart from the table in policy.go, who gets in where. Who is
// not named is sent to sign in if nobody is signed in, and else told that the
// page is not there.
var admitted = func() map[string][]string {
	all := principals
	signed := []string{owner, otherLearner, ownTrainer, otherTrainer, office, foreignOffice, admin}
	return map[string][]string{
		"GET /:lang/account/sign-in": all, "POST /:lang/account/sign-in": all, "POST /:lang/account/sign-out": all,
		"GET /:lang/account/sign-up": all, "POST /:lang/account/sign-up": all,
		"GET /:lang/account/invite": all, "POST /:lang/account/invite": all,
		"GET /:lang/learn/": signed, "POST /:lang/learn/join": signed, "POST /:lang/learn/read": all,
		"GET /:lang/learn/certificates/:id": {owner},
		"GET /:lang/exam/:course":           all,
		"POST /:lang/exam/:course/start":    signed,
		"GET /:lang/attempt/:id":            {owner},
		"GET /:lang/attempt/:id/:n":         {owner},
		"POST /:lang/attempt/:id/:n":        {owner},
		"GET /:lang/trainer/":               {ownTrainer, otherTrainer, admin},
		"POST /:lang/trainer/runs":          {ownTrainer, otherTrainer, admin},
		"GET /:lang/trainer/runs/:id":       {ownTrainer},
		"GET /:lang/trainer/guide/:course":  {ownTrainer, otherTrainer, admin},
		"GET /:lang/trainer/reports":        {ownTrainer, otherTrainer, admin},
		"POST /:lang/trainer/reports/:id":   {ownTrainer, otherTrainer, admin},
		"GET /:lang/report":                 all, "POST /:lang/report": all, "GET /:lang/report/sent": all,
		"GET /api/v1/progress": signed, "PUT /api/v1/progress": signed,
		"GET /v": all, "GET /:lang/verify": all, "POST /:lang/verify": all,
		"GET /.well-known/ascult/keys.json": all, "GET /.well-known/ascult/revocations.json": all,
		"GET /api/v1/session": all, "GET /healthz": all, "GET /readyz": all,
		"POST /api/v1/courses/:course/attempts": signed, "GET /api/v1/attempts/:id": {owner}, "PUT /api/v1/attempts/:id/answers": {owner},
		"POST /api/v1/attempts/:id/submit": {owner}, "GET /api/v1/attempts/:id/result": {owner}, "GET /api/v1/openapi.json": all,
	}
}()

// matrixReport is the report in the matrix's house.
var matrixReport = store.Report{
	ID: strings.Repeat("ab", 16), Institution: store.Home, Day: "2026-05-11", Language: "ro", Kind: "other", Text: "Text",
}

// newMatrix is a house with one of each principal.
func newMatrix(t *testing.T) (h *examHouse, attempt, certificate string) {
	h = newExamHouse(t, nil)
	now := h.now()
	h.write(func(tx store.Tx) error {
		for who, role := range map[string]learner.Role{
			otherTrainer: learner.RoleTrainer, office: learner.RoleOffice, foreignOffice: learner.RoleOffice,
			admin: learner.RoleAdmin, half: learner.RoleTrainer, suspended: learner.RoleLearner,
		} {
			p := learner.Person{ID: who, Institution: store.Home, Login: who, Role: role, Password: "$", Language: "ro", Created: now}
			if err := tx.AddPerson(p, h.holder(who)); err != nil {
				return err
			}
			h.cookies[who] = "token-of-" + who
			s := learner.Session{TokenHash: learner.HashSecret(h.cookies[who]), Person: who, Half: who == half, Created: now, Seen: now}
			if err := tx.AddSession(s); err != nil {
				return err
			}
		}
		return errors.Join(tx.SetSuspended(suspended, true), tx.AddReport(matrixReport))
	})
	h.server.cfg.Manifest.Guides = map[string]map[string]string{"interviewing": {"ro": "<p>Guide</p>"}}
	a := h.start(owner)
	h.give(owner, a, "q-one", "right-a")
	h.give(owner, a, "q-two", "right-c", "right-d")
	h.give(owner, a, "q-three", "false")
	h.give(owner, a, "q-four", "right-f")
	h.send(owner, a)
	all, err := h.store.Certificates(t.Context(), owner)
	h.must(err)
	if len(all) != 1 {
		t.Fatalf("%d certificates after a passed exam, want 1", len(all))
	}
	return h, a.ID, all[0].ID
}

// TestEveryRouteAsTenPrincipals walks the table itself: a route that nobody
// has thought about fails here.
func TestEveryRouteAsTenPrincipals(t *testing.T) {
	h, attempt, certificate := newMatrix(t)
	routes := (&Server{}).table()
	for _, r := range routes {
		if _, ok := admitted[r.method+" "+r.path]; !ok {
			t.Errorf("%s %s: no line says who gets in", r.method, r.path)
		}
	}
	if len(routes) != len(admitted) {
		t.Errorf("%d routes, %d lines: a line names a route that is gone", len(routes), len(admitted))
	}
	ids := func(route, id string) string {
		return strings.NewReplacer(":lang", "ro", ":course", "interviewing", ":n", "1", ":id", id).Replace(route)
	}
	objects := map[string]string{"attempt": attempt, "attempts": attempt, "certificates": certificate, "runs": "run", "reports": matrixReport.ID}
	for _, r := range routes {
		route := r.method + " " + r.path
		id := ""
		for kind, object := range objects {
			if strings.Contains(r.path, kind+"/:id") {
				id = object
			}
		}
		var form url.Values
		if r.method == http.MethodPost {
			form = url.Values{}
			if r.path == "/:lang/learn/read" {
				form = url.Values{"course": {"interviewing"}, "page": {"a1/purpose"}}
			} else if id == matrixReport.ID {
				form = url.Values{"done": {"yes"}}
			}
		}
		for _, who := range principals {
			if r.path == "/:lang/account/sign-out" && who != nobody {
				continue // it would end the session that the next routes need
			}
			got := h.ask(who, r.method, ids(r.path, id), form)
			in := slices.Contains(admitted[route], who)
			out := got.status == http.StatusNotFound
			if who == nobody || who == half || who == suspended {
				out = got.status == http.StatusUnauthorized || strings.HasPrefix(got.location, "/ro/account/sign-in?next=")
			}
			if in == out || got.status >= 500 || (!in && !out) {
				t.Errorf("%s as %s: status %d to %q, admitted %v", route, who, got.status, got.location, in)
			}
			if id == "" || in || !out || got.status != http.StatusNotFound {
				continue
			}
			// Not yours and not there are the same bytes.
			unknown := h.ask(who, r.method, ids(r.path, strings.Repeat("f", len(id))), form)
			if unknown != got {
				t.Errorf("%s as %s: a foreign object and an unknown one differ", route, who)
			}
		}
	}
}

// TestMatrixNoticesAnOpenDoor is the control: with a rule widened by mistake
// the walk above must see it.
func TestMatrixNoticesAnOpenDoor(t *testing.T) {
	for _, r := range (&Server{}).table() {
		if r.path == "/:lang/trainer/" && !slices.Contains(r.rule.roles, learner.RoleLearner) {
			c := &Context{Lang: "ro", Person: learner.Person{ID: "x", Role: learner.RoleLearner}}
			if r.rule.admit(c) == nil {
				t.Error("a learner is admitted to the trainer's pages")
			}
			if anybody.admit(c) != nil || (rule{}).admit(c) == nil {
				t.Error("the zero rule must admit nobody, anybody everybody")
			}
		}
	}
}

// TestGetChangesNothing asks every GET route and compares the audit chain: a
// link must not act. Looking at a list of people is the one thing recorded.
func TestGetChangesNothing(t *testing.T) {
	h, attempt, certificate := newMatrix(t)
	before, err := h.store.AuditHead(t.Context())
	h.must(err)
	for _, r := range (&Server{}).table() {
		if r.method != http.MethodGet {
			continue
		}
		for _, who := range []string{owner, otherTrainer} {
			path := strings.NewReplacer(":lang", "ro", ":course", "interviewing", ":n", "result").Replace(r.path)
			path = strings.NewReplacer("attempt/:id", "attempt/"+attempt, "certificates/:id", "certificates/"+certificate, ":id", "run").Replace(path)
			h.ask(who, http.MethodGet, path, nil)
			h.ask(who, http.MethodHead, path, nil)
		}
	}
	after, err := h.store.AuditHead(t.Context())
	h.must(err)
	if before.Seq != after.Seq {
		t.Errorf("GET wrote %d entries", after.Seq-before.Seq)
	}
}

// TestLogNamesNobody runs the whole matrix and looks for everything that must
// not be in a log.
func TestLogNamesNobody(t *testing.T) {
	h, attempt, certificate := newMatrix(t)
	h.get(owner, "/ro/learn/certificates/"+certificate)
	h.get(owner, "/ro/nowhere?email=ana@example.org")
	h.post(nobody, "/ro/account/sign-in", "login", "canary-login", "password", "canary-password-1", "next", "")
	row, err := h.store.Certificate(t.Context(), certificate, owner)
	h.must(err)
	for _, secret := range []string{
		"Ana Rusu", "token-of-", attempt, certificate, row.NumberHash, examCanary, "right-a", "Option", "Because",
		"canary-login", "canary-password", "example.org", "nowhere", "interviewing", "a1/purpose", "192.0.2.1",
	} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if !strings.Contains(h.log.String(), "kind=attempt") {
		t.Errorf("the log has no lines at all: %s", fmt.Sprint(len(h.log.String())))
	}
}
