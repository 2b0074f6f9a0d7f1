package preview

import (
	"bytes"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ascult/internal/diag"
)

// A finding is a diagnostic as a page shows it.
type finding struct {
	Error      bool
	Rule       string
	Text, Hint string
	Place      link
	Related    []link
	Excerpt    []excerptLine
	Here       bool // it concerns the page that is open
}

// A link is a place in the source. Href leads to an editor, or is "".
type link struct {
	Place, Href string
}

// An excerptLine is a line of the source around a finding. The line that is
// meant comes in three parts.
type excerptLine struct {
	Number              int
	Meant               bool
	Before, Mark, After string
}

// most is how many findings with an excerpt one answer shows.
const most = 25

// findings makes diagnostics readable. mine are the files of the open page.
func (s *Server) findings(lang string, ds []diag.Diagnostic, mine []string, excerpts bool) []finding {
	files := map[string][]byte{}
	var out []finding
	for i, d := range ds {
		text, hint := s.o.Message(lang, d)
		f := finding{
			Error: d.Severity == diag.Error, Rule: d.Rule, Text: text, Hint: hint, Place: s.link(d.Pos),
			Here: slices.Contains(mine, d.Pos.File),
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, s.link(r))
		}
		if excerpts && i < most {
			f.Excerpt = s.excerpt(d.Pos, files)
		}
		out = append(out, f)
	}
	return out
}

// link leads to a place in the editor that was named.
func (s *Server) link(p diag.Pos) link {
	l := link{Place: p.String()}
	if s.o.Editor == "" || s.o.Dir == "" || strings.Contains(p.File, ":") {
		return l
	}
	abs, err := filepath.Abs(filepath.Join(s.o.Dir, filepath.FromSlash(p.File)))
	if err != nil {
		return l
	}
	where := (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()
	l.Href = strings.NewReplacer("{path}", where, "{line}", strconv.Itoa(max(p.Line, 1)), "{col}", strconv.Itoa(max(p.Col, 1))).Replace(s.o.Editor)
	return l
}

// around is how many lines stand before and after the one that is meant.
const around = 2

// excerpt returns the lines around a place, or nil when it has none.
func (s *Server) excerpt(p diag.Pos, files map[string][]byte) []excerptLine {
	if p.Line == 0 {
		return nil
	}
	data, ok := files[p.File]
	if !ok {
		if info, err := fs.Stat(s.o.Source, p.File); err == nil && info.Mode().IsRegular() && info.Size() < 4<<20 {
			data, _ = fs.ReadFile(s.o.Source, p.File) // gone meanwhile: no excerpt
		}
		files[p.File] = data
	}
	lines := bytes.Split(data, []byte("\n"))
	if len(data) == 0 || p.Line > len(lines) {
		return nil
	}
	var out []excerptLine
	for n := max(1, p.Line-around); n <= min(len(lines), p.Line+around); n++ {
		line := []rune(printable(lines[n-1]))
		if n != p.Line {
			out = append(out, excerptLine{Number: n, Before: window(line, 0)})
			continue
		}
		at := min(max(p.Col-1, 0), len(line))
		from := max(0, at-60)
		end := at
		for end < len(line) && end-at < 40 && (line[end] != ' ' || end == at) {
			end++
		}
		l := excerptLine{Number: n, Meant: true, Before: string(line[from:at]), Mark: string(line[at:end]), After: window(line[end:], 0)}
		if from > 0 {
			l.Before = "…" + l.Before
		}
		if l.Mark == "" {
			l.Mark = "⏎" // the place is the end of the line
		}
		out = append(out, l)
	}
	return out
}

// window cuts a long line.
func window(line []rune, from int) string {
	if len(line)-from > 100 {
		return string(line[from:from+100]) + "…"
	}
	return string(line[from:])
}

// printable makes bytes visible that no text has.
func printable(line []byte) string {
	var b strings.Builder
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) > 64<<10 {
		line = line[:64<<10]
	}
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && n <= 1:
			r = '\uFFFD'
		case r == '\t':
			r = ' '
		case r < ' ':
			r += 0x2400 // the picture of a control character
		case r == 0x7f, r >= 0x80 && r < 0xa0, r == 0xfeff, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			r = '\uFFFD'
		}
		b.WriteRune(r)
		line = line[n:]
	}
	return b.String()
}
