package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asks are the methods that take the key of a text, by name, with the place of
// the key among the arguments: those of the catalogue take the language first, complaints about a form the field.
var asks = map[string]int{"add": 1, "Text": 1, "Count": 1, "Format": 1, "text": 0, "count": 0, "t": 0, "n": 0}

// complains are the methods that take the name of a diagnostic's rule.
var complains = regexp.MustCompile(`^(Add|Warn|add|warn|problem|errorAt|warnAt)`)

var (
	ruleShape = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)+$`)
	// asked finds a call for a text in a template of Hugo's or of the server's.
	asked = regexp.MustCompile(`[\s({|](?:i18n|T|t|n)\s+"([a-z0-9_]+)"`)
	// quoted finds what may be a key, or the start or pattern of one.
	quoted = regexp.MustCompile(`["'` + "`" + `]([a-z][a-z0-9]*(?:_[a-z0-9%]*)*)["'` + "`" + `]`)
)

// A use is what the program and the theme ask of the catalogue.
type use struct {
	asked   map[string]string // by key: where
	literal map[string]bool   // every quoted word that could be a key
	starts  []string          // quoted words that end in an underscore: the rest is computed
	rules   map[string]string // rules of diagnostics by name: where
}

func TestTextsAreUsed(t *testing.T) {
	texts, _ := readTexts(root())
	u := uses(t, root())
	none(t, unmatched(u, texts["en"]))
	none(t, unexplained(u, texts["en"], root()))
}

// unexplained returns the rules without a page in docs/rules, and the pages
// without a rule.
func unexplained(u use, texts map[string]text, tree fs.FS) []string {
	var bad []string
	for name, where := range u.rules {
		if _, err := fs.Stat(tree, "docs/rules/"+name+".md"); err != nil {
			bad = append(bad, fmt.Sprintf("%s: no page docs/rules/%s.md", where, name))
		}
	}
	pages, _ := fs.Glob(tree, "docs/rules/*.md") // the pattern is right
	for _, page := range pages {
		name := strings.TrimSuffix(path.Base(page), ".md")
		if _, ok := texts["diag_"+strings.ReplaceAll(name, "-", "_")]; !ok && name != "README" {
			bad = append(bad, fmt.Sprintf("%s: no rule has this name", page))
		}
	}
	return bad
}

func uses(t *testing.T, tree fs.FS) use {
	t.Helper()
	u := use{asked: map[string]string{}, literal: map[string]bool{}, rules: map[string]string{}}
	for _, f := range goFiles(t, tree) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, ok := unquote(n); ok {
					u.see(s)
				}
			case *ast.CallExpr:
				u.call(f, n)
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Rule" {
					if s, ok := unquote(n.Value); ok {
						u.rule(s, f.at(n))
					}
				}
			}
			return true
		})
	}
	walk(t, tree, []string{".html", ".xml", ".ts", ".js", ".yaml"}, func(name string, data []byte) {
		if under(name, "i18n") || under(name, "content") || under(name, "e2e") || under(name, "quizzes") {
			return
		}
		for _, m := range quoted.FindAllStringSubmatch(string(data), -1) {
			u.see(m[1])
		}
		if path.Ext(name) == ".html" || path.Ext(name) == ".xml" {
			for _, m := range asked.FindAllStringSubmatch(string(data), -1) {
				u.ask(m[1], name)
			}
		}
	})
	return u
}

func (u *use) see(s string) {
	if head, _, cut := strings.Cut(s, "%"); cut {
		s = head
	}
	if ruleShape.MatchString(s) {
		// The name of a rule that is chosen before it is used.
		key := "diag_" + strings.ReplaceAll(s, "-", "_")
		u.literal[key], u.literal[key+"_hint"] = true, true
	}
	if strings.HasSuffix(s, "_") && keyShape.MatchString(strings.TrimSuffix(s, "_")) {
		u.starts = append(u.starts, s)
	} else if keyShape.MatchString(s) {
		u.literal[s] = true
	}
}

func (u *use) ask(key, where string) {
	if strings.Contains(key, "_") && !strings.HasSuffix(key, "_") {
		u.asked[key] = where
	}
}

// rule notes a diagnostic's rule: it has a text, and may have a hint.
func (u *use) rule(name, where string) {
	key := "diag_" + strings.ReplaceAll(name, "-", "_")
	u.asked[key] = where
	u.literal[key], u.literal[key+"_hint"] = true, true
	u.rules[name] = where
}

func (u *use) call(f file, call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	for i, arg := range call.Args {
		s, ok := unquote(arg)
		if !ok {
			continue
		}
		if place, is := asks[sel.Sel.Name]; is && i == place && keyShape.MatchString(s) {
			u.ask(s, f.at(call))
		}
		if complains.MatchString(sel.Sel.Name) && ruleShape.MatchString(s) {
			u.rule(s, f.at(call))
			return
		}
	}
}

func unquote(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// unmatched returns the keys that are asked for and not there, and those that
// are there and never asked for.
func unmatched(u use, texts map[string]text) []string {
	var bad []string
	for _, key := range slices.Sorted(maps.Keys(u.asked)) {
		if _, ok := texts[key]; !ok {
			bad = append(bad, fmt.Sprintf("%s: no text %s", u.asked[key], key))
		}
	}
	for key := range texts {
		computed := func(start string) bool {
			// Rules are counted one by one, so that a text of none is seen.
			return start != "diag_" && strings.HasPrefix(key, start)
		}
		if !u.literal[key] && !slices.ContainsFunc(u.starts, computed) {
			bad = append(bad, fmt.Sprintf("i18n: %s is never used", key))
		}
	}
	return bad
}

// Missing and idle texts are seen.
func TestTextsAreUsedFails(t *testing.T) {
	files := tree(map[string]string{
		"i18n/en.yaml":                           "a_b: x\nq_one: x\nq_two: x\nq_two_hint: x\nidle_text: x\ndiag_bank_key: x\ndiag_bank_key_hint: x\ndiag_gone_rule: x\nin_theme: x\n",
		"server/a.go":                            "package server\nfunc f(c C) { c.Text(\"ro\", \"a_b\"); c.Text(\"ro\", \"a_missing\"); c.Text(\"ro\", \"q_\"+x) }",
		"server/a_test.go":                       "package server\nfunc g(c C) { c.Text(\"ro\", \"idle_text\") }",
		"internal/quiz/a.go":                     "package quiz\nfunc f(p P) { p.Add(\"bank-key\", 1); p.Add(\"bank-other\", 1); x := \"diag_\" }",
		"docs/rules/bank-key.md":                 "x",
		"docs/rules/old-rule.md":                 "x",
		"themes/ascult/layouts/a.html":           `{{ i18n "in_theme" }} {{ T "in_theme_missing" }}`,
		"server/internal/web/templates/a.html":   `{{t "page_missing"}}`,
		"server/internal/web/templates/_ok.html": `{{t (print "q_" .X)}}`,
	})
	texts, _ := readTexts(files)
	expect(t, unexplained(uses(t, files), texts["en"], files),
		"docs/rules/old-rule.md: no rule",
		"internal/quiz/a.go:2: no page docs/rules/bank-other.md",
	)
	expect(t, unmatched(uses(t, files), texts["en"]),
		"i18n: diag_gone_rule is never used",
		"i18n: idle_text is never used",
		"internal/quiz/a.go:2: no text diag_bank_other",
		"server/a.go:2: no text a_missing",
		"server/internal/web/templates/a.html: no text page_missing",
		"themes/ascult/layouts/a.html: no text in_theme_missing",
	)
}
