package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ascult/internal/catalog"
)

// named returns every rule that the code names: the first argument of Add and
// of the small functions around it, and what stands under the key Rule.
func named(t *testing.T, dirs ...string) []string {
	t.Helper()
	rules := map[string]bool{}
	reRule := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	take := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil && reRule.MatchString(s) {
				rules[s] = true
			}
		}
	}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no code in %s: %v", dir, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch v := n.(type) {
				case *ast.CallExpr:
					fun := ""
					switch x := v.Fun.(type) {
					case *ast.Ident:
						fun = x.Name
					case *ast.SelectorExpr:
						fun = x.Sel.Name
					}
					if (strings.HasPrefix(strings.ToLower(fun), "add") || fun == "refuse") && len(v.Args) > 0 {
						take(v.Args[0])
					}
				case *ast.KeyValueExpr:
					if k, ok := v.Key.(*ast.Ident); ok && k.Name == "Rule" {
						take(v.Value)
					}
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(rules))
}

func TestEveryRuleHasTextsAPageAndACase(t *testing.T) {
	ours := named(t, "internal/source", "internal/course", "internal/quiz", "generator/translate", "generator/check")
	rules := append(named(t, "generator", "generator/translate/exchange"), ours...) // what a build says has its cases there
	if len(rules) < 60 {
		t.Fatalf("only %d rules were found: the search is broken", len(rules))
	}
	texts := map[string]map[string]any{}
	for _, lang := range catalog.Languages {
		data, err := os.ReadFile("../../i18n/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{}
		if err := yaml.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		texts[lang] = m
	}
	tested, near := slices.Clone(elsewhere), slices.Clone(elsewhere)
	for _, c := range cases(t) {
		tested = append(tested, c.rule)
		if len(c.near) > 0 {
			near = append(near, c.rule)
		}
		if !slices.Contains(ours, c.rule) {
			t.Errorf("testdata/rules/%s: no such rule", c.file)
		}
	}
	for _, rule := range rules {
		key := "diag_" + strings.ReplaceAll(rule, "-", "_")
		for _, lang := range catalog.Languages {
			for _, k := range []string{key, key + "_hint"} {
				if s, ok := texts[lang][k].(string); !ok || s == "" {
					t.Errorf("%s: no text %s", lang, k)
				}
			}
		}
		if _, err := os.Stat("../../docs/rules/" + rule + ".md"); err != nil {
			t.Errorf("no page docs/rules/%s.md", rule)
		}
		if slices.Contains(ours, rule) && !slices.Contains(tested, rule) {
			t.Errorf("%s: no case breaks it", rule)
		} else if slices.Contains(ours, rule) && !slices.Contains(near, rule) {
			t.Errorf("%s: no case comes near it", rule)
		}
	}
	pages, err := os.ReadDir("../../docs/rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if rule := strings.TrimSuffix(p.Name(), ".md"); !slices.Contains(rules, rule) && rule != "README" {
			t.Errorf("docs/rules/%s: no such rule", p.Name())
		}
	}
}

// TestArgumentsFillTheTexts breaks every rule once and looks whether the
// complaint brings all that its text asks for.
func TestArgumentsFillTheTexts(t *testing.T) {
	data, err := os.ReadFile("../../i18n/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := yaml.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	place := regexp.MustCompile(`\{\{ *\.(\w+) *\}\}`)
	for _, c := range cases(t) {
		for _, d := range checkOn(laid(t, c.bad), c.today) {
			key := "diag_" + strings.ReplaceAll(d.Rule, "-", "_")
			for _, k := range []string{key, key + "_hint"} {
				s, _ := texts[k].(string)
				for _, m := range place.FindAllStringSubmatch(s, -1) {
					if _, ok := d.Args[m[1]]; !ok {
						t.Errorf("%s asks for %s, but the complaint has %v", k, m[1], d.Args)
					}
				}
			}
		}
	}
}
