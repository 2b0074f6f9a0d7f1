package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ascult/internal/learner"
	"ascult/server/store"
)

func TestTrainersReadReports(t *testing.T) {
	h := reportHouse(t)
	const trainer = "tudor"
	h.want(h.get(trainer, "/en/trainer/reports"), http.StatusOK, "There is nothing to do", "Open (0)", "Done (0)", `aria-current="page">Open (0)`)
	h.want(h.get(trainer, "/en/trainer/reports?show=done"), http.StatusOK, "No report is marked as done", `aria-current="page">Done (0)`, `href="/ru/trainer/reports?show=done"`)
	h.want(h.get(trainer, "/en/trainer/"), http.StatusOK, "nothing to do", `href="/en/trainer/reports"`)

	send := func(pairs ...string) { h.leads(h.post(nobody, "/ro/report", pairs...), "/ro/report/sent") }
	send("kind", "other", "text", "older <script>alert(1)</script> \u202eturned\u0007")
	send("kind", "line", "line", "md-one", "text", "dead")
	send("kind", "line", "line", "md-one", "text", "it rings and rings")
	h.clock.Add(24 * 3600)
	h.cookies = map[string]string{trainer: h.cookies[trainer]}
	h.pass(0)
	h.leads(h.post(nobody, "/en/report", "p", "g/3", "kind", "mistake", "text", "newer"), "/en/report/sent?p=g%2F3")
	h.want(h.get(trainer, "/en/trainer/"), http.StatusOK, "4 reported mistakes")
	page := h.want(h.get(trainer, "/en/trainer/reports?show=x"), http.StatusOK, "Open (4)", "reported 2 times", "Operator of md-one", "0\u00a0800\u00a011\u00a0111",
		"&lt;script&gt;alert(1)&lt;/script&gt; turned<", `href="/en/g/3.html" lang="en">Page 3</a>`, "page not known")
	order := []string{"md-one", "newer", "older"}
	for i := range order[1:] {
		if strings.Index(page.body, order[i]) > strings.Index(page.body, order[i+1]) {
			t.Errorf("%s does not come before %s", order[i], order[i+1])
		}
	}

	id := ""
	for _, r := range h.openReports() {
		if r.Text == "newer" {
			id = r.ID
		}
	}
	at := "/en/trainer/reports/" + id
	for _, done := range []string{"", "maybe"} {
		h.want(h.post(trainer, at, "done", done), http.StatusBadRequest)
	}
	h.leads(h.post(trainer, at, "done", "yes"), "/en/trainer/reports")
	h.want(h.get(trainer, "/en/trainer/reports?show=done"), http.StatusOK, "Done (1)", "newer", "done on 12\u00a0May\u00a02026", `value="no"`)
	h.leads(h.post(trainer, at, "done", "no"), "/en/trainer/reports?show=done")
	h.want(h.get(trainer, "/en/trainer/reports"), http.StatusOK, "Open (4)", "newer")
	h.want(h.post(trainer, "/en/trainer/reports/"+strings.Repeat("0", 32), "done", "yes"), http.StatusNotFound)

	var log []string
	h.must(h.store.AuditEach(t.Context(), func(e store.Entry) error {
		if strings.HasPrefix(e.Action, "report.") {
			log = append(log, fmt.Sprintf("%s %s %t %q", e.Actor, e.Action, e.Object == id, e.Detail))
		}
		return nil
	}))
	if got := strings.Join(log, "; "); got != `tudor report.done true ""; tudor report.open true ""` {
		t.Errorf("audit: %s", got)
	}
}

// A trainer of another institution has other reports.
func TestReportsOfAnotherInstitution(t *testing.T) {
	h := reportHouse(t)
	h.write(func(tx store.Tx) error {
		if err := tx.PutInstitution(store.Institution{ID: "away", Name: "Away", Zone: "Europe/Kyiv"}); err != nil {
			return err
		}
		p := learner.Person{ID: "taras", Institution: "away", Login: "taras", Role: learner.RoleTrainer, Password: "$", Language: "uk", Created: h.now()}
		holder := h.holder("taras")
		if err := tx.AddPerson(p, holder); err != nil {
			return err
		}
		h.cookies["taras"] = "token-of-taras"
		return tx.AddSession(learner.Session{TokenHash: learner.HashSecret("token-of-taras"), Person: "taras", Created: h.now(), Seen: h.now()})
	})
	h.post(nobody, "/en/report", "kind", "other", "text", "x")
	id := h.openReports()[0].ID
	h.want(h.get("taras", "/en/trainer/reports"), http.StatusOK, "Open (0)")
	foreign := h.want(h.post("taras", "/en/trainer/reports/"+id, "done", "yes"), http.StatusNotFound)
	if unknown := h.post("taras", "/en/trainer/reports/"+strings.Repeat("0", 32), "done", "yes"); unknown != foreign {
		t.Error("a foreign report and an unknown one differ")
	}
	if n := len(h.openReports()); n != 1 {
		t.Errorf("%d open reports, want 1", n)
	}
}

func TestReportTableHasAnEnd(t *testing.T) {
	h := reportHouse(t)
	h.write(func(tx store.Tx) error {
		for i := range mostReports + 2 {
			r := matrixReport
			r.ID = fmt.Sprintf("%032x", i)
			if err := tx.AddReport(r); err != nil {
				return err
			}
		}
		return nil
	})
	page := h.want(h.get("tudor", "/en/trainer/reports"), http.StatusOK, "Open (202)", "2 more reports do not fit")
	if n := strings.Count(page.body, "<tr>"); n != mostReports+1 {
		t.Errorf("%d rows", n)
	}
}

func TestTrainersGuide(t *testing.T) {
	h := newExamHouse(t, nil)
	h.want(h.get("tudor", "/en/trainer/guide/interviewing"), http.StatusNotFound)
	if strings.Contains(h.get("tudor", "/en/trainer/").body, "guide/") {
		t.Error("a guide that is not there is offered")
	}
	h.server.cfg.Manifest.Guides = map[string]map[string]string{"interviewing": {"en": `<h2 id="s-abc234">For the <em>trainer</em></h2>`}}
	h.want(h.get("tudor", "/en/trainer/guide/interviewing"), http.StatusOK, "<h1>Trainer’s guide</h1>", "Course in en", `<h2 id="s-abc234">For the <em>trainer</em></h2>`)
	h.want(h.get("tudor", "/en/trainer/"), http.StatusOK, `href="/en/trainer/guide/interviewing"`)
	h.want(h.get("tudor", "/en/trainer/runs/run"), http.StatusOK, `href="/en/trainer/guide/interviewing"`)
	for _, path := range []string{"/ro/trainer/guide/interviewing", "/en/trainer/guide/other"} {
		h.want(h.get("tudor", path), http.StatusNotFound)
	}
	h.want(h.get("ana", "/en/trainer/guide/interviewing"), http.StatusNotFound)
}
