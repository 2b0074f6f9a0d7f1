package quiz

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

const written = `kind: exam
confidence: true
questions:
  - id: say
    type: gap
    source: [CTI]
    read: a1/purpose
    canary: 0000000000000001
    text: După [[n]] secunde [[what]].
    hint: Un număr mic.
    feedback: Pentru că.
    options:
      - {id: n, accept: ["4", patru], feedback: A.}
      - {id: what, accept: [așteptați], feedback: B.}
  - id: line
    type: spot
    source: [CTI]
    read: a1/purpose
    canary: 0000000000000002
    text: Unde este greșeala?
    feedback: Pentru că.
    options:
      - {id: one, who: Anchetator, text: Da., feedback: A.}
      - {id: two, who: Doamna R., text: Da., feedback: B.}
      - {id: bad, who: Anchetator, text: "V-a lovit?", correct: true, feedback: C.}
  - id: brother
    type: judgement
    source: [CTI]
    read: a1/purpose
    canary: 0000000000000003
    case: Fratele traduce.
    text: Ce faceți?
    feedback: Pentru că.
    options:
      - {id: no, correct: true, text: Refuz., feedback: A.}
      - {id: sworn, credit: 50, text: Îl avertizez., feedback: B.}
      - {id: yes, text: Încep., feedback: C.}
`

const writtenRussian = `questions:
  say:
    text: Сначала [[what]], и так [[n]] секунды.
    hint: Небольшое число.
    feedback: Потому.
    options:
      n: {accept: [четыре], feedback: А.}
      what: {accept: [ждите, подождите], feedback: Б.}
  line:
    text: Где ошибка?
    feedback: Потому.
    options:
      one: {who: Следователь, text: Да., feedback: А.}
      two: {who: Г-жа Р., text: Да., feedback: Б.}
      bad: {who: Следователь, text: "Он вас ударил?", feedback: В.}
  brother:
    case: Брат переводит.
    text: Что вы делаете?
    feedback: Потому.
    options:
      no: {text: Откажусь., feedback: А.}
      sworn: {text: Предупрежу., feedback: Б.}
      yes: {text: Начну., feedback: В.}
`

func writtenBank(t *testing.T) Bank {
	t.Helper()
	banks, ds := load(t, Exam, "e", map[string]string{"e/a1.yaml": written, "e/a1.ru.yaml": writtenRussian})
	if len(ds) > 0 || len(banks) != 1 {
		t.Fatalf("%d banks, %v", len(banks), ds)
	}
	return banks[0]
}

func TestGapSpotAndJudgementAreRead(t *testing.T) {
	b := writtenBank(t)
	if !b.Confidence || len(b.Questions) != 3 {
		t.Fatalf("got %+v", b)
	}
	same := func(id string) string { return "x-" + id }
	for i, want := range []Public{
		{
			Type: Gap, Text: "Сначала [1], и так [2] секунды.", Hint: "Небольшое число.",
			Parts:   []Part{{Text: "Сначала "}, {Gap: 1, Option: 1}, {Text: ", и так "}, {Gap: 2}, {Text: " секунды."}},
			Options: []PublicOption{{ID: "x-n"}, {ID: "x-what"}},
		},
		{Type: Spot, Text: "Где ошибка?", Options: []PublicOption{
			{ID: "x-one", Who: "Следователь", Text: "Да."},
			{ID: "x-two", Who: "Г-жа Р.", Text: "Да."},
			{ID: "x-bad", Who: "Следователь", Text: "Он вас ударил?"},
		}},
		{Type: Judgement, Text: "Что вы делаете?", Case: "Брат переводит.", Options: []PublicOption{
			{ID: "x-no", Text: "Откажусь."}, {ID: "x-sworn", Text: "Предупрежу."}, {ID: "x-yes", Text: "Начну."},
		}},
	} {
		if d := cmp.Diff(want, b.Questions[i].Public("ru", nil, same, nil)); d != "" {
			t.Error(d)
		}
	}
	if got := b.Questions[0].Options[1].Accept; len(got["ru"]) != 2 || len(got["ro"]) != 1 {
		t.Errorf("accepted: %v", got)
	}
	if b.Questions[2].Options[1].Credit != 50 {
		t.Error("the credit was lost")
	}
	again, err := Decode(b.JSON())
	if err != nil || again.Hash() != b.Hash() {
		t.Errorf("the bank did not come back: %v", err)
	}
}

