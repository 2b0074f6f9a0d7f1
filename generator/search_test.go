package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// lessonPage is a page as it is published: one of each thing that search reads
// or leaves out.
const lessonPage = `<!doctype html><html lang="ro" data-page="lesson"><head><title>T</title></head><body>
<header>Meniu</header>
<main id="main"><p class="kicker">Lecția 1 din 4</p><h1>La ce folosește <em>un interviu</em></h1>
<div class="call"><h2>Despre conținut</h2><p>Text aspru.</p></div>
<p id="s-aaaaaa">Ce s-` + joiner + `a spus la art.` + hard + `20 și co` + "\u00ad" + `pii.</p>
<h2 id="few"><span id="s-bbbbbb"></span>Puține interviuri</h2>
<ol class="talk"><li><span class="who">Irina</span><div class="words"><p class="say"><q>Vreau să întreb.</q></p>
<div class="eff good"><p><strong>Sprijină</strong> Siguranța întâi.</p></div></div></li></ol>
<ul><li>unu</li><li>doi</li></ul>
<section class="practice" id="practice-a1"><h2 id="practice-title-a1">Încercați</h2><p class="meta">Nu se dau note.</p>
<div class="q" id="q-aim"><h3>Care este scopul?</h3><ul><li><p>Un dosar</p><details><summary>Vezi</summary><p>RĂSPUNS</p></details></li></ul></div></section>
<section class="scenario" id="scenario-monday"><div class="start"><h2 id="scenario-title-monday"><span class="kicker">Scenariu</span> Luni, 17:40</h2><p>Sunteți de serviciu.</p></div>
<section id="n-monday-door"><h3 id="nh">Momentul 1</h3><p>Se uită spre ușă.</p></section>
<article class="ending"><h4>Se întoarce</h4><p>Cu un avocat.</p></article></section>
<p hidden>ASCUNS</p><nav>Înapoi</nav><div class="pager">Mai departe</div></main></body></html>`

func TestSectionsOfAPage(t *testing.T) {
	got, err := sections("courses/c/a1/l.html", []byte(lessonPage), false)
	if err != nil {
		t.Fatal(err)
	}
	want := foundPage{
		path: "courses/c/a1/l.html", kind: "lesson", title: "La ce folosește un interviu",
		sections: []foundSection{
			{text: "Text aspru.\nCe s-a spus la art. 20 și copii."},
			{anchor: "few", heading: "Puține interviuri", text: "Irina: Vreau să întreb.\nSiguranța întâi.\nunu\ndoi"},
			{anchor: "q-aim", heading: "Care este scopul?", text: "Un dosar"},
			{anchor: "scenario-monday", heading: "Scenariu: Luni, 17:40", text: "Sunteți de serviciu.\nSe uită spre ușă.\nSe întoarce\nCu un avocat."},
		},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(foundPage{}, foundSection{})); diff != "" {
		t.Error(diff)
	}
}

func TestPagesThatAreNotSearched(t *testing.T) {
	for _, layout := range []string{"search", "missing", "pocket", "shell", ""} {
		page := strings.Replace(lessonPage, `data-page="lesson"`, fmt.Sprintf("data-page=%q", layout), 1)
		if got, err := sections("x.html", []byte(page), true); err != nil || got.kind != "" {
			t.Errorf("%s: %v, %v", layout, got, err)
		}
	}
}

func TestHelpLinesAreFoundInTheirList(t *testing.T) {
	page := []byte(`<html data-page="guide"><main><h1>G</h1><p>Text.</p><div class="lines"><p>116 111</p></div></main>`)
	for lines, want := range map[bool]string{false: "Text.", true: "Text.\n116 111"} {
		got, err := sections("g/1.html", page, lines)
		if err != nil || got.sections[0].text != want {
			t.Errorf("%v: %q, %v", lines, got.sections[0].text, err)
		}
	}
}

