package quiz

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ascult/internal/diag"
)

const monday = `kind: scenario
counters: [trust, safety]
source: [CTI]
place: Luni
about: Despre.
people: {irina: Irina}
start: door
nodes:
  - id: door
    lines:
      - {who: irina, text: Întreb.}
      - {text: Tace., when: [trust < 0]}
    choices:
      - id: form
        say: Formular.
        effect: risk
        change: {trust: -1}
        reply: [{who: irina, text: Plec.}]
        feedback: Ușa se închide.
        source: [CTI]
        next: corridor
      - id: seat
        do: Oferiți un scaun.
        effect: supports
        change: {trust: 1, safety: 1}
        feedback: Siguranță.
        source: [CTI]
        next: end
  - id: corridor
    repair: true
    lines: [{text: Pe coridor.}]
    choices:
      - id: wait
        silent: true
        effect: open
        feedback: Timp.
        source: [CTI]
        next: door
      - id: sorry
        say: Îmi cer scuze.
        effect: supports
        feedback: Îndreptat.
        source: [CTI]
        next: end
endings:
  - id: stays
    when: [trust >= 1, safety > 0]
    title: Rămâne
    text: [Rămâne.]
    record: [Un medic.]
  - id: leaves
    title: Pleacă
    text: [Pleacă.]
    unsaid: [Numele.]
debrief: [Norma.]
`

const mondayRussian = `place: Понедельник
about: О чём.
people: {irina: Ирина}
nodes:
  door:
    lines: [Спрошу., Молчит.]
    choices:
      form: {say: Бланк., reply: [Ухожу.], feedback: Дверь закрыта.}
      seat: {do: Предложите стул., feedback: Безопасность.}
  corridor:
    lines: [В коридоре.]
    choices:
      wait: {feedback: Время.}
      sorry: {say: Простите., feedback: Исправлено.}
endings:
  stays: {title: Остаётся, text: [Остаётся.], record: [Врач.]}
  leaves: {title: Уходит, text: [Уходит.], unsaid: [Имя.]}
debrief: [Норма.]
`

// scenarios loads monday after a replacement in one of its files.
func scenarios(file, old, new string) ([]Scenario, []diag.Diagnostic) {
	dir := "quizzes/demo/scenario/"
	files := fstest.MapFS{}
	for name, text := range map[string]string{"monday.yaml": monday, "monday.ru.yaml": mondayRussian} {
		if name == file {
			text = strings.Replace(text, old, new, 1)
		}
		files[dir+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return LoadScenarios(files, Options{
		Course: "demo", Source: "ro", Languages: []string{"ro", "ru"},
		HasSource: func(key string) bool { return key == "CTI" },
	})
}

func TestLoadScenario(t *testing.T) {
	got, ds := scenarios("", "", "")
	if len(ds) > 0 || len(got) != 1 {
		t.Fatalf("%v, %v", got, ds)
	}
	s := got[0]
	if s.ID != "monday" || s.Course != "demo" || s.Start != "door" || len(s.Nodes) != 2 || s.About["ru"] != "О чём." || s.People[0].Name["ru"] != "Ирина" {
		t.Errorf("read as %+v", s)
	}
	form := s.Nodes[0].Choices[0]
	if d := cmp.Diff(Text{"ro": "Formular.", "ru": "Бланк."}, form.Say); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Line{{Who: "irina", Text: Text{"ro": "Plec.", "ru": "Ухожу."}}}, form.Reply, cmpopts.IgnoreUnexported(Line{})); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Condition{{"trust", "<", 0}}, s.Nodes[0].Lines[1].When); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct {
		trust, safety int
		want          string
	}{{1, 1, "stays"}, {1, 0, "leaves"}, {0, 1, "leaves"}, {2, 2, "stays"}} {
		if e := s.Ending(map[string]int{"trust": tt.trust, "safety": tt.safety}); e.ID != tt.want {
			t.Errorf("trust %d, safety %d ends in %s, not %s", tt.trust, tt.safety, e.ID, tt.want)
		}
	}
}

