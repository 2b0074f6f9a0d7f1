package check

import "testing"

const monday = "quizzes/demo/scenario/monday.yaml"

// TestUnreadBankIsTheOnlyComplaint: pages that ask for a bank or a scenario
// which cannot be read are not to blame.
func TestUnreadBankIsTheOnlyComplaint(t *testing.T) {
	for _, file := range []string{monday, bank} {
		ds := check(source4test(t, edit{file, "kind:", "kind: \"x"}))
		if len(ds) != 1 || ds[0].Rule != "yaml-syntax" {
			t.Errorf("%s: %v, want yaml-syntax alone", file, ds)
		}
	}
}
