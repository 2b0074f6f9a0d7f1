package figure

import (
	"fmt"
	"math"
)

// An Arc is one broken ring. Angles run clockwise from three o'clock, as in
// SVG.
type Arc struct {
	Radius int    `json:"radius"` // thousandths of the outer ring's radius
	Start  int    `json:"start"`  // tenths of a degree
	Sweep  int    `json:"sweep"`  // tenths of a degree
	Weight int    `json:"weight"` // tenths of a point at a radius of 54 points
	Thread string `json:"thread"` // pine or clay
}

// Rings returns the twelve rings of a certificate's number, innermost first.
// They let two people compare a screen with a sheet of paper at a glance; they
// prove nothing. The number is taken as it is given: pass it without hyphens
// and in capitals.
func Rings(number string) []Arc {
	const rings = 12
	d := newDice(number)
	arcs := make([]Arc, rings)
	for i := range arcs {
		turn, gap := d.roll(3600), 300+d.roll(1100)
		arcs[i] = Arc{
			Radius: 148 + i*(1000-148)/(rings-1),
			Start:  (turn + gap) % 3600,
			Sweep:  3600 - gap,
			Weight: 15, Thread: "pine",
		}
		if i%3 == 0 {
			arcs[i].Weight = 26
		}
		if i%4 == 3 {
			arcs[i].Thread = "clay"
		}
	}
	return arcs
}

// Path returns the arc as SVG path data around the centre (c, c) with the
// given radius of the outer ring, to one decimal.
func (a Arc) Path(c, outer float64) string {
	r := outer * float64(a.Radius) / 1000
	at := func(tenths int) (x, y float64) {
		t := float64(tenths) * math.Pi / 1800
		return c + r*math.Cos(t), c + r*math.Sin(t)
	}
	x1, y1 := at(a.Start)
	x2, y2 := at(a.Start + a.Sweep)
	long := 0
	if a.Sweep > 1800 {
		long = 1
	}
	return fmt.Sprintf("M%.1f %.1fA%.1f %.1f 0 %d 1 %.1f %.1f", x1, y1, r, r, long, x2, y2)
}
