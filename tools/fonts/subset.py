"""Makes the web fonts of the theme from Literata's full static fonts.

usage: subset.py PACKAGE OUT

PACKAGE is the unpacked npm package @expo-google-fonts/literata; the woff2
files are written to OUT. The same input gives the same bytes with the same
fonttools and brotli (4.38.0 and 1.0.9 made what is kept here).

Needs Debian's packages fonttools and python3-brotli.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = {
    "literata-400": "400Regular/Literata_400Regular.ttf",
    "literata-600": "600SemiBold/Literata_600SemiBold.ttf",
    "literata-400i": "400Regular_Italic/Literata_400Regular_Italic.ttf",
}

# Latin-1 and the whole of Latin Extended-A; the letters with a comma of
# Romanian; every Cyrillic letter of Russian, Ukrainian, Belarusian, Bulgarian,
# Serbian and Macedonian, and the one Moldovan letter of its own; stress marks;
# quotes, dashes, №, ₴. Literata has no U+017F, no U+0400, U+0450, U+04C1 and
# U+04C2: a name that needs one is drawn in the next font of the list.
LETTERS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2BC, 0x2BC), (0x300, 0x302), (0x306, 0x308), (0x30C, 0x30C),
    (0x400, 0x45F), (0x490, 0x491), (0x4C1, 0x4C2), (0x200B, 0x200B), (0x2010, 0x2010), (0x2012, 0x2014),
    (0x2018, 0x201A), (0x201C, 0x201E), (0x2026, 0x2026), (0x2032, 0x2033), (0x2039, 0x203A),
    (0x20AC, 0x20AC), (0x20B4, 0x20B4), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2190), (0x2192, 0x2192),
    (0x2212, 0x2212),
]

# Between these every pair that the designers kerned by hand stays so. Others
# keep the kerning of their classes.
DAILY = set(
    " \u00a0-.,:;?!()/«»„“”’–—0123456789"
    "abcdefghijklmnopqrstuvwxyzăâîșțABCDEFGHIJKLMNOPQRSTUVWXYZĂÂÎȘȚ"
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяґєіїАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІЇ"
)
LIGATURES = {"f_f", "fi", "fl", "f_f_i", "f_f_l"}
FEATURES = ["kern", "mark", "mkmk", "locl", "ccmp", "liga", "tnum", "lnum", "calt"]
JOINER, SPACE = 0x2060, 0x200B  # a word joiner is as wide as a zero-width space


def tables(font, tag, kind):
    """Yields the subtables of a kind, extensions opened."""
    for lookup in font[tag].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if type(table).__name__ == kind:
                yield table


def thin(font):
    """Leaves out the ligatures and the hand-kerned pairs that no text here needs."""
    for table in tables(font, "GSUB", "LigatureSubst"):
        for first, ligatures in list(table.ligatures.items()):
            if first == "f" or first == "T":
                table.ligatures[first] = [x for x in ligatures if x.LigGlyph in LIGATURES]
    daily = {name for code, name in font.getBestCmap().items() if chr(code) in DAILY}
    for table in tables(font, "GPOS", "PairPos"):
        if table.Format != 1:
            continue
        kept = []
        for name, pairs in zip(table.Coverage.glyphs, table.PairSet):
            pairs.PairValueRecord = [p for p in pairs.PairValueRecord if name in daily and p.SecondGlyph in daily]
            pairs.PairValueCount = len(pairs.PairValueRecord)
            if pairs.PairValueRecord:
                kept.append((name, pairs))
        table.Coverage.glyphs = [name for name, _ in kept]
        table.PairSet = [pairs for _, pairs in kept]
        table.PairSetCount = len(kept)


def make(source, out):
    font = TTFont(source, recalcTimestamp=False)
    thin(font)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [1, 2]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["STAT", "vhea", "vmtx", "prep", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in LETTERS for c in range(first, last + 1)])
    subsetter.subset(font)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[JOINER] = table.cmap[SPACE]
    font.flavor = "woff2"
    font.save(out)
    print(out.name, out.stat().st_size)


package, folder = map(pathlib.Path, sys.argv[1:])
for name, source in FONTS.items():
    make(package / source, folder / f"{name}.woff2")
