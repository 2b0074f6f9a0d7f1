// Package learner holds the people who learn and teach, and the rules of an
// attempt: which states it has, who may move it, and when. It stores nothing
// and serves nothing.
package learner

import (
	"slices"
	"time"
)

// A Role says what a person may do. One person has one role.
type Role string

// The roles, least powerful first.
const (
	RoleLearner Role = "learner"
	RoleTrainer Role = "trainer" // own runs
	RoleOffice  Role = "office"  // own institution: hours, passed or not, never answers
	RoleAdmin   Role = "admin"
)

// A Person is one account. Names are not here: they are sealed under the
// person's own key (see store.Holder), so that erasing the key erases them.
type Person struct {
	ID          string
	Institution string
	Login       string // canonical: NFC, lower case
	Role        Role
	Suspended   bool
	Erased      bool
	Password    string // PHC string of argon2id
	Language    string
	Created     time.Time
}

// A Session is one signed-in browser. Only the hash of its token is kept.
type Session struct {
	TokenHash string // hex SHA-256
	Person    string
	Half      bool // a second factor is still owed
	Shared    bool // others use the same computer: it ends sooner, and the browser keeps nothing
	Created   time.Time
	Seen      time.Time
}

// An Invite is a one-time link that makes an account with a role.
type Invite struct {
	TokenHash   string
	Institution string
	Role        Role
	Created     time.Time
	Expires     time.Time
	Used        time.Time // zero: not yet
}

// A Run is one course given by one trainer to the people who have its code.
type Run struct {
	ID          string
	Institution string
	Course      string
	Trainer     string
	Title       string
	CodeHash    string // hex SHA-256 of the canonical code
	Seats       int
	Used        int
	Created     time.Time
	Expires     time.Time
}

// An Enrolment is one person in one run.
type Enrolment struct {
	ID          string
	Institution string
	Run         string
	Course      string
	Person      string
	Created     time.Time
}

// A RunRow is one line of a trainer's table. Name is filled by the server from
// the sealed record; the store leaves it empty.
type RunRow struct {
	Person   string
	Name     string
	Enrolled time.Time
	LastRead time.Time // zero: nothing read
	Read     int       // pages marked as read
	Started  bool      // has an attempt
	Passed   bool
}

// A State is a state of an attempt.
type State string

// The states of an attempt, see [State.Next] and docs/architecture.md.
const (
	Open      State = "open"
	Submitted State = "submitted"
	Graded    State = "graded"
	Expired   State = "expired"
	Late      State = "late"
	Void      State = "void"
)

// An Attempt is one sitting of an exam. Draw, key and bank are fixed at the
// start; the server's clock alone decides its times.
type Attempt struct {
	ID                  string
	Institution         string
	Person              string
	Enrolment           string
	Course              string
	Edition             string // hash
	Bank                string // hash
	Number              int    // 1, 2, … per person and course
	State               State
	Language            string // of the last page shown
	CertificateLanguage string // chosen before the start
	Specimen            bool
	Draw                []Drawn
	Key                 []byte // secret of the attempt, 32 bytes: option ids are derived from it
	Rev                 int    // rises with each saved answer
	Started             time.Time
	Deadline            time.Time // zero: none
	Ended               time.Time // zero while open
	Score               int       // units, see internal/grade
	Max                 int
	Passed              bool
	ResultHash          string // hex SHA-256 of the graded result, also in the audit chain
}

// A Drawn is one question of an attempt with the order of its options.
type Drawn struct {
	Question string   `json:"q"`
	Options  []string `json:"o"` // the bank's option ids, in the order shown
}

// An Answer is what a person has chosen at one place of an attempt, by the
// bank's option ids, or typed there. Unsure is "I don't know yet": answered,
// nothing chosen.
type Answer struct {
	Position   int // from 1
	Options    []string
	Texts      []string // typed, one for each gap in the bank's order
	Unsure     bool
	Confidence Confidence
	Saved      time.Time
}

// Same reports whether two answers say the same, whenever they were saved.
func (a Answer) Same(b Answer) bool {
	return a.Position == b.Position && a.Unsure == b.Unsure && a.Confidence == b.Confidence &&
		slices.Equal(a.Options, b.Options) && slices.Equal(a.Texts, b.Texts)
}

// Confidence is how sure a person was of an answer. It never counts.
type Confidence string

// The confidences. "" is not said.
const (
	Sure       Confidence = "sure"
	RatherSure Confidence = "rather-sure"
	NotSure    Confidence = "not-sure"
)

// Confidences are all that can be said, the surest first.
var Confidences = []Confidence{Sure, RatherSure, NotSure}
