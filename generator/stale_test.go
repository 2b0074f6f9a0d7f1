package generator

import (
	"strings"
	"testing"

	"ascult/generator/translate"
	"ascult/internal/course"
)

// TestNotesStandAtWhatTheySpeakOf holds where the mark of a passage that has
// fallen behind is put, and that the box it comes in is never published.
func TestNotesStandAtWhatTheySpeakOf(t *testing.T) {
	note := func(id string) string {
		return `<div class="fallen" hidden><div class="note meta" role="note" data-for="` + id + `"><p>Old. <a href="/ro/x.html#` + id + `">It</a></p></div></div>`
	}
	line := `<p class="meta">Old. <a href="../ro/x.html#s-abc234">It</a></p>`
	for _, c := range []struct{ name, in, id, want string }{
		{"paragraph", `<p>T ‖abc234‖</p><p>U</p>`, "s-abc234", `<div class="noted"><p id="s-abc234">T</p><div class="note meta" role="note"><p>Old. `},
		{"heading", `<h2 id="aim">T ‖abc234‖</h2><p>U</p>`, "s-abc234", `</span>T</h2>` + line + `<p>U</p>`},
		{"item", `<ul><li>T ‖abc234‖<ul><li>U</li></ul></li></ul>`, "s-abc234", `<li id="s-abc234">T` + line + `<ul>`},
		{"cell", `<table><tbody><tr><td>T ‖abc234‖</td></tr></tbody></table>`, "s-abc234", `<td id="s-abc234">T` + line + `</td>`},
		{"law", `<aside class="law"><p>T ‖abc234‖</p><ul><li>S</li></ul></aside>`, "s-abc234", `<p id="s-abc234">T</p>` + line + `<ul>`},
		{"question", `<div class="q" id="q-aim"><h3 id="q-aim-title">T</h3><ul></ul></div>`, "q-aim", `T</h3><p class="meta">`},
		{"title", `<h1>T</h1><p>U</p>`, "", `<h1>T</h1><p class="meta">`},
		{"nowhere", `<p>T</p>`, "s-abc234", `<main><p>T</p></main>`},
	} {
		f, err := finish("ru/x.html", []byte("<main>"+c.in+"</main>"+note(c.id)))
		if err != nil {
			t.Fatal(err)
		}
		if page := string(f.html); !strings.Contains(page, c.want) || strings.Contains(page, "data-for") || strings.Contains(page, "fallen") {
			t.Errorf("%s: %s\nwant %s", c.name, page, c.want)
		}
	}
}

// TestWhichPassagesHaveFallenBehind holds that a page is told of its own
// passages, and of the questions and scenes that it shows, each once with the
// latest day, and that the source language is told of none.
func TestWhichPassagesHaveFallenBehind(t *testing.T) {
	body := []byte("{{< practice a1 >}}\n\n{{< scenario day >}}\n")
	ru := &course.Page{Path: "content/ru/courses/demo/a/x.md", Lang: "ru", Body: body}
	ro := &course.Page{Path: "content/ro/courses/demo/a/x.md", Lang: "ro", Body: body}
	set := &course.Set{Key: "courses/demo/a/x.md", Source: "ro", Pages: map[string]*course.Page{"ro": ro, "ru": ru}}
	quiz := func(page, key, day string) translate.Stale {
		return translate.Stale{Form: translate.Quiz, Course: "demo", Page: page, ID: key, Lang: "ru", SourceLang: "ro", Changed: day}
	}
	f := fallenBehind([]translate.Stale{
		{Course: "demo", Page: "a/x", ID: "abc234", Lang: "ru", SourceLang: "ro", Path: ru.Path, Changed: "2026-11-24"},
		{Course: "demo", Page: "a/y", ID: "abc235", Lang: "ru", SourceLang: "ro", Path: "content/ru/courses/demo/a/y.md"},
		{Form: translate.Front, Course: "demo", Page: "a/x", ID: "title", Lang: "ru", SourceLang: "ro", Path: ru.Path},
		quiz("practice/a1", "aim.text", "2026-11-01"), quiz("practice/a1", "aim.options.b.text", "2026-11-24"), quiz("practice/a2", "aim.text", ""),
		quiz("scenario/day", "nodes.door.lines.1", ""), quiz("scenario/day", "nodes.door.choices.go.reply.1", ""),
		quiz("scenario/day", "endings.stays.title", ""), quiz("scenario/day", "about", ""),
	})
	var got []string
	for _, n := range f.notes("demo", set, ru) {
		got = append(got, n.For+" "+n.Changed+" "+n.Href)
	}
	page := "/ro/courses/demo/a/x.html"
	want := []string{
		"  " + page, "c-day-door-go  " + page + "#c-day-door-go", "e-day-stays  " + page + "#e-day-stays", "n-day-door  " + page + "#n-day-door",
		"q-aim 2026-11-24 " + page + "#q-aim", "s-abc234 2026-11-24 " + page + "#s-abc234", "scenario-day  " + page + "#scenario-day",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := f.notes("demo", set, ro); n != nil {
		t.Errorf("the source language is told %v", n)
	}
}
