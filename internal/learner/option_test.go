package learner

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
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
	side := func(option string) string { return ChoiceID(a.Key, "q1", option) }
	colleague := OptionID(bytes.Repeat([]byte{2}, KeySize), "q1", "a")
	for _, tt := range []struct {
		why      string
		position int
		posted   []string
		shape    Shape
		want     []string
		err      error
	}{
		{"one", 1, []string{id("q1", "a")}, One, []string{"a"}, nil},
		{"several, in the order shown", 1, []string{id("q1", "b"), id("q1", "c")}, Several, []string{"c", "b"}, nil},
		{"all boxes", 1, []string{id("q1", "b"), id("q1", "c"), id("q1", "a")}, Several, []string{"c", "a", "b"}, nil},
		{"nothing", 1, nil, One, nil, nil},
		{"two on a single question", 1, []string{id("q1", "a"), id("q1", "b")}, One, nil, ErrTooMany},
		{"one twice", 1, []string{id("q1", "a"), id("q1", "a")}, Several, nil, ErrTwice},
		{"one twice on a single question", 1, []string{id("q1", "a"), id("q1", "a")}, One, nil, ErrTwice},
		{"another question's", 1, []string{id("q2", "a")}, Several, nil, ErrElsewhere},
		{"a right one and another question's", 1, []string{id("q1", "a"), id("q2", "a")}, Several, nil, ErrElsewhere},
		{"a colleague's", 1, []string{colleague}, Several, nil, ErrForeign},
		{"the bank's id", 1, []string{"a"}, Several, nil, ErrForeign},
		{"upper case", 1, []string{"A" + id("q1", "a")[1:]}, Several, nil, ErrForeign},
		{"an empty one", 1, []string{""}, Several, nil, ErrForeign},
		{"an undrawn question", 1, []string{id("q3", "a")}, Several, nil, ErrForeign},
		{"place 0", 0, []string{id("q1", "a")}, Several, nil, ErrPosition},
		{"an order, as given", 1, []string{id("q1", "b"), id("q1", "c"), id("q1", "a")}, Ordered, []string{"b", "c", "a"}, nil},
		{"an order of nothing", 1, nil, Ordered, nil, nil},
		{"an order that leaves one out", 1, []string{id("q1", "b"), id("q1", "c")}, Ordered, nil, ErrIncomplete},
		{"an order with one twice", 1, []string{id("q1", "b"), id("q1", "c"), id("q1", "b")}, Ordered, nil, ErrTwice},
		{"an order of the other side's ids", 1, []string{side("b"), side("c"), side("a")}, Ordered, nil, ErrElsewhere},
		{"a match, by line", 1, []string{side("a"), side("b"), side("c")}, Matched, []string{"a", "b", "c"}, nil},
		{"a match with one choice for two lines", 1, []string{side("a"), side("a"), side("c")}, Matched, []string{"a", "a", "c"}, nil},
		{"a match that leaves a line out", 1, []string{side("a"), side("b")}, Matched, nil, ErrIncomplete},
		{"a match with more than its lines", 1, []string{side("a"), side("b"), side("c"), side("a")}, Matched, nil, ErrTooMany},
		{"a match of lines to lines", 1, []string{id("q1", "a"), id("q1", "b"), id("q1", "c")}, Matched, nil, ErrElsewhere},
		{"a match with a colleague's", 1, []string{side("a"), side("b"), colleague}, Matched, nil, ErrForeign},
		{"the bank's name of a choice", 1, []string{"match:a", "match:b", "match:c"}, Matched, nil, ErrForeign},
		{"past the end", 3, nil, Several, nil, ErrPosition},
	} {
		got, err := a.Choose(tt.position, tt.posted, tt.shape)
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.why, got, err, tt.want, tt.err)
		}
		if err == nil && tt.shape != Several {
			if shown := a.Shown(Answer{Position: tt.position, Options: got}, tt.shape); !slices.Equal(shown, tt.posted) {
				t.Errorf("%s: shown again as %v", tt.why, shown)
			}
		}
		var refused *ChoiceError
		if tt.err != nil && (!errors.As(err, &refused) || refused.Position != tt.position) {
			t.Errorf("%s: %v does not name the place", tt.why, err)
		}
	}
}

func TestReceipt(t *testing.T) {
	for rev, want := range map[int]string{0: "A-7F3K-00", 7: "A-7F3K-07", 92: "A-7F3K-92", 120: "A-7F3K-120"} {
		if got := Receipt("3bc73"+"0123456789abcdef0123456789a", rev); got != want {
			t.Errorf("rev %d: %s, want %s", rev, got, want)
		}
	}
}

func TestTextsTypedIntoGaps(t *testing.T) {
	a := Attempt{Draw: []Drawn{{Question: "q", Options: []string{"one", "two"}}}}
	for _, tt := range []struct {
		why      string
		position int
		typed    []string
		want     []string
		err      error
	}{
		{"as they are", 1, []string{"un cuvânt", "4"}, []string{"un cuvânt", "4"}, nil},
		{"white space and decomposed letters", 1, []string{"\u00a0s\u0326i ", "и\u0306"}, []string{"și", "й"}, nil},
		{"none", 1, nil, nil, nil},
		{"one is empty", 1, []string{"a", " \u00a0"}, nil, ErrIncomplete},
		{"one is left out", 1, []string{"a"}, nil, ErrIncomplete},
		{"one too many", 1, []string{"a", "b", "c"}, nil, ErrTooMany},
		{"no such question", 2, []string{"a", "b"}, nil, ErrPosition},
		{"as long as may be", 1, []string{strings.Repeat("я", 100), strings.Repeat("я", 99) + "и\u0306"}, []string{strings.Repeat("я", 100), strings.Repeat("я", 99) + "й"}, nil},
		{"too long", 1, []string{strings.Repeat("я", 101), "b"}, nil, ErrLong},
		{"far too long", 1, []string{"a", strings.Repeat("a", 1<<20)}, nil, ErrLong},
		{"a line break", 1, []string{"a\nb", "b"}, nil, ErrControl},
		{"NUL", 1, []string{"a\x00", "b"}, nil, ErrControl},
		{"bytes that are no text", 1, []string{"a\xff", "b"}, nil, ErrControl},
	} {
		got, err := a.Type(tt.position, tt.typed, 100)
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q, %v; want %q, %v", tt.why, got, err, tt.want, tt.err)
		}
	}
}
