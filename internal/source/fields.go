package source

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
)

// Fields are the values of a map whose keys are known beforehand.
type Fields struct {
	doc    *Doc
	at     diag.Pos
	keys   map[string]Entry
	meant  map[string]bool // keys that were misspelt
	broken bool            // it is no map
}

// Fields reads n, the value of key name, as a map with the given keys. Other
// keys are errors: "key-misspelt" when a known one is near, else
// "key-unknown".
func (d *Doc) Fields(n *yaml.Node, name string, known ...string) Fields {
	return d.FieldsBut(n, name, nil, nil, known...)
}

// FieldsBut is Fields with keys that are refused by complain instead.
func (d *Doc) FieldsBut(n *yaml.Node, name string, refused []string, complain func(Entry), known ...string) Fields {
	f := Fields{doc: d, at: d.Pos(n), keys: map[string]Entry{}, broken: n != nil && n.Kind != yaml.MappingNode}
	for _, e := range d.Entries(n, name) {
		if slices.Contains(known, e.Key) {
			f.keys[e.Key] = e
			continue
		}
		if slices.Contains(refused, e.Key) {
			complain(e)
			continue
		}
		if near := Nearest(e.Key, known); near != "" {
			d.Problems.Add("key-misspelt", e.At, Args{"Key": e.Key, "Suggestion": near})
			if f.meant == nil {
				f.meant = map[string]bool{}
			}
			f.meant[near] = true
		} else {
			d.Problems.Add("key-unknown", e.At, Args{"Key": e.Key, "Known": strings.Join(known, ", ")})
		}
	}
	return f
}

// Has reports whether the key is written.
func (f Fields) Has(key string) bool { _, ok := f.keys[key]; return ok }

// Node returns the value of a key, or nil.
func (f Fields) Node(key string) *yaml.Node { return f.keys[key].Value }

// At returns the place of a key, or of the map when the key is absent.
func (f Fields) At(key string) diag.Pos {
	if e, ok := f.keys[key]; ok {
		return e.At
	}
	return f.at
}

// Meant reports whether a key is most likely written, but misspelt.
func (f Fields) Meant(key string) bool { return f.meant[key] }

// Need complains about each key that is absent, unless a complaint was made
// that says why.
func (f Fields) Need(keys ...string) {
	if f.doc.Broken || f.broken {
		return
	}
	for _, k := range keys {
		if !f.Has(k) && !f.Meant(k) {
			f.doc.Problems.Add("key-missing", f.at, Args{"Key": k})
		}
	}
}

// Text returns the text of a key, trimmed, or "" when it is absent. A list, a
// map or an empty text is an error.
func (f Fields) Text(key string) string {
	e, ok := f.keys[key]
	if !ok {
		return ""
	}
	return f.doc.Text(e.Value, key)
}

// Text returns the text of n, trimmed. The character that marks segments while
// a site is built is refused: it would become an id in the page.
func (d *Doc) Text(n *yaml.Node, name string) string {
	if n.Kind != yaml.ScalarNode {
		d.Problems.Add("want-text", d.Pos(n), Args{"Key": name})
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if !visible(s) {
		d.Problems.Add("text-empty", d.Pos(n), Args{"Key": name})
	}
	// YAML takes " # " and what follows for a remark. Behind an id it is one;
	// behind a sentence it is most likely the rest of the sentence.
	if n.LineComment != "" && n.Style == 0 && !reID.MatchString(s) {
		d.Problems.Add("text-cut", d.Pos(n), Args{"Key": name, "Rest": n.LineComment})
	}
	if Template(s) >= 0 {
		d.Problems.Add("template-in-text", d.Pos(n), nil)
	}
	if strings.ContainsRune(s, '‖') {
		d.Problems.Add("marker-in-text", d.Pos(n), nil)
	}
	return s
}

// reID matches what names something and is no prose.
var reID = regexp.MustCompile(`^([a-z0-9-]+|[A-Z0-9-]+)$`)

// visible reports whether a reader sees anything of s.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// Texts returns a list of texts. An empty list is an error.
func (f Fields) Texts(key string) []string {
	e, ok := f.keys[key]
	if !ok {
		return nil
	}
	items := f.doc.List(e.Value, key)
	if len(items) == 0 && e.Value.Kind == yaml.SequenceNode {
		f.doc.Problems.Add("text-empty", f.doc.Pos(e.Value), Args{"Key": key})
	}
	var out []string
	for _, n := range items {
		out = append(out, f.doc.Text(n, key))
	}
	return out
}

// Int returns a whole number between least and most, or def when the key is
// absent or wrong.
func (f Fields) Int(key string, def, least, most int) int {
	e, ok := f.keys[key]
	if !ok {
		return def
	}
	if e.Value.Kind == yaml.ScalarNode {
		n, err := strconv.Atoi(e.Value.Value)
		// "007" and "+1" are not how a number is written here.
		if err == nil && strconv.Itoa(n) == e.Value.Value && n >= least && n <= most {
			return n
		}
	}
	f.doc.Problems.Add("want-number", f.doc.Pos(e.Value), Args{"Key": key, "Least": least, "Most": most})
	return def
}

// True reports whether a key says true. Anything but true and false is an
// error.
func (f Fields) True(key string) bool {
	return f.OneOf(key, "false", "true", "false") == "true"
}

// OneOf returns one of the given words, or def when the key is absent or
// wrong.
func (f Fields) OneOf(key, def string, words ...string) string {
	e, ok := f.keys[key]
	if !ok {
		return def
	}
	if e.Value.Kind == yaml.ScalarNode && slices.Contains(words, e.Value.Value) {
		return e.Value.Value
	}
	f.doc.Problems.Add("want-one-of", f.doc.Pos(e.Value), Args{"Key": key, "Words": strings.Join(words, ", ")})
	return def
}

// Date returns a date of the calendar as YYYY-MM-DD, or "".
func (f Fields) Date(key string) string {
	e, ok := f.keys[key]
	if !ok {
		return ""
	}
	if e.Value.Kind == yaml.ScalarNode {
		if t, err := time.Parse(time.DateOnly, e.Value.Value); err == nil && t.Year() >= 1900 {
			return e.Value.Value
		}
	}
	f.doc.Problems.Add("want-date", f.doc.Pos(e.Value), Args{"Key": key})
	return ""
}

// Nearest returns the known word that a person most likely meant by word, or
// "" when none is near: at most two letters apart, and fewer than half.
func Nearest(word string, known []string) string {
	best, far := "", 3
	for _, k := range known {
		if d := distance([]rune(word), []rune(k)); d < far && 2*d <= len(k) {
			best, far = k, d
		}
	}
	return best
}

// distance is Levenshtein's, cut short for words that cannot be near.
func distance(a, b []rune) int {
	if len(a) > 40 || len(b) > 40 {
		return 99
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		left := row[0]
		row[0] = i + 1
		for j, y := range b {
			up := row[j+1]
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(up+1, row[j]+1, left+cost)
			left = up
		}
	}
	return row[len(b)]
}
