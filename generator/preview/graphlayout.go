package preview

import (
	"fmt"
	"slices"
	"sort"

	"ascult/internal/quiz"
)

// The sizes of a drawing, in its own units.
const (
	chipWidth  = 118
	chipHeight = 58
	chipGap    = 6
	cardHead   = 62
	cardPad    = 8
	columnGap  = 28
	rowGap     = 64
	endWidth   = 190
	endHeight  = 84
	laneWidth  = 16
)

// layout puts the cards into layers: each stands below everything that leads
// to it, apart from what leads back up.
func (d *drawing) layout(cards map[string]*card) {
	layers := d.layers(cards)
	d.arrange(layers, cards)
	width := 0
	for _, row := range layers {
		w := -columnGap
		for _, c := range row {
			c.size()
			w += c.W + columnGap
		}
		width = max(width, w)
	}
	ends := len(d.Endings)*(endWidth+chipGap) - chipGap
	width = max(width, ends, 320)
	down, up := d.lanes(cards)
	left := cardPad + down.count()*laneWidth
	y := cardPad
	for _, row := range layers {
		w, high := -columnGap, 0
		for _, c := range row {
			w += c.W + columnGap
			high = max(high, c.H)
		}
		x := left + (width-w)/2
		for _, c := range row {
			c.X, c.Y = x, y
			for i, k := range c.Choices {
				k.X, k.Y, k.W = x+cardPad+i*(chipWidth+chipGap), y+cardHead, chipWidth
			}
			x += c.W + columnGap
		}
		y += high + rowGap
	}
	x := left + (width-ends)/2
	for _, c := range d.Endings {
		c.X, c.Y, c.W, c.H = x, y-rowGap+24, endWidth, endHeight
		c.Lines = broken(c.Text, 24, 2)
		x += endWidth + chipGap
	}
	d.Height = y - rowGap + 24 + endHeight + cardPad
	if len(d.Endings) == 0 {
		d.Height = y - rowGap + cardPad
	}
	d.Width = left + width + up.count()*laneWidth + cardPad
	d.draw(cards, func(k *chip) (int, bool) {
		if n, ok := down[k]; ok {
			return left - (n+1)*laneWidth + laneWidth/2, true
		}
		n, ok := up[k]
		return left + width + n*laneWidth + laneWidth/2, ok
	})
}

// draw gives each choice its line: straight to the next row, or by a lane
// beside all cards.
func (d *drawing) draw(cards map[string]*card, lane func(*chip) (int, bool)) {
	for _, c := range d.Cards {
		for _, k := range c.Choices {
			to := cards[k.Next]
			if to == nil {
				continue
			}
			e := edge{Choice: k.ID, To: to.ID, Back: to.layer <= c.layer, Gone: to.Gone}
			x1, y1, x2, y2 := k.X+k.W/2, k.Y+chipHeight, to.X+to.W/2, to.Y
			if x, ok := lane(k); ok {
				e.Path = fmt.Sprintf("M%d %dV%dH%dV%dH%dV%d", x1, y1, c.Y+c.H+10, x, y2-18, x2, y2)
			} else {
				bend := min((y2-y1)/2, 46)
				e.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1, y1+bend, x2, y2-bend, x2, y2)
			}
			d.Edges = append(d.Edges, e)
		}
	}
}

// lanes are the lines that cannot go straight, each with the number of its
// lane: those that pass rows by on the way down, and those that lead up.
type lanes map[*chip]int

func (l lanes) count() int {
	n := 0
	for _, lane := range l {
		n = max(n, lane+1)
	}
	return n
}

// lanes shares lanes among lines that are not side by side.
func (d *drawing) lanes(cards map[string]*card) (down, up lanes) {
	down, up = lanes{}, lanes{}
	var busyDown, busyUp [][2]int // by lane: the rows of its lines
	take := func(to lanes, busy [][2]int, k *chip, from, until int) [][2]int {
		for lane, rows := range busy {
			if until <= rows[0] || from >= rows[1] {
				to[k], busy[lane] = lane, [2]int{min(from, rows[0]), max(until, rows[1])}
				return busy
			}
		}
		to[k] = len(busy)
		return append(busy, [2]int{from, until})
	}
	for _, c := range d.Cards {
		for _, k := range c.Choices {
			switch to := cards[k.Next]; {
			case to == nil:
			case to.layer <= c.layer:
				busyUp = take(up, busyUp, k, to.layer-1, c.layer+1)
			case to.layer > c.layer+1:
				busyDown = take(down, busyDown, k, c.layer, to.layer)
			}
		}
	}
	return down, up
}

