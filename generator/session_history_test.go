package generator

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// A history is a source that is changed at random, the same way in every run.
type history struct {
	state uint32
	src   fstest.MapFS
	theme fstest.MapFS
	texts fstest.MapFS
	good  fstest.MapFS // src as it last was without errors
	count int
}

// mend is the step that takes everything back to what was good.
func (h *history) mend() []string {
	var out []string
	for name, f := range h.src {
		if h.good[name] != f {
			out = append(out, name)
			delete(h.src, name)
		}
	}
	for name, f := range h.good {
		if h.src[name] != f {
			out = append(out, name)
			h.src[name] = f
		}
	}
	return out
}

func (h *history) roll(n int) int {
	h.state = h.state*1664525 + 1013904223
	return int(h.state>>8) % n
}

func pick[T any](h *history, of []T) T { return of[h.roll(len(of))] }

// files returns the paths of the source that match, sorted.
func (h *history) files(pattern string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(h.src)), func(name string) bool {
		ok, _ := path.Match(pattern, name)
		return !ok
	})
}

func (h *history) put(name, text string) {
	h.src[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
}

// inAll runs f for a page in each language.
func inAll(name string, f func(name string)) {
	rest := strings.SplitN(name, "/", 3)[2]
	for _, lang := range catalog.Languages {
		f("content/" + lang + "/" + rest)
	}
}

// A step changes something and returns the paths a watcher would tell.
type step struct {
	name string
	do   func(h *history) []string
}

var steps = []step{
	{"words", func(h *history) []string {
		name := pick(h, h.files("content/*/courses/*/*/*.md"))
		h.put(name, string(h.src[name].Data)+fmt.Sprintf("Word %d.\n", h.count))
		return []string{name}
	}},
	{"words of a guide", func(h *history) []string {
		name := pick(h, h.files("content/*/g/*.md"))
		h.put(name, string(h.src[name].Data)+fmt.Sprintf("Word %d.\n", h.count))
		return []string{name}
	}},
	{"paragraph", func(h *history) []string {
		var out []string
		inAll(pick(h, h.files("content/ro/*/*.md")), func(name string) {
			h.put(name, string(h.src[name].Data)+fmt.Sprintf("\nParagraph %d.\n", h.count))
			out = append(out, name)
		})
		return out
	}},
	{"title", func(h *history) []string {
		name := pick(h, slices.Concat(h.files("content/*/courses/*/*.md"), h.files("content/*/courses/*/*/*.md"), h.files("content/*/about/*.md")))
		_, rest, _ := strings.Cut(string(h.src[name].Data), "\ntitle: ")
		_, rest, _ = strings.Cut(rest, "\n")
		h.put(name, fmt.Sprintf("---\ntitle: Title %d\n", h.count)+rest)
		return []string{name}
	}},
	{"weight", func(h *history) []string {
		name := pick(h, slices.Concat(h.files("content/ro/courses/*/_index.md"), h.files("content/ro/courses/*/*/*.md")))
		text := regexp.MustCompile(`(?m)^weight: \d+$`).ReplaceAllString(string(h.src[name].Data), fmt.Sprintf("weight: %d", 1+h.roll(3)))
		h.put(name, text)
		return []string{name}
	}},
	{"break", func(h *history) []string {
		name := pick(h, slices.Concat(h.files("content/*/courses/*/*/*.md"), h.files("content/*/g/*.md"), h.files("quizzes/*/*/*.yaml"), h.files("data/*.yaml")))
		h.put(name, string(h.src[name].Data)+pick(h, []string{"\n{{< nothing >}}\n", "\tno: [\n", "\x00"}))
		return []string{name}
	}},
	{"delete a page", func(h *history) []string {
		name := pick(h, h.files("content/*/courses/*/*/*.md"))
		delete(h.src, name)
		return []string{name}
	}},
	{"rename", func(h *history) []string {
		var out []string
		inAll(pick(h, h.files("content/ro/courses/courts/*/[a-z]*.md")), func(name string) {
			to := path.Join(path.Dir(name), fmt.Sprintf("page-%d.md", h.count))
			h.src[to] = h.src[name]
			delete(h.src, name)
			out = append(out, name, to)
		})
		return out
	}},
	{"move to another course", func(h *history) []string {
		var out []string
		inAll(pick(h, h.files("content/ro/courses/courts*/*/[a-z]*.md")), func(name string) {
			for _, module := range h.files(path.Join("content/*/courses/*/*/_index.md")) {
				if strings.HasPrefix(module, name[:11]) && !strings.Contains(module, path.Dir(name)) && len(out) < 8 {
					to := path.Join(path.Dir(module), fmt.Sprintf("moved-%d.md", h.count))
					h.src[to] = h.src[name]
					delete(h.src, name)
					out = append(out, name, to)
					return
				}
			}
		})
		return out
	}},
	{"copy a course", func(h *history) []string {
		var out []string
		for _, name := range slices.Sorted(maps.Keys(h.src)) {
			if to := strings.Replace(name, "/courses/courts/", fmt.Sprintf("/courses/courts-%d/", h.count), 1); to != name {
				h.src[to] = h.src[name]
				out = append(out, to)
			}
			if to := strings.Replace(name, "quizzes/courts/", fmt.Sprintf("quizzes/courts-%d/", h.count), 1); to != name {
				h.src[to] = h.src[name]
			}
		}
		return append(out, fmt.Sprintf("quizzes/courts-%d", h.count))
	}},
	{"delete a course", func(h *history) []string {
		folders := h.files("content/ro/courses/courts-*/_index.md")
		if len(folders) == 0 {
			return []string{}
		}
		id := path.Base(path.Dir(pick(h, folders)))
		for name := range h.src {
			if strings.Contains(name, "/"+id+"/") {
				delete(h.src, name)
			}
		}
		return []string{"content/ro/courses/" + id, "content/ru/courses/" + id, "content/uk/courses/" + id, "content/en/courses/" + id, "quizzes/" + id}
	}},
	{"bank", func(h *history) []string {
		name := pick(h, slices.Concat(h.files("quizzes/*/*/*.yaml")))
		h.put(name, string(h.src[name].Data)+"# a remark\n")
		return []string{name}
	}},
	{"data", func(h *history) []string {
		h.put("data/helplines.yaml", strings.Replace(string(h.src["data/helplines.yaml"].Data), "number: \"112\"", fmt.Sprintf("number: \"112%d\"", h.count), 1))
		return []string{"data/helplines.yaml"}
	}},
	{"settings", func(h *history) []string {
		h.put("hugo.yaml", fmt.Sprintf("exit:\n  ro: https://example.org/%d\n", h.count))
		return []string{"hugo.yaml"}
	}},
	{"theme", func(h *history) []string {
		name := pick(h, []string{"layouts/lesson.html", "layouts/_shortcodes/note.html", "assets/css/course.css"})
		h.theme[name] = &fstest.MapFile{Data: append(slices.Clone(h.theme[name].Data), fmt.Sprintf("/* %d */\n", h.count)...), Mode: 0o644}
		return []string{"theme:" + name}
	}},
	{"texts", func(h *history) []string {
		h.texts["en.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(h.texts["en.yaml"].Data), "site_help: ", fmt.Sprintf("site_help: %d ", h.count), 1)), Mode: 0o644}
		return []string{"i18n:en.yaml"}
	}},
}

// TestSessionShowsWhatABuildGives holds the promise of a session after random
// histories: the diagnostics are those of a check, and without errors each file
// is that of a fresh build, and there is no other.
// ASCULT_TEST_STEPS=N walks further.
func TestSessionShowsWhatABuildGives(t *testing.T) {
	length := 6
	if n, err := strconv.Atoi(os.Getenv("ASCULT_TEST_STEPS")); err == nil {
		length = n
	}
	o := sample(t)
	sources, err := fs.ReadFile(o.Source, "data/sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	small := writable(t, os.DirFS("check/testdata/site"))
	small["data/sources.yaml"].Data = sources
	o.Source = small
	o = withEverything(t, o)
	h := &history{
		state: 7, src: o.Source.(fstest.MapFS), theme: writable(t, o.Theme), texts: writable(t, o.I18n),
	}
	if n, err := strconv.Atoi(os.Getenv("ASCULT_TEST_SEED")); err == nil {
		h.state = uint32(n)
	}
	o.Theme, o.I18n = h.theme, h.texts
	ctx := context.Background()
	s, ds, err := Open(ctx, o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	defer s.Close()
	h.good = maps.Clone(h.src)
	var gone []string
	wrong := false
	compared := 0
	for h.count = 1; h.count <= length; h.count++ {
		todo := pick(h, steps)
		if wrong && h.roll(2) == 0 {
			todo = step{"mend", (*history).mend}
		}
		if h.count%4 == 0 && len(gone) > 0 { // somebody looks at a page
			s.Page(pick(h, gone))
		}
		paths := todo.do(h)
		var c Change
		for c = (Change{More: true}); c.More; paths = []string{} {
			if c, err = s.Refresh(ctx, paths); err != nil {
				t.Fatal(todo.name, err)
			}
		}
		told := fmt.Sprintf("step %d, %s", h.count, todo.name)
		want := Check(h.src, CheckOptions{})
		if diff := gocmp.Diff(append([]diag.Diagnostic{}, want...), c.Diagnostics, gocmp.Comparer(func(a, b []diag.Pos) bool { return len(a) == len(b) })); diff != "" {
			t.Fatalf("%s: diagnostics (-check +session):\n%s", told, diff)
		}
		if wrong = diag.HasErrors(want); wrong {
			t.Log(told, "with errors")
			continue
		}
		h.good = maps.Clone(h.src)
		files, _, ds, err := Render(ctx, o)
		if err != nil || diag.HasErrors(ds) {
			t.Fatal(told, err, ds)
		}
		names := slices.Sorted(maps.Keys(files))
		for i := range names { // in another order each time
			j := h.roll(len(names))
			names[i], names[j] = names[j], names[i]
		}
		slices.SortStableFunc(names, func(a, b string) int { // pages before what they load
			return cmp.Compare(strings.TrimPrefix(path.Ext(a), ".html"), strings.TrimPrefix(path.Ext(b), ".html"))
		})
		var bad []string
		for _, name := range names {
			if data, ok := s.Page(name); !ok || string(data) != string(files[name]) {
				bad = append(bad, fmt.Sprintf("%s (%v, %d bytes, want %d)", name, ok, len(data), len(files[name])))
			}
		}
		if len(bad) > 0 {
			t.Fatalf("%s: %d files are not those of a build: %q %v", told, len(bad), bad[:min(8, len(bad))], s.Diagnostics())
		}
		for _, name := range gone {
			if _, ok := s.Page(name); ok && files[name] == nil && path.Ext(name) == ".html" {
				t.Fatalf("%s: %s is still there", told, name)
			}
		}
		gone = append(gone, names...)
		slices.Sort(gone)
		gone = slices.Compact(gone)
		compared++
		t.Log(told, "compared", len(names))
	}
	if compared < length/4 {
		t.Errorf("only %d of %d steps were compared", compared, length)
	}
}
