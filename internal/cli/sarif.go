package cli

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// The parts of SARIF 2.1.0 that a list of complaints needs: what other programs
// read to show them beside the text.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool            `json:"tool"`
		Language    string               `json:"language"`
		Invocations []sarifInvocation    `json:"invocations"`
		Bases       map[string]sarifBase `json:"originalUriBaseIds"`
		ColumnKind  string               `json:"columnKind"`
		Results     []sarifResult        `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifText    `json:"shortDescription"`
		Help    *sarifText   `json:"help,omitempty"`
		HelpURI string       `json:"helpUri"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifBase struct {
		Description sarifText `json:"description"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifRoot   = "SRCROOT" // what paths are relative to
)

// writeSARIF writes the complaints as a log of SARIF 2.1.0, in a language. Rules
// are described in docs/rules, which is where their addresses lead; paths are
// relative to the source folder.
func writeSARIF(w io.Writer, c *catalog.Catalog, lang string, ds []diag.Diagnostic) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "ascult", Rules: []sarifRule{}}}, Language: lang,
		Invocations: []sarifInvocation{{Successful: true}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
		Bases: map[string]sarifBase{sarifRoot: {sarifText{"the folder with content, quizzes and data"}}},
	}
	rules := &run.Tool.Driver.Rules
	for _, d := range ds {
		i := slices.IndexFunc(*rules, func(r sarifRule) bool { return r.ID == d.Rule })
		if i < 0 {
			i = len(*rules)
			*rules = append(*rules, sarifRuleOf(c, lang, d))
		}
		text, hint := message(c, lang, d)
		if hint != "" {
			text += " " + hint
		}
		res := sarifResult{
			RuleID: d.Rule, RuleIndex: i, Level: d.Severity.String(), Message: sarifText{text},
			Locations: []sarifLocation{sarifPlace(d.Pos)},
		}
		for n, p := range d.Related {
			at := sarifPlace(p)
			at.ID = n + 1
			res.Related = append(res.Related, at)
		}
		run.Results = append(run.Results, res)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// sarifRuleOf describes the rule of a complaint, whatever it complains about.
func sarifRuleOf(c *catalog.Catalog, lang string, d diag.Diagnostic) sarifRule {
	blank := diag.Diagnostic{Rule: d.Rule, Args: map[string]any{}}
	for name := range d.Args {
		blank.Args[name] = "…"
	}
	text, hint := message(c, lang, blank)
	r := sarifRule{
		ID: d.Rule, Short: sarifText{text}, HelpURI: "docs/rules/" + d.Rule + ".md", Default: sarifDefault{d.Severity.String()},
	}
	if hint != "" {
		r.Help = &sarifText{hint}
	}
	return r
}

func sarifPlace(p diag.Pos) sarifLocation {
	at := sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: p.File}).String(), sarifRoot}}
	if p.Line > 0 {
		at.Region = &sarifRegion{p.Line, p.Col}
	}
	return sarifLocation{Physical: at}
}
