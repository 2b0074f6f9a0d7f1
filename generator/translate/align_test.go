package translate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// words are paragraphs that have little to do with each other.
var words = map[string]string{
	"A": "The interview looks for an exact account, obtained without doing harm to anybody.",
	"B": "Whoever wants a confirmation asks questions that produce it, and finds nothing else.",
	"C": "Help is given whether or not the person decides to make a statement today.",
	"D": "Telephones, payments, rents and advertisements are looked for from the beginning.",
	"E": "A quiet room, an independent interpreter and pauses belong to the preparation.",
}

// prose makes a body of a description: "A B' - C" are paragraph A, an edited
// paragraph B and a list item C.
func prose(t *testing.T, desc string) string {
	t.Helper()
	var b strings.Builder
	for f := range strings.FieldsSeq(desc) {
		name, edited := strings.CutSuffix(f, "'")
		name, item := strings.CutPrefix(name, "-")
		s, ok := words[name]
		if !ok {
			s = name + "." // a short text, such as Da
		}
		if edited {
			s = strings.Replace(s, " the ", " every ", 1) + " Really so."
		}
		if item {
			s = "- " + s
		}
		b.WriteString(s + "\n\n")
	}
	return b.String()
}

func one(body string) []PageText {
	return []PageText{{Name: "a1/x", Blocks: Blocks([]byte(body))}}
}

// TestOnlyWhatChangedHasChanged describes a page before and after, and for
// each block after it which block before it continues, from 1; 0 is new.
func TestOnlyWhatChangedHasChanged(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		want                []int
	}{
		{"nothing", "A B C", "A B C", []int{1, 2, 3}},
		{"insert first", "A B", "C A B", []int{0, 1, 2}},
		{"insert between", "A B", "A C B", []int{1, 0, 2}},
		{"insert last", "A B", "A B C", []int{1, 2, 0}},
		{"delete", "A B C", "A C", []int{1, 3}},
		{"edit", "A B C", "A B' C", []int{1, 2, 3}},
		{"edit every one", "A B C", "A' B' C'", []int{1, 2, 3}},
		{"move down", "A B C D", "B C A D", []int{2, 3, 1, 4}},
		{"move up", "A B C D", "D A B C", []int{4, 1, 2, 3}},
		{"swap", "A B C", "B A C", []int{2, 1, 3}},
		{"swap and edit", "A B C", "B' A C", []int{2, 1, 3}},
		{"insert before an edit", "A B C", "A D B' C", []int{1, 0, 2, 3}},
		{"insert after an edit", "A B C", "A B' D C", []int{1, 2, 0, 3}},
		{"delete next to an edit", "A B C D", "A C' D", []int{1, 3, 4}},
		{"replace", "A B C", "A D C", []int{1, 2, 3}},
		{"replace one by two", "A B C", "A D E C", []int{1, 0, 0, 3}},
		{"equal short lines", "Da A Da B Da", "Da A Da Da B Da", []int{1, 2, 3, 0, 4, 5}},
		{"delete one of equal lines", "Da A Da B Da", "A Da B Da", []int{2, 3, 4, 5}},
		{"paragraph becomes item", "A B C", "A -B C", []int{1, 2, 3}},
		{"move and become an item", "A B C D", "B C -A D", []int{2, 3, 1, 4}},
		{"items", "-A -B -C", "-A -D -B' -C", []int{1, 0, 2, 3}},
		{"all new", "A B", "C D E", []int{0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, ids := Ledger{Name: "demo"}.Update(one(prose(t, c.before)), day)
			before := ids["a1/x"]
			next, ids := l.Update(one(prose(t, c.after)), day)
			for i, id := range ids["a1/x"] {
				want := 0
				for j, b := range before {
					if b == id {
						want = j + 1
					}
				}
				if want != c.want[i] {
					t.Errorf("block %d continues %d, not %d", i+1, want, c.want[i])
				}
			}
			if len(ids["a1/x"]) != len(c.want) {
				t.Errorf("%d ids for %d blocks", len(ids["a1/x"]), len(c.want))
			}
			rising(t, next, ids["a1/x"])
		})
	}
}

