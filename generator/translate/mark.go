package translate

import "regexp"

// MarkerPattern matches the marker that [Mark] puts at the end of a segment:
// a space, then the id between two double vertical lines (U+2016).
var MarkerPattern = regexp.MustCompile(` ‖([a-z2-7]{6})‖`)

// Mark returns a copy of body with a marker at the end of each block's text:
// before a heading's anchor, inside the shortcode that holds the block. ids
// belong to blocks one by one; an empty id, or none, leaves its block
// unmarked. Removing all markers gives body again, byte for byte, since no
// text that has the character of the marker passes the checks.
func Mark(body []byte, blocks []Block, ids []string) []byte {
	out := make([]byte, 0, len(body)+len(ids)*14)
	at := 0
	for i, b := range blocks {
		if i >= len(ids) || ids[i] == "" || b.End < at {
			continue
		}
		out = append(out, body[at:b.End]...)
		out = append(out, " ‖"+ids[i]+"‖"...)
		at = b.End
	}
	return append(out, body[at:]...)
}

// Unmark takes all markers away.
func Unmark(marked []byte) []byte { return MarkerPattern.ReplaceAll(marked, nil) }
