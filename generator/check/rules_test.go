package check

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/diag"
)

const (
	lessonRO   = "content/ro/courses/demo/a1/lesson.md"
	lessonRU   = "content/ru/courses/demo/a1/lesson.md"
	courseRO   = "content/ro/courses/demo/_index.md"
	courseRU   = "content/ru/courses/demo/_index.md"
	bank       = "quizzes/demo/practice/a1.yaml"
	bankRU     = "quizzes/demo/practice/a1.ru.yaml"
	exam       = "quizzes/demo/exam/a1.yaml"
	examRU     = "quizzes/demo/exam/a1.ru.yaml"
	helplines  = "data/helplines.yaml"
	references = "data/sources.yaml"
	plans      = "data/plans.yaml"
	guideRO    = "content/ro/g/1.md"
	ledger     = "content/demo.segments"
	entry      = "k3m7qz gone/page - p 0f1e2d3c4b5a6978 00ff00ff00ff00ff"
)

// cases hold for each rule an edit that breaks it, where the complaint stands,
// and an edit that comes near and is fine.
var cases = []struct {
	rule string
	bad  []edit
	at   string // "file:line", or "file"
	near []edit
}{
	{"anchor-bad", []edit{{lessonRO, "{#aim}\n", "{onclick=\"x\"}\n"}}, lessonRO + ":10", []edit{{lessonRO, "{#aim}\n", "{#aim} \n"}}},
	{"anchor-differs", []edit{{lessonRU, "{#aim}\n", "{#way}\n"}}, lessonRU + ":8", nil},
	{
		"anchor-duplicate",
		[]edit{{lessonRO, "Words before.", "## B {#aim}"}, {lessonRU, "Слова.", "## Б {#aim}"}},
		lessonRO + ":10",
		[]edit{{lessonRO, "Words before.", "## B {#other}"}, {lessonRU, "Слова.", "## Б {#other}"}},
	},
	{"bank-kind-first", []edit{{bank, "kind: practice\n", ""}, {bank, "", "questions: [{id: aim}]\nkind: practice\n"}}, bank + ":2", nil},
	{"bank-kind-folder", []edit{{bank, "kind: practice", "kind: exam"}}, bank + ":1", []edit{{bank, "kind: practice", "kind: 'practice'"}}},
	{"bank-orphan", []edit{{"quizzes/demo/practice/b.ru.yaml", "", "questions: {}\n"}}, "quizzes/demo/practice/b.ru.yaml", nil},
	{"bank-untranslated", []edit{{bankRU, "", gone}}, bankRU, nil},
	{"blocks-differ", []edit{{lessonRU, "Слова.", "Слова.\n\nЕщё."}}, lessonRU + ":8", []edit{{lessonRU, "Слова.", "Слова.\nЕщё."}}},
	{"canary-bad", []edit{{exam, "kq7m2v9t4x8d1r5z", "exam1"}}, exam + ":8", []edit{{exam, "kq7m2v9t4x8d1r5z", "0000000000000000"}}},
	{"canary-duplicate", []edit{
		{"quizzes/demo/exam/b.yaml", "", strings.NewReplacer("id: aim", "id: way", "First", "Other").Replace(fixture()[exam])},
		{"quizzes/demo/exam/b.ru.yaml", "", strings.NewReplacer("aim:", "way:", "Первый", "Другой").Replace(fixture()[examRU])},
	}, "quizzes/demo/exam/b.yaml:8", []edit{
		{"quizzes/demo/exam/b.yaml", "", strings.NewReplacer("id: aim", "id: way", "First", "Other", "kq7m", "zzzz").Replace(fixture()[exam])},
		{"quizzes/demo/exam/b.ru.yaml", "", strings.NewReplacer("aim:", "way:", "Первый", "Другой").Replace(fixture()[examRU])},
	}},
	{"correct-one", []edit{{bank, "id: two\n", "id: two\n        correct: true\n"}}, bank + ":10", nil},
	{
		"correct-some",
		[]edit{{bank, "type: single", "type: multiple"}, {bank, "id: two\n", "id: two\n        correct: true\n"}},
		bank + ":10",
		[]edit{
			{bank, "type: single", "type: multiple"},
			{bank, "id: two\n", "id: two\n        correct: true\n"},
			{bank, "feedback: No.\n", "feedback: No.\n      - {id: three, text: Three, feedback: No.}\n"},
			{bankRU, "      two:", "      three: {text: Три, feedback: Нет.}\n      two:"},
		},
	},
	{"exam-overlap", []edit{{exam, "First exam?", "FIRST   practice?"}}, exam + ":3", []edit{{exam, "First exam?", "First practices?"}}},
	{"exam-too-small", []edit{{courseRO, "draw: 1", "draw: 2"}}, courseRO + ":10", nil},
	{"file-encoding", []edit{{lessonRO, "Words", "Wo\u202erds"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "Wo\u00adrds\u00a0"}}},
	{"file-missing", []edit{{helplines, "", gone}}, helplines, nil},
	{"file-refused", []edit{{"content/ro/courses/demo/a1/x.html", "", "<p>"}}, "content/ro/courses/demo/a1/x.html", nil},
	{"file-too-large", []edit{{lessonRO, "Words", strings.Repeat("Word ", 1<<18)}}, lessonRO, []edit{{lessonRO, "Words", strings.Repeat("Word ", 1<<14)}}},
	{"front-matter-missing", []edit{{lessonRO, "---\ntitle", "title"}}, lessonRO + ":1", []edit{{lessonRO, "---\ntitle", "---\n# note\ntitle"}}},
	{
		"gist-missing",
		[]edit{{lessonRO, "weight: 1\n", "weight: 1\ncontent_note: N\n"}, {lessonRO, "{{< gist >}}", "{{< note law >}}"}, {lessonRO, "{{< /gist >}}", "{{< /note >}}"}},
		lessonRO + ":5",
		[]edit{{lessonRO, "weight: 1\n", "weight: 1\ncontent_note: N\n"}, {lessonRU, "summary: С\n", "summary: С\ncontent_note: П\n"}},
	},
	{
		"heading-inside",
		[]edit{{lessonRO, "In short.", "### In short"}, {lessonRU, "In short.", "### In short"}},
		lessonRO + ":39",
		[]edit{{lessonRO, "In short.", "\\### **In** short"}},
	},
	{"heading-level", []edit{{lessonRO, "## Aim", "### Aim"}, {lessonRU, "## Aim", "### Aim"}}, lessonRO + ":10", nil},
	{"id-bad", []edit{{bank, "id: one", "id: Одно"}}, bank + ":11", []edit{{bank, "id: one", "id: 'one'"}}},
	{"id-duplicate", []edit{{bank, "id: two", "id: one"}}, bank + ":15", nil},
	{"image-refused", []edit{{lessonRO, "Words", "![x](https://example.org/x.png)"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "`![x](y)`"}}},
	{"index-missing", []edit{{"content/ro/courses/demo/a1/_index.md", "", gone}, {"content/ru/courses/demo/a1/_index.md", "", gone}}, lessonRO + ":1", nil},
	{"key-duplicate", []edit{{lessonRO, "title: Lesson\n", "title: Lesson\ntitle: Two\n"}}, lessonRO + ":3", nil},
	{"key-missing", []edit{{lessonRO, "summary: S\n", ""}}, lessonRO + ":2", []edit{{lessonRO, "weight: 1\n", "weight: 0\n"}}},
	{"key-misspelt", []edit{{bank, "correct: true", "corect: true"}}, bank + ":12", nil},
	{"key-structure", []edit{{lessonRU, "summary: С\n", "summary: С\nweight: 2\n"}}, lessonRU + ":4", []edit{{lessonRU, "summary: С\n", "summary: С\ncontent_note: N\n"}}},
	{"key-unknown", []edit{{lessonRO, "weight: 1\n", "weight: 1\ndraft: true\n"}}, lessonRO + ":5", nil},
	{"key-wrong-kind", []edit{{exam, "id: two\n", "id: two\n        effect: risk\n"}}, exam + ":17", []edit{{bank, "id: two\n", "id: two\n        effect: risk\n"}}},
	{"language-unknown", []edit{{"content/ua/_index.md", "", "---\ntitle: T\n---\n"}}, "content/ua", nil},
	{
		"law-state",
		[]edit{{lessonRO, "law md CTI", "law eu CTI"}, {lessonRU, "law md CTI", "law eu CTI"}},
		lessonRO + ":42",
		[]edit{{lessonRO, "law md CTI", "law int CTI CTI"}, {lessonRU, "law md CTI", "law int CTI CTI"}},
	},
	{"ledger-conflict", []edit{{ledger, "", "segments 1\n<<<<<<< HEAD\n" + entry + "\n"}}, ledger + ":2", []edit{{ledger, "", "segments 1\n" + entry + "\n"}}},
	{"ledger-duplicate", []edit{{ledger, "", "segments 1\n" + entry + "\n" + entry + "\n"}}, ledger + ":3", nil},
	{"ledger-syntax", []edit{{ledger, "", "segments 1\n" + entry + " \n"}}, ledger + ":2", []edit{{ledger, "", "segments 1\n" + entry + " ru=0f1e2d3c4b5a6978\n"}}},
	{"link-broken", []edit{{lessonRO, `ref "a1/lesson#aim"`, `ref "a1/lesson#gaol"`}}, lessonRO + ":12", []edit{{lessonRO, `{{< ref "a1/lesson#aim" >}}`, "#aim"}}},
	{
		"link-broken",
		[]edit{{guideRO, "Text.", `[T]({{< ref "about/contacts" >}})`}},
		guideRO + ":9",
		[]edit{{guideRO, "Text.", `[T]({{< ref "about/contact" >}}) [T]({{< ref "g/1" >}})`}, {lessonRO, "Words", `[W]({{< ref "g/1" >}})`}},
	},
	{"link-broken", []edit{{guideRO, "Text.", `[T]({{< ref "a1/lesson" >}})`}}, guideRO + ":9", nil},
	{"link-refused", []edit{{lessonRO, "https://example.org/", "java&#115;cript:alert(1)"}}, lessonRO + ":12", []edit{{lessonRO, "https://example.org/", "mailto:a@example.org"}}},
	{"list-length", []edit{{courseRU, "[раз, два]", "[раз]"}}, courseRU + ":5", nil},
	{
		"list-only",
		[]edit{{lessonRO, "- Do not joke.\n", "- Do not joke.\n\nEver.\n"}, {lessonRU, "- Do not joke.\n", "- Do not joke.\n\nEver.\n"}},
		lessonRO + ":53",
		[]edit{{lessonRO, "- Do not joke.\n", "- Do not joke.\n\n- Never.\n"}, {lessonRU, "- Do not joke.\n", "- Do not joke.\n- Never.\n"}},
	},
	{"marker-in-text", []edit{{lessonRO, "Words", "A ‖ B"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "A || B"}}},
	{"name-bad", []edit{{"content/ro/courses/demo/a1/Lecția.md", "", "---\n---\n"}}, "content/ro/courses/demo/a1/Lecția.md", nil},
	{
		"name-taken",
		[]edit{{"content/ro/courses/demo/a1/pocket.md", "", "---\ntitle: P\nsummary: S\nweight: 2\n---\n"}},
		"content/ro/courses/demo/a1/pocket.md:1",
		[]edit{
			{"content/ro/about/pocket.md", "", "---\ntitle: P\nsummary: S\nweight: 2\n---\n"},
			{"content/ru/about/pocket.md", "", "---\ntitle: П\nsummary: С\n---\n"},
		},
	},
	{"nesting-deep", []edit{{lessonRO, "Words before", strings.Repeat("> ", 100_000)}}, lessonRO + ":8", []edit{{lessonRO, "Words before", "- - a"}, {lessonRU, "Слова.", "- - а"}}},
	{"number-bad", []edit{{helplines, `"112"`, `"112!"`}}, helplines + ":4", []edit{{helplines, `"112"`, `"+373 112"`}}},
	{"option-count", []edit{{bank, "      - id: two\n        text: Two\n        feedback: No.\n", ""}}, bank + ":10", nil},
	{"options-equal", []edit{{bankRU, "text: Два", "text: РАЗ"}}, bank + ":15", []edit{{bankRU, "text: Два", "text: Раз."}}},
	{"page-orphan", []edit{{"content/ru/g/2.md", "", "---\ntitle: T\nheading: H\n---\n"}}, "content/ru/g/2.md:1", nil},
	{"page-untranslated", []edit{{lessonRU, "", gone}}, lessonRU, nil},
	{"plan-items", []edit{{plans, "    - {kind: chair", strings.Repeat("    - {kind: camera, x: 300, y: 300}\n", 7) + "    - {kind: chair"}}, plans + ":4", []edit{
		{plans, "    - {kind: chair", strings.Repeat("    - {kind: camera, x: 300, y: 300}\n", 6) + "    - {kind: chair"},
	}},
	{"plan-marks", []edit{{plans, "turn: 90", "turn: 90, mark: true"}}, plans + ":6", []edit{{plans, "turn: 90", "turn: 90, mark: false"}}},
	{
		"plan-missing",
		[]edit{{lessonRO, "plan calm", "plan calmer"}, {lessonRU, "plan calm", "plan calmer"}},
		lessonRO + ":46",
		[]edit{{lessonRO, "{{< plan calm >}}", "{{<plan \"calm\">}}"}},
	},
	{"plan-outside", []edit{{plans, "x: 60, y: 0", "x: 44, y: 0"}}, plans + ":5", []edit{{plans, "x: 60, y: 0", "x: 45, y: 0"}}},
	{"plan-wall", []edit{{plans, "x: 60, y: 0", "x: 60, y: 1"}}, plans + ":5", []edit{{plans, "x: 60, y: 0", "x: 0, y: 315"}}},
	{
		"practice-missing",
		[]edit{{lessonRO, "practice a1", "practice a2"}, {lessonRU, "practice a1", "practice a2"}},
		lessonRO + ":36",
		[]edit{{lessonRO, "practice a1", "practice a1 aim"}, {lessonRU, "practice a1", "practice a1 aim"}},
	},
	{"raw-html", []edit{{lessonRO, "Words", "<b>Words</b>"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "1 < 2 `<b>` \\<b>"}}},
	{"read-missing", []edit{{bank, "read: a1/lesson#aim", "read: a1/lesson#goal"}}, bank + ":7", []edit{{bank, "read: a1/lesson#aim", "read: a1/lesson"}}},
	{"role-twice", []edit{
		{"content/ro/g/2.md", "", "---\ntitle: T\nheading: H\nrole: safety\n---\n"}, {"content/ru/g/2.md", "", "---\ntitle: Т\nheading: З\n---\n"},
	}, "content/ro/g/2.md:4", []edit{
		{"content/ro/g/2.md", "", "---\ntitle: T\nheading: H\nrole: lines\n---\n"}, {"content/ru/g/2.md", "", "---\ntitle: Т\nheading: З\n---\n"},
	}},
	{
		"scenario-missing",
		[]edit{{lessonRO, "scenario monday", "scenario bus"}, {lessonRU, "scenario monday", "scenario bus"}},
		lessonRO + ":48",
		nil,
	},
	{
		"shortcode-arguments",
		[]edit{{lessonRO, "note law", "note legal"}, {lessonRU, "note law", "note legal"}},
		lessonRO + ":14",
		[]edit{{lessonRO, "note law", "note word"}, {lessonRU, "note law", "note word"}},
	},
	{
		"shortcode-line",
		[]edit{{lessonRO, "{{< practice a1 >}}", "Now {{< practice a1 >}}"}, {lessonRU, "{{< practice a1 >}}", "Now {{< practice a1 >}}"}},
		lessonRO + ":36",
		[]edit{{lessonRO, "Words before.", "{{< l en >}}Words{{< /l >}} before."}},
	},
	{"shortcode-malformed", []edit{{lessonRO, "Words", "{{% note law %}}"}}, lessonRO + ":8", []edit{{lessonRO, "Words", "{{ Words }}"}}},
	{
		"shortcode-page",
		[]edit{{guideRO, "Text.", "{{< trainer >}}\nText.\n{{< /trainer >}}"}},
		guideRO + ":9",
		[]edit{{guideRO, "Text.", "{{< do >}}\n- Text.\n{{< /do >}}"}, {"content/ru/g/1.md", "Текст.", "{{< do >}}\n- Текст.\n{{< /do >}}"}},
	},
	{"shortcode-pair", []edit{{lessonRO, "{{< /note >}}", "{{< /talk >}}"}}, lessonRO + ":16", []edit{{lessonRO, "{{< /note >}}", "{{</note>}}"}}},
	{
		"shortcode-place",
		[]edit{{lessonRO, "{{< talk >}}\n", "{{< talk >}}\nShe comes in.\n"}, {lessonRU, "{{< talk >}}\n", "{{< talk >}}\nShe comes in.\n"}},
		lessonRO + ":19",
		[]edit{{lessonRO, "Good day.\n", "Good day.\n\nI am here.\n"}, {lessonRU, "Good day.\n", "Good day.\n\nI am here.\n"}},
	},
	{
		"shortcode-twice",
		[]edit{{lessonRO, "{{< scenario monday >}}", "{{< scenario monday >}}\n{{< scenario monday >}}"}, {lessonRU, "{{< scenario monday >}}", "{{< scenario monday >}}\n{{< scenario monday >}}"}},
		lessonRO + ":49",
		[]edit{{lessonRO, "{{< plan calm >}}", "{{< plan calm >}}\n{{< plan calm >}}"}, {lessonRU, "{{< plan calm >}}", "{{< plan calm >}}\n{{< plan calm >}}"}},
	},
	{"shortcode-unknown", []edit{{lessonRO, "Words before", "{{< youtube abc >}}"}}, lessonRO + ":8", nil},
	{
		"shortcodes-differ",
		[]edit{{lessonRU, "{{< open >}}A question.{{< /open >}}", "{{< risk >}}A question.{{< /risk >}}"}},
		lessonRU + ":20",
		[]edit{{lessonRU, "Слова.", "{{< l en >}}Слова{{< /l >}}."}},
	},
	{"source-unknown", []edit{{lessonRO, "sources: [CTI]", "sources: [CTI, CTX]"}}, lessonRO + ":5", nil},
	{"state-bad", []edit{{helplines, "state: md", "state: Moldova"}}, helplines + ":3", nil},
	{
		"stays-three",
		[]edit{{lessonRO, "- Three.\n", ""}, {lessonRU, "- Three.\n", ""}},
		lessonRO + ":30",
		[]edit{{lessonRO, "- Three.\n", "\n- Three.\n"}},
	},
	{"text-empty", []edit{{lessonRO, "title: Lesson", "title:"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: ~"}}},
	{"text-untranslated", []edit{{bankRU, ", feedback: Нет.", ""}}, bankRU + ":7", nil},
	{"translation-extra", []edit{{bankRU, "      two:", "      three: {text: Три, feedback: Нет.}\n      two:"}}, bankRU + ":7", nil},
	{"translation-key", []edit{{bankRU, "{text: Два", "{correct: true, text: Два"}}, bankRU + ":7", nil},
	{"true-false-options", []edit{{bank, "type: single", "type: true-false"}}, bank + ":11", []edit{
		{bank, "", "kind: practice\nquestions:\n  - id: aim\n    type: true-false\n    source: [CTI]\n    read: a1/lesson\n    text: T\n    feedback: F\n" +
			"    options:\n      - {id: \"true\", correct: true, feedback: Yes.}\n      - {id: \"false\", feedback: No.}\n"},
		{bankRU, "", "questions:\n  aim:\n    text: Т\n    feedback: П\n    options:\n      true: {feedback: Да.}\n      \"false\": {feedback: Нет.}\n"},
	}},
	{"want-date", []edit{{courseRO, "2026-11-23", "2026-02-30"}}, courseRO + ":8", []edit{{courseRO, "2026-11-23", "\"2024-02-29\""}}},
	{"want-list", []edit{{lessonRO, "sources: [CTI]", "sources: CTI"}}, lessonRO + ":5", []edit{{lessonRO, "sources: [CTI]", "sources:\n  - CTI"}}},
	{"want-map", []edit{{courseRO, "exam: {draw: 1, pass: 80}", "exam: 80"}}, courseRO + ":10", nil},
	{"want-number", []edit{{courseRO, "pass: 80", "pass: 101"}}, courseRO + ":10", []edit{{courseRO, "pass: 80", "pass: 100"}}},
	{"want-one-of", []edit{{bank, "type: single", "type: choice"}}, bank + ":4", nil},
	{"want-text", []edit{{lessonRO, "title: Lesson", "title: [Lesson]"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: \"[Lesson]\""}}},
	{"yaml-feature", []edit{{lessonRO, "title: Lesson", "title: !!binary TGVzc29u"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: \"!!binary &a *a <<\""}}},
	{"yaml-syntax", []edit{{lessonRO, "title: Lesson", "title: Listening: words"}}, lessonRO + ":2", []edit{{lessonRO, "title: Lesson", "title: 'Listening: words'"}}},
}

// more hold further ways to break a rule.
var more = []struct {
	rule string
	bad  []edit
	at   string
}{
	{"file-missing", []edit{{"content/ro/_index.md", "", gone}, {"content/ru/_index.md", "", gone}}, "content/ro/_index.md"},
	{"file-missing", []edit{{"content/ro/courses/_index.md", "", gone}, {"content/ru/courses/_index.md", "", gone}}, "content/ro/courses/_index.md"},
	{"file-refused", []edit{{"data/.DS_Store", "", "x"}}, "data/.DS_Store"},
	{"file-refused", []edit{{"data/helpline.yaml", "", "lines: []\n"}}, "data/helpline.yaml"},
	{"marker-in-text", []edit{{lessonRO, "title: Lesson", "title: A ‖abcdef‖"}}, lessonRO + ":2"},
	{"marker-in-text", []edit{{bankRU, "text: Два", "text: Два ‖abcdef‖"}}, bankRU + ":7"},
	{"marker-in-text", []edit{{helplines, "ro: O", "ro: O ‖"}}, helplines + ":5"},
	{"want-one-of", []edit{{guideRO, "role: safety", "role: exit"}}, guideRO + ":6"},
	{"key-structure", []edit{{"content/ru/g/1.md", "heading: Когда", "heading: Когда\nrole: safety"}}, "content/ru/g/1.md:4"},
	{"key-structure", []edit{{"content/ru/about/contact.md", "summary: С", "summary: С\nweight: 1"}}, "content/ru/about/contact.md:4"},
	{"key-missing", []edit{{"content/ro/about/contact.md", "weight: 1\n", ""}}, "content/ro/about/contact.md:2"},
	{"page-untranslated", []edit{{"content/ru/about/contact.md", "", gone}}, "content/ru/about/contact.md"},
	{"id-bad", []edit{{plans, "calm:", "Calm:"}, {plans, "", strings.Replace(fixture()[plans], "calm:", "Calm:\n  room: {}\ncalm:", 1)}}, plans + ":1"},
	{"want-one-of", []edit{{plans, "kind: chair", "kind: stool"}}, plans + ":6"},
	{"want-number", []edit{{plans, "y: 200", "y: 361"}}, plans + ":6"},
	{"want-number", []edit{{plans, "width: 420", "width: 199"}}, plans + ":2"},
	{"key-missing", []edit{{plans, "finding: {ro: See, ru: Видно}", "finding: {ro: See}"}}, plans + ":3"},
	{"plan-outside", []edit{{plans, "x: 120, y: 200, turn: 90", "x: 120, y: 340, turn: 90"}}, plans + ":6"},
	{"file-refused", []edit{{"quizzes/g/exam/x.yaml", "", "kind: exam\n"}}, "quizzes/g/exam"},
}

// elsewhere are the rules that no text can break: they have tests of their own.
var elsewhere = []string{"file-unreadable"}

func check(fsys fs.FS) []diag.Diagnostic {
	_, ds := Run(fsys, Options{Languages: []string{"ro", "ru"}})
	return ds
}

func TestFixtureHasNoProblems(t *testing.T) {
	for _, d := range check(source4test(t)) {
		t.Errorf("%s: %s %v", d.Pos, d.Rule, d.Args)
	}
}

func TestRules(t *testing.T) {
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			ds := check(source4test(t, c.bad...))
			found := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				p := d.Pos
				p.Col = 0
				return d.Rule == c.rule && p.String() == c.at
			})
			if !found {
				t.Errorf("no complaint at %s, but:", c.at)
				for _, d := range ds {
					t.Logf("%s: %s %v %v", d.Pos, d.Rule, d.Args, d.Related)
				}
			}
			for _, d := range check(source4test(t, c.near...)) {
				t.Errorf("near miss: %s: %s %v", d.Pos, d.Rule, d.Args)
			}
		})
	}
}

