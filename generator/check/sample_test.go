package check

import (
	"os"
	"testing"
)

func TestSampleHasNoProblems(t *testing.T) {
	src, ds := Run(os.DirFS("../.."), Options{})
	for _, d := range ds {
		t.Errorf("%s: %s %v %v", d.Pos, d.Rule, d.Args, d.Related)
	}
	if len(src.Editions) == 0 || src.Editions[0].Minutes == 0 {
		t.Fatalf("no edition was described: %+v", src.Editions)
	}
}
