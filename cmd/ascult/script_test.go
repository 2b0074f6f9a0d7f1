package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the command, so that scripts run what
// people run.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ascult": main})
}

// TestScripts runs testdata/script: inputs, commands and expected output in one
// file each. UPDATE=1 rewrites the expected output.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") == "1",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"replace": replace, "check": check},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "xdg"))
			e.Setenv("LANG", "en_GB.UTF-8")
			// The sample courses, to be copied and spoilt.
			for _, dir := range []string{"content", "quizzes", "data", "spelling"} {
				if err := os.CopyFS(filepath.Join(e.WorkDir, "sample", dir), os.DirFS(filepath.Join(root, dir))); err != nil {
					return err
				}
			}
			settings, err := os.ReadFile(filepath.Join(root, "hugo.yaml"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "sample", "hugo.yaml"), settings, 0o600)
		},
	})
}

// replace FILE OLD NEW changes a text that stands in a file, where it first
// does.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o600))
}

// check DIR wants a folder with which nothing is wrong, dictionaries apart: these
// are slow, and asked at the end.
func check(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: check DIR")
	}
	ts.Check(ts.Exec("ascult", "check", "--source", args[0], "--strict", "--spell=false", "--today", "2026-11-24"))
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("%s has findings:\n%s", args[0], out)
	}
}