// TestOneFaultOneComplaint holds that each of these is said once, with nothing
// made up beside it.
func TestOneFaultOneComplaint(t *testing.T) {
	for _, c := range more {
		ds := check(source4test(t, c.bad...))
		if len(ds) != 1 || ds[0].Rule != c.rule || !strings.HasPrefix(ds[0].Pos.String(), c.at) {
			t.Errorf("want %s at %s alone, not %v", c.rule, c.at, ds)
		}
	}
}

// TestOneFaultInEveryLanguage holds that what is written in all languages is
// said of each, with nothing made up beside it.
func TestOneFaultInEveryLanguage(t *testing.T) {
	for _, c := range []struct{ rule, old, new, at string }{
		{"source-unknown", "law md CTI", "law md CTI MD9", ":42"},
		{"shortcode-arguments", "law md CTI", "law md", ":42"},
		{"shortcode-arguments", "trainer 15", "trainer 0", ":57"},
		{"shortcode-arguments", "trainer 15", "trainer soon", ":57"},
		{"shortcode-place", "Ask the room.", "{{< practice a1 >}}", ":58"},
		{"shortcode-place", "- Remember.", "- Remember.\n{{< plan calm >}}", ":63"},
		{"shortcode-twice", "{{< plan calm >}}", "{{< gist >}}\nAgain.\n{{< /gist >}}", ":46"},
		{"list-only", "- Remember.\n", "", ":61"},
	} {
		ds := check(source4test(t, edit{lessonRO, c.old, c.new}, edit{lessonRU, c.old, c.new}))
		if len(ds) != 2 || ds[0].Rule != c.rule || ds[1].Rule != c.rule || !strings.HasPrefix(ds[0].Pos.String(), lessonRO+c.at) ||
			ds[1].Pos.File != lessonRU {
			t.Errorf("%s: want %s at %s and once in its translation, not %v", c.new, c.rule, c.at, ds)
		}
	}
}

