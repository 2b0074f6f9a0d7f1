package quiz

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ascult/internal/diag"
)

const examBank = `kind: exam
specimen: true
questions:
  - id: aim
    type: single
    points: 2
    source: [CTI]
    read: a1/purpose#aim
    canary: kq7m2v9t4x8d1r5z
    text: Care este  scopul?
    feedback: Pentru că.
    options:
      - {id: file, text: Un dosar & gata, feedback: Nu.}
      - {id: account, correct: true, text: O relatare, feedback: Da.}
  - id: fact
    type: true-false
    source: [CTI]
    read: a1/purpose
    canary: 0000000000000001
    text: Este adevărat?
    feedback: Pentru că.
    options:
      - {id: "true", correct: true, feedback: Da.}
      - {id: "false", feedback: Nu.}
`

const examRussian = `questions:
  aim:
    text: Какова цель?
    feedback: Потому.
    options:
      file: {text: Дело, feedback: Нет.}
      account: {text: Рассказ, feedback: Да.}
  fact:
    text: Это верно?
    feedback: Потому.
    options:
      true: {feedback: Да.}
      false: {feedback: Нет.}
`

func load(t *testing.T, kind Kind, dir string, files map[string]string) ([]Bank, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(fsys, kind, Options{Course: "demo", Source: "ro", Languages: []string{"ro", "ru"}, Dir: dir})
}

func exam(t *testing.T) Bank {
	t.Helper()
	banks, ds := load(t, Exam, "demo", map[string]string{"demo/a1.yaml": examBank, "demo/a1.ru.yaml": examRussian})
	if len(ds) > 0 || len(banks) != 1 {
		t.Fatalf("%d banks, %v", len(banks), ds)
	}
	return banks[0]
}

func TestLoadMergesLanguages(t *testing.T) {
	got := exam(t)
	want := Bank{
		ID: "a1", Course: "demo", Kind: Exam, Specimen: true, Source: "ro",
		Questions: []Question{{
			ID: "aim", Type: Single, Points: 2, Difficulty: 1, Sources: []string{"CTI"}, Read: "a1/purpose#aim", Canary: "kq7m2v9t4x8d1r5z",
			Text: Text{"ro": "Care este  scopul?", "ru": "Какова цель?"}, Feedback: Text{"ro": "Pentru că.", "ru": "Потому."},
			Options: []Option{
				{ID: "file", Text: Text{"ro": "Un dosar & gata", "ru": "Дело"}, Feedback: Text{"ro": "Nu.", "ru": "Нет."}},
				{ID: "account", Correct: true, Text: Text{"ro": "O relatare", "ru": "Рассказ"}, Feedback: Text{"ro": "Da.", "ru": "Да."}},
			},
		}, {
			ID: "fact", Type: TrueFalse, Points: 1, Difficulty: 1, Sources: []string{"CTI"}, Read: "a1/purpose", Canary: "0000000000000001",
			Text: Text{"ro": "Este adevărat?", "ru": "Это верно?"}, Feedback: Text{"ro": "Pentru că.", "ru": "Потому."},
			Options: []Option{
				{ID: "true", Correct: true, Feedback: Text{"ro": "Da.", "ru": "Да."}},
				{ID: "false", Feedback: Text{"ro": "Nu.", "ru": "Нет."}},
			},
		}},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Question{}, "Pos")); d != "" {
		t.Error(d)
	}
	if got.Questions[0].Pos.String() != "demo/a1.yaml:4:5" {
		t.Errorf("the question stands at %s", got.Questions[0].Pos)
	}
}

func TestJSONComesBackTheSame(t *testing.T) {
	b := exam(t)
	got, err := Decode(b.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b, got, cmpopts.IgnoreFields(Question{}, "Pos")); d != "" {
		t.Error(d)
	}
	if got.Hash() != b.Hash() || len(b.Hash()) != 64 {
		t.Errorf("the hash %s became %s", b.Hash(), got.Hash())
	}
	got.Questions[0].Options[0].Correct = true
	if got.Hash() == b.Hash() {
		t.Error("another key has the same hash")
	}
	for _, bad := range []string{"", "{", `{"kye": 1}`, string(b.JSON()) + "{}"} {
		if _, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%.20q was read", bad)
		}
	}
}

