package translate

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// header is the first line of a ledger: the format and its version.
const header = "segments 1"

// A Ledger holds the ids of a course's segments, also of those that are gone:
// an id is never given to another text.
type Ledger struct {
	Name    string // the course, "g" or "home"
	Entries []Entry
}

// An Entry is one line of a ledger.
type Entry struct {
	ID    string
	Page  string            // "a1/purpose", "_index"
	Order string            // digits, compared as a decimal fraction; "-" when the segment is gone
	Kind  string            // of its Block
	Hash  string            // of the text in the source language
	Sim   uint64            // of the same
	From  map[string]string // by language: the Hash its translation was made from
}

// Gone reports whether the segment stands in no page any more.
func (e Entry) Gone() bool { return e.Order == "-" }

// Stale reports whether the translation into lang was made from a text that
// has changed since.
func (e Entry) Stale(lang string) bool {
	h, ok := e.From[lang]
	return ok && h != e.Hash
}

// File is where a ledger stands below the source folder.
func (l Ledger) File() string { return "content/" + l.Name + ".segments" }

// Format writes the ledger: sorted lines, so that two people's changes meet
// only where they changed the same place.
func (l Ledger) Format() []byte {
	es := slices.Clone(l.Entries)
	slices.SortFunc(es, compareEntries)
	var b bytes.Buffer
	b.WriteString(header + "\n")
	for _, e := range es {
		fmt.Fprintf(&b, "%s %s %s %s %s %016x", e.ID, e.Page, e.Order, e.Kind, e.Hash, e.Sim)
		for _, lang := range slices.Sorted(maps.Keys(e.From)) {
			fmt.Fprintf(&b, " %s=%s", lang, e.From[lang])
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// Accept renews the translations of some languages: from now on they count as
// made from the text that the source has. It returns how many were stale.
// Whoever calls it says that a person has looked at them.
func (l Ledger) Accept(langs []string) int {
	n := 0
	for _, e := range l.Entries {
		for lang, from := range e.From {
			if !e.Gone() && from != e.Hash && slices.Contains(langs, lang) {
				e.From[lang] = e.Hash
				n++
			}
		}
	}
	return n
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
}

var (
	reID    = regexp.MustCompile(`^[a-z2-7]{6}$`)
	rePage  = regexp.MustCompile(`^[a-z0-9_/-]{1,140}$`)
	reOrder = regexp.MustCompile(`^(-|[0-9]{0,63}[1-9])$`)
	reKind  = regexp.MustCompile(`^(p|li|td|h[1-6])$`)
	reHash  = regexp.MustCompile(`^[0-9a-f]{16}$`)
	reFrom  = regexp.MustCompile(`^([a-z]{2,3})=([0-9a-f]{16})$`)
)

// ParseLedger reads a ledger strictly. A line it cannot read is a problem and
// is left out; the others still count.
func ParseLedger(name string, data []byte) (Ledger, []diag.Diagnostic) {
	l := Ledger{Name: name}
	var probs source.Problems
	seen := map[string]diag.Pos{}
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		pos := diag.Pos{File: l.File(), Line: i + 1, Col: 1}
		line = strings.TrimSuffix(line, "\r")
		switch {
		case i == 0 && line == header:
			continue
		case strings.HasPrefix(line, "<<<<<<<"), strings.HasPrefix(line, "======="), strings.HasPrefix(line, ">>>>>>>"),
			strings.HasPrefix(line, "|||||||"):
			probs.Add("ledger-conflict", pos, nil)
			continue
		case i == 0:
			probs.Add("ledger-syntax", pos, nil)
			continue
		}
		e, ok := parseEntry(line)
		if !ok {
			probs.Add("ledger-syntax", pos, nil)
			continue
		}
		if first, dup := seen[e.ID]; dup {
			probs.Add("ledger-duplicate", pos, source.Args{"ID": e.ID}, first)
			continue
		}
		seen[e.ID] = pos
		l.Entries = append(l.Entries, e)
	}
	slices.SortStableFunc(l.Entries, compareEntries)
	return l, probs
}

func parseEntry(line string) (Entry, bool) {
	f := strings.Split(line, " ")
	if len(f) < 6 || !reID.MatchString(f[0]) || !rePage.MatchString(f[1]) || !reOrder.MatchString(f[2]) ||
		!reKind.MatchString(f[3]) || !reHash.MatchString(f[4]) || !reHash.MatchString(f[5]) {
		return Entry{}, false
	}
	sim, err := strconv.ParseUint(f[5], 16, 64)
	if err != nil {
		return Entry{}, false
	}
	e := Entry{ID: f[0], Page: f[1], Order: f[2], Kind: f[3], Hash: f[4], Sim: sim, From: map[string]string{}}
	for _, s := range f[6:] {
		m := reFrom.FindStringSubmatch(s)
		if m == nil || e.From[m[1]] != "" {
			return Entry{}, false
		}
		e.From[m[1]] = m[2]
	}
	return e, true
}
