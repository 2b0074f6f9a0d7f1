package archtest

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// forms are the plural forms of CLDR that a text with a number needs.
var forms = map[string][]string{
	"ro": {"one", "few", "other"},
	"ru": {"one", "few", "many", "other"},
	"uk": {"one", "few", "many", "other"},
	"en": {"one", "other"},
}

// foreign are letters of one language that have slipped into another.
var foreign = map[string]*regexp.Regexp{
	"ro": regexp.MustCompile(`[şţŞŢ]|\p{Cyrillic}`), // cedilla for comma
	"ru": regexp.MustCompile(`[ієїґІЄЇҐ]`),
	"uk": regexp.MustCompile(`[ыэъёЫЭЪЁ]|\p{L}['\x{2BC}]\p{L}`), // the apostrophe is ’
	"en": regexp.MustCompile(`\p{Cyrillic}`),
}

// telephone is what a help line's number looks like; a wrong one is worse than
// none, so that only one file has any.
var telephone = regexp.MustCompile(`\b1(?:02|12|13|16|19)\b|\b116[ \x{A0}]?\d{3}\b|\+\d|\b0[ \x{A0}]?80\d`)

// A text is one entry of i18n: plain, or by plural form.
type text struct {
	plain  string
	plural map[string]string
}

func (t text) all() map[string]string {
	if t.plural != nil {
		return t.plural
	}
	return map[string]string{"": t.plain}
}

func TestTexts(t *testing.T) {
	texts, bad := readTexts(root())
	none(t, append(bad, incomplete(texts)...))
}

// readTexts reads i18n/<lang>.yaml of the tree.
func readTexts(tree fs.FS) (texts map[string]map[string]text, bad []string) {
	texts = map[string]map[string]text{}
	for lang := range forms {
		name := "i18n/" + lang + ".yaml"
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			bad = append(bad, err.Error())
			continue
		}
		var nodes map[string]yaml.Node
		if err := yaml.Unmarshal(data, &nodes); err != nil {
			bad = append(bad, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		texts[lang] = map[string]text{}
		for key, node := range nodes {
			var x text
			if errPlain := node.Decode(&x.plain); errPlain != nil {
				if err := node.Decode(&x.plural); err != nil {
					bad = append(bad, fmt.Sprintf("%s: %s: %v", name, key, errors.Join(errPlain, err)))
				}
			}
			texts[lang][key] = x
		}
	}
	return texts, bad
}

var (
	keyShape    = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	placeholder = regexp.MustCompile(`\{\{ ?\.([A-Z]\w*) ?\}\}`)
	word        = regexp.MustCompile(`[\p{L}\p{M}]+`)
)

// incomplete returns what is wrong with the texts.
func incomplete(texts map[string]map[string]text) []string {
	var bad []string
	complain := func(lang, key, format string, args ...any) {
		bad = append(bad, fmt.Sprintf("%s.yaml: %s: ", lang, key)+fmt.Sprintf(format, args...))
	}
	keys := map[string]bool{}
	for _, ts := range texts {
		for key := range ts {
			keys[key] = true
		}
	}
	for key := range keys {
		if !keyShape.MatchString(key) {
			complain("every", key, "is not snake_case")
		}
		var holes []string // placeholders of the first language, to compare with
		first := ""
		for _, lang := range slices.Sorted(maps.Keys(forms)) {
			x, ok := texts[lang][key]
			if !ok {
				complain(lang, key, "is missing")
				continue
			}
			if got := slices.Sorted(maps.Keys(x.plural)); x.plural != nil && !slices.Equal(got, slices.Sorted(slices.Values(forms[lang]))) {
				complain(lang, key, "has the plural forms %v, needs %v", got, forms[lang])
			}
			var here []string
			for form, s := range x.all() {
				for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
					here = append(here, m[1])
				}
				for _, what := range wrong(lang, s) {
					complain(lang, strings.TrimSuffix(key+"."+form, "."), "%s", what)
				}
			}
			slices.Sort(here)
			here = slices.Compact(here)
			switch {
			case first == "":
				first, holes = lang, here
			case !slices.Equal(here, holes):
				complain(lang, key, "has the placeholders %v, %s has %v", here, first, holes)
			case (x.plural == nil) != (texts[first][key].plural == nil):
				complain(lang, key, "has plural forms in one language and not in %s", first)
			}
		}
	}
	return bad
}

