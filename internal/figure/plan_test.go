package figure

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// calm is a room with something on every wall.
func calm() Plan {
	text := map[string]string{"en": "Thing"}
	p := Plan{Width: 420, Depth: 360, Items: []PlanItem{
		{Kind: "door", X: 70, Y: 0, Text: text},
		{Kind: "door", X: 420, Y: 60, Turn: 180},
		{Kind: "window", X: 420, Y: 240, Text: text},
		{Kind: "window", X: 200, Y: 360},
		{Kind: "door", X: 0, Y: 300},
		{Kind: "table", X: 210, Y: 180, Turn: 90, Mark: true, Text: text},
		{Kind: "chair", X: 110, Y: 180, Turn: 90, Text: text},
		{Kind: "person", X: 320, Y: 180, Turn: 270, Text: text},
	}}
	for i := range p.Items {
		p.Items[i].Width, p.Items[i].Depth = PlanSize(p.Items[i].Kind)
	}
	return p
}

// TestWallsHaveAGapForEachOpening holds that walls are drawn between doors and
// windows and nowhere else, and that each door opens into the room.
func TestWallsHaveAGapForEachOpening(t *testing.T) {
	p := calm()
	want := "M0 0L25 0M115 0L420 0" + // upper
		"M0 360L140 360M260 360L420 360" +
		"M0 0L0 255M0 345L0 360" +
		"M420 0L420 15M420 105L420 180M420 300L420 360"
	if got := p.walls(); got != want {
		t.Errorf("the walls are %s\nwant %s", got, want)
	}
	swings := regexp.MustCompile(`class="plan-swing" d="([^"]*)"`).FindAllStringSubmatch(p.Shapes(), -1)
	// A swing runs on a circle around the hinge, the short way round.
	for i, want := range []string{"M25 90A90 90 0 0 0 115 0", "M330 105A90 90 0 0 1 420 15", "M90 255A90 90 0 0 1 0 345"} {
		if i >= len(swings) || swings[i][1] != want {
			t.Errorf("door %d: %v, want %s", i, swings, want)
		}
	}
}

// TestNumbersStandInTheRoom holds that each listed item has its number once,
// inside the room, and that no two numbers cover each other.
func TestNumbersStandInTheRoom(t *testing.T) {
	p := calm()
	badges := regexp.MustCompile(`<circle class="plan-badge" cx="(\d+)" cy="(\d+)" r="(\d+)"/><text [^>]*>(\d)</text>`).FindAllStringSubmatch(p.Shapes(), -1)
	if len(badges) != 5 || len(p.Listed()) != 5 {
		t.Fatalf("%d numbers for %d listed items", len(badges), len(p.Listed()))
	}
	var taken []box
	for i, m := range badges {
		var x, y, r int
		if _, err := fmt.Sscan(strings.Join(m[1:4], " "), &x, &y, &r); err != nil {
			t.Fatal(err)
		}
		b := box{x - r, y - r, x + r, y + r}
		if m[4] != fmt.Sprint(i+1) || b.x0 < 0 || b.y0 < 0 || b.x1 > p.Width || b.y1 > p.Depth {
			t.Errorf("number %s lies at %v", m[4], b)
		}
		if slices.ContainsFunc(taken, b.meets) {
			t.Errorf("number %s covers another", m[4])
		}
		taken = append(taken, b)
	}
}

// TestDrawingLeavesColoursToTheStyleSheet holds that a drawing is well formed
// and works on a dark page, in forced colours and on paper.
func TestDrawingLeavesColoursToTheStyleSheet(t *testing.T) {
	p := calm()
	for _, kind := range PlanKinds {
		i := PlanItem{Kind: kind, X: 0, Y: 180, Text: map[string]string{"en": `"<&>`}}
		i.Width, i.Depth = PlanSize(kind)
		p.Items = append(p.Items, i)
	}
	classes := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader("<svg>" + p.Shapes() + "</svg>"))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the drawing is no XML: %v", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "style", "fill", "stroke", "stroke-width":
				t.Errorf("<%s %s>", e.Name.Local, a.Name.Local)
			case "class":
				for c := range strings.FieldsSeq(a.Value) {
					classes[c] = true
				}
			}
		}
	}
	for _, c := range append([]string{"wall", "floor", "glass", "swing", "line", "back", "thing", "mark", "badge", "number"}, PlanKinds...) {
		if !classes["plan-"+c] {
			t.Errorf("nothing has the class plan-%s", c)
		}
	}
}

// TestNumbersKeepOffASwing: what stands beside a door has its number where the
// door does not go.
func TestNumbersKeepOffASwing(t *testing.T) {
	text := map[string]string{"en": "Thing"}
	p := Plan{Width: 420, Depth: 360, Items: []PlanItem{
		{Kind: "chair", X: 285, Y: 245, Width: 48, Depth: 48, Text: text},
		{Kind: "door", X: 420, Y: 280, Width: 90, Depth: 10, Text: text},
	}}
	m := regexp.MustCompile(`plan-badge" cx="(\d+)"`).FindStringSubmatch(p.Shapes())
	if m == nil || m[1] != "238" {
		t.Errorf("the chair's number is at %v, want 238: left of it", m)
	}
}

func TestRoomHoldsWhatLiesInIt(t *testing.T) {
	p := Plan{Width: 400, Depth: 300}
	for _, c := range []struct {
		item   PlanItem
		inside bool
	}{
		{PlanItem{Kind: "table", X: 60, Y: 35, Width: 120, Depth: 70}, true},
		{PlanItem{Kind: "table", X: 59, Y: 35, Width: 120, Depth: 70}, false},
		{PlanItem{Kind: "table", X: 60, Y: 35, Turn: 90, Width: 120, Depth: 70}, false},
		{PlanItem{Kind: "table", X: 365, Y: 60, Turn: 270, Width: 120, Depth: 70}, true},
		{PlanItem{Kind: "door", X: 45, Y: 300, Width: 90, Depth: 10}, true},
		{PlanItem{Kind: "door", X: 44, Y: 300, Width: 90, Depth: 10}, false},
		{PlanItem{Kind: "window", X: 0, Y: 240, Width: 120, Depth: 10}, true},
		{PlanItem{Kind: "window", X: 400, Y: 241, Width: 120, Depth: 10}, false},
	} {
		if got := p.Holds(c.item); got != c.inside {
			t.Errorf("%+v inside: %v", c.item, got)
		}
	}
}
