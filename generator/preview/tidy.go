package preview

import (
	"io/fs"
	"path"
	"strings"
)

// Tidy returns a source without what editors and systems leave beside the
// files they write: check would complain about each for the second it stands
// there.
func Tidy(fsys fs.FS) fs.FS { return tidy{fsys} }

// dropping reports whether a file name is one that editors or systems make for
// themselves.
func dropping(name string) bool {
	base := path.Base(name)
	switch {
	case base == "4913", base == ".DS_Store", base == "Thumbs.db", base == "desktop.ini":
		return true // vim tries with a file 4913 whether it may write
	case strings.HasSuffix(base, "~"), strings.HasPrefix(base, "~$"), strings.HasPrefix(base, ".#"), strings.HasPrefix(base, ".~"),
		strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#"):
		return true
	case strings.HasPrefix(base, ".goutputstream-"), strings.HasPrefix(base, ".fuse_hidden"), strings.HasPrefix(base, ownTemp), strings.HasPrefix(base, ".segments-"):
		return true
	}
	for _, end := range []string{".swp", ".swo", ".swx", ".swpx", ".un~", ".kate-swp", ".tmp", ".bak", ".crdownload", ".part"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	return false
}

type tidy struct{ fsys fs.FS }

func hidden(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist} }

// Open implements [fs.FS].
func (t tidy) Open(name string) (fs.File, error) {
	if dropping(name) {
		return nil, hidden("open", name)
	}
	return t.fsys.Open(name)
}

// ReadDir implements [fs.ReadDirFS].
func (t tidy) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(t.fsys, name)
	var out []fs.DirEntry
	for _, e := range all {
		if !dropping(e.Name()) {
			out = append(out, e)
		}
	}
	return out, err
}

// ReadFile implements [fs.ReadFileFS].
func (t tidy) ReadFile(name string) ([]byte, error) {
	if dropping(name) {
		return nil, hidden("open", name)
	}
	return fs.ReadFile(t.fsys, name)
}

// Stat implements [fs.StatFS].
func (t tidy) Stat(name string) (fs.FileInfo, error) {
	if dropping(name) {
		return nil, hidden("stat", name)
	}
	return fs.Stat(t.fsys, name)
}

// Lstat implements [fs.ReadLinkFS]: a link must be seen as one.
func (t tidy) Lstat(name string) (fs.FileInfo, error) {
	if dropping(name) {
		return nil, hidden("lstat", name)
	}
	return fs.Lstat(t.fsys, name)
}

// ReadLink implements [fs.ReadLinkFS].
func (t tidy) ReadLink(name string) (string, error) { return fs.ReadLink(t.fsys, name) }
