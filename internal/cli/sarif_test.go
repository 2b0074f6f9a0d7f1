package cli

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// TestSARIF holds the shape of the log: what SARIF 2.1.0 requires, and what
// editors need to show a complaint where it belongs.
func TestSARIF(t *testing.T) {
	texts, err := catalog.Load(ascult.I18n())
	if err != nil {
		t.Fatal(err)
	}
	ds := []diag.Diagnostic{
		{Pos: diag.Pos{File: "content/ro/a b/Lecția.md"}, Rule: "name-bad", Args: map[string]any{"Name": "Lecția.md"}},
		{
			Pos: diag.Pos{File: "quizzes/demo/practice/a1.yaml", Line: 3, Col: 9}, Severity: diag.Warning, Rule: "weight-equal",
			Args: map[string]any{"Weight": 2}, Related: []diag.Pos{{File: "x.md", Line: 1}, {File: "y.md", Line: 2, Col: 3}},
		},
		{Pos: diag.Pos{File: "x.md", Line: 1, Col: 1}, Rule: "name-bad", Args: map[string]any{"Name": "x"}},
	}
	var out bytes.Buffer
	if err := writeSARIF(&out, texts, "en", ds); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("version %q, %d runs", log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	if len(run.Tool.Driver.Rules) != 2 {
		t.Fatalf("%d rules: each stands once", len(run.Tool.Driver.Rules))
	}
	if r := run.Tool.Driver.Rules[0]; r.ID != "name-bad" || r.HelpURI != "docs/rules/name-bad.md" || r.Default.Level != "error" || r.Help == nil ||
		bytes.Contains([]byte(r.Short.Text), []byte("Lecția")) {
		t.Errorf("rule %+v", r)
	}
	place := func(uri string, region *sarifRegion, id int) sarifLocation {
		return sarifLocation{ID: id, Physical: sarifPhysical{Artifact: sarifArtifact{uri, "SRCROOT"}, Region: region}}
	}
	want := []sarifResult{
		{RuleID: "name-bad", Level: "error", Locations: []sarifLocation{place("content/ro/a%20b/Lec%C8%9Bia.md", nil, 0)}},
		{
			RuleID: "weight-equal", RuleIndex: 1, Level: "warning",
			Locations: []sarifLocation{place("quizzes/demo/practice/a1.yaml", &sarifRegion{3, 9}, 0)},
			Related:   []sarifLocation{place("x.md", &sarifRegion{1, 0}, 1), place("y.md", &sarifRegion{2, 3}, 2)},
		},
		{RuleID: "name-bad", Level: "error", Locations: []sarifLocation{place("x.md", &sarifRegion{1, 1}, 0)}},
	}
	for i, r := range run.Results {
		if r.Message.Text == "" {
			t.Errorf("result %d says nothing", i)
		}
		r.Message.Text = ""
		if d := cmp.Diff(want[i], r); d != "" {
			t.Errorf("result %d: %s", i, d)
		}
	}
}

// TestStrictly holds which warnings fail a strict check.
func TestStrictly(t *testing.T) {
	if n := strictly([]diag.Diagnostic{
		{Rule: "translation-stale", Severity: diag.Warning},
		{Rule: "translation-stale-legal", Severity: diag.Warning},
		{Rule: "weight-equal", Severity: diag.Warning},
		{Rule: "raw-html"},
	}); n != 2 {
		t.Errorf("%d are counted, want 2", n)
	}
}
