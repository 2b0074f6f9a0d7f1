package source

import (
	"regexp"
	"strings"
)

// reTemplate is the beginning of an instruction to a template: of Go's, as the
// site itself is made with, or of those with a percent sign.
var reTemplate = regexp.MustCompile(`\{\{-?\s*(?:[.$(]|/\*|(?:if|else|end|range|with|define|block|template|partial|return|printf?|println|safe[A-Z]\w*|i18n|T|site|page|hugo|now|dict|slice|index|len|not|and|or|eq|ne|lt|gt|resources|readFile|getenv|warnf|errorf)\b)|\{%`)

// Template returns the offset at which a text gives an instruction to a
// template, or -1. No text is ever run as one: it would be shown as it stands.
func Template(text string) int {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") {
		return -1
	}
	if at := reTemplate.FindStringIndex(text); at != nil {
		return at[0]
	}
	return -1
}
