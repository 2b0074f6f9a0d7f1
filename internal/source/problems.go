package source

import "ascult/internal/diag"

// Args fill the placeholders of a rule's text.
type Args = map[string]any

// Problems collects diagnostics. The zero value is ready to use.
type Problems []diag.Diagnostic

// Add records an error under a rule. Every rule named here has a text
// "diag_<rule>" in all languages and a page in docs/rules; a test holds this.
func (p *Problems) Add(rule string, pos diag.Pos, args Args, related ...diag.Pos) {
	*p = append(*p, diag.Diagnostic{Pos: pos, Rule: rule, Args: args, Related: related})
}

// AddWarning records a warning under a rule: what does not stop a build.
func (p *Problems) AddWarning(rule string, pos diag.Pos, args Args, related ...diag.Pos) {
	*p = append(*p, diag.Diagnostic{Pos: pos, Severity: diag.Warning, Rule: rule, Args: args, Related: related})
}
