package translate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
)

// TestReferences holds that a link finds its address as on the site: anywhere
// in what the same shortcode holds, and nowhere else; of two the first.
func TestReferences(t *testing.T) {
	const body = `[a][One] [two] [inner] ![c][one]

{{< note word >}}
[d][one] [inner]

{{< talk >}}
{{< line who="X" >}}
[inner]
{{< /line >}}
{{< line who="Y" >}}
[inner]: y
{{< /line >}}
{{< /talk >}}

[inner]: inside
{{< /note >}}

[one]: first

{{< note word >}}
[inner]
{{< /note >}}

{{< practice a1 >}}

[one]: second
[two]: other
`
	var got []string
	for _, c := range Read([]byte(body)).Chunks {
		_ = ast.Walk(c.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch v := n.(type) {
			case *ast.Link:
				if entering {
					got = append(got, c.Context+" "+string(v.Destination))
				}
			case *ast.Image:
				if entering {
					got = append(got, c.Context+" !"+string(v.Destination))
				}
			}
			return ast.WalkContinue, nil
		})
	}
	if d := cmp.Diff([]string{" first", " other", " !first", "note word inside"}, got); d != "" {
		t.Error(d)
	}
}
