package generator

import (
	"strings"
	"testing"
)

func TestMarkersBecomeIDs(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraph", `<p>Text ‖abc234‖</p>`, `<p id="s-abc234">Text</p>`},
		{"inside emphasis", `<p>A <em>b ‖abc234‖</em></p>`, `<p id="s-abc234">A <em>b</em></p>`},
		{"item", `<ul><li>Text ‖abc234‖</li></ul>`, `<li id="s-abc234">Text</li>`},
		{"line of a transcript", `<ol><li><p><q>Text ‖abc234‖</q></p></li></ol>`, `<p id="s-abc234"><q>Text</q></p>`},
		{"heading with an anchor", `<h2 id="aim">Text ‖abc234‖</h2>`, `<h2 id="aim"><span id="s-abc234"></span>Text</h2>`},
		{"cell", `<table><tbody><tr><td>Text ‖abc234‖</td></tr></tbody></table>`, `<td id="s-abc234">Text</td>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := finish("ro/x.html", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(f.html), tt.want) {
				t.Errorf("%s became %s, want %s in it", tt.in, f.html, tt.want)
			}
			if f.anchors["abc234"] != "s-abc234" {
				t.Errorf("the anchors are %v", f.anchors)
			}
		})
	}
}

func TestMarginNotesStandBesideTheirBlock(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"one", `<p>A</p> <aside role="note">1</aside>`, ` <div class="noted"><p>A</p><aside role="note">1</aside></div>`},
		{
			"two", `<p>A</p><aside role="note">1</aside><aside role="note">2</aside>`,
			`<div class="noted"><p>A</p><aside role="note">1</aside><aside role="note">2</aside></div>`,
		},
		{"after a heading", `<h2>A</h2><aside role="note">1</aside>`, `<h2>A</h2><aside role="note">1</aside>`},
		{"with nothing before", `<aside role="note">1</aside>`, `<main><aside role="note">1</aside></main>`},
	}
	for _, tt := range tests {
		f, err := finish("ro/x.html", []byte("<main>"+tt.in+"</main>"))
		if err != nil || !strings.Contains(string(f.html), tt.want) {
			t.Errorf("%s: %s, %v, want %s in it", tt.name, f.html, err, tt.want)
		}
	}
}

func TestMarkerThatReachesAnAttributeIsRefused(t *testing.T) {
	if _, err := finish("ro/x.html", []byte(`<p title="Text ‖abc234‖">x</p>`)); err == nil {
		t.Error("a marker in an attribute was published")
	}
	if _, err := finish("ro/x.html", []byte(`Text ‖abc234‖`)); err == nil {
		t.Error("a marker outside a block was taken without an id")
	}
}

func TestLinksBecomeRelative(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"ro/courses/x/a1/p.html", "/ro/index.html", "../../../index.html"},
		{"ro/courses/x/a1/p.html", "/ro/courses/x/a1/q.html#b", "q.html#b"},
		{"ro/courses/x/a1/p.html", "/ro/courses/x/a1/p.html#b", "#b"},
		{"ro/courses/x/a1/p.html", "/ro/courses/x/a1/p.html", "p.html"},
		{"ro/courses/x/a1/p.html", "/css/a.css", "../../../../css/a.css"},
		{"index.html", "/ro/index.html", "ro/index.html"},
		{"ro/index.html", "/ro/learn/", "learn/"},
		{"ro/learn.html", "/ro/", "./"},
		{"ro/g/1.html", "/ro/report?p=g/1", "../report?p=g/1"},
		{"ro/g/1.html", "/ro/g/2.html?q=/ro/g/1#a", "2.html?q=/ro/g/1#a"},
	}
	for _, tt := range tests {
		if got := relative(tt.from, tt.to); got != tt.want {
			t.Errorf("from %s to %s is %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestCardsStandInRows(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"two lines of one paragraph", "<p><div class=\"law\">a</div>\n<div class=\"law\">b</div></p><p>c</p>", "<div class=\"laws\"><div class=\"law\">a</div>\n<div class=\"law\">b</div></div><p>c</p>"},
		{"text between", `<div class="law">a</div><p>c</p><div class="law">b</div>`, `<div class="laws"><div class="law">a</div></div><p>c</p><div class="laws"><div class="law">b</div></div>`},
		{"two kinds", `<div class="do">a</div><div class="dont">b</div><div class="law">c</div>`, `<div class="ways-to"><div class="do">a</div><div class="dont">b</div></div><div class="laws"><div class="law">c</div></div>`},
		{"an empty status line stays", `<p class="vh" role="status"></p>`, `<p class="vh" role="status"></p>`},
	}
	for _, tt := range tests {
		f, err := finish("ro/x.html", []byte(tt.in))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(f.html), tt.want) {
			t.Errorf("%s: %s became %s", tt.name, tt.in, f.html)
		}
	}
}

func TestPagesAreWrittenAsHTML(t *testing.T) {
	f, err := finish("ro/x.html", []byte(`<script src="a.js" defer></script><p title='a/>b="" c'>hidden="" a/>b<br>`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<script src="a.js" defer></script>`, `title="a/&gt;b=&#34;&#34; c"`, `hidden=&#34;&#34; a/&gt;b<br>`} {
		if !strings.Contains(string(f.html), want) {
			t.Errorf("no %s in %s", want, f.html)
		}
	}
}
