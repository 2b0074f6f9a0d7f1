package quiz

import "ascult/internal/diag"

// A Scenario is a conversation in which the reader decides what to say, with
// all its languages. See docs/formats/scenario.md.
type Scenario struct {
	ID          string   `json:"id"`
	Course      string   `json:"course"`
	Source      string   `json:"source"`   // source language
	Counters    []string `json:"counters"` // those that are used
	Sources     []string `json:"sources"`
	Reviewed    string   `json:"reviewed,omitempty"` // YYYY-MM-DD: all of it was last read against its sources
	Place       Text     `json:"place"`
	About       Text     `json:"about"`
	ContentNote Text     `json:"contentNote,omitempty"`
	People      []Person `json:"people"`
	Start       string   `json:"start"` // id of a node
	Nodes       []Node   `json:"nodes"`
	Endings     []Ending `json:"endings"` // the first whose conditions hold is reached; the last has none
	Debrief     []Text   `json:"debrief"`

	Pos diag.Pos `json:"-"`
}

// A Person speaks in a scenario. The reader is none of them.
type Person struct {
	ID   string `json:"id"`
	Name Text   `json:"name"`
}

// A Node is one moment: what is said and seen, then a decision.
type Node struct {
	ID      string   `json:"id"`
	Repair  bool     `json:"repair,omitempty"` // it mends what went wrong before
	Lines   []Line   `json:"lines"`
	Choices []Choice `json:"choices"`

	pos diag.Pos
}

// A Line is said by a person, or seen when Who is empty.
type Line struct {
	Who  string      `json:"who,omitempty"`
	Text Text        `json:"text"`
	When []Condition `json:"when,omitempty"`

	pos diag.Pos // of when, or of the line
}

// A Choice is one thing the reader can say or do. Exactly one of Say, Do and
// Silent is set.
type Choice struct {
	ID       string         `json:"id"`
	Say      Text           `json:"say,omitempty"`
	Do       Text           `json:"do,omitempty"`
	Silent   bool           `json:"silent,omitempty"`
	Effect   string         `json:"effect"` // supports, risk or open
	Change   map[string]int `json:"change,omitempty"`
	Reply    []Line         `json:"reply,omitempty"`
	Feedback Text           `json:"feedback"`
	Sources  []string       `json:"sources"`
	Next     string         `json:"next"` // id of a node, or End

	pos, nextPos diag.Pos
}

// A Cited is one thing that cites sources, and where it stands.
type Cited struct {
	Sources []string // citations, see [Citation]
	Pos     diag.Pos
}

// Cited lists the choices of a scenario and, first, the scenario itself.
func (s Scenario) Cited() []Cited {
	out := []Cited{{s.Sources, s.Pos}}
	for _, n := range s.Nodes {
		for _, c := range n.Choices {
			out = append(out, Cited{c.Sources, c.pos})
		}
	}
	return out
}

// End is the Next of a choice that ends the conversation.
const End = "end"

// A Condition compares a counter with a number.
type Condition struct {
	Counter string `json:"counter"`
	Op      string `json:"op"` // <, <=, =, >= or >
	Value   int    `json:"value"`
}

// Holds reports whether the condition is true of the counters; one that was
// never changed is 0.
func (c Condition) Holds(counters map[string]int) bool {
	have := counters[c.Counter]
	switch c.Op {
	case "<":
		return have < c.Value
	case "<=":
		return have <= c.Value
	case "=":
		return have == c.Value
	case ">=":
		return have >= c.Value
	default:
		return have > c.Value
	}
}

// An Ending is how the conversation went out.
type Ending struct {
	ID     string      `json:"id"`
	When   []Condition `json:"when,omitempty"`
	Title  Text        `json:"title"`
	Text   []Text      `json:"text"`
	Record []Text      `json:"record,omitempty"` // what entered the record
	Unsaid []Text      `json:"unsaid,omitempty"` // what was not said

	pos diag.Pos
}
