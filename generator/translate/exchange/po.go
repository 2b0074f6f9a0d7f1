package exchange

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ascult/generator/translate"
)

// poHead are the fields of a PO file's header. Its dates are those of nobody:
// the same texts make the same file.
const poHead = `msgid ""
msgstr ""
"Project-Id-Version: ascult\n"
"POT-Creation-Date: 1970-01-01 00:00+0000\n"
"PO-Revision-Date: 1970-01-01 00:00+0000\n"
"Last-Translator: nobody <nobody@localhost>\n"
"Language-Team: none\n"
"Language: %s\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"X-Source-Language: %s\n"
"X-Generator: ascult\n"
`

// WritePO writes a document as a PO file.
func WritePO(d Document, notes Preface) []byte {
	var b bytes.Buffer
	for _, n := range notes.of(d.Private()) {
		b.WriteString("# " + oneLine(n) + "\n")
	}
	fmt.Fprintf(&b, poHead, d.Target, d.Source)
	for _, f := range d.Files {
		for _, u := range f.Units {
			b.WriteByte('\n')
			for _, n := range slices.Concat(u.Notes, legend(u)) {
				b.WriteString("#. " + oneLine(n) + "\n")
			}
			fmt.Fprintf(&b, "#. %s\n", u.hashes())
			fmt.Fprintf(&b, "#: %s:%d\n", f.Path, max(u.Pos.Line, 1))
			if u.State == Stale || u.State == Doubted {
				b.WriteString("#, fuzzy\n")
			}
			fmt.Fprintf(&b, "msgctxt %s\nmsgid %s\nmsgstr %s\n", quote(f.Path+"#"+u.ID), quote(tags(u.Source)), quote(tags(u.Target)))
		}
	}
	return b.Bytes()
}

// hashes says what a unit was exported from, for the way back.
func (u Unit) hashes() string {
	return "ascult source=" + u.SourceHash + " target=" + u.TargetHash
}

var reHashes = regexp.MustCompile(`^ascult source=([0-9a-f]{16}|) target=([0-9a-f]{16}|)$`)

// readHashes takes apart what hashes wrote.
func (u *Unit) readHashes(s string) {
	if m := reHashes.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		u.SourceHash, u.TargetHash = m[1], m[2]
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// quote writes a text as PO does.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// reTag is a placeholder in a text of a PO file, reEntity what a text that
// looks like one is written with.
var (
	reTag    = regexp.MustCompile(`</?[0-9]{1,6}>|<[0-9]{1,6}/>`)
	reEntity = regexp.MustCompile(`(?i)&(?:lt|amp);`)
)

// tag writes a piece: words, <1>, </1> or <2/>.
func tag(p translate.Piece) string {
	n := strconv.Itoa(p.ID)
	switch p.Kind {
	case translate.Open:
		return "<" + n + ">"
	case translate.Close:
		return "</" + n + ">"
	case translate.Alone:
		return "<" + n + "/>"
	}
	s := reEntity.ReplaceAllStringFunc(p.Text, func(m string) string { return "&amp;" + m[1:] })
	return reTag.ReplaceAllStringFunc(s, func(m string) string { return "&lt;" + m[1:] })
}

func tags(ps translate.Pieces) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(tag(p))
	}
	return b.String()
}

// untag takes a text of a PO file apart.
func untag(s string) translate.Pieces {
	var ps translate.Pieces
	at := 0
	text := func(s string) {
		if s != "" {
			ps = append(ps, translate.Piece{Text: reEntity.ReplaceAllStringFunc(s, func(m string) string {
				if strings.EqualFold(m, "&lt;") {
					return "<"
				}
				return "&"
			})})
		}
	}
	for _, m := range reTag.FindAllStringIndex(s, -1) {
		text(s[at:m[0]])
		t := s[m[0]:m[1]]
		p := translate.Piece{Kind: translate.Open}
		switch {
		case strings.HasPrefix(t, "</"):
			p.Kind = translate.Close
		case strings.HasSuffix(t, "/>"):
			p.Kind = translate.Alone
		}
		p.ID, _ = strconv.Atoi(strings.Trim(t, "</>")) // digits, at most six
		ps = append(ps, p)
		at = m[1]
	}
	text(s[at:])
	return ps
}
