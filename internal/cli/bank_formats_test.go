package cli

import (
	"strings"
	"testing"
)

// A report names questions, and stays a report when a name has no end.
func TestLongNamesAreClipped(t *testing.T) {
	if got := clipName(strings.Repeat("ș", 5000)); len([]rune(got)) != 81 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters", len([]rune(got)))
	}
	if got := clipName("prima-audiere.text"); got != "prima-audiere.text" {
		t.Error(got)
	}
}
