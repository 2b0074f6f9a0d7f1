package translate

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Keyed is a text that has a key of its own: in front matter, in a bank or
// in a scenario.
type Keyed struct {
	Key  string // "title", "aim.options.file.text"; items of a list end in their number: "objectives.1"
	Text string
}

// A KeyedPage is a page, a bank or a scenario as it stands now.
type KeyedPage struct {
	Name         string                     // in the ledger
	Texts        []Keyed                    // in the source language
	Translations map[string]map[string]bool // by language: the keys it has
}

// UpdateTexts is [Ledger.Update] for texts that have keys: those of a list
// keep what is known of them when the list is rearranged, all others stand
// and fall with their key, or carry it to another key when the same text
// vanishes here and appears there. Texts whose key is gone are forgotten.
func (l Ledger) UpdateTexts(pages []KeyedPage, today string) Ledger {
	old := map[string]Entry{} // by page and key
	lists := map[string][]Entry{}
	for _, e := range l.Entries {
		old[e.Page+" "+e.ID] = e
		if list, _, ok := item(e.ID); ok {
			lists[e.Page+" "+list] = append(lists[e.Page+" "+list], e)
		}
	}
	used := map[string]bool{}
	take := func(e Entry) (Entry, bool) {
		name := e.Page + " " + e.ID
		if e, ok := old[name]; ok && !used[name] {
			used[name] = true
			return e, true
		}
		return Entry{}, false
	}
	next := Ledger{Name: l.Name, Form: l.Form}
	var fresh []int // of next's entries: nothing is known of them yet
	for _, p := range pages {
		if !rePage.MatchString(p.Name) {
			continue // it has a name that is refused
		}
		for _, group := range groups(p) {
			var found []Entry
			if list, _, ok := item(group[0].Key); ok {
				found = rearranged(lists[p.Name+" "+list], group)
			} else {
				found = []Entry{old[p.Name+" "+group[0].Key]}
			}
			for i, t := range group {
				e, ok := take(found[i])
				if !ok {
					fresh = append(fresh, len(next.Entries))
				}
				e.Page, e.ID, e.From = p.Name, t.Key, cloned(e.From)
				e.becomes(t.Text, Hash(t.Text), today)
				next.Entries = append(next.Entries, e)
			}
		}
	}
	renamed(next.Entries, fresh, l.Entries, used)
	at := map[string]int{}
	for i, e := range next.Entries {
		at[e.Page+" "+e.ID] = i
	}
	for _, p := range pages {
		for lang, keys := range p.Translations {
			for key := range keys {
				if i, ok := at[p.Name+" "+key]; ok && next.Entries[i].From[lang] == "" {
					next.Entries[i].From[lang] = next.Entries[i].Hash
				}
			}
		}
	}
	slices.SortStableFunc(next.Entries, compareEntries)
	return next
}

// item takes the key of a list's item apart.
func item(key string) (list string, number int, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(key[i+1:])
	return key[:i], n, err == nil
}

// groups are the texts of a page: the items of one list together, all others
// alone.
func groups(p KeyedPage) [][]Keyed {
	var out [][]Keyed
	at := map[string]int{}
	for _, t := range p.Texts {
		if !reKey.MatchString(t.Key) {
			continue // likewise
		}
		list, _, ok := item(t.Key)
		if i, has := at[list]; ok && has {
			out[i] = append(out[i], t)
			continue
		}
		if ok {
			at[list] = len(out)
		}
		out = append(out, []Keyed{t})
	}
	return out
}

// rearranged finds for each item of a list the entry that it continues; an
// Entry without page for a new one.
func rearranged(old []Entry, items []Keyed) []Entry {
	slices.SortFunc(old, func(a, b Entry) int {
		_, i, _ := item(a.ID)
		_, k, _ := item(b.ID)
		return cmp.Compare(i, k)
	})
	blocks := make([]Block, len(items))
	for i, t := range items {
		blocks[i].Text = t.Text
	}
	out := make([]Entry, len(items))
	for i, o := range Align(old, blocks, nil) {
		if o >= 0 {
			out[i] = old[o]
		}
	}
	return out
}

// renamed gives what is known of texts that vanished to equal texts that
// appeared under another key.
func renamed(entries []Entry, fresh []int, old []Entry, used map[string]bool) {
	gone := map[string][]Entry{}
	for _, e := range old {
		if !used[e.Page+" "+e.ID] {
			gone[e.Hash] = append(gone[e.Hash], e)
		}
	}
	for _, i := range fresh {
		e := &entries[i]
		if from := gone[e.Hash]; len(from) > 0 {
			e.From, e.Changed = maps.Clone(from[0].From), from[0].Changed
			gone[e.Hash] = from[1:]
		}
	}
}

func cloned(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return maps.Clone(m)
}
