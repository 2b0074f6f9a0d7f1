package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

const scalars = `# a remark
plain: OLD text here # behind
wrapped: OLD text
  that goes on
single: 'OLD ''x'' text'
double: "OLD \"text\" \\ é" # behind
folded: >-
  OLD text
  wrapped

  twice
literal: |
  OLD text
list:
  - OLD item
  - {text: OLD flow, other: [OLD in list, b]}
ключ:
  "é": OLD deep
last: OLD end`

// Each value can be replaced by whatever somebody types, and nothing else
// changes.
func TestSetScalars(t *testing.T) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(scalars), &root); err != nil {
		t.Fatal(err)
	}
	at := map[[2]int]*yaml.Node{}
	index(&root, at, map[*yaml.Node]bool{}, false)
	tried := 0
	for place, n := range at {
		if !strings.HasPrefix(n.Value, "OLD") {
			continue
		}
		tried++
		for _, text := range []string{
			"New", "it's “new”", `say "no" \ now`, "a: b", "a #b", "# b", "- a", "[a]", "{a}", "a, b", "*a", "&a", "!a", "%a", "@a", "`a`", "? a", "| a", "> a", "no", "007", "~", "'", `"`,
			"ёж, й\u0306 e\u0301", "a\u00a0b", "two\nlines", "a:", ": a", "---", "...", "a\tb",
		} {
			out, err := SetScalars([]byte(scalars), []Scalar{{place[0], place[1], text}})
			if err != nil {
				t.Errorf("%v: %q: %v", n.Value, text, err)
				continue
			}
			before := strings.Join(strings.SplitAfter(scalars, "\n")[:place[0]-1], "")
			if !strings.HasPrefix(string(out), before) {
				t.Errorf("%v: %q changed what stands before it:\n%s", n.Value, text, out)
			}
		}
	}
	if tried != 11 {
		t.Errorf("%d values were tried", tried)
	}
}

func TestSetScalarsKeepsTheStyle(t *testing.T) {
	out, err := SetScalars([]byte(scalars), []Scalar{
		{2, 8, "New"}, {3, 10, "New"}, {5, 9, "it's"}, {6, 9, `a "b"`}, {7, 9, "New words: all on one line"}, {16, 12, "New, flow"}, {19, 1, "x"},
	})
	if out != nil || !errors.Is(err, ErrScalar) {
		t.Errorf("a place without value: %q, %v", out, err)
	}
	out, err = SetScalars([]byte(scalars), []Scalar{
		{2, 8, "New"}, {3, 10, "New"}, {5, 9, "it's"}, {6, 9, `a "b"`}, {7, 9, "New words: all on one line"}, {16, 12, "New, flow"}, {18, 8, "Ё"}, {19, 7, "end"},
	})
	want := `# a remark
plain: New # behind
wrapped: New
single: 'it''s'
double: "a \"b\"" # behind
folded: >-
  New words: all on one line
literal: |
  OLD text
list:
  - OLD item
  - {text: "New, flow", other: [OLD in list, b]}
ключ:
  "é": Ё
last: end`
	if diff := cmp.Diff(want, string(out)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// FuzzSetScalars: either everything else stays, or the text is refused.
func FuzzSetScalars(f *testing.F) {
	f.Add(scalars, "New # text: x", 3)
	f.Add("a: {b: c}", "d}", 0)
	f.Fuzz(func(t *testing.T, doc, text string, pick int) {
		root, err := parseNode([]byte(doc))
		if err != nil || strings.TrimSpace(text) == "" {
			return
		}
		at := map[[2]int]*yaml.Node{}
		index(root, at, map[*yaml.Node]bool{}, false)
		for place, n := range at {
			out, err := SetScalars([]byte(doc), []Scalar{{place[0], place[1], text}})
			if err != nil {
				continue
			}
			again, err := parseNode(out)
			if err != nil || !sameTree(root, again, map[*yaml.Node]string{n: text}) {
				t.Fatalf("%q\n%q", doc, out)
			}
			return
		}
	})
}
