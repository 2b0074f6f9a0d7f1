package credential

import (
	"errors"
	"strings"
	"testing"
)

func TestNamesKeepEveryLetter(t *testing.T) {
	for typed, want := range map[string]string{
		"Ion Popescu":         "Ion Popescu",
		"  Ștefan   Țîrlea ":  "Ștefan Țîrlea",
		"S\u0326tefan":        "Ștefan",
		"Ştefan":              "Ştefan",
		"Олександр Ковальчук": "Олександр Ковальчук",
		"Ґжегож Їжакевич-Щербаківська": "Ґжегож Їжакевич-Щербаківська",
		"Щёголев":                   "Щёголев",
		"Ana-Maria Gübübüz-Dişli":   "Ana-Maria Gübübüz-Dişli",
		"Őri László":                "Őri László",
		"D’Artagnan-O'Brien":        "D’Artagnan-O'Brien",
		"Дем'яненко Ольга":          "Дем'яненко Ольга",
		"Демʼяненко":                "Демʼяненко",
		"Наталія Ковальчук-Popescu": "Наталія Ковальчук-Popescu",
		"M. Ion":                 "M. Ion",
		"Замо\u0301к":            "Замо\u0301к",
		"Ю Ли":                   "Ю Ли",
		strings.Repeat("Жа", 60): strings.Repeat("Жа", 60),
	} {
		if got, err := Name(typed); err != nil || got != want {
			t.Errorf("%q became %q, %v", typed, got, err)
		}
	}
}

