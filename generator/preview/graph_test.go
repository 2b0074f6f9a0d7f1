package preview

import (
	"slices"
	"strings"
	"testing"

	"ascult/internal/course"
	"ascult/internal/quiz"
)

func mustSet(t *testing.T, f *fake, page string) *course.Set {
	t.Helper()
	set, _ := setOf(f.Source().Catalogue, page)
	if set == nil {
		t.Fatalf("no page %s", page)
	}
	return set
}

func scenario(next map[string][]string) quiz.Scenario {
	s := quiz.Scenario{ID: "x", Source: "ro", Start: "a", Place: quiz.Text{"ro": "P"}, Endings: []quiz.Ending{
		{ID: "good", When: []quiz.Condition{{Counter: "trust", Op: ">=", Value: 1}}}, {ID: "never", When: []quiz.Condition{{Counter: "trust", Op: ">=", Value: 9}}}, {ID: "else"},
	}}
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		n := quiz.Node{ID: id}
		for i, to := range next[id] {
			n.Choices = append(n.Choices, quiz.Choice{ID: string(rune('p' + i)), Next: to, Silent: true, Change: map[string]int{"trust": 1 - i}})
		}
		if len(n.Choices) > 0 {
			s.Nodes = append(s.Nodes, n)
		}
	}
	return s
}

// TestGraph holds that what is wrong with a scenario is told in its graph, and
// that cards do not lie on each other.
func TestGraph(t *testing.T) {
	d := draw(scenario(map[string][]string{
		"a": {"b", "c"}, "b": {"a", "end"}, "c": {"c", "c"}, "d": {"end", "gone"}, "e": {"c"},
	}), "ru")
	marks := map[string]string{}
	for _, c := range d.Cards {
		for what, is := range map[string]bool{"unreached": c.Unreached, "stuck": c.Stuck, "gone": c.Gone} {
			if is {
				marks[c.ID] += what + " "
			}
		}
	}
	for id, want := range map[string]string{"a": "", "b": "", "c": "stuck", "d": "unreached", "gone": "gone"} {
		if strings.TrimSpace(marks[id]) != want {
			t.Errorf("%s is marked %q", id, marks[id])
		}
	}
	if !strings.Contains(marks["e"], "stuck") || !strings.Contains(marks["e"], "unreached") {
		t.Errorf("e is marked %q", marks["e"])
	}
	if len(d.Edges) != 9 {
		t.Errorf("there are %d lines", len(d.Edges))
	}
	for i, a := range d.Cards {
		for _, b := range d.Cards[:i] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%s lies on %s", a.ID, b.ID)
			}
		}
		if a.X < 0 || a.X+a.W > d.Width || a.Y+a.H > d.Height {
			t.Errorf("%s sticks out", a.ID)
		}
	}
	ends := draw(scenario(map[string][]string{"a": {"end", "end"}}), "ro")
	for _, e := range ends.Endings {
		if e.Unreached != (e.ID == "never") {
			t.Errorf("the ending %s: unreached is %v", e.ID, e.Unreached)
		}
	}
	draw(quiz.Scenario{ID: "empty"}, "ro")
}

// TestCompare holds that a change taken back gives the old text.
func TestCompare(t *testing.T) {
	for _, c := range []struct {
		was, is string
		hunks   int
	}{
		{"a\nb\nc\n", "a\nb\nc\n", 0},
		{"", "a\n", 1},
		{"a", "", 1},
		{"a\nb\nc\n", "a\nX\nc\n", 1},
		{"a\nb\nc\nd\ne\nf\n", "A\nb\nc\nd\ne\nF\n", 2},
		{"a\nb\nc\n", "A\nb\nC\n", 1},
		{"a\r\nb", "a\r\nb\r\n", 1},
		{"1\n2\n3\n4\n5\n6\n7\n8\n", "0\n1\n2\n3\n4\n5\n7\n8\n", 2},
	} {
		hs := compare(c.was, c.is)
		if len(hs) != c.hunks {
			t.Errorf("%q to %q: %d changes", c.was, c.is, len(hs))
		}
		now := c.is
		for _, h := range slices.Backward(hs) {
			now = without(now, h)
		}
		if now != c.was {
			t.Errorf("%q to %q and back is %q", c.was, c.is, now)
		}
	}
}

// TestDroppings holds which files are not a course's.
func TestDroppings(t *testing.T) {
	for name, want := range map[string]bool{
		"a.md": false, ".a.md.swp": true, "4913": true, "a.md~": true, ".#a.md": true, "#a.md#": true, ".~lock.a.md#": true,
		"a.yaml": false, ".gitkeep": false, "~$a.docx": true, "a/b/.DS_Store": true, ".ascult-123": true, "g.segments": false,
	} {
		if dropping(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
