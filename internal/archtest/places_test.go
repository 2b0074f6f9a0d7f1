package archtest

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// places says where a package from outside may be imported, tests included
// unless the rule lets them go. An empty list means nowhere.
var places = []struct {
	what      string
	where     []string
	testsFree bool
	why       string
}{
	{"github.com/gohugoio/hugo", []string{"generator/internal/hugo"}, false, "one package talks to Hugo"},
	{"github.com/gin-gonic/gin", []string{"server", "bench"}, false, "one folder talks to gin; bench measures against it"},
	{"database/sql", []string{"server/store"}, false, "one folder talks to databases"},
	{"github.com/mattn/go-sqlite3", []string{"server/store"}, false, "one folder talks to databases"},
	{"modernc.org/sqlite", []string{"server/store"}, false, "one folder talks to databases"},
	{"github.com/nicksnyder/go-i18n", []string{"internal/catalog"}, false, "texts come from the catalogue"},
	{"github.com/spf13/cobra", []string{"internal/cli"}, false, "commands live in cli"},
	{"rsc.io/qr", []string{"internal/credential"}, true, "certificates alone have QR codes"},
	{"codeberg.org/go-pdf/fpdf", []string{"internal/credential", "bench"}, false, "certificates alone are PDF"},
	{"github.com/spf13/afero", []string{"generator/internal/hugo"}, false, "a file system of Hugo's; elsewhere io/fs"},
	{"github.com/bep/overlayfs", []string{"generator/internal/hugo"}, false, "a file system of Hugo's; elsewhere io/fs"},
	{"github.com/fsnotify/fsnotify", []string{"generator/preview", "generator/internal/hugo"}, false, "the preview alone watches files; Hugo is told of changes in its words"},
	{"github.com/google/go-cmp", nil, true, "for tests"},
	{"github.com/rogpeppe/go-internal", nil, true, "for tests"},
	{"embed", []string{"server/internal/web", "server/store/sqlite", "internal/learner", "internal/credential", "generator/preview"}, true, "what is embedded is listed; the root package is the rest"},
	{"math/rand", nil, true, "chance is handed in as an io.Reader"},
	{"crypto/rand", []string{"internal/cli"}, true, "chance is handed in as an io.Reader"},
	{"log", nil, false, "log/slog, handed in"},
	{"unsafe", nil, false, "no"},
	{"os/exec", []string{"internal/cli"}, true, "the program starts no other program but the speller of check: docs/adr/0023-language.md"},
	{"net/http/pprof", nil, false, "it registers itself on the default mux"},
	{"expvar", nil, false, "it registers itself on the default mux"},
}

// names says where one name of a package may be used.
var names = []struct {
	pkg       string
	name      *regexp.Regexp
	where     []string
	testsFree bool
	why       string
}{
	{"time", regexp.MustCompile(`^(Now|Since|Until)$`), []string{"internal/cli"}, true, "take the time from the injected clock"},
	{"time", regexp.MustCompile(`^Sleep$`), nil, false, "wait for what happens, not for the clock"},
	{"os", regexp.MustCompile(`^Exit$`), []string{"cmd"}, true, "only main ends the program"},
	{"os", regexp.MustCompile(`^(Getenv|LookupEnv|Environ)$`), []string{"internal/cli"}, true, "settings are handed in"},
	{"os", regexp.MustCompile(`^(Stdin|Stdout|Stderr|Args)$`), []string{"cmd"}, true, "streams are handed in"},
	{"fmt", regexp.MustCompile(`^Print`), nil, false, "write to the io.Writer that was handed in"},
	{"net/http", regexp.MustCompile(`^(DefaultClient|DefaultServeMux|DefaultTransport|Get|Head|Post|PostForm|Handle|HandleFunc|ListenAndServe|ListenAndServeTLS)$`), nil, false, "no defaults: they have no limits"},
	{"log/slog", regexp.MustCompile(`^(Default|SetDefault|Debug|Info|Warn|Error|Log)(Context)?$`), nil, false, "the logger is handed in"},
	{"github.com/gin-gonic/gin", regexp.MustCompile(`^(Default|Logger|Recovery)$`), nil, false, "logs and recovery are ours: gin's print what must not be printed"},
}