// Attempts name their bank by its hash: what banks could hold before must be
// written as it was.
func TestTheHashOfABankStays(t *testing.T) {
	const want = "c5503952ea105b8889508e3216b06183876c34f58aa68bd4e37631c47c3d27e7"
	if got := exam(t).Hash(); got != want {
		t.Errorf("the hash is %s", got)
	}
}

func TestMistakesInGapSpotAndJudgement(t *testing.T) {
	const ro, ru = "e/a1.yaml", "e/a1.ru.yaml"
	for _, tt := range []struct{ file, old, new, want string }{
		{ro, "[[n]] secunde", "4 secunde", ro + ":9:5: gap-mark"},
		{ro, "[[n]] secunde", "[[n]] sau [[n]] secunde", ro + ":9:5: gap-mark"},
		{ro, "[[n]] secunde", "[[n]] secunde [[m]]", ro + ":9:5: gap-unknown"},
		{ru, "[[what]]", "ждите", ru + ":3:5: gap-mark"},
		{ru, "[[what]]", "[[what]] [[м]]", ru + ":3:5: gap-unknown"},
		{ro, "accept: [așteptați], ", "", ro + ":14:9: key-missing"},
		{ro, "accept: [așteptați]", "accept: []", ro + ":14:28: text-empty"},
		{ro, "accept: [așteptați]", "accept: așteptați", ro + ":14:28: want-list"},
		{ro, "accept: [așteptați]", "accept: [a, b, c, d, e, f, g, h, i]", ro + ":14:20: list-limit"},
		{ro, "accept: [așteptați]", "accept: [" + strings.Repeat("a", 101) + "]", ro + ":14:20: text-limit"},
		{ro, "accept: [așteptați]", `accept: ["…"]`, ro + ":14:20: accept-bad"},
		{ro, "accept: [așteptați]", `accept: ["a\nb"]`, ro + ":14:20: accept-bad"},
		{ro, "accept: [așteptați]", "accept: [așteptați], correct: true", ro + ":14:41: key-unknown"},
		{ru, "accept: [четыре], ", "", ru + ":7:7: text-untranslated"},
		{ru, "accept: [четыре]", `accept: ["!"]`, ru + ":7:11: accept-bad"},
		{ro, "    hint: Un", "    diacritics: folded\n    hint: Un", ro + ":10:17: want-one-of"},
		{ru, "    hint: Не", "    diacritics: exact\n    hint: Не", ru + ":4:5: translation-key"},
		{ru, "    hint: Небольшое число.\n", "", ru + ":2:3: text-untranslated"},
		{ro, "    hint: Un număr mic.\n", "", ru + ":4:5: key-unknown"},
		{ro, "hint: Un număr mic.", "hint: " + strings.Repeat("a", 401), ro + ":10:5: text-limit"},
		{ru, "hint: Небольшое число.", "hint: " + strings.Repeat("я", 401), ru + ":4:5: text-limit"},
		{ro, "text: Unde", "case: Un caz.\n    text: Unde", ro + ":20:5: key-wrong-type"},
		{ro, "text: Unde", "diacritics: exact\n    text: Unde", ro + ":20:5: key-wrong-type"},
		{ro, "who: Doamna R., ", "", ro + ":24:9: key-missing"},
		{ro, "who: Doamna R.", "who: " + strings.Repeat("a", 61), ro + ":24:19: text-limit"},
		{ru, "who: Г-жа Р., ", "", ru + ":14:7: text-untranslated"},
		{ru, "who: Г-жа Р.", "who: " + strings.Repeat("я", 61), ru + ":14:13: text-limit"},
		{ro, "correct: true, feedback: C.", "feedback: C.", ro + ":22:5: correct-some"},
		{ro, "      - {id: one, who: Anchetator, text: Da., feedback: A.}\n", "", ro + ":22:5: option-count"},
		{ro, "    case: Fratele traduce.\n", "", ro + ":26:5: key-missing"},
		{ru, "    case: Брат переводит.\n", "", ru + ":16:3: text-untranslated"},
		{ro, "case: Fratele traduce.", "case: " + strings.Repeat("a", 1201), ro + ":31:5: text-limit"},
		{ru, "case: Брат переводит.", "case: " + strings.Repeat("я", 1201), ru + ":17:5: text-limit"},
		{ro, "credit: 50", "credit: 51", ro + ":36:29: want-one-of"},
		{ro, "correct: true, text: Refuz.", "correct: true, credit: 75, text: Refuz.", ro + ":35:33: credit-right"},
		{ru, "sworn: {text", "sworn: {credit: 75, text", ru + ":22:15: translation-key"},
		{ro, "id: sworn, credit: 50", "id: sworn, correct: true", ro + ":34:5: correct-one"},
		{ro, "confidence: true", "confidence: yes", ro + ":2:13: want-one-of"},
	} {
		files := map[string]string{ro: written, ru: writtenRussian}
		changed := strings.Replace(files[tt.file], tt.old, tt.new, 1)
		if changed == files[tt.file] {
			t.Errorf("%q is not there", tt.old)
		}
		files[tt.file] = changed
		_, ds := load(t, Exam, "e", files)
		var got []string
		for _, d := range ds {
			got = append(got, d.Pos.String()+": "+d.Rule)
		}
		if !slices.Contains(got, tt.want) {
			t.Errorf("%.40s → %.60s: %v, want %s", tt.old, tt.new, got, tt.want)
		}
	}
	var lines strings.Builder
	for i := range 11 {
		lines.WriteString("      - {id: l" + string(rune('a'+i)) + ", who: A, text: T., correct: true, feedback: F.}\n")
	}
	bad := strings.Replace(written, "      - {id: one, who: Anchetator, text: Da., feedback: A.}\n      - {id: two, who: Doamna R., text: Da., feedback: B.}\n", lines.String(), 1)
	bad = strings.Replace(bad, "\"V-a lovit?\", correct: true", "Altfel.", 1)
	_, ds := load(t, Exam, "e", map[string]string{ro: bad, ru: writtenRussian})
	if len(ds) == 0 || ds[0].Rule != "correct-many" {
		t.Errorf("eleven faults: %v", ds)
	}
}

