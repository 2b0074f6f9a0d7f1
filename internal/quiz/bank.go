// Package quiz holds question banks: reading them, merging their languages,
// and what a learner may see of them. See docs/formats/bank.md.
package quiz

import "ascult/internal/diag"

// A Kind says whether a bank is published (practice) or kept from everyone
// but the server (exam). Scenarios are published and have a format of their
// own, [Scenario].
type Kind string

// The kinds of banks.
const (
	Practice  Kind = "practice"
	Exam      Kind = "exam"
	Scenarios Kind = "scenario"
)

// A Type is the form of a question.
type Type string

// The types of questions that this version plays.
const (
	Single    Type = "single"
	Multiple  Type = "multiple"
	TrueFalse Type = "true-false"
	Order     Type = "order" // the options in the bank are in the right order
	Match     Type = "match" // each option's Text belongs to its Match
	Gap       Type = "gap"   // each option is a gap in the text, filled by typing
	Spot      Type = "spot"  // the options are the lines of a transcript; those with a fault are correct
	Judgement Type = "judgement"
)

// Listed reports whether an answer to a question of type t is a list as long
// as its options: all of them in the order given, or for each line of a match
// the option whose Match was chosen. Answers to other types are sets, but for
// the texts typed into gaps.
func (t Type) Listed() bool { return t == Order || t == Match }

// Multiple reports whether an answer to a question of type t may name several
// of its options.
func (t Type) Multiple() bool { return t == Multiple || t == Spot }

// Fixed reports whether the options of a question of type t have one order in
// which they are always shown.
func (t Type) Fixed() bool { return t == TrueFalse || t == Gap || t == Spot }

// Exact is the value of [Question.Diacritics] that keeps letters with signs
// apart from those without.
const Exact = "exact"

// A Text is one text in every language, by language tag.
type Text map[string]string

// A Bank is one bank with all its languages.
type Bank struct {
	ID       string `json:"id"`
	Course   string `json:"course"`
	Kind     Kind   `json:"kind"`
	Specimen bool   `json:"specimen,omitempty"`
	Source   string `json:"source"` // source language
	// Confidence says that learners may say how sure they are of an answer.
	Confidence bool       `json:"confidence,omitempty"`
	Questions  []Question `json:"questions"`
}

// A Question holds the key as well as the words. What a learner may see of it
// is [Public].
type Question struct {
	ID         string   `json:"id"`
	Type       Type     `json:"type"`
	Points     int      `json:"points"` // 1 to 10
	Difficulty int      `json:"difficulty"`
	Objective  int      `json:"objective"`
	Sources    []string `json:"sources"`              // citations, see [Citation]
	Reviewed   string   `json:"reviewed,omitempty"`   // YYYY-MM-DD: last read against its sources
	Read       string   `json:"read"`                 // "a1/purpose#anchor"
	Canary     string   `json:"canary,omitempty"`     // exam only
	Diacritics string   `json:"diacritics,omitempty"` // gap only: Exact or ""
	Text       Text     `json:"text"`                 // of a gap: with a mark [[id]] for each option
	Case       Text     `json:"case,omitempty"`       // judgement only: what is to be judged
	Hint       Text     `json:"hint,omitempty"`       // shown when asked; costs nothing
	Feedback   Text     `json:"feedback"`
	Options    []Option `json:"options"`
	Pos        diag.Pos `json:"-"`
}

// An Option is one answer a learner can choose.
type Option struct {
	ID      string `json:"id"`
	Correct bool   `json:"correct,omitempty"`
	Effect  string `json:"effect,omitempty"` // practice only: supports, risk, open or ""
	Credit  int    `json:"credit,omitempty"` // judgement only: per cent of the points, 25, 50 or 75; 0 for none
	Who     Text   `json:"who,omitempty"`    // spot only: who says Text
	Text    Text   `json:"text,omitempty"`   // empty for true-false and gap
	Match   Text   `json:"match,omitempty"`  // match only: what belongs to Text
	// Accept are the texts that are right in a gap, by language. Each is right
	// in whatever language the question was read: see [Question.Accepts].
	Accept   map[string][]string `json:"accept,omitempty"`
	Feedback Text                `json:"feedback"`
}

// A Public is a question as a learner may see it before the end of an attempt:
// one language, no key, no feedback, no source. It is a type of its own so
// that a key cannot reach a page by mistake.
type Public struct {
	Type    Type
	Text    string // of a gap: with numbers in place of its gaps, [1], [2], …
	Parts   []Part // gap only: Text, taken apart
	Case    string // judgement only
	Hint    string // "" for none
	Options []PublicOption
	Choices []PublicOption // match only: what can belong to an option, sorted by id
}

// A PublicOption is an answer under the id that it has in one attempt only.
type PublicOption struct {
	ID   string
	Who  string // spot only
	Text string // empty for true-false: the words come from the interface
	Word string // "true" or "false" for true-false
}

// A Part is a run of words of the text of a gap question, or one of its gaps.
type Part struct {
	Text   string
	Gap    int // number of the gap as it is read, from 1; 0 for words
	Option int // which of the options it is, from 0
}
