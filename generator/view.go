package generator

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/internal/catalog"
)

// A view is a source folder without some of its courses, so that a part of a
// site is read without the others.
type view struct {
	fsys  fs.FS
	hides func(course string) bool
}

// hidden reports whether a file belongs to a course that is hidden.
func (v view) hidden(name string) bool {
	c := courseOf(name)
	return c != "" && v.hides(c)
}

// courseOf returns the course that a path below the source folder belongs to,
// by its place alone; "" is none.
func courseOf(name string) string {
	p := strings.Split(name, "/")
	switch {
	case len(p) == 2 && (p[0] == "content" || p[0] == "quizzes") && path.Ext(p[1]) != "": // its ledgers
		c, _, _ := strings.Cut(p[1], ".")
		return c
	case len(p) >= 2 && p[0] == "quizzes":
		return p[1]
	case len(p) >= 4 && p[0] == "content" && p[2] == "courses" && slices.Contains(catalog.Languages, p[1]):
		return p[3]
	}
	return ""
}

func (v view) gone(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open opens a file that is not hidden.
func (v view) Open(name string) (fs.File, error) {
	if v.hidden(name) {
		return nil, v.gone("open", name)
	}
	return v.fsys.Open(name)
}

// ReadDir lists a folder without what is hidden.
func (v view) ReadDir(name string) ([]fs.DirEntry, error) {
	if v.hidden(name) {
		return nil, v.gone("readdir", name)
	}
	entries, err := fs.ReadDir(v.fsys, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return v.hidden(path.Join(name, e.Name())) }), err
}

// Stat describes a file that is not hidden.
func (v view) Stat(name string) (fs.FileInfo, error) {
	if v.hidden(name) {
		return nil, v.gone("stat", name)
	}
	return fs.Stat(v.fsys, name)
}

// Lstat describes a file that is not hidden, and follows no link.
func (v view) Lstat(name string) (fs.FileInfo, error) {
	if v.hidden(name) {
		return nil, v.gone("lstat", name)
	}
	return fs.Lstat(v.fsys, name)
}

// ReadLink tells where a link leads.
func (v view) ReadLink(name string) (string, error) {
	if v.hidden(name) {
		return "", v.gone("readlink", name)
	}
	return fs.ReadLink(v.fsys, name)
}

// ReadFile reads a file that is not hidden.
func (v view) ReadFile(name string) ([]byte, error) {
	if v.hidden(name) {
		return nil, v.gone("open", name)
	}
	return fs.ReadFile(v.fsys, name)
}

// courseFolders returns the names of the folders of courses in any language. A
// folder that has the name of something of ours is none: it is refused.
func courseFolders(fsys fs.FS) map[string]bool {
	out := map[string]bool{}
	for _, lang := range catalog.Languages {
		entries, err := fs.ReadDir(fsys, path.Join("content", lang, "courses"))
		if err != nil {
			continue // absent: said where it is read
		}
		for _, e := range entries {
			if e.IsDir() && e.Name() != check.Guides && e.Name() != home {
				out[e.Name()] = true
			}
		}
	}
	return out
}
