package translate

import (
	"bytes"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"ascult/internal/course"
)

// A Block is one segment of a page as it stands in the text.
type Block struct {
	Kind    string // p, li, td, or h1 to h6
	Context string // block shortcodes around it, such as "talk/line"
	Text    string // markup included, white space folded, without a heading's anchor
	Hash    string // of Text, see [Hash]
	Start   int    // bytes of the body
	End     int    // where the marker goes
	Line    int    // of the body, from 1
	Col     int    // in characters, from 1
	Anchor  string // a heading's own anchor, or ""
	Legal   bool   // it says what a law says: a stale translation of it misleads
	Apart   bool   // it stands in a passage that its page does not publish, see [course.Public]
}

// hash is the hash of the block's text, also of a block that was not read from
// a page.
func (b Block) hash() string {
	if b.Hash == "" {
		return Hash(b.Text)
	}
	return b.Hash
}

// markdown is CommonMark with tables, as the site renders it. It is made once;
// a parser holds no state between texts.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// anchor is a heading's own anchor at the end of its line.
var anchor = regexp.MustCompile(`[ \t]*\{#([A-Za-z0-9_-]+)\}[ \t]*#*[ \t]*$`)

// A Text is the text of a page, read once for all who look at it.
type Text struct {
	Tags   []course.Tag
	Blocks []Block // the segments in the order of the text; code blocks and raw HTML are none
	Chunks []Chunk
}

// A Chunk is a stretch of text that is Markdown of its own: what stands
// between two block shortcode tags.
type Chunk struct {
	Start   int      // byte of the body
	Masked  []byte   // the text with its tags replaced by filler of the same length
	Root    ast.Node // the syntax tree of Masked
	Context string   // block shortcodes around it, such as "talk/line"
	within  int      // number of the shortcode that holds it, 0 for none
}

// Read reads a body. It never fails: every text is Markdown.
func Read(body []byte) Text {
	t := Text{Tags: course.Tags(body)}
	masked := mask(body, t.Tags)
	lines := newLines(body)
	for _, c := range chunks(body, t.Tags) {
		src := masked[c.start:c.end]
		t.Chunks = append(t.Chunks, Chunk{Start: c.start, Masked: src, Context: c.context, within: c.within})
	}
	parse(t.Chunks)
	for _, c := range t.Chunks {
		c.each(body, func(b Block, _ ast.Node) { t.Blocks = append(t.Blocks, b) })
	}
	sort.SliceStable(t.Blocks, func(i, j int) bool { return t.Blocks[i].Start < t.Blocks[j].Start })
	for i := range t.Blocks {
		t.Blocks[i].Line, t.Blocks[i].Col = lines.at(t.Blocks[i].Start)
	}
	return t
}

// Blocks returns the segments of a body in the order of the text. Code blocks
// and raw HTML are not segments.
func Blocks(body []byte) []Block { return Read(body).Blocks }

// Parse returns the syntax tree of a part of a masked body, for checks that
// look at links, headings and HTML.
func Parse(masked []byte) ast.Node {
	return markdown.Parse(text.NewReader(masked), parser.WithContext(parser.NewContext()))
}

// mask replaces every shortcode tag by filler of the same length, so that
// offsets stay: letters for a tag inside a sentence, blanks for the others.
func mask(body []byte, tags []course.Tag) []byte {
	m := bytes.Clone(body)
	for _, t := range tags {
		fill := byte(' ')
		if t.Inline() {
			fill = 'x'
		}
		for i := t.Start; i < t.End; i++ {
			m[i] = fill
		}
	}
	return m
}

// A chunk says where a [Chunk] stands.
type chunk struct {
	start, end int
	context    string
	within     int
}

