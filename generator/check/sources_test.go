package check

import (
	"slices"
	"strings"
	"testing"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

// everywhere makes the same edit in a page and its translations.
func everywhere(page, old, text string) []edit {
	var out []edit
	for _, lang := range catalog.Languages {
		out = append(out, edit{strings.Replace(page, "/ro/", "/"+lang+"/", 1), old, text})
	}
	return out
}

// TestAChangedSourceHoldsBackWhatRestsOnIt holds that a mark in data/sources.yaml
// is told at each thing that cites it, once, and at nothing else.
func TestAChangedSourceHoldsBackWhatRestsOnIt(t *testing.T) {
	mark := func(part string) edit {
		return edit{references, "  certainty: S\n", "  certainty: S\n  changed:\n    - {on: 2026-11-20, part: \"" + part + "\"}\n" +
			"OTHER:\n  title: {ro: Alta, ru: Другой, uk: Інший, en: The other}\n  where: seen here\n  seen: 2026-11-23\n  certainty: S\n"}
	}
	all := []string{lessonRO + ":42", exam + ":3", bank + ":3", courseRO + ":10"}
	for name, c := range map[string]struct {
		edits []edit
		want  []string // of the course, without its scenario
	}{
		"what cites the whole":          {[]edit{mark("20")}, all},
		"a question of the part":        {[]edit{mark("20"), {exam, "[CTI]", "[CTI.20]"}}, all},
		"a question of a smaller part":  {[]edit{mark("20"), {exam, "[CTI]", "[CTI.20.3]"}}, all},
		"a question of another part":    {[]edit{mark("20"), {exam, "[CTI]", "[CTI.21]"}}, []string{lessonRO + ":42", bank + ":3"}},
		"a question of another source":  {[]edit{mark("20"), {exam, "[CTI]", "[OTHER]"}}, []string{lessonRO + ":42", bank + ":3"}},
		"a question reviewed that day":  {[]edit{mark("20"), {exam, "[CTI]", "[CTI]\n    reviewed: 2026-11-20"}}, []string{lessonRO + ":42", bank + ":3"}},
		"a question reviewed too early": {[]edit{mark("20"), {exam, "[CTI]", "[CTI]\n    reviewed: 2026-11-19"}}, all},
		"a card reviewed that day": {
			append([]edit{mark("20")}, everywhere(lessonRO, "law md CTI", "law md CTI 2026-11-20")...),
			[]string{exam + ":3", bank + ":3", courseRO + ":10"},
		},
	} {
		src, ds := Run(source4test(t, c.edits...), Options{})
		var got []string
		for _, d := range ds {
			if d.Severity != diag.Warning || d.Rule != "source-changed" && d.Rule != "exam-paused" {
				t.Errorf("%s: %s at %s", name, d.Rule, d.Pos)
			}
			if !strings.Contains(d.Pos.File, "/scenario/") {
				got = append(got, d.Pos.File+":"+strings.Split(d.Pos.String(), ":")[1])
			}
			if d.Rule == "source-changed" && (len(d.Related) != 1 || d.Related[0].String() != references+":7:7") {
				t.Errorf("%s: the mark is said to stand at %v", name, d.Related)
			}
		}
		slices.Sort(got)
		c.want = slices.Sorted(slices.Values(c.want))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: told at %q, want %q", name, got, c.want)
		}
		if told := slices.Contains(c.want, lessonRO+":42"); (src.Waiting[strings.Replace(lessonRO, "/ro/", "/ru/", 1)]["md CTI"] == "2026-11-20") != told {
			t.Errorf("%s: the translated cards that wait are %v", name, src.Waiting[strings.Replace(lessonRO, "/ro/", "/ru/", 1)])
		}
	}
}
