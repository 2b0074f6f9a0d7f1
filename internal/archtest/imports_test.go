package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// never says what the code under a folder (tests apart) may not reach,
// directly or through another package of this module.
var never = []struct{ from, what, why string }{
	{"internal", "generator", "the domain knows neither half"},
	{"internal", "server", "the domain knows neither half"},
	{"internal", "", "the domain does not carry the embedded files"},
	{"internal", "github.com/gohugoio/hugo", "the domain outlives the renderer"},
	{"internal", "github.com/gin-gonic/gin", "the domain does not know how it is served"},
	{"internal", "net/http", "the domain does not know how it is served"},
	{"internal", "database/sql", "the domain does not know how it is stored"},
	{"server", "generator", "the server runs without the generator"},
	{"server", "", "the server is handed its files"},
	{"server/store", "github.com/gin-gonic/gin", "storage does not know about HTTP"},
	{"server/store", "net/http", "storage does not know about HTTP"},
	{"generator", "server", "building a course needs no server"},
	{"generator", "", "the generator is handed its files"},
	{"generator", "database/sql", "building a course needs no database"},
	{"generator/internal/hugo", "internal/quiz", "the renderer never sees an answer key"},
	{"generator", "internal/grade", "nothing is graded in a build"},
	{"generator", "internal/learner", "a build knows no people"},
	{"generator", "internal/credential", "a build issues nothing"},
}

// only says which packages of this module a folder may import itself. A folder
// that is not listed may import what never leaves open.
var only = []struct {
	from string
	what []string
	why  string
}{
	{"cmd", []string{"internal/cli"}, "main does nothing"},
	{"internal/diag", nil, "diag is the bottom"},
	{"internal/catalog", nil, "texts depend on nothing of ours"},
	{"server/store", []string{"server/store", "internal/learner", "internal/credential"}, "stores store; rules live above them"},
	{"server/webtest", nil, "scripts know a handler and nothing else"},
	{"server", []string{
		"server", "internal/course", "internal/quiz", "internal/grade", "internal/learner", "internal/credential", "internal/catalog", "internal/diag", "internal/figure",
	}, "server knows the domain, of course the manifest types"},
}

// suites are packages for tests alone.
var suites = []string{"server/store/storetest", "server/webtest", "generator/export/exporttest", "internal/quiz/banktest"}

// wires may see everything: the only place that puts the halves together.
const wires = module + "/internal/cli"

func TestImports(t *testing.T) {
	none(t, imports(goFiles(t, root())))
}

func imports(files []file) []string {
	graph := map[string][]string{}
	var bad []string
	for _, f := range files {
		if f.test {
			continue
		}
		deps := slices.Sorted(maps.Keys(f.imports()))
		graph[f.pkg] = append(graph[f.pkg], deps...)
		bad = append(bad, direct(f, deps)...)
	}
	for _, rule := range never {
		for pkg := range graph {
			if !under(pkg, ours(rule.from)) || pkg == wires {
				continue
			}
			for dep, via := range reach(graph, pkg) {
				if !forbidden(dep, rule.what) || under(dep, ours(rule.from)) {
					continue
				}
				bad = append(bad, fmt.Sprintf("%s imports %s, which reaches %s: %s", pkg, via, dep, rule.why))
			}
		}
	}
	return bad
}

// direct judges what one file imports itself.
func direct(f file, deps []string) []string {
	var bad []string
	for _, dep := range deps {
		for _, s := range suites {
			if under(dep, ours(s)) && !under(f.pkg, ours(s)) {
				bad = append(bad, fmt.Sprintf("%s imports %s: suites are for tests", f.name, dep))
			}
		}
		if under(dep, wires) && !under(f.pkg, ours("cmd")) {
			bad = append(bad, fmt.Sprintf("%s imports %s: only cmd may", f.name, dep))
		}
		if !under(dep, module) {
			if under(f.pkg, ours("internal/diag")) && strings.Contains(strings.Split(dep, "/")[0], ".") {
				bad = append(bad, fmt.Sprintf("%s imports %s: diag needs the standard library only", f.name, dep))
			}
			continue
		}
		if rule, ok := onlyRule(f.pkg); ok && !slices.ContainsFunc(only[rule].what, func(w string) bool { return under(dep, ours(w)) }) {
			bad = append(bad, fmt.Sprintf("%s imports %s: %s", f.name, dep, only[rule].why))
		}
	}
	return bad
}

// onlyRule finds the first rule for a package: inner folders stand before outer ones.
func onlyRule(pkg string) (int, bool) {
	for i, rule := range only {
		if under(pkg, ours(rule.from)) {
			return i, true
		}
	}
	return 0, false
}

