package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// message is the text of a diagnostic in a language, and its hint or "".
func message(c *catalog.Catalog, lang string, d diag.Diagnostic) (text, hint string) {
	key := "diag_" + ruleKey(d.Rule)
	text = c.Format(lang, key, d.Args)
	if c.Has(key + "_hint") {
		hint = c.Format(lang, key+"_hint", d.Args)
	}
	return text, hint
}

// ruleKey is the form of a rule's name in keys of texts.
func ruleKey(rule string) string {
	b := []byte(rule)
	for i := range b {
		if b[i] == '-' {
			b[i] = '_'
		}
	}
	return string(b)
}

// printDiagnostics writes one complaint after another, each with the places
// that belong to it, and the hint.
func printDiagnostics(w io.Writer, c *catalog.Catalog, lang string, ds []diag.Diagnostic) {
	for _, d := range ds {
		text, hint := message(c, lang, d)
		fmt.Fprintf(w, "%s: %s: %s [%s]\n", d.Pos, c.Text(lang, "diag_severity_"+d.Severity.String()), text, d.Rule)
		for _, r := range d.Related {
			fmt.Fprintf(w, "\t%s\n", r)
		}
		if hint != "" {
			fmt.Fprintf(w, "\t%s %s\n", c.Text(lang, "diag_hint"), hint)
		}
	}
}

// jsonDiagnostic is one complaint for machines.
type jsonDiagnostic struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"` // characters, from 1
	Severity string         `json:"severity"`
	Rule     string         `json:"rule"`
	Args     map[string]any `json:"args,omitempty"`
	Message  string         `json:"message"`
	Hint     string         `json:"hint,omitempty"`
	Related  []string       `json:"related,omitempty"`
}

func writeJSON(w io.Writer, c *catalog.Catalog, lang string, ds []diag.Diagnostic) error {
	out := make([]jsonDiagnostic, 0, len(ds))
	for _, d := range ds {
		text, hint := message(c, lang, d)
		j := jsonDiagnostic{
			File: d.Pos.File, Line: d.Pos.Line, Column: d.Pos.Col, Severity: d.Severity.String(),
			Rule: d.Rule, Args: d.Args, Message: text, Hint: hint,
		}
		for _, r := range d.Related {
			j.Related = append(j.Related, r.String())
		}
		out = append(out, j)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
