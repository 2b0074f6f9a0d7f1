package hugo

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gohugoio/hugo/common/herrors"
	"github.com/spf13/afero"

	"ascult/internal/diag"
)

// Files are the files of a site by slash-separated path without a leading
// slash.
type Files map[string][]byte

// noting is a file system that notes which files are written.
type noting struct {
	afero.Fs

	mu    sync.Mutex
	names map[string]bool
}

func (n *noting) note(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.names == nil {
		n.names = map[string]bool{}
	}
	n.names[filepath.ToSlash(name)] = true
}

// written returns the files written since it was last called, sorted.
func (n *noting) written() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	names := slices.Sorted(maps.Keys(n.names))
	clear(n.names)
	return names
}

// Create makes a file to be written, and notes it.
func (n *noting) Create(name string) (afero.File, error) {
	n.note(name)
	return n.Fs.Create(name)
}

// OpenFile opens a file, and notes it when it may be written.
func (n *noting) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		n.note(name)
	}
	return n.Fs.OpenFile(name, flag, perm)
}

// write lays one file into fsys with a date of no meaning: Hugo falls back on
// the date of a file, and the date of a build is nobody's.
func write(fsys afero.Fs, name string, data []byte) error {
	if err := fsys.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	if err := afero.WriteFile(fsys, name, data, 0o644); err != nil {
		return err
	}
	epoch := time.Unix(0, 0).UTC()
	return fsys.Chtimes(name, epoch, epoch)
}

// problems takes Hugo's errors apart: a failed build joins several, and each
// may carry a place.
func problems(err error) []Problem {
	var out []Problem
	for _, one := range herrors.Errors(err) {
		p := Problem{Message: strings.ReplaceAll(one.Error(), root+"/", "")}
		if placed := herrors.UnwrapFileErrors(one); len(placed) > 0 {
			last := placed[len(placed)-1].Position()
			p.Pos = diag.Pos{
				File: strings.TrimPrefix(last.Filename, root+"/"),
				Line: max(last.LineNumber, 0), Col: max(last.ColumnNumber, 0),
			}
		}
		out = append(out, p)
	}
	return out
}
