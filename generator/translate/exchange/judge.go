package exchange

import (
	"strconv"
	"strings"

	"ascult/generator/translate"
)

// A fault is why a text is refused.
type fault struct {
	Rule string
	Name string // of the placeholder or the character
}

// judge compares the placeholders of a translation with those of the source,
// or of the translation as it stands now, which may have others.
func judge(text, source, now translate.Pieces) *fault {
	if f := paired(text); f != nil {
		return f
	}
	have := numbers(text)
	if now != nil && same(have, numbers(now)) {
		return nil
	}
	want := numbers(source)
	for _, id := range order(source, text) {
		switch w, h := want[id], have[id]; {
		case w == h:
		case h == 0:
			return &fault{Rule: "exchange-lost", Name: mark(id, source)}
		default:
			return &fault{Rule: "exchange-added", Name: mark(id, source)}
		}
	}
	return nil
}

// paired looks for a placeholder that stands twice, and for pairs that have
// lost a part or reach across one another.
func paired(text translate.Pieces) *fault {
	var open []int
	seen, closed := map[int]bool{}, map[int]bool{}
	for _, p := range text {
		switch p.Kind {
		case translate.Open, translate.Alone:
			if seen[p.ID] {
				return &fault{Rule: "exchange-doubled", Name: mark(p.ID, nil)}
			}
			seen[p.ID] = true
			if p.Kind == translate.Open {
				open = append(open, p.ID)
			}
		case translate.Close:
			if closed[p.ID] {
				return &fault{Rule: "exchange-doubled", Name: "/" + mark(p.ID, nil)}
			}
			closed[p.ID] = true
			if len(open) == 0 || open[len(open)-1] != p.ID {
				for _, q := range text {
					if q.Kind == translate.Open && q.ID == p.ID {
						return &fault{Rule: "exchange-crossed", Name: mark(p.ID, nil)}
					}
				}
				return &fault{Rule: "exchange-lost", Name: mark(p.ID, nil)}
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return &fault{Rule: "exchange-lost", Name: "/" + mark(open[0], nil)}
	}
	return nil
}

// numbers are the placeholders of a text: 1 for one that stands alone, 2 for a
// pair.
func numbers(ps translate.Pieces) map[int]int {
	m := map[int]int{}
	for _, p := range ps {
		switch p.Kind {
		case translate.Open:
			m[p.ID] = 2
		case translate.Alone:
			m[p.ID] = 1
		}
	}
	return m
}

func same(a, b map[int]int) bool {
	for id, n := range a {
		if b[id] != n {
			return false
		}
	}
	return len(a) == len(b)
}

// order lists the placeholders of two texts, each once.
func order(a, b translate.Pieces) []int {
	var ids []int
	seen := map[int]bool{}
	for _, ps := range []translate.Pieces{a, b} {
		for _, p := range ps {
			if p.Kind != translate.Words && !seen[p.ID] {
				seen[p.ID] = true
				ids = append(ids, p.ID)
			}
		}
	}
	return ids
}

// mark names a placeholder for a person: its number, and what it stands for.
func mark(id int, ps translate.Pieces) string {
	name := strconv.Itoa(id)
	if id >= 1_000_000 {
		name = "?"
	}
	for _, p := range ps {
		if p.ID == id && p.Kind != translate.Words {
			return name + " " + strings.ReplaceAll(p.Code, "\n", "⏎")
		}
	}
	return name
}

// strange returns a character that no text may have, or "": one that the
// program or a page would take for something else, or that nobody sees.
func strange(text translate.Pieces, lang string) string {
	for _, p := range text {
		for _, r := range p.Text {
			switch {
			case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0, r == 0xfeff, r == 0xfffd, r == 0xfffe, r == 0xffff,
				r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
				return "U+" + strings.ToUpper(strconv.FormatInt(int64(r), 16))
			case r == '‖', lang == "ro" && strings.ContainsRune("şţŞŢ", r):
				return string(r)
			}
		}
	}
	return ""
}

// equal reports whether two texts have the same words between the same
// placeholders.
func equal(a, b translate.Pieces) bool {
	a, b = a.Tidy(), b.Tidy()
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Kind != b[i].Kind || a[i].Text != b[i].Text || a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}

// filled returns a text that was read with the markup that its placeholders
// stand for: that of the translation as it stands, else that of the source.
func filled(text, source, now translate.Pieces) translate.Pieces {
	type end struct {
		id    int
		close bool
	}
	codes := map[end]translate.Piece{}
	for _, ps := range []translate.Pieces{source, now} {
		for _, p := range ps {
			if p.Kind != translate.Words {
				codes[end{p.ID, p.Kind == translate.Close}] = p
			}
		}
	}
	out := append(translate.Pieces(nil), text...)
	for i, p := range out {
		if p.Kind != translate.Words {
			c := codes[end{p.ID, p.Kind == translate.Close}]
			out[i].Code, out[i].Role = c.Code, c.Role
		}
	}
	return out.Tidy()
}
