package course

import (
	"fmt"

	"ascult/internal/diag"
)

// A KeyedText is a text of a page's front matter.
type KeyedText struct {
	Key  string // "title", "objectives.1"
	Text string
	Pos  diag.Pos
}

// Texts returns what the front matter says to readers, in a fixed order.
func (p *Page) Texts() []KeyedText {
	var out []KeyedText
	for _, t := range []KeyedText{
		{Key: "title", Text: p.Title},
		{Key: "heading", Text: p.Heading},
		{Key: "summary", Text: p.Summary},
		{Key: "audience", Text: p.Audience},
		{Key: "content_note", Text: p.ContentNote},
	} {
		if t.Text != "" {
			t.Pos = p.At(t.Key)
			out = append(out, t)
		}
	}
	for i, text := range p.Objectives {
		key := fmt.Sprintf("objectives.%d", i+1)
		out = append(out, KeyedText{key, text, p.At(key)})
	}
	return out
}
