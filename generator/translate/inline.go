package translate

import (
	"bytes"
	"html"
	"regexp"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"

	"ascult/internal/course"
)

// Inline returns the text of each segment of a body in pieces, in the order
// of [Blocks]. A text that cannot be taken apart without loss comes back nil.
func Inline(body []byte) ([]Block, []Pieces) {
	t := Read(body)
	lines := newLines(body)
	type found struct {
		Block
		pieces Pieces
	}
	var all []found
	for _, c := range t.Chunks {
		c.each(body, func(b Block, n ast.Node) {
			all = append(all, found{b, inline(body, c, t.Tags, b, n)})
		})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Start < all[j].Start })
	blocks, texts := make([]Block, len(all)), make([]Pieces, len(all))
	for i, f := range all {
		blocks[i], texts[i] = f.Block, f.pieces
		blocks[i].Line, blocks[i].Col = lines.at(f.Start)
	}
	return blocks, texts
}

// An inliner walks over the nodes of a segment with a cursor in the body. The
// tree says what there is; the bytes at the cursor say how it is written.
type inliner struct {
	body, chunk []byte
	tags        []course.Tag // those in the segment
	offset      int          // of the chunk in the body
	lines       [][2]int     // of the segment, without what stands before and behind the text
	line, at    int
	out         Pieces
	open        []int       // pieces that wait for their end
	pairs       map[int]int // end to beginning
	lost        bool
}

