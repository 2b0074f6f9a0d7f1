package check

import (
	"errors"
	"io/fs"
	"strconv"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/figure"
	"ascult/internal/source"
)

// plansFile holds the plan drawings; a source may be without.
const plansFile = "data/plans.yaml"

// mostItems is how much a person sees in a drawing at once.
const mostItems = 8

// readPlans reads the plan drawings by name.
func readPlans(fsys fs.FS, langs []string, probs *source.Problems) map[string]figure.Plan {
	plans := map[string]figure.Plan{}
	if _, err := fs.Stat(fsys, plansFile); errors.Is(err, fs.ErrNotExist) {
		return plans
	}
	data := source.Read(fsys, plansFile, probs)
	if data == nil {
		return plans
	}
	d := source.Parse(plansFile, data, 0, probs)
	for _, e := range d.Entries(d.Root, "") {
		if !reLineID.MatchString(e.Key) {
			probs.Add("id-bad", e.At, source.Args{"ID": e.Key})
			continue
		}
		plans[e.Key] = readPlan(d, e, langs)
	}
	return plans
}

func readPlan(d *source.Doc, e source.Entry, langs []string) figure.Plan {
	f := d.Fields(e.Value, e.Key, "room", "finding", "items")
	f.Need("room", "finding", "items")
	room := d.Fields(f.Node("room"), "room", "width", "depth")
	if f.Has("room") {
		room.Need("width", "depth")
	}
	p := figure.Plan{
		Width: room.Int("width", 400, 200, 1200), Depth: room.Int("depth", 400, 200, 1200),
		Finding: texts(d, f, "finding", langs),
	}
	items := d.List(f.Node("items"), "items")
	if f.Has("items") && (len(items) == 0 || len(items) > mostItems) {
		d.Problems.Add("plan-items", f.At("items"), source.Args{"Have": len(items), "Most": mostItems})
	}
	var marked *diag.Pos
	for _, n := range items {
		i, at := readItem(d, n, p, langs)
		if i.Mark {
			if marked != nil {
				d.Problems.Add("plan-marks", at, nil, *marked)
				i.Mark = false
			} else {
				marked = &at
			}
		}
		p.Items = append(p.Items, i)
	}
	return p
}

// readItem reads one thing in a room, and tells where its mark, or it, stands.
func readItem(d *source.Doc, n *yaml.Node, p figure.Plan, langs []string) (figure.PlanItem, diag.Pos) {
	f := d.Fields(n, "items", "kind", "x", "y", "turn", "width", "depth", "mark", "text")
	f.Need("kind", "x", "y")
	i := figure.PlanItem{Kind: f.OneOf("kind", "", figure.PlanKinds...), Mark: f.True("mark"), Text: texts(d, f, "text", langs)}
	i.X, i.Y = f.Int("x", p.Width/2, 0, p.Width), f.Int("y", p.Depth/2, 0, p.Depth)
	i.Turn, _ = strconv.Atoi(f.OneOf("turn", "0", "0", "90", "180", "270")) // one of these
	i.Width, i.Depth = figure.PlanSize(i.Kind)
	i.Width, i.Depth = f.Int("width", i.Width, 10, 600), f.Int("depth", i.Depth, 10, 600)
	if i.Kind == "" || !f.Has("x") || !f.Has("y") {
		return i, f.At("mark") // complained about above
	}
	switch args := (source.Args{"Kind": i.Kind}); {
	case i.InWall() && !p.OnWall(i):
		d.Problems.Add("plan-wall", f.At("kind"), args)
	case !p.Holds(i):
		d.Problems.Add("plan-outside", f.At("kind"), args)
	}
	return i, f.At("mark")
}
