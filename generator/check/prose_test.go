package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// said checks one text as the body of a lesson, and returns the rules that
// complain, each with its line and column.
func said(lang, body string) []string {
	v := (&run{}).newProse()
	p := &course.Page{Path: "f", Lang: lang, Body: []byte(body), BodyLine: 1, Kind: course.LessonKind}
	bodyPassages(p, translate.Read(p.Body), func(t *passage) {
		t.level = lessons
		v.passage(t)
	})
	diag.Sort(v.probs)
	var out []string
	for _, d := range v.probs {
		out = append(out, fmt.Sprintf("%s %d:%d", d.Rule, d.Pos.Line, d.Pos.Col))
	}
	return out
}

// TestProse has a text a line: its language, what is complained about, and the
// text. Nothing is complained about where there is "-".
func TestProse(t *testing.T) {
	for _, c := range proseCases {
		f := strings.SplitN(c, " | ", 3)
		if len(f) != 3 {
			t.Fatalf("%q", c)
		}
		var want []string
		if f[1] != "-" {
			want = strings.Split(f[1], ", ")
		}
		body := strings.ReplaceAll(f[2], `⏎`, "\n")
		if got := said(f[0], body); !slices.Equal(got, want) {
			t.Errorf("%s: %s\n\tgot %v, want %v", f[0], f[2], got, want)
		}
	}
}

