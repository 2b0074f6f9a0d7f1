package course

import (
	"bytes"
	"testing"
	"testing/fstest"
)

// FuzzTags holds that tags stand in the text in their order, none in another,
// and that what is no passage is published as it stands.
func FuzzTags(f *testing.F) {
	for _, s := range []string{
		"{{< talk >}}\n{{< line who=\"Ana\" >}}a{{< /line >}}{{< /talk >}}", "{{<{{< l en >}}", "{{< l \"a\\\" >}}", "{{< / >}}{{%", "{{< trainer 5 >}}x{{< pocket >}}y",
		"{{", "{{<", `{{<""0>}}`, "{{< ref \"a#b\"", "{{</l>}}", "{{< a=\"1\" b >}}\n{{< a\n>}}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		at := 0
		for _, tag := range Tags(body) {
			if tag.Start < at || tag.End <= tag.Start || tag.End > len(body) {
				t.Fatalf("a tag from %d to %d after %d in %d bytes", tag.Start, tag.End, at, len(body))
			}
			if !bytes.HasPrefix(body[tag.Start:], []byte("{{")) {
				t.Fatalf("a tag begins with %q", body[tag.Start:tag.End])
			}
			if !tag.Malformed && (tag.Name == "" || !bytes.HasSuffix(body[:tag.End], []byte(">}}"))) {
				t.Fatalf("%q is taken for a tag", body[tag.Start:tag.End])
			}
			at = tag.End
		}
		public := Public(body)
		if bytes.Count(public, []byte("\n")) != bytes.Count(body, []byte("\n")) {
			t.Fatalf("lines of %q are lost in %q", body, public)
		}
		if len(Passages(body)) == 0 && !bytes.Equal(public, body) {
			t.Fatalf("%q becomes %q", body, public)
		}
	})
}

// FuzzFrontMatter holds that a file is parted without loss, and that every
// complaint stands inside it.
func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: T\nsummary: S\nweight: 1\n---\nText.\n", "---\r\ntitle: T\r\n---\r\n", "---\ntitle: [\n---", "---\n\ttitle: T\n---\n", "---\na: &a [*a]\n<<: *a\n---\n",
		"---\n---", "---\ntitle: T\n", "+++\n+++\n", "\ufeff---\ntitle: T\n---\n", "---\n? [a]\n: b\n---\n", "---\ntitel: T\nobjectives: {a: b}\nweight: 1e3\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		head, body, line, ok := split(data)
		if ok && !bytes.HasSuffix(data, body) || !ok && !bytes.Equal(body, data) {
			t.Fatalf("%q has the body %q", data, body)
		}
		if ok && !bytes.Contains(data, head) {
			t.Fatalf("%q has the head %q", data, head)
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		if line < 1 || line > lines {
			t.Fatalf("the body of %q begins in line %d", data, line)
		}
		const name = "content/ro/courses/demo/a1/x.md"
		_, ds := Load(fstest.MapFS{name: {Data: data}}, []string{"ro"})
		for _, d := range ds {
			if d.Pos.File == name && (d.Pos.Line < 0 || d.Pos.Line > lines) {
				t.Fatalf("%s of %d lines in %q", d.Pos, lines, data)
			}
		}
	})
}
