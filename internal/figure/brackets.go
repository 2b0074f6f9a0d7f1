package figure

import "strconv"

// MarkWidth and MarkHeight are the box that the brackets are drawn in.
const (
	MarkWidth  = 34
	MarkHeight = 30
)

// A Bracket is one arc of the mark: a cubic curve from the first of its four
// points to the last. Every number is in tenths of the mark's unit.
type Bracket struct {
	Points [4][2]int
	Weight int
	Thread string // ink or clay
}

// Brackets returns the two arcs of the mark: the heavy left one listens, the
// light right one speaks, and there is room between them.
func Brackets() [2]Bracket {
	return [2]Bracket{
		{[4][2]int{{110, 20}, {35, 90}, {35, 210}, {110, 280}}, 42, "ink"},
		{[4][2]int{{230, 50}, {285, 110}, {285, 190}, {230, 250}}, 24, "clay"},
	}
}

// Path returns the bracket as SVG path data.
func (b Bracket) Path() string {
	path := []byte("M")
	for i, p := range b.Points {
		switch i {
		case 0:
		case 1:
			path = append(path, 'C')
		default:
			path = append(path, ' ')
		}
		path = append(path, Tenths(p[0])+" "+Tenths(p[1])...)
	}
	return string(path)
}

// Tenths writes a number of tenths as SVG has it: 42 is 4.2, 110 is 11.
func Tenths(n int) string {
	return strconv.FormatFloat(float64(n)/10, 'f', -1, 64)
}
