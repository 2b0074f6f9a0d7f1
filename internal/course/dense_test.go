package course

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestDensePages holds that no parser sees a paragraph for which it would need
// time by the square, whatever it is full of: the body is gone.
func TestDensePages(t *testing.T) {
	for _, s := range []string{
		"*a **b ", "*a ", "_a __b ", "**a* ", "*a_ ", "*a**b ", "*a **b\n", "> *a **b\n", "«*a",
		"[", "![", "[a](", "[a](<b", "[a](b \"c ", "[a\n", "<a ", "<a b=\"", "x <!-- ", "x <? ", "x <![CDATA[ ",
	} {
		body, rules := read(strings.Repeat(s, 200<<10/len(s)))
		if body != nil || len(rules) != 1 || rules[0] != "markup-dense" {
			t.Errorf("%q again and again: %v, body of %d bytes", s, rules, len(body))
		}
	}
	if body, _ := read(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)); body != nil {
		t.Error("brackets in brackets are read")
	}
}

// TestMarkedUpPages holds that text with much markup is read, in one paragraph
// or in several.
func TestMarkedUpPages(t *testing.T) {
	for _, s := range []string{
		"*a* **b** _c_ ***d*** ", "«**a**», (*b*). ", "| **a** | [b](c) | *d* |\n", "* a\n", "- **a**: b_c_d\n", "2 * 3 < 4 ",
		"[a](b (c) \"d\") ", "[a][b] ![c](d) ", "{{< l en >}}a{{< /l >}} {{< ref \"a1/b\" >}} ", "<https://a.b> ", `\[ \* \_ \< `,
		"*a [b <c\n\n", "*a [b <c\r\n\r\n", "> *a [b <c\n>\n", "a -> b ) ] ", "***\n", "___\n",
	} {
		text := strings.Repeat(s, 100<<10/len(s))
		if body, rules := read(text); body == nil || len(rules) > 0 {
			t.Errorf("%q again and again: %v", s, rules)
		}
	}
}

// read reads a page with this body; returns what is left of it, and the rules
// it breaks.
func read(body string) (left []byte, rules []string) {
	c, ds := Load(fstest.MapFS{"content/ro/about/a.md": {Data: []byte("---\ntitle: A\n---\n" + body)}}, []string{"ro"})
	for _, d := range ds {
		if d.Rule == "markup-dense" || d.Rule == "nesting-deep" {
			rules = append(rules, d.Rule)
		}
	}
	for _, s := range c.Sets() {
		if p := s.Pages["ro"]; p != nil {
			left = p.Body
		}
	}
	return left, rules
}