func TestConditionHolds(t *testing.T) {
	for op, want := range map[string][3]bool{ // of 1, 2 and 3 beside 2
		"<": {true, false, false}, "<=": {true, true, false}, "=": {false, true, false}, ">=": {false, true, true}, ">": {false, false, true},
	} {
		for i, holds := range want {
			c := Condition{Counter: "trust", Op: op, Value: 2}
			if got := c.Holds(map[string]int{"trust": i + 1}); got != holds {
				t.Errorf("%d %s 2 is %v", i+1, op, got)
			}
		}
	}
	if !(Condition{Counter: "safety", Op: "=", Value: 0}).Holds(nil) {
		t.Error("a counter that was never changed is not 0")
	}
}

func TestScenarioFaults(t *testing.T) {
	for _, tt := range []struct{ file, old, new, want string }{
		{"monday.yaml", "kind: scenario\n", "kind: practice\n", "1:7 want-one-of"},
		{"monday.yaml", "kind: scenario\ncounters: [trust, safety]\n", "counters: [trust, safety]\nkind: scenario\n", "2:1 bank-kind-first"},
		{"monday.yaml", "start: door", "start: dor", "7:1 scenario-next"},
		{"monday.yaml", "next: corridor", "next: corider", "21:9 scenario-next"},
		{"monday.yaml", "next: corridor", "next: end", "29:5 scenario-unreachable"},
		{"monday.yaml", "next: end\nendings", "next: corridor\nendings", ""},
		{"monday.yaml", "source: [CTI]\n        next: end\nendings", "source: [CTI]\n        next: door\nendings", ""},
		{"monday.yaml", "counters: [trust, safety]", "counters: [trust]", "47:24 scenario-counter"},
		{"monday.yaml", "change: {trust: 1, safety: 1}", "change: {trust: 1, safety: 1, evidence: 1}", "22:9 scenario-counter"},
		{"monday.yaml", "counters: [trust, safety]", "counters: [trust, safety, evidence]", "1:1 scenario-counter"},
		{"monday.yaml", "counters: [trust, safety]", "counters: [trust, safety, hope]", "2:27 scenario-counter"},
		{"monday.yaml", "trust < 0", "evidence < 0", "12:30 scenario-counter"},
		{"monday.yaml", "people: {irina: Irina}", "people: {irina: Irina, lawyer: Avocat}", "6:24 scenario-silent-person"},
		{"monday.yaml", "{who: irina, text: Întreb.}", "{who: irena, text: Întreb.}", "11:10 scenario-who"},
		{"monday.yaml", "say: Formular.\n", "say: Formular.\n        silent: true\n", "14:9 scenario-say"},
		{"monday.yaml", "        silent: true\n", "", "33:9 scenario-say"},
		{"monday.yaml", "trust < 0", "trust<0", "12:30 scenario-condition"},
		{"monday.yaml", "trust < 0", "hope < 0", "12:30 scenario-condition"},
		{"monday.yaml", "trust >= 1, safety > 0", "trust >= 2", "46:5 scenario-ending"},
		{"monday.yaml", "    when: [trust >= 1, safety > 0]\n", "", "46:5 scenario-ending"},
		{"monday.yaml", "debrief: [Norma.]", "debrief: []", "55:1 scenario-count"},
		{"monday.yaml", "lines: [{text: Pe coridor.}]", "lines: []", "31:5 scenario-count"},
		{"monday.yaml", "lines: [{text: Pe coridor.}]", "lines: [{who: irina}]", "31:13 key-missing"},
		{"monday.yaml", "reply: [{who: irina, text: Plec.}]", "reply: [Plec.]", "18:17 want-map"},
		{"monday.yaml", "change: {trust: -1}", "change: {trust: -3}", "17:25 want-number"},
		{"monday.yaml", "source: [CTI]\nplace", "source: [XX]\nplace", "3:10 source-unknown"},
		{"monday.yaml", "id: corridor", "id: end", "29:5 id-duplicate"},
		{"monday.yaml", "about: Despre.\n", "", "1:1 key-missing"},
		{"monday.ru.yaml", "say: Бланк.", "say: Предложите  СТУЛ.", "22:9 options-equal"},
		{"monday.yaml", "say: Formular.", "say: \u200b", "15:14 text-empty"},
		{"monday.yaml", "say: Formular.", "say: Camera # 5", "15:14 text-cut"},
		{"monday.yaml", "start: door", "start: door # the first", ""},
		{"monday.ru.yaml", "say: Бланк., ", "", "8:13 text-untranslated"},
		{"monday.ru.yaml", "say: Бланк.", "say: Бланк., next: end", "8:27 translation-key"},
		{"monday.ru.yaml", "do: Предложите стул.", "do: Предложите стул., say: Сядьте.", "9:36 translation-extra"},
		{"monday.ru.yaml", "[Спрошу., Молчит.]", "[Спрошу.]", "6:5 list-length"},
		{"monday.ru.yaml", "unsaid: [Имя.]", "unsaid: []", "17:44 list-length"},
		{"monday.ru.yaml", "people: {irina: Ирина}", "people: {irina: Ирина, x: Икс}", "3:24 translation-extra"},
		{"monday.ru.yaml", "  corridor:\n", "  yard:\n", "4:1 text-untranslated"},
	} {
		t.Run(fmt.Sprintf("%s in %s", tt.new, tt.file), func(t *testing.T) {
			_, ds := scenarios(tt.file, tt.old, tt.new)
			got := ""
			if len(ds) > 0 {
				got = fmt.Sprintf("%d:%d %s", ds[0].Pos.Line, ds[0].Pos.Col, ds[0].Rule)
			}
			if got != tt.want {
				t.Errorf("%v, want %q first", ds, tt.want)
			}
		})
	}
}

