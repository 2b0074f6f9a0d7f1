package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestRecords holds that each module go.mod asks for directly has a record of
// why, that numbers of records are used once, and that links inside docs lead
// somewhere.
func TestRecords(t *testing.T) {
	none(t, unrecorded(t, root()))
	none(t, brokenLinks(t, root()))
}

var (
	required = regexp.MustCompile(`(?m)^(?:require)?\s+([a-z0-9.]+\.[a-z]+/\S+) v\S+$`) // no "// indirect" behind it
	recordNo = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fence    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
)

func unrecorded(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var bad []string
	var records strings.Builder
	taken := map[string]string{}
	entries, err := fs.ReadDir(tree, "docs/adr")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if m := recordNo.FindStringSubmatch(name); m != nil {
			if other, ok := taken[m[1]]; ok {
				bad = append(bad, fmt.Sprintf("docs/adr: number %s is taken by %s and %s", m[1], other, name))
			}
			taken[m[1]] = name
		} else if name != "README.md" {
			bad = append(bad, fmt.Sprintf("docs/adr/%s: want NNNN-name.md", name))
		}
		data, err := fs.ReadFile(tree, "docs/adr/"+name)
		if err != nil {
			t.Fatal(err)
		}
		records.Write(data)
	}
	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range required.FindAllStringSubmatch(string(mod), -1) {
		if !strings.Contains(records.String(), "`"+m[1]+"`") {
			bad = append(bad, fmt.Sprintf("go.mod: no record in docs/adr names `%s`", m[1]))
		}
	}
	return bad
}

// brokenLinks returns the relative links of Markdown files outside content
// that lead nowhere.
func brokenLinks(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var bad []string
	walk(t, tree, []string{".md"}, func(name string, data []byte) {
		if under(name, "content") || under(name, "archetypes") {
			return
		}
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(string(data), ""), -1) {
			to, _, _ := strings.Cut(m[1], "#")
			if to == "" || strings.Contains(to, ":") {
				continue
			}
			if _, err := fs.Stat(tree, path.Join(path.Dir(name), to)); err != nil {
				bad = append(bad, fmt.Sprintf("%s: link to %s leads nowhere", name, m[1]))
			}
		}
	})
	return bad
}

func TestRecordsFail(t *testing.T) {
	files := tree(map[string]string{
		"go.mod":             "module ascult\n\nrequire (\n\texample.org/known v1.0.0\n\texample.org/unknown v1.0.0\n\texample.org/deep v1.0.0 // indirect\n)\n",
		"docs/adr/README.md": "[one](0001-a.md), [none](0009-z.md), `[code](nowhere.md)`, [out](https://example.org/)",
		"docs/adr/0001-a.md": "`example.org/known`",
		"docs/adr/0001-b.md": "x",
		"docs/adr/notes.md":  "x",
	})
	expect(t, unrecorded(t, files), "want NNNN-name.md", "number 0001 is taken", "names `example.org/unknown`")
	expect(t, brokenLinks(t, files), "link to 0009-z.md")
}
