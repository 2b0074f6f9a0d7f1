package learner

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A stream is chance that is the same each time: SHA-256 of a counter.
type stream struct {
	n    uint64
	rest []byte
}

func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) < len(p) {
		h := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("stream"), s.n))
		s.n++
		s.rest = append(s.rest, h[:]...)
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func items(n, options int) []Item {
	var out []Item
	for i := range n {
		item := Item{Question: fmt.Sprint("q", i)}
		for j := range options {
			item.Options = append(item.Options, fmt.Sprint("o", j))
		}
		out = append(out, item)
	}
	return out
}

func TestDraw(t *testing.T) {
	pool, before := items(12, 4), items(12, 4)
	pool[3] = Item{Question: "q3", Options: []string{"true", "false"}, Fixed: true}
	before[3] = pool[3]
	drawn, key, err := Draw(&stream{}, pool, 12)
	if err != nil {
		t.Fatal(err)
	}
	if len(key) != KeySize {
		t.Errorf("key has %d bytes", len(key))
	}
	seen := map[string]bool{}
	moved := false
	for _, d := range drawn {
		if seen[d.Question] {
			t.Errorf("%s is drawn twice", d.Question)
		}
		seen[d.Question] = true
		if d.Question == "q3" {
			if !slices.Equal(d.Options, []string{"true", "false"}) {
				t.Errorf("true and false are shown as %v", d.Options)
			}
			continue
		}
		moved = moved || !slices.IsSorted(d.Options)
		if sorted := slices.Sorted(slices.Values(d.Options)); !slices.Equal(sorted, []string{"o0", "o1", "o2", "o3"}) {
			t.Errorf("%s has options %v", d.Question, d.Options)
		}
	}
	if !moved {
		t.Error("no option has moved")
	}
	if diff := cmp.Diff(before, pool); diff != "" {
		t.Errorf("the bank's own order has changed: %s", diff)
	}
	again, _, _ := Draw(&stream{}, pool, 12)
	if diff := cmp.Diff(drawn, again); diff != "" {
		t.Errorf("the same chance draws otherwise: %s", diff)
	}
	other, otherKey, _ := Draw(&stream{n: 1000}, pool, 12)
	if cmp.Equal(drawn, other) || bytes.Equal(key, otherKey) {
		t.Error("another chance draws the same")
	}
}

func TestDrawRefuses(t *testing.T) {
	for _, n := range []int{0, -1, 4} {
		if _, _, err := Draw(&stream{}, items(3, 2), n); !errors.Is(err, ErrTooFew) {
			t.Errorf("%d of 3: %v", n, err)
		}
	}
	for _, have := range []int{0, 31, 33, 40} { // it ends in the key, in the draw, in the options
		if _, _, err := Draw(bytes.NewReader(make([]byte, have)), items(3, 3), 2); !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			t.Errorf("chance of %d bytes: %v", have, err)
		}
	}
}

// TestDrawIsUniform counts where each question and option lands. The chance is
// fixed, so the test gives the same figure on each run; 4 standard deviations
// would be left by chance once in 16,000 counts.
func TestDrawIsUniform(t *testing.T) {
	const rounds = 6000
	chance := &stream{}
	var places [5][3]int // question × place
	var options [3][3]int
	for range rounds {
		drawn, _, err := Draw(chance, items(5, 3), 3)
		if err != nil {
			t.Fatal(err)
		}
		for place, d := range drawn {
			places[d.Question[1]-'0'][place]++
		}
		for place, o := range drawn[0].Options {
			options[o[1]-'0'][place]++
		}
	}
	for q, counts := range places {
		for place, n := range counts {
			if d := n - rounds/5; d*d > 16*rounds*4/25 {
				t.Errorf("question %d is at place %d %d times of %d", q, place, n, rounds)
			}
		}
	}
	for o, counts := range options {
		for place, n := range counts {
			if d := n - rounds/3; d*d > 16*rounds*2/9 {
				t.Errorf("option %d is at place %d %d times of %d", o, place, n, rounds)
			}
		}
	}
}

// An order is never shown as its own key, whatever chance says; the other
// orders are all shown.
func TestDrawHidesTheOrder(t *testing.T) {
	item := Item{Question: "q", Options: []string{"a", "b", "c"}, Ordered: true}
	seen := map[string]int{}
	chance := &stream{}
	for range 2000 {
		drawn, _, err := Draw(chance, []Item{item}, 1)
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprint(drawn[0].Options)]++
	}
	if seen["[a b c]"] > 0 || len(seen) != 5 {
		t.Errorf("orders shown: %v", seen)
	}
	for order, n := range seen {
		if d := n - 400; d*d > 16*2000*4/25 {
			t.Errorf("%s is shown %d times of 2000", order, n)
		}
	}
	drawn, _, err := Draw(bytes.NewReader(make([]byte, 1000)), []Item{item}, 1) // chance that is broken
	if err != nil || slices.Equal(drawn[0].Options, item.Options) {
		t.Errorf("%v, %v", drawn, err)
	}
}

// Numbers above the largest multiple of n are thrown away and drawn again: a
// remainder of them would favour small results.
func TestBelowHasNoBias(t *testing.T) {
	for _, tt := range []struct {
		why   string
		n     uint32
		words []uint32
		want  uint32
	}{
		{"nothing to choose takes no chance", 1, nil, 0},
		{"the last that is taken", 3, []uint32{1<<32 - 2}, 2},
		{"the first that is thrown away", 3, []uint32{1<<32 - 1, 7}, 1},
		{"again and again", 3, []uint32{1<<32 - 1, 1<<32 - 1, 5}, 2},
		{"a power of two throws nothing away", 4, []uint32{1<<32 - 1}, 3},
		{"a large one", 3 << 30, []uint32{3 << 30, 3<<30 - 1}, 3<<30 - 1},
	} {
		var b []byte
		for _, w := range tt.words {
			b = binary.BigEndian.AppendUint32(b, w)
		}
		r := bytes.NewReader(b)
		if got, err := below(r, tt.n); err != nil || got != tt.want || r.Len() != 0 {
			t.Errorf("%s: %d, %v, %d bytes left; want %d", tt.why, got, err, r.Len(), tt.want)
		}
	}
}
