package learner

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestNewCode(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	counts := map[rune]int{}
	r := bytes.NewReader(append(all, all[:8]...)) // 11 codes
	for range 11 {
		code, err := NewCode(r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := CanonicalCode(FormatCode(code)); err != nil || again != code {
			t.Errorf("%s comes back as %s, %v", code, again, err)
		}
		for _, c := range code {
			counts[c]++
		}
	}
	if len(counts) != 32 {
		t.Errorf("codes use %d characters", len(counts))
	}
	for c, n := range counts {
		if n < 8 || n > 9 {
			t.Errorf("%c comes %d times of 264", c, n)
		}
	}
	if _, err := NewCode(strings.NewReader("short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("chance that ends: %v", err)
	}
}

func TestFormatCode(t *testing.T) {
	if got := FormatCode("0123456789ABCDEFGHJKMNPQ"); got != "0123-4567-89AB-CDEF-GHJK-MNPQ" {
		t.Error(got)
	}
}

func TestCanonicalCode(t *testing.T) {
	const code = "0123456789ABCDEFGHJKMNPQ"
	for _, tt := range []struct {
		why, typed string
		want       CodeError // zero: accepted
	}{
		{"as printed", "0123-4567-89AB-CDEF-GHJK-MNPQ", CodeError{}},
		{"lower case", "0123-4567-89ab-cdef-ghjk-mnpq", CodeError{}},
		{"without dashes", code, CodeError{}},
		{"with spaces and a line end", " 0123 4567 89AB\tCDEF GHJK MNPQ\r\n", CodeError{}},
		{"long dashes and hard spaces, from a letter", "0123–4567—89AB‑CDEF\u00a0GHJK−MNPQ", CodeError{}},
		{"invisible characters, from a chat", "\u200b0123456789ABCDEFGHJKMNPQ\ufeff", CodeError{}},
		{"O for 0, I and L for 1", "OI23-4567-89AB-CDEF-GHJK-MNPQ", CodeError{}},
		{"small o and l", "ol23-4567-89AB-CDEF-GHJK-MNPQ", CodeError{}},
		{"one too few", code[1:], CodeError{Length: 23}},
		{"one too many", code + "0", CodeError{Length: 25}},
		{"nothing", "", CodeError{Length: 0}},
		{"U is in no code", "U" + code[1:], CodeError{Char: 'U'}},
		{"a Cyrillic letter that looks Latin", "А" + code[1:], CodeError{Char: 'А'}},
		{"a letter whose upper case is Latin", "ı" + code[1:], CodeError{}}, // 1 either way
		{"punctuation", "0123/" + code[4:], CodeError{Char: '/'}},
	} {
		got, err := CanonicalCode(tt.typed)
		if refused, ok := errors.AsType[*CodeError](err); ok {
			if *refused != tt.want {
				t.Errorf("%s: %v, want %v", tt.why, refused, &tt.want)
			}
			continue
		}
		if tt.want != (CodeError{}) || tt.why == "nothing" || got[2:] != code[2:] {
			t.Errorf("%s: %q is taken as %s", tt.why, tt.typed, got)
		}
	}
}

func TestToken(t *testing.T) {
	token, err := NewToken(bytes.NewReader(bytes.Repeat([]byte{255}, 32)))
	if want := strings.Repeat("_", 42) + "8"; err != nil || token != want {
		t.Errorf("%s, %v", token, err)
	}
	if _, err := NewToken(strings.NewReader("short")); err == nil {
		t.Error("a token of 5 bytes is made")
	}
	// FIPS 180-4: SHA-256 of "abc".
	if got := HashSecret("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Error(got)
	}
}
