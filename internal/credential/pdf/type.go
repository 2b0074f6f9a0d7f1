package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The colours of text: ink, its softer form for labels, and brick, which
// stands for "this does not count".
func (d *sheet) ink()   { d.SetTextColor(28, 43, 45) }
func (d *sheet) soft()  { d.SetTextColor(75, 90, 91) }
func (d *sheet) brick() { d.SetTextColor(155, 42, 34) }

// font chooses Literata, "" or "B", at a size in points.
func (d *sheet) font(style string, points float64) {
	d.SetFont("literata", style, points)
}

// put prints one line with its baseline at y.
func (d *sheet) put(x, y float64, s string) {
	for _, r := range s {
		if !covered(r) && d.missing == 0 {
			d.missing = r
		}
	}
	d.Text(x, y, s)
}

// lines prints lines below top and returns where the last one ends. leading is
// a multiple of the size.
func (d *sheet) lines(x, top float64, lines []string, leading float64) float64 {
	_, size := d.GetFontSize()
	for _, l := range lines {
		d.put(x, top+size*0.95, l)
		top += size * leading
	}
	return top
}

// wrap breaks s into lines no wider than width: at spaces, else after a
// hyphen, else inside a word, never between a letter and its mark.
func (d *sheet) wrap(s string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		try := word
		if line != "" {
			try = line + " " + word
		}
		if d.GetStringWidth(try) <= width {
			line = try
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for d.GetStringWidth(word) > width {
			n := d.fit(word, width)
			lines = append(lines, word[:n])
			word = word[n:]
		}
		line = word
	}
	return append(lines, line)
}

// fit returns how many bytes of a word that is too wide go on one line.
func (d *sheet) fit(word string, width float64) int {
	last, hyphen := 0, 0
	for i, r := range word {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if i > 0 && d.GetStringWidth(word[:i]) > width {
			break
		}
		last = i
		if r == '-' {
			hyphen = i + 1
		}
	}
	switch {
	case hyphen > 0 && hyphen <= last:
		return hyphen
	case last > 0:
		return last
	}
	_, n := utf8.DecodeRuneInString(word)
	return n
}

// printable makes signs that authors put into titles for the screen fit for
// paper: invisible ones go, the no-break hyphen becomes a hyphen. Names never
// pass through here.
var printable = strings.NewReplacer("\u2060", "", "\u00ad", "", "\u200b", "", "\ufeff", "", "\u2011", "-", "\u202f", "\u00a0")
