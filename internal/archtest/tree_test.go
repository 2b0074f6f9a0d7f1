package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "ascult"

// A file is one Go file of the tree.
type file struct {
	name string // from the root, with slashes
	pkg  string // import path of its folder
	test bool
	fset *token.FileSet
	ast  *ast.File
}

// imports returns the import paths of the file with the names they have in it.
func (f file) imports() map[string]string {
	m := map[string]string{}
	for _, spec := range f.ast.Imports {
		dep, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(dep)
		if name == "v2" || name == "v3" {
			name = path.Base(path.Dir(dep))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		m[dep] = name
	}
	return m
}

func (f file) at(n ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

// skipped are folders that hold nothing of ours to judge.
var skipped = []string{".git", ".cache", "bin", "public", "node_modules", "testdata", "shots"}

// walk calls f with each file of the tree whose name ends in one of exts.
func walk(t *testing.T, tree fs.FS, exts []string, f func(name string, data []byte)) {
	t.Helper()
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(skipped, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(exts, path.Ext(name)) {
			return nil
		}
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		f(name, data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goFiles parses every Go file of the tree.
func goFiles(t *testing.T, tree fs.FS) []file {
	t.Helper()
	var files []file
	walk(t, tree, []string{".go"}, func(name string, data []byte) {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, name, data, parser.ParseComments)
		if err != nil {
			t.Errorf("%v", err)
			return
		}
		files = append(files, file{
			name: name,
			pkg:  path.Join(module, path.Dir(name)),
			test: strings.HasSuffix(name, "_test.go"),
			fset: fset,
			ast:  parsed,
		})
	})
	return files
}

// root is this repository.
func root() fs.FS { return os.DirFS("../..") }

// tree makes a tree of files by name.
func tree(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// under reports whether pkg is tree or lies in it.
func under(pkg, tree string) bool { return pkg == tree || strings.HasPrefix(pkg, tree+"/") }

func underAny(pkg string, trees []string) bool {
	return slices.ContainsFunc(trees, func(t string) bool { return under(pkg, t) })
}

// expect fails unless the complaints are as many as wanted and each contains
// its wanted text, in order.
func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	if len(got) != len(want) {
		t.Fatalf("got %d complaints, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("got %q, want %q in it", got[i], want[i])
		}
	}
}

// none fails with each complaint.
func none(t *testing.T, complaints []string) {
	t.Helper()
	slices.Sort(complaints)
	for _, c := range complaints {
		t.Error(c)
	}
}