var proseCases = []string{
	// letters
	`ro | letter-cedilla 1:13 | Persoana în şoc nu vorbește.`,
	`ro | letter-cedilla 2:3 | O zi⏎a Ţării.`,
	`ro | - | O doamnă, {{< l tr >}}Ayşe Yıldız{{< /l >}}, a venit.`,
	`ro | - | Domnul Kovács Jenő și doamna Müller au venit la 9.`,
	`ro | letter-stand-in 1:4 | Casã mare.`,
	`ro | letter-stand-in 1:4 | Ceaþã deasă.`,
	`ro | letter-stand-in 1:3 | Orǎșǎl mic.`,
	`ro | - | A zburat la São Paulo; articolul 1º nu s-a schimbat.`,
	`ro | letter-mixed 1:4 | Cas` + "\u0430" + ` mare.`,
	`ru | letter-mixed 1:5 | Допр` + "o" + `с окончен.`,
	`ru | letter-mixed 1:1 | ` + "C" + `лово сказано.`,
	`ru | letter-mixed 1:8 | Пришли ` + "c" + ` другом.`,
	`ru | letter-mixed 1:1 | ` + "B" + ` комнате тихо.`,
	`uk | letter-mixed 1:6 | Мама ` + "i" + ` тато тут.`,
	`uk | letter-mixed 1:4 | Віт` + "a" + `мін.`,
	`ru | - | Урок C6, витамин C и этап I; XXI век, GPS-трекер, PDFы, IT-отдел, 3D-модель, e-mail и email’ом.`,
	`uk | - | SMS-повідомлення, VIP-зал, Wi-Fi, п. 5a, розділ II, T-подібний перехрестя.`,
	`ro | letter-decomposed 1:4 | Cas` + "a\u0306" + ` mare.`,
	`ru | - | За` + "\u0301" + `мок стоит.`,
	`ro | letter-hidden 1:4 | Cas` + "\u200b" + `a mare.`,
	`ro | - | Contra` + "\u00ad" + `vențiile sunt mici.`,
	`ru | letter-foreign 1:1 | Їжак бежит.`,
	`uk | letter-foreign 1:8 | Тут є рыба.`,
	`uk | letter-foreign 1:5 | Мій ёжик тут.`,
	`uk | - | Пам’ять, з’їзд, ґанок, її об’єкт — усе гаразд.`,
	// scripts and languages
	`ro | language-script 1:9 | El zice спасибо și pleacă.`,
	`ro | - | El zice {{< l ru >}}спасибо{{< /l >}} și pleacă.`,
	`en | language-script 1:9 | He said допит окончен and left.`,
	`ru | language-script 1:13 | Это правило principle of harm известно.`,
	`ru | - | GRETA, La Strada, WhatsApp, Barnahus, iPhone, site.md, www.example.org/page, a@b.md.`,
	`uk | - | Адреса https://example.org/help?x=1 і файл read.me тут; (ii) та iv.`,
	`uk | language-other 1:1 | Если что случится, это не так важно, как вы думаете.`,
	`uk | language-other 1:1 | Если вам нужна помощь, то это не ваша вина.`,
	`ru | language-other 1:1 | Якщо щось станеться, це не так важливо, як ви думаєте.`,
	`ro | language-other 1:1 | The person has the right to be heard by the court.`,
	`ro | language-other 1:16 | Raportul zice: the rights of the victims and their families contează.`,
	`ro | - | Ziarul New York Times și cartea „The Bell” sunt pe masă; in dubio pro reo, pro bono, de facto.`,
	`en | language-other 1:22 | Persoana are dreptul să fie ascultată de către instanță și nu plătește.`,
	`en | - | A care plan in La Spezia; she is an au pair, de facto, or so they say.`,
	`ro | language-other 1:1 | Ich habe keine Zeit für diese Sache.`,
	`en | language-other 1:8 | Il dit que vous êtes ici avec nous pour longtemps.`,
	`ro | - | Est, vest, des și pas cu pas: le-a zis să ne dea ce e pe sur.`,
	`ro | - | Ea are o soră care nu a plecat; am a spune: an de an.`,
	// quotation marks
	`ro | - | A zis: „Am citit «Luceafărul» ieri.”`,
	`ro | quote-straight 1:8, quote-straight 1:18 | A zis: "Am citit."`,
	`ro | quote-foreign 1:16, quote-straight 1:29 | A zis „Am venit“ și „Am stat".`,
	`ro | quote-foreign 1:7 | A zis “Am venit” ieri.`,
	`ro | quote-foreign 1:7 | A zis «Am venit» ieri.`,
	`ro | quote-unpaired 1:7 | A zis „Am venit ieri.`,
	`ro | quote-unpaired 1:15 | A zis am venit” ieri.`,
	`ru | - | Он сказал: «Книга „Голос“ тут».`,
	`ru | quote-foreign 1:5 | Это “важно” всем.`,
	`ru | quote-foreign 1:14 | Книга «та „Да” тут».`,
	`uk | - | Він сказав: «Книга „Голос“ тут». О’Ніл і п’ять.`,
	`uk | quote-straight 1:2 | П'ять днів.`,
	`en | - | She said: “It’s the victims’ day, not ‘theirs’.” Rock ’n’ roll in the ’90s.`,
	`en | quote-straight 1:3 | It's here.`,
	`en | quote-foreign 1:10 | She said „yes” twice.`,
	`en | - | It is 6'2" tall.`,
	`ro | - | Codul ` + "`a \"b\" --c`" + ` rămâne. {{< l en >}}He said “no”.{{< /l >}}`,
	// marks
	`ro | sign-typed 1:6 | Vine -- pleacă.`,
	`ru | sign-typed 1:8 | Москва - город.`,
	`ru | - | Москва — город; 5 - 3 и то-то.`,
	`ro | sign-typed 1:5 | Vine... pleacă.`,
	`ro | space-extra 1:5 | Vine , pleacă.`,
	`ro | space-extra 1:5 | Vine ? Da.`,
	`ru | space-extra 1:3 | Да : вот.`,
	`ro | space-missing 1:6 | Vine,pleacă.`,
	`ro | space-missing 1:6 | Vine.Pleacă.`,
	`ro | - | S.M. a venit, de ex. joi; 1,5 km, ora 10:30, m.d.R.T.`,
	`ro | bracket-unpaired 1:6 | Vine (azi.`,
	`ro | bracket-unpaired 1:10 | Vine azi)].`,
	`ro | - | Art. 5 lit. a) și b), pct. 1): (vezi [aici](https://example.org)).`,
	`ro | word-doubled 1:9 | Vine de de acolo.`,
	`ru | word-doubled 1:5 | Она она пришла.`,
	`en | - | He had had that that day; bye-bye, New York, Walla Walla.`,
	`ro | draft-left 1:1 | TBD: de scris.`,
	`en | draft-left 1:1 | Lorem ipsum dolor.`,
	// telephones
	`ro | phone-typed 1:11 | Sunați la 112 acum.`,
	`ro | - | Legea nr. 112 din 2005, art. 112, 112 persoane și anul 2015.`,
	`ro | phone-typed 1:6 | Tel. 0 800 77777, gratuit.`,
	`ro | phone-typed 1:9 | Numărul +373 22 24 06 24 e bun.`,
	`ru | phone-typed 1:10 | Звоните: 8 800 250 26 02.`,
	`uk | phone-typed 1:16 | Телефонуйте на 116 123 щодня.`,
	`en | phone-typed 1:6 | Call 116 111 at once.`,
	`en | phone-typed 1:5 | The (022) 24-06-24 line.`,
	`en | - | S.M. v. Croatia, 60561/14, 25.6.2020; 30 000 people, 10 793 in 2023; 2011/36/EU; 01.02.2026–05.03.2026; 0.123456789; 116 000 people.`,
	`ru | language-script 1:7 | Тихая de unde știm asta nu contează комната.`,
	`ru | - | Дело № 60561/14, ст. 112, 20 000 евро, 2010–2012 годы, позвонили в 2015 году.`,
	`ro | - | A sunat de 3 ori în 1999, la 17:30, și a plătit 12 500 de lei pentru 45 de zile.`,
}

