package translate

import (
	"slices"
	"strings"
	"unicode"
)

// A PieceKind says what a piece of a segment is.
type PieceKind int

// The kinds of pieces.
const (
	Words PieceKind = iota // text as a reader sees it
	Open                   // markup that opens: emphasis, a link, a picture, words in another language
	Close                  // the end of what Open opened
	Alone                  // markup without text of its own: code, an address, a line break
)

// A Piece is a part of a segment's text. Pieces say the same as Markdown
// does, but what is written in them needs no escapes: an asterisk in Words is
// an asterisk.
type Piece struct {
	Kind PieceKind
	Text string // Words only
	Code string // the Markdown of the other kinds
	Role string // em, strong, link, lang, ref, code, address, html, image or br; "" for Words
	ID   int    // from 1 in the order of the text; Open and its Close share one; 0 for Words
}

// emphasis reports whether Markdown looks at the characters around the mark.
func (p Piece) emphasis() bool { return p.Role == "em" || p.Role == "strong" }

// Pieces are the text of a segment from its beginning to its end.
type Pieces []Piece

// String returns the words without the markup.
func (ps Pieces) String() string {
	var b strings.Builder
	for _, p := range ps {
		switch {
		case p.Kind == Words:
			b.WriteString(p.Text)
		case p.Role == "br":
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Tidy returns the pieces the way a page reads them: neighbouring words are
// one, line ends and runs of blanks are one space, no space stands at the
// edges or beside a line break, and no white space inside the marks of
// emphasis, where Markdown would not see them as marks.
func (ps Pieces) Tidy() Pieces {
	out := join(ps)
	out = join(hoist(out, Close))
	slices.Reverse(out)
	out = hoist(out, Open)
	slices.Reverse(out)
	return join(trim(join(out)))
}

// join makes one of neighbouring words, folds their blanks, and leaves out
// those that are empty. The result is a copy.
func join(ps Pieces) Pieces {
	out := make(Pieces, 0, len(ps))
	for i := 0; i < len(ps); {
		if ps[i].Kind != Words {
			out = append(out, ps[i])
			i++
			continue
		}
		var b strings.Builder
		for ; i < len(ps) && ps[i].Kind == Words; i++ {
			b.WriteString(ps[i].Text)
		}
		if text := foldBlanks(b.String()); text != "" {
			out = append(out, Piece{Text: text})
		}
	}
	return out
}

// hoist moves the white space before each mark of emphasis of one kind behind
// it. For Open the pieces are handed in backwards.
func hoist(ps Pieces, kind PieceKind) Pieces {
	out := make(Pieces, 0, len(ps))
	held := ""
	for i, p := range ps {
		mark := p.Kind == kind && p.emphasis()
		if held != "" && !mark {
			out = append(out, Piece{Text: held})
			held = ""
		}
		if p.Kind == Words && i+1 < len(ps) && ps[i+1].Kind == kind && ps[i+1].emphasis() {
			text := strings.TrimRightFunc(p.Text, unicode.IsSpace)
			held = p.Text[len(text):]
			if kind == Open {
				text = strings.TrimLeftFunc(p.Text, unicode.IsSpace)
				held = p.Text[:len(p.Text)-len(text)]
			}
			p.Text = text
		}
		out = append(out, p)
	}
	if held != "" {
		out = append(out, Piece{Text: held})
	}
	return out
}

// trim takes away blanks at the edges, beside line breaks, and where a blank
// stands already on the other side of a mark.
func trim(ps Pieces) Pieces {
	pass := func(cut func(string) string, ends func(string) bool) {
		blank := true
		for i := range ps {
			switch {
			case ps[i].Kind == Words:
				if blank {
					ps[i].Text = cut(ps[i].Text)
				}
				if ps[i].Text != "" {
					blank = ends(ps[i].Text)
				}
			case ps[i].Role == "br":
				blank = true
			case ps[i].Kind == Alone:
				blank = false
			}
		}
	}
	pass(func(s string) string { return strings.TrimLeft(s, " ") }, func(s string) bool { return strings.HasSuffix(s, " ") })
	slices.Reverse(ps)
	pass(func(s string) string { return strings.TrimRight(s, " ") }, func(string) bool { return false })
	slices.Reverse(ps)
	return ps
}

// foldBlanks makes one space of every run of spaces, tabs and line ends. A
// no-break space is a character of the text.
func foldBlanks(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		b.WriteRune(r)
	}
	return b.String()
}

// Same reports whether two texts read the same: the same words between the
// same markup. Numbers do not count, only what is paired with what; nor does
// whether emphasis is written with asterisks or lines.
func (ps Pieces) Same(other Pieces) bool {
	a, b := ps.Tidy(), other.Tidy()
	if len(a) != len(b) {
		return false
	}
	number := map[int]int{}
	for i, p := range a {
		q := b[i]
		if p.Kind != q.Kind || p.Text != q.Text || p.Role != q.Role || p.Kind != Words && !p.emphasis() && p.Role != "br" && p.Code != q.Code {
			return false
		}
		if n, ok := number[p.ID]; ok && n != q.ID {
			return false
		}
		number[p.ID] = q.ID
	}
	return true
}

// number gives the pieces their ids.
func (ps Pieces) number(pairs map[int]int) {
	n := 0
	for i := range ps {
		switch ps[i].Kind {
		case Open, Alone:
			n++
			ps[i].ID = n
		case Close:
			ps[i].ID = ps[pairs[i]].ID
		}
	}
}

// Plain returns the pieces of a text without Markdown, such as a title: its
// words and its line ends.
func Plain(s string) Pieces {
	var ps Pieces
	for i, line := range strings.Split(strings.TrimSpace(s), "\n") {
		if i > 0 {
			ps = append(ps, Piece{Kind: Alone, Role: "br", Code: "\n"})
		}
		ps = append(ps, Piece{Text: line})
	}
	ps = join(ps)
	ps.number(nil)
	return ps
}
