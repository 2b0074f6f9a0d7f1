package preview

import (
	"slices"
	"strings"
)

// between is how many equal lines at most stand between changes that count as
// one.
const between = 2

// compare returns what has changed from one text to another, line by line.
func compare(was, is string) []hunk {
	type gap struct{ i, i2, j, j2 int }
	a, b := lines(was), lines(is)
	var gaps []gap
	i, j := 0, 0
	for _, p := range append(common(a, b), [2]int{len(a), len(b)}) {
		if p[0] > i || p[1] > j {
			g := gap{i, p[0], j, p[1]}
			if n := len(gaps); n > 0 && i-gaps[n-1].i2 <= between {
				gaps[n-1].i2, gaps[n-1].j2 = g.i2, g.j2
			} else {
				gaps = append(gaps, g)
			}
		}
		i, j = p[0]+1, p[1]+1
	}
	var out []hunk
	for _, g := range gaps {
		out = append(out, newHunk(a, b, g.i, g.i2, g.j, g.j2))
	}
	return out
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	out := strings.SplitAfter(text, "\n")
	if out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// beside is how many equal lines are shown around a change.
const beside = 2

func newHunk(a, b []string, i, i2, j, j2 int) hunk {
	h := hunk{Line: j + 1, from: j, to: j2, old: a[i:i2]}
	for n := max(0, i-beside); n < i; n++ {
		h.Lines = append(h.Lines, diffLine{"same", n + 1, n + 1 + j - i, []part{{Text: shown(a[n])}}})
	}
	for n := i; n < i2; n++ {
		parts := []part{{Text: shown(a[n])}}
		if i2-i == j2-j {
			parts = differ(shown(a[n]), shown(b[j+n-i]))
		}
		h.Lines = append(h.Lines, diffLine{"del", n + 1, 0, parts})
	}
	for n := j; n < j2; n++ {
		parts := []part{{Text: shown(b[n])}}
		if i2-i == j2-j {
			parts = differ(shown(b[n]), shown(a[i+n-j]))
		}
		h.Lines = append(h.Lines, diffLine{"ins", 0, n + 1, parts})
	}
	for n := i2; n < min(len(a), i2+beside); n++ {
		h.Lines = append(h.Lines, diffLine{"same", n + 1, n + 1 + j2 - i2, []part{{Text: shown(a[n])}}})
	}
	return h
}

func shown(line string) string { return printable([]byte(strings.TrimRight(line, "\r\n"))) }

// differ marks what two lines do not share at their beginnings and ends.
func differ(line, other string) []part {
	a, b := []rune(line), []rune(other)
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		from++
	}
	end := 0
	for end < len(a)-from && end < len(b)-from && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var out []part
	for _, p := range []part{{string(a[:from]), false}, {string(a[from : len(a)-end]), true}, {string(a[len(a)-end:]), false}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// heavy is the most work that a comparison is worth; beyond it all that lies
// between equal beginnings and ends counts as changed.
const heavy = 4_000_000

// common pairs equal lines in their order: a longest common subsequence.
func common(a, b []string) [][2]int {
	var out [][2]int
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		out = append(out, [2]int{from, from})
		from++
	}
	end := 0
	for end < len(a)-from && end < len(b)-from && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	x, y := a[from:len(a)-end], b[from:len(b)-end]
	if len(x)*len(y) <= heavy {
		width := len(y) + 1
		best := make([]int32, (len(x)+1)*width)
		for i, was := range slices.Backward(x) {
			for j, is := range slices.Backward(y) {
				if was == is {
					best[i*width+j] = best[(i+1)*width+j+1] + 1
				} else {
					best[i*width+j] = max(best[(i+1)*width+j], best[i*width+j+1])
				}
			}
		}
		for i, j := 0, 0; i < len(x) && j < len(y); {
			switch {
			case x[i] == y[j]:
				out = append(out, [2]int{from + i, from + j})
				i, j = i+1, j+1
			case best[(i+1)*width+j] >= best[i*width+j+1]:
				i++
			default:
				j++
			}
		}
	}
	for n := end; n > 0; n-- {
		out = append(out, [2]int{len(a) - n, len(b) - n})
	}
	return out
}