func TestStemsOfGapsAreComparedWithoutTheirIDs(t *testing.T) {
	practice, other := writtenBank(t), writtenBank(t)
	practice.Questions = practice.Questions[:1]
	q := &practice.Questions[0]
	q.Text = Text{"ro": "DUPĂ [[a]] secunde [[b]]."}
	if ds := Overlap(Stems([]Bank{practice}), []Bank{other}); len(ds) != 1 {
		t.Errorf("got %v", ds)
	}
}

// The cases that people meet: keyboards and phones of four languages, pasted
// text, and letters that look alike and are not.
func TestWhatIsTypedIntoAGap(t *testing.T) {
	for _, tt := range []struct {
		accept, typed string
		folded, exact bool
		why           string
	}{
		{"așteptați", "așteptați", true, true, "the same"},
		{"așteptați", "AȘTEPTAȚI", true, true, "capitals"},
		{"așteptați", "as\u0326teptat\u0326i", true, true, "decomposed"},
		{"așteptați", "aşteptaţi", true, true, "the old code of ș and ț"},
		{"așteptați", "as\u0327teptat\u0327i", true, true, "the old code, decomposed"},
		{"așteptați", "asteptati", true, false, "no signs"},
		{"asteptati", "așteptați", true, false, "accepted without signs"},
		{"tăcere în sală", "tacere in sala", true, false, "ă, â and î"},
		{"pâine", "pîine", false, false, "â is a, î is i"},
		{"interviu", "INTERVİU", true, true, "a Turkish capital"},
		{"interviu", "ınterviu", true, true, "a Turkish small letter"},
		{"interviu", " interviu. ", true, true, "a full stop and spaces"},
		{"interviu", "„interviu”", true, true, "quotation marks"},
		{"interviu", "interviu?!", true, true, "other marks"},
		{"interviu", "inter\u00adviu", true, true, "a soft hyphen"},
		{"interviu", "\u200einter\u200bviu\ufeff", true, true, "what cannot be seen"},
		{"interviu", "interviul", false, false, "another form of the word"},
		{"patru secunde", "patru\u00a0\u202f secunde", true, true, "no-break spaces"},
		{"patru secunde", "patrusecunde", false, false, "no space"},
		{"într-un", "într\u2011un", true, true, "a no-break hyphen"},
		{"într-un", "într – un", false, false, "spaces around a dash"},
		{"1995-2000", "1995–2000", true, true, "a dash between years"},
		{"n-am", "n'am", false, false, "an apostrophe is no hyphen"},
		{"ещё", "еще", true, true, "е for ё"},
		{"ещё", "е\u0308ще", true, true, "ё for another е: it reads the same"},
		{"всё", "ВСЕ\u0308", true, true, "ё decomposed, in capitals"},
		{"замок", "за\u0301мок", true, false, "a stress"},
		{"мой", "мои", false, false, "й is not и"},
		{"мой", "мои\u0306", true, true, "й decomposed"},
		{"її", "іі", false, false, "ї is not і"},
		{"її", "і\u0308І\u0308", true, true, "ї decomposed, a capital"},
		{"ґанок", "ганок", false, false, "ґ is not г"},
		{"об’єкт", "об'єкт", true, true, "a straight apostrophe"},
		{"об’єкт", "обʼєкт", true, true, "the letter apostrophe"},
		{"об’єкт", "ОБ‘ЄКТ", true, true, "the wrong quotation mark"},
		{"об’єкт", "об`єкт", true, true, "a grave"},
		{"об’єкт", "об´єкт", true, true, "an acute"},
		{"об’єкт", "обєкт", false, false, "no apostrophe"},
		{"is", "іs", false, false, "a Cyrillic letter among Latin ones"},
		{"don’t lead", "DON'T  LEAD", true, true, "English"},
		{"café", "cafe", true, false, "an English loan"},
		{"4", "４", false, false, "a wide digit"},
		{"4", "4.", true, true, "a digit and a full stop"},
		{"4", ".", false, false, "a mark alone"},
		{"4", "", false, false, "nothing"},
		{"3,5", "3.5", false, false, "another decimal sign is written into the list"},
		{"-5", "−5", true, true, "a minus"},
	} {
		for exact, want := range map[bool]bool{false: tt.folded, true: tt.exact} {
			q := Question{Type: Gap}
			if exact {
				q.Diacritics = Exact
			}
			o := Option{Accept: map[string][]string{"ro": {"—"}, "ru": {"другое", tt.accept}}}
			if got := q.Accepts(o, tt.typed); got != want {
				t.Errorf("%s: %q for %q, exact %v: %v", tt.why, tt.typed, tt.accept, exact, got)
			}
		}
	}
}

