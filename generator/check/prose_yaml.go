package check

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// isText tells whether a scalar is a text, by its key.
type isText func(key string) bool

// pageTexts are the texts of a front matter.
var pageTexts = []string{"title", "summary", "heading", "audience", "objectives", "content_note"}

// quizData are the keys of banks and scenarios that hold no text.
var quizData = []string{
	"kind", "counters", "source", "start", "id", "effect", "next", "when", "change", "silent", "repair", "canary", "type",
	"points", "difficulty", "objective", "read", "specimen", "correct", "diacritics", "credit", "confidence", "reviewed",
}

// reGap matches the mark of a gap, whose id is no word of any language.
var reGap = regexp.MustCompile(`\[\[[a-z0-9-]{1,32}\]\]`)

// spoken are the keys of what people say.
var spoken = []string{"say", "lines", "reply", "who"}

// frontMatter checks the texts of a front matter.
func (p *prose) frontMatter(page *course.Page, level register) {
	p.yaml(page.Path, page.Head, 1, page.Lang, level, func(key string) bool { return slices.Contains(pageTexts, key) })
}

// quizzes checks the texts of the banks or scenarios in a folder.
func (p *prose) quizzes(fsys fs.FS, dir string, kind quiz.Kind, lang string, level register) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return // a course may be without
	}
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), ".yaml")
		if !ok {
			continue
		}
		own := lang
		if _, tag, has := strings.Cut(stem, "."); has {
			own = tag
		}
		p.file(fsys, path.Join(dir, e.Name()), own, level, func(key string) bool {
			return !slices.Contains(quizData, key) && (key != "who" || kind != quiz.Scenarios)
		})
	}
}

// data checks the texts of a file of data, which stand under their languages.
func (p *prose) data(fsys fs.FS, name string, langs []string) {
	p.file(fsys, name, "", names, func(key string) bool { return slices.Contains(langs, key) })
}

// file checks the texts of a file that has been read before: what is wrong with
// it as a file has been said.
func (p *prose) file(fsys fs.FS, name, lang string, level register, is isText) {
	var seen source.Problems
	if data := source.Read(fsys, name, &seen); data != nil {
		p.yaml(name, data, 0, lang, level, is)
	}
}

func (p *prose) yaml(name string, data []byte, before int, lang string, level register, is isText) {
	var seen source.Problems
	doc := source.Parse(name, data, before, &seen)
	if doc.Broken || doc.Root == nil {
		return
	}
	w := &yamlReader{prose: p, text: &text{name: name, data: data, before: before}, level: level, isText: is}
	w.walk(doc.Root, "", lang, 0)
}

// A yamlReader finds the texts of a YAML document.
type yamlReader struct {
	*prose
	*text
	level  register
	isText isText
	t      passage
}

// walk checks the texts under n, the value of key.
func (w *yamlReader) walk(n *yaml.Node, key, lang string, depth int) {
	if depth > 32 {
		return // refused where the file was read
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i].Value, n.Content[i+1]
			if v.Kind == yaml.MappingNode && k == "change" {
				continue
			}
			own := lang
			if lang == "" && v.Kind == yaml.ScalarNode && w.isText(k) {
				own = k // in data, the key of a text is its language
			}
			if key == "people" || slices.Contains(spoken, key) && k == "text" {
				k = key
			}
			w.walk(v, k, own, depth+1)
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			w.walk(c, key, lang, depth+1)
		}
	case yaml.ScalarNode:
		if w.isText(key) && lang != "" && n.Value != "" {
			w.scalar(n, key, lang)
		}
	}
}

func (w *yamlReader) scalar(n *yaml.Node, key, lang string) {
	t := &w.t
	t.text, t.lang, t.level = w.text, lang, w.level
	t.quoted = slices.Contains(spoken, key)
	t.reset(key)
	t.align(n, w.offset(n.Line, n.Column))
	if key == "text" {
		t.unspoken(reGap)
	}
	if len(bytes.TrimSpace(t.said)) > 0 {
		w.passage(t)
	}
}

// unspoken says that what matches is in no language.
func (t *passage) unspoken(pattern *regexp.Regexp) {
	for _, m := range pattern.FindAllIndex(t.said, -1) {
		t.parts = append(t.parts, part{m[0], ""}, part{m[1], t.lang})
	}
}

// align finds where every character of a scalar stands. The value has lost
// indentation, line ends and escapes; wherever the two cannot be brought
// together, the rest is said to stand at the beginning of the scalar.
func (t *passage) align(n *yaml.Node, at int) {
	data, begin := t.data, at
	switch n.Style &^ yaml.TaggedStyle {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			at += i + 1
		}
	case yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle:
		at++
	}
	double, single := n.Style&yaml.DoubleQuotedStyle != 0, n.Style&yaml.SingleQuotedStyle != 0
	for i, r := range n.Value {
		size := utf8.RuneLen(r)
		if unicode.IsSpace(r) {
			s, from := " ", min(at, len(data))
			if r != '\n' && r != ' ' {
				s = string(r)
			}
			if d, w := utf8.DecodeRune(data[from:]); unicode.IsSpace(d) && d != '\n' && d != '\r' {
				at += w
			} else if double && d == '\\' {
				_, w := escape(data[from:])
				at += w
			}
			t.put(from, []byte(s)...)
			continue
		}
		for at < len(data) {
			if d, w := utf8.DecodeRune(data[at:]); unicode.IsSpace(d) {
				at += w
				continue
			}
			if !double || !bytes.HasPrefix(data[at:], []byte("\\\n")) {
				break
			}
			at += 2
		}
		if at >= len(data) {
			t.put(begin, []byte(n.Value[i:])...)
			return
		}
		d, w := utf8.DecodeRune(data[at:])
		switch {
		case double && d == '\\':
			d, w = escape(data[at:])
		case single && d == '\'':
			w = 2
		}
		if d != r || size < 0 {
			t.put(begin, []byte(n.Value[i:])...)
			return
		}
		t.put(at, []byte(n.Value[i:i+size])...)
		at += w
	}
}

// escape reads what stands after a backslash in a YAML text in double quotes,
// and tells how many bytes it took.
func escape(b []byte) (rune, int) {
	if len(b) < 2 {
		return utf8.RuneError, 1
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[b[1]]
	if digits > 0 && len(b) >= 2+digits {
		var r rune
		for _, c := range b[2 : 2+digits] {
			i := strings.IndexByte("0123456789abcdef", c|0x20)
			if i < 0 {
				return utf8.RuneError, 1
			}
			r = r<<4 | rune(i)
		}
		return r, 2 + digits
	}
	if i := strings.IndexByte(`0abtnvfre "/\N_LP`, b[1]); i >= 0 {
		return []rune("\x00\a\b\t\n\v\f\r\x1b \"/\\\u0085\u00a0\u2028\u2029")[i], 2
	}
	return utf8.RuneError, 1
}
