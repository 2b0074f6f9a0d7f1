package check

import "testing"

// TestMarkupLeft holds which signs are taken for markup that went wrong.
func TestMarkupLeft(t *testing.T) {
	cases := map[string]string{ // a paragraph, and the sign that is left over
		"Vezi **aici.":                          "**",
		"Vezi ** aici ** acum.":                 "**",
		"Spune *tare și pleacă.":                "*",
		"Citiți [nota](https://a.org/b c) azi.": "](",
		"##Titlu":                               "##",
		"| Zi | Loc |":                          "|",
		"Scrie `cod și gata.":                   "`",
		"Preț* de azi; 5 * 3; *notă* bună.":     "",
		`Semnul \*\* și \[x\](y).`:              "",
		"[1] (vezi nota) și [sic].":             "",
		"#1 din listă":                          "",
	}
	for text, want := range cases {
		const lesson = "content/ro/courses/demo/a1/lesson.md"
		_, ds := Run(source4test(t, edit{lesson, "Cuvinte înainte.", text}), Options{})
		have := ""
		for _, d := range ds {
			if d.Rule == "markup-left" {
				have = d.Args["Sign"].(string)
			}
		}
		if have != want {
			t.Errorf("%q: sign %q, want %q", text, have, want)
		}
	}
}