// A fixedSpeller knows all words but one.
type fixedSpeller struct{ asked map[string][]string }

func (s fixedSpeller) Unknown(lang string, words []string) (map[string][]string, bool) {
	s.asked[lang] = words
	if lang == "en" {
		return nil, false
	}
	return map[string][]string{"cutie": {"cutia", "cuție"}, "читает": nil}, true
}

// TestWordsAreLookedUp holds what a speller is asked, and what is said of its
// answer: each word once in a file, none of the author's list, no names.
func TestWordsAreLookedUp(t *testing.T) {
	s := fixedSpeller{map[string][]string{}}
	fsys := source4test(t)
	put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	const contact = "content/ro/about/contact.md"
	put(contact, strings.Replace(string(fsys[contact].Data), "Nimeni",
		"Aici scrie Popescu din GRETA. O cutie, o cutie: s-a dus într-un A4 {{< l en >}}hello{{< /l >}} {{< l fr >}}bonjour{{< /l >}}. Nimeni", 1))
	const contactRu, contactUk = "content/ru/about/contact.md", "content/uk/about/contact.md"
	fsys[contactRu].Data = append(fsys[contactRu].Data, "Пришла г-жа Цуркану, мун. Кишинёв, тех же гг. или позже, в р-не вокзала.\n"...)
	fsys[contactUk].Data = append(fsys[contactUk].Data, "Це вул. Миру, кв. нова, у тих рр. чи пізніше.\n"...)
	const bank = "quizzes/demo/practice/a1.yaml"
	put(bank, strings.Replace(string(fsys[bank].Data), "    options:", "    accept: [raspunzator, [raspunzatoare]]\n    options:", 1))
	put("spelling/ru.txt", "чита* # all its forms\n")
	_, ds := Run(fsys, Options{Spell: s})
	var got []string
	for _, d := range ds {
		if d.Pos.File == bank {
			continue
		}
		got = append(got, fmt.Sprint(d.Pos, " ", d.Rule, " ", d.Args["Word"], " ", d.Args["Better"]))
	}
	if want := []string{contact + ":7:33 word-unknown cutie cutia, cuție"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for lang, words := range map[string]string{"ro": "cutie s-a într-un aici", "en": "hello", "ru": "этот"} {
		for w := range strings.FieldsSeq(words) {
			if !slices.ContainsFunc(s.asked[lang], func(a string) bool { return strings.EqualFold(a, w) }) {
				t.Errorf("%s: %s was not looked up: %v", lang, w, s.asked[lang])
			}
		}
	}
	for _, w := range []string{"Popescu", "GRETA", "bonjour", "A", "читает", "г-жа", "мун", "гг", "р-не", "вул", "кв", "рр", "raspunzator", "raspunzatoare"} {
		for lang, asked := range s.asked {
			if slices.Contains(asked, w) {
				t.Errorf("%s: %s was looked up", lang, w)
			}
		}
	}
}

// TestPlacesInYAML holds that the characters complained about are found in
// every way of writing a text.
func TestPlacesInYAML(t *testing.T) {
	const bank = "quizzes/demo/practice/a1.uk.yaml"
	for _, c := range []struct{ text, want string }{
		{"Перше й рыба.", "3:20"},
		{"'Не ''так'' рыба.'", "3:24"},
		{`"Не\tтак \"\u0442ак\" рыба."`, "3:34"},
		{"\"Перше\\\n      й рыба.\"", "4:10"},
		{"Перше\n      друге й\n\n      рыба.", "6:8"},
		{">-\n      Перше\n      друге й рыба.", "5:16"},
		{">\n      Перше\n\n      друге\n      рыба.", "7:8"},
		{"|\n      Перше\n        друге рыба.", "5:16"},
		{"|2-\n      Перше рыба.", "4:14"},
	} {
		fsys := source4test(t)
		text := strings.Replace(string(fsys[bank].Data), "Що ви зробите спершу?", c.text, 1)
		if !strings.Contains(text, c.text) {
			t.Fatalf("the fixture has changed:\n%s", text)
		}
		fsys[bank] = &fstest.MapFile{Data: []byte(text)}
		_, ds := Run(fsys, Options{})
		var got []string
		for _, d := range ds {
			if d.Rule == "letter-foreign" {
				got = append(got, fmt.Sprintf("%d:%d", d.Pos.Line, d.Pos.Col))
			}
		}
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%q: got %v, want %s; %v", c.text, got, c.want, ds)
		}
	}
}

