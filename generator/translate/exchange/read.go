package exchange

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// MaxFile is the largest exchange file in bytes.
const MaxFile = 64 << 20

// maxText is the longest text of a unit in bytes: a page is no longer.
const maxText = source.MaxPage

// Read reads an exchange file of any format: its kind is found in what it
// holds. name stands in the places of complaints. A file that is not whole is
// not read at all; each document has its languages and its files, and only
// what was written into an exchange file is in its units.
func Read(name string, data []byte) ([]Document, []diag.Diagnostic) {
	r := &reader{name: name, data: bytes.TrimPrefix(data, []byte("\ufeff"))}
	r.lines = []int{0}
	for i, c := range r.data {
		if c == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	switch at := badUTF8(r.data); {
	case len(data) > MaxFile:
		r.refuse("exchange-syntax", 0, "file")
	case at >= 0:
		r.refuse("exchange-syntax", at, "UTF-8")
	case bytes.HasPrefix(bytes.TrimLeft(r.data, " \t\r\n"), []byte("<")):
		r.xml()
	default:
		r.po()
	}
	if diag.HasErrors(r.probs) {
		return nil, r.probs
	}
	return r.docs, r.probs
}

// badUTF8 returns the offset of the first byte that is no UTF-8 or is NUL,
// or -1.
func badUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}

// A reader reads one exchange file.
type reader struct {
	name  string
	data  []byte
	lines []int // offsets of their beginnings
	docs  []Document
	probs source.Problems
}

// pos turns an offset into a place.
func (r *reader) pos(offset int) diag.Pos {
	offset = min(max(offset, 0), len(r.data))
	i := sort.SearchInts(r.lines, offset+1) - 1
	return diag.Pos{File: r.name, Line: i + 1, Col: utf8.RuneCount(r.data[r.lines[i]:offset]) + 1}
}

// refuse complains about the file; detail says in few words what was met, and
// is shown as it is.
func (r *reader) refuse(rule string, offset int, detail string) {
	r.probs.Add(rule, r.pos(offset), source.Args{"Detail": detail})
}

// document returns the document for a pair of languages.
func (r *reader) document(src, target string) *Document {
	for i := range r.docs {
		if r.docs[i].Source == src && r.docs[i].Target == target {
			return &r.docs[i]
		}
	}
	r.docs = append(r.docs, Document{Source: src, Target: target})
	return &r.docs[len(r.docs)-1]
}

// add puts a unit into a file of a document.
func (d *Document) add(path string, u Unit) {
	if n := len(d.Files); n == 0 || d.Files[n-1].Path != path {
		d.Files = append(d.Files, File{Path: path})
	}
	f := &d.Files[len(d.Files)-1]
	f.Units = append(f.Units, u)
}