func TestPublicHoldsNoKey(t *testing.T) {
	b := exam(t)
	p := b.Questions[0].Public("ru", []string{"account", "file", "nothing"}, func(id string) string { return "x-" + id }, nil)
	want := Public{Type: Single, Text: "Какова цель?", Options: []PublicOption{{ID: "x-account", Text: "Рассказ"}, {ID: "x-file", Text: "Дело"}}}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	p = b.Questions[1].Public("ro", nil, strings.ToUpper, nil)
	want = Public{Type: TrueFalse, Text: "Este adevărat?", Options: []PublicOption{{ID: "TRUE", Word: "true"}, {ID: "FALSE", Word: "false"}}}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
}

func TestFoldStem(t *testing.T) {
	for _, s := range []string{"Ce așteptați ASTĂZI?", "ce  așteptați\nastăzi?", "ce as\u0326teptat\u0326i asta\u0306zi?"} {
		if got, want := FoldStem(s), "ce așteptați astăzi?"; got != want {
			t.Errorf("%q became %q", s, got)
		}
	}
	if FoldStem("ЧТО ДАЛЬШЕ") != "что дальше" || FoldStem("a b") == FoldStem("ab") {
		t.Error("stems are folded too little or too much")
	}
}

func TestOverlapInAnyLanguage(t *testing.T) {
	b := exam(t)
	practice := exam(t)
	practice.Questions = practice.Questions[:1]
	practice.Questions[0].Text = Text{"ro": "Altceva?", "ru": "КАКОВА   цель?"}
	ds := Overlap(Stems([]Bank{practice}), []Bank{b})
	if len(ds) != 1 || ds[0].Rule != "exam-overlap" || ds[0].Args["Lang"] != "ru" || len(ds[0].Related) != 1 {
		t.Errorf("got %v", ds)
	}
	// The server knows hashes only, from the manifest.
	known := map[string]diag.Pos{}
	for _, h := range StemHashes([]Bank{practice}) {
		known[h] = diag.Pos{}
	}
	if ds := Overlap(known, []Bank{b}); len(ds) != 1 || len(ds[0].Related) != 0 {
		t.Errorf("got %v", ds)
	}
	practice.Questions[0].Text["ru"] = "Какова другая цель?"
	if ds := Overlap(Stems([]Bank{practice}), []Bank{b}); len(ds) != 0 {
		t.Errorf("got %v", ds)
	}
}