// rising holds that the orders of a page follow its text.
func rising(t *testing.T, l Ledger, ids []string) {
	t.Helper()
	var got []string
	for _, e := range l.Entries {
		if e.Page == "a1/x" && !e.Gone() {
			got = append(got, e.ID)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(ids) {
		t.Errorf("the ledger lists %v, the text has %v", got, ids)
	}
}

func TestSplitAndMergeKeepOneID(t *testing.T) {
	long := words["A"] + " " + words["B"]
	whole := words["C"] + "\n\n" + long + "\n\n" + words["D"]
	parts := words["C"] + "\n\n" + words["A"] + "\n\n" + words["B"] + "\n\n" + words["D"]
	l, ids := Ledger{Name: "demo"}.Update(one(whole), day)
	_, after := l.Update(one(parts), day)
	a, b := ids["a1/x"], after["a1/x"]
	if a[0] != b[0] || a[2] != b[3] || b[1] == b[2] || b[1] != a[1] && b[2] != a[1] {
		t.Errorf("split: %v became %v", a, b)
	}
	l, ids = Ledger{Name: "demo"}.Update(one(parts), day)
	_, after = l.Update(one(whole), day)
	a, b = ids["a1/x"], after["a1/x"]
	if a[0] != b[0] || a[3] != b[2] || b[1] != a[1] && b[1] != a[2] {
		t.Errorf("merge: %v became %v", a, b)
	}
}

func TestMoveAcrossPages(t *testing.T) {
	page := func(name, desc string) PageText { return PageText{Name: name, Blocks: Blocks([]byte(prose(t, desc)))} }
	l, ids := Ledger{Name: "demo"}.Update([]PageText{page("a1/x", "A B C"), page("a1/y", "D")}, day)
	// B goes to the other page while something new takes its place.
	_, after := l.Update([]PageText{page("a1/x", "A E C"), page("a1/y", "D B")}, day)
	if got, want := after["a1/y"], []string{ids["a1/y"][0], ids["a1/x"][1]}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("y has %v, not %v", got, want)
	}
	if after["a1/x"][0] != ids["a1/x"][0] || after["a1/x"][2] != ids["a1/x"][2] || after["a1/x"][1] == ids["a1/x"][1] {
		t.Errorf("x went from %v to %v", ids["a1/x"], after["a1/x"])
	}
}

// TestLessonIsTakenApart: what goes into a lesson of its own, some of it into a
// card and as items of a list, keeps its ids and what its translations were
// made from; only what was rewritten is stale.
func TestLessonIsTakenApart(t *testing.T) {
	page := func(name, ro, ru string) PageText {
		return PageText{Name: name, Blocks: Blocks([]byte(ro)), Translations: map[string][]Block{"ru": Blocks([]byte(ru))}}
	}
	whole := prose(t, "A B C D E")
	l, ids := Ledger{Name: "demo"}.Update([]PageText{page("a1/x", whole, whole)}, day)
	old := ids["a1/x"]
	second := "{{< law md X >}}\n" + prose(t, "C") + "{{< /law >}}\n\n{{< do >}}\n" + prose(t, "-D") + "{{< /do >}}\n"
	l, after := l.Update([]PageText{page("a1/x", prose(t, "A B'"), prose(t, "A B")), page("a1/y", second+prose(t, "E"), second+prose(t, "E"))}, day)
	if got := slices.Concat(after["a1/x"], after["a1/y"]); !slices.Equal(got, old) {
		t.Errorf("%v became %v", old, got)
	}
	for _, e := range l.Entries {
		if want := e.ID == old[1]; e.Stale("ru") != want || len(e.From) != 1 {
			t.Errorf("%s from %v: stale is %v", e.ID, e.From, !want)
		}
	}
}

func TestDeletedIDs(t *testing.T) {
	l, ids := Ledger{Name: "demo"}.Update(one(prose(t, "A B C")), day)
	b := ids["a1/x"][1]
	l, _ = l.Update(one(prose(t, "A C")), day)
	l, after := l.Update(one(prose(t, "A D C")), day)
	if after["a1/x"][1] == b {
		t.Error("a deleted id was given to another text")
	}
	_, after = l.Update(one(prose(t, "A D C B")), day)
	if after["a1/x"][3] != b {
		t.Error("a text that came back did not get its id back")
	}
}

func TestTranslationsRememberWhatTheyWereMadeFrom(t *testing.T) {
	pages := func(ro, ru string) []PageText {
		p := one(prose(t, ro))
		p[0].Translations = map[string][]Block{"ru": Blocks([]byte(prose(t, ru)))}
		return p
	}
	l, _ := Ledger{Name: "demo"}.Update(pages("A B", "A B"), day)
	l, ids := l.Update(pages("A B'", "A B"), day)
	for _, e := range l.Entries {
		if want := e.ID == ids["a1/x"][1]; e.Stale("ru") != want {
			t.Errorf("%s stale is %v", e.ID, !want)
		}
	}
	// A translation whose blocks do not match is only vouched for as far as
	// they do.
	l, ids = Ledger{Name: "demo"}.Update(pages("A B -C", "A -B C"), day)
	for i, want := range []bool{true, false, false} {
		for _, e := range l.Entries {
			if _, ok := e.From["ru"]; e.ID == ids["a1/x"][i] && ok != want {
				t.Errorf("block %d: translated is %v", i, ok)
			}
		}
	}
}

func TestTableCells(t *testing.T) {
	body := "| Word | Meaning |\n| --- | --- |\n| audiere | hearing |\n| interviu | interview |\n"
	l, ids := Ledger{Name: "demo"}.Update(one(body), day)
	_, after := l.Update(one(strings.Replace(body, "| interviu", "| probă | evidence |\n| interviu", 1)), day)
	a, b := ids["a1/x"], after["a1/x"]
	if fmt.Sprint(append(b[:4:4], b[6:]...)) != fmt.Sprint(a) {
		t.Errorf("%v became %v", a, b)
	}
}

// TestInsertionChangesOneLine holds that two people who insert in different
// places do not touch the same lines of the ledger.
func TestInsertionChangesOneLine(t *testing.T) {
	l, _ := Ledger{Name: "demo"}.Update(one(prose(t, "A B C D")), day)
	next, _ := l.Update(one(prose(t, "A B E C D")), day)
	before := strings.Split(string(l.Format()), "\n")
	added := 0
	for line := range strings.SplitSeq(string(next.Format()), "\n") {
		if !contains(before, line) {
			added++
		}
	}
	if added != 1 {
		t.Errorf("%d lines changed", added)
	}
}

func contains(lines []string, line string) bool {
	return slices.Contains(lines, line)
}

func TestManyInsertionsAtOnePlace(t *testing.T) {
	l := Ledger{Name: "demo"}
	body := ""
	var ids map[string][]string
	for i := range 300 {
		body = fmt.Sprintf("First.\n\n%d is a number.\n\n%s", i*7919, strings.TrimPrefix(body, "First.\n\n"))
		l, ids = l.Update(one(body), day)
		rising(t, l, ids["a1/x"])
		if _, ds := ParseLedger("demo", l.Format()); len(ds) > 0 {
			t.Fatalf("after %d insertions: %v", i, ds[0])
		}
	}
}
