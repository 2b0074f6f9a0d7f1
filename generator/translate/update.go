package translate

import (
	"maps"
	"slices"
	"strings"
)

// A PageText is a page as it stands now, in all its languages.
type PageText struct {
	Name         string // in the ledger
	Blocks       []Block
	Translations map[string][]Block // by language, without the source
}

// Update returns the ledger after the pages have been aligned with it, and
// for each page the ids of its blocks. Entries whose text is gone stay as
// "gone", so that their id is never given again, and come back when the text
// comes back. today is the day, YYYY-MM-DD, that a text which has changed is
// marked with; "" when nobody knows it.
func (l Ledger) Update(pages []PageText, today string) (Ledger, map[string][]string) {
	u := updater{ledger: l.Name, today: today, used: make([]bool, len(l.Entries)), taken: map[string]bool{}, tried: map[string]int{}}
	u.entries = slices.Clone(l.Entries)
	slices.SortStableFunc(u.entries, compareEntries)
	byPage := map[string][]int{}
	for i, e := range u.entries {
		u.taken[e.ID] = true
		if !e.Gone() {
			byPage[e.Page] = append(byPage[e.Page], i)
		}
	}
	u.exactHomes(pages, byPage)

	next := Ledger{Name: l.Name}
	ids := map[string][]string{}
	for _, p := range pages {
		es := u.page(p, byPage[p.Name])
		for _, e := range es {
			ids[p.Name] = append(ids[p.Name], e.ID)
		}
		next.Entries = append(next.Entries, es...)
	}
	for i, e := range u.entries {
		if !u.used[i] {
			e.Order = "-"
			next.Entries = append(next.Entries, e)
		}
	}
	slices.SortStableFunc(next.Entries, compareEntries)
	return next, ids
}

type updater struct {
	ledger  string
	today   string
	entries []Entry
	used    []bool
	taken   map[string]bool
	tried   map[string]int
	// claims are entries by page and hash whose text moved there from another
	// page, or came back. They are settled for all pages before any edited
	// text is looked for.
	claims map[string]map[string][]int
}

// exactHomes settles the claims: an equal text on the entry's own page goes
// before one on another page.
func (u *updater) exactHomes(pages []PageText, byPage map[string][]int) {
	texts := map[string]map[string]int{}
	for _, p := range pages {
		texts[p.Name] = map[string]int{}
		for _, b := range p.Blocks {
			texts[p.Name][b.hash()]++
		}
	}
	spare := map[string][]int{}
	for _, name := range slices.Sorted(maps.Keys(byPage)) {
		for _, i := range byPage[name] {
			h := u.entries[i].Hash
			if texts[name][h] > 0 {
				texts[name][h]--
				continue
			}
			spare[h] = append(spare[h], i)
		}
	}
	for i, e := range u.entries {
		if e.Gone() {
			spare[e.Hash] = append(spare[e.Hash], i)
		}
	}
	u.claims = map[string]map[string][]int{}
	for _, p := range pages {
		u.claims[p.Name] = map[string][]int{}
		for _, b := range p.Blocks {
			h := b.hash()
			if texts[p.Name][h] == 0 {
				continue
			}
			texts[p.Name][h]--
			if i := u.take(spare[h], p.Name); i >= 0 {
				u.claims[p.Name][h] = append(u.claims[p.Name][h], i)
			}
		}
	}
}

// take uses one of some entries, of the same page if there is one, or
// returns -1.
func (u *updater) take(spare []int, page string) int {
	best := -1
	for _, i := range spare {
		switch {
		case u.used[i]:
		case best < 0, u.entries[i].Page == page && u.entries[best].Page != page:
			best = i
		}
	}
	if best >= 0 {
		u.used[best] = true
	}
	return best
}

