package learner

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"testing"
)

func TestOptionID(t *testing.T) {
	key, other := bytes.Repeat([]byte{1}, KeySize), bytes.Repeat([]byte{2}, KeySize)
	// Pages that are open in a browser hold this value: it may never change.
	const want = "gfgkito5f4fh3pkq"
	got := OptionID(key, "aim", "account")
	if got != want || !regexp.MustCompile(`^[a-z2-7]{16}$`).MatchString(got) {
		t.Errorf("id is %s, want %s", got, want)
	}
	for _, id := range []string{
		OptionID(other, "aim", "account"), // a colleague's attempt
		OptionID(key, "aim", "file"),
		OptionID(key, "other", "account"),
		OptionID(key, "aimaccount", ""),
		OptionID(key, "ai", "maccount"),
	} {
		if id == got {
			t.Error("two options share an id")
		}
	}
}

func TestChoose(t *testing.T) {
	a := Attempt{
		Key: bytes.Repeat([]byte{1}, KeySize),
		Draw: []Drawn{
			{Question: "q1", Options: []string{"c", "a", "b"}},
			{Question: "q2", Options: []string{"a", "b"}},
		},
	}
	id := func(question, option string) string { return OptionID(a.Key, question, option) }
	colleague := OptionID(bytes.Repeat([]byte{2}, KeySize), "q1", "a")
	for _, tt := range []struct {
		why      string
		position int
		posted   []string
		single   bool
		want     []string
		err      error
	}{
		{"one", 1, []string{id("q1", "a")}, true, []string{"a"}, nil},
		{"several, in the order shown", 1, []string{id("q1", "b"), id("q1", "c")}, false, []string{"c", "b"}, nil},
		{"all boxes", 1, []string{id("q1", "b"), id("q1", "c"), id("q1", "a")}, false, []string{"c", "a", "b"}, nil},
		{"nothing", 1, nil, true, nil, nil},
		{"two on a single question", 1, []string{id("q1", "a"), id("q1", "b")}, true, nil, ErrTooMany},
		{"one twice", 1, []string{id("q1", "a"), id("q1", "a")}, false, nil, ErrTwice},
		{"one twice on a single question", 1, []string{id("q1", "a"), id("q1", "a")}, true, nil, ErrTwice},
		{"another question's", 1, []string{id("q2", "a")}, false, nil, ErrElsewhere},
		{"a right one and another question's", 1, []string{id("q1", "a"), id("q2", "a")}, false, nil, ErrElsewhere},
		{"a colleague's", 1, []string{colleague}, false, nil, ErrForeign},
		{"the bank's id", 1, []string{"a"}, false, nil, ErrForeign},
		{"upper case", 1, []string{"A" + id("q1", "a")[1:]}, false, nil, ErrForeign},
		{"an empty one", 1, []string{""}, false, nil, ErrForeign},
		{"an undrawn question", 1, []string{id("q3", "a")}, false, nil, ErrForeign},
		{"place 0", 0, []string{id("q1", "a")}, false, nil, ErrPosition},
		{"past the end", 3, nil, false, nil, ErrPosition},
	} {
		got, err := a.Choose(tt.position, tt.posted, tt.single)
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.why, got, err, tt.want, tt.err)
		}
		var refused *ChoiceError
		if tt.err != nil && (!errors.As(err, &refused) || refused.Position != tt.position) {
			t.Errorf("%s: %v does not name the place", tt.why, err)
		}
	}
}
