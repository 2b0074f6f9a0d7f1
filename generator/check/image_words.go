package check

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// kindWords say that there is a picture, which whoever hears the text knows.
// They are useless alone; of all languages, since a word may be left over from
// the source.
var kindWords = strings.Fields(`
	image picture photo photograph graphic graphics icon illustration drawing diagram chart screenshot logo figure img pic alt
	imagine imaginea poză poza foto fotografie fotografia desen desenul ilustrație ilustrația schemă schema diagramă diagrama grafic graficul siglă pictogramă
	изображение картинка фото фотография рисунок иллюстрация схема диаграмма график скриншот снимок логотип иконка
	зображення картинка фото фотографія світлина малюнок рисунок ілюстрація схема діаграма графік скриншот знімок логотип значок`)

// reBegins finds texts that begin by saying that there is a picture. Words
// that tell of what kind it is (plan, drawing, diagram) say something.
var reBegins = regexp.MustCompile(`^(?:(?:an? |the )?(?:image|picture|photo|photograph) (?:of|showing|shows)\b` +
	`|(?:o )?(?:imagine|imaginea|poză|poza|foto|fotografie|fotografia) (?:cu|a|al|ale|unui|unei|unor|care|în care)\s` +
	`|на (?:изображении|картинке|фото|фотографии) ` +
	`|(?:изображение|картинка|фото|фотография) (?:[а-яё]|с\s)` +
	`|на (?:зображенні|картинці|фото|фотографії|світлині) ` +
	`|(?:зображення|картинка|фото|фотографія|світлина) (?:[а-яґєії]|з\s|із\s))`)

// reFileName finds names of files, as cameras and programs give them.
var reFileName = regexp.MustCompile(`\.(?:png|jpe?g|webp|gif|svg|bmp|heic)$|^(?:img|image|dscn?|pxl|photo|pic|picture|scan|screenshot|foto|imagine|фото|рисунок|image)?[ _-]?[0-9][0-9 _-]*$|^[a-z0-9]+(?:[_-][a-z0-9]+)+$`)

// plainWords leaves the words of a text in lower case, with one space between,
// and the signs that stand inside names of files.
func plainWords(s string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_' && r != '.'
	}), " "), ".-_ ")
}

// useless reports whether an alternative text tells nothing of what is to be
// seen: it is a name of a file, only says that there is a picture, or is
// hardly a word.
func useless(alt, target string) bool {
	s := plainWords(alt)
	letters := strings.IndexFunc(s, unicode.IsLetter) >= 0 && len([]rune(s)) >= 3
	return !letters || s == strings.TrimSuffix(target, path.Ext(target)) ||
		slices.Contains(kindWords, strings.TrimRight(s, "0123456789. ")) || reBegins.MatchString(s) || reFileName.MatchString(s)
}
