package figure

import (
	"fmt"
	"slices"
	"strings"
)

// planMargin is what stands around the floor: half a wall and some air.
const planMargin = 20

// ViewBox returns the viewBox of the drawing and its width.
func (p Plan) ViewBox() (box string, width int) {
	width = p.Width + 2*planMargin
	return fmt.Sprintf("%d %d %d %d", -planMargin, -planMargin, width, p.Depth+2*planMargin), width
}

// Listed returns the items that have a text: they stand in the list beside the
// drawing, and carry their number in it, counted from 1.
func (p Plan) Listed() []PlanItem {
	var out []PlanItem
	for _, i := range p.Items {
		if len(i.Text) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// Shapes returns the inside of an svg element. Every colour and width comes
// from a class, so that a dark page, forced colours and paper each choose
// their own: plan-floor, plan-wall, plan-glass, plan-swing, plan-thing,
// plan-line, plan-back (of a chair), plan-badge, plan-number, and plan-mark for
// the one thing to look at.
func (p Plan) Shapes() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rect class="plan-floor" width="%d" height="%d"/>`, p.Width, p.Depth)
	fmt.Fprintf(&b, `<path class="plan-wall" d="%s"/>`, p.walls())
	for _, i := range p.Items {
		class := "plan-" + i.Kind
		if i.Mark {
			class += " plan-mark"
		}
		fmt.Fprintf(&b, `<g class="%s">`, class)
		if i.InWall() {
			p.opening(&b, i)
		} else {
			turn := ""
			if i.Turn != 0 {
				turn = fmt.Sprintf(" rotate(%d)", i.Turn)
			}
			fmt.Fprintf(&b, `<g transform="translate(%d %d)%s">%s</g>`, i.X, i.Y, turn, i.shape())
		}
		b.WriteString("</g>")
	}
	p.badges(&b)
	return b.String()
}

// walls returns the four walls with a gap for each opening, as path data.
func (p Plan) walls() string {
	var d strings.Builder
	for _, w := range []wall{upper, lower, left, right} {
		length := p.Width
		if w == left || w == right {
			length = p.Depth
		}
		var gaps [][2]int
		for _, i := range p.Items {
			if i.InWall() && p.wall(i) == w {
				at := i.X
				if w == left || w == right {
					at = i.Y
				}
				gaps = append(gaps, [2]int{at - i.Width/2, at - i.Width/2 + i.Width})
			}
		}
		slices.SortFunc(gaps, func(a, b [2]int) int { return a[0] - b[0] })
		from := 0
		for _, g := range append(gaps, [2]int{length, length}) {
			if g[0] > from {
				d.WriteString(p.along(w, from, g[0]))
			}
			from = max(from, g[1])
		}
	}
	return d.String()
}

// along returns a stretch of a wall as path data.
func (p Plan) along(w wall, from, to int) string {
	x0, y0 := p.onWall(w, from)
	x1, y1 := p.onWall(w, to)
	return fmt.Sprintf("M%d %dL%d %d", x0, y0, x1, y1)
}

// onWall returns the point at a distance from a wall's upper or left end.
func (p Plan) onWall(w wall, at int) (x, y int) {
	switch w {
	case lower:
		return at, p.Depth
	case left:
		return 0, at
	case right:
		return p.Width, at
	default:
		return at, 0
	}
}

// inward is the direction from a wall into the room.
func (w wall) inward() (x, y int) {
	switch w {
	case lower:
		return 0, -1
	case left:
		return 1, 0
	case right:
		return -1, 0
	default:
		return 0, 1
	}
}

// opening draws a window, or a door that opens into the room. A door turned by
// 180 or 270 degrees hangs on its other side.
func (p Plan) opening(b *strings.Builder, i PlanItem) {
	w := p.wall(i)
	at := i.X
	if w == left || w == right {
		at = i.Y
	}
	hx, hy := p.onWall(w, at-i.Width/2)
	ox, oy := p.onWall(w, at-i.Width/2+i.Width)
	nx, ny := w.inward()
	if i.Kind == "window" {
		for _, off := range []int{-4, 4} {
			fmt.Fprintf(b, `<path class="plan-glass" d="M%d %dL%d %d"/>`, hx+nx*off, hy+ny*off, ox+nx*off, oy+ny*off)
		}
		return
	}
	if i.Turn >= 180 {
		hx, hy, ox, oy = ox, oy, hx, hy
	}
	tx, ty := hx+nx*i.Width, hy+ny*i.Width
	sweep := 0
	if (tx-hx)*(oy-hy)-(ty-hy)*(ox-hx) > 0 {
		sweep = 1
	}
	fmt.Fprintf(b, `<path class="plan-swing" d="M%d %dA%d %d 0 0 %d %d %d"/>`, tx, ty, i.Width, i.Width, sweep, ox, oy)
	fmt.Fprintf(b, `<path class="plan-line" d="M%d %dL%d %d"/>`, hx, hy, tx, ty)
}

// shape draws an item around its middle, facing up.
func (i PlanItem) shape() string {
	w, d := i.Width, i.Depth
	x, y := -w/2, -d/2
	body := fmt.Sprintf(`<rect class="plan-thing" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, x, y, w, d)
	switch i.Kind {
	case "chair": // its back is where the sitter's is
		return body + fmt.Sprintf(`<path class="plan-back" d="M%d %dh%d"/>`, x+5, y+d-3, w-10)
	case "sofa":
		arm := min(w, d) / 5
		return body + fmt.Sprintf(`<path class="plan-line" d="M%d %dv%dh%dv%d"/>`, x+arm, y, d-arm, w-2*arm, arm-d)
	case "screen":
		return body + fmt.Sprintf(`<path class="plan-line" d="M%d %dv%dM%d %dv%d"/>`, x, y-d, 3*d, x+w, y-d, 3*d)
	case "camera":
		return fmt.Sprintf(`<rect class="plan-thing" x="%d" y="%d" width="%d" height="%d" rx="2"/>`, x, y+d/3, w, d-d/3) +
			fmt.Sprintf(`<path class="plan-thing" d="M%d %dL%d %dL%d %dz"/>`, 0, y+d/3, x, y-d/6, x+w, y-d/6)
	case "person":
		head := max(min(w, d)*2/5, 6)
		return fmt.Sprintf(`<ellipse class="plan-thing" rx="%d" ry="%d"/>`, w/2, d/2) +
			fmt.Sprintf(`<circle class="plan-thing" cy="%d" r="%d"/>`, -head/4, head) +
			fmt.Sprintf(`<path class="plan-line" d="M0 %dv%d"/>`, -head/4-head, -head/2)
	}
	return body
}

