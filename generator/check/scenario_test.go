package check

import "testing"

const monday = "quizzes/demo/scenario/monday.yaml"

// The cases of scenarios are as those of [cases].
func init() {
	type rule = struct {
		rule string
		bad  []edit
		at   string
		near []edit
	}
	cases = append(cases, []rule{
		{
			"scenario-condition",
			[]edit{{monday, "trust >= 1", "trust>=1"}},
			monday + ":46",
			[]edit{{monday, "trust >= 1", "trust > 0"}},
		},
		{
			"scenario-count",
			[]edit{{monday, "debrief: [The rule.]", "debrief: []"}},
			monday + ":52",
			[]edit{{monday, "lines: [{text: In the corridor.}]", "lines:\n      - text: In the corridor."}},
		},
		{
			"scenario-counter",
			[]edit{{monday, "counters: [trust]", "counters: [trust, safety]"}},
			monday + ":1",
			[]edit{{monday, "counters: [trust]", "counters: [trust, safety]"}, {monday, "change: {trust: 1}", "change: {safety: 1, trust: 1}"}},
		},
		{
			"scenario-ending",
			[]edit{{monday, "trust >= 1", "trust >= 2"}},
			monday + ":45",
			[]edit{{monday, "trust >= 1", "trust >= 2"}, {monday, "change: {trust: 1}", "change: {trust: 2}"}},
		},
		{
			"scenario-loop",
			[]edit{{monday, "source: [CTI]\n        next: end\nendings", "source: [CTI]\n        next: corridor\nendings"}, {monday, "next: door", "next: corridor"}},
			monday + ":28",
			[]edit{{monday, "next: door", "next: corridor"}},
		},
		{"scenario-next", []edit{{monday, "next: corridor", "next: hall"}}, monday + ":20", []edit{{monday, "next: door", "next: 'door'"}}},
		{"scenario-say", []edit{{monday, "        silent: true\n", ""}}, monday + ":32", nil},
		{
			"scenario-silent-person",
			[]edit{{monday, "{irina: Irina}", "{irina: Irina, ion: Ion}"}, {"quizzes/demo/scenario/monday.ru.yaml", "{irina: Ирина}", "{irina: Ирина, ion: Ион}"}},
			monday + ":6", nil,
		},
		{"scenario-unreachable", []edit{{monday, "next: corridor", "next: door"}}, monday + ":28", nil},
		{"scenario-who", []edit{{monday, "{who: irina, text: I ask.}", "{who: ion, text: I ask.}"}}, monday + ":11", []edit{{monday, "{who: irina, text: I ask.}", "{text: She asks.}"}}},
		{
			"text-cut",
			[]edit{{monday, "say: A form.", "say: A form at # 5."}},
			monday + ":14",
			[]edit{{monday, "say: A form.", `say: "A form at # 5."`}},
		},
		{
			"shortcode-empty",
			[]edit{{lessonRO, "What the law says.\n", "\n"}, {lessonRU, "What the law says.\n", "\n"}},
			lessonRO + ":14", nil,
		},
	}...)
}

// TestUnreadBankIsTheOnlyComplaint: pages that ask for a bank or a scenario
// which cannot be read are not to blame.
func TestUnreadBankIsTheOnlyComplaint(t *testing.T) {
	for _, file := range []string{monday, bank} {
		ds := check(source4test(t, edit{file, "kind:", "kind: \"x"}))
		if len(ds) != 1 || ds[0].Rule != "yaml-syntax" {
			t.Errorf("%s: %v, want yaml-syntax alone", file, ds)
		}
	}
}
