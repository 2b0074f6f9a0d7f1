package translate

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// ErrStructure is returned when a text would change what stands around it:
// it would become a list, end a quotation, open a shortcode.
var ErrStructure = errors.New("the text changes the structure of the page")

// Replace returns body with the text of the block at index, counted as
// [Blocks] counts, replaced by Markdown. All other bytes stay. The text may
// have any markup inside; one that is not exactly one block of the same kind
// in the same place is refused with ErrStructure, and so is a text without
// words. A heading keeps its anchor.
func Replace(body []byte, index int, markdown string) ([]byte, error) {
	blocks := Blocks(body)
	if index < 0 || index >= len(blocks) {
		return nil, fmt.Errorf("replace block %d of %d: there is no such block", index, len(blocks))
	}
	b := blocks[index]
	next := splice(body, b.Start, b.End, strings.TrimSpace(markdown))
	if !sameStructure(blocks, Blocks(next), index) || !slices.Equal(outline(body), outline(next)) {
		return nil, fmt.Errorf("replace block %d: %w", index, ErrStructure)
	}
	return next, nil
}

// sameStructure reports whether two bodies have the same blocks, and the same
// texts in all but the one at index.
func sameStructure(a, b []Block, index int) bool {
	if len(a) != len(b) {
		return false
	}
	for i, x := range a {
		y := b[i]
		if x.Kind != y.Kind || x.Context != y.Context || x.Anchor != y.Anchor || x.Apart != y.Apart || i != index && x.Text != y.Text {
			return false
		}
	}
	return true
}

// outline lists the blocks of a body with how deep they stand in lists and
// quotations, code and HTML among them.
func outline(body []byte) []string {
	var out []string
	Chunks(body, func(masked []byte, _ int, context string) {
		depth := 0
		_ = ast.Walk(Parse(masked), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if n.Type() == ast.TypeInline {
				return ast.WalkSkipChildren, nil
			}
			if !entering {
				depth--
				return ast.WalkContinue, nil
			}
			depth++
			out = append(out, fmt.Sprintf("%s %d %s", context, depth, n.Kind()))
			return ast.WalkContinue, nil
		})
	})
	return out
}

func splice(body []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(body)-(end-start)+len(text))
	out = append(out, body[:start]...)
	out = append(out, text...)
	return append(out, body[end:]...)
}

// Set returns body with the texts of some blocks replaced, by index, and the
// indices of those that cannot be written there so that they read the same:
// their blocks stay as they are. All other bytes stay.
func Set(body []byte, texts map[int]Pieces) (out []byte, refused []int) {
	blocks, before := Inline(body)
	want, plain := map[int]Pieces{}, map[int]bool{}
	for i, t := range texts {
		if i >= 0 && i < len(blocks) {
			want[i] = t.Tidy()
		} else {
			refused = append(refused, i)
		}
	}
	for {
		out = write(body, blocks, want)
		bad := misread(out, blocks, before, want)
		if bad < 0 {
			break
		}
		if !plain[bad] { // lines inside a word are no emphasis, asterisks are
			plain[bad] = true
			want[bad] = asterisks(want[bad])
			continue
		}
		delete(want, bad)
		refused = append(refused, bad)
	}
	if len(want) > 0 && !slices.Equal(outline(body), outline(out)) {
		refused = slices.AppendSeq(refused, maps.Keys(want)) // no text is known that gets here
		out = body
	}
	slices.Sort(refused)
	return out, refused
}

// write puts the wanted texts into a body.
func write(body []byte, blocks []Block, want map[int]Pieces) []byte {
	crlf := bytes.Contains(body, []byte("\r\n"))
	out := make([]byte, 0, len(body))
	at := 0
	for i, b := range blocks {
		t, ok := want[i]
		if !ok {
			continue
		}
		out = append(out, body[at:b.Start]...)
		s := t.Markdown(b.Kind, prefix(body, b.Start))
		if crlf {
			s = strings.ReplaceAll(s, "\n", "\r\n")
		}
		out = append(out, s...)
		at = b.End
	}
	return append(out, body[at:]...)
}

// misread returns the index of the first wanted text that is not read as it
// was meant or changes what stands around it, or -1.
func misread(out []byte, blocks []Block, before []Pieces, want map[int]Pieces) int {
	have, texts := Inline(out)
	for i := range max(len(blocks), len(have)) {
		if i < len(blocks) && i < len(have) && sameStructure(blocks[i:i+1], have[i:i+1], 0) {
			t, wanted := want[i]
			if wanted && len(t) > 0 && texts[i] != nil && t.Same(texts[i]) {
				continue
			}
			if !wanted && (blocks[i].Text == have[i].Text) && before[i].Same(texts[i]) {
				continue
			}
		}
		// It is the fault of the text here, or of the nearest one before.
		for j := i; j >= 0; j-- {
			if _, ok := want[j]; ok {
				return j
			}
		}
		for j := range blocks {
			if _, ok := want[j]; ok {
				return j
			}
		}
		break
	}
	return -1
}

// asterisks returns pieces with all emphasis written as asterisks.
func asterisks(ps Pieces) Pieces {
	out := slices.Clone(ps)
	for i := range out {
		if out[i].emphasis() {
			out[i].Code = strings.ReplaceAll(out[i].Code, "_", "*")
		}
	}
	return out
}
