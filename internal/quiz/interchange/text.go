package interchange

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ascult/internal/diag"
)

// Lines knows where the lines of a text begin.
type Lines struct {
	text   string
	starts []int
}

// NewLines returns the lines of a text.
func NewLines(text string) *Lines {
	l := &Lines{text: text, starts: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// At turns a byte offset into a position without a file name. An offset
// outside the text is moved to its nearest end.
func (l *Lines) At(offset int) diag.Pos {
	offset = min(max(offset, 0), len(l.text))
	n, found := slices.BinarySearch(l.starts, offset)
	if !found {
		n--
	}
	// A column counts characters; that of a line without end is not worth the time.
	line := l.text[l.starts[n]:offset]
	if len(line) > 1<<16 {
		return diag.Pos{Line: n + 1, Col: len(line) + 1}
	}
	return diag.Pos{Line: n + 1, Col: utf8.RuneCountInString(line) + 1}
}

// Decode takes a byte order mark away, makes every line end "\n", and finds the
// first byte that is no text: bad is its offset in text, or -1.
func Decode(data []byte) (text string, bad int) {
	text = strings.TrimPrefix(string(data), "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n <= 1 {
				return text, i
			}
		}
		if r < ' ' && r != '\t' && r != '\n' {
			return text, i
		}
	}
	return text, -1
}

// clean takes away what no text of a bank may have: controls, characters that
// turn the direction of writing, and the mark of segments. lost tells whether
// there was any.
func clean(s string) (text string, lost bool) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r == '\ufeff', r == utf8.RuneError, r == '‖',
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			lost = true
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(text), lost
}

// Folded joins the lines of a text that was broken for its file only.
func Folded(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

// Lost is what a text with markup had and plain text has not.
type Lost struct {
	Markup   []string // names of elements that only look
	Media    []string // names of elements that show or play something
	Language []string // of passages left out for another language
}

// Plain returns what a reader sees of some HTML: one line a paragraph. Of the
// passages that a page offers in several languages (class multilang) it takes
// those in lang, or the first.
func Plain(markup, lang string) (string, Lost) {
	var l Lost
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup))
	z.SetMaxBuf(MaxFile)
	wanted := offers(markup, lang)
	silent, hidden := 0, 0 // inside script or style; inside another language
	var spans []bool       // of each open span: does it hide
	for {
		switch z.Next() {
		case html.ErrorToken:
			return tidy(b.String()), l
		case html.TextToken:
			if silent == 0 && hidden == 0 {
				b.WriteString(strings.ReplaceAll(string(z.Text()), "\n", " "))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Script, atom.Style:
				note(&l.Media, t.Data)
				if t.Type == html.StartTagToken {
					silent++
				}
			case atom.Br, atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
				if t.DataAtom != atom.Br && t.DataAtom != atom.P && t.DataAtom != atom.Div {
					note(&l.Markup, t.Data)
				}
				b.WriteByte('\n')
			case atom.Td, atom.Th:
				note(&l.Media, "table")
				b.WriteByte(' ')
			case atom.Img, atom.Audio, atom.Video, atom.Source, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Math, atom.Canvas, atom.Table, atom.Input, atom.Select, atom.Textarea:
				note(&l.Media, t.Data)
			case atom.Span:
				hide := false
				if v, multi := language(t); multi {
					note(&l.Language, v)
					hide = v != wanted
				} else if len(t.Attr) > 0 {
					note(&l.Markup, t.Data)
				}
				if t.Type == html.StartTagToken {
					spans = append(spans, hide)
					if hide {
						hidden++
					}
				}
			case atom.Html, atom.Body, atom.Head, atom.Tbody:
			default:
				note(&l.Markup, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Script, atom.Style:
				silent = max(0, silent-1)
			case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
				b.WriteByte('\n')
			case atom.Span:
				if n := len(spans); n > 0 {
					if spans[n-1] {
						hidden--
					}
					spans = spans[:n-1]
				}
			}
		}
	}
}

// offers returns the language of multilang passages to take: lang when it is
// there, otherwise the first.
func offers(markup, lang string) string {
	if !strings.Contains(markup, "multilang") {
		return ""
	}
	first := ""
	z := html.NewTokenizer(strings.NewReader(markup))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		if tt != html.StartTagToken {
			continue
		}
		if v, ok := language(z.Token()); ok {
			if v == lang {
				return lang
			}
			if first == "" {
				first = v
			}
		}
	}
	return first
}

// language returns the language of a multilang passage.
func language(t html.Token) (string, bool) {
	lang, multi := "", false
	for _, a := range t.Attr {
		switch a.Key {
		case "lang":
			lang = a.Val
		case "class":
			multi = slices.Contains(strings.Fields(a.Val), "multilang")
		}
	}
	return lang, multi && t.DataAtom == atom.Span
}

func note(list *[]string, name string) {
	if len(name) > 20 {
		name = name[:20]
	}
	if !slices.Contains(*list, name) && len(*list) < 20 {
		*list = append(*list, name)
	}
}

// tidy folds white space within a line and takes empty lines away.
func tidy(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.FieldsFunc(line, blank), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// blank reports white space that a browser folds: not the no-break space.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }
