package check

import (
	"bytes"
	"html"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
)

// A text is a file, or the end of one, with passages in it.
type text struct {
	name   string
	data   []byte
	before int   // lines of the file before data
	starts []int // of lines; made when the first place is asked for
	found  spot
	sought spot
}

// A spot is a place that was found last. The next one mostly follows it, and a
// text may be one long line.
type spot struct{ line, col, at int } // line of data from 0, column in characters from 0

// from returns the spot, or the beginning of a line when it cannot be used.
func (m spot) from(f *text, line int, ahead bool) spot {
	if m.line == line && ahead && m.at >= f.starts[line] {
		return m
	}
	return spot{line: line, at: f.starts[line]}
}

// pos returns the place of a byte of the file.
func (f *text) pos(at int) diag.Pos {
	f.index()
	at = min(max(at, 0), len(f.data))
	i := sort.SearchInts(f.starts, at+1) - 1
	m := f.found.from(f, i, f.found.at <= at)
	f.found = spot{i, m.col + utf8.RuneCount(f.data[m.at:at]), at}
	return diag.Pos{File: f.name, Line: f.before + i + 1, Col: f.found.col + 1}
}

// offset returns the byte at a line of data and a column in characters, both
// from 1.
func (f *text) offset(line, col int) int {
	f.index()
	if line < 1 || line > len(f.starts) {
		return len(f.data)
	}
	m := f.sought.from(f, line-1, f.sought.col < col)
	for m.col+1 < col && m.at < len(f.data) {
		_, n := utf8.DecodeRune(f.data[m.at:])
		m.at += n
		m.col++
	}
	f.sought = m
	return m.at
}

func (f *text) index() {
	if f.starts != nil {
		return
	}
	f.starts = []int{0}
	for i, c := range f.data {
		if c == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
}

// A passage is what is read at a stretch: a paragraph, an item, a cell, the
// text of an option. Markup is taken out of it.
type passage struct {
	*text
	lang   string
	kind   string // as in [translate.Block], or the key of a text that is not in a page
	level  register
	said   []byte // the words
	spans  []span // where they stand in the file
	parts  []part // in which language they are
	words  []word
	quoted bool // somebody says all of it, so that it is inside quotation marks already
}

// A span says that said[at:] stands in the file from byte from on.
type span struct{ at, from int }

// A part says that said[at:] is in a language: "" for code and for a language
// that is not ours.
type part struct {
	at   int
	lang string
}

func (t *passage) reset(kind string) {
	t.kind, t.said, t.spans, t.parts, t.words = kind, t.said[:0], t.spans[:0], t.parts[:0], t.words[:0]
	t.speak(t.lang)
}

// source returns the byte of the file at which said[at] stands.
func (t *passage) source(at int) int {
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].at > at }) - 1
	if i < 0 {
		return 0
	}
	return t.spans[i].from + at - t.spans[i].at
}

// pos returns the place of said[at].
func (t *passage) pos(at int) diag.Pos { return t.text.pos(t.source(at)) }

// put adds s, which stands at byte from of the file.
func (t *passage) put(from int, s ...byte) {
	if n := len(t.spans); n == 0 || t.spans[n-1].from+len(t.said)-t.spans[n-1].at != from {
		t.spans = append(t.spans, span{len(t.said), from})
	}
	t.said = append(t.said, s...)
}

// speak says that what follows is in a language.
func (t *passage) speak(lang string) {
	if !known(lang) {
		lang = ""
	}
	if n := len(t.parts); n > 0 && t.parts[n-1].at == len(t.said) {
		t.parts[n-1].lang = lang
		return
	}
	t.parts = append(t.parts, part{len(t.said), lang})
}

// langAt returns the language of said[at].
func (t *passage) langAt(at int) string {
	if len(t.parts) == 1 {
		return t.parts[0].lang
	}
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].at > at }) - 1
	return t.parts[max(i, 0)].lang
}

// A bodyReader takes the passages out of a body.
type bodyReader struct {
	passage
	tags  []course.Tag // those inside sentences
	langs []string     // of the words in other languages around
}

