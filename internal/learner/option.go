package learner

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// The reasons of a [ChoiceError].
var (
	ErrPosition  = errors.New("attempt has no question at this place")
	ErrForeign   = errors.New("option is of no question of this attempt")
	ErrElsewhere = errors.New("option is of another question of this attempt")
	ErrTwice     = errors.New("option is chosen twice")
	ErrTooMany   = errors.New("question takes one option")
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

// Choose finds the bank's option ids for the ids posted at a position, in the
// order shown. single allows one at most. It returns a *[ChoiceError].
func (a Attempt) Choose(position int, posted []string, single bool) ([]string, error) {
	refuse := func(err error) ([]string, error) {
		return nil, &ChoiceError{Position: position, Err: err}
	}
	if position < 1 || position > len(a.Draw) {
		return refuse(ErrPosition)
	}
	drawn := a.Draw[position-1]
	chosen := make([]bool, len(drawn.Options))
	for _, id := range posted {
		i := slices.IndexFunc(drawn.Options, func(o string) bool {
			return OptionID(a.Key, drawn.Question, o) == id
		})
		switch {
		case i < 0 && a.shows(id):
			return refuse(ErrElsewhere)
		case i < 0:
			return refuse(ErrForeign)
		case chosen[i]:
			return refuse(ErrTwice)
		}
		chosen[i] = true
	}
	if single && len(posted) > 1 {
		return refuse(ErrTooMany)
	}
	var options []string
	for i, o := range drawn.Options {
		if chosen[i] {
			options = append(options, o)
		}
	}
	return options, nil
}

// shows reports whether id is an option of any question of a.
func (a Attempt) shows(id string) bool {
	for _, d := range a.Draw {
		for _, o := range d.Options {
			if OptionID(a.Key, d.Question, o) == id {
				return true
			}
		}
	}
	return false
}
