package exchange

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ascult/internal/diag"
)

// Other people's programs accept the files, change every text in them, and all
// of it comes back.
func TestTools(t *testing.T) {
	fsys := site(t, nil)
	doc := collect(t, fsys, "ru")
	var first Result
	for _, f := range []Format{PO, XLIFF12} { // this toolkit knows no XLIFF 2
		dir := t.TempDir()
		from, to := filepath.Join(dir, "from"+f.Extension()), filepath.Join(dir, "to"+f.Extension())
		if err := os.WriteFile(from, Write(f, doc, Preface{"a note", "private"}), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(name string, args ...string) {
			if out, err := exec.Command(name, args...).CombinedOutput(); err != nil || name == "msgfmt" && len(out) > 0 {
				t.Fatalf("%s: %v\n%s", name, err, out)
			}
		}
		run("/usr/bin/python3", "testdata/capitals.py", from, to)
		if f == PO {
			run("msgfmt", "-c", "-o", os.DevNull, from)
			run("msgfmt", "-c", "-o", os.DevNull, to)
		}
		data, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		docs, ds := Read("to", data)
		res, more := Import(fsys, docs, "")
		if ds = append(ds, more...); len(ds) > 0 || res.Written+res.Unchanged != doc.Count() {
			t.Fatalf("%s: %d of %d texts\n%s", f, res.Written, doc.Count(), printed(ds))
		}
		after := site(t, nil).(overlay)
		maps.Copy(after.files, res.Files)
		for _, file := range collect(t, after, "ru").Files {
			for _, u := range file.Units {
				if s := u.Target.String(); s != strings.ToUpper(s) {
					t.Errorf("%s %s: %q", file.Path, u.ID, s)
				}
			}
		}
		if again, more := Import(after, docs, ""); len(again.Files) > 0 || diag.HasErrors(more) {
			t.Errorf("%s: a second import changes %d files\n%s", f, len(again.Files), printed(more))
		}
		if first.Files == nil {
			first = res
		}
		for name := range res.Files {
			if string(res.Files[name]) != string(first.Files[name]) {
				t.Errorf("%s: %s differs between the formats", f, name)
			}
		}
	}
}
