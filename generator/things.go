package generator

import (
	"ascult/generator/check"
	"ascult/internal/course"
	"ascult/internal/figure"
)

// A planned thing is one line of the list beside a plan drawing.
type planned struct {
	Number int               `json:"number"`
	Mark   bool              `json:"mark"`
	Text   map[string]string `json:"text"`
}

// A drawing is a plan as the theme gets it.
type drawing struct {
	ViewBox string            `json:"viewBox"`
	Width   int               `json:"width"` // of the drawing, in its own units
	Shapes  string            `json:"shapes"`
	Finding map[string]string `json:"finding"`
	Items   []planned         `json:"items"`
}

// drawings are the plans by name.
func drawings(plans map[string]figure.Plan) map[string]drawing {
	out := map[string]drawing{}
	for name, p := range plans {
		d := drawing{Finding: p.Finding, Shapes: p.Shapes()}
		d.ViewBox, d.Width = p.ViewBox()
		for i, item := range p.Listed() {
			d.Items = append(d.Items, planned{i + 1, item.Mark, item.Text})
		}
		out[name] = d
	}
	return out
}

// named arranges what courses have for the templates: by course and name.
func named[T any](all map[string][]T, name func(T) string) map[string]map[string]T {
	out := map[string]map[string]T{}
	for c, ts := range all {
		out[c] = map[string]T{}
		for _, t := range ts {
			out[c][name(t)] = t
		}
	}
	return out
}

// A leaf is a page that the foot of every page lists.
type leaf struct {
	Place  string            `json:"place"`
	Titles map[string]string `json:"titles"`
}

// about are the pages about the site, in their order.
func (m *material) about() []leaf {
	var out []leaf
	for _, set := range m.catalogue.About {
		l := leaf{place(set.Key), map[string]string{}}
		for lang, p := range set.Pages {
			l.Titles[lang] = p.Title
		}
		out = append(out, l)
	}
	return out
}

// roles are the places of the awareness pages that others lead to.
func (m *material) roles() map[course.Role]string {
	out := map[course.Role]string{}
	for _, r := range []course.Role{course.SafetyRole, course.LinesRole} {
		if set := m.catalogue.WithRole(r); set != nil {
			out[r] = place(set.Key)
		}
	}
	return out
}

// helpLines are the help lines as the manifest names them.
func helpLines(h check.HelpLines) []course.HelpLine {
	out := []course.HelpLine{}
	for _, l := range h.Lines {
		out = append(out, course.HelpLine{ID: l.ID, State: l.State, Number: l.Number, Operator: l.Operator})
	}
	return out
}
