package check

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ascult/internal/diag"
)

// The theme puts ids of its own into the pages that authors write: each is
// refused as an anchor.
func TestOurIdsAreTheThemes(t *testing.T) {
	theme := os.DirFS("../../themes/ascult")
	fixed := regexp.MustCompile(`\sid="([a-z-]+)"|\.id = "([a-z-]+)"`)
	notTheirs := []string{"layouts/search.html", "assets/ts/exam.ts", "assets/ts/verify.ts"} // no author writes there
	found := map[string]bool{}
	err := fs.WalkDir(theme, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || slices.Contains(notTheirs, name) || !strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".ts") {
			return err
		}
		data, err := fs.ReadFile(theme, name)
		if err != nil {
			return err
		}
		for _, m := range fixed.FindAllStringSubmatch(string(data), -1) {
			id := m[1] + m[2]
			found[id] = true
			if !slices.Contains(ours, id) {
				t.Errorf("%s has the id %s, which an author may take too", name, id)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ours {
		if !found[id] {
			t.Errorf("nothing in the theme has the id %s", id)
		}
	}
}

func TestAnchorsOfWhatIsPlayed(t *testing.T) {
	for anchor, taken := range map[string]bool{
		"news": true, "gist": true, "practice-a1": true, "practice-a1-two": true, "practice-title-a1": true, "scenario-monday": true,
		"scenario-title-monday": true, "after-monday": true, "e-monday": true, "e-monday-stays": true, "n-monday-door": true, "c-monday-door-form": true,
		"practice-b1": false, "scenario-tuesday": false, "after-tuesday": false, "n-monday": false, "e-mail": false, "monday": false,
	} {
		ds := check(source4test(t, edit{lessonRO, "{#aim}", "{#" + anchor + "}"}))
		got := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == "anchor-duplicate" && d.Pos.File == lessonRO })
		if got != taken {
			t.Errorf("an anchor %s is refused: %v", anchor, got)
		}
	}
}
