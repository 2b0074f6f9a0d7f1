package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	known := []string{"correct", "feedback", "text", "id"}
	for word, want := range map[string]string{
		"corect": "correct", "corrrect": "correct", "Text": "text", "feedbak": "feedback", "txet": "text",
		"points": "", "i": "id", "x": "", "": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q is near %q, not %q", word, got, want)
		}
	}
}

// TestColumnsCountCharacters holds that a place is where an editor shows it,
// not where the bytes are.
func TestColumnsCountCharacters(t *testing.T) {
	var probs Problems
	d := Parse("f.yaml", []byte("a: {ș: „ț”, corect: true}\n"), 3, &probs)
	f := d.Fields(d.Root, "", "a")
	d.Fields(f.Node("a"), "a", "ș", "correct")
	if len(probs) != 1 || probs[0].Pos.String() != "f.yaml:4:13" {
		t.Errorf("got %v", probs)
	}
	if got := Place("f", []byte("ab\nșț|"), 7).String(); got != "f:2:3" {
		t.Errorf("the mark stands at %s", got)
	}
	if got := Place("f", []byte("a"), 99).String(); got != "f:1:2" {
		t.Errorf("a place after the end is %s", got)
	}
}

func TestNumbersAreWrittenPlainly(t *testing.T) {
	for text, ok := range map[string]bool{
		"5": true, `"5"`: true, "05": false, "+5": false, "5.0": false, "0x5": false, "5e0": false, "11": false, "-1": false, "~": false, "[5]": false,
	} {
		var probs Problems
		d := Parse("f", []byte("n: "+text), 0, &probs)
		f := d.Fields(d.Root, "", "n")
		got := f.Int("n", -7, 0, 10)
		if (got == 5) != ok || (len(probs) == 0) != ok {
			t.Errorf("%s is %d, %v", text, got, probs)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-23": "2026-11-23", `"2024-02-29"`: "2024-02-29", "2026-02-29": "", "2026-1-1": "", "23.11.2026": "", "2026-11-23T00:00:00Z": "",
	} {
		var probs Problems
		d := Parse("f", []byte("d: "+text), 0, &probs)
		if got := d.Fields(d.Root, "", "d").Date("d"); got != want || (len(probs) == 0) != (want != "") {
			t.Errorf("%s is %q, %v", text, got, probs)
		}
	}
}

func TestPlainYAML(t *testing.T) {
	for text, features := range map[string][]string{
		"a: &x 1\nb: *x\n":             {"&x", "*x"},
		"a: {b: 1}\nc: {<<: {d: 1}}\n": {"<<"},
		"a: !!str 1\n":                 {"!!str"},
		"a: !x 1\n":                    {"!x"},
		"a: 1\n---\nb: 2\n":            {"---"},
		"'<<': 1\nb: '*x'\n":           nil,
		"--- \na: 1\n":                 nil,
	} {
		var probs Problems
		Parse("f", []byte(text), 0, &probs)
		var got []string
		for _, p := range probs {
			got = append(got, p.Args["Feature"].(string))
		}
		if d := cmp.Diff(features, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// What is wrong with a document as a whole is said where it is seen: at the
// tab that indents, and of the file when no key is at hand.
func TestPlacesOfWholeDocuments(t *testing.T) {
	var probs Problems
	Parse("f.yaml", []byte("a:\n  b: 1\n  c: 2\n \td: 3\n  e: 4\n"), 2, &probs)
	if len(probs) != 1 || probs[0].Rule != "yaml-syntax" || probs[0].Pos.Line != 6 || probs[0].Pos.Col != 2 {
		t.Errorf("a tab: %v", probs)
	}
	probs = nil
	d := Parse("x/f.yaml", []byte("- a\n"), 0, &probs)
	d.Entries(d.Root, "")
	if len(probs) != 1 || probs[0].Args["Key"] != "f.yaml" {
		t.Errorf("a list: %v", probs)
	}
}
