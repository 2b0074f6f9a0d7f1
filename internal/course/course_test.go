package course

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func sample(edits map[string]string) fstest.MapFS {
	files := map[string]string{
		"content/ro/_index.md": "---\ntitle: Acasă\n---\n",
		"content/ro/courses/demo/_index.md": "---\ntitle: Demo\nsummary: S\naudience: A\nobjectives:\n  - unu\n  - doi\nsource: ro\nedition: 007\nlaw_date: 2026-11-23\n" +
			"hours: {ceiling_minutes: 60, specialised: true}\nexam: {draw: 8, pass: 80, attempts: 3}\n---\n",
		"content/ro/courses/demo/b/_index.md": "---\ntitle: B\nsummary: S\nweight: 1\n---\n",
		"content/ro/courses/demo/a/_index.md": "---\ntitle: A\nsummary: S\nweight: 2\n---\n",
		"content/ro/courses/demo/a/z.md":      "---\ntitle: Z\nsummary: S\nweight: 1\n---\n\nText.\n",
		"content/ro/courses/demo/a/y.md":      "---\ntitle: Y\nsummary: S\nweight: 2\nintensity: 3\nsensitive: true\n---\nText.\n",
		"content/ro/g/1.md":                   "---\ntitle: Ghid 1\nheading: H\n---\n",
	}
	maps.Copy(files, edits)
	fsys := fstest.MapFS{}
	for k, v := range files {
		if v != "" {
			fsys[k] = &fstest.MapFile{Data: []byte(v)}
		}
	}
	return fsys
}

func TestLoad(t *testing.T) {
	c, ds := Load(sample(nil), []string{"ro"})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	k := c.Course("demo")
	if k.Edition != "007" || k.Ceiling != 60 || !k.Specialised || k.Exam != (ExamSettings{Draw: 8, Pass: 80, Attempts: 3}) || k.LawDate != "2026-11-23" {
		t.Errorf("settings are %+v", k)
	}
	var names []string
	for _, s := range k.Sets() {
		names = append(names, s.Name)
	}
	if want := []string{"_index", "b/_index", "a/_index", "a/z", "a/y"}; !slices.Equal(names, want) {
		t.Errorf("the order is %v", names)
	}
	p := lesson(k, "a/z").Main()
	if string(p.Body) != "\nText.\n" || p.BodyLine != 6 || p.At("weight").String() != "content/ro/courses/demo/a/z.md:4:1" {
		t.Errorf("body %q on line %d, weight at %s", p.Body, p.BodyLine, p.At("weight"))
	}
	if y := lesson(k, "a/y").Main(); y.Intensity != 3 || !y.Sensitive || !c.Awareness[0].Main().Sensitive {
		t.Error("intensity or sensitivity was lost")
	}
}

func TestRefusedFiles(t *testing.T) {
	const page = "---\ntitle: T\n---\n"
	for name, rule := range map[string]string{
		"content/ro/courses/demo/a/x.html":          "file-refused",
		"content/ro/courses/demo/a/_content.gotmpl": "file-refused",
		"content/ro/courses/demo/a/.x.md":           "file-refused",
		"content/ro/courses/demo/a/x.adoc":          "file-refused",
		"content/ro/courses/demo/a/b/c.md":          "file-refused",
		"content/ro/courses/x.md":                   "file-refused",
		"content/ro/x.md":                           "file-refused",
		"content/notes.txt":                         "file-refused",
		"content/ro/courses/demo/a/Ș.md":            "name-bad",
		"content/ro/courses/demo/a b/_index.md":     "name-bad",
		"content/ua/_index.md":                      "language-unknown",
		"content/ro/courses/other/a/x.md":           "index-missing",
		"content/ro/courses/demo/c/x.md":            "index-missing",
	} {
		_, ds := Load(sample(map[string]string{name: page}), []string{"ro"})
		if len(ds) == 0 || !strings.HasPrefix(name, ds[0].Pos.File) || ds[0].Rule != rule && ds[len(ds)-1].Rule != rule {
			t.Errorf("%s: %v", name, ds)
		}
	}
	fsys := sample(nil)
	fsys["content/ro/courses/demo/a/link.md"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}
	if _, ds := Load(fsys, []string{"ro"}); len(ds) != 1 || ds[0].Rule != "file-refused" {
		t.Errorf("a symbolic link: %v", ds)
	}
	if _, ds := Load(fstest.MapFS{}, []string{"ro"}); len(ds) != 1 || ds[0].Rule != "file-missing" {
		t.Errorf("no content: %v", ds)
	}
}

func TestTags(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`a {{< l en >}}b{{< /l >}}`, "l[{ en}] /l[]"},
		{`{{<line who="Un coleg">}}`, "line[{who Un coleg}]"},
		{`{{< ref "a1/x#y" >}}`, "ref[{ a1/x#y}]"},
		{`{{< ref "a >}} b" >}}`, "ref[{ a >}} b}]"},
		{`{{% note %}}`, "!"},
		{"{{< note\nlaw >}}", "!"},
		{`{{< note law`, "!"},
		{`{{< l en />}}`, "!"},
		{`{{</* l en */>}}`, "!"},
		{`{{< ref "a\"b" >}}`, "!"},
		{"{{< ref `a` >}}", "!"},
		{`{{ a }} {{`, ""},
		{`{{< >}}`, "!"},
	} {
		var got []string
		for _, tag := range Tags([]byte(c.body)) {
			s := fmt.Sprint(tag.Name, tag.Args)
			if tag.Close {
				s = "/" + s
			}
			if tag.Malformed {
				s = "!"
			}
			got = append(got, s)
			if tag.Start < 0 || tag.End <= tag.Start || tag.End > len(c.body) {
				t.Errorf("%q: tag from %d to %d", c.body, tag.Start, tag.End)
			}
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%q: %s", c.body, d)
		}
	}
}

