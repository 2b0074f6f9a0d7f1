package translate

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestFoldOfEveryCharacter holds the short way of Fold against the long one:
// for every character below the surrogates, alone and beside others.
func TestFoldOfEveryCharacter(t *testing.T) {
	for r := range rune(0xd800) {
		for _, s := range []string{string(r), "a" + string(r), "a " + string(r) + "b", "й" + string(r), "e" + string(r) + " "} {
			if want := strings.Join(strings.Fields(norm.NFC.String(s)), " "); Fold(s) != want {
				t.Fatalf("%q becomes %q, want %q", s, Fold(s), want)
			}
		}
	}
}