// methods says which methods no file may call.
var methods = []struct {
	importing string // only in files that import it
	name      *regexp.Regexp
	tests     bool // only in tests
	why       string
}{
	{"github.com/gin-gonic/gin", regexp.MustCompile(`^(Should|Must)?Bind(With|JSON|XML|Query|YAML|TOML|Plain|Header|Uri|Body.*)?$`), false, "bodies are read by our own strict readers"},
	{"testing", regexp.MustCompile(`^(Skip|Skipf|SkipNow)$`), true, "nothing is skipped"},
}

// words stand nowhere in the text of a Go file.
var words = []struct {
	what *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`), "finish it or write it down elsewhere"},
	{regexp.MustCompile(`["\x60 ]/(work|root|home)/`), "a path of one machine"},
}

func TestPlaces(t *testing.T) {
	none(t, misplaced(goFiles(t, root())))
}

func misplaced(files []file) []string {
	var bad []string
	for _, f := range files {
		deps := f.imports()
		for _, dep := range slices.Sorted(maps.Keys(deps)) {
			for _, p := range places {
				// A standard package stands for itself alone, but math/rand for its v2 too.
				same := dep == p.what || strings.HasPrefix(dep, p.what+"/") && (strings.Contains(p.what, ".") || p.what == "math/rand" || p.what == "database/sql")
				if same && !allowed(f, p.where, p.testsFree) && (dep != "embed" || f.pkg != module) {
					bad = append(bad, fmt.Sprintf("%s imports %s: %s", f.name, dep, p.why))
				}
			}
		}
		bad = append(bad, misused(f, deps)...)
		for _, group := range f.ast.Comments {
			for _, w := range words {
				if m := w.what.FindString(group.Text()); m != "" {
					bad = append(bad, fmt.Sprintf("%s: %q in a comment: %s", f.at(group), m, w.why))
				}
			}
		}
	}
	return bad
}

// misused judges the names one file uses.
func misused(f file, deps map[string]string) []string {
	var bad []string
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			for _, w := range words {
				if w.what.MatchString(lit.Value) && !under(f.pkg, ours("internal/archtest")) {
					bad = append(bad, fmt.Sprintf("%s: %s: %s", f.at(n), lit.Value, w.why))
				}
			}
		}
		if call, ok := n.(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
				bad = append(bad, fmt.Sprintf("%s: %s: left over from debugging", f.at(n), id.Name))
			}
		}
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		for _, m := range methods {
			if _, imported := deps[m.importing]; imported && (f.test || !m.tests) && m.name.MatchString(sel.Sel.Name) {
				bad = append(bad, fmt.Sprintf("%s: %s: %s", f.at(n), sel.Sel.Name, m.why))
			}
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, r := range names {
			if name, imported := deps[r.pkg]; imported && x.Name == name && r.name.MatchString(sel.Sel.Name) && !allowed(f, r.where, r.testsFree) {
				bad = append(bad, fmt.Sprintf("%s: %s.%s: %s", f.at(n), r.pkg, sel.Sel.Name, r.why))
			}
		}
		return true
	})
	return bad
}

func allowed(f file, where []string, testsFree bool) bool {
	if f.test && testsFree || slices.ContainsFunc(suites, func(s string) bool { return testsFree && under(f.pkg, ours(s)) }) {
		return true
	}
	return underAny(f.pkg, prefixed(where))
}

func prefixed(folders []string) []string {
	out := make([]string, len(folders))
	for i, f := range folders {
		out[i] = ours(f)
	}
	return out
}