// page aligns one page and returns its entries in the order of its blocks.
func (u *updater) page(p PageText, olds []int) []Entry {
	var old []Entry
	var index []int
	for _, i := range olds {
		if !u.used[i] {
			old = append(old, u.entries[i])
			index = append(index, i)
		}
	}
	from := make([]int, len(p.Blocks)) // index into u.entries, or -1
	at := Align(old, p.Blocks, func(n int) bool {
		c := u.claims[p.Name]
		h := p.Blocks[n].hash()
		if len(c[h]) == 0 {
			return false
		}
		from[n], c[h] = c[h][0]+1, c[h][1:]
		return true
	})
	es := make([]Entry, len(p.Blocks))
	for n, b := range p.Blocks {
		from[n]--
		if at[n] >= 0 {
			from[n] = index[at[n]]
			u.used[from[n]] = true
		}
		e := Entry{From: map[string]string{}}
		if from[n] >= 0 {
			e = u.entries[from[n]]
			e.From = maps.Clone(e.From)
			if e.Page != p.Name {
				e.Order = ""
			}
		} else {
			e.ID = newID(u.ledger, p.Name, b.Text, u.taken, u.tried)
		}
		e.Page, e.Kind = p.Name, b.Kind
		e.becomes(b.Text, b.hash(), u.today)
		es[n] = e
	}
	renumber(es)
	for lang, bs := range p.Translations {
		for n := range Matching(p.Blocks, bs) {
			if e := es[n]; e.From[lang] == "" {
				e.From[lang] = e.Hash
			}
		}
	}
	return es
}

// Matching returns how many blocks from the beginning agree in kind and in
// what stands around them.
func Matching(a, b []Block) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].Kind == b[n].Kind && a[n].Context == b[n].Context {
		n++
	}
	return n
}

// renumber gives an order to the entries that have none or whose order does
// not rise any more, and leaves all others alone, so that a paragraph put in
// between changes one line of the file.
func renumber(es []Entry) {
	rank := map[string]int{}
	var orders []string
	for _, e := range es {
		if e.Order != "" && !e.Gone() {
			orders = append(orders, e.Order)
		}
	}
	slices.Sort(orders)
	for i, o := range slices.Compact(orders) {
		rank[o] = i
	}
	at := make([]int, len(es))
	for i, e := range es {
		at[i] = -1
		if r, ok := rank[e.Order]; ok {
			at[i] = r
		}
	}
	keep := increasing(at)
	for i := 0; i < len(es); {
		if keep[i] {
			i++
			continue
		}
		j := i
		for j < len(es) && !keep[j] {
			j++
		}
		low, high := "", ""
		if i > 0 {
			low = es[i-1].Order
		}
		if j < len(es) {
			high = es[j].Order
		}
		for k, o := range between(low, high, j-i) {
			if es[i+k].Order = o; len(o) > maxOrder {
				fresh(es)
				return
			}
		}
		i = j
	}
}

// fresh numbers a whole page.
func fresh(es []Entry) {
	for i, o := range between("", "", len(es)) {
		es[i].Order = o
	}
}

// maxOrder is the longest order. A page that would need a longer one after
// many insertions at one place is numbered anew.
const maxOrder = 60

// between returns n rising orders strictly between two others, as digits of a
// decimal fraction without zeros at the end; "" is the beginning or the end.
// It leaves room for later insertions.
func between(low, high string, n int) []string {
	for width := max(len(low), len(high), 1); ; width++ {
		lo, hi := digits(low, width, 0), digits(high, width, 0)
		if high == "" {
			hi = digits(high, width, 9)
		}
		room := room(lo, hi)
		if room < 4*(n+1) {
			continue
		}
		out := make([]string, n)
		for i := range out {
			add(lo, room/(n+1))
			out[i] = strings.TrimRight(string(lo), "0")
		}
		return out
	}
}

// digits pads s to width with a digit.
func digits(s string, width int, pad byte) []byte {
	d := []byte(s)
	for len(d) < width {
		d = append(d, '0'+pad)
	}
	return d
}

// room returns hi − lo in units of the last digit, or less when that is huge.
func room(lo, hi []byte) int {
	v := 0
	for i := range hi {
		v = v*10 + int(hi[i]) - int(lo[i])
		if v > 1_000_000_000 {
			return v
		}
	}
	return v
}

// add adds n to the number that d spells.
func add(d []byte, n int) {
	for i := len(d) - 1; i >= 0 && n > 0; i-- {
		n += int(d[i] - '0')
		d[i] = byte('0' + n%10)
		n /= 10
	}
}
