package generator

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	joiner = "\u2060" // word joiner: no line break here
	hard   = "\u00a0" // no-break space
)

// A rule of typography changes nothing that is read, only where a line may
// end.
var (
	// s-a, într-o, dându-i, n-am: a clitic never starts a line alone.
	clitic = regexp.MustCompile(`(\pL)-(\p{Ll})`)
	// кое-что, кто-нибудь, по-новому, хто-небудь: a particle keeps to its word
	particle = regexp.MustCompile(`(?i)(^|[^\pL])(кое|по|во|із|з)-(\pL)`)
	ending   = regexp.MustCompile(`(?i)(\pL)-(то|ка|либо|нибудь|таки|небудь|но|от)($|[^\pL])`)
	// one- and two-letter prepositions, conjunctions and particles
	short = regexp.MustCompile(`(^|[\s\x{00a0}(«„“"])([\x{0400}-\x{04ff}]{1,2}) (\S)`)
	// a dash keeps to the word before it
	dash = regexp.MustCompile(` ([—–]) `)
	// art. 26, ст. 20, Legea nr. 241, § 5
	numbered = regexp.MustCompile(`(?i)(^|[^\pL])(art|arts|articolul|articolele|nr|lit|alin|pct|no|nos|article|articles|ст|статья|статьи|стаття|статті|статтею|пункт|п|ч|№|§)(\.?) (\(?\d)`)
	// lit. a), подп. б)
	lettered = regexp.MustCompile(`(?i)(^|[^\pL])(lit|litera|пп|подп|подпункт|підп|підпункт|буква|літера|point)(\.?) (\pL\))`)
	// 45 min, 80 %
	unit = regexp.MustCompile(`(\d) (%|min|мин|хв|km|км|lei|euro)(\W|$)`)
	// +373 22 24 06 24, 0 8008 8008, 116 111
	phone = regexp.MustCompile(`(^|[^\d\pL])(\+?\d{1,4}(?: \d{2,5})+)([^\d]|$)`)
)

// untouched are the elements whose text is not prose: it is code, or is given
// to a machine.
var untouched = []atom.Atom{
	atom.Code, atom.Pre, atom.Kbd, atom.Samp, atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Option,
}

// set gives every text of a document the typography of its language. Names of
// people and things (translate="no") and code stay as they are written.
func set(doc *html.Node) { setIn(doc, "") }

func setIn(n *html.Node, lang string) {
	if n.Type == html.ElementNode {
		if l := attr(n, "lang"); l != "" {
			lang = l
		}
		if attr(n, "translate") == "no" || slices.Contains(untouched, n.DataAtom) {
			return
		}
	}
	if n.Type == html.TextNode {
		n.Data = typeset(n.Data, lang)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		setIn(c, lang)
	}
}

// typeset returns text with the typography of a language. Setting a text twice
// is the same as once.
func typeset(text, lang string) string {
	if !strings.ContainsAny(text, " -") {
		return text // every rule is about a space or a hyphen
	}
	if strings.ContainsAny(text, "0123456789") {
		text = phone.ReplaceAllStringFunc(text, func(s string) string {
			m := phone.FindStringSubmatch(s)
			return m[1] + strings.ReplaceAll(m[2], " ", hard) + m[3]
		})
		text = numbered.ReplaceAllString(text, "$1$2$3"+hard+"$4")
		text = unit.ReplaceAllString(text, "$1"+hard+"$2$3")
	}
	if strings.Contains(text, ")") {
		text = lettered.ReplaceAllString(text, "$1$2$3"+hard+"$4")
	}
	hyphen := strings.Contains(text, "-")
	switch lang {
	case "ro":
		if hyphen {
			text = twice(clitic, text, "$1-"+joiner+"$2")
		}
	case "ru", "uk":
		text = twice(short, text, "$1$2"+hard+"$3")
		if hyphen {
			text = particle.ReplaceAllString(text, "$1$2-"+joiner+"$3")
			text = twice(ending, text, "$1-"+joiner+"$2$3")
		}
		text = dash.ReplaceAllString(text, hard+"$1 ")
	}
	return text
}

// twice replaces, and once more: matches that share a character are found
// every second time only.
func twice(re *regexp.Regexp, text, with string) string {
	return re.ReplaceAllString(re.ReplaceAllString(text, with), with)
}
