package hugo

import (
	"context"
	"maps"
	"strings"
	"testing"
)

// small is a site of one page a language.
func small(more Files) Files {
	out := Files{
		"hugo.yaml":            []byte(Settings),
		"layouts/home.html":    []byte("<h1>{{ .Title }}</h1>{{ .Content }}"),
		"layouts/page.html":    []byte("{{ .Content }}"),
		"content/ro/_index.md": []byte("---\ntitle: Acasă\n---\nText\n"),
	}
	maps.Copy(out, more)
	return out
}

// render renders a whole site with a new renderer.
func render(t *testing.T, all Files) (Files, []Problem, error) {
	t.Helper()
	base, src := Files{}, Files{}
	for name, data := range all {
		if strings.HasPrefix(name, "content/") {
			src[name] = data
		} else {
			base[name] = data
		}
	}
	r := NewRenderer(base)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r.Render(context.Background(), src)
}

func TestRendererPublishesInMemory(t *testing.T) {
	out, problems, err := render(t, small(nil))
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	if got := string(out["ro/index.html"]); got != "<h1>Acasă</h1><p>Text</p>\n" {
		t.Errorf("the home page is %q", got)
	}
	if _, ok := out["index.html"]; ok {
		t.Error("Hugo wrote a redirect at the root")
	}
}

func TestProblemsCarryTheirPlace(t *testing.T) {
	out, problems, err := render(t, small(Files{
		"content/ro/x.md": []byte("---\ntitle: X\n---\n\nText {{< nothing >}}\n"),
	}))
	if err != nil || out != nil || len(problems) == 0 {
		t.Fatalf("%v %v %v", out, problems, err)
	}
	p := problems[0]
	if p.Pos.File != "content/ro/x.md" || p.Pos.Line != 5 {
		t.Errorf("the place is %v of %q", p.Pos, p.Message)
	}
	if strings.Contains(p.Message, root) {
		t.Errorf("the message names our own folder: %q", p.Message)
	}
}

func TestTemplatesReachNeitherMachineNorNetwork(t *testing.T) {
	for _, layout := range []string{
		`{{ os.Getenv "PATH" }}`,
		`{{ (resources.GetRemote "http://127.0.0.1:1/x").Content }}`,
		`{{ readFile "/etc/hostname" }}`,
		`{{ (resources.FromString "a.css" "x" | css.PostCSS).RelPermalink }}`,
	} {
		out, problems, err := render(t, small(Files{"layouts/home.html": []byte(layout)}))
		if got := out["ro/index.html"]; err == nil && len(problems) == 0 && len(got) > 0 {
			t.Errorf("%s was rendered as %q", layout, got)
		}
	}
}

func TestRawHTMLIsNotPublished(t *testing.T) {
	out, problems, err := render(t, small(Files{
		"content/ro/_index.md": []byte("---\ntitle: X\n---\n<script>a</script>\n\n{{% b %}}\n"),
	}))
	if err == nil && len(problems) == 0 && strings.Contains(string(out["ro/index.html"]), "<script") {
		t.Errorf("published %q", out["ro/index.html"])
	}
}

// A renderer is asked for other pages, other texts and other data one after
// the other, and gives what a new one gives.
func TestRendererGivesTheSameAsANewOne(t *testing.T) {
	base := small(Files{
		"layouts/page.html": []byte(`{{ .Title }} {{ .Content }} {{ hugo.Data.ascult.name }} {{ i18n "hello" }}`),
		"i18n/ro.yaml":      []byte("hello: Bună\n"),
	})
	delete(base, "content/ro/_index.md")
	page := func(text string) []byte { return []byte("---\ntitle: T\n---\n" + text + "\n") }
	r := NewRenderer(base)
	defer r.Close()
	for i, src := range []Files{
		{"content/ro/a.md": page("one"), "data/ascult.json": []byte(`{"name": "x"}`)},
		{"content/ro/a.md": page("two"), "data/ascult.json": []byte(`{"name": "x"}`)},
		{"content/ro/a.md": page("two"), "data/ascult.json": []byte(`{"name": "y"}`)},
		{"content/ro/m/b.md": page("three"), "content/ro/m/_index.md": page("list"), "data/ascult.json": []byte(`{"name": "y"}`)},
		{"content/ro/m/b.md": page("{{< broken >}}"), "data/ascult.json": []byte(`{"name": "y"}`)},
		{"content/ro/m/b.md": page("four"), "content/ro/a.md": page("one"), "data/ascult.json": []byte(`{"name": "x"}`)},
		{"data/ascult.json": []byte(`{"name": "x"}`)},
		{"content/ro/a.md": page("one"), "data/ascult.json": []byte(`{"name": "z"}`)},
	} {
		got, problems, err := r.Render(context.Background(), src)
		if err != nil {
			t.Fatal(err)
		}
		all := maps.Clone(base)
		maps.Copy(all, src)
		want, _, err := render(t, all)
		if err != nil {
			t.Fatal(err)
		}
		for name := range src {
			to := PublishedAs(name)
			if strings.HasSuffix(to, ".html") && (string(got[to]) != string(want[to]) || len(problems) == 0 && len(got[to]) == 0) {
				t.Errorf("step %d: %s is %q, and new %q", i, to, got[to], want[to])
			}
		}
		if len(got) != len(want) {
			t.Errorf("step %d: %d files, and new %d", i, len(got), len(want))
		}
	}
}
