package moodle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/quiz/banktest"
)

// FuzzRead holds that whatever is read ends in a bank and in losses that lie
// in the file, and that the questions of it that are questions are written and
// read again as they were.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.[gx]*")
	if err != nil || len(files) == 0 {
		f.Fatalf("no files to begin with: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, losses := Read(data, "ru")
		lines := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 1
		for _, l := range losses {
			if l.Pos.File == "" && l.Pos.Line > lines || l.Rule == "" {
				t.Fatalf("%+v in a file of %d lines", l, lines)
			}
		}
		sound := banktest.Sound(b, "ru")
		out, lost := Write(sound, "ru")
		again, more := Read(out, "ru")
		if d := cmp.Diff(banktest.Erased(sound, "ru", lost), banktest.Erased(again, "ru", lost)); d != "" {
			t.Fatalf("%s\n%s\n%+v", d, out, more)
		}
	})
}
