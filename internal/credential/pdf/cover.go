package pdf

import (
	"unicode"
)

// glyphs are the characters that both fonts hold; see fonts/README.md.
var glyphs = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x20, Hi: 0x7E, Stride: 1},
	{Lo: 0xA0, Hi: 0x17E, Stride: 1},
	{Lo: 0x18F, Hi: 0x18F, Stride: 1},
	{Lo: 0x218, Hi: 0x21B, Stride: 1},
	{Lo: 0x259, Hi: 0x259, Stride: 1},
	{Lo: 0x2BC, Hi: 0x2BC, Stride: 1},
	{Lo: 0x300, Hi: 0x304, Stride: 1},
	{Lo: 0x306, Hi: 0x308, Stride: 1},
	{Lo: 0x30A, Hi: 0x30C, Stride: 1},
	{Lo: 0x401, Hi: 0x44F, Stride: 1},
	{Lo: 0x451, Hi: 0x45F, Stride: 1},
	{Lo: 0x490, Hi: 0x491, Stride: 1},
	{Lo: 0x1E80, Hi: 0x1E85, Stride: 1},
	{Lo: 0x1E9E, Hi: 0x1E9E, Stride: 1},
	{Lo: 0x1EA0, Hi: 0x1EF9, Stride: 1},
	{Lo: 0x2010, Hi: 0x2010, Stride: 1},
	{Lo: 0x2012, Hi: 0x2014, Stride: 1},
	{Lo: 0x2018, Hi: 0x201A, Stride: 1},
	{Lo: 0x201C, Hi: 0x201E, Stride: 1},
	{Lo: 0x2026, Hi: 0x2026, Stride: 1},
	{Lo: 0x2032, Hi: 0x2033, Stride: 1},
	{Lo: 0x2116, Hi: 0x2116, Stride: 1},
	{Lo: 0x2212, Hi: 0x2212, Stride: 1},
}, LatinOffset: 2}

// covered reports whether the fonts can print r.
func covered(r rune) bool { return unicode.Is(glyphs, r) }
