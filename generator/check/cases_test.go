package check

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"ascult/internal/diag"
)

// A ruleCase is one file of testdata/rules: how a rule is broken, and what
// comes near and is fine. testdata/rules/README.md says how it is written.
type ruleCase struct {
	file  string // <rule>.txtar, or <rule>@<variant>.txtar
	rule  string
	bad   []txtar.File
	near  []txtar.File
	want  string   // path:line:col of a complaint of the rule; the column, or line and column, may be left out
	today string   // date that is handed to check, or ""
	with  []string // other rules that bad breaks by itself; nothing else may be said of it
}

// cases reads every file of testdata/rules.
func cases(t *testing.T) []ruleCase {
	t.Helper()
	names, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []ruleCase
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := ruleCase{file: filepath.Base(name)}
		c.rule, _, _ = strings.Cut(strings.TrimSuffix(c.file, ".txtar"), "@")
		for _, f := range a.Files {
			part, rest, _ := strings.Cut(f.Name, "/")
			switch {
			case f.Name == "want":
				c.want = strings.TrimSpace(string(f.Data))
			case f.Name == "today":
				c.today = strings.TrimSpace(string(f.Data))
			case f.Name == "with":
				c.with = strings.Fields(string(f.Data))
			case part == "bad":
				c.bad = append(c.bad, txtar.File{Name: rest, Data: f.Data})
			case part == "near":
				c.near = append(c.near, txtar.File{Name: rest, Data: f.Data})
			default:
				t.Fatalf("%s: what is %s? there are bad/, near/, want, today and with", name, f.Name)
			}
		}
		if len(strings.TrimSpace(string(a.Comment))) == 0 || len(c.bad) == 0 || c.want == "" {
			t.Fatalf("%s: a remark, bad/ and want must be there", name)
		}
		all = append(all, c)
	}
	return all
}

var (
	reHow    = regexp.MustCompile(`^(\S+) \((\w+)\)$`)
	reRepeat = regexp.MustCompile(`⟦(.+?)×(\d+)⟧`)
)

// laid returns the fixture with files laid over it.
func laid(t *testing.T, over []txtar.File) fstest.MapFS {
	t.Helper()
	files := fixture(t)
	for _, f := range over {
		name, how := f.Name, ""
		if m := reHow.FindStringSubmatch(f.Name); m != nil {
			name, how = m[1], m[2]
		}
		text := reRepeat.ReplaceAllStringFunc(string(f.Data), func(s string) string {
			m := reRepeat.FindStringSubmatch(s)
			n, _ := strconv.Atoi(m[2]) // digits
			return strings.Repeat(m[1], n)
		})
		if how == "" {
			files[name] = text
			continue
		}
		if how == "quoted" {
			s, err := strconv.Unquote(strings.TrimSpace(text))
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			files[name] = s
			continue
		}
		found := false
		for _, have := range slices.Sorted(maps.Keys(files)) {
			if ok, _ := path.Match(name, have); !ok {
				continue
			}
			found = true
			switch how {
			case "delete":
				delete(files, have)
			case "edit":
				out, err := edited(files[have], text)
				if err != nil {
					t.Fatalf("%s: %s: %v", f.Name, have, err)
				}
				files[have] = out
			default:
				t.Fatalf("%s: there are (edit), (delete) and (quoted)", f.Name)
			}
		}
		if !found {
			t.Fatalf("the fixture has no %s", name)
		}
	}
	return mapFS(files)
}

// edited replaces lines of a text: in edits, lines that begin with "-" are
// taken away where they first stand together, and those with "+" put there;
// an empty line parts one replacement from the next.
func edited(text, edits string) (string, error) {
	for hunk := range strings.SplitSeq(strings.Trim(edits, "\n"), "\n\n") {
		var old, now strings.Builder
		for line := range strings.Lines(hunk + "\n") {
			switch line[0] {
			case '-':
				old.WriteString(line[1:])
			case '+':
				now.WriteString(line[1:])
			default:
				return "", fmt.Errorf("a line begins with neither - nor +: %q", line)
			}
		}
		at := strings.Index("\n"+text, "\n"+old.String())
		if at < 0 {
			return "", fmt.Errorf("there is no %q", old.String())
		}
		text = text[:at] + now.String() + text[at+old.Len():]
	}
	return text, nil
}

func checkOn(fsys fstest.MapFS, today string) []diag.Diagnostic {
	_, ds := Run(fsys, Options{Today: today})
	return ds
}

// TestRules holds that each rule finds what breaks it, where it stands, and
// leaves alone what comes near.
func TestRules(t *testing.T) {
	for _, c := range cases(t) {
		t.Run(strings.TrimSuffix(c.file, ".txtar"), func(t *testing.T) {
			t.Parallel()
			ds := checkOn(laid(t, c.bad), c.today)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				return d.Rule == c.rule && (d.Pos.String() == c.want || strings.HasPrefix(d.Pos.String(), c.want+":"))
			}) {
				t.Errorf("no complaint at %s, but:", c.want)
				for _, d := range ds {
					t.Logf("%s: %s %v %v", d.Pos, d.Rule, d.Args, d.Related)
				}
			}
			for _, d := range ds {
				if d.Rule != c.rule && !slices.Contains(c.with, d.Rule) {
					t.Errorf("also said: %s: %s %v", d.Pos, d.Rule, d.Args)
				}
			}
			for _, d := range checkOn(laid(t, c.near), c.today) {
				t.Errorf("near miss: %s: %s %v", d.Pos, d.Rule, d.Args)
			}
		})
	}
}