func inline(body []byte, c Chunk, tags []course.Tag, b Block, n ast.Node) Pieces {
	offset := c.Start
	w := &inliner{body: body, chunk: c.Masked, offset: offset, pairs: map[int]int{}}
	from := sort.Search(len(tags), func(i int) bool { return tags[i].Start >= b.Start })
	for _, t := range tags[from:] {
		if t.Start >= b.End {
			break
		}
		if t.Inline() {
			w.tags = append(w.tags, t)
		}
	}
	segs := n.Lines()
	for i := range segs.Len() {
		start, stop := offset+segs.At(i).Start, min(offset+segs.At(i).Stop, b.End)
		for start < stop && isBlank(body[start]) {
			start++
		}
		for stop > start && isBlank(body[stop-1]) {
			stop--
		}
		if start < stop {
			w.lines = append(w.lines, [2]int{start, stop})
		}
	}
	if len(w.lines) == 0 {
		return nil
	}
	w.at = w.lines[0][0]
	w.children(n)
	w.skipBlanks()
	if w.lost || w.at != w.lines[len(w.lines)-1][1] {
		return nil
	}
	for _, i := range w.open {
		w.out[i].Kind = Alone // words in another language that do not end
	}
	ps := w.out
	for i := range ps {
		if begin, ok := w.pairs[i]; ok && ps[begin].Kind == Alone {
			ps[i].Kind = Alone
		}
	}
	ps.number(w.pairs)
	return ps
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// end is where the line of the cursor ends.
func (w *inliner) end() int { return w.lines[w.line][1] }

// masked is the rest of the line with its tags masked.
func (w *inliner) masked() []byte { return w.chunk[w.at-w.offset : w.end()-w.offset] }

// next moves the cursor to the next line.
func (w *inliner) next() bool {
	if w.line+1 >= len(w.lines) {
		w.at = w.end()
		return false
	}
	w.line++
	w.at = w.lines[w.line][0]
	return true
}

func (w *inliner) skipBlanks() {
	for w.at < w.end() && isBlank(w.body[w.at]) {
		w.at++
	}
}

// take reads n bytes at the cursor, on one line.
func (w *inliner) take(n int) string {
	if n <= 0 || w.at+n > w.end() {
		w.lost = true
		return ""
	}
	s := string(w.body[w.at : w.at+n])
	w.at += n
	return s
}

func (w *inliner) add(p Piece) { w.out = append(w.out, p) }

func (w *inliner) begin(role, code string) {
	w.open = append(w.open, len(w.out))
	w.add(Piece{Kind: Open, Role: role, Code: code})
}

// finish closes what begin opened at index. Words in another language that
// began inside and have not ended cross it: their tags stand alone.
func (w *inliner) finish(index int, role, code string) {
	for n := len(w.open); n > 0; n-- {
		top := w.open[n-1]
		w.open = w.open[:n-1]
		if top == index {
			w.pairs[len(w.out)] = top
			w.add(Piece{Kind: Close, Role: role, Code: code})
			return
		}
		w.out[top].Kind = Alone
	}
	w.lost = true
}

func (w *inliner) children(n ast.Node) {
	for c := n.FirstChild(); c != nil && !w.lost; c = c.NextSibling() {
		w.node(c)
	}
}

func (w *inliner) node(n ast.Node) {
	if t, ok := n.(*ast.Text); ok {
		w.text(t)
		return
	}
	switch v := n.(type) {
	case *ast.Emphasis:
		mark := w.take(v.Level)
		if strings.Trim(mark, "*") != "" && strings.Trim(mark, "_") != "" {
			w.lost = true
		}
		role := [...]string{"", "em", "strong"}[min(v.Level, 2)]
		i := len(w.out)
		w.begin(role, mark)
		w.children(n)
		if end := w.take(v.Level); end != mark {
			w.lost = true
		}
		w.finish(i, role, mark)
	case *ast.Link:
		i := len(w.out)
		w.begin("link", w.take(1))
		w.children(n)
		w.finish(i, "link", w.tail(v.Reference))
	case *ast.CodeSpan:
		w.add(Piece{Kind: Alone, Role: "code", Code: w.code()})
	case *ast.AutoLink:
		i := bytes.IndexByte(w.masked(), '>')
		w.add(Piece{Kind: Alone, Role: "address", Code: w.take(i + 1)})
	case *ast.RawHTML:
		w.rawHTML(v)
	case *ast.Image:
		i := len(w.out)
		w.begin("image", w.take(2))
		w.children(n) // what it shows is told in each language
		w.finish(i, "image", w.tail(v.Reference))
	default:
		w.lost = true
	}
}

// text adds the words of a node, with the tags among them.
func (w *inliner) text(t *ast.Text) {
	start, stop := w.offset+t.Segment.Start, w.offset+t.Segment.Stop
	if start < w.at { // what the segment begins with, trimmed
		start = w.at
	}
	if start > w.end() || start > w.at && len(bytes.TrimSpace(w.body[w.at:start])) > 0 {
		w.lost = w.lost || start < stop
	}
	stop = min(stop, w.end())
	for start < stop && !w.lost {
		to := stop
		if len(w.tags) > 0 && w.tags[0].Start < stop {
			to = max(w.tags[0].Start, start)
		}
		if to > start {
			w.add(Piece{Text: decode(string(w.body[start:to]))})
		}
		start = to
		if to == stop {
			break
		}
		w.tag(w.tags[0])
		start = w.tags[0].End
		w.tags = w.tags[1:]
	}
	w.at = max(w.at, min(start, w.end()))
	switch {
	case t.HardLineBreak():
		w.add(Piece{Kind: Alone, Role: "br", Code: "\\\n"})
		w.next()
	case t.SoftLineBreak() && w.next():
		w.add(Piece{Text: " "})
	}
}

// tag adds a shortcode tag.
func (w *inliner) tag(t course.Tag) {
	code := string(w.body[t.Start:t.End])
	switch {
	case t.Name == "ref":
		w.add(Piece{Kind: Alone, Role: "ref", Code: code})
	case !t.Close:
		w.begin("lang", code)
	case len(w.open) > 0 && w.out[w.open[len(w.open)-1]].Role == "lang":
		w.finish(w.open[len(w.open)-1], "lang", code)
	default:
		w.add(Piece{Kind: Alone, Role: "lang", Code: code})
	}
}

// code reads a code span: backticks, and what stands before as many again.
func (w *inliner) code() string {
	n := 0
	for w.at+n < w.end() && w.body[w.at+n] == '`' {
		n++
	}
	var b strings.Builder
	b.WriteString(w.take(n))
	for !w.lost {
		for w.at < w.end() {
			run := 0
			for w.at+run < w.end() && w.body[w.at+run] == '`' {
				run++
			}
			b.WriteString(w.take(max(run, 1)))
			if run == n {
				w.tagsBefore(w.at)
				return b.String()
			}
		}
		if !w.next() {
			w.lost = true
		}
		b.WriteByte(' ')
	}
	return ""
}

// tagsBefore forgets the tags that are part of a code.
func (w *inliner) tagsBefore(at int) {
	for len(w.tags) > 0 && w.tags[0].Start < at {
		w.tags = w.tags[1:]
	}
}

func (w *inliner) rawHTML(v *ast.RawHTML) {
	if v.Segments.Len() == 0 || w.offset+v.Segments.At(0).Start != w.at {
		w.lost = true
		return
	}
	var b strings.Builder
	for i := range v.Segments.Len() {
		if i > 0 {
			w.next()
			b.WriteByte(' ')
		}
		b.WriteString(w.take(min(w.offset+v.Segments.At(i).Stop, w.end()) - w.at))
	}
	w.tagsBefore(w.at)
	w.add(Piece{Kind: Alone, Role: "html", Code: b.String()})
}

// tail reads the end of a link: its address, or the name of one. A link that
// was named by its own words gets the name written out, so that its words can
// be translated.
func (w *inliner) tail(ref *ast.ReferenceLink) string {
	if ref != nil {
		code := w.take(1)
		switch ref.Type {
		case ast.ReferenceLinkFull:
			code += w.upTo('[', ']')
		case ast.ReferenceLinkCollapsed:
			w.take(2)
			fallthrough
		default:
			code += "[" + string(ref.Value) + "]"
		}
		return code
	}
	start, line := w.at, w.line
	var b strings.Builder
	b.WriteString(w.take(1))
	n, ok := linkTail(w.masked())
	for !ok && w.line+1 < len(w.lines) { // it goes on in the next line
		b.WriteString(w.take(w.end() - w.at))
		w.next()
		b.WriteByte(' ')
		joined := append([]byte(b.String()[1:]), w.masked()...)
		if m, done := linkTail(joined); done {
			n, ok = m-(b.Len()-1), true
		}
	}
	b.WriteString(w.take(n))
	if !ok || w.lost {
		w.at, w.line, w.lost = start, line, true
		return ""
	}
	w.tagsBefore(w.at)
	return b.String()
}

// upTo reads brackets with what they hold.
func (w *inliner) upTo(open, end byte) string {
	var b strings.Builder
	for i := w.at; ; i++ {
		switch {
		case i >= w.end():
			b.WriteString(string(w.body[w.at:w.end()]))
			if !w.next() {
				w.lost = true
				return ""
			}
			b.WriteByte(' ')
			i = w.at - 1
		case i == w.at && b.Len() == 0 && w.body[i] != open:
			w.lost = true
			return ""
		case w.body[i] == '\\':
			i++
		case w.body[i] == end:
			b.WriteString(w.take(i + 1 - w.at))
			return b.String()
		}
	}
}

// linkTail measures "(address "title")" at the start of s.
func linkTail(s []byte) (n int, ok bool) {
	if len(s) == 0 || s[0] != '(' {
		return 0, false
	}
	depth := 0
	quote := byte(0)
	angle := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case angle:
			angle = c != '>'
		case c == '<' && len(bytes.TrimSpace(s[1:i])) == 0:
			angle = true
		case (c == '"' || c == '\'') && depth == 1 && isBlank(s[i-1]):
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// entity is a character by name or number.
var entity = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// punctuation is what a backslash takes its meaning from.
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// decode turns escapes and entities into the characters they stand for.
func decode(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(punctuation, s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case c == '&':
			m := entity.FindString(s[i:])
			if m == "" {
				b.WriteByte(c)
				continue
			}
			b.WriteString(html.UnescapeString(m))
			i += len(m) - 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
