package generator

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"go.yaml.in/yaml/v3"
	"golang.org/x/net/html"

	"ascult"
	"ascult/internal/catalog"
)

// Every letter that a page shows in the reading face is in the fonts that are
// published: one that is not would come from another font in mid-word.
func TestEveryLetterIsInTheFonts(t *testing.T) {
	shown := map[rune]string{}
	for name, page := range built(t).files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.TextNode {
				letters(shown, name, n.Data)
			}
		}
	}
	for _, lang := range catalog.Languages {
		data, err := fs.ReadFile(ascult.I18n(), lang+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := yaml.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for key, text := range texts {
			if !strings.HasPrefix(key, "diag_") { // those are read in a terminal
				letters(shown, lang+".yaml", fmt.Sprint(text))
			}
		}
	}
	for c := rune(0x100); c < 0x17F; c++ { // a name of anywhere in Europe
		letters(shown, "Latin Extended-A", string(c))
	}
	letters(shown, "the region's Cyrillic", "ЁёІіЎўҐґЄєЇїЂђЃѓЅѕЈјЉљЊњЋћЌќЍѝЏџ\u0301")
	for _, font := range []string{"literata-400", "literata-400i", "literata-600"} {
		data, err := fs.ReadFile(ascult.Themes(), "ascult/assets/fonts/"+font+".woff2")
		if err != nil {
			t.Fatal(err)
		}
		has := cmap(t, data)
		if !has['ș'] || has['語'] {
			t.Fatalf("%s: its letters are read wrongly", font)
		}
		for c, where := range shown {
			if !has[c] {
				t.Errorf("%s has no %q (%U), which is in %s", font, c, c, where)
			}
		}
	}
}

func letters(shown map[rune]string, where, text string) {
	for _, c := range text {
		if c >= ' ' {
			shown[c] = where
		}
	}
}

// cmap reads which letters a WOFF2 font maps, from its Unicode table of format
// 4 (W3C, WOFF File Format 2.0; OpenType, cmap).
func cmap(t *testing.T, font []byte) map[rune]bool {
	t.Helper()
	tables := int(binary.BigEndian.Uint16(font[12:]))
	at := 48
	number := func() (n int) { // UIntBase128
		for {
			b := font[at]
			at++
			n = n<<7 | int(b&0x7F)
			if b&0x80 == 0 {
				return n
			}
		}
	}
	const cmapTag, glyfTag, locaTag, ownTag = 0, 10, 11, 63
	start, before := -1, 0
	for range tables {
		tag, version := font[at]&0x3F, font[at]>>6
		at++
		if tag == ownTag {
			at += 4
		}
		length := number()
		shapes := tag == glyfTag || tag == locaTag
		if shapes && version != 3 || !shapes && version != 0 {
			length = number()
		}
		if tag == cmapTag {
			start = before
		}
		before += length
	}
	data, err := io.ReadAll(brotli.NewReader(bytes.NewReader(font[at : at+int(binary.BigEndian.Uint32(font[20:]))])))
	if err != nil || start < 0 {
		t.Fatalf("read the font: %v", err)
	}
	table := data[start:]
	has := map[rune]bool{}
	for i := range int(binary.BigEndian.Uint16(table[2:])) {
		sub := table[binary.BigEndian.Uint32(table[4+8*i+4:]):]
		if binary.BigEndian.Uint16(sub) != 4 {
			continue
		}
		segments := int(binary.BigEndian.Uint16(sub[6:])) / 2
		ends, starts := sub[14:], sub[16+2*segments:]
		for s := range segments {
			first, last := binary.BigEndian.Uint16(starts[2*s:]), binary.BigEndian.Uint16(ends[2*s:])
			for c := rune(first); c <= rune(last) && c != 0xFFFF; c++ {
				has[c] = true // in a subset no segment holds a letter without a glyph
			}
		}
	}
	return has
}
