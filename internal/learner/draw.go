package learner

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// KeySize is the size of the secret of an attempt, in bytes.
const KeySize = 32

// ErrTooFew is returned by [Draw] when a bank holds fewer questions than are
// to be drawn.
var ErrTooFew = errors.New("bank has fewer questions than are drawn")

// An Item is a question that can be drawn: its id and those of its options.
// Fixed keeps the options in the order given, as for true and false; Ordered
// says that the order given is the key, so that another one is shown.
type Item struct {
	Question string
	Options  []string
	Fixed    bool
	Ordered  bool
}

// Draw draws n of items in an order of chance, each with its options in an
// order of chance, and makes the secret of the attempt. Every outcome is
// equally likely if random is, but that no order is its own key. It returns
// [ErrTooFew], or an error of random.
func Draw(random io.Reader, items []Item, n int) ([]Drawn, []byte, error) {
	if n < 1 || n > len(items) {
		return nil, nil, fmt.Errorf("draw %d of %d: %w", n, len(items), ErrTooFew)
	}
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, nil, fmt.Errorf("make key of attempt: %w", err)
	}
	pool := slices.Clone(items)
	if err := shuffle(random, pool, n); err != nil {
		return nil, nil, fmt.Errorf("draw questions: %w", err)
	}
	drawn := make([]Drawn, n)
	for i, item := range pool[:n] {
		options, err := item.order(random)
		if err != nil {
			return nil, nil, fmt.Errorf("order options of %s: %w", item.Question, err)
		}
		drawn[i] = Drawn{Question: item.Question, Options: options}
	}
	return drawn, key, nil
}

// orders are how often an order of chance is drawn in the hope that it is not
// the key. Three items are the key once in six draws: all of them are once in
// 2,000 million.
const orders = 12

// order returns the options in the order in which they are shown.
func (i Item) order(random io.Reader) ([]string, error) {
	options := slices.Clone(i.Options)
	if i.Fixed {
		return options, nil
	}
	for range orders {
		if err := shuffle(random, options, len(options)); err != nil {
			return nil, err
		}
		if !i.Ordered || !slices.Equal(options, i.Options) {
			return options, nil
		}
	}
	return append(options[1:], options[0]), nil
}

// shuffle puts n of s, chosen and ordered by chance, first (Fisher–Yates).
func shuffle[T any](random io.Reader, s []T, n int) error {
	for i := range n {
		k, err := below(random, uint32(len(s)-i))
		if err != nil {
			return err
		}
		j := i + int(k)
		s[i], s[j] = s[j], s[i]
	}
	return nil
}

// below returns a number from 0 to n-1, each equally likely: what lies above
// the largest multiple of n is thrown away, since a remainder of it would
// favour small numbers.
func below(random io.Reader, n uint32) (uint32, error) {
	if n <= 1 {
		return 0, nil
	}
	limit := (uint64(1) << 32) / uint64(n) * uint64(n)
	var b [4]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("read chance: %w", err)
		}
		if v := binary.BigEndian.Uint32(b[:]); uint64(v) < limit {
			return v % n, nil
		}
	}
}
