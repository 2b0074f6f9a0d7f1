package source

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// FuzzParse holds that whatever is read as YAML, every complaint and every value
// has a place inside the file, and that nothing but plain text is let through.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: 1\nb: [x, y]\n", "a: &x [1]\nb: *x\n", "\t- a\n", "a: 1\na: 2\n", "<<: {a: 1}\n", "? [a, b]\n: c\n", "a: |\n  x\n  y\n", "--- a\n--- b\n",
		"a: \"\\u0000\"\n", "{a: {a: {a: [[[[", "'a\n", "a: !!binary eA==\n", "# only\n", "%YAML 1.1\n---\na: 1\n", "a:\r\n  - b\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if badByte(data) >= 0 {
			return // refused before it is parsed
		}
		lines := bytes.Split(data, []byte("\n"))
		var probs Problems
		d := Parse("f", data, 0, &probs)
		for _, p := range probs {
			if p.Pos.Line < 1 || p.Pos.Line > len(lines) || p.Pos.Col < 1 {
				t.Fatalf("%s of %d lines: %s", p.Pos, len(lines), p.Rule)
			}
		}
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			at := d.Pos(n)
			if at.Line < 1 || at.Line > len(lines) {
				t.Fatalf("a value stands at %s of %d lines", at, len(lines))
			}
			if n.Kind == yaml.AliasNode && len(probs) == 0 {
				t.Fatalf("an alias is let through: %q", data)
			}
			if n.Kind == yaml.ScalarNode && !utf8.ValidString(n.Value) {
				t.Fatalf("%q is no text", n.Value)
			}
			for _, c := range n.Content {
				walk(c)
			}
		}
		if d.Root != nil && !d.Broken {
			walk(d.Root)
		}
	})
}
