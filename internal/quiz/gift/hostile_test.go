package gift

import (
	"strings"
	"testing"
)

// TestHostile holds that files that nobody wrote by hand have a place and a
// reason, and an end.
func TestHostile(t *testing.T) {
	big := func(s string) string { return strings.Repeat(s, 1<<19/len(s)) }
	for name, data := range map[string]string{
		"open braces":     big("{"),
		"closed braces":   big("}"),
		"open, then none": "a {" + big("\n"),
		"escapes":         "a {" + big(`\`),
		"names":           big("::"),
		"answers":         "a {" + big("=") + "}",
		"pairs":           "a {" + big("=a->b ") + "}",
		"hashes":          "a {=b" + big("#") + "}",
		"one line":        big("ș"),
		"equal names":     big("::a::b {T}\n\n"),
		"categories":      big("$CATEGORY: a\n\n"),
		"markup":          "a[html]" + big("<b>") + "{T}",
		"percent":         "a {" + big("~%50%a ") + "}",
	} {
		t.Run(name, func(t *testing.T) {
			b, losses := Read([]byte(data), "ro")
			if len(b.Questions) == 0 && len(losses) == 0 {
				t.Error("nothing was read, and nothing is said of it")
			}
		})
	}
}

// TestPlaces holds where a file is said to be wrong.
func TestPlaces(t *testing.T) {
	for data, want := range map[string]string{
		"a {T}\n\nșț { =a":              ":3:4 bad-brace",
		"\ufeffa\r\n}\r\n":              ":2:1 bad-brace",
		"a\x00b":                        ":1:2 bad-text",
		"ok {T}\n\nș\xff":               ":3:2 bad-text",
		"\xff\xfea\x00":                 ":1:1 bad-text",
		"// only a remark\n":            "",
		"a {=x\n\n~y}":                  "",
		"a {=b -> c\n=d -> e\n}":        "",
		"x {~%-101%a ~b}":               ":1:4 bad-weight",
		strings.Repeat(" ", 11<<20):     ":1:1 bad-size",
		"a {#}":                         ":1:1 bad-answers",
		"{}":                            ":1:1 no-kind",
		"\u202ea {T}":                   ":1:1 no-characters",
		"::a::\n\nb {T}":                ":1:1 no-kind",
		"a {T}{F}":                      ":1:6 bad-braces",
		"a {~b =c#d####e}\n\nf {=\\*}":  "",
		"a {=b}\n// [id:x]\n\nc {=d#e}": "",
	} {
		_, losses := Read([]byte(data), "ro")
		got := ""
		if len(losses) > 0 {
			got = losses[0].Pos.String() + " " + string(losses[0].Rule)
		}
		if got != want {
			t.Errorf("%.40q: %q, not %q", data, got, want)
		}
	}
}