func TestEffort(t *testing.T) {
	counts := Counts{
		Questions: func(bank, id string) int {
			if id != "" {
				return 1
			}
			return 4
		},
		Decisions: func(scenario string) int { return len(scenario) },
	}
	for _, c := range []struct {
		body string
		want int
	}{
		{strings.Repeat("word ", 100), 100},
		{"- A — b, c:\n\n## D {{< l en >}}e f{{< /l >}}", 6},
		{"{{< risk >}}No.{{< /risk >}}", PerEffect + 1},
		{"{{< practice a1 >}}\n{{< practice a1 aim >}}", 5 * PerPractice},
		{"{{< scenario bus >}}", 3 * PerDecision},
		{"A b.\n\n{{< trainer 15 >}}\nNot read by learners.\n{{< /trainer >}}\n\n{{< pocket >}}\n- Nor here.\n{{< /pocket >}}\nC.", 3},
	} {
		if got := Effort([]byte(c.body), counts); got != c.want {
			t.Errorf("%.30q takes %d", c.body, got)
		}
	}
	if Minutes(101) != 2 || Minutes(100) != 1 || Minutes(0) != 0 {
		t.Error("minutes are not rounded up")
	}
	c, _ := Load(sample(map[string]string{"content/ro/courses/demo/a/z.md": "---\ntitle: Z\nsummary: S\nweight: 1\n---\n" + strings.Repeat("w ", 150)}), []string{"ro"})
	if got := c.Course("demo").Hours(counts); got != 18 { // 151 words and 8 exam questions
		t.Errorf("the course counts %d minutes", got)
	}
	c.Course("demo").Ceiling = 10
	if got := c.Course("demo").Work(counts); got != 18 {
		t.Errorf("the course takes %d minutes", got)
	}
	if got := c.Course("demo").Hours(counts); got != 10 {
		t.Errorf("the course counts %d minutes above its ceiling", got)
	}
}

// TestPassagesAreTakenOut holds that what is for trainers or for a card never
// stays in the page, whatever is wrong with its tags, and that no line moves.
func TestPassagesAreTakenOut(t *testing.T) {
	for _, c := range []struct{ body, public, passages string }{
		{"A\n{{< trainer 15 >}}\nX\n{{< /trainer >}}\nB", "A\n\n\n\nB", "trainer 15 \nX\n"},
		{"{{< pocket >}}\n- X\n{{< /pocket >}}\n{{< trainer >}}\nY\n{{< /trainer >}}\n", "\n\n\n\n\n\n", "pocket 0 \n- X\n|trainer 0 \nY\n"},
		{"A\n{{< trainer >}}\nX", "A\n\n", "trainer 0 \nX"},
		{"{{< trainer >}}X{{< pocket >}}Y{{< /pocket >}}Z{{< /trainer >}}B", "B", "trainer 0 X{{< pocket >}}Y{{< /pocket >}}Z"},
		{"{{< /trainer >}}A", "{{< /trainer >}}A", ""},
		{"A", "A", ""},
	} {
		if got := string(Public([]byte(c.body))); got != c.public {
			t.Errorf("of %q is published %q, want %q", c.body, got, c.public)
		}
		var got []string
		for _, p := range Passages([]byte(c.body)) {
			got = append(got, fmt.Sprintf("%s %d %s", p.Name, p.Minutes, c.body[p.From:p.To]))
		}
		if s := strings.Join(got, "|"); s != c.passages {
			t.Errorf("%q has the passages %q, want %q", c.body, s, c.passages)
		}
	}
}

// TestPagesAboutTheSite holds their order and the two roles of guides.
func TestPagesAboutTheSite(t *testing.T) {
	c, ds := Load(sample(map[string]string{
		"content/ro/about/privacy.md": "---\ntitle: P\nsummary: S\nweight: 2\n---\n",
		"content/ro/about/contact.md": "---\ntitle: C\nsummary: S\nweight: 3\n---\n",
		"content/ro/about/access.md":  "---\ntitle: A\nsummary: S\nweight: 1\n---\n",
		"content/ro/g/2.md":           "---\ntitle: Ghid 2\nheading: H\nrole: safety\n---\n",
	}), []string{"ro"})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	var names []string
	for _, s := range c.About {
		names = append(names, s.Name)
	}
	if want := []string{"about/access", "about/privacy", "about/contact"}; !slices.Equal(names, want) {
		t.Errorf("the order is %v", names)
	}
	if s := c.WithRole(SafetyRole); s == nil || s.Name != "2" || c.WithRole(LinesRole) != nil {
		t.Errorf("the safety page is %v", s)
	}
}

// lesson returns the lesson named "module/lesson".
func lesson(c *Course, name string) *Set {
	sets := c.Sets()
	return sets[slices.IndexFunc(sets, func(s *Set) bool { return s.Name == name })]
}
