package translate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// MaxFile is the largest ledger in bytes: some 100,000 segments in four
// languages.
const MaxFile = 16 << 20

// maxProblems ends the reading of a file that is no ledger.
const maxProblems = 100

// version1 is the header of ledgers with one line a segment, its translations
// in it. They are read, and written anew as the version there is now.
const version1 = "segments 1"

var (
	reID    = regexp.MustCompile(`^[a-z2-7]{6}$`)
	reKey   = regexp.MustCompile(`^[a-z0-9_.-]{1,200}$`)
	rePage  = regexp.MustCompile(`^[a-z0-9_/-]{1,140}$`)
	reOrder = regexp.MustCompile(`^(-|[0-9]{0,63}[1-9])$`)
	reKind  = regexp.MustCompile(`^(p|li|td|h[1-6])$`)
	reHash  = regexp.MustCompile(`^[0-9a-f]{16}$`)
	reLang  = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// ParseLedger reads the ledger of a course's segments strictly. A line it
// cannot read is a problem and is left out; the others still count.
func ParseLedger(name string, data []byte) (Ledger, []diag.Diagnostic) {
	return Ledger{Name: name}.Parse(data)
}

// A lineReader reads one ledger.
type lineReader struct {
	Ledger
	old   bool // version 1
	probs source.Problems
	seen  map[string]diag.Pos // names of entries, and of translations with the language behind
	at    map[string]int      // index of an entry by its name
}

// A said is a line that says what a translation was made from.
type said struct {
	name, lang, hash string
	pos              diag.Pos
}

// Parse is [ParseLedger] for every form: it reads the ledger that l names.
func (l Ledger) Parse(data []byte) (Ledger, []diag.Diagnostic) {
	p := lineReader{Ledger: Ledger{Name: l.Name, Form: l.Form}, seen: map[string]diag.Pos{}, at: map[string]int{}}
	var translations []said
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if len(p.probs) >= maxProblems {
			break
		}
		pos := diag.Pos{File: l.File(), Line: i + 1, Col: 1}
		line = strings.TrimSuffix(line, "\r")
		switch {
		case i == 0 && line == l.header(), i > 0 && line == "":
			continue
		case i == 0 && l.Form == Segments && line == version1:
			p.old = true
			continue
		case strings.HasPrefix(line, "<<<<<<<"), strings.HasPrefix(line, "======="), strings.HasPrefix(line, ">>>>>>>"),
			strings.HasPrefix(line, "|||||||"):
			p.probs.Add("ledger-conflict", pos, nil)
			continue
		case i == 0:
			p.probs.Add("ledger-syntax", pos, nil)
			continue
		}
		f := strings.Split(line, " ")
		if t, ok := p.translation(f); ok {
			t.pos = pos
			translations = append(translations, t)
			continue
		}
		e, ok := p.entry(f)
		if !ok {
			p.probs.Add("ledger-syntax", pos, nil)
			continue
		}
		if i, ok := p.at[p.name(e)]; ok && p.Entries[i].agrees(e) {
			continue
		}
		if p.first(p.name(e), e.ID, pos) {
			p.at[p.name(e)] = len(p.Entries)
			p.Entries = append(p.Entries, e)
		}
	}
	for _, t := range translations {
		i, ok := p.at[t.name]
		switch {
		case !ok:
			p.probs.Add("ledger-syntax", t.pos, nil)
		case p.first(t.name+" "+t.lang, t.name+" "+t.lang, t.pos) && t.hash != "-":
			p.Entries[i].From[t.lang] = t.hash
		}
	}
	slices.SortStableFunc(p.Entries, compareEntries)
	diag.Sort(p.probs)
	return p.Ledger, p.probs
}

// agrees reports whether another line differs from that of the entry in the
// day alone: a merge that keeps both sides leaves such lines. The earlier day
// holds then.
func (e *Entry) agrees(o Entry) bool {
	if e.ID != o.ID || e.Page != o.Page || e.Hash != o.Hash || e.Changed == o.Changed || len(e.From)+len(o.From) > 0 {
		return false
	}
	if e.Changed == "" || o.Changed != "" && o.Changed < e.Changed {
		e.Changed = o.Changed
	}
	return true
}

// name is what names an entry in its lines.
func (p *lineReader) name(e Entry) string {
	if p.Form == Segments {
		return e.ID
	}
	return e.Page + " " + e.ID
}

// first reports whether a name stands here for the first time, and complains
// when it does not.
func (p *lineReader) first(name, shown string, pos diag.Pos) bool {
	at, dup := p.seen[name]
	if dup {
		p.probs.Add("ledger-duplicate", pos, source.Args{"ID": shown}, at)
		return false
	}
	p.seen[name] = pos
	return true
}

// translation reads the line of one translation.
func (p *lineReader) translation(f []string) (said, bool) {
	names := 1
	if p.Form != Segments {
		names = 2
	}
	if p.old || len(f) != names+2 || !reLang.MatchString(f[names]) || f[names+1] != "-" && !reHash.MatchString(f[names+1]) {
		return said{}, false
	}
	return said{name: strings.Join(f[:names], " "), lang: f[names], hash: f[names+1]}, true
}

// entry reads the line of one text.
func (p *lineReader) entry(f []string) (Entry, bool) {
	e := Entry{From: map[string]string{}}
	var ok bool
	if p.Form == Segments {
		if len(f) < 6 || !reID.MatchString(f[0]) || !rePage.MatchString(f[1]) || !reOrder.MatchString(f[2]) || !reKind.MatchString(f[3]) {
			return e, false
		}
		e.ID, e.Page, e.Order, e.Kind = f[0], f[1], f[2], f[3]
		f = f[4:]
	} else {
		if len(f) < 4 || !rePage.MatchString(f[0]) || !reKey.MatchString(f[1]) {
			return e, false
		}
		e.Page, e.ID = f[0], f[1]
		f = f[2:]
	}
	if e.Hash, e.Sim, ok = hashes(f[0], f[1]); !ok {
		return e, false
	}
	if p.old {
		return e, e.from(f[2:])
	}
	switch {
	case len(f) == 3:
		e.Changed, ok = strings.CutPrefix(f[2], "changed=")
		return e, ok && isDay(e.Changed)
	default:
		return e, len(f) == 2
	}
}

// from reads "ru=hash", as version 1 has it.
func (e *Entry) from(fields []string) bool {
	for _, s := range fields {
		lang, hash, ok := strings.Cut(s, "=")
		if !ok || !reLang.MatchString(lang) || !reHash.MatchString(hash) || e.From[lang] != "" {
			return false
		}
		e.From[lang] = hash
	}
	return true
}

func hashes(hash, sim string) (string, uint64, bool) {
	if !reHash.MatchString(hash) || !reHash.MatchString(sim) {
		return "", 0, false
	}
	v, err := strconv.ParseUint(sim, 16, 64)
	return hash, v, err == nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
