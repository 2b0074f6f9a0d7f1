package check

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// fixture is the smallest source with everything in it, in two languages.
func fixture() map[string]string {
	lesson := `
Words before.

## Aim {#aim}

A paragraph with a [link]({{< ref "a1/lesson#aim" >}}) and one [outside](https://example.org/).

{{< note law >}}
What the law says.
{{< /note >}}

{{< talk >}}
{{< line who="Irina" >}}
Good day.

{{< open >}}A question.{{< /open >}}
{{< /line >}}
{{< /talk >}}

| A | B |
| --- | --- |
| c | d |

{{< stays >}}
- One.
- Two.
- Three.
{{< /stays >}}

{{< practice a1 >}}

{{< gist >}}
In short.
{{< /gist >}}

{{< law md CTI >}}
The [law]({{< ref "a1/lesson#aim" >}}) says so.
{{< /law >}}

{{< plan calm >}}

{{< scenario monday >}}

{{< do >}}
- Say {{< l en >}}who{{< /l >}} you are.
{{< /do >}}
{{< dont >}}
- Do not joke.
{{< /dont >}}

{{< trainer 15 >}}
Ask the room.
{{< /trainer >}}

{{< pocket >}}
- Remember.
{{< /pocket >}}
`
	scenario := `kind: scenario
counters: [trust]
source: [CTI]
place: Monday
about: About.
people: {irina: Irina}
start: door
nodes:
  - id: door
    lines:
      - {who: irina, text: I ask.}
    choices:
      - id: form
        say: A form.
        effect: risk
        change: {trust: -1}
        reply: [{who: irina, text: I go.}]
        feedback: The door closes.
        source: [CTI]
        next: corridor
      - id: seat
        do: Offer a chair.
        effect: supports
        change: {trust: 1}
        feedback: Safety.
        source: [CTI]
        next: end
  - id: corridor
    repair: true
    lines: [{text: In the corridor.}]
    choices:
      - id: wait
        silent: true
        effect: open
        feedback: Time.
        source: [CTI]
        next: door
      - id: sorry
        say: Sorry.
        effect: supports
        feedback: Mended.
        source: [CTI]
        next: end
endings:
  - id: stays
    when: [trust >= 1]
    title: She stays
    text: [She stays.]
  - id: leaves
    title: She leaves
    text: [She leaves.]
debrief: [The rule.]
`
	scenarioRU := `place: Понедельник
about: О чём.
people: {irina: Ирина}
nodes:
  door:
    lines: [Спрошу.]
    choices:
      form: {say: Бланк., reply: [Ухожу.], feedback: Дверь закрыта.}
      seat: {do: Предложите стул., feedback: Безопасность.}
  corridor:
    lines: [В коридоре.]
    choices:
      wait: {feedback: Время.}
      sorry: {say: Простите., feedback: Исправлено.}
endings:
  stays: {title: Остаётся, text: [Остаётся.]}
  leaves: {title: Уходит, text: [Уходит.]}
debrief: [Норма.]
`
	files := map[string]string{
		"content/ro/_index.md":         "---\ntitle: Home\n---\n",
		"content/ro/courses/_index.md": "---\ntitle: Courses\n---\n",
		"content/ro/g/_index.md":       "---\ntitle: Guides\n---\n",
		"content/ro/g/1.md":            "---\ntitle: Guide 1\nheading: When\nintensity: 1\nsources: [CTI]\nrole: safety\n---\n\nText.\n\n{{< helplines md >}}\n\n{{< scenario bus >}}\n",
		"content/ro/about/contact.md":  "---\ntitle: Contact\nsummary: S\nweight: 1\n---\n\nNobody reads this box.\n",
		"content/ro/courses/demo/_index.md": "---\ntitle: Demo\nsummary: S\naudience: A\nobjectives: [one, two]\nsource: ro\nedition: \"1\"\n" +
			"law_date: 2026-11-23\nhours: {ceiling_minutes: 45, specialised: true}\nexam: {draw: 1, pass: 80}\nweight: 1\n---\n",
		"content/ro/courses/demo/a1/_index.md": "---\ntitle: Module\nsummary: S\nweight: 1\n---\n",
		"content/ro/courses/demo/a1/lesson.md": "---\ntitle: Lesson\nsummary: S\nweight: 1\nsources: [CTI]\n---\n" + lesson,

		"content/ru/_index.md":                 "---\ntitle: Дом\n---\n",
		"content/ru/courses/_index.md":         "---\ntitle: Курсы\n---\n",
		"content/ru/g/_index.md":               "---\ntitle: Памятки\n---\n",
		"content/ru/g/1.md":                    "---\ntitle: Памятка 1\nheading: Когда\n---\n\nТекст.\n\n{{< helplines md >}}\n\n{{< scenario bus >}}\n",
		"content/ru/about/contact.md":          "---\ntitle: Связь\nsummary: С\n---\n\nЭтот ящик никто не читает.\n",
		"content/ru/courses/demo/_index.md":    "---\ntitle: Пример\nsummary: С\naudience: А\nobjectives: [раз, два]\n---\n",
		"content/ru/courses/demo/a1/_index.md": "---\ntitle: Модуль\nsummary: С\n---\n",
		"content/ru/courses/demo/a1/lesson.md": "---\ntitle: Урок\nsummary: С\n---\n" + strings.NewReplacer("Words before", "Слова", "Irina", "Ирина").Replace(lesson),

		"data/sources.yaml": "CTI:\n  title: {ro: T, ru: Т}\n  where: seen here\n  seen: 2026-11-23\n  certainty: S\n",
		"data/plans.yaml": "calm:\n  room: {width: 420, depth: 360}\n  finding: {ro: See, ru: Видно}\n  items:\n" +
			"    - {kind: door, x: 60, y: 0, mark: true, text: {ro: Door, ru: Дверь}}\n    - {kind: chair, x: 120, y: 200, turn: 90}\n",
		"quizzes/demo/scenario/monday.yaml":    scenario,
		"quizzes/demo/scenario/monday.ru.yaml": scenarioRU,
		"quizzes/g/scenario/bus.yaml":          scenario,
		"quizzes/g/scenario/bus.ru.yaml":       scenarioRU,
		"data/helplines.yaml": "lines:\n  - id: md-112\n    state: md\n    number: \"112\"\n    operator: {ro: O, ru: О}\n    for: {ro: F, ru: Ф}\n" +
			"    hours: {ro: H, ru: Ч}\n    languages: []\n    source: leaflet\n    seen: 2026-11-23\n    called: \"\"\n    grade: A\n",
	}
	for kind, extra := range map[string]string{"practice": "", "exam": "    canary: kq7m2v9t4x8d1r5z\n"} {
		dir := "quizzes/demo/" + kind + "/a1"
		files[dir+".yaml"] = "kind: " + kind + "\nquestions:\n  - id: aim\n    type: single\n    objective: 1\n    source: [CTI]\n    read: a1/lesson#aim\n" +
			extra + "    text: First " + kind + "?\n    feedback: Because.\n    options:\n" +
			"      - id: one\n        correct: true\n        text: One\n        feedback: Yes.\n" +
			"      - id: two\n        text: Two\n        feedback: No.\n"
		files[dir+".ru.yaml"] = "questions:\n  aim:\n    text: Первый " + kind + "?\n    feedback: Потому.\n    options:\n" +
			"      one: {text: Раз, feedback: Да.}\n      two: {text: Два, feedback: Нет.}\n"
	}
	return files
}

// An edit replaces a text in a file; an empty old text replaces the file.
type edit struct{ file, old, new string }

const gone = "\x00gone" // as the new text of a file: the file is not there

func source4test(t *testing.T, edits ...edit) fstest.MapFS {
	t.Helper()
	files := fixture()
	for _, e := range edits {
		switch {
		case e.old == "" && e.new == gone:
			delete(files, e.file)
		case e.old == "":
			files[e.file] = e.new
		case !strings.Contains(files[e.file], e.old):
			t.Fatalf("%s has no %q", e.file, e.old)
		default:
			files[e.file] = strings.Replace(files[e.file], e.old, e.new, 1)
		}
	}
	fsys := fstest.MapFS{}
	for name, text := range maps.All(files) {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}
