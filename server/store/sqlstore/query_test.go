package sqlstore

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\$(\d+)`)

// firstOutOfOrder returns the first placeholder of a query that appears before
// one with a lower number, "" if there is none.
func firstOutOfOrder(query string) string {
	next := 1
	for _, m := range placeholder.FindAllStringSubmatch(query, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > next {
			return m[0]
		}
		if n == next {
			next++
		}
	}
	return ""
}

func TestPlaceholdersAppearInOrder(t *testing.T) {
	if firstOutOfOrder(`SET a = $2 WHERE b = $1`) != "$2" || firstOutOfOrder(`a = $1, b = $2 AND c = $1 OR d = $3`) != "" {
		t.Fatal("the check itself is wrong")
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		// A query is one expression, put together from constants: look at the
		// literals of each call's arguments together.
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, arg := range call.Args {
				query := literals(arg)
				if !strings.Contains(query, "$") {
					continue
				}
				seen++
				if p := firstOutOfOrder(query); p != "" {
					t.Errorf("%s: %s appears too early in %s", fset.Position(arg.Pos()), p, query)
				}
			}
			return true
		})
	}
	if seen < 30 {
		t.Errorf("only %d queries were found", seen)
	}
}

// literals joins the string literals of an expression.
func literals(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		return literals(e.X) + literals(e.Y)
	}
	return ""
}
