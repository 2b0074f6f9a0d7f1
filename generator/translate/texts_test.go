package translate

import (
	"strings"
	"testing"
)

// bank is a scenario with the lines given, translated into Russian throughout.
func bank(lines ...string) []KeyedPage {
	p := KeyedPage{Name: "scenario/x", Translations: map[string]map[string]bool{"ru": {}}}
	for i, text := range lines {
		key, text, ok := strings.Cut(text, "=")
		if !ok {
			key, text = "n.lines."+string(rune('1'+i)), lines[i]
		}
		p.Texts = append(p.Texts, Keyed{key, text})
		p.Translations["ru"][key] = true
	}
	return []KeyedPage{p}
}

// TestTextsThatChangedAreStale describes the texts of a bank before and after,
// and the keys that are stale then.
func TestTextsThatChangedAreStale(t *testing.T) {
	a, b, c := words["A"], words["B"], words["C"]
	for _, tt := range []struct {
		name          string
		before, after []string
		stale         string
	}{
		{"nothing", []string{"t=" + a}, []string{"t=" + a}, ""},
		{"white space", []string{"t=" + a}, []string{"t= " + strings.ReplaceAll(a, " ", "\n  ")}, ""},
		{"changed", []string{"t=" + a, "u=" + b}, []string{"t=" + a + " Yes.", "u=" + b}, "t"},
		{"one letter", []string{"t=" + a}, []string{"t=" + strings.Replace(a, "e", "é", 1)}, "t"},
		{"key renamed", []string{"t=" + a}, []string{"v=" + a}, ""},
		{"new text", []string{"t=" + a}, []string{"t=" + a, "v=" + b}, ""},
		{"line put first", []string{a, b}, []string{c, a, b}, ""},
		{"line taken away", []string{a, b, c}, []string{a, c}, ""},
		{"lines swapped", []string{a, b}, []string{b, a}, ""},
		{"line put first and another changed", []string{a, b}, []string{c, a, b + " Yes."}, "n.lines.3"},
	} {
		l := Ledger{Name: "demo", Form: Quiz}.UpdateTexts(bank(tt.before...), "2026-11-01")
		l = l.UpdateTexts(bank(tt.after...), day)
		var stale []string
		for _, e := range l.Entries {
			if e.Stale("ru") {
				stale = append(stale, e.ID)
			}
			if (e.Changed == day) != e.Stale("ru") {
				t.Errorf("%s: %s changed on %q", tt.name, e.ID, e.Changed)
			}
		}
		if got := strings.Join(stale, " "); got != tt.stale {
			t.Errorf("%s: %q are stale, not %q", tt.name, got, tt.stale)
		}
	}
}

// TestRenamedTextsStayStale holds that a text which has fallen behind does not
// catch up by getting another key.
func TestRenamedTextsStayStale(t *testing.T) {
	l := Ledger{Name: "demo", Form: Quiz}.UpdateTexts(bank("t="+words["A"]), "")
	l = l.UpdateTexts(bank("t="+words["B"]), day)
	l = l.UpdateTexts(bank("v="+words["B"]), "2026-12-01")
	if e := l.Entries[0]; len(l.Entries) != 1 || !e.Stale("ru") || e.Changed != day {
		t.Errorf("the entries are %+v", l.Entries)
	}
}

// TestTheDayIsKept holds that once a ledger is saved another day changes
// nothing, that a day is never made up, and that accepting leaves it.
func TestTheDayIsKept(t *testing.T) {
	pages := func(ro string) []PageText {
		p := one(prose(t, ro))
		p[0].Translations = map[string][]Block{"ru": Blocks([]byte(prose(t, "A B")))}
		return p
	}
	first, _ := Ledger{Name: "demo"}.Update(pages("A B"), "2026-11-01")
	if strings.Contains(string(first.Format()), "changed=") {
		t.Error("a new text is said to have changed")
	}
	next, _ := first.Update(pages("A B'"), day)
	saved, _ := ParseLedger("demo", next.Format())
	for _, later := range []string{"", day, "2027-01-01"} {
		if again, _ := saved.Update(pages("A B'"), later); string(again.Format()) != string(next.Format()) {
			t.Errorf("on %q the ledger is another:\n%s", later, again.Format())
		}
	}
	if n := strings.Count(string(next.Format()), "changed="+day); n != 1 {
		t.Errorf("%d texts changed", n)
	}
	if n := next.Accept([]string{"ru"}, nil); n != 1 || !strings.Contains(string(next.Format()), "changed="+day) {
		t.Errorf("%d renewed:\n%s", n, next.Format())
	}
	unknown, _ := next.Update(pages("A C"), "")
	if strings.Contains(string(unknown.Format()), "changed=") {
		t.Error("the day of an older change is given to a newer one")
	}
}