// bodyPassages calls f with every passage of a page. A passage is only good
// until f returns.
func bodyPassages(page *course.Page, read translate.Text, f func(*passage)) {
	file := &text{name: page.Path, data: page.Body, before: page.BodyLine - 1}
	r := &bodyReader{passage: passage{text: file, lang: page.Lang}}
	for _, t := range read.Tags {
		switch {
		case t.Malformed:
		case t.Inline():
			r.tags = append(r.tags, t)
		case t.Name == "line" && !t.Close && len(t.Args) == 1:
			r.speaker(t, f)
		}
	}
	for _, c := range read.Chunks {
		r.quoted = strings.HasSuffix(c.Context, "line")
		_ = ast.Walk(c.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			kind := ""
			switch n.(type) {
			case *ast.Heading:
				kind = "h"
			case *ast.Paragraph, *ast.TextBlock:
				kind = "p"
			case *extast.TableCell:
				kind = "td"
			default:
				return ast.WalkContinue, nil
			}
			r.reset(kind)
			r.langs = r.langs[:0]
			r.inline(n, c.Start)
			if kind == "h" {
				r.said = reBraces.ReplaceAll(r.said, nil) // an anchor
			}
			if len(bytes.TrimSpace(r.said)) > 0 {
				f(&r.passage)
			}
			return ast.WalkSkipChildren, nil
		})
	}
}

// speaker takes the name of a speaker out of a tag.
func (r *bodyReader) speaker(t course.Tag, f func(*passage)) {
	i := bytes.IndexByte(r.data[t.Start:t.End], '"')
	if i < 0 {
		return
	}
	r.reset("who")
	r.put(t.Start+i+1, []byte(t.Args[0].Value)...)
	f(&r.passage)
}

// inline collects the words under n. The chunk that was parsed begins at byte
// offset of the body.
func (r *bodyReader) inline(n ast.Node, offset int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch v := c.(type) {
		case *ast.Text:
			r.prose(offset+v.Segment.Start, offset+v.Segment.Stop)
			if v.SoftLineBreak() || v.HardLineBreak() {
				r.put(offset+v.Segment.Stop, ' ')
			}
		case *ast.CodeSpan:
			r.speak("")
			for s := c.FirstChild(); s != nil; s = s.NextSibling() {
				if v, ok := s.(*ast.Text); ok {
					r.put(offset+v.Segment.Start, r.data[offset+v.Segment.Start:offset+v.Segment.Stop]...)
				}
			}
			r.speak(r.current())
		case *ast.AutoLink, *ast.RawHTML:
		default:
			r.inline(c, offset)
		}
	}
}

func (r *bodyReader) current() string {
	if n := len(r.langs); n > 0 {
		return r.langs[n-1]
	}
	return r.lang
}

// prose adds bytes of the body without the tags among them.
func (r *bodyReader) prose(from, to int) {
	if from > to || to > len(r.data) {
		return
	}
	i := sort.Search(len(r.tags), func(i int) bool { return r.tags[i].End > from })
	for ; i < len(r.tags) && r.tags[i].Start < to; i++ {
		t := r.tags[i]
		r.plain(from, max(from, t.Start))
		from = min(t.End, to)
		switch {
		case t.Name != "l":
		case !t.Close && len(t.Args) > 0:
			lang, _, _ := bytes.Cut([]byte(t.Args[0].Value), []byte("-"))
			r.langs = append(r.langs, string(lang))
			r.speak(r.current())
		case t.Close && len(r.langs) > 0:
			r.langs = r.langs[:len(r.langs)-1]
			r.speak(r.current())
		}
	}
	r.plain(from, to)
}

// plain adds bytes of the body, with escapes and entities resolved.
func (r *bodyReader) plain(from, to int) {
	for from < to {
		i := bytes.IndexAny(r.data[from:to], `\&`)
		if i < 0 {
			r.put(from, r.data[from:to]...)
			return
		}
		r.put(from, r.data[from:from+i]...)
		from += i
		if r.data[from] == '\\' && from+1 < to && isPunct(r.data[from+1]) {
			r.put(from+1, r.data[from+1])
			from += 2
			continue
		}
		if r.data[from] == '&' {
			if end := bytes.IndexByte(r.data[from:min(to, from+34)], ';'); end > 1 {
				raw := string(r.data[from : from+end+1])
				if s := html.UnescapeString(raw); s != raw {
					r.put(from, []byte(s)...)
					from += end + 1
					r.spans = append(r.spans, span{len(r.said), from})
					continue
				}
			}
		}
		r.put(from, r.data[from])
		from++
	}
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}
