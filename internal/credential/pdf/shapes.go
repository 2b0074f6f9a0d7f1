package pdf

import (
	"fmt"
	"math"
	"strings"

	"ascult/internal/credential"
	"ascult/internal/figure"
)

// threads are the colours of the drawings, as RGB.
var threads = map[string][3]int{
	"ink": {28, 43, 45}, "pine": {20, 83, 90}, "clay": {154, 74, 42}, "moss": {61, 101, 45}, "plum": {99, 64, 111},
	"mist": {107, 148, 145}, "sand": {214, 205, 189}, "clay-mid": {192, 99, 59},
}

// band draws the course's woven band down the left edge.
func (d *sheet) band(course string) {
	stripes, repeat := figure.Weave(course)
	const bottom = pageHeight - bandTop
	for top := bandTop; top < bottom; top += float64(repeat) * bandUnit {
		for _, s := range stripes {
			y := top + float64(s.X)*bandUnit
			h := min(float64(s.Width)*bandUnit, bottom-y)
			if h <= 0 {
				return
			}
			c := threads[s.Thread]
			d.SetFillColor(c[0], c[1], c[2])
			d.Rect(bandLeft, y, bandWidth, h, "F")
		}
	}
}

// mark draws the two arcs of Ascult and its name.
func (d *sheet) mark() {
	const x, y, unit = left, 18.0, 0.028 // millimetres for a tenth
	d.SetLineCapStyle("round")
	for _, b := range figure.Brackets() {
		c := threads[b.Thread]
		d.SetLineWidth(float64(b.Weight) * unit)
		d.SetDrawColor(c[0], c[1], c[2])
		at := func(i int) (px, py float64) {
			return x + float64(b.Points[i][0])*unit, y + float64(b.Points[i][1])*unit
		}
		x0, y0 := at(0)
		x1, y1 := at(1)
		x2, y2 := at(2)
		x3, y3 := at(3)
		d.CurveBezierCubic(x0, y0, x1, y1, x2, y2, x3, y3, "D")
	}
	d.SetLineCapStyle("butt")
	d.ink()
	d.font("B", 13)
	d.put(x+12, y+6, "Ascult")
}

// rings draws the twelve rings of a number around (x, y).
func (d *sheet) rings(x, y, outer float64, number string) {
	const point = 25.4 / 72
	d.SetLineCapStyle("round")
	outer -= 0.5 // half of the heaviest line
	for _, a := range figure.Rings(number) {
		c := threads[a.Thread]
		d.SetDrawColor(c[0], c[1], c[2])
		// Weights are given for rings drawn at a radius of 54 points.
		d.SetLineWidth(float64(a.Weight) / 10 * point * outer / (54 * point))
		r := outer * float64(a.Radius) / 1000
		// Angles run clockwise in a figure and the other way in fpdf.
		end := 360 - float64(a.Start)/10
		d.Arc(x, y, r, r, 0, end-float64(a.Sweep)/10, end, "D")
	}
	d.SetLineCapStyle("butt")
}

// code draws a QR code as one path: single squares would leave hairlines
// between them on a screen, and cameras stumble over those.
func (d *sheet) code(x, y, module float64, m credential.Matrix) {
	const point = 72 / 25.4
	var b strings.Builder
	b.WriteString("0 g\n")
	for row := range m.Size {
		for col := 0; col < m.Size; col++ {
			run := 0
			for col+run < m.Size && m.Black(col+run, row) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f re\n", (x+float64(col)*module)*point,
					(pageHeight-y-float64(row+1)*module)*point, float64(run)*module*point, module*point)
				col += run
			}
		}
	}
	b.WriteString("f")
	d.RawWriteStr(b.String())
}

// specimen prints the word across the sheet, pale enough to read the rest.
func (d *sheet) specimen() {
	word := d.text("cert_specimen")
	d.SetTextColor(232, 225, 212)
	d.font("B", 88)
	width := d.GetStringWidth(word)
	const x, y = (pageWidth + bandLeft) / 2, 170.0
	d.TransformBegin()
	d.TransformRotate(math.Atan2(pageHeight, pageWidth)*180/math.Pi, x, y)
	d.put(x-width/2, y+10, word)
	d.TransformEnd()
}
