package preview

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"
)

// An overlay is a source in which one file says something else.
type overlay struct {
	fsys fs.FS
	name string
	data []byte
}

// Open implements [fs.FS].
func (o overlay) Open(name string) (fs.File, error) {
	if name != o.name {
		return o.fsys.Open(name)
	}
	info, err := o.Lstat(name)
	if err != nil {
		return nil, err
	}
	return &laid{bytes.NewReader(o.data), info}, nil
}

// ReadFile implements [fs.ReadFileFS].
func (o overlay) ReadFile(name string) ([]byte, error) {
	if name == o.name {
		return bytes.Clone(o.data), nil
	}
	return fs.ReadFile(o.fsys, name)
}

// ReadDir implements [fs.ReadDirFS]. The file exists below, so that its folder
// lists it.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.fsys, name) }

// Stat implements [fs.StatFS].
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if name == o.name {
		return o.Lstat(name)
	}
	return fs.Stat(o.fsys, name)
}

// Lstat implements [fs.ReadLinkFS].
func (o overlay) Lstat(name string) (fs.FileInfo, error) {
	info, err := fs.Lstat(o.fsys, name)
	if err != nil || name != o.name {
		return info, err
	}
	return laidInfo{path.Base(name), int64(len(o.data)), info.ModTime()}, nil
}

// ReadLink implements [fs.ReadLinkFS].
func (o overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.fsys, name) }

type laid struct {
	io.Reader
	info fs.FileInfo
}

func (l *laid) Stat() (fs.FileInfo, error) { return l.info, nil }
func (l *laid) Close() error               { return nil }

type laidInfo struct {
	name string
	size int64
	mod  time.Time
}

func (i laidInfo) Name() string       { return i.name }
func (i laidInfo) Size() int64        { return i.size }
func (i laidInfo) Mode() fs.FileMode  { return 0o444 }
func (i laidInfo) ModTime() time.Time { return i.mod }
func (i laidInfo) IsDir() bool        { return false }
func (i laidInfo) Sys() any           { return nil }