// TestEveryTextIsLookedAt puts one fault into each kind of text.
func TestEveryTextIsLookedAt(t *testing.T) {
	for _, c := range []struct{ file, old, now, want string }{
		{"content/ro/about/contact.md", "summary: Unde", "summary: Şi unde", "3:10"},
		{"content/ro/about/contact.md", "summary: Unde", "summary: >-\n  Unde\n  şi când, unde", "5:3"},
		{"content/ro/courses/demo/_index.md", "objectives: [", "objectives: [Şi, ", ""},
		{"content/ro/courses/demo/a1/lesson.md", "| luni |", "| luniţă |", ""},
		{"content/ro/courses/demo/a1/lesson.md", "- Prima.", "- Prima\n  şi alta.", ""},
		{"content/ro/courses/demo/a1/lesson.md", "## Scopul", "## Scopul şi {{< l en >}}aim{{< /l >}}", "10:11"},
		{"content/ro/courses/demo/a1/lesson.md", "Întrebați sala.", "> Întrebați\n> şi sala.", ""},
		{"content/ro/courses/demo/a1/lesson.md", `who="Irina"`, `who="Ofiţer"`, ""},
		{"content/ro/courses/demo/a1/lesson.md", "Cuvinte", "*Cu{{< ref \"a1/lesson\" >}}* **în&ş** \\*şi", ""},
		{"quizzes/demo/practice/a1.yaml", "text: Ascult.", "text: Ascultţ.", ""},
		{"quizzes/demo/exam/a1.yaml", "feedback: ", "feedback: Şi ", ""},
		{"quizzes/demo/scenario/monday.yaml", "irina: Irina", "irina: Irinţa", ""},
		{"quizzes/demo/scenario/monday.yaml", "reply: [{who: irina, text: Plec.}]", "reply: [{who: irina, text: Ţac.}]", ""},
		{"quizzes/g/scenario/bus.yaml", "place: ", "place: Şi ", ""},
		{"data/helplines.yaml", "for: {ro: ", "for: {ro: Şi ", ""},
		{"data/sources.yaml", "title: {ro: ", "title: {ro: Şi ", ""},
		{"data/plans.yaml", "finding: {ro: ", "finding: {ro: Şi ", ""},
	} {
		fsys := source4test(t)
		text := string(fsys[c.file].Data)
		if !strings.Contains(text, c.old) {
			t.Errorf("%s has no %q:\n%s", c.file, c.old, text)
			continue
		}
		text = strings.Replace(text, c.old, c.now, 1)
		fsys[c.file] = &fstest.MapFile{Data: []byte(text)}
		want := c.want
		for i, line := range strings.Split(text, "\n") { // the first cedilla of the file
			if k := strings.IndexAny(line, "şţŞŢ"); k >= 0 && want == "" {
				want = fmt.Sprintf("%d:%d", i+1, len([]rune(line[:k]))+1)
			}
		}
		_, ds := Run(fsys, Options{})
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
			return d.Rule == "letter-cedilla" && d.Pos.String() == c.file+":"+want
		}) {
			t.Errorf("%s: %q: nothing at %s: %v", c.file, c.now, want, ds)
		}
	}
}