func (c *card) size() {
	switch {
	case c.ID == quiz.End:
		c.W, c.H = 120, 30
	case c.Gone:
		c.W, c.H = 150, 44
	default:
		c.W = max(2*cardPad+len(c.Choices)*(chipWidth+chipGap)-chipGap, 220)
		c.H = cardHead + cardPad
		if len(c.Choices) > 0 {
			c.H += chipHeight
		}
		c.Lines = broken(c.Text, c.W/8, 2)
	}
}

// layers gives each card its layer: the longest way from the start without
// what leads back. Cards that nothing reaches begin at the top.
func (d *drawing) layers(cards map[string]*card) [][]*card {
	const fresh, open, done = 0, 1, 2
	state := map[string]int{}
	back := map[*chip]bool{}
	var order []*card
	var visit func(c *card)
	visit = func(c *card) {
		state[c.ID] = open
		for _, k := range c.Choices {
			to := cards[k.Next]
			switch {
			case to == nil:
			case state[to.ID] == open:
				back[k] = true
			case state[to.ID] == fresh:
				visit(to)
			}
		}
		state[c.ID] = done
		order = append(order, c)
	}
	roots := slices.Clone(d.Cards)
	sort.SliceStable(roots, func(i, j int) bool { return roots[i].Start && !roots[j].Start })
	for _, c := range roots {
		if state[c.ID] == fresh && c.ID != quiz.End {
			visit(c)
		}
	}
	deepest := 0
	for _, c := range slices.Backward(order) { // each before what it leads to
		for _, k := range c.Choices {
			if to := cards[k.Next]; to != nil && !back[k] {
				to.layer = max(to.layer, c.layer+1)
			}
		}
	}
	for _, c := range d.Cards {
		if c.ID != quiz.End {
			deepest = max(deepest, c.layer)
		}
	}
	cards[quiz.End].layer = deepest + 1
	rows := make([][]*card, deepest+2)
	for _, c := range d.Cards {
		rows[c.layer] = append(rows[c.layer], c)
	}
	return slices.DeleteFunc(rows, func(r []*card) bool { return len(r) == 0 })
}

// arrange orders each row by where what it hangs on stands, so that few lines
// cross.
func (d *drawing) arrange(rows [][]*card, cards map[string]*card) {
	place := func() {
		for _, row := range rows {
			for i, c := range row {
				c.order = (float64(i) + 0.5) / float64(len(row))
			}
		}
	}
	place()
	for sweep := range 6 {
		for i := range rows {
			row := rows[i]
			down := sweep%2 == 0
			if !down {
				row = rows[len(rows)-1-i]
			}
			want := map[*card]float64{}
			for _, c := range row {
				sum, n := 0.0, 0
				for _, from := range d.Cards {
					for j, k := range from.Choices {
						if down && cards[k.Next] == c && from.layer < c.layer {
							sum += from.order + float64(j-len(from.Choices)/2)*0.02
							n++
						}
						if !down && from == c && cards[k.Next] != nil && cards[k.Next].layer > c.layer {
							sum += cards[k.Next].order
							n++
						}
					}
				}
				want[c] = c.order
				if n > 0 {
					want[c] = sum / float64(n)
				}
			}
			sort.SliceStable(row, func(a, b int) bool { return want[row[a]] < want[row[b]] })
			for j, c := range row {
				c.order = (float64(j) + 0.5) / float64(len(row))
			}
		}
	}
}

// broken breaks a text into lines of about some characters.
func broken(text string, width, most int) []string {
	var lines []string
	rest := []rune(text)
	for len(rest) > 0 && len(lines) < most {
		if len(rest) <= width {
			return append(lines, string(rest))
		}
		cut := width
		for cut > width/2 && rest[cut] != ' ' {
			cut--
		}
		if rest[cut] != ' ' {
			cut = width
		}
		line := string(rest[:cut])
		if len(lines) == most-1 {
			return append(lines, line+"…")
		}
		lines = append(lines, line)
		for cut < len(rest) && rest[cut] == ' ' {
			cut++
		}
		rest = rest[cut:]
	}
	return lines
}