// badges writes the numbers of the listed items, each where it covers least.
func (p Plan) badges(b *strings.Builder) {
	r := max(p.Width, p.Depth) / 24
	var taken []box
	for _, i := range p.Items {
		taken = append(taken, p.reach(i))
	}
	n := 0
	for k, i := range p.Items {
		if len(i.Text) == 0 {
			continue
		}
		n++
		x, y := p.badge(i, r, slices.Concat(taken[:k], taken[k+1:]))
		taken = append(taken, box{x - r, y - r, x + r, y + r})
		class := ""
		if i.Mark {
			class = ` class="plan-mark"`
		}
		fmt.Fprintf(b, `<g%s><circle class="plan-badge" cx="%d" cy="%d" r="%d"/>`, class, x, y, r)
		fmt.Fprintf(b, `<text class="plan-number" x="%d" y="%d" font-size="%d" text-anchor="middle">%d</text></g>`, x, y+r*2/5, r*6/5, n)
	}
}

// reach is what an item covers: of a door, the floor it swings over.
func (p Plan) reach(i PlanItem) box {
	b := p.box(i)
	if i.Kind == "door" {
		nx, ny := p.wall(i).inward()
		b.x0, b.x1 = b.x0+min(nx, 0)*i.Width, b.x1+max(nx, 0)*i.Width
		b.y0, b.y1 = b.y0+min(ny, 0)*i.Width, b.y1+max(ny, 0)*i.Width
	}
	return b
}

// badge finds the place for an item's number: inside a large one, else beside
// it, where it meets the fewest others.
func (p Plan) badge(i PlanItem, r int, taken []box) (x, y int) {
	own := p.box(i)
	dx, dy := (own.x1-own.x0)/2+r+6, (own.y1-own.y0)/2+r+6
	places := [][2]int{{dx, 0}, {-dx, 0}, {0, dy}, {0, -dy}, {dx, -dy}, {-dx, -dy}, {dx, dy}, {-dx, dy}}
	if nx, ny := p.wall(i).inward(); i.InWall() {
		places = append([][2]int{{nx * (r + 14), ny * (r + 14)}}, places...)
	} else if min(own.x1-own.x0, own.y1-own.y0) > 3*r {
		places = append([][2]int{{0, 0}}, places...)
	}
	best := -1
	for _, at := range places {
		cx, cy := i.X+at[0], i.Y+at[1]
		if cx < r+8 || cy < r+8 || cx > p.Width-r-8 || cy > p.Depth-r-8 {
			continue
		}
		meets := 0
		for _, t := range taken {
			if t.meets(box{cx - r, cy - r, cx + r, cy + r}) {
				meets++
			}
		}
		if best < 0 || meets < best {
			best, x, y = meets, cx, cy
		}
	}
	if best < 0 { // a room too small for any of them
		return i.X, i.Y
	}
	return x, y
}
