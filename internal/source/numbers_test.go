package source

import (
	"slices"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"nothing":                             "",
		"3,5 and 3.5":                         "3.5 3.5",
		"2 000, 2.000, 2,000, 2\u00a0000":     "2000 2000 2000 2000",
		"1.234.567,89":                        "1234567.89",
		"at 17:40, at 17.40":                  "17.40 17.40",
		"on 24.11.2026, 2026-11-24, 5/1/2027": "2026 2026 2027 24 24 5",
		"call 112, not 116 123":               "112 116123",
		"07 and 0,5":                          "0.5 7",
		"art. 165, the 5th, 30%":              "165 30 5",
		"1, 2, 3":                             "1 2 3",
	} {
		if got := strings.Join(Numbers(text), " "); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestNumbersDiffer(t *testing.T) {
	for _, c := range []struct {
		a, b   string
		differ bool
	}{
		{"30 de zile", "30 дней", false},
		{"30 de zile", "60 дней", true},
		{"30 de zile", "несколько дней", true},
		{"5 pași", "пять шагов", false},
		{"cinci pași", "5 шагов", false},
		{"5 pași", "6 шагов", true},
		{"24 noiembrie 2026", "24.11.2026", false},
		{"24 noiembrie 2026", "2026-11-25", true},
		{"3,5 ore din 8", "3.5 hours of 8", false},
		{"la 17:40", "at 17.40", false},
		{"2 000 de lei", "2,000 lei", false},
		{"2 din 3", "3 из 2", false}, // another order is another language
	} {
		if there, here, differ := NumbersDiffer(c.a, c.b); differ != c.differ {
			t.Errorf("%q and %q: %v, %v differ: %v", c.a, c.b, there, here, differ)
		}
	}
}

// FuzzNumbers holds that a text says the same numbers as itself, and that what
// comes out is plain.
func FuzzNumbers(f *testing.F) {
	f.Add("1.234,5 și 24.11.2026 la 17:40")
	f.Add("0.0.0 ’ 1'000")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, differ := NumbersDiffer(text, text); differ {
			t.Errorf("%q differs from itself", text)
		}
		for _, n := range Numbers(text) {
			if strings.Trim(n, "0123456789.") != "" || n == "" || strings.Count(n, ".") > 1 {
				t.Errorf("%q says %q", text, n)
			}
		}
		if ns := Numbers(text); !slices.IsSorted(ns) {
			t.Errorf("%v is not sorted", ns)
		}
	})
}