// forbidden reports whether dep is what a rule names: "" is the root package
// alone, a name without a dot in its first part a folder of ours unless it is
// the standard library's.
func forbidden(dep, what string) bool {
	switch {
	case what == "":
		return dep == module
	case under(what, "internal"), under(what, "generator"), under(what, "server"):
		return under(dep, ours(what))
	}
	return under(dep, what)
}

func ours(folder string) string { return module + "/" + folder }

// reach returns every package that from reaches, with its first step there.
func reach(graph map[string][]string, from string) map[string]string {
	seen := map[string]string{}
	var step func(pkg, via string)
	step = func(pkg, via string) {
		for _, dep := range graph[pkg] {
			first := via
			if first == "" {
				first = dep
			}
			if _, ok := seen[dep]; !ok {
				seen[dep] = first
				step(dep, first)
			}
		}
	}
	step(from, "")
	return seen
}

// Each import rule is seen to fail.
func TestImportsFail(t *testing.T) {
	pkg := func(deps ...string) string {
		var b strings.Builder
		b.WriteString("package p\n")
		for _, d := range deps {
			fmt.Fprintf(&b, "import %q\n", d)
		}
		return b.String()
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"fine": {map[string]string{
			"cmd/ascult/main.go":         pkg("ascult/internal/cli"),
			"internal/cli/cli.go":        pkg("ascult", "ascult/generator", "ascult/server", "database/sql"),
			"generator/generator.go":     pkg("ascult/internal/quiz", "ascult/generator/internal/hugo"),
			"server/server.go":           pkg("ascult/internal/course", "ascult/server/store"),
			"server/store/store.go":      pkg("ascult/internal/learner", "database/sql"),
			"server/server_test.go":      pkg("ascult/server/webtest"),
			"internal/quiz/quiz.go":      pkg("ascult/internal/diag"),
			"internal/diag/diag.go":      pkg("fmt"),
			"internal/quiz/quiz_test.go": pkg("net/http"),
		}, nil},
		"domain to server":          {map[string]string{"internal/quiz/a.go": pkg("ascult/server")}, []string{"neither half"}},
		"domain to hugo":            {map[string]string{"internal/course/a.go": pkg("github.com/gohugoio/hugo/deps")}, []string{"outlives"}},
		"domain to root":            {map[string]string{"internal/course/a.go": pkg("ascult")}, []string{"embedded"}},
		"domain to http":            {map[string]string{"internal/learner/a.go": pkg("net/http/httptest")}, []string{"served"}},
		"domain to sql":             {map[string]string{"internal/learner/a.go": pkg("database/sql/driver")}, []string{"stored"}},
		"diag to a library":         {map[string]string{"internal/diag/a.go": pkg("go.yaml.in/yaml/v3")}, []string{"standard library"}},
		"diag to a package of ours": {map[string]string{"internal/diag/a.go": pkg("ascult/internal/quiz")}, []string{"bottom"}},
		"suite in the program":      {map[string]string{"internal/cli/a.go": pkg("ascult/server/store/storetest")}, []string{"for tests"}},
		"cli from elsewhere":        {map[string]string{"bench/a.go": pkg("ascult/internal/cli")}, []string{"only cmd"}},
		"main does too much":        {map[string]string{"cmd/ascult/a.go": pkg("ascult/internal/quiz")}, []string{"main does nothing"}},
		"store with a rule":         {map[string]string{"server/store/a.go": pkg("ascult/internal/grade")}, []string{"stores store"}},
		"store to gin, indirectly": {map[string]string{
			"server/store/a.go":     pkg("ascult/internal/learner"),
			"internal/learner/a.go": pkg("ascult/internal/web"),
			"internal/web/a.go":     pkg("github.com/gin-gonic/gin"),
		}, []string{"internal/learner imports", "internal/web imports", "server/store imports"}},
		"key to the renderer": {map[string]string{
			"generator/internal/hugo/a.go": pkg("ascult/internal/course"),
			"internal/course/a.go":         pkg("ascult/internal/quiz"),
		}, []string{"answer key"}},
		"server to a stranger":      {map[string]string{"server/a.go": pkg("ascult/internal/source")}, []string{"knows the domain"}},
		"generator to the database": {map[string]string{"generator/check/a.go": pkg("database/sql")}, []string{"no database"}},
		"generator to people":       {map[string]string{"generator/a.go": pkg("ascult/internal/learner")}, []string{"no people"}},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, imports(goFiles(t, tree(test.files))), test.want...)
		})
	}
}
