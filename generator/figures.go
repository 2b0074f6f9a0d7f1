package generator

import "ascult/internal/figure"

// band is a woven band as the theme gets it.
type band struct {
	Height  int             `json:"height"`
	Width   int             `json:"width"`
	Stripes []figure.Stripe `json:"stripes"`
}

// stroke is one line of a drawing: SVG path data and the width of the line.
type stroke struct {
	Path   string `json:"path"`
	Weight string `json:"weight"`
	Thread string `json:"thread"`
}

// progressSize is the side of a course's rings, in CSS pixels.
const progressSize = 112

// weaves are the bands by the name they follow from: the site's own, then one
// of each course.
func weaves(courses []brief) map[string]band {
	weaves := map[string]band{}
	add := func(slug string) {
		stripes, width := figure.Weave(slug)
		weaves[slug] = band{figure.Height, width, stripes}
	}
	add("ascult")
	for _, c := range courses {
		add(c.Course)
	}
	return weaves
}

// mark are the brackets.
func (m *material) mark() []stroke {
	var strokes []stroke
	for _, b := range figure.Brackets() {
		strokes = append(strokes, stroke{b.Path(), figure.Tenths(b.Weight), b.Thread})
	}
	return strokes
}

// rings are the rings of each course: one arc for each lesson, in their order.
func rings(courses []brief) map[string][]stroke {
	rings := map[string][]stroke{}
	for _, c := range courses {
		for _, a := range figure.Progress(c.Course, c.LessonCount) {
			rings[c.Course] = append(rings[c.Course], stroke{
				a.Path(progressSize/2, progressSize/2-4), figure.Tenths(a.Weight), a.Thread,
			})
		}
	}
	return rings
}
