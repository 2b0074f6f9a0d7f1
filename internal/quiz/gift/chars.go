package gift

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// A run is a piece of a file, its escapes taken away.
type run []char

// is reports whether the run has s, unescaped, at i.
func (t run) is(i int, s string) bool {
	for _, r := range s {
		if i >= len(t) || t[i].escaped || t[i].r != r {
			return false
		}
		i++
	}
	return true
}

// find returns the first place of s, unescaped, or -1.
func (t run) find(s string) int {
	for i := range t {
		if t.is(i, s) {
			return i
		}
	}
	return -1
}

// findLast returns the last place of s, unescaped, or -1.
func (t run) findLast(s string) int {
	for i := range slices.Backward(t) {
		if t.is(i, s) {
			return i
		}
	}
	return -1
}

// trim takes white space away at both ends; a line end that was written as \n
// is white space too, as it is for Moodle.
func (t run) trim() run {
	blank := func(c char) bool { return c.r == ' ' || c.r == '\t' || c.r == '\n' }
	for len(t) > 0 && blank(t[0]) {
		t = t[1:]
	}
	for len(t) > 0 && blank(t[len(t)-1]) {
		t = t[:len(t)-1]
	}
	return t
}

// plain reads the run as text. Where the file breaks a line there is a space;
// a line end is written \n.
func (t run) plain() string {
	var b []byte
	for i := 0; i < len(t); i++ {
		c := t[i]
		if c.r != '\n' || c.escaped {
			b = utf8.AppendRune(b, c.r)
			continue
		}
		// The indentation of the next line belongs to the file, not to the text.
		b = bytes.TrimRight(b, " \t")
		for i+1 < len(t) && !t[i+1].escaped && (t[i+1].r == ' ' || t[i+1].r == '\t' || t[i+1].r == '\n') {
			i++
		}
		if n := len(b); n > 0 && b[n-1] != '\n' && i+1 < len(t) {
			b = append(b, ' ')
		}
	}
	return string(b)
}

// lines reads the run as text with the lines of the file kept: markup may need
// them.
func (t run) lines() string {
	var b strings.Builder
	for _, c := range t {
		b.WriteRune(c.r)
	}
	return b.String()
}

// split cuts the run before every unescaped character of seps. What stands
// before the first is left out when it is blank.
func (t run) split(seps string) []run {
	var parts []run
	start := 0
	for i, c := range t {
		if i > 0 && !c.escaped && strings.ContainsRune(seps, c.r) {
			parts = append(parts, t[start:i])
			start = i
		}
	}
	parts = append(parts, t[start:])
	return slices.DeleteFunc(parts, func(p run) bool { return len(p.trim()) == 0 })
}