func TestNamesThatAreRefusedSayWhy(t *testing.T) {
	for typed, want := range map[string]NameReason{
		"":                              NameShort,
		"A":                             NameShort,
		"..":                            NameShort,
		"A.":                            NameShort,
		strings.Repeat("a", 121):        NameLong,
		"Ion\u202eucsepoP":              NameCharacter,
		"Ion\u2066x":                    NameCharacter,
		"Ion\u200bP":                    NameCharacter,
		"Ion\u00a0Popescu":              NameCharacter,
		"Ion\u00adP":                    NameCharacter,
		"\U000e0049on a":                NameCharacter,
		"Ion\x00P":                      NameCharacter,
		"Ion\nPopescu":                  NameCharacter,
		"Ion1":                          NameCharacter,
		"<script>":                      NameCharacter,
		"=cmd":                          NameCharacter,
		"გიორგი":                        NameCharacter,
		"\u0301Ion":                     NameCharacter,
		"Ion \u0301Rusu":                NameMarks,
		"Ioп Popescu":                   NameScripts,
		"Рopescu Ion":                   NameScripts,
		"O'Б":                           NameScripts,
		"I\u0302\u0303\u0304\u0301on X": NameMarks,
		"Ion\xff":                       NameEncoding,
	} {
		got, err := Name(typed)
		var why *NameError
		if !errors.As(err, &why) || why.Reason != want {
			t.Errorf("%q: %q, %v, want %s", typed, got, err, want)
		}
	}
	var why *NameError
	if _, err := Name("Ion P0pescu"); !errors.As(err, &why) || why.Rune != '0' {
		t.Errorf("the character is not named: %v", err)
	}
	if _, err := Name("Elena Рopescu"); !errors.As(err, &why) || why.Word != "Рopescu" {
		t.Errorf("the word is not named: %v", err)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Elena Rusu":              "E. R.",
		"Ana-Maria Gübübüz-Dişli": "A.-M. G.-D.",
		"Ґжегож Їжакевич-Щербаківська": "Ґ. Ї.-Щ.",
		"’t Hooft": "T. H.",
		"M. Ion":   "M. I.",
		"Щёголев":  "Щ.",
		"Ion -":    "I.",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestLatinAsPassportsWriteIt(t *testing.T) {
	for _, c := range []struct{ name, lang, want string }{
		// The examples of Resolution 55.
		{"Алушта", "uk", "Alushta"},
		{"Згорани", "uk", "Zghorany"},
		{"Розгон", "uk", "Rozghon"},
		{"Єнакієве", "uk", "Yenakiieve"},
		{"Гаєвич", "uk", "Haievych"},
		{"Короп’є", "uk", "Koropie"},
		{"Їжакевич", "uk", "Yizhakevych"},
		{"Кадиївка", "uk", "Kadyivka"},
		{"Мар'їне", "uk", "Marine"},
		{"Йосипівка", "uk", "Yosypivka"},
		{"Стрий", "uk", "Stryi"},
		{"Щербухи", "uk", "Shcherbukhy"},
		{"Гоща", "uk", "Hoshcha"},
		{"Юрій", "uk", "Yurii"},
		{"Корюківка", "uk", "Koriukivka"},
		{"Яготин", "uk", "Yahotyn"},
		{"Ґалаґан", "uk", "Galagan"},
		{"Знам’янка", "uk", "Znamianka"},
		{"Феодосія", "uk", "Feodosiia"},
		{"Ґжегож Їжакевич-Щербаківська", "ru", "Gzhehozh Yizhakevych-Shcherbakivska"},
		{"Щёголев Юрий", "ru", "Shchegolev Iurii"},
		{"Подъячев", "uk", "Podieiachev"},
		{"Рыжова Дарья", "uk", "Ryzhova Daria"},
		{"ЩЕРБАК ЮЛИЯ", "ru", "SHCHERBAK IULIIA"},
		{"Я Цой", "ru", "Ia Tsoi"},
		{"Наталія Ковальчук-Popescu", "uk", "Nataliia Kovalchuk-Popescu"},
		{"Ștefan Țîrlea", "ro", ""},
		{"Elena Rusu", "en", ""},
	} {
		if got := Latin(c.name, c.lang); got != c.want {
			t.Errorf("%s (%s): %q, want %q", c.name, c.lang, got, c.want)
		}
	}
}

func TestLatinOfEveryLetterIsAName(t *testing.T) {
	for _, r16 := range cyrillicLetters.R16 {
		for r := r16.Lo; r <= r16.Hi; r++ {
			name := "Ан" + string(rune(r)) + " Ва"
			got := Latin(name, "ru")
			if canonical, err := Name(got); err != nil || canonical != got {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
}

func TestSurnameIsComparedAsPeopleWriteIt(t *testing.T) {
	ro := Facts{Name: "Ștefan Țîrlea", Language: "ro"}
	uk := Facts{Name: "Їжакевич-Щербаківська Ольга Петрівна", Latin: "Yizhakevych-Shcherbakivska Olha", Language: "uk"}
	ru := Facts{Name: "Щёголев Пётр", Language: "ru"}
	dem := Facts{Name: "Ольга Дем’яненко", Language: "uk"}
	for _, c := range []struct {
		facts Facts
		typed string
		want  bool
	}{
		{ro, "Țîrlea", true},
		{ro, "ŢÎRLEA", true},
		{ro, " tirlea ", true},
		{ro, "Ștefan Țîrlea", true},
		{ro, "Țîrle", false},
		{ro, "", false},
		{ro, " - ", false},
		{ro, "Ț", false},
		{ro, "Rusu", false},
		{uk, "їжакевич щербаківська", true},
		{uk, "Yizhakevych-Shcherbakivska", true},
		{uk, "Їжакевич-Щербаківська", true},
		{uk, "Ольга", false}, // the middle of the name
		{ru, "Щеголев", true},
		{ru, "ЩЁГОЛЕВ", true},
		{ru, "Shchegolev", true},
		{dem, "Дем'яненко", true},
		{dem, "Демʼяненко", true},
		{dem, "Демяненко", true},
		{dem, "Demianenko", true},
		{dem, strings.Repeat("Дем", 1000), false},
	} {
		if got := MatchSurname(c.facts, c.typed); got != c.want {
			t.Errorf("%s and %.40q: %v", c.facts.Name, c.typed, got)
		}
	}
}
