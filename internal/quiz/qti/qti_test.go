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

func some() quiz.Bank { return banktest.Bank(7, quiz.Practice, "ro") }

// TestTags holds that the sources of a question travel in the manifest.
func TestTags(t *testing.T) {
	data, _ := Write(some(), "ro", words)
	got, _ := Read(data, "ro")
	want := some()
	for i, q := range got.Questions {
		if d := cmp.Diff(want.Questions[i].Sources, q.Sources); d != "" || q.Read == "" {
			t.Errorf("%s: %s, read %q", q.ID, d, q.Read)
		}
	}
}
