package generator

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sheets returns the style sheets of the site: the one of every page, and the
// one of pages where something is answered.
func sheets(t *testing.T) (every, exercise string) {
	t.Helper()
	n := 0
	for name, data := range built(t).files {
		switch {
		case !strings.HasSuffix(name, ".css"):
			continue
		case strings.HasPrefix(name, "css/exercise."):
			exercise = string(data)
		default:
			every = string(data)
		}
		n++
	}
	if n != 2 || every == "" || exercise == "" {
		t.Fatalf("%d style sheets, want one of every page and one of exercises", n)
	}
	return every, exercise
}

// zipped is the length of a text in gzip.
func zipped(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestStyleSheetsKeepTheirBudgets(t *testing.T) {
	every, exercise := sheets(t)
	a, b := zipped(t, every), zipped(t, exercise)
	if budget := 8 << 10; a > budget {
		t.Errorf("the style sheet of every page is %d bytes in gzip, want at most %d", a, budget)
	}
	if budget := 10 << 10; a+b > budget {
		t.Errorf("both style sheets are %d and %d bytes in gzip, want at most %d together", a, b, budget)
	}
}

func TestPagesLoadTheStylesTheyNeed(t *testing.T) {
	for page, want := range map[string]int{
		"ro/index.html": 1, "ro/search.html": 1, "ro/g/1.html": 1, "ro/courses/interviewing/index.html": 1,
		"ro/courses/interviewing/a1/purpose.html": 2, "ro/courses/interviewing/a1/monday.html": 2,
	} {
		if got := strings.Count(string(built(t).files[page]), `rel="stylesheet"`); got != want {
			t.Errorf("%s loads %d style sheets, want %d", page, got, want)
		}
	}
	for lang, shell := range built(t).manifest.Shells {
		if !strings.Contains(shell, "css/exercise.") {
			t.Errorf("what the server makes in %s has no styles for the exam", lang)
		}
	}
}

// What must be told apart from what it stands on: text 4.5 to 1, the borders of
// controls and parts of drawings 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
func TestColoursAreToldApart(t *testing.T) {
	style, _ := sheets(t)
	token := regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-fA-F]{3,6})`)
	themes := regexp.MustCompile(`:root\{color-scheme:(light|dark);[^}]*\}`).FindAllString(style, -1)
	if len(themes) != 2 {
		t.Fatalf("%d sets of colours, want 2", len(themes))
	}
	for i, theme := range themes {
		colour := map[string]string{}
		if i == 1 { // dark changes some of the light ones
			for _, m := range token.FindAllStringSubmatch(themes[0], -1) {
				colour[m[1]] = m[2]
			}
		}
		for _, m := range token.FindAllStringSubmatch(theme, -1) {
			colour[m[1]] = m[2]
		}
		pairs := map[string]float64{
			"on-pine pine": 4.5, "on-pine pine-strong": 4.5, "paper ink": 4.5, "focus focus-ink": 4.5,
			"clay-soft ink": 4.5, "moss-soft ink": 4.5, "ochre-soft ink": 4.5, "brick-soft ink": 4.5, "pine-soft ink": 4.5,
			"clay-soft clay": 3, "moss-soft moss": 4.5, "ochre-soft ochre": 4.5, "brick-soft brick": 4.5,
		}
		for _, ground := range []string{"paper", "surface", "sunk"} {
			for _, text := range []string{"ink", "ink-2", "pine", "pine-strong", "visited", "clay", "moss", "ochre", "brick"} {
				pairs[text+" "+ground] = 4.5
			}
			pairs["edge "+ground] = 3
		}
		for pair, least := range pairs {
			a, b, _ := strings.Cut(pair, " ")
			if colour[a] == "" || colour[b] == "" {
				t.Errorf("theme %d has no %s", i, pair)
				continue
			}
			if got := contrast(t, colour[a], colour[b]); got < least {
				t.Errorf("theme %d: %s is %.2f to 1, want %.1f", i, pair, got, least)
			}
		}
		// One of the two colours of focus always shows.
		for _, ground := range []string{"paper", "surface", "sunk", "ink", "pine", "ochre-soft"} {
			if max(contrast(t, colour["focus"], colour[ground]), contrast(t, colour["focus-ink"], colour[ground])) < 3 {
				t.Errorf("theme %d: focus does not show on %s", i, ground)
			}
		}
	}
}

// contrast is the ratio of two colours' luminances as WCAG 2.2 defines it.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 4 {
		hex = fmt.Sprintf("#%c%c%c%c%c%c", hex[1], hex[1], hex[2], hex[2], hex[3], hex[3])
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xFF) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
