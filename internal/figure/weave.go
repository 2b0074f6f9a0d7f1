// Package figure holds the drawings that are computed: from a name the woven
// band of a course, its rings and those of a certificate, from an author's
// numbers the plan of a room, and the brackets of the mark. They are the same on
// the site, in the server's pages and on paper, so they are made of whole
// numbers: no machine rounds them differently.
package figure

import "slices"

// Height is the height of a woven band, in the unit of its widths.
const Height = 10

// A Stripe is one thread of a woven band.
type Stripe struct {
	X      int    `json:"x"`      // where it begins
	Width  int    `json:"width"`  // how wide it is
	Thread string `json:"thread"` // pine, clay, moss, plum, mist, sand or clay-mid
}

// triads are the threads that may lie side by side. Bands never look like
// barrier tape or a flag.
var triads = [6][3]string{
	{"pine", "clay", "mist"},
	{"plum", "moss", "sand"},
	{"clay", "plum", "sand"},
	{"moss", "pine", "clay-mid"},
	{"pine", "plum", "mist"},
	{"clay", "moss", "sand"},
}

// Weave returns the band of a name, usually a course's id: the stripes of one
// repeat, mirrored like the border of a rug, and the width of the repeat.
func Weave(slug string) (stripes []Stripe, width int) {
	d := newDice(slug)
	widths, gaps := [5]int{2, 3, 5, 8, 13}, [3]int{1, 2, 3}
	threads := triads[d.roll(6)]
	type thread struct {
		width, gap int
		name       string
	}
	var half []thread
	for w := 0; w < 56; {
		t := thread{width: widths[d.roll(5)]}
		t.gap = gaps[d.roll(3)]
		t.name = threads[d.roll(3)]
		half = append(half, t)
		w += t.width + t.gap
	}
	add := func(t thread) {
		stripes = append(stripes, Stripe{X: width, Width: t.width, Thread: t.name})
		width += t.width + t.gap
	}
	for _, t := range half {
		add(t)
	}
	for _, h := range slices.Backward(half) {
		add(h)
	}
	return stripes, width
}

// dice is a small generator whose numbers follow from a name alone.
type dice uint32

func newDice(name string) *dice {
	h := uint32(2166136261) // FNV-1a
	for _, c := range []byte(name) {
		h = (h ^ uint32(c)) * 16777619
	}
	d := dice(h)
	return &d
}

// roll returns a number from 0 to n-1.
func (d *dice) roll(n uint64) int {
	h := uint32(*d)
	h = (h ^ h>>15) * 2246822519
	h ^= h << 13
	*d = dice(h)
	return int(uint64(h) * n >> 32)
}