func TestARepeatedBlockIsFoundOnce(t *testing.T) {
	long := strings.Repeat("aceeași lege ", 6)
	page := func(path string) foundPage {
		return foundPage{path: path, sections: []foundSection{{text: "scurt\n" + long}, {text: long}}}
	}
	var got []string
	for _, p := range onOnePage([]foundPage{page("a.html"), page("b.html"), page("index.html")}) {
		var texts []string
		for _, s := range p.sections {
			texts = append(texts, s.text)
		}
		got = append(got, strings.Join(texts, "|"))
	}
	want := []string{"scurt", "scurt", "scurt\n" + long + "|" + long}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSearchPageLoadsItsIndex(t *testing.T) {
	build := func() *rendered {
		r := &rendered{files: map[string][]byte{
			"ro/search.html": []byte(`<html data-page="search"><script src="search-index.js"></script><div data-lines="g/3.html">`),
			"ro/l.html":      []byte(lessonPage),
			"ru/l.html":      []byte(strings.ReplaceAll(lessonPage, "Irina", "Ирина")),
		}}
		if err := r.search(); err != nil {
			t.Fatal(err)
		}
		return r
	}
	one, two := build(), build()
	if diff := cmp.Diff(one.files, two.files); diff != "" {
		t.Error("the same pages give another index:", diff)
	}
	name := regexp.MustCompile(`search-index\.[0-9a-f]{32}\.js`).FindString(string(one.files["ro/search.html"]))
	index, ok := one.files["ro/"+name]
	if name == "" || !ok || len(one.files) != 4 {
		t.Fatalf("the page loads %q of %d files", name, len(one.files))
	}
	pages := decodeSearch(t, index)
	if len(pages) != 1 || pages[0].path != "l.html" {
		t.Errorf("the index holds %v", pages)
	}
	if bytes.Contains(index, []byte("RĂSPUNS")) {
		t.Error("an answer is in the index")
	}
}

// Every word of a site that is too large is still found, and the index keeps
// its budget.
func TestAnIndexKeepsItsBudget(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&text, "cuvânt%d și altele. ", i*7919%5000)
	}
	pages := []foundPage{{path: "a.html", kind: "lesson", title: "A", sections: []foundSection{{heading: "H", text: text.String()}}}}
	whole, err := encodeSearch(pages, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	size, _ := compressed(whole)
	small, err := encodeSearch(pages, size*9/10)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := compressed(small); got > size*9/10 {
		t.Errorf("%d bytes of %d", got, size*9/10)
	}
	words := func(index []byte) []string {
		found := searchWord.FindAllString(strings.ToLower(decodeSearch(t, index)[0].sections[0].text), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	if diff := cmp.Diff(words(whole), words(small)); diff != "" {
		t.Error(diff)
	}
	least, err := encodeSearch(pages, 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(words(whole), words(least)); diff != "" {
		t.Error("an index that cannot be small enough loses words:", diff)
	}
}

// FuzzSearchCode holds that a text is read back as it was.
func FuzzSearchCode(f *testing.F) {
	for _, s := range []string{
		"", " ", "Bună ziua. Mă numesc Rusu.", "„Text” (MD): S.M. v. Croatia, art. 20!", "ALL caps, iPhone. iPhone? і ІІ; пам’ять, м'ята",
		"unu\ndoi\n…\ntrei", "  spații  ", "ß ǅ İi ŉ 𝒜bc 𝒜b", "x-y_z{}|~\"\\", "don’t stop. don’t", "a1b2 112 +373 22",
	} {
		f.Add(s, "Titlu "+s)
	}
	f.Fuzz(func(t *testing.T, text, title string) {
		if !utf8.ValidString(text) || !utf8.ValidString(title) {
			return
		}
		in := []foundPage{{path: "p.html", kind: "page", title: title, sections: []foundSection{{"a", "", text}, {"", title, "Da. " + text}}}}
		index, err := encodeWords(in, shortenings[0])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(in, decodeSearch(t, index), cmp.AllowUnexported(foundPage{}, foundSection{})); diff != "" {
			t.Error(diff)
		}
	})
}

// decodeSearch reads an index the way the page does.
func decodeSearch(t *testing.T, index []byte) []foundPage {
	t.Helper()
	var in struct {
		Codes [2]int
		Words [3][2]any
		Pages [][]string
	}
	body := strings.TrimSuffix(strings.TrimPrefix(string(index), "var ascultSearch="), ";\n")
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		t.Fatal(err)
	}
	var tables [3][]string
	for i, list := range in.Words {
		for _, gap := range list[0].([]any) {
			tables[i] = append(tables[i], gap.(string))
		}
		before := ""
		for _, m := range regexp.MustCompile("([!#-&(-/:-@\\[\\]-`{-~])([^!#-&(-/:-@\\[\\]-`{-~]*)").FindAllStringSubmatch(list[1].(string), -1) {
			n, at := strings.Index(fronts, m[1]), 0
			for at < len(before) && n > 0 {
				r, size := utf8.DecodeRuneInString(before[at:])
				at += size
				n--
				if r > 0xffff {
					n--
				}
			}
			before = before[:at] + m[2]
			tables[i] = append(tables[i], before)
		}
	}
	text := func(coded string) string {
		var out strings.Builder
		start, flipped, after := true, false, false
		for len(coded) > 0 {
			next := func() int { i := strings.IndexByte(codes, coded[0]); coded = coded[1:]; return i }
			first := next()
			n := len(codes)
			var token string
			switch {
			case first < in.Codes[0]:
				token = tables[0][first]
			case first < in.Codes[0]+in.Codes[1]:
				token = tables[1][(first-in.Codes[0])*n+next()]
			default:
				at := (first-in.Codes[0]-in.Codes[1])*n + next()
				token = tables[2][at*n+next()]
			}
			switch {
			case token == flip:
				flipped = true
			case isWord(token):
				if after {
					out.WriteByte(' ')
				}
				if start != flipped {
					token = capital(token)
				}
				out.WriteString(token)
				start, flipped, after = false, false, true
			default:
				out.WriteString(token)
				start, after = start || sentenceEnd.MatchString(token), false
			}
		}
		return out.String()
	}
	var pages []foundPage
	for _, row := range in.Pages {
		p := foundPage{path: row[0], kind: row[1], title: text(row[2])}
		for s := range slices.Chunk(row[3:], 3) {
			p.sections = append(p.sections, foundSection{s[0], text(s[1]), text(s[2])})
		}
		pages = append(pages, p)
	}
	return pages
}
