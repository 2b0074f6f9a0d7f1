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

func TestBuildPublishesInMemory(t *testing.T) {
	out, problems, err := Build(context.Background(), small(nil))
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
	out, problems, err := Build(context.Background(), small(Files{
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
		out, problems, err := Build(context.Background(), small(Files{"layouts/home.html": []byte(layout)}))
		if got := out["ro/index.html"]; err == nil && len(problems) == 0 && len(got) > 0 {
			t.Errorf("%s was rendered as %q", layout, got)
		}
	}
}

func TestRawHTMLIsNotPublished(t *testing.T) {
	out, problems, err := Build(context.Background(), small(Files{
		"content/ro/_index.md": []byte("---\ntitle: X\n---\n<script>a</script>\n\n{{% b %}}\n"),
	}))
	if err == nil && len(problems) == 0 && strings.Contains(string(out["ro/index.html"]), "<script") {
		t.Errorf("published %q", out["ro/index.html"])
	}
}
