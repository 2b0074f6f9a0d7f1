package quiz

import (
	"regexp"
	"slices"
	"strings"
)

// reCitation is a key of data/sources.yaml and perhaps a part of that text.
var reCitation = regexp.MustCompile(`^([A-Za-z0-9-]{1,32})(?:\.([A-Za-z0-9-]{1,16}(?:\.[A-Za-z0-9-]{1,16}){0,3}))?$`)

// Citation takes a citation apart: "MD241" or "MD241.20.3", the key of a
// source and the part of it that is meant, with a dot before each smaller
// part. ok is false for what is no citation.
func Citation(s string) (key, part string, ok bool) {
	m := reCitation.FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// CitedKeys are the keys of some citations, each once, in their order.
func CitedKeys(citations []string) []string {
	var keys []string
	seen := map[string]bool{}
	for _, c := range citations {
		if key, _, _ := strings.Cut(c, "."); !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// A Change says that a source, or one part of it, has another text since a
// day. What cites it stands on that text and is to be read again.
type Change struct {
	Source string `json:"source"`         // key of data/sources.yaml
	Part   string `json:"part,omitempty"` // "": nobody knows which, or all of it
	On     string `json:"on"`             // YYYY-MM-DD, in the author's calendar
}

// Hits reports whether what cites s stands on the changed text. Who cites a
// whole text cites every part of it; a part holds its smaller parts: 20 and
// 20.3 hit each other, 20 and 2 do not.
func (c Change) Hits(s string) bool {
	key, part, ok := Citation(s)
	if !ok || key != c.Source {
		return false
	}
	return part == "" || c.Part == "" || part == c.Part ||
		strings.HasPrefix(part, c.Part+".") || strings.HasPrefix(c.Part, part+".")
}

// Unreviewed returns the first of some changes that hits one of the citations
// and came after the day on which what cites them was last read against its
// sources. A review on the day of the change has seen it. reviewed "" is
// never.
func Unreviewed(citations []string, reviewed string, changes []Change) (Change, bool) {
	for _, c := range changes {
		if reviewed >= c.On { // both are YYYY-MM-DD
			continue
		}
		if slices.ContainsFunc(citations, c.Hits) {
			return c, true
		}
	}
	return Change{}, false
}

// Drawable returns a copy of the bank without the questions that wait for a
// review: the ones a new attempt may draw. Attempts that run keep the bank
// they began with.
func (b Bank) Drawable(changes []Change) Bank {
	var left []Question
	for _, q := range b.Questions {
		if _, waits := Unreviewed(q.Sources, q.Reviewed, changes); !waits {
			left = append(left, q)
		}
	}
	b.Questions = left
	return b
}
