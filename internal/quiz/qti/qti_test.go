package qti

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/quiz"
	"ascult/internal/quiz/banktest"
)

var words = Words{True: "Правильно", False: "Неправильно", Hint: "Підказка"}

// TestRoundTrip holds that what was written is read as it was, but for what the
// losses name.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		b := banktest.Bank(seed, []quiz.Kind{quiz.Practice, quiz.Exam}[seed%2], "ro", "uk")
		data, losses := Write(b, "uk", words)
		got, back := Read(data, "uk")
		want := banktest.Erased(b, "uk", losses)
		if d := cmp.Diff(want, banktest.Erased(got, "uk", losses)); d != "" {
			t.Fatalf("seed %d: %s\n%v", seed, d, back)
		}
		if len(back) > 0 {
			t.Fatalf("seed %d: %v", seed, back)
		}
	}
}
