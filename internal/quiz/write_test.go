package quiz_test

import (
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/banktest"
)

// read reads the files of a bank as a course would.
func read(b quiz.Bank, langs []string) ([]quiz.Bank, []diag.Diagnostic) {
	fsys := fstest.MapFS{}
	for name, data := range quiz.Write(b) {
		fsys[path.Join("b", name)] = &fstest.MapFile{Data: data}
	}
	return quiz.Load(fsys, b.Kind, quiz.Options{Course: b.Course, Source: b.Source, Languages: langs, Dir: "b"})
}

// TestWriteComesBackTheSame holds that a bank with whatever texts is read as
// it was written, in every language.
func TestWriteComesBackTheSame(t *testing.T) {
	langs := []string{"ro", "ru", "uk", "en"}
	for seed := range uint64(200) {
		b := banktest.Bank(seed, []quiz.Kind{quiz.Practice, quiz.Exam}[seed%2], langs...)
		banks, ds := read(b, langs)
		// Chance may make texts that a check complains about; they are read all the same.
		ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool {
			return slices.Contains([]string{"text-limit", "gap-mark", "gap-unknown", "accept-bad", "options-equal", "option-length", "template-in-text", "numbers-differ"}, d.Rule)
		})
		if len(ds) > 0 || len(banks) != 1 {
			t.Fatalf("seed %d: %v\n%s", seed, ds, quiz.Write(b)["bank.yaml"])
		}
		if d := cmp.Diff(b, banks[0], cmpopts.IgnoreFields(quiz.Question{}, "Pos")); d != "" {
			t.Fatalf("seed %d: %s\n%s", seed, d, quiz.Write(b)["bank.yaml"])
		}
	}
}

// TestWriteIsAsAuthorsWrite holds that the sample's banks keep their layout
// when they are written anew.
func TestWriteIsAsAuthorsWrite(t *testing.T) {
	for _, kind := range []quiz.Kind{quiz.Practice, quiz.Exam} {
		langs := []string{"ro", "ru", "uk", "en"}
		banks, ds := quiz.Load(os.DirFS("../.."), kind, quiz.Options{Course: "interviewing", Source: "ro", Languages: langs})
		if len(ds) > 0 || len(banks) == 0 {
			t.Fatalf("%d banks, %v", len(banks), ds)
		}
		for _, b := range banks {
			for name, data := range quiz.Write(b) {
				same, all := 0, 0
				was, err := os.ReadFile(path.Join("../../quizzes/interviewing", string(kind), name))
				if err != nil {
					t.Fatal(err)
				}
				old := strings.Split(string(was), "\n")
				for line := range strings.SplitSeq(string(data), "\n") {
					all++
					if slices.Contains(old, line) {
						same++
					}
				}
				if same*100 < all*80 {
					t.Errorf("%s: %d of %d lines are as they were", name, same, all)
				}
			}
		}
	}
}

// TestWhatIsMissingIsComplainedAbout holds that a check finds every place that
// was left empty.
func TestWhatIsMissingIsComplainedAbout(t *testing.T) {
	b := quiz.Bank{ID: "b", Course: "demo", Kind: quiz.Exam, Source: "ro", Questions: []quiz.Question{{
		ID: "a", Type: quiz.Single, Points: 1, Difficulty: 1, Text: quiz.Text{"ro": "Ce?"}, Feedback: quiz.Text{"ro": ""},
		Options: []quiz.Option{{ID: "x", Correct: true, Text: quiz.Text{"ro": "Da."}}, {ID: "y", Text: quiz.Text{"ro": "Nu."}, Feedback: quiz.Text{"ro": "Pentru că."}}},
	}}}
	_, ds := read(b, []string{"ro"})
	var got []string
	for _, d := range ds {
		got = append(got, d.Pos.String()+" "+d.Rule)
	}
	lines := strings.Split(string(quiz.Write(b)["b.yaml"]), "\n")
	want := map[string]string{"source": "text-empty", "read": "text-empty", "canary": "text-empty", "feedback": "text-empty"}
	for key := range want {
		n := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), key+":") })
		at := "b/b.yaml:" + strconv.Itoa(n+1) + ":"
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, at) }) {
			t.Errorf("nothing is said of %s at %s: %q", key, at, got)
		}
	}
}