func TestLoadSaysAllAtOnce(t *testing.T) {
	_, ds := load(t, Exam, "demo", map[string]string{
		"demo/a1.yaml":    strings.NewReplacer("points: 2", "points: 11", "correct: true, text", "corect: true, text", "0000000000000001", "kq7m2v9t4x8d1r5z").Replace(examBank),
		"demo/a1.ru.yaml": strings.Replace(examRussian, "text: Дело, ", "", 1),
		"demo/b.ru.yaml":  examRussian,
		"demo/notes.txt":  "x",
	})
	var got []string
	for _, d := range ds {
		got = append(got, d.Rule+" "+d.Pos.String())
	}
	slices.Sort(got)
	want := []string{
		"bank-orphan demo/b.ru.yaml", "canary-duplicate demo/a1.yaml:19:5", "file-refused demo/notes.txt",
		"key-misspelt demo/a1.yaml:14:23", "text-untranslated demo/a1.ru.yaml:6:7", "want-number demo/a1.yaml:6:13",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, d := range ds {
		if d.Rule == "text-untranslated" && (len(d.Related) != 1 || d.Related[0].String() != "demo/a1.yaml:13:9") {
			t.Errorf("the place in the source is %v", d.Related)
		}
	}
}

func TestReferencesAreLookedUp(t *testing.T) {
	fsys := fstest.MapFS{"demo/a1.yaml": {Data: []byte(examBank)}, "demo/a1.ru.yaml": {Data: []byte(examRussian)}}
	_, ds := Load(fsys, Exam, Options{
		Course: "demo", Source: "ro", Languages: []string{"ro", "ru"}, Dir: "demo",
		HasPlace:  func(ref string) bool { return ref == "a1/purpose" },
		HasSource: func(string) bool { return false },
	})
	var got []string
	for _, d := range ds {
		got = append(got, d.Rule+" "+d.Pos.String())
	}
	want := []string{"read-missing demo/a1.yaml:8:11", "source-unknown demo/a1.yaml:7:14", "source-unknown demo/a1.yaml:17:14"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNoFolderHoldsNoBanks(t *testing.T) {
	if banks, ds := load(t, Practice, "", nil); len(banks)+len(ds) != 0 {
		t.Errorf("got %v, %v", banks, ds)
	}
}

const lists = `kind: practice
questions:
  - id: steps
    type: order
    source: [CTI]
    read: a1/purpose
    text: În ce ordine?
    feedback: Pentru că.
    options:
      - {id: first, text: Întâi, feedback: A.}
      - {id: then, text: Apoi, feedback: B.}
      - {id: last, text: La urmă, feedback: C.}
  - id: pairs
    type: match
    source: [CTI]
    read: a1/purpose
    text: Ce se potrivește?
    feedback: Pentru că.
    options:
      - {id: a12, text: Art. 12, match: ajutor, feedback: A.}
      - {id: a13, text: Art. 13, match: timp, feedback: B.}
      - {id: a26, text: Art. 26, match: nepedepsire, feedback: C.}
`

const listsRussian = `questions:
  steps:
    text: В каком порядке?
    feedback: Потому.
    options:
      first: {text: Сначала, feedback: А.}
      then: {text: Потом, feedback: Б.}
      last: {text: Наконец, feedback: В.}
  pairs:
    text: Что подходит?
    feedback: Потому.
    options:
      a12: {text: Ст. 12, match: помощь, feedback: А.}
      a13: {text: Ст. 13, match: время, feedback: Б.}
      a26: {text: Ст. 26, match: ненаказание, feedback: В.}
`

func TestOrderAndMatch(t *testing.T) {
	banks, ds := load(t, Practice, "p", map[string]string{"p/a1.yaml": lists, "p/a1.ru.yaml": listsRussian})
	if len(ds) > 0 || len(banks) != 1 || len(banks[0].Questions) != 2 {
		t.Fatalf("%v, %v", banks, ds)
	}
	// The ids of the two sides of a line have nothing in common, and the choices
	// stand in the order of their ids.
	ids := map[string]string{"a12": "x", "a13": "y", "a26": "z"}
	choices := map[string]string{"a12": "3", "a13": "1", "a26": "2"}
	got := banks[0].Questions[1].Public("ru", nil,
		func(id string) string { return ids[id] }, func(id string) string { return choices[id] })
	want := Public{
		Type: Match, Text: "Что подходит?",
		Options: []PublicOption{{ID: "x", Text: "Ст. 12"}, {ID: "y", Text: "Ст. 13"}, {ID: "z", Text: "Ст. 26"}},
		Choices: []PublicOption{{ID: "1", Text: "время"}, {ID: "2", Text: "ненаказание"}, {ID: "3", Text: "помощь"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct{ file, old, new, want string }{
		{"p/a1.yaml", "text: Întâi,", "text: Întâi, correct: true,", "p/a1.yaml:10:34: key-unknown"},
		{"p/a1.yaml", "      - {id: first, text: Întâi, feedback: A.}\n", "", "p/a1.yaml:9:5: option-count"},
		{"p/a1.yaml", "match: ajutor, ", "", "p/a1.yaml:20:9: key-missing"},
		{"p/a1.yaml", "match: timp", "match: Ajutor", "p/a1.yaml:21:9: options-equal"},
		{"p/a1.ru.yaml", "match: помощь, ", "", "p/a1.ru.yaml:13:7: text-untranslated"},
		{"p/a1.ru.yaml", "match: время", "match: помощь", "p/a1.yaml:21:9: options-equal"},
		{"p/a1.ru.yaml", "first: {text: Сначала,", "first: {text: Сначала, match: да,", "p/a1.ru.yaml:6:30: key-unknown"},
	} {
		files := map[string]string{"p/a1.yaml": lists, "p/a1.ru.yaml": listsRussian}
		files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1)
		_, ds := load(t, Practice, "p", files)
		if len(ds) == 0 || ds[0].Pos.String()+": "+ds[0].Rule != tt.want {
			t.Errorf("%s → %s: %v, want %s", tt.old, tt.new, ds, tt.want)
		}
	}
}
