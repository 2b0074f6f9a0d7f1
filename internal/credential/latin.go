package credential

import (
	"strings"
	"unicode"
)

// Latin suggests how a Cyrillic name is written in Latin letters, as passports
// do it: Ukrainian names by Resolution 55 of the Cabinet of Ministers of
// 27 January 2010, all others by the table of ICAO Doc 9303. A name with a
// letter that only one of the two alphabets has is taken for that one; else
// lang decides ("uk" or anything). It is a suggestion: a passport may say
// otherwise, and the person corrects it. A name without Cyrillic letters gives
// "": it needs no second form.
func Latin(name, lang string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return ""
	}
	lower := strings.ToLower(name)
	ukrainian := lang == "uk"
	switch {
	case strings.ContainsAny(lower, "ґєї"):
		ukrainian = true
	case strings.ContainsAny(lower, "ёыэъў"):
		ukrainian = false
	}
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		initial := i == 0 || runes[i-1] == ' ' || runes[i-1] == '-'
		low := unicode.ToLower(r)
		if !unicode.Is(unicode.Cyrillic, low) {
			// Both rules leave the apostrophe out of Cyrillic words.
			if !apostrophe(r) || i == 0 || !unicode.Is(unicode.Cyrillic, runes[i-1]) {
				b.WriteRune(r)
			}
			continue
		}
		out, ok := "", false
		if ukrainian {
			if initial {
				out, ok = ukrainianInitial[low]
			}
			if !ok && low == 'г' && i > 0 && unicode.ToLower(runes[i-1]) == 'з' {
				out, ok = "gh", true // зг is zgh, since zh is ж
			}
			if !ok {
				out, ok = ukrainianLatin[low]
			}
		}
		if !ok {
			out = icaoLatin[low]
		}
		b.WriteString(likeCase(out, r, runes, i))
	}
	return b.String()
}

// likeCase writes the Latin letters of one Cyrillic letter in its case: all
// capitals inside a word of capitals, else only the first.
func likeCase(out string, r rune, runes []rune, i int) string {
	if !unicode.IsUpper(r) || out == "" {
		return out
	}
	capitals := i+1 < len(runes) && unicode.IsUpper(runes[i+1]) || i > 0 && unicode.IsUpper(runes[i-1])
	if capitals {
		return strings.ToUpper(out)
	}
	return strings.ToUpper(out[:1]) + out[1:]
}

// ukrainianInitial are the letters that Resolution 55 writes otherwise at the
// beginning of a word.
var ukrainianInitial = map[rune]string{'є': "ye", 'ї': "yi", 'й': "y", 'ю': "yu", 'я': "ya"}

// ukrainianLatin is the table of Resolution 55 where it differs from ICAO.
var ukrainianLatin = map[rune]string{
	'г': "h", 'ґ': "g", 'є': "ie", 'и': "y", 'і': "i", 'ї': "i", 'й': "i", 'ь': "",
}

// icaoLatin is the table of ICAO Doc 9303, part 3, section 6.
var icaoLatin = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i",
	'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t",
	'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "ie", 'ы': "y",
	'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'і': "i", 'ў': "u", 'ґ': "g", 'є': "ie", 'ї': "i",
	'ђ': "d", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "g", 'ќ': "k", 'ѕ': "dz", 'ѝ': "i",
}
