package generator

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// wholeLesson has every shortcode that a second course can have of its own;
// %[1]s is a language.
const wholeLesson = `{{< gist >}}
Shortly (%[1]s).
{{< /gist >}}

## Heading {#aim}

{{< law md MD241 >}}
Law of one state (%[1]s).
{{< /law >}}
{{< law int CETS197 MD241 >}}
Law of many (%[1]s).
{{< /law >}}

{{< trainer 15 >}}
Quillwort: let the room find the second mistake, as in [the lesson]({{< ref "b1/first#aim" >}}) (%[1]s).

- Quillwort again, {{< l en >}}as an item{{< /l >}} of a list of the room (%[1]s).
{{< /trainer >}}

{{< plan room >}}

{{< do >}}
- Say who you are (%[1]s).
{{< /do >}}
{{< dont >}}
- Do not joke (%[1]s).
{{< /dont >}}

{{< pocket >}}
- Duckweed on a card, see [the lesson]({{< ref "b1/first#aim" >}}) (%[1]s).
{{< /pocket >}}

{{< scenario monday >}}

Last (%[1]s).
`

const wholeScenario = `kind: scenario
counters: [trust]
source: [CTI]
place: Monday
about: About.
people: {irina: Irina}
start: door
nodes:
  - id: door
    lines: [{who: irina, text: I ask.}]
    choices:
      - {id: form, say: A form., effect: risk, change: {trust: -1}, feedback: The door closes., source: [CTI], next: end}
      - {id: seat, do: Offer a chair., effect: supports, change: {trust: 1}, feedback: Safety., source: [CTI], next: end}
endings:
  - {id: stays, when: [trust >= 1], title: She stays, text: [She stays.]}
  - {id: leaves, title: She leaves, text: [She leaves.]}
debrief: [The rule.]
`

const wholeScenarioTranslated = `place: Luni
about: Despre.
people: {irina: Irina}
nodes:
  door:
    lines: [Întreb.]
    choices: {form: {say: Formular., feedback: Ușa.}, seat: {do: Scaun., feedback: Siguranță.}}
endings: {stays: {title: Rămâne, text: [Rămâne.]}, leaves: {title: Pleacă, text: [Pleacă.]}}
debrief: [Regula.]
`

