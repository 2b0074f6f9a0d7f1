package interchange

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest is the longest id. Those that are made from names are shorter: a
// number of up to seven digits may still be added.
const longest = 32

var reID = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// letters are Cyrillic letters as they are written in Latin ones, after the
// passport rules of Ukraine and, where Russian differs, of Russia.
var letters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "h", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "y", 'і': "i", 'ї': "i",
	'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh",
	'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ь': "", 'ю': "iu", 'я': "ia", 'ё': "e", 'ъ': "", 'ы': "y", 'э': "e",
	'ß': "ss", 'æ': "ae", 'ø': "o", 'đ': "d", 'ł': "l", 'ı': "i",
}

// latin writes a name in small Latin letters, digits and single hyphens.
func latin(name, lang string) string {
	var b strings.Builder
	// Composed first: й is a letter of its own and no и with a sign above.
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		switch l, ok := letters[r]; {
		case lang == "ru" && r == 'г':
			b.WriteByte('g')
		case lang == "ru" && r == 'и':
			b.WriteByte('i')
		case ok:
			b.WriteString(l)
		case r == '’' || r == 'ʼ' || r == '\'':
		default:
			for _, p := range norm.NFD.String(string(r)) {
				switch {
				case p >= 'a' && p <= 'z' || p >= '0' && p <= '9':
					b.WriteRune(p)
				case unicode.Is(unicode.Mn, p):
				default:
					b.WriteByte('-')
				}
			}
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' }), "-")
}

// IDs are ids that are taken, each with the number that the next one like it
// gets.
type IDs map[string]int

// Take takes an id, if it is free.
func (ids IDs) Take(id string) bool {
	if _, taken := ids[id]; taken {
		return false
	}
	ids[id] = 2
	return true
}

// Make makes an id of [a-z0-9-]{1,32} from a name in a language, other than
// those taken, and takes it. Whole words are kept where they fit; a name
// without a usable letter becomes other.
func (ids IDs) Make(name, lang, other string) string {
	id := latin(name, lang)
	if len(id) > longest-8 {
		cut := strings.LastIndexByte(id[:longest-7], '-')
		if cut < longest/2 {
			cut = longest - 8
		}
		id = strings.Trim(id[:cut], "-")
	}
	if id == "" {
		id = other
	}
	if ids.Take(id) {
		return id
	}
	for {
		n := ids[id]
		ids[id] = n + 1
		if free := id + "-" + strconv.Itoa(n); ids.Take(free) {
			return free
		}
	}
}

// short is the beginning of a text from which an option's id is made.
func short(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(len(words), 3)], " ")
}
