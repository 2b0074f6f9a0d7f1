package preview

import (
	"errors"
	"strings"
	"testing"
)

const bank = `kind: practice # a remark
questions:
  - id: first
    text: >-
      Irina întreabă: „Ce fac?”
      Pe două rânduri.

    # before the options
    options:
      - {id: a, text: plain text, feedback: 'it''s'}
      - id: b
        text: "with \"quotes\""   # kept
        feedback: |
          Kept
          lines.
  - id: second
    text: Un text simplu
      pe două rânduri.
`

func TestSetScalarKeepsAllElse(t *testing.T) {
	for _, c := range []struct{ path, text, old, new string }{
		{"questions/first/text", "Alt text: da.", "Irina întreabă: „Ce fac?”\n      Pe două rânduri.", "Alt text: da."},
		{"questions/first/options/a/text", "other text", "plain text", "other text"},
		{"questions/first/options/a/text", "one, two", "plain text", `"one, two"`},
		{"questions/first/options/a/feedback", "isn't", "'it''s'", "'isn''t'"},
		{"questions/first/options/b/text", `a "b" \ c`, `"with \"quotes\""`, `"a \"b\" \\ c"`},
		{"questions/first/options/b/feedback", "One\ntwo", "Kept\n          lines.", "One\n          two"},
		{"questions/second/text", "Scurt", "Un text simplu\n      pe două rânduri.", "Scurt"},
		{"questions/second/text", "# nu e un comentariu: da", "Un text simplu\n      pe două rânduri.", `"# nu e un comentariu: da"`},
		{"questions/1/text", "- nu e o listă", "Un text simplu\n      pe două rânduri.", `"- nu e o listă"`},
	} {
		for _, crlf := range []bool{false, true} {
			data, want := bank, strings.Replace(bank, c.old, c.new, 1)
			if crlf {
				data, want = strings.ReplaceAll(data, "\n", "\r\n"), strings.ReplaceAll(want, "\n", "\r\n")
			}
			got, err := setScalar([]byte(data), strings.Split(c.path, "/"), c.text)
			if err != nil || string(got) != want {
				t.Errorf("%s = %q (CRLF %v): %v\n%s", c.path, c.text, crlf, err, got)
			}
		}
	}
	for _, path := range []string{"questions", "questions/first", "questions/9/text", "nothing", "questions/first/text/more"} {
		if _, err := setScalar([]byte(bank), strings.Split(path, "/"), "x"); !errors.Is(err, errShape) {
			t.Errorf("%s was written: %v", path, err)
		}
	}
}

// FuzzSetScalar holds that a text that was written reads as it was meant, and
// that writing the old one again gives a file that says what it said.
func FuzzSetScalar(f *testing.F) {
	for _, text := range []string{"a", "a: b", "# x", "'", `"`, "x # y", "- a", "a\nb", "a\n\nb", "{a}", "[", "é„”", "true", "~", "\ttab", "!!str x", "&a", "*a", "? x", "%", "@", "`"} {
		for _, path := range []string{"questions/first/text", "questions/first/options/a/text", "questions/first/options/b/feedback", "questions/second/text"} {
			f.Add(path, text)
		}
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		text, err := tidyText(text)
		if err != nil {
			return
		}
		at := strings.Split(path, "/")
		old, ok := scalarAt([]byte(bank), at)
		next, err := setScalar([]byte(bank), at, text)
		if err != nil {
			return
		}
		n, _ := scalarAt(next, at)
		if !ok || strings.TrimRight(n.Value, "\n") != text {
			t.Fatalf("%q became %q", text, n.Value)
		}
		back, err := setScalar(next, at, strings.TrimSpace(old.Value))
		if err != nil {
			t.Fatalf("the old text cannot be written again: %v\n%s", err, next)
		}
		if m, _ := scalarAt(back, at); strings.TrimSpace(m.Value) != strings.TrimSpace(old.Value) {
			t.Fatalf("the old text is %q", m.Value)
		}
	})
}
