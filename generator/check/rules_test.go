package check

import (
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/diag"
)

const (
	lessonRO   = "content/ro/courses/demo/a1/lesson.md"
	courseRO   = "content/ro/courses/demo/_index.md"
	bank       = "quizzes/demo/practice/a1.yaml"
	bankRU     = "quizzes/demo/practice/a1.ru.yaml"
	exam       = "quizzes/demo/exam/a1.yaml"
	helplines  = "data/helplines.yaml"
	references = "data/sources.yaml"
	plans      = "data/plans.yaml"
	ledger     = "content/demo.segments"
)

// elsewhere are the rules that no text can break: they have tests of their own.
var elsewhere = []string{"file-unreadable", "word-unknown"}

func check(fsys fs.FS) []diag.Diagnostic {
	_, ds := Run(fsys, Options{})
	return ds
}

func TestFixtureHasNoProblems(t *testing.T) {
	for _, d := range check(source4test(t)) {
		t.Errorf("%s: %s %v", d.Pos, d.Rule, d.Args)
	}
}

// TestNamesOfOursAreTaken: what would replace an index, or share a ledger.
func TestNamesOfOursAreTaken(t *testing.T) {
	for _, name := range []string{"about/index.md", "g/index.md", "courses/demo/a1/index.md", "courses/g/_index.md", "courses/home/_index.md", "courses/demo/g/_index.md", "courses/demo/about/_index.md"} {
		ds := check(source4test(t, edit{"content/ro/" + name, "", "---\ntitle: T\n---\n"}))
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == "name-taken" && d.Pos.File == "content/ro/"+name }) {
			t.Errorf("%s is accepted: %v", name, ds)
		}
	}
}

// TestUnreadPageIsTheOnlyComplaint: what points at a page that cannot be read
// is not to blame.
func TestUnreadPageIsTheOnlyComplaint(t *testing.T) {
	for rule, text := range map[string]string{
		"file-too-large": strings.Repeat("Word ", 1<<18),
		"file-encoding":  "Words \xff",
		"nesting-deep":   strings.Repeat("> ", 100),
	} {
		ds := check(source4test(t, edit{lessonRO, "Cuvinte înainte", text}))
		for _, d := range ds {
			if d.Rule == "read-missing" || d.Rule == "link-broken" || d.Rule == "page-orphan" {
				t.Errorf("%s also brings %s at %s", rule, d.Rule, d.Pos)
			}
		}
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == rule }) {
			t.Errorf("no %s in %v", rule, ds)
		}
	}
}

// TestLinksOfDataAreNotFollowed holds it for the files the walk of content
// does not meet.
func TestLinksOfDataAreNotFollowed(t *testing.T) {
	fsys := source4test(t)
	fsys["elsewhere.yaml"] = fsys[helplines]
	fsys[helplines] = &fstest.MapFile{Data: []byte("../elsewhere.yaml"), Mode: fs.ModeSymlink}
	if ds := check(fsys); !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-refused" && d.Pos.File == helplines
	}) {
		t.Errorf("a link was followed: %v", ds)
	}
}

func TestUnreadableFile(t *testing.T) {
	ds := check(locked{source4test(t)})
	if len(ds) == 0 || !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-unreadable" && d.Pos.File == lessonRO
	}) {
		t.Errorf("no complaint about a file that cannot be read: %v", ds)
	}
}

// locked is a source in which one lesson cannot be opened.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if name == lessonRO {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) Stat(name string) (fs.FileInfo, error) { return l.MapFS.Stat(name) }
func (l locked) ReadFile(name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	return l.MapFS.ReadFile(name)
}

// TestFoldersAreNotLinks: a source whose content lies elsewhere is another on
// each machine.
func TestFoldersAreNotLinks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"content", "quizzes"} {
		if err := os.CopyFS(filepath.Join(dir, "elsewhere", name), os.DirFS(filepath.Join("testdata/site", name))); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, "site"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(dir, "elsewhere", name), filepath.Join(dir, "site", name)); err != nil {
			t.Fatal(err)
		}
	}
	ds := check(os.DirFS(filepath.Join(dir, "site")))
	for _, name := range []string{"content", "quizzes"} {
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == "file-refused" && d.Pos.File == name }) {
			t.Errorf("%s is a link, and nothing is said", name)
		}
	}
}

// TestPictureBombs: few bytes may unfold into more points than a telephone can
// hold.
func TestPictureBombs(t *testing.T) {
	for side, want := range map[uint32]diag.Severity{1601: diag.Warning, 6400: diag.Error, 1 << 29: diag.Error} {
		chunk := func(kind string, body ...byte) string {
			c := append([]byte(kind), body...)
			out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
			return string(binary.BigEndian.AppendUint32(append(out, c...), crc32.ChecksumIEEE(c)))
		}
		head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
		png := "\x89PNG\r\n\x1a\n" + chunk("IHDR", append(head, 1, 0, 0, 0, 0)...) + chunk("IDAT") + chunk("IEND")
		ds := check(source4test(t, edit{"content/ro/g/a.png", "", png}, edit{"content/ro/g/1.md", "---\n\n", "---\n\n![O cameră](a.png)\n\n"}))
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == "image-heavy" && d.Severity == want }) {
			t.Errorf("%d × %d points: %v", side, side, ds)
		}
	}
}
