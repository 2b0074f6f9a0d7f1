package exchange

import (
	"bytes"
	"strconv"
	"strings"
)

// A poReader reads the entries of a PO file, line by line.
type poReader struct {
	*reader
	entry poEntry
	last  *string // where a further line in quotes belongs
	first bool    // the header is still to come
	doc   *Document
}

type poEntry struct {
	id, str, context *string
	comments         []string
	fuzzy            bool
	at, strAt        int
	started          bool
}

func (r *reader) po() {
	p := &poReader{reader: r, first: true}
	at := 0
	for at <= len(r.data) {
		end := len(r.data)
		if i := bytes.IndexByte(r.data[at:], '\n'); i >= 0 {
			end = at + i
		}
		if !p.line(strings.TrimSpace(string(r.data[at:end])), at) {
			return
		}
		at = end + 1
	}
	if p.flush() && p.first {
		r.refuse("exchange-foreign", 0, "")
	}
}

// line takes one line; false ends the reading.
func (p *poReader) line(s string, at int) bool {
	switch {
	case s == "":
		p.last = nil
		return true
	case strings.HasPrefix(s, "#~"), strings.HasPrefix(s, "#|"):
		return true // what was once, and what the source said before
	case s[0] == '#':
		if p.entry.str != nil && !p.flush() {
			return false
		}
		switch {
		case strings.HasPrefix(s, "#,"):
			for flag := range strings.SplitSeq(s[2:], ",") {
				p.entry.fuzzy = p.entry.fuzzy || strings.TrimSpace(flag) == "fuzzy"
			}
		case strings.HasPrefix(s, "#."):
			p.entry.comments = append(p.entry.comments, strings.TrimSpace(s[2:]))
		}
		return true
	case s[0] == '"':
		text, ok := unquote(s)
		if !ok || p.last == nil {
			p.refuse("exchange-syntax", at, clip(s))
			return false
		}
		if len(*p.last)+len(text) > maxText {
			p.refuse("exchange-syntax", at, "…")
			return false
		}
		*p.last += text
		return true
	}
	word, rest, _ := strings.Cut(s, " ")
	text, ok := unquote(strings.TrimSpace(rest))
	e := &p.entry
	if (word == "msgctxt" || word == "msgid") && e.str != nil {
		if !p.flush() {
			return false
		}
	}
	var into **string
	switch word {
	case "msgctxt":
		into = &e.context
	case "msgid":
		into = &e.id
	case "msgstr":
		into, e.strAt = &e.str, at
	}
	if !ok || into == nil || *into != nil || word == "msgstr" && e.id == nil || word == "msgctxt" && e.id != nil {
		p.refuse("exchange-syntax", at, clip(s))
		return false
	}
	if !e.started {
		e.started, e.at = true, at
	}
	*into, p.last = &text, &text
	return true
}

// flush takes the entry that has been read.
func (p *poReader) flush() bool {
	e := p.entry
	p.entry, p.last = poEntry{}, nil
	if !e.started {
		return true
	}
	if e.id == nil || e.str == nil {
		p.refuse("exchange-syntax", e.at, "msgid, msgstr")
		return false
	}
	if p.first {
		p.first = false
		return p.header(e)
	}
	path, id := "", ""
	if e.context != nil {
		if i := strings.LastIndexByte(*e.context, '#'); i >= 0 {
			path, id = (*e.context)[:i], (*e.context)[i+1:]
		}
	}
	u := Unit{ID: id, Pos: p.pos(e.strAt), block: -1, Source: untag(*e.id), State: Confirmed}
	for _, c := range e.comments {
		u.readHashes(c)
	}
	if *e.str != "" {
		u.Target = untag(*e.str)
	}
	switch {
	case u.Target == nil:
		u.State = Missing
	case e.fuzzy:
		u.State = Doubted
	}
	p.doc.add(path, u)
	return true
}

// header reads the first entry, which says what the file is.
func (p *poReader) header(e poEntry) bool {
	fields := map[string]string{}
	for line := range strings.SplitSeq(*e.str, "\n") {
		k, v, _ := strings.Cut(line, ":")
		fields[strings.ToLower(strings.TrimSpace(k))] = strings.TrimSpace(v)
	}
	if *e.id != "" || e.context != nil || fields["x-source-language"] == "" {
		p.refuse("exchange-foreign", e.at, "PO")
		return false
	}
	if c := strings.ToLower(fields["content-type"]); c != "" && !strings.Contains(strings.ReplaceAll(c, "-", ""), "utf8") {
		p.refuse("exchange-syntax", e.at, clip(fields["content-type"]))
		return false
	}
	p.doc = p.document(fields["x-source-language"], fields["language"])
	return true
}

// unquote reads a text in quotes.
func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	s = s[1 : len(s)-1]
	if !strings.ContainsAny(s, `\"`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			return "", false
		}
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		if i++; i == len(s) {
			return "", false
		}
		switch c := s[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '"', '\\', '\'', '?':
			b.WriteByte(c)
		case 'x', '0', '1', '2', '3', '4', '5', '6', '7':
			start, base, most := i, 8, 3
			if c == 'x' {
				start, base, most = i+1, 16, 2
			}
			end := start
			for end < len(s) && end-start < most && isDigit(s[end], base) {
				end++
			}
			n, err := strconv.ParseUint(s[start:end], base, 16)
			if err != nil || n == 0 || n > 0x7f { // a byte that is no character alone
				return "", false
			}
			b.WriteByte(byte(n))
			i = end - 1
		default:
			return "", false
		}
	}
	return b.String(), true
}

func isDigit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}
