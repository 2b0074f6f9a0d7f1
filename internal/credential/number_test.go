package credential

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// chacha is a random source that gives the same bytes in every run.
func chacha(seed byte) *rand.ChaCha8 {
	return rand.NewChaCha8([32]byte{seed})
}

func testNumber(t *testing.T, seed byte) Number {
	t.Helper()
	n, err := NewNumber(chacha(seed))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryWrongCharacterAndSwapIsCaught(t *testing.T) {
	for seed := range byte(20) {
		n := []byte(testNumber(t, seed))
		for i := range n {
			for _, c := range []byte(crockford) {
				wrong := bytes.Clone(n)
				wrong[i] = c
				_, err := ParseNumber(string(wrong))
				if want := c != n[i]; errors.Is(err, ErrNumberCheck) != want {
					t.Fatalf("%s with %c at %d: error %v", n, c, i, err)
				}
			}
			// Not only neighbours: any two characters.
			for j := range i {
				wrong := bytes.Clone(n)
				wrong[i], wrong[j] = wrong[j], wrong[i]
				_, err := ParseNumber(string(wrong))
				if want := n[i] != n[j]; errors.Is(err, ErrNumberCheck) != want {
					t.Fatalf("%s with %d and %d swapped: error %v", n, j, i, err)
				}
			}
		}
	}
}

func TestNumberIsReadAsPeopleTypeIt(t *testing.T) {
	n, err := numberFromBytes(append([]byte{0x00, 0x44, 0x32, 0x14, 0xC7}, append(make([]byte, 11), 0x40)...))
	if err != nil {
		t.Fatal(err)
	}
	g := n.Grouped()
	if !strings.HasPrefix(g, "0123-4567-0000") || len(g) != 33 || strings.Count(g, "-") != 6 {
		t.Fatalf("grouped as %s", g)
	}
	for _, typed := range []string{
		g, string(n), strings.ToLower(g), strings.ReplaceAll(g, "-", " "), " " + g + "\n",
		strings.ReplaceAll(g, "0", "O"), strings.ReplaceAll(g, "0", "o"),
		strings.ReplaceAll(g, "1", "I"), strings.ReplaceAll(g, "1", "l"),
		strings.ReplaceAll(g, "-", "\u2010"), strings.ReplaceAll(g, "-", "\u2011"), strings.ReplaceAll(g, "-", " – "),
		strings.ReplaceAll(g, "-", "\u00a0"), strings.ReplaceAll(g, "-", "\u2212"), strings.ReplaceAll(g, "-", "\u00ad"),
	} {
		if got, err := ParseNumber(typed); err != nil || got != n {
			t.Errorf("%q read as %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]error{
		"": ErrNumberShort, "0123": ErrNumberShort, string(n[:26]): ErrNumberShort,
		string(n) + "0": ErrNumberLong, strings.Repeat("0", 5000): ErrNumberLong,
		"U" + string(n[1:]): ErrNumberCharacter, "А" + string(n[1:]): ErrNumberCharacter,
		string(n[:26]) + "*": ErrNumberCharacter, g + ".": ErrNumberCharacter, "0\x00": ErrNumberCharacter,
		"Z" + string(n[1:]): ErrNumberCheck,
	} {
		if _, err := ParseNumber(typed); !errors.Is(err, want) {
			t.Errorf("%.40q: error %v, want %v", typed, err, want)
		}
	}
}

func TestNumbersAreRandomAndHashedWhole(t *testing.T) {
	a, b := testNumber(t, 1), testNumber(t, 2)
	if a == b || Hash(a) == Hash(b) || len(Hash(a)) != 64 {
		t.Errorf("%s %s %s %s", a, b, Hash(a), Hash(b))
	}
	if _, err := NewNumber(bytes.NewReader(make([]byte, 16))); err == nil {
		t.Error("a number was made from too few random bytes")
	}
}
