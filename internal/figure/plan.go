package figure

// A Plan is a room seen from above. Lengths are in centimetres, places are
// counted from the upper left corner of the floor.
type Plan struct {
	Width, Depth int
	Finding      map[string]string // by language: what the drawing teaches
	Items        []PlanItem
}

// A PlanItem is one thing in a room, or a person.
type PlanItem struct {
	Kind         string // one of [PlanKinds]
	X, Y         int    // the middle
	Turn         int    // degrees clockwise: 0 faces the upper wall
	Width, Depth int    // before it is turned
	Mark         bool   // the one thing to look at
	Text         map[string]string
}

// PlanKinds are the kinds of items.
var PlanKinds = []string{"door", "window", "table", "chair", "sofa", "screen", "camera", "person"}

// planSizes are the width and depth of an item that gives none.
var planSizes = map[string][2]int{
	"door": {90, 10}, "window": {120, 10}, "table": {120, 70}, "chair": {48, 48},
	"sofa": {180, 80}, "screen": {110, 12}, "camera": {30, 30}, "person": {52, 30},
}

// PlanSize returns the width and depth that an item of a kind has by itself.
func PlanSize(kind string) (width, depth int) {
	s := planSizes[kind]
	return s[0], s[1]
}

// InWall reports whether the item is an opening of a wall.
func (i PlanItem) InWall() bool { return i.Kind == "door" || i.Kind == "window" }

// A wall is one side of a room.
type wall int

const (
	noWall wall = iota
	upper
	lower
	left
	right
)

// wall returns the wall an item lies on. In a corner the longer walls of the
// page, the upper and the lower one, come first.
func (p Plan) wall(i PlanItem) wall {
	switch {
	case i.Y == 0:
		return upper
	case i.Y == p.Depth:
		return lower
	case i.X == 0:
		return left
	case i.X == p.Width:
		return right
	}
	return noWall
}

// OnWall reports whether the middle of an item lies on a wall.
func (p Plan) OnWall(i PlanItem) bool { return p.wall(i) != noWall }

// A box is what an item covers of the floor, or of a wall's line.
type box struct{ x0, y0, x1, y1 int }

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }

func (p Plan) box(i PlanItem) box {
	w, d := i.Width, i.Depth
	side := i.Turn == 90 || i.Turn == 270
	if i.InWall() {
		d = 0
		side = p.wall(i) == left || p.wall(i) == right
	}
	if side {
		w, d = d, w
	}
	return box{i.X - w/2, i.Y - d/2, i.X - w/2 + w, i.Y - d/2 + d}
}

// Holds reports whether the whole item lies in the room.
func (p Plan) Holds(i PlanItem) bool {
	b := p.box(i)
	return b.x0 >= 0 && b.y0 >= 0 && b.x1 <= p.Width && b.y1 <= p.Depth
}
