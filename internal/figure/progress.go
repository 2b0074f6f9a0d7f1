package figure

// wholeRings is the number of lessons up to which each has a ring of its own.
const wholeRings = 14

// Progress returns one arc for each of a course's lessons, innermost first, in
// the order of the lessons. Up to fourteen lessons have a ring each, broken at
// a place of its own; in a longer course neighbours share a ring, each its own
// part of it. A course looks the same wherever it is drawn.
func Progress(course string, lessons int) []Arc {
	if lessons <= 0 {
		return nil
	}
	shared := (lessons + wholeRings - 1) / wholeRings
	rings := (lessons + shared - 1) / shared
	d := newDice("rings of " + course)
	arcs := make([]Arc, 0, lessons)
	weight := min(50, 540*7/10/(rings+2)) // the gap between two rings is wider than a hair
	for ring := range rings {
		radius := 1000
		if rings > 1 {
			radius = 260 + ring*(1000-260)/(rings-1)
		}
		turn, gap := d.roll(3600), 300+d.roll(300)
		n := min(shared, lessons-len(arcs))
		part := 3600 / n
		if n > 1 {
			gap = min(part/3, 24_000/radius*10) // about as wide on every ring
		}
		for i := range n {
			arcs = append(arcs, Arc{
				Radius: radius, Start: (turn + i*part) % 3600, Sweep: part - gap, Weight: weight, Thread: "pine",
			})
		}
	}
	return arcs
}
