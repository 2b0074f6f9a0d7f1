package translate

import (
	"cmp"
	"slices"
)

// near is the number of bits in which the simhashes of an edited text and its
// forerunner may differ. Texts that have nothing to do with each other differ
// in 32 on average.
const near = 20

// nearer is the same for a text that was both edited and moved.
const nearer = 12

// maxTable bounds the table of the exact comparison: larger pages are
// compared after their equal beginnings and ends only.
const maxTable = 4 << 20

// Align finds the entries that the blocks of a page continue. old are the
// page's entries in order. The result holds for each block an index into old,
// or -1 for a block that is new or came from elsewhere. found, when not nil,
// is asked after equal texts on this page and before edited ones: it may claim
// a block for an entry of another page and then answers true.
func Align(old []Entry, blocks []Block, found func(block int) bool) []int {
	at := make([]int, len(blocks))
	for i := range at {
		at[i] = -1
	}
	used := make([]bool, len(old))
	hashes := make([]string, len(blocks))
	for i, b := range blocks {
		hashes[i] = b.hash()
	}
	inOrder(old, hashes, at, used)
	moved(old, hashes, at, used)
	elsewhere := make([]bool, len(blocks))
	if found != nil {
		for i := range at {
			if at[i] < 0 {
				elsewhere[i] = found(i)
			}
		}
	}
	sims := make([]uint64, len(blocks))
	for i, b := range blocks {
		if at[i] < 0 {
			sims[i] = Sim(b.Text)
		}
	}
	for _, g := range gaps(old, at) {
		g.edited(old, blocks, sims, at, used, elsewhere)
	}
	whole := gap{0, len(old), 0, len(blocks)}
	whole.nearest(old, blocks, sims, at, used, elsewhere, nearer)
	return at
}

// inOrder pairs equal texts that stand in the same order: the longest common
// subsequence.
func inOrder(old []Entry, hashes []string, at []int, used []bool) {
	lo, hiO, hiN := 0, len(old), len(hashes)
	pair := func(o, n int) { at[n], used[o] = o, true }
	for lo < hiO && lo < hiN && old[lo].Hash == hashes[lo] {
		pair(lo, lo)
		lo++
	}
	for hiO > lo && hiN > lo && old[hiO-1].Hash == hashes[hiN-1] {
		hiO--
		hiN--
		pair(hiO, hiN)
	}
	n, m := hiO-lo, hiN-lo
	if n == 0 || m == 0 || n*m > maxTable {
		return
	}
	best := make([][]int32, n+1)
	for i := range best {
		best[i] = make([]int32, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if old[lo+i].Hash == hashes[lo+j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case old[lo+i].Hash == hashes[lo+j]:
			pair(lo+i, lo+j)
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
}

// moved pairs equal texts that stand in another order, first come first.
func moved(old []Entry, hashes []string, at []int, used []bool) {
	free := map[string][]int{}
	for o := range old {
		if !used[o] {
			free[old[o].Hash] = append(free[old[o].Hash], o)
		}
	}
	for n, h := range hashes {
		if at[n] < 0 && len(free[h]) > 0 {
			at[n], used[free[h][0]] = free[h][0], true
			free[h] = free[h][1:]
		}
	}
}

// A gap is a stretch between two texts that did not change: [o0, o1) of the
// entries and [n0, n1) of the blocks.
type gap struct{ o0, o1, n0, n1 int }

// gaps cuts the page at the longest run of pairs that kept their order.
func gaps(old []Entry, at []int) []gap {
	keep := increasing(at)
	var gs []gap
	o, n := 0, 0
	for i, k := range keep {
		if k {
			gs = append(gs, gap{o, at[i], n, i})
			o, n = at[i]+1, i+1
		}
	}
	return append(gs, gap{o, len(old), n, len(at)})
}

// increasing marks the members of a longest strictly increasing subsequence
// of the numbers that are not negative.
func increasing(at []int) []bool {
	var tails []int // tails[k]: index of the smallest end of a run of length k+1
	prev := make([]int, len(at))
	for i, v := range at {
		if v < 0 {
			continue
		}
		k, _ := slices.BinarySearchFunc(tails, v, func(t, v int) int { return cmp.Compare(at[t], v) })
		prev[i] = -1
		if k > 0 {
			prev[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	keep := make([]bool, len(at))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = prev[i] {
			keep[i] = true
		}
	}
	return keep
}

// edited pairs what stands in a gap on both sides: by likeness, then by place
// when one entry and one block of a kind are all that is left.
func (g gap) edited(old []Entry, blocks []Block, sims []uint64, at []int, used, elsewhere []bool) {
	g.nearest(old, blocks, sims, at, used, elsewhere, near)
	kinds := map[string][2][]int{}
	for o := g.o0; o < g.o1; o++ {
		if !used[o] {
			k := kinds[old[o].Kind]
			k[0] = append(k[0], o)
			kinds[old[o].Kind] = k
		}
	}
	for n := g.n0; n < g.n1; n++ {
		if at[n] < 0 && !elsewhere[n] {
			k := kinds[blocks[n].Kind]
			k[1] = append(k[1], n)
			kinds[blocks[n].Kind] = k
		}
	}
	for _, k := range kinds {
		if len(k[0]) == 1 && len(k[1]) == 1 {
			at[k[1][0]], used[k[0][0]] = k[0][0], true
		}
	}
}

// nearest pairs entries and blocks of the same kind, the most alike first.
func (g gap) nearest(old []Entry, blocks []Block, sims []uint64, at []int, used, elsewhere []bool, limit int) {
	type pair struct{ d, o, n int }
	var ps []pair
	for o := g.o0; o < g.o1; o++ {
		if used[o] {
			continue
		}
		for n := g.n0; n < g.n1; n++ {
			if at[n] >= 0 || elsewhere[n] || old[o].Kind != blocks[n].Kind {
				continue
			}
			if d := distance(old[o].Sim, sims[n]); d <= limit && len(ps) < maxTable {
				ps = append(ps, pair{d, o, n})
			}
		}
	}
	slices.SortStableFunc(ps, func(a, b pair) int { return cmp.Compare(a.d, b.d) })
	for _, p := range ps {
		if !used[p.o] && at[p.n] < 0 {
			at[p.n], used[p.o] = p.o, true
		}
	}
}
