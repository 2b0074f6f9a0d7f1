package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"ascult/internal/catalog"
)

// perCourse is how many lessons a generated course has in each language.
const perCourse = 25

// words are what generated pages are made of, by language.
var words = map[string][]string{
	"en": strings.Fields(`a person asks listens waits writes answers looks leaves returns the door room table chair evening
	officer court judge lawyer doctor interpreter street border work pay debt phone paper question account pause silence safe slow
	calm exact first then before after because when where who how often never again together alone`),
	"ro": strings.Fields(`o persoană întreabă ascultă așteaptă scrie răspunde privește pleacă revine ușa camera masa scaunul seara
	ofițerul instanța judecătorul avocatul medicul interpretul strada frontiera munca plata datoria telefonul hârtia întrebarea relatarea
	pauza liniștea sigur încet calm exact întâi apoi înainte după fiindcă când unde cine cum adesea niciodată iarăși împreună singur`),
	"ru": strings.Fields(`человек спрашивает слушает ждёт пишет отвечает смотрит уходит возвращается дверь комната стол стул вечер
	офицер суд судья адвокат врач переводчик улица граница работа плата долг телефон бумага вопрос рассказ пауза тишина надёжно
	медленно спокойно точно сначала потом раньше после потому когда где кто как часто никогда снова вместе отдельно`),
	"uk": strings.Fields(`людина запитує слухає чекає пише відповідає дивиться виходить повертається двері кімната стіл стілець вечір
	офіцер суд суддя адвокат лікар перекладач вулиця кордон робота платня борг телефон папір питання розповідь пауза тиша надійно
	повільно спокійно точно спершу потім раніше після тому коли де хто як часто ніколи знову разом окремо`),
}

// A dice gives the same numbers in every run.
type dice struct {
	state uint32
	words []string
}

func newDice(lang string) *dice { return &dice{uint32(len(lang)), words[lang]} }

func (d *dice) roll(n int) int {
	d.state = d.state*1664525 + 1013904223
	return int(d.state>>8) % n
}

