package source

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"unicode/utf8"

	"ascult/internal/diag"
)

// MaxFile is the largest bank, ledger or data file in bytes.
const MaxFile = 1 << 20

// MaxPage is the largest page in bytes: some 40,000 words.
const MaxPage = 256 << 10

// Read reads a file of at most [MaxFile] bytes of plain UTF-8. Whatever is
// wrong goes to probs; the result is then nil. A file that does not exist is
// the rule "file-missing".
func Read(fsys fs.FS, name string, probs *Problems) []byte {
	return ReadMax(fsys, name, MaxFile, probs)
}

// ReadMax is Read with another limit in bytes.
func ReadMax(fsys fs.FS, name string, limit int, probs *Problems) []byte {
	data := ReadBytes(fsys, name, limit, probs)
	if at := badByte(data); at >= 0 {
		probs.Add("file-encoding", Place(name, data, at), nil)
		return nil
	}
	return data
}

// ReadBytes is ReadMax for files that are no text.
func ReadBytes(fsys fs.FS, name string, limit int, probs *Problems) []byte {
	pos := diag.Pos{File: name}
	info, err := fs.Lstat(fsys, name)
	if err == nil && !info.Mode().IsRegular() { // a link, or a device that never ends
		probs.Add("file-refused", pos, Args{"Name": path.Base(name)})
		return nil
	}
	if err == nil && info.Size() > int64(limit) {
		probs.Add("file-too-large", pos, Args{"Limit": limit / 1024})
		return nil
	}
	var data []byte
	if err == nil {
		data, err = fs.ReadFile(fsys, name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		probs.Add("file-missing", pos, Args{"Name": name})
		return nil
	case err != nil:
		probs.Add("file-unreadable", pos, Args{"Name": name})
		return nil
	case len(data) > limit:
		probs.Add("file-too-large", pos, Args{"Limit": limit / 1024})
		return nil
	}
	return data
}

// badByte returns the offset of the first byte that is not plain text, or -1:
// a byte order mark, invalid UTF-8, a control character other than tab and
// line ends, or a character that turns the direction of writing round and so
// makes text look other than it is.
func badByte(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n <= 1,
			r < ' ' && r != '\t' && r != '\n' && r != '\r',
			r == 0x7f, r >= 0x80 && r < 0xa0, r == 0xfeff,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return i
		}
		i += n
	}
	return -1
}

// Place turns a byte offset into a position. An offset outside data is moved
// to its nearest end.
func Place(name string, data []byte, offset int) diag.Pos {
	offset = min(max(offset, 0), len(data))
	head := data[:offset]
	line := bytes.Count(head, []byte("\n")) + 1
	start := bytes.LastIndexByte(head, '\n') + 1
	return diag.Pos{File: name, Line: line, Col: utf8.RuneCount(head[start:]) + 1}
}
