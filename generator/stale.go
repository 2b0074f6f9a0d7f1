package generator

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ascult/generator/translate"
	"ascult/internal/course"
)

// A staleNote tells the readers of a translation that the original of a
// passage has changed since. The theme writes it at the end of the page, and
// our own pass puts it where it belongs.
type staleNote struct {
	For     string `json:"for"`     // id of an element; "" is the page's heading
	Changed string `json:"changed"` // YYYY-MM-DD, or ""
	Href    string `json:"href"`    // of the original
	Lang    string `json:"lang"`    // of the original
}

// fallen are the translations that have fallen behind: those of pages by the
// path of the page, those of banks and scenarios by course, language and name.
type fallen map[string][]translate.Stale

func fallenBehind(all []translate.Stale) fallen {
	out := fallen{}
	for _, s := range all {
		key := s.Path
		if key == "" {
			key = shownAs(s.Course, s.Lang, s.Page)
		}
		out[key] = append(out[key], s)
	}
	return out
}

func shownAs(owner, lang, name string) string { return owner + " " + lang + " " + name }

// notes are what readers of a page are told. owner is its course, or "g".
func (f fallen) notes(owner string, set *course.Set, p *course.Page) []staleNote {
	if len(f) == 0 || p.Lang == set.Source {
		return nil
	}
	all := slices.Clone(f[p.Path])
	for _, t := range course.Tags(p.Body) {
		if (t.Name == "practice" || t.Name == "scenario") && len(t.Args) > 0 {
			all = append(all, f[shownAs(owner, p.Lang, t.Name+"/"+t.Args[0].Value)]...)
		}
	}
	var out []staleNote
	for _, s := range all {
		n := staleNote{For: shownIn(s), Changed: s.Changed, Lang: s.SourceLang, Href: path.Join("/", s.SourceLang, place(set.Key))}
		if n.For != "" {
			n.Href += "#" + n.For
		}
		at := slices.IndexFunc(out, func(o staleNote) bool { return o.For == n.For })
		if at < 0 {
			out = append(out, n)
		} else if n.Changed > out[at].Changed {
			out[at] = n
		}
	}
	slices.SortFunc(out, func(a, b staleNote) int { return cmp.Compare(a.For, b.For) })
	return out
}

// shownIn is the id of the element that shows a text, "" for the page's own
// heading.
func shownIn(s translate.Stale) string {
	parts := strings.Split(s.ID, ".")
	name := path.Base(s.Page)
	switch {
	case s.Form == translate.Segments:
		return "s-" + s.ID
	case s.Form == translate.Front:
		return ""
	case strings.HasPrefix(s.Page, "practice/"):
		return "q-" + parts[0]
	case len(parts) > 4 && parts[2] == "choices" && (parts[4] == "reply" || parts[4] == "feedback"):
		return "c-" + name + "-" + parts[1] + "-" + parts[3]
	case parts[0] == "nodes" && len(parts) > 1:
		return "n-" + name + "-" + parts[1]
	case parts[0] == "endings" && len(parts) > 1:
		return "e-" + name + "-" + parts[1]
	case parts[0] == "debrief":
		return "e-" + name
	}
	return "scenario-" + name
}

// staleClass is the class of the box in which the theme hands over the notes.
const staleClass = "fallen"

// placeNotes puts each note at what it speaks of, and takes the box away: in
// the margin of a paragraph, or as a small line within or after anything else.
func placeNotes(doc *html.Node) {
	var box *html.Node
	ids := map[string]*html.Node{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			ids[id] = n
		}
		if n.DataAtom == atom.H1 && ids[""] == nil {
			ids[""] = n
		}
		if hasClass(n, staleClass) {
			box = n
		}
	}
	if box == nil {
		return
	}
	for _, note := range slices.Collect(box.ChildNodes()) {
		if at := ids[attr(note, "data-for")]; note.Type == html.ElementNode && at != nil {
			box.RemoveChild(note)
			placeNote(note, at)
		}
	}
	box.Parent.RemoveChild(box)
}

// placeNote puts one note at an element.
func placeNote(note, at *html.Node) {
	note.Attr = slices.DeleteFunc(note.Attr, func(a html.Attribute) bool { return a.Key == "data-for" })
	if at.DataAtom == atom.Span && at.FirstChild == nil { // a second id of its block
		at = at.Parent
	}
	if at.DataAtom == atom.P && at.Parent.DataAtom == atom.Main {
		at.Parent.InsertBefore(note, at.NextSibling)
		return
	}
	line := note.FirstChild
	for line != nil && line.Type != html.ElementNode {
		line = line.NextSibling
	}
	if line == nil {
		return
	}
	note.RemoveChild(line)
	line.Attr = []html.Attribute{{Key: "class", Val: "meta"}}
	switch at.DataAtom {
	case atom.Li, atom.Td, atom.Th, atom.Dd, atom.Blockquote, atom.Figcaption:
		at.InsertBefore(line, sublist(at))
		return
	case atom.Section, atom.Div, atom.Article: // a question or a scene: under what it is called
		for n := range at.Descendants() {
			if n.DataAtom == atom.H1 || heading(n) {
				at = n
				break
			}
		}
	}
	at.Parent.InsertBefore(line, at.NextSibling)
}

// sublist is the list inside an item, or nil.
func sublist(n *html.Node) *html.Node {
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.Ul || c.DataAtom == atom.Ol {
			return c
		}
	}
	return nil
}
