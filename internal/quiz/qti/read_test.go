package qti

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/quiz/banktest"
)

// TestRead holds what is made of files as people have them. UPDATE=1 writes
// down what is made of them now.
func TestRead(t *testing.T) {
	wants, err := filepath.Glob("testdata/*.want")
	if err != nil || len(wants) == 0 {
		t.Fatalf("nothing to compare with: %v", err)
	}
	for _, name := range wants {
		from, _ := filepath.Glob(strings.TrimSuffix(name, "want") + "[gx]*")
		data, err := os.ReadFile(from[0])
		if err != nil {
			t.Fatal(err)
		}
		got := banktest.Summary(Read(data, "ro"))
		if os.Getenv("UPDATE") == "1" {
			if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s: %s", from[0], d)
		}
	}
}