// wrong returns what is wrong with one text.
func wrong(lang, s string) []string {
	var bad []string
	if strings.TrimSpace(s) == "" {
		return []string{"is empty"}
	}
	if s != strings.TrimSpace(s) {
		bad = append(bad, "starts or ends with a space")
	}
	if !norm.NFC.IsNormalString(s) {
		bad = append(bad, "is not in NFC")
	}
	bare := placeholder.ReplaceAllString(s, " ")
	if strings.Contains(bare, "{{") || strings.Contains(bare, "}}") {
		bad = append(bad, "has a placeholder that is not {{ .Name }}")
	}
	if m := telephone.FindString(bare); m != "" {
		bad = append(bad, fmt.Sprintf("%q is a telephone number: those stand in data/helplines.yaml alone", m))
	}
	if m := foreign[lang].FindString(bare); m != "" {
		bad = append(bad, fmt.Sprintf("%q does not belong in this language", m))
	}
	for _, w := range word.FindAllString(bare, -1) {
		latin, cyrillic := strings.IndexFunc(w, isLatin) >= 0, strings.IndexFunc(w, isCyrillic) >= 0
		if latin && cyrillic {
			bad = append(bad, fmt.Sprintf("%q mixes Latin and Cyrillic letters", w))
		}
	}
	return bad
}

func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }
func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

// Each rule about texts is seen to fail.
func TestTextsFail(t *testing.T) {
	good := map[string]string{
		"ro": "hello: \"Salut, {{ .Name }}\"\ncount: {one: \"{{.Count}} zi\", few: \"{{.Count}} zile\", other: \"{{.Count}} de zile\"}\n",
		"ru": "hello: \"Привет, {{ .Name }}\"\ncount: {one: \"{{.Count}} день\", few: \"{{.Count}} дня\", many: \"{{.Count}} дней\", other: \"{{.Count}} дня\"}\n",
		"uk": "hello: \"Вітання, {{ .Name }}\"\ncount: {one: \"{{.Count}} день\", few: \"{{.Count}} дні\", many: \"{{.Count}} днів\", other: \"{{.Count}} дня\"}\n",
		"en": "hello: \"Hello, {{ .Name }}\"\ncount: {one: \"{{.Count}} day\", other: \"{{.Count}} days\"}\n",
	}
	for name, test := range map[string]struct {
		lang, old, new string
		want           string
	}{
		"fine":             {"ro", "", "", ""},
		"missing":          {"ru", "hello", "hallo", "is missing"},
		"twice":            {"en", "count:", "hello: \"x\"\ncount:", "already defined"},
		"empty":            {"en", "{{.Count}} day\"", "\"", "is empty"},
		"space":            {"en", "days\"", "days \"", "ends with a space"},
		"placeholder":      {"uk", "{{ .Name }}", "{{ .Nume }}", "placeholders"},
		"odd placeholder":  {"uk", "{{ .Name }}", "{{ .Name }}{{ if .X }}", "not {{ .Name }}"},
		"plural form":      {"ro", "few", "many", "plural forms"},
		"no plural":        {"ro", "count: {", "count: \"{{.Count}} zile\"\nother: {", "has plural forms in one language"},
		"cedilla":          {"ro", "Salut", "Ştiri", "does not belong"},
		"Ukrainian letter": {"ru", "Привет", "Прівет", "does not belong"},
		"apostrophe":       {"uk", "Вітання", "Об'єкт", "does not belong"},
		"Latin letter":     {"ru", "Привет", "Пpивет", "mixes Latin and Cyrillic"},
		"telephone":        {"ro", "Salut", "Sunați la 112", "telephone number"},
		"key":              {"", "hello", "Hello", "snake_case"},
		"not composed":     {"ro", "Salut", "Sala\u0306", "NFC"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for lang, s := range good {
				if test.old != "" && (lang == test.lang || test.lang == "") {
					s = strings.Replace(s, test.old, test.new, 1)
				}
				files["i18n/"+lang+".yaml"] = s
			}
			texts, bad := readTexts(tree(files))
			bad = append(bad, incomplete(texts)...)
			found := slices.ContainsFunc(bad, func(b string) bool { return strings.Contains(b, test.want) })
			if test.want == "" && len(bad) > 0 || test.want != "" && !found {
				t.Errorf("want %q in %q", test.want, bad)
			}
		})
	}
}
