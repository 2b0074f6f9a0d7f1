package translate

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show writes pieces in short: words, and markup as <1em>…</1em> or <2code/>.
func show(ps Pieces) string {
	var b strings.Builder
	for _, p := range ps {
		id := string(rune('0'+p.ID)) + p.Role
		switch p.Kind {
		case Words:
			b.WriteString(p.Text)
		case Open:
			b.WriteString("<" + id + ">")
		case Close:
			b.WriteString("</" + id + ">")
		case Alone:
			b.WriteString("<" + id + "/>")
		}
	}
	return b.String()
}

func TestInline(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"words":             {"Only words.", "Only words."},
		"emphasis":          {"a *b* __c__ d", "a <1em>b</1em> <2strong>c</2strong> d"},
		"nested emphasis":   {"***a** b*", "<1em><2strong>a</2strong> b</1em>"},
		"unmatched stars":   {"2 * 3 ** 4 ***a**", "2 * 3 ** 4 *<1strong>a</1strong>"},
		"link":              {`see [the *law*](https://a.example/b_(c) "t)") now`, "see <1link>the <2em>law</2em></1link> now"},
		"link in angles":    {`[a](<x) y> 'z') b`, "<1link>a</1link> b"},
		"ref link":          {`[a]({{< ref "g/5#x" >}}) b`, "<1link>a</1link> b"},
		"ref alone":         {`go {{< ref "g/5" >}} b`, `go <1ref/> b`},
		"language":          {"a {{< l en >}}Victim *support*{{< /l >}} b", "a <1lang>Victim <2em>support</2em></1lang> b"},
		"language crosses":  {"*a {{< l en >}}b* c{{< /l >}}", "<1em>a <2lang/>b</1em> c<3lang/>"},
		"language no end":   {"a {{< l en >}}b", "a <1lang/>b"},
		"code":              {"a ``b ` *c* {{< l en >}}`` d", "a <1code/> d"},
		"addresses":         {"a <https://a.example/> <b@c.example> d", "a <1address/> <2address/> d"},
		"html":              {"a <b class=\"x\">c</b>", "a <1html/>c<2html/>"},
		"image":             {"a ![b *c*](d.png) e", "a <1image>b <2em>c</2em></1image> e"},
		"escapes":           {`a \* \[ \\ \q &amp; &nbsp;x &bogus; &#x201e;y`, "a * [ \\ \\q & \u00a0x &bogus; „y"},
		"wrapped":           {"a\nb *c\nd* e", "a b <1em>c d</1em> e"},
		"hard breaks":       {"a  \nb\\\nc", "a<1br/>b<2br/>c"},
		"wrapped quotation": {"> a *b\n> c* d", "a <1em>b c</1em> d"},
		"wrapped code":      {"- a `b\n  c` d", "a <1code/> d"},
		"wrapped link":      {"[a\nb](https://x.example/\n\"t\") c", "<1link>a b</1link> c"},
		"reference":         {"see [a b][x] c\n\n[x]: https://x.example/", "see <1link>a b</1link> c"},
		"collapsed":         {"[x][] c\n\n[x]: https://x.example/", "<1link>x</1link> c"},
		"shortcut":          {"[X] c\n\n[x]: https://x.example/", "<1link>X</1link> c"},
		"far reference":     {"[X] [y][x] c\n\n{{< plan a >}}\n\n[x]: https://x.example/", "<1link>X</1link> <2link>y</2link> c"},
		"heading":           {"## A *b* {#c}", "A <1em>b</1em>"},
		"setext":            {"A\n*b*\n===", "A <1em>b</1em>"},
		"accents":           {"e\u0301 й ф", "e\u0301 й ф"},
	} {
		t.Run(name, func(t *testing.T) {
			blocks, texts := Inline([]byte(test.body))
			if len(blocks) != 1 || texts[0] == nil {
				t.Fatalf("%d blocks, %v", len(blocks), texts)
			}
			if diff := cmp.Diff(test.want, show(texts[0].Tidy())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What somebody types stays what they typed, wherever it stands.
func TestTypedTextStaysText(t *testing.T) {
	typed := []string{
		"*a* _b_ __c__ ***", "[a](b) ![c](d) [e][f] [g]", "<b>x</b> <https://x.example/> a < b <", "&amp; &nbsp; &#42; & AT&T",
		`\ \\ \* back\slash`, "`code` ``", "- list", "+ list", "* list", "1. list", "1) list", "12345. x", "# heading", "#", "#1 of two", "### x ###", "x #",
		"> quote", "===", "---", "- - -", "-", "--", "~~~", "```", "a | b", ":--", "{{< l en >}}x{{< /l >}}", "{{< note law >}}", "{{% x %}}", "{{", "{#anchor}", "x {#anchor}", "x {.class}",
		"[x]: https://x.example/", "    indented", "tab\tand\nline", "snake_case_word _x", "Ștefan e\u0301 й\u0306 «ёж» № 5", "a\u00a0b\u202fc", "!", "a!", "| --- |", "=", "1.", "*", "_", "a ::: b", "https://x.example/?a=1&b=2", "&", "&#",
	}
	for where, body := range map[string]string{
		"paragraph": "x\n\nOLD\n\ny\n", "wrapped": "OLD\nOLD\n", "item": "- a\n- OLD\n- b\n", "nested item": "1. a\n   - OLD\n\n     more\n2. b\n",
		"quotation": "> OLD\n> x\n\ny\n", "heading": "## OLD {#old}\n\nx\n", "bare heading": "## OLD\n", "setext": "OLD\n---\n\nx\n", "cell": "| a | OLD |\n| --- | --- |\n| c | d |\n",
		"shortcode": "{{< gist >}}\nOLD\n{{< /gist >}}\n", "effect": "{{< talk >}}\n{{< line who=\"A\" >}}\nx\n\n{{< risk >}}OLD{{< /risk >}}\n{{< /line >}}\n{{< /talk >}}\n",
	} {
		for _, text := range typed {
			blocks := Blocks([]byte(body))
			at := -1
			for i, b := range blocks {
				if strings.Contains(b.Text, "OLD") {
					at = i
				}
			}
			want := Pieces{{Text: text}}
			out, refused := Set([]byte(body), map[int]Pieces{at: want})
			if len(refused) > 0 {
				t.Errorf("%s: %q was refused: %s", where, text, want.Markdown(blocks[at].Kind, ""))
				continue
			}
			_, texts := Inline(out)
			if !texts[at].Same(want) {
				t.Errorf("%s: %q reads %q", where, text, show(texts[at]))
			}
			if string(out[:blocks[at].Start]) != body[:blocks[at].Start] || !strings.HasSuffix(string(out), body[blocks[at].End:]) {
				t.Errorf("%s: %q changed something else:\n%s", where, text, out)
			}
		}
	}
}

// Writing what was read says the same again, in every page of the sample.
func TestInlineAndBack(t *testing.T) {
	pages, err := filepath.Glob("../../content/*/*/*.md")
	more, _ := filepath.Glob("../../content/*/courses/*/*/*.md")
	if pages = append(pages, more...); err != nil || len(pages) < 50 {
		t.Fatal(len(pages), err)
	}
	for _, name := range pages {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(data[4:]), "\n---\n")
		_, texts := Inline([]byte(body))
		all := map[int]Pieces{}
		for i, ps := range texts {
			if ps == nil {
				t.Errorf("%s: block %d cannot be taken apart", name, i)
			}
			all[i] = ps
		}
		out, refused := Set([]byte(body), all)
		if string(out) != body || len(refused) > 0 {
			t.Errorf("%s: refused %v, %s", name, refused, cmp.Diff(body, string(out)))
		}
	}
}

func TestSetRefuses(t *testing.T) {
	body := []byte("a *b* c\n\nd\n")
	_, texts := Inline(body)
	em := texts[0]
	for name, ps := range map[string]Pieces{
		"nothing":        {},
		"blank":          {{Text: " \n"}},
		"empty emphasis": {em[0], em[1], em[3], em[4]},
		"inside a word":  {{Text: "a"}, em[1], {Text: "«b"}, em[3], {Text: "c"}},
	} {
		out, refused := Set(body, map[int]Pieces{0: ps, 1: {{Text: "D"}}})
		if diff := cmp.Diff([]int{0}, refused); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if string(out) != "a *b* c\n\nD\n" {
			t.Errorf("%s: %q", name, out)
		}
	}
	// Lines end as they do in the file.
	crlf := []byte("- a  \r\n  b\r\n\r\nc\r\n")
	_, texts = Inline(crlf)
	texts[0][0].Text = "A"
	if out, refused := Set(crlf, map[int]Pieces{0: texts[0]}); string(out) != "- A\\\r\n  b\r\n\r\nc\r\n" || len(refused) > 0 {
		t.Errorf("%q %v", out, refused)
	}
	// White space inside the marks goes outside.
	out, refused := Set(body, map[int]Pieces{0: {{Text: "x"}, em[1], {Text: " y\u00a0"}, em[3], {Text: "z"}}})
	if string(out) != "x *y*\u00a0z\n\nd\n" || len(refused) > 0 {
		t.Errorf("%q %v", out, refused)
	}
}

func TestReplace(t *testing.T) {
	body := []byte("## A {#a}\n\n- one\n  wrapped\n- two\n\n> q\n")
	out, err := Replace(body, 1, " new *text*\\\n  line ")
	if want := "## A {#a}\n\n- new *text*\\\n  line\n- two\n\n> q\n"; err != nil || string(out) != want {
		t.Errorf("%q, %v", out, err)
	}
	for _, bad := range []string{"", "a\n\nb", "- c", "> c", "# d", "{{< gist >}}", "a\n- b", "```\nx\n```", "{{< note law >}}x{{< /note >}}", "[x]: https://x.example/"} {
		if _, err := Replace(body, 1, bad); !errors.Is(err, ErrStructure) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := Replace(body, 9, "x"); err == nil || errors.Is(err, ErrStructure) {
		t.Error(err)
	}
}

// FuzzInline: taking any body apart loses nothing that is not told: writing
// the pieces back reads the same.
func FuzzInline(f *testing.F) {
	f.Add("a *b* [c](d) `e` {{< l en >}}f{{< /l >}}\n\n- g\n\n| h | i |\n|---|---|\n| j\\|k | `l\\|m` |\n")
	f.Add("> a  \n> b\\\nc\n")
	f.Add("[a]\n\n[a]: b 'c'\n")
	f.Add("***a** b*{{< l en >}}*c{{< /l >}}*")
	f.Fuzz(func(t *testing.T, body string) {
		blocks, texts := Inline([]byte(body))
		all := map[int]Pieces{}
		for i, ps := range texts {
			if ps != nil {
				all[i] = ps
			}
		}
		out, refused := Set([]byte(body), all)
		again, _ := Inline(out)
		if len(again) != len(blocks) {
			t.Fatalf("%d blocks became %d", len(blocks), len(again))
		}
		_ = refused
	})
}
