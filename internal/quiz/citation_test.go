package quiz

import "testing"

func TestAChangeHitsWhatStandsOnIt(t *testing.T) {
	for _, c := range []struct {
		part, cited string
		want        bool
	}{
		{"20", "MD241.20", true},
		{"20", "MD241.20.3", true}, // a smaller part of what changed
		{"20.3", "MD241.20", true}, // the article holds the changed part
		{"20.3", "MD241.20.4", false},
		{"20", "MD241.2", false}, // digits are no prefix
		{"2", "MD241.20", false},
		{"20", "MD241.21", false},
		{"20", "MD241", true}, // who cites the whole law cites this article
		{"", "MD241.21", true},
		{"", "MD241", true},
		{"20", "MD2410.20", false},
		{"20", "RO211.20", false},
		{"", "", false},
		{"", "MD241.", false},
		{"", "MD241.20/1", false},
	} {
		if got := (Change{Source: "MD241", Part: c.part, On: "2026-11-01"}).Hits(c.cited); got != c.want {
			t.Errorf("a change of %q hits %q: %v", c.part, c.cited, got)
		}
	}
}

func TestAReviewEndsTheWaiting(t *testing.T) {
	changes := []Change{{"MD241", "20", "2026-11-01"}, {"MD241", "20", "2026-11-15"}}
	for reviewed, on := range map[string]string{
		"": "2026-11-01", "2026-10-31": "2026-11-01", "2026-11-01": "2026-11-15", "2026-11-14": "2026-11-15",
		"2026-11-15": "", "2027-01-01": "",
	} {
		c, waits := Unreviewed([]string{"CTI", "MD241.20"}, reviewed, changes)
		if waits != (on != "") || c.On != on {
			t.Errorf("reviewed %q: waits %v for %q, want %q", reviewed, waits, c.On, on)
		}
	}
	if _, waits := Unreviewed([]string{"CTI"}, "", changes); waits {
		t.Error("what cites another source waits")
	}
}

func TestCitedKeysAreEachOnce(t *testing.T) {
	got := CitedKeys([]string{"MD241.20", "CTI", "MD241.21", "MD241"})
	if len(got) != 2 || got[0] != "MD241" || got[1] != "CTI" {
		t.Error(got)
	}
}

func TestDrawableLeavesTheBankAlone(t *testing.T) {
	b := Bank{Questions: []Question{
		{ID: "a", Sources: []string{"MD241.20"}},
		{ID: "b", Sources: []string{"MD241.21"}},
		{ID: "c", Sources: []string{"MD241.20"}, Reviewed: "2026-11-02"},
	}}
	left := b.Drawable([]Change{{"MD241", "20", "2026-11-01"}})
	if len(left.Questions) != 2 || left.Questions[0].ID != "b" || left.Questions[1].ID != "c" || len(b.Questions) != 3 {
		t.Errorf("%+v of %+v", left.Questions, b.Questions)
	}
}
