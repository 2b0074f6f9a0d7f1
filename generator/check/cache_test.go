package check

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCacheChangesNothing holds that a run which remembers others finds what
// one finds that does not: after every case of every rule, and back again.
func TestCacheChangesNothing(t *testing.T) {
	c := &Cache{}
	for _, tt := range cases(t) {
		fsys := laid(t, tt.bad)
		o := Options{Today: tt.today}
		want, ds := Run(fsys, o)
		o.Cache = c
		got, again := Run(fsys, o)
		if d := cmp.Diff(fmt.Sprint(ds), fmt.Sprint(again)); d != "" {
			t.Errorf("%s: %s", tt.file, d)
		}
		if d := cmp.Diff(want.Marked, got.Marked) + cmp.Diff(want.Anchors, got.Anchors) + cmp.Diff(want.Segments, got.Segments); d != "" {
			t.Errorf("%s: %s", tt.file, d)
		}
	}
}
