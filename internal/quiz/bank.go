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
)

// Listed reports whether an answer to a question of type t is a list as long
// as its options: all of them in the order given, or for each line of a match
// the option whose Match was chosen. Answers to other types are sets.
func (t Type) Listed() bool { return t == Order || t == Match }

// A Text is one text in every language, by language tag.
type Text map[string]string

// A Bank is one bank with all its languages.
type Bank struct {
	ID        string     `json:"id"`
	Course    string     `json:"course"`
	Kind      Kind       `json:"kind"`
	Specimen  bool       `json:"specimen,omitempty"`
	Source    string     `json:"source"` // source language
	Questions []Question `json:"questions"`
}

// A Question holds the key as well as the words. What a learner may see of it
// is [Public].
type Question struct {
	ID         string   `json:"id"`
	Type       Type     `json:"type"`
	Points     int      `json:"points"` // 1 to 10
	Difficulty int      `json:"difficulty"`
	Objective  int      `json:"objective"`
	Sources    []string `json:"sources"`
	Read       string   `json:"read"`             // "a1/purpose#anchor"
	Canary     string   `json:"canary,omitempty"` // exam only
	Text       Text     `json:"text"`
	Feedback   Text     `json:"feedback"`
	Options    []Option `json:"options"`
	Pos        diag.Pos `json:"-"`
}

// An Option is one answer a learner can choose.
type Option struct {
	ID       string `json:"id"`
	Correct  bool   `json:"correct,omitempty"`
	Effect   string `json:"effect,omitempty"` // practice only: supports, risk, open or ""
	Text     Text   `json:"text,omitempty"`   // empty for true-false
	Match    Text   `json:"match,omitempty"`  // match only: what belongs to Text
	Feedback Text   `json:"feedback"`
}

// A Public is a question as a learner may see it before the end of an attempt:
// one language, no key, no feedback, no source. It is a type of its own so
// that a key cannot reach a page by mistake.
type Public struct {
	Type    Type
	Text    string
	Options []PublicOption
	Choices []PublicOption // match only: what can belong to an option, sorted by id
}

// A PublicOption is an answer under the id that it has in one attempt only.
type PublicOption struct {
	ID   string
	Text string // empty for true-false: the words come from the interface
	Word string // "true" or "false" for true-false
}