// chunks cuts a body at block tags and at effects. It is how the site renders
// it: the inside of a shortcode is a text of its own.
func chunks(body []byte, tags []course.Tag) []chunk {
	var cs []chunk
	var open []string
	numbers := []int{0} // of the shortcodes that are open
	opened := 0
	at := 0
	cut := func(end int) {
		if at < end && len(bytes.TrimSpace(body[at:end])) > 0 {
			cs = append(cs, chunk{at, end, strings.Join(open, "/"), numbers[len(numbers)-1]})
		}
	}
	for _, t := range tags {
		if t.Inline() || t.Malformed {
			continue
		}
		cut(t.Start)
		at = t.End
		switch {
		case t.Close:
			for i, o := range slices.Backward(open) {
				if name, _, _ := strings.Cut(o, " "); name == t.Name {
					open, numbers = open[:i], numbers[:i+1]
					break
				}
			}
		case paired[t.Name]:
			name := t.Name
			if name == "note" && len(t.Args) > 0 {
				name += " " + t.Args[0].Value
			}
			opened++
			open, numbers = append(open, name), append(numbers, opened)
		}
	}
	cut(len(body))
	return cs
}

// paired are the block shortcodes that have a closing tag.
var paired = map[string]bool{
	"talk": true, "line": true, "supports": true, "risk": true, "open": true, "note": true, "stays": true,
	"gist": true, "law": true, "do": true, "dont": true, "trainer": true, "pocket": true,
}

// Chunks calls f for each stretch of Markdown in a body with its tags masked,
// the offset at which it starts, and the shortcodes around it.
func Chunks(body []byte, f func(masked []byte, offset int, context string)) {
	tags := course.Tags(body)
	m := mask(body, tags)
	for _, c := range chunks(body, tags) {
		f(m[c.start:c.end], c.start, c.context)
	}
}

// each calls f for each segment of a chunk with its node, whose places count
// from the start of the chunk.
func (c Chunk) each(body []byte, f func(Block, ast.Node)) {
	_ = ast.Walk(c.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		kind := ""
		switch v := n.(type) {
		case *ast.Heading:
			kind = headings[v.Level]
		case *ast.Paragraph, *ast.TextBlock:
			kind = "p"
			if _, ok := n.Parent().(*ast.ListItem); ok {
				kind = "li"
			}
		case *extast.TableCell:
			kind = "td"
		default:
			return ast.WalkContinue, nil
		}
		if b, ok := newBlock(body, n, kind, c); ok {
			f(b, n)
		}
		return ast.WalkSkipChildren, nil
	})
}

// headings are the kinds of headings, by level.
var headings = [...]string{"", "h1", "h2", "h3", "h4", "h5", "h6"}

// newBlock measures a block. ok is false for one without text.
func newBlock(body []byte, n ast.Node, kind string, c Chunk) (Block, bool) {
	around, _, _ := strings.Cut(c.Context, "/") // neither of these stands in another shortcode
	b := Block{
		Kind: kind, Context: c.Context, Start: -1,
		Legal: around == "law", Apart: course.Tag{Name: around}.Apart(),
	}
	var words []string
	segs := n.Lines()
	for i := range segs.Len() {
		s := segs.At(i)
		start, stop := c.Start+s.Start, c.Start+s.Stop
		if start > stop || stop > len(body) {
			continue
		}
		line := body[start:stop]
		if kind[0] == 'h' {
			if m := anchor.FindSubmatchIndex(line); m != nil {
				b.Anchor = string(line[m[2]:m[3]])
				line = line[:m[0]]
			}
		}
		line = bytes.TrimRight(line, " \t\r\n")
		lead := len(line) - len(bytes.TrimLeft(line, " \t"))
		if lead == len(line) {
			continue
		}
		if b.Start < 0 {
			b.Start = start + lead
		}
		b.End = start + len(line)
		words = append(words, string(line))
	}
	b.Text = Fold(strings.Join(words, " "))
	b.Hash = hashFolded(b.Text)
	return b, b.Start >= 0 && b.Text != ""
}

// lines finds the line and column of an offset.
type lines struct {
	body   []byte
	starts []int
}

func newLines(body []byte) lines {
	l := lines{body, []int{0}}
	for i, c := range body {
		if c == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

func (l lines) at(offset int) (line, col int) {
	i := sort.SearchInts(l.starts, offset+1) - 1
	return i + 1, utf8.RuneCount(l.body[l.starts[i]:offset]) + 1
}
