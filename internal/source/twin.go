package source

import (
	"io/fs"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ascult/internal/diag"
)

// Twin returns the name of a file or folder beside name that differs from it
// only in the case of letters or in how accents are encoded, or "". On many
// disks the two would be one.
func Twin(fsys fs.FS, name string) string {
	entries, err := fs.ReadDir(fsys, path.Dir(name))
	if err != nil {
		return ""
	}
	fold := func(s string) string { return strings.ToLower(norm.NFKC.String(s)) }
	base := path.Base(name)
	for _, e := range entries {
		if e.Name() != base && fold(e.Name()) == fold(base) {
			return path.Join(path.Dir(name), e.Name())
		}
	}
	return ""
}

// BadName complains about a file or folder whose name is none that an address
// can have: "name-collides" when another stands beside it that differs in no
// more than case or encoding, else "name-bad".
func (p *Problems) BadName(fsys fs.FS, name string) {
	if twin := Twin(fsys, name); twin != "" {
		p.Add("name-collides", diag.Pos{File: name}, Args{"Name": path.Base(name), "Other": path.Base(twin)}, diag.Pos{File: twin})
		return
	}
	p.Add("name-bad", diag.Pos{File: name}, Args{"Name": path.Base(name)})
}
