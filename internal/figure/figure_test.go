package figure

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWeaveIsTheCoursesOwn(t *testing.T) {
	a, width := Weave("interviewing")
	b, _ := Weave("interviewing")
	c, _ := Weave("courts")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the same name gives two bands:\n%s", diff)
	}
	if cmp.Equal(a, c) {
		t.Error("two courses have the same band")
	}
	threads := map[string]bool{}
	for i, s := range a {
		threads[s.Thread] = true
		mirror := a[len(a)-1-i]
		if s.Width != mirror.Width || s.Thread != mirror.Thread {
			t.Errorf("stripe %d is %v, its mirror %v", i, s, mirror)
		}
		if s.X+s.Width > width {
			t.Errorf("stripe %d ends at %d, past the band's %d", i, s.X+s.Width, width)
		}
	}
	if len(threads) > 3 {
		t.Errorf("%d threads in one band, want at most 3", len(threads))
	}
}

func TestRingsAreTwelveBrokenCircles(t *testing.T) {
	arcs := Rings("7F3K92QM4TDX7F3K92QM4TDXABC")
	if len(arcs) != 12 {
		t.Fatalf("%d rings, want 12", len(arcs))
	}
	path := regexp.MustCompile(`^M[\d.]+ [\d.]+A[\d.]+ [\d.]+ 0 [01] 1 [\d.]+ [\d.]+$`)
	for i, a := range arcs {
		if a.Sweep >= 3600 || a.Sweep < 2000 {
			t.Errorf("ring %d sweeps %d tenths of a degree", i, a.Sweep)
		}
		if got := a.Path(56, 54); !path.MatchString(got) {
			t.Errorf("ring %d has the path %q", i, got)
		}
	}
	if cmp.Equal(arcs, Rings("7F3K92QM4TDX7F3K92QM4TDXABD")) {
		t.Error("two numbers have the same rings")
	}
}

// The page that checks a scanned code draws the rings again in the browser;
// e2e/vectors.test.mjs holds it to these two arcs.
func TestRingsOfANumberStay(t *testing.T) {
	arcs := Rings("D6SK5R7RKHSP3MPTFW81QPWVDJ7")
	for i, want := range map[int]string{0: "M61.2 50.4A7.7 7.7 0 1 1 50.3 50.9", 11: "M15.5 23.4A52.0 52.0 0 1 1 31.2 101.7"} {
		if got := arcs[i].Path(56, 52); got != want {
			t.Errorf("arc %d: %s, want %s", i, got, want)
		}
	}
}

func TestBracketsAreTheMark(t *testing.T) {
	b := Brackets()
	if got, want := b[0].Path(), "M11 2C3.5 9 3.5 21 11 28"; got != want {
		t.Errorf("left bracket: %s, want %s", got, want)
	}
	if b[0].Weight <= b[1].Weight {
		t.Error("who listens is not the heavier one")
	}
	mark, err := os.ReadFile("../../themes/ascult/assets/img/mark.svg")
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range b {
		want := fmt.Sprintf(`d="%s" fill="none"`, a.Path())
		if !strings.Contains(string(mark), want) || !strings.Contains(string(mark), fmt.Sprintf(`stroke-width="%s"`, Tenths(a.Weight))) {
			t.Errorf("bracket %d of the icon is not that of the mark: %s", i, want)
		}
	}
}

func TestProgressHasAnArcForEachLesson(t *testing.T) {
	for n := range 100 {
		arcs := Progress("interviewing", n)
		if len(arcs) != n {
			t.Fatalf("%d lessons have %d arcs", n, len(arcs))
		}
		around := map[int]int{}
		for i, a := range arcs {
			if a.Sweep <= 0 || a.Weight <= 0 || a.Radius > 1000 {
				t.Errorf("%d lessons: arc %d is %+v", n, i, a)
			}
			around[a.Radius] += a.Sweep
		}
		for radius, sweep := range around {
			if sweep >= 3600 {
				t.Errorf("%d lessons: the arcs at %d go round %d tenths of a degree", n, radius, sweep)
			}
		}
	}
	if cmp.Equal(Progress("interviewing", 6), Progress("courts", 6)) {
		t.Error("two courses have the same rings")
	}
}
