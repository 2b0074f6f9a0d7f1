package preview

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"strings"

	"ascult/internal/catalog"
	"ascult/internal/quiz"
)

//go:embed assets
var assets embed.FS

// loadTemplates reads the pages of our own. Their texts are put in when they
// are executed, in the language of the reader.
func loadTemplates() (*templates, error) {
	set, err := template.New("").Funcs(texts(nil, "")).ParseFS(assets, "assets/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the pages of the preview: %w", err)
	}
	return &templates{set}, nil
}

// texts are the functions of a template: t is a text, n one in a plural form.
func texts(c *catalog.Catalog, lang string) template.FuncMap {
	return template.FuncMap{
		"dots":     func(n int) string { return strings.Repeat("●", n) + strings.Repeat("○", max(0, 3-n)) },
		"joined":   named,
		"address":  address,
		"add":      func(a, b int) int { return a + b },
		"mid":      func(x, w int) int { return x + w/2 },
		"lineAt":   func(i int) int { return 36 + 15*i },
		"changeAt": func(i int) int { return 29 + 12*i },
		"effect": func(kind string) string {
			return map[string]string{"supports": "＋", "risk": "！", "open": "○"}[kind]
		},
		"counter": func(name string) string { return c.Text(lang, "preview_counter_"+name) },
		"cut":     func(s string, most int) string { return strings.Join(broken(s, most, 1), "") },
		"conditions": func(when []quiz.Condition) string {
			if len(when) == 0 {
				return c.Text(lang, "preview_otherwise")
			}
			var out []string
			for _, w := range when {
				sign := map[string]string{"<=": "≤", ">=": "≥"}[w.Op]
				out = append(out, fmt.Sprintf("%s %s %d", c.Text(lang, "preview_counter_"+w.Counter), cmp.Or(sign, w.Op), w.Value))
			}
			return strings.Join(out, ", ")
		},
		"t":        func(key string, pairs ...any) string { return c.Text(lang, key, pairs...) },
		"n":        func(key string, n int, pairs ...any) string { return c.Count(lang, key, n, pairs...) },
		"language": func(tag string) string { return catalog.Names[tag] },
	}
}

func (p *templates) execute(w io.Writer, name string, c *catalog.Catalog, f frame) error {
	set, err := p.set.Clone()
	if err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if err := set.Funcs(texts(c, f.Lang)).ExecuteTemplate(w, name, f); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return nil
}

// named lists languages by the names that they have for themselves.
func named(tags []string) string {
	var out []string
	for _, t := range tags {
		out = append(out, catalog.Names[t])
	}
	return strings.Join(out, ", ")
}

// address lets the address of an editor through, whatever its scheme, unless
// it would run a script.
func address(to string) template.URL {
	u, err := url.Parse(to)
	if err != nil || u.Scheme == "javascript" || u.Scheme == "data" || u.Scheme == "vbscript" {
		return "#"
	}
	return template.URL(to) //nolint:gosec // it comes from the command line, and no scheme of it runs anything
}