func (d *dice) sentence(n int) string {
	var b strings.Builder
	last := ""
	for i := range n {
		w := d.words[d.roll(len(d.words))]
		for w == last {
			w = d.words[d.roll(len(d.words))]
		}
		last = w
		if i == 0 {
			first, size := utf8.DecodeRuneInString(w)
			w = string(unicode.ToUpper(first)) + w[size:]
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String() + "."
}

// title is a few words without an end.
func (d *dice) title(n int) string { return strings.TrimSuffix(d.sentence(n), ".") }

// lesson is the text of a page of some 600 words with headings, a table, a
// transcript, a note and links.
func (d *dice) lesson() string {
	var b strings.Builder
	for s := range 5 {
		fmt.Fprintf(&b, "## %s {#part-%d}\n\n", d.title(4), s+1)
		for range 5 {
			fmt.Fprintf(&b, "%s %s\n\n", d.sentence(9), d.sentence(11))
		}
		switch s {
		case 0:
			b.WriteString("{{< note word >}}\n" + d.sentence(12) + "\n{{< /note >}}\n\n")
		case 1:
			fmt.Fprintf(&b, "| %s | %s |\n| --- | --- |\n", d.title(1), d.title(1))
			for range 4 {
				fmt.Fprintf(&b, "| %s | %s |\n", d.sentence(3), d.sentence(3))
			}
			b.WriteString("\n")
		case 2:
			fmt.Fprintf(&b, "[%s]({{< ref \"a1/lesson-1#part-2\" >}})\n\n", d.sentence(3))
		case 3:
			b.WriteString("{{< talk >}}\n")
			speakers := []string{d.title(1), d.title(2)}
			for i := range 4 {
				fmt.Fprintf(&b, "{{< line who=%q >}}\n%s\n{{< /line >}}\n", speakers[i%2], d.sentence(8))
			}
			b.WriteString("{{< /talk >}}\n\n")
		}
	}
	b.WriteString("{{< stays >}}\n- " + d.sentence(6) + "\n- " + d.sentence(6) + "\n- " + d.sentence(6) + "\n{{< /stays >}}\n")
	return b.String()
}

// writeSource writes an author's folder with so many lessons, all languages
// counted, in courses of perCourse lessons.
func writeSource(b testing.TB, dir string, lessons int) {
	b.Helper()
	put := func(name, text string) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	put("hugo.yaml", "exit:\n  ro: https://ro.wikipedia.org/\n  ru: https://ru.wikipedia.org/\n  uk: https://uk.wikipedia.org/\n  en: https://en.wikipedia.org/\n")
	text := func() string {
		var all []string
		for _, lang := range catalog.Languages {
			all = append(all, lang+": "+newDice(lang).title(3))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	put("data/sources.yaml", "CTI:\n  title: "+text()+"\n  where: a shelf\n  seen: 2026-11-23\n  certainty: S\n")
	put("data/helplines.yaml", "lines:\n  - {id: eu-112, state: eu, number: \"112\", operator: "+text()+", for: "+text()+", hours: "+text()+
		", source: leaflet, seen: 2026-11-23, grade: A, emergency: true}\n")
	courses := lessons / len(catalog.Languages) / perCourse
	for _, lang := range catalog.Languages {
		d := newDice(lang) // the same course of words in every language: what they say does not matter here
		root := "content/" + lang + "/"
		for _, index := range []string{"", "courses/", "g/"} {
			put(root+index+"_index.md", "---\ntitle: "+d.title(2)+"\n---\n")
		}
		for c := range courses {
			course := fmt.Sprintf("%scourses/course-%d/", root, c+1)
			head := fmt.Sprintf("title: %s\nsummary: %s\naudience: %s\nobjectives: [%s, %s]\n", d.title(3), d.sentence(9), d.sentence(4), d.title(5), d.title(6))
			if lang == catalog.Languages[0] {
				head += "source: " + lang + "\nedition: \"1\"\nlaw_date: 2026-11-23\n" + fmt.Sprintf("weight: %d\n", c+1)
			}
			put(course+"_index.md", "---\n"+head+"---\n")
			head = fmt.Sprintf("title: %s\nsummary: %s\n", d.title(3), d.sentence(9))
			if lang == catalog.Languages[0] {
				head += "weight: 1\n"
			}
			put(course+"a1/_index.md", "---\n"+head+"---\n")
			for l := range perCourse {
				head = fmt.Sprintf("title: %s\nsummary: %s\n", d.title(3), d.sentence(9))
				if lang == catalog.Languages[0] {
					head += fmt.Sprintf("weight: %d\nsources: [CTI]\n", l+1)
				}
				put(fmt.Sprintf("%sa1/lesson-%d.md", course, l+1), "---\n"+head+"---\n\n"+d.lesson())
			}
		}
	}
}

// writeStock lays the configuration and plain templates of a Hugo site beside
// the same pages: what a careful person would write without us.
func writeStock(b *testing.B, dir string) {
	b.Helper()
	var languages strings.Builder
	for i, lang := range catalog.Languages {
		fmt.Fprintf(&languages, "  %s: {weight: %d, contentDir: content/%s}\n", lang, i+1, lang)
	}
	page := `<!doctype html><html lang="{{ site.Language.Lang }}"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<header>{{ range .Translations }}<a href="{{ .RelPermalink }}">{{ .Language.Lang }}</a> {{ end }}</header>
<nav><ol>{{ with .CurrentSection }}{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}{{ end }}</ol></nav>
<main><h1>{{ .Title }}</h1>{{ .Content }}</main>
<footer>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }} {{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</footer></body></html>
`
	files := map[string]string{
		"hugo.yaml": "baseURL: https://example.org/\nrelativeURLs: true\nuglyURLs: true\ndefaultContentLanguage: ro\ndefaultContentLanguageInSubdir: true\n" +
			"disableKinds: [taxonomy, term, rss, sitemap, \"404\"]\nmarkup: {goldmark: {parser: {autoHeadingID: false, attribute: {title: true}}}}\nlanguages:\n" + languages.String(),
		"layouts/single.html":                 page,
		"layouts/list.html":                   page,
		"layouts/_shortcodes/note.html":       `<aside>{{ .Inner | $.Page.RenderString }}</aside>`,
		"layouts/_shortcodes/talk.html":       `<ol>{{ .Inner }}</ol>`,
		"layouts/_shortcodes/line.html":       `<li><b>{{ .Get "who" }}</b> {{ .Inner | $.Page.RenderString }}</li>`,
		"layouts/_shortcodes/stays.html":      `<div>{{ .Inner | $.Page.RenderString (dict "display" "block") }}</div>`,
		"layouts/_shortcodes/ref.html":        `{{ $c := index (split .Page.File.Dir "/") 1 }}../a1/{{ .Get 0 | replaceRE "^a1/([^#]*)" "$1.html" }}`,
		"layouts/_markup/render-table.html":   `<table><thead>{{ range .THead }}<tr>{{ range . }}<th>{{ .Text }}</th>{{ end }}</tr>{{ end }}</thead><tbody>{{ range .TBody }}<tr>{{ range . }}<td>{{ .Text }}</td>{{ end }}</tr>{{ end }}</tbody></table>`,
		"layouts/_markup/render-heading.html": `<h{{ .Level }} id="{{ .Attributes.id }}">{{ .Text }}</h{{ .Level }}>`,
	}
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}