// withEverything adds a course that has everything, pages about the site and
// two guides with a role.
func withEverything(t *testing.T, o Options) Options {
	t.Helper()
	o = withSecondCourse(t, o)
	src := o.Source.(fstest.MapFS)
	four := func(text string) string {
		var all []string
		for _, lang := range catalog.Languages {
			all = append(all, fmt.Sprintf("%s: %q", lang, text+" "+lang))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	for _, lang := range catalog.Languages {
		structure := func(text string) string {
			if lang != "ro" {
				return ""
			}
			return text
		}
		add := func(name, front, body string) {
			src["content/"+lang+"/"+name] = &fstest.MapFile{Data: []byte("---\n" + front + "---\n\n" + body)}
		}
		add("courses/courts/b1/first.md", "title: Lesson first "+lang+"\nsummary: S.\ncontent_note: N.\n"+structure("weight: 1\nsensitive: true\n"), fmt.Sprintf(wholeLesson, lang))
		add("courses/courts/b1/second.md", "title: Lesson second "+lang+"\nsummary: S.\n"+structure("weight: 2\n"),
			"Text.\n\n{{< pocket >}}\n- Hornwort on a card ("+lang+").\n{{< /pocket >}}\n\n{{< trainer 30 >}}\nQuillwort: close the day with a round of the room ("+lang+").\n{{< /trainer >}}\n")
		add("about/zz-first.md", "title: First of ours "+lang+"\nsummary: S.\n"+structure("weight: 0\n"), "Text.\n")
		add("about/aa-second.md", "title: Second of ours "+lang+"\nsummary: S.\n"+structure("weight: 1\n"), "Text.\n")
		if lang == "ro" {
			for name, f := range src { // the roles are this test's own
				if strings.HasPrefix(name, "content/ro/g/") {
					f.Data = regexp.MustCompile(`(?m)^role: .*\n`).ReplaceAll(f.Data, nil)
				}
			}
		}
		add("g/98.md", "title: Guide 98 "+lang+"\nheading: H.\n"+structure("role: safety\n"), "Text.\n\n{{< helplines md >}}\n")
		add("g/99.md", "title: Guide 99 "+lang+"\nheading: H.\n"+structure("role: lines\n"), "Text.\n\n{{< helplines >}}\n")
		name := "quizzes/courts/scenario/monday." + lang + ".yaml"
		text := wholeScenarioTranslated
		if lang == "ro" {
			name, text = "quizzes/courts/scenario/monday.yaml", wholeScenario
		}
		src[name] = &fstest.MapFile{Data: []byte(text)}
	}
	plan := "room:\n  room: {width: 420, depth: 360}\n  finding: " + four("Nearest the door") + "\n  items:\n" +
		"    - {kind: door, x: 60, y: 0, text: " + four("Door") + "}\n    - {kind: chair, x: 120, y: 200, mark: true, text: " + four("Her chair") + "}\n    - {kind: table, x: 220, y: 200}\n"
	if f := src["data/plans.yaml"]; f != nil {
		plan = string(f.Data) + "\n" + plan
	}
	src["data/plans.yaml"] = &fstest.MapFile{Data: []byte(plan)}
	return o
}

var whole struct {
	sync.Once
	site
	source fstest.MapFS
	ds     []diag.Diagnostic
	err    error
}

// wholeSite renders the site with everything once for all tests.
func wholeSite(t *testing.T) site {
	t.Helper()
	o := withEverything(t, sample(t))
	whole.Do(func() {
		whole.source = o.Source.(fstest.MapFS)
		whole.files, whole.manifest, whole.ds, whole.err = Render(context.Background(), o)
	})
	if whole.err != nil || diag.HasErrors(whole.ds) {
		t.Fatalf("render: %v %v", whole.err, whole.ds)
	}
	return whole.site
}

// notes returns every segment of the notes for trainers of a source, as banks
// whose texts [Leaks] can look for.
func notes(src fstest.MapFS) quiz.Bank {
	marked := regexp.MustCompile(`\]\([^)]*\)|\{\{<[^>]*>\}\}`)
	b := quiz.Bank{ID: "notes"}
	for name, f := range src {
		if path.Ext(name) != ".md" || !strings.Contains(name, "/courses/") {
			continue
		}
		lang := strings.Split(name, "/")[1]
		for _, block := range translate.Blocks(f.Data) {
			if block.Context == "trainer" {
				text := marked.ReplaceAllString(block.Text, "")
				b.Questions = append(b.Questions, quiz.Question{ID: name + ": " + text, Text: quiz.Text{lang: text}})
			}
		}
	}
	return b
}

// TestNotesForTrainersAreNeverPublished searches every file of the site for
// every note in every language.
func TestNotesForTrainersAreNeverPublished(t *testing.T) {
	s := wholeSite(t)
	bank := notes(whole.source)
	if len(bank.Questions) < 3*len(catalog.Languages) {
		t.Fatalf("only %d notes are looked for", len(bank.Questions))
	}
	for _, l := range Leaks(s.files, []quiz.Bank{bank}) {
		t.Errorf("%s holds a note for trainers: %s", l.File, l.Question)
	}
	for name := range s.files {
		if strings.Contains(name, guidePage) {
			t.Errorf("%s is published", name)
		}
	}
	// The search does find them where they are.
	found := map[string]bool{}
	guides := map[string][]byte{}
	for c, byLang := range s.manifest.Guides {
		for lang, text := range byLang {
			guides[c+"/"+lang] = []byte(text)
		}
	}
	for _, l := range Leaks(guides, []quiz.Bank{bank}) {
		found[l.Question] = true
	}
	for _, q := range bank.Questions {
		if !found[q.ID] {
			t.Errorf("no guide holds %s", q.ID)
		}
	}
}

func TestTrainersGuide(t *testing.T) {
	s := wholeSite(t)
	for _, lang := range catalog.Languages {
		g := s.manifest.Guides["courts"][lang]
		at := 0
		for _, want := range []string{
			`lang="` + lang + `"`, "45", "<h2>Module " + lang + "</h2>", `<h3><a href="/` + lang + `/courses/courts/b1/first.html">Lesson first ` + lang,
			"15", "Quillwort: let", `href="/` + lang + `/courses/courts/b1/first.html#aim"`, `<span lang="en">as an item</span>`,
			"Lesson second " + lang, "30", "Quillwort: close",
		} {
			i := strings.Index(g[at:], want)
			if i < 0 {
				t.Errorf("%s: no %q after %q in\n%s", lang, want, g[:at], g)
				break
			}
			at += i
		}
		for _, unwanted := range []string{"<html", "<h1", "‖", "style=", "{{", "Duckweed"} {
			if strings.Contains(g, unwanted) {
				t.Errorf("%s: the guide holds %q", lang, unwanted)
			}
		}
	}
}

// TestPocketCards holds that a card has the lines of all lessons of its module
// in order, and that they stand in no lesson.
func TestPocketCards(t *testing.T) {
	s := wholeSite(t)
	e, _ := s.manifest.Edition("courts")
	if got := e.Modules[0].Pocket; got != "courses/courts/b1/pocket.html" {
		t.Fatalf("the manifest says the card is %q", got)
	}
	for _, lang := range catalog.Languages {
		if !strings.Contains(string(s.files[lang+"/courses/courts/b1/index.html"]), `<a href="pocket.html">`) {
			t.Errorf("%s: the module does not lead to its card", lang)
		}
		card := string(s.files[path.Join(lang, e.Modules[0].Pocket)])
		one, two := strings.Index(card, "Duckweed on a card"), strings.Index(card, "Hornwort on a card ("+lang+")")
		if one < 0 || two < one || !strings.Contains(card, `href="first.html#aim"`) || !strings.Contains(card, "data-exit") {
			t.Errorf("%s: the card is\n%s", lang, card)
		}
		for _, l := range e.Modules[0].Lessons {
			page := string(s.files[path.Join(lang, l.Path)])
			if strings.Contains(page, "on a card") {
				t.Errorf("%s/%s holds lines of the card", lang, l.Path)
			}
		}
	}
}

// TestSegmentsOfALesson holds that a page says which texts it holds, in their
// order, as the manifest does.
func TestSegmentsOfALesson(t *testing.T) {
	s := wholeSite(t)
	shape := regexp.MustCompile(`^[a-z2-7]{6}:[0-9a-f]{8}( [a-z2-7]{6}:[0-9a-f]{8})*$`)
	for _, e := range s.manifest.Courses {
		for _, m := range e.Modules {
			for _, l := range m.Lessons {
				for _, lang := range catalog.Languages {
					page, list := string(s.files[path.Join(lang, l.Path)]), l.Segments[lang]
					if !shape.MatchString(list) || !strings.Contains(page, ` data-segments="`+list+`"`) {
						t.Fatalf("%s/%s: the segments are %q", lang, l.Path, list)
					}
					at := 0
					for pair := range strings.FieldsSeq(list) {
						i := strings.Index(page[at:], ` id="s-`+pair[:6]+`"`)
						if i < 0 {
							t.Errorf("%s/%s: %s is not there, or not in its place", lang, l.Path, pair)
							break
						}
						at += i
					}
				}
			}
		}
	}
	// A translation says which text it was made from, not which it now stands
	// beside.
	o := withEverything(t, sample(t))
	src := o.Source.(fstest.MapFS)
	r, ds, err := Build(context.Background(), Options{Source: src, Theme: o.Theme, I18n: o.I18n, Out: path.Join(t.TempDir(), "out")})
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	for _, l := range r.Ledgers {
		src[l.File()] = &fstest.MapFile{Data: l.Format()}
	}
	first := src["content/ro/courses/courts/b1/first.md"]
	first.Data = []byte(strings.Replace(string(first.Data), "Last (ro).", "Last (ro), and edited.", 1))
	_, manifest, ds, err := Render(context.Background(), o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	lesson := func(m course.Manifest) course.Lesson {
		e, _ := m.Edition("courts")
		return e.Modules[0].Lessons[0]
	}
	before, after := lesson(r.Manifest), lesson(manifest)
	if before.Segments["ru"] != after.Segments["ru"] {
		t.Errorf("the Russian page went from %s to %s", before.Segments["ru"], after.Segments["ru"])
	}
	if a, b := strings.Fields(before.Segments["ro"]), strings.Fields(after.Segments["ro"]); slices.Equal(a, b) || len(a) != len(b) || !slices.Equal(a[:len(a)-1], b[:len(b)-1]) || a[len(a)-1][:6] != b[len(b)-1][:6] {
		t.Errorf("the Romanian page went from %v to %v", a, b)
	}
}

func TestCardsAndDrawingsOfALesson(t *testing.T) {
	s := wholeSite(t)
	page := string(s.files["en/courses/courts/b1/first.html"])
	for _, want := range []string{
		`<section class="gist" id="gist"`, `<div class="laws"><div class="law">`, "Republic of Moldova</p>", "International law</p>",
		"Law of one state (en).", "Source seen on", "To be confirmed against the official text.",
		`<svg role="img" aria-label="Nearest the door en"`, "<ol><li>Door en</li>", `<li class="plan-mark">Her chair en</li></ol>`,
		`<div class="ways-to"><div class="do">`, `<div class="dont">`, `id="n-monday-door"`,
	} {
		if strings.Count(page, want) == 0 {
			t.Errorf("no %s", want)
		}
	}
	for what, n := range map[string]int{`class="law"`: 2, `class="laws"`: 1, `class="ways-to"`: 1, "<p></p>": 0, `class="plan-badge"`: 2, "confirmed against": 1} {
		if got := strings.Count(page, what); got != n {
			t.Errorf("%s stands %d times, want %d", what, got, n)
		}
	}
}

// TestPagesAboutTheSite holds that the foot of every page lists them in their
// order, and that the guides with a role are linked where they are needed.
func TestPagesAboutTheSite(t *testing.T) {
	s := wholeSite(t)
	for _, name := range []string{"ru/index.html", "ru/g/1.html", "ru/courses/courts/b1/first.html", "ru/about/aa-second.html"} {
		page := string(s.files[name])
		one, two := strings.Index(page, "First of ours ru</a>"), strings.Index(page, "Second of ours ru</a>")
		if one < 0 || two < one {
			t.Errorf("%s does not list the pages about the site in their order", name)
		}
	}
	lines := string(s.files["uk/g/98.html"])
	if !strings.Contains(lines, `<a href="99.html">`) || !strings.Contains(lines, `href="../report?p=g`) {
		t.Error("help lines do not lead to the page of all lines, and to a report")
	}
	if strings.Contains(string(s.files["uk/g/99.html"]), `<p class="more"><a href="99.html"`) {
		t.Error("the page of all lines offers itself")
	}
	if !strings.Contains(string(s.files["uk/g/99.html"]), `<a href="98.html">`) || !strings.Contains(string(s.files["uk/g/index.html"]), `<a href="98.html">`) {
		t.Error("what is said of the quick exit does not lead to the safety page")
	}
}

func TestManifestNamesTheHelpLines(t *testing.T) {
	s := wholeSite(t)
	i := slices.IndexFunc(s.manifest.Lines, func(l course.HelpLine) bool { return l.ID == "md-trust" })
	if i < 0 || s.manifest.Lines[i].Number != "0 8008 8008" || s.manifest.Lines[i].State != "md" || s.manifest.Lines[i].Operator["en"] != "La Strada Moldova" {
		t.Errorf("the manifest has %v", s.manifest.Lines)
	}
}