// Each rule about places is seen to fail, and to let through what it should.
func TestPlacesFail(t *testing.T) {
	use := func(pkg, expr string) string {
		return "package p\nimport x " + `"` + pkg + `"` + "\nvar _ = " + expr + "\n"
	}
	for name, test := range map[string]struct {
		file, text string
		want       string // "" is fine
	}{
		"hugo elsewhere":         {"generator/build.go", use("github.com/gohugoio/hugo/deps", "x.A"), "one package talks to Hugo"},
		"hugo in its place":      {"generator/internal/hugo/a.go", use("github.com/gohugoio/hugo/deps", "x.A"), ""},
		"hugo in a test":         {"generator/build_test.go", use("github.com/gohugoio/hugo/deps", "x.A"), "one package talks to Hugo"},
		"gin elsewhere":          {"internal/cli/a.go", use("github.com/gin-gonic/gin", "x.A"), "one folder talks to gin; bench measures against it"},
		"sql elsewhere":          {"internal/cli/a.go", use("database/sql", "x.A"), "talks to databases"},
		"driver elsewhere":       {"server/a.go", use("modernc.org/sqlite", "x.A"), "talks to databases"},
		"i18n elsewhere":         {"server/a.go", use("github.com/nicksnyder/go-i18n/v2/i18n", "x.A"), "from the catalogue"},
		"cobra elsewhere":        {"server/a.go", use("github.com/spf13/cobra", "x.A"), "commands live"},
		"cmp in the program":     {"server/a.go", use("github.com/google/go-cmp/cmp", "x.A"), "for tests"},
		"cmp in a test":          {"server/a_test.go", use("github.com/google/go-cmp/cmp", "x.A"), ""},
		"cmp in a suite":         {"server/store/storetest/a.go", use("github.com/google/go-cmp/cmp", "x.A"), ""},
		"embed elsewhere":        {"generator/a.go", use("embed", "x.A"), "is listed"},
		"embed in the root":      {"embed.go", use("embed", "x.A"), ""},
		"chance":                 {"internal/quiz/a.go", use("math/rand/v2", "x.N(3)"), "chance is handed in"},
		"secret chance":          {"server/a.go", use("crypto/rand", "x.Reader"), "chance is handed in"},
		"secret chance in cli":   {"internal/cli/a.go", use("crypto/rand", "x.Reader"), ""},
		"old log":                {"server/a.go", use("log", "x.A"), "log/slog"},
		"slog is not log":        {"server/a.go", use("log/slog", "x.New(nil)"), ""},
		"unsafe":                 {"server/a.go", use("unsafe", "x.Sizeof(1)"), "no"},
		"another program":        {"server/a.go", use("os/exec", "x.Command"), "no other program"},
		"clock":                  {"server/a.go", use("time", "x.Now()"), "injected clock"},
		"clock, hidden":          {"server/a.go", use("time", "x.Since"), "injected clock"},
		"clock in cli":           {"internal/cli/a.go", use("time", "x.Now"), ""},
		"sleep in a test":        {"server/a_test.go", use("time", "x.Sleep"), "wait for what happens"},
		"exit":                   {"internal/cli/a.go", use("os", "x.Exit"), "only main"},
		"environment":            {"server/a.go", use("os", "x.Getenv"), "handed in"},
		"stdout":                 {"internal/cli/a.go", use("os", "x.Stdout"), "handed in"},
		"print":                  {"internal/cli/a.go", use("fmt", "x.Println"), "handed in"},
		"print to a writer":      {"internal/cli/a.go", use("fmt", "x.Fprintln"), ""},
		"builtin print":          {"internal/cli/a.go", "package p\nfunc f() { println(1) }", "debugging"},
		"default client":         {"server/a_test.go", use("net/http", "x.DefaultClient"), "no defaults"},
		"default logger":         {"server/a.go", use("log/slog", "x.Info"), "handed in"},
		"gin's recovery":         {"server/a.go", use("github.com/gin-gonic/gin", "x.Recovery"), "ours"},
		"bind":                   {"server/a.go", "package p\nimport \"github.com/gin-gonic/gin\"\nfunc f(c *gin.Context) { c.ShouldBindJSON(nil) }", "strict readers"},
		"bind of something else": {"server/a.go", "package p\nfunc f(c C) { c.Bind(nil) }", ""},
		"skip":                   {"server/a_test.go", "package p\nimport \"testing\"\nfunc f(t *testing.T) { t.Skip() }", "nothing is skipped"},
		"unfinished":             {"server/a.go", "package p\n// TO" + "DO: more\n", "finish it"},
		"machine path":           {"server/a.go", "package p\nvar x = \"/home/ana/x\"\n", "one machine"},
		"testdata is not judged": {"server/testdata/a.go", use("fmt", "x.Println"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := misplaced(goFiles(t, tree(map[string]string{test.file: test.text})))
			if test.want == "" {
				expect(t, got)
			} else {
				expect(t, got, test.want)
			}
		})
	}
}