// TestNamesOfOursAreTaken: what would replace an index, or share a ledger.
func TestNamesOfOursAreTaken(t *testing.T) {
	for _, name := range []string{"about/index.md", "g/index.md", "courses/demo/a1/index.md", "courses/g/_index.md", "courses/home/_index.md", "courses/demo/g/_index.md", "courses/demo/about/_index.md"} {
		ds := check(source4test(t, edit{"content/ro/" + name, "", "---\ntitle: T\n---\n"}))
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == "name-taken" && d.Pos.File == "content/ro/"+name }) {
			t.Errorf("%s is accepted: %v", name, ds)
		}
	}
}

// TestUnreadPageIsTheOnlyComplaint: what points at a page that cannot be read
// is not to blame.
func TestUnreadPageIsTheOnlyComplaint(t *testing.T) {
	for rule, text := range map[string]string{
		"file-too-large": strings.Repeat("Word ", 1<<18),
		"file-encoding":  "Words \xff",
		"nesting-deep":   strings.Repeat("> ", 100),
	} {
		ds := check(source4test(t, edit{lessonRO, "Words before", text}))
		for _, d := range ds {
			if d.Rule == "read-missing" || d.Rule == "link-broken" || d.Rule == "page-orphan" {
				t.Errorf("%s also brings %s at %s", rule, d.Rule, d.Pos)
			}
		}
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == rule }) {
			t.Errorf("no %s in %v", rule, ds)
		}
	}
}

// TestLinksOfDataAreNotFollowed holds it for the files the walk of content
// does not meet.
func TestLinksOfDataAreNotFollowed(t *testing.T) {
	fsys := source4test(t)
	fsys["elsewhere.yaml"] = fsys[helplines]
	fsys[helplines] = &fstest.MapFile{Data: []byte("../elsewhere.yaml"), Mode: fs.ModeSymlink}
	if ds := check(fsys); !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-refused" && d.Pos.File == helplines
	}) {
		t.Errorf("a link was followed: %v", ds)
	}
}

func TestUnreadableFile(t *testing.T) {
	ds := check(locked{source4test(t)})
	if len(ds) == 0 || !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Rule == "file-unreadable" && d.Pos.File == lessonRO
	}) {
		t.Errorf("no complaint about a file that cannot be read: %v", ds)
	}
}

// locked is a source in which one lesson cannot be opened.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if name == lessonRO {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) Stat(name string) (fs.FileInfo, error) { return l.MapFS.Stat(name) }
func (l locked) ReadFile(name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	return l.MapFS.ReadFile(name)
}
