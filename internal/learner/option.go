package learner

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var optionEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// OptionID returns the id under which an option is shown in one attempt: the
// first 10 bytes of HMAC-SHA-256 under the attempt's key, as 16 characters of
// lower-case base32. It says nothing about the option and nothing in another
// attempt.
func OptionID(key []byte, question, option string) string {
	m := hmac.New(sha256.New, key)
	// The ids of a bank hold no NUL, so the pair cannot be cut in two ways.
	m.Write([]byte(question + "\x00" + option))
	return strings.ToLower(optionEncoding.EncodeToString(m.Sum(nil)[:10]))
}

// ChoiceID returns the id under which what belongs to an option of a match is
// shown in one attempt. It does not tell to which option it belongs.
func ChoiceID(key []byte, question, option string) string {
	return OptionID(key, question, "match:"+option) // no option of a bank has such an id
}

// A Shape is the form that the answer to a question has.
type Shape int

// The shapes of answers.
const (
	One     Shape = iota // one option
	Several              // any number of options
	Ordered              // all options, in the order given
	Matched              // beside each option shown, a choice; the same one may stand twice
	Typed                // a text for each gap
)

// The reasons of a [ChoiceError].
var (
	ErrPosition   = errors.New("attempt has no question at this place")
	ErrForeign    = errors.New("option is of no question of this attempt")
	ErrElsewhere  = errors.New("option is of another question of this attempt")
	ErrTwice      = errors.New("option is chosen twice")
	ErrTooMany    = errors.New("question takes fewer options")
	ErrIncomplete = errors.New("answer leaves an option out")
	ErrLong       = errors.New("text is too long")
	ErrControl    = errors.New("text holds what nobody types")
)

// A ChoiceError says why a posted choice is refused. It unwraps to one of the
// reasons above. The posted id is not in it: it may be anything.
type ChoiceError struct {
	Position int
	Err      error
}

// Error names the place and the reason.
func (e *ChoiceError) Error() string { return fmt.Sprintf("question %d: %v", e.Position, e.Err) }

// Unwrap returns the reason.
func (e *ChoiceError) Unwrap() error { return e.Err }

// Choose finds the bank's option ids for the ids posted at a position. Those of
// [One] and [Several] come back in the order shown, those of [Ordered] in the
// order posted, and for [Matched], where ids of choices are posted, the option
// that each belongs to. Nothing posted is nothing chosen, whatever the shape.
// It returns a *[ChoiceError].
func (a Attempt) Choose(position int, posted []string, shape Shape) ([]string, error) {
	refuse := func(err error) ([]string, error) {
		return nil, &ChoiceError{Position: position, Err: err}
	}
	if position < 1 || position > len(a.Draw) {
		return refuse(ErrPosition)
	}
	drawn := a.Draw[position-1]
	shown := OptionID
	if shape == Matched {
		shown = ChoiceID
	}
	var places []int // of the posted ones among those shown
	for _, id := range posted {
		i := slices.IndexFunc(drawn.Options, func(o string) bool {
			return shown(a.Key, drawn.Question, o) == id
		})
		switch {
		case i < 0 && a.shows(id):
			return refuse(ErrElsewhere)
		case i < 0:
			return refuse(ErrForeign)
		case shape != Matched && slices.Contains(places, i):
			return refuse(ErrTwice)
		}
		places = append(places, i)
	}
	switch whole := shape == Ordered || shape == Matched; {
	case shape == One && len(posted) > 1, len(posted) > len(drawn.Options):
		return refuse(ErrTooMany)
	case whole && len(posted) > 0 && len(posted) < len(drawn.Options):
		return refuse(ErrIncomplete)
	case !whole:
		slices.Sort(places)
	}
	var options []string
	for _, i := range places {
		options = append(options, drawn.Options[i])
	}
	return options, nil
}

// Type checks the texts typed at a position, one for each gap or none at all,
// each of at most most characters, and returns them composed and without white
// space around them. An empty one among others is [ErrIncomplete]. It returns a
// *[ChoiceError].
func (a Attempt) Type(position int, typed []string, most int) ([]string, error) {
	refuse := func(err error) ([]string, error) {
		return nil, &ChoiceError{Position: position, Err: err}
	}
	switch {
	case position < 1 || position > len(a.Draw):
		return refuse(ErrPosition)
	case len(typed) > len(a.Draw[position-1].Options):
		return refuse(ErrTooMany)
	case len(typed) > 0 && len(typed) < len(a.Draw[position-1].Options):
		return refuse(ErrIncomplete)
	}
	var texts []string
	for _, t := range typed {
		t, err := CheckTyped(t, most)
		if err != nil {
			return refuse(err)
		}
		texts = append(texts, t)
	}
	return texts, nil
}

// CheckTyped returns a text typed into a gap, composed and without white space
// around it. It returns [ErrIncomplete] where nothing is left, [ErrLong] for
// more than most characters, or [ErrControl].
func CheckTyped(text string, most int) (string, error) {
	if len(text) > 12*most { // work is bounded before anything is composed
		return "", ErrLong
	}
	text = strings.TrimSpace(norm.NFC.String(text))
	switch {
	case text == "":
		return "", ErrIncomplete
	case !utf8.ValidString(text), strings.ContainsFunc(text, unicode.IsControl):
		return "", ErrControl
	case utf8.RuneCountInString(text) > most:
		return "", ErrLong
	}
	return text, nil
}

// Shown is the inverse of [Attempt.Choose]: the ids under which an answer's
// options are shown at its position.
func (a Attempt) Shown(answer Answer, shape Shape) []string {
	shown := OptionID
	if shape == Matched {
		shown = ChoiceID
	}
	ids := make([]string, 0, len(answer.Options))
	for _, o := range answer.Options {
		ids = append(ids, shown(a.Key, a.Draw[answer.Position-1].Question, o))
	}
	return ids
}

// shows reports whether id is an option or a choice of any question of a.
func (a Attempt) shows(id string) bool {
	for _, d := range a.Draw {
		for _, o := range d.Options {
			if OptionID(a.Key, d.Question, o) == id || ChoiceID(a.Key, d.Question, o) == id {
				return true
			}
		}
	}
	return false
}
