package generator

import (
	"strings"
	"testing"
)

func TestTypesetKeepsTogetherWhatIsReadTogether(t *testing.T) {
	tests := []struct{ lang, in, want string }{
		{"ro", "ce s-a întâmplat", "ce s-~a întâmplat"},
		{"ro", "dându-i-le într-o oră", "dându-~i-~le într-~o oră"},
		{"ro", "Legea nr. 241/2005, art. 26", "Legea nr._241/2005, art._26"},
		{"ro", "art. 4 lit. h) și alin. (2)", "art._4 lit._h) și alin._(2)"},
		{"ro", "o literă a alfabetului, lit. mare", "o literă a alfabetului, lit. mare"},
		{"ro", "potrivit lit. a)", "potrivit lit._a)"},
		{"ru", "ст. 5, подп. б)", "ст._5, подп._б)"},
		{"ro", "29–30 septembrie 2015", "29–30 septembrie 2015"},
		{"ro", "licența CC BY-SA 4.0", "licența CC BY-SA 4.0"},
		{"ro", "Pragul este de 80 %.", "Pragul este de 80_%."},
		{"ru", "и в селе на горе", "и_в_селе на_горе"},
		{"ru", "Закон — это", "Закон_— это"},
		{"ru", "кое-что и кто-нибудь", "кое-~что и_кто-~нибудь"},
		{"ru", "социально-экономический", "социально-экономический"},
		{"uk", "у разі ст. 20", "у_разі ст._20"},
		{"uk", "по-новому", "по-~новому"},
		{"en", "Call 0 8008 8008 now, or +373 22 24 06 24.", "Call 0_8008_8008 now, or +373_22_24_06_24."},
		{"en", "self-help in a car, Art. 20", "self-help in a car, Art._20"},
		{"en", "In 2015 12 people came", "In 2015_12 people came"},
	}
	for _, tt := range tests {
		want := strings.NewReplacer("~", joiner, "_", hard).Replace(tt.want)
		got := typeset(tt.in, tt.lang)
		if got != want {
			t.Errorf("%s: %q is set as %q, want %q", tt.lang, tt.in, got, want)
		}
		if again := typeset(got, tt.lang); again != got {
			t.Errorf("%s: %q set twice is %q", tt.lang, got, again)
		}
	}
}

func TestTypographyNeverTouchesNamesAndCode(t *testing.T) {
	page := `<html lang="ro"><head></head><body><p>s-a <span translate="no">Popescu-Ion</span> <code>a-b</code>
<span lang="en">self-help</span></p></body></html>`
	f, err := finish("ro/x.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"s-" + joiner + "a", "Popescu-Ion", "<code>a-b</code>", "self-help"} {
		if !strings.Contains(string(f.html), want) {
			t.Errorf("no %q in %s", want, f.html)
		}
	}
}