func FuzzFoldTyped(f *testing.F) {
	for _, s := range []string{"așteptați.", "İı", "и\u0306 е\u0308", "ʼ’'`", " .\u00a0\". ", "\xff", "ß\u0345ẞ", "\u0344\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cherokee, r) }) {
			return // refused before; x/text folds each case of Cherokee to the other
		}
		for _, exact := range []bool{true, false} {
			once := FoldTyped(s, exact)
			if twice := FoldTyped(once, exact); twice != once {
				t.Errorf("%q became %q, then %q", s, once, twice)
			}
			if FoldTyped(norm.NFD.String(s), exact) != once {
				t.Errorf("%q decomposed is another answer", s)
			}
			if exact && FoldTyped(once, false) != FoldTyped(s, false) {
				t.Errorf("%q and %q differ once signs do not count", s, once)
			}
		}
	})
}

// TestFoldTypedHoldsTheSharedTable reads the cases by which a browser is held to
// the same folding (e2e/gap.test.mjs).
func TestFoldTypedHoldsTheSharedTable(t *testing.T) {
	data, err := os.ReadFile("testdata/folding.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Typed, Accepted string
		Exact, Same     bool
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if same := FoldTyped(c.Typed, c.Exact) == FoldTyped(c.Accepted, c.Exact); same != c.Same {
			t.Errorf("%q for %q, exact %v: %v, want %v", c.Typed, c.Accepted, c.Exact, same, c.Same)
		}
	}
}
