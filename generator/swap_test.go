package generator

import (
	"os"
	"path/filepath"
	"testing"
)

// A manifest that cannot be moved in takes the new site back with it: a server
// never reads one build's manifest beside another's pages.
func TestSwapTakesSiteAndManifestTogether(t *testing.T) {
	out := filepath.Join(t.TempDir(), "site")
	page := func(text string) map[string][]byte { return map[string][]byte{"index.html": []byte(text)} }
	if err := swap(out, page("old"), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	// A folder that is not empty stands where the manifest belongs.
	if err := os.Remove(ManifestFile(out)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(ManifestFile(out), "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := swap(out, page("new"), []byte("{}")); err == nil {
		t.Error("the swap says that it worked")
	}
	got, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil || string(got) != "old" {
		t.Errorf("the page is %q, %v; want the old one", got, err)
	}
	left, err := os.ReadDir(filepath.Dir(out))
	if err != nil || len(left) != 2 {
		t.Errorf("%d things are left beside the site, want it and the obstacle: %v", len(left), left)
	}
}
