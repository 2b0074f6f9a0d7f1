package check

import (
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// fixture is the smallest source with everything in it, in all languages:
// testdata/site by path.
func fixture(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	site := os.DirFS("testdata/site")
	err := fs.WalkDir(site, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(site, name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// An edit replaces a text in a file; an empty old text replaces the file.
type edit struct{ file, old, new string }

const gone = "\x00gone" // as the new text of a file: the file is not there

func source4test(t testing.TB, edits ...edit) fstest.MapFS {
	t.Helper()
	files := fixture(t)
	for _, e := range edits {
		switch {
		case e.old == "" && e.new == gone:
			delete(files, e.file)
		case e.old == "":
			files[e.file] = e.new
		case !strings.Contains(files[e.file], e.old):
			t.Fatalf("%s has no %q", e.file, e.old)
		default:
			files[e.file] = strings.Replace(files[e.file], e.old, e.new, 1)
		}
	}
	return mapFS(files)
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range maps.All(files) {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}