// FuzzProse holds that whatever is written, every complaint stands inside the
// text, and every word at its own letters.
func FuzzProse(f *testing.F) {
	for _, c := range proseCases {
		parts := strings.SplitN(c, " | ", 3)
		f.Add(parts[0], parts[2])
	}
	f.Add("ro", "# A {#a}\n\n> *b*\\_&amp;&#x63;{{< l en >}}x{{< l >}}{{< /l >}}{{< /l >}}\n> | c | `d` |\n")
	f.Fuzz(func(t *testing.T, lang, body string) {
		v := (&run{}).newProse()
		p := &course.Page{Path: "f", Lang: lang, Body: []byte(body), BodyLine: 1, Kind: course.LessonKind}
		bodyPassages(p, translate.Read(p.Body), func(q *passage) {
			v.passage(q)
			for _, w := range q.words {
				at := q.source(w.from)
				if at < 0 || at >= len(body) || w.from >= w.to || q.said[w.from] != body[at] && body[at] != '&' && !strings.Contains(body[:at+1], "&") {
					t.Fatalf("%q stands at %d of %q", q.said[w.from:w.to], at, body)
				}
			}
		})
		lines := strings.Split(body, "\n")
		for _, d := range v.probs {
			if d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Col < 1 || d.Pos.Col > len([]rune(lines[d.Pos.Line-1]))+1 {
				t.Fatalf("%s is outside of %q", d.Pos, body)
			}
		}
	})
}

// FuzzPlacesInYAML holds that every character of a text is found where it
// stands, or said to stand where the text begins.
func FuzzPlacesInYAML(f *testing.F) {
	for _, s := range []string{
		"a: b c\n", "a: 'it''s'\n", `a: "x\ty\u00e9\
  z"`, "a: >\n  b\n\n  c\n", "a: |2-\n    b\n  c\n", "a: b\n  c\n\n  d\n", "a: [b, 'c', \"d\"]\n", "? a\n: b\n", "a: \"\\\n \\\n\"", "a:\r\n  - >-\r\n    b\r\n    c\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var probs source.Problems
		d := source.Parse("f", []byte(s), 0, &probs)
		if d.Broken || d.Root == nil {
			return
		}
		v := (&run{}).newProse()
		w := &yamlReader{prose: v, text: &text{name: "f", data: []byte(s)}, isText: func(string) bool { return true }}
		w.walk(d.Root, "", "ro", 0)
		lines := strings.Split(s, "\n")
		for _, d := range v.probs {
			if d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Col < 1 || d.Pos.Col > len([]rune(lines[d.Pos.Line-1]))+1 {
				t.Fatalf("%s is outside of %q", d.Pos, s)
			}
		}
	})
}