// Ids have hyphens, and a page joins them with hyphens: what differs in the file
// can be the same there.
func TestScenesHavePlacesOfTheirOwn(t *testing.T) {
	for _, tt := range []struct {
		one, two *strings.Replacer // of the scenarios monday and monday-door
		want     string
	}{
		{strings.NewReplacer(), strings.NewReplacer(), "[]"},
		{strings.NewReplacer("corridor", "door-form", "form", "form-wait"), strings.NewReplacer(), "[c-monday-door-form-wait]"},
		{
			strings.NewReplacer("corridor", "door-late"), strings.NewReplacer("corridor", "late"),
			"[n-monday-door-late c-monday-door-late-wait c-monday-door-late-sorry]",
		},
		{strings.NewReplacer("stays", "door-out"), strings.NewReplacer("stays", "out"), "[e-monday-door-out]"},
	} {
		files := fstest.MapFS{}
		for name, same := range map[string]*strings.Replacer{"monday": tt.one, "monday-door": tt.two} {
			files["quizzes/demo/scenario/"+name+".yaml"] = &fstest.MapFile{Data: []byte(same.Replace(monday))}
			files["quizzes/demo/scenario/"+name+".ru.yaml"] = &fstest.MapFile{Data: []byte(same.Replace(mondayRussian))}
		}
		_, ds := LoadScenarios(files, Options{
			Course: "demo", Source: "ro", Languages: []string{"ro", "ru"}, HasSource: func(string) bool { return true },
		})
		got := []any{}
		for _, d := range ds {
			got = append(got, d.Args["ID"])
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%v, want %s", ds, tt.want)
		}
	}
}

func TestScenarioWithoutWayOut(t *testing.T) {
	_, ds := scenarios("monday.yaml", "next: door\n", "next: corridor\n")
	if len(ds) != 1 || ds[0].Rule != "scenario-never" { // whoever comes to the door has done nothing yet
		t.Errorf("waiting in a place that has another way out: %v", ds)
	}
	text := strings.Replace(monday, "        next: end\nendings", "        next: corridor\nendings", 1)
	text = strings.Replace(text, "next: door\n", "next: corridor\n", 1)
	fsys := fstest.MapFS{
		"quizzes/demo/scenario/monday.yaml":    {Data: []byte(text)},
		"quizzes/demo/scenario/monday.ru.yaml": {Data: []byte(mondayRussian)},
	}
	_, ds = LoadScenarios(fsys, Options{Course: "demo", Source: "ro", Languages: []string{"ro", "ru"}})
	if len(ds) != 1 || ds[0].Rule != "scenario-loop" || ds[0].Pos.Line != 29 {
		t.Errorf("%v, want scenario-loop on line 29 alone", ds)
	}
}
