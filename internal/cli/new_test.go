package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A plan that fails half way leaves the folder as it was.
func TestPlanLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("lesson.md", "old\n")
	write("taken", "a file\n")
	for _, last := range []string{"taken", "taken/below", "../out"} {
		var p plan
		p.make("a/b/new.md", []byte("new\n"), 0o644)
		p.change("lesson.md", []byte("old\n"), []byte("old\n\nmore\n"))
		p.make(last, []byte("never\n"), 0o644)
		if err := p.run(dir); err == nil {
			t.Errorf("%s was written", last)
		}
		if diff := cmp.Diff(map[string]string{"lesson.md": "old\n", "taken": "a file\n"}, tree(t, dir)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", last, diff)
		}
	}
}

// Who has changed a file since it was read is not overruled.
func TestPlanKeepsWhatSomebodyElseWrote(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lesson.md"), []byte("theirs\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var p plan
	p.make("new.md", []byte("new\n"), 0o644)
	p.change("lesson.md", []byte("old\n"), []byte("old\n\nmore\n"))
	if err := p.run(dir); err == nil {
		t.Error("their change was written over")
	}
	if diff := cmp.Diff(map[string]string{"lesson.md": "theirs\n"}, tree(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is taken back gives every byte back.
func TestPlanUndone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lesson.md"), []byte("old\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	var p plan
	p.make("x/y.md", []byte("new\n"), 0o644)
	p.change("lesson.md", []byte("old\r\n"), withLine([]byte("old\r\n"), "{{< practice a >}}"))
	if err := p.run(dir); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"lesson.md": "old\r\n\r\n{{< practice a >}}\r\n", "x/": "", "x/y.md": "new\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	if err := p.undoIn(dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

// tree is every file and folder below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if e.IsDir() {
			out[filepath.ToSlash(rel)+"/"] = ""
			return nil
		}
		data, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestScalarIsReadAsItWasWritten(t *testing.T) {
	for in, want := range map[string]string{
		"Curs nou": "Curs nou", "«Новый» курс": `"«Новый» курс"`, "a: b": `"a: b"`, "a #b": `"a #b"`, `"x" \`: `"\"x\" \\"`,
		"no": `"no"`, "Право, і обов’язок": `"Право, і обов’язок"`, "two\nlines": `"two lines"`, "": `""`,
	} {
		if got := scalar(in); got != want {
			t.Errorf("scalar(%q) = %s, want %s", in, got, want)
		}
	}
}
