package generator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// withSecondCourse adds a small course of two lessons, without an exam.
func withSecondCourse(t *testing.T, o Options) Options {
	t.Helper()
	src := writable(t, o.Source)
	for _, lang := range catalog.Languages {
		structure := func(text string) string {
			if lang != "ro" {
				return ""
			}
			return text
		}
		add := func(name, front, body string) {
			src["content/"+lang+"/courses/courts/"+name] = &fstest.MapFile{Data: []byte("---\n" + front + "---\n\n" + body)}
		}
		add("_index.md", "title: Courts "+lang+"\nsummary: S.\naudience: A.\nobjectives: [O]\n"+
			structure("source: ro\nedition: \"2\"\nlaw_date: 2026-01-01\nweight: 2\n"), "")
		add("b1/_index.md", "title: Module "+lang+"\nsummary: S.\n"+structure("weight: 1\n"), "")
		for i, lesson := range []string{"first", "second"} {
			add("b1/"+lesson+".md", fmt.Sprintf("title: Lesson %s %s\nsummary: S.\n", lesson, lang)+structure(fmt.Sprintf("weight: %d\n", i+1)),
				"## Heading {#aim}\n\nText with `s-a` and s-a.\n\n| a | b |\n| --- | ---: |\n| c | d |\n")
		}
	}
	o.Source = src
	return o
}

func TestCoursesAreMergedIntoOneSite(t *testing.T) {
	o := withSecondCourse(t, sample(t))
	files, manifest, ds, err := Render(context.Background(), o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	var ids []string
	for _, e := range manifest.Courses {
		ids = append(ids, e.Course)
	}
	if !slices.Equal(ids, []string{"courts", "interviewing"}) {
		t.Errorf("the manifest has %v", ids)
	}
	for name, want := range map[string][]string{
		"ro/index.html":                           {`href="courses/courts/index.html"`, `href="courses/interviewing/index.html"`},
		"en/courses/courts/index.html":            {"Courts en", `href="b1/first.html"`},
		"ru/courses/courts/b1/first.html":         {"Lesson second ru", `name="page" value="b1/first"`, "<table>", `class="n"`},
		"uk/courses/courts/b1/second.html":        {`rel="prev"`, `href="first.html"`, `id="aim"`},
		"uk/courses/interviewing/a1/purpose.html": {"interviewing"},
	} {
		for _, w := range want {
			if !strings.Contains(string(files[name]), w) {
				t.Errorf("%s does not hold %s", name, w)
			}
		}
	}
	// A course is built alone: its pages are the same whatever stands beside it.
	alone, _, ds, err := Render(context.Background(), sample(t))
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	for name, data := range alone {
		if strings.Contains(name, "/courses/interviewing/") && string(files[name]) != string(data) {
			t.Errorf("%s is another page when there is a second course", name)
		}
	}
}

func TestACopyForDisksSendsNothing(t *testing.T) {
	o := sample(t)
	o.Edition = File
	files, _, ds, err := Render(context.Background(), o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	for name, data := range files {
		for _, unwanted := range []string{"<form method", "action=", `/exam/`, `/verify"`, `/learn/`, `/report`, "data-app"} {
			if strings.HasSuffix(name, ".html") && strings.Contains(string(data), unwanted) {
				t.Errorf("%s holds %s", name, unwanted)
			}
		}
	}
	if !strings.Contains(string(files["ro/courses/interviewing/a1/purpose.html"]), `rel="next"`) {
		t.Error("a lesson leads nowhere")
	}
}

func TestComplaintsOfHugoHaveAPlace(t *testing.T) {
	o := sample(t)
	theme := writable(t, o.Theme)
	theme["layouts/lesson.html"].Data = append(theme["layouts/lesson.html"].Data, []byte(`{{ define "x" }}{{ nothing }}{{ end }}`)...)
	o.Theme = theme
	_, _, ds, err := Render(context.Background(), o)
	if err != nil || !diag.HasErrors(ds) {
		t.Fatalf("a broken theme was rendered: %v %v", ds, err)
	}
	if d := ds[len(ds)-1]; d.Rule != "build-hugo" || !strings.Contains(fmt.Sprint(d.Pos, d.Args), "lesson.html") {
		t.Errorf("the complaint is %v %v", d.Pos, d.Args)
	}
}

func TestSettingsNameWhatIsWrong(t *testing.T) {
	tests := []struct{ text, rule string }{
		{"exit:\n  ro: http://plain.example/\n", "exit-bad"},
		{"colour: red\n", "key-unknown"},
	}
	for _, tt := range tests {
		_, ds := readSettings(fstest.MapFS{"hugo.yaml": {Data: []byte(tt.text)}})
		if len(ds) != 1 || ds[0].Rule != tt.rule || ds[0].Pos.Line == 0 {
			t.Errorf("%q: %v, want %s", tt.text, ds, tt.rule)
		}
	}
	if s, ds := readSettings(fstest.MapFS{}); len(ds) > 0 || s.Exit["uk"] == "" {
		t.Errorf("without a file: %v %v", s, ds)
	}
}
