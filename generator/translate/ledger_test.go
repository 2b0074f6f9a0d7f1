package translate

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// day is the day on which the tests see texts change.
const day = "2026-11-24"

func TestLedgerRoundTrip(t *testing.T) {
	l, _ := Ledger{Name: "demo"}.Update([]PageText{
		{Name: "a1/x", Blocks: Blocks([]byte("# One\n\nTwo.\n\n- Three\n")), Translations: map[string][]Block{"ru": Blocks([]byte("# Раз\n\nДва.\n\n- Три\n"))}},
		{Name: "_index", Blocks: Blocks([]byte("Four."))},
	}, day)
	got, ds := ParseLedger("demo", l.Format())
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	if d := cmp.Diff(l, got); d != "" {
		t.Error(d)
	}
}

// TestVectors reads the examples of docs/formats/segments.md: other programs
// can be held to the same.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/vectors/*.txt")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d vectors: %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(data), "\n---\n")
		body, anew, _ := strings.Cut(body, "\n---\n")
		want := strings.TrimPrefix(head, "expect: ")
		got := "ok"
		form := Ledger{Name: "demo"}
		if strings.HasPrefix(filepath.Base(name), "texts-") {
			form.Form = Quiz
		}
		l, ds := form.Parse([]byte(body))
		if len(ds) > 0 {
			got = ds[0].Rule + " " + strings.TrimPrefix(ds[0].Pos.String(), l.File()+":")
		} else if formatted := string(l.Format()); anew != "" && formatted == anew {
			got = "written anew"
		} else if formatted != body {
			got = "written as:\n" + formatted
		}
		if got != want {
			t.Errorf("%s: %s, expected %s", name, got, want)
		}
	}
}

func TestSaveWritesOnlyWhatChanged(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	l, _ := Ledger{Name: "demo"}.Update(one("Text."), day)
	for i, want := range []int{1, 0} {
		wrote, err := Save(dir, []Ledger{l})
		if err != nil || len(wrote) != want {
			t.Errorf("time %d: wrote %v, %v", i+1, wrote, err)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "content/demo.segments"))
	if err != nil || !bytes.Equal(got, l.Format()) {
		t.Errorf("the file holds %q, %v", got, err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "content"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
}

func FuzzLedger(f *testing.F) {
	f.Add([]byte("segments 2\n\nk3m7qz a1/x 5 p 0f1e2d3c4b5a6978 00ff00ff00ff00ff changed=2026-11-24\n\nk3m7qz ru -\n"), "One.\n\nTwo.")
	f.Add([]byte("segments 1\nk3m7qz a1/x 5 p 0f1e2d3c4b5a6978 00ff00ff00ff00ff ru=0f1e2d3c4b5a6978\n"), "One.\n\nTwo.")
	f.Fuzz(func(t *testing.T, data []byte, body string) {
		l, _ := ParseLedger("demo", data)
		again, ds := ParseLedger("demo", l.Format())
		if len(ds) > 0 || !bytes.Equal(again.Format(), l.Format()) {
			t.Fatalf("what was read is not read again: %v", ds)
		}
		next, ids := l.Update(one(body), day)
		if _, ds := ParseLedger("demo", next.Format()); len(ds) > 0 {
			t.Fatalf("what was written cannot be read: %v", ds)
		}
		seen := map[string]bool{}
		for _, id := range ids["a1/x"] {
			if seen[id] {
				t.Fatalf("%s was given twice", id)
			}
			seen[id] = true
		}
	})
}

func FuzzTexts(f *testing.F) {
	f.Add([]byte("texts 1\n\npractice/x aim.text 0f1e2d3c4b5a6978 00ff00ff00ff00ff changed=2026-11-24\n\npractice/x aim.text ru -\n"), "aim.text", "One.")
	f.Fuzz(func(t *testing.T, data []byte, key, text string) {
		l, _ := Ledger{Name: "demo", Form: Quiz}.Parse(data)
		again, ds := Ledger{Name: "demo", Form: Quiz}.Parse(l.Format())
		if len(ds) > 0 || !bytes.Equal(again.Format(), l.Format()) {
			t.Fatalf("what was read is not read again: %v", ds)
		}
		if !reKey.MatchString(key) {
			return
		}
		next := l.UpdateTexts([]KeyedPage{{Name: "practice/x", Texts: []Keyed{{key, text}}, Translations: map[string]map[string]bool{"ru": {key: true}}}}, day)
		if _, ds := next.Parse(next.Format()); len(ds) > 0 || len(next.Entries) != 1 || next.Entries[0].From["ru"] == "" {
			t.Fatalf("what was written cannot be read: %v", ds)
		}
	})
}

// Two people who renew translations on different days leave two lines of the
// source text that differ in the day.
func TestLinesThatAgree(t *testing.T) {
	const text = "segments 2\n\nk3m7qz a1/p 5 p 0f1e2d3c4b5a6978 0f1e2d3c4b5a6978 changed=2026-11-25\n" +
		"k3m7qz a1/p 5 p 0f1e2d3c4b5a6978 0f1e2d3c4b5a6978 changed=2026-11-24\n\nk3m7qz ru 0f1e2d3c4b5a6978\nk3m7qz uk 0f1e2d3c4b5a6978\n"
	l, ds := ParseLedger("c", []byte(text))
	if len(ds) > 0 || len(l.Entries) != 1 || l.Entries[0].Changed != "2026-11-24" || len(l.Entries[0].From) != 2 {
		t.Errorf("%v %+v", ds, l.Entries)
	}
	if _, ds := ParseLedger("c", []byte(strings.Replace(text, "p 0f1e", "p 1f1e", 1))); len(ds) != 1 {
		t.Errorf("two hashes: %v", ds)
	}
}
