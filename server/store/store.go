// Package store says what the server needs from a database.
//
// Implementations must pass storetest.Run. They keep rows; every rule about
// who may do what, and what a mark is, lives above them. Times are UTC, whole
// seconds, and are set by the caller; a fraction of a second is cut off.
//
// Writing goes through [Store.Write] alone: one writer runs the waiting jobs
// one after another, each in a savepoint, commits them together with a full
// sync, and only then are their callers told. No context of a request reaches
// SQL in a write: a cancelled statement can commit half a transaction
// (mattn/go-sqlite3 issue 769).
package store

import (
	"context"
	"errors"
	"time"

	"ascult/internal/learner"
)

// The errors that callers may test for with errors.Is. Everything else is an
// internal failure.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("already exists") // a unique rule refused the row
	ErrFull     = errors.New("disk full")      // nothing was stored; reading goes on
	ErrBusy     = errors.New("too many waiting writes")
	ErrClosed   = errors.New("store is closed")
	ErrFailed   = errors.New("storage failed")      // nothing more is acknowledged, see Store.Failed
	ErrCorrupt  = errors.New("database is damaged") // the file is left as it is
)

// Home is the id of the institution that every database has from the start.
// An installation for one institution needs no other.
const Home = "home"

// A Store keeps everything that the server must not forget.
type Store interface {
	Reader

	// Write queues f, runs it in a transaction, and returns after the commit
	// (or with f's error, after rolling f back alone). ctx bounds only the
	// time in the queue: once f has begun it is finished, and Write returns ctx's
	// error only if f was never begun. f must use only tx, and only until it
	// returns. A panic in f undoes f alone and is returned as an error.
	//
	// ErrBusy: the queue was full, or another process held the database for too
	// long. ErrFull: no space. ErrFailed: the disk refused a write or a sync, now
	// or before. ErrClosed. After each of them nothing of f is stored, but for
	// ErrFailed: there the outcome is unknown until the database is opened again.
	Write(ctx context.Context, f func(tx Tx) error) error

	// Failed receives one error when storage has failed in a way that writing
	// cannot go on after: a sync that failed must never be tried again on the
	// same pages. A server then stops (sysexits 74). Reading still works.
	Failed() <-chan error

	// Close finishes the writes that wait, then closes the database.
	Close() error
}

// A Reader answers questions. Each method that finds no row returns
// ErrNotFound; lists may be empty. Where a person or institution is an
// argument, rows of others count as not there.
type Reader interface {
	Institution(ctx context.Context, id string) (Institution, error)
	Person(ctx context.Context, id string) (learner.Person, error)
	PersonByLogin(ctx context.Context, login string) (learner.Person, error)
	Holder(ctx context.Context, person string) (Holder, error)
	Session(ctx context.Context, tokenHash string) (learner.Session, error)
	Invite(ctx context.Context, tokenHash string) (learner.Invite, error)

	Run(ctx context.Context, id, trainer string) (learner.Run, error)
	RunByCode(ctx context.Context, codeHash string) (learner.Run, error)
	// RunsByTrainer returns a trainer's runs, newest first.
	RunsByTrainer(ctx context.Context, trainer string) ([]learner.Run, error)
	// RunRows returns one row a person in order of enrolment.
	RunRows(ctx context.Context, run string) ([]learner.RunRow, error)

	// Enrolment returns the newest enrolment of a person in a course.
	Enrolment(ctx context.Context, person, course string) (learner.Enrolment, error)
	// Enrolments returns all of a person's, oldest first.
	Enrolments(ctx context.Context, person string) ([]learner.Enrolment, error)
	// Progress returns the pages of a course that a person has marked as read,
	// with the last reading of each.
	Progress(ctx context.Context, person, course string) (map[string]Reading, error)

	Attempt(ctx context.Context, id, person string) (learner.Attempt, error)
	// Attempts returns all attempts of a person at a course, by number.
	Attempts(ctx context.Context, person, course string) ([]learner.Attempt, error)
	// Answers returns the answers of an attempt, by position.
	Answers(ctx context.Context, attempt string) ([]learner.Answer, error)
	Idempotent(ctx context.Context, person, key string) (Idempotent, error)

	Certificate(ctx context.Context, id, person string) (Certificate, error)
	CertificateByNumber(ctx context.Context, numberHash string) (Certificate, error)
	// Certificates returns all of a person's, by date of issue.
	Certificates(ctx context.Context, person string) ([]Certificate, error)
	// CertificatesPlanned returns those whose signature is still owed, revoked
	// ones left out.
	CertificatesPlanned(ctx context.Context) ([]Certificate, error)
	// CertificatesRevoked returns the revoked ones, by date and id.
	CertificatesRevoked(ctx context.Context) ([]Certificate, error)

	// Reports returns at most so many reports of an institution, those that are
	// done or those that are open. Open ones about a help line that more than one
	// of them names come first, the line with most before others; the rest
	// follow, newest day first.
	Reports(ctx context.Context, institution string, done bool, most int) ([]Report, error)
	// ReportCount counts the reports of an institution, open and done.
	ReportCount(ctx context.Context, institution string) (ReportCount, error)
	// ReportsOn counts the reports of a day, done or not.
	ReportsOn(ctx context.Context, institution, day string) (int, error)

	// AuditHead returns the last entry; ErrNotFound when there is none.
	AuditHead(ctx context.Context) (Entry, error)
	// AuditEach calls f for each entry in order, until f returns an error, which
	// it then returns. f may read from the same store.
	AuditEach(ctx context.Context, f func(Entry) error) error
	// Throttle returns how often a bucket has failed and until when it is shut.
	Throttle(ctx context.Context, bucket string) (Throttle, error)
	// ClockMark is the latest time ever given to SetClockMark, zero at first.
	ClockMark(ctx context.Context) (time.Time, error)
}

// A Tx is a transaction. It sees its own writes; contexts given to its reading
// methods are ignored. After ErrNotFound and ErrConflict it may be used on;
// any other error makes it unusable, and Write returns that error even if f
// does not. Methods that change a row return ErrNotFound if there is none.
type Tx interface {
	Reader

	// PutInstitution adds an institution or changes its name and zone.
	PutInstitution(i Institution) error

	// AddPerson returns ErrConflict if the id or the login is taken. The holder's
	// Person and Institution are p's; what h says of them is not looked at.
	AddPerson(p learner.Person, h Holder) error
	SetPassword(person, phc string) error
	SetHolder(h Holder) error
	SetSuspended(person string, suspended bool) error

	AddSession(s learner.Session) error
	// TouchSession sets when a session was last seen.
	TouchSession(tokenHash string, at time.Time) error
	// DeleteSession is fine with a session that is not there.
	DeleteSession(tokenHash string) error
	// DeleteSessions ends all sessions of a person.
	DeleteSessions(person string) error

	AddInvite(i learner.Invite) error
	// UseInvite returns ErrNotFound if it is unknown, used or expired at the time given.
	UseInvite(tokenHash string, at time.Time) (learner.Invite, error)

	// AddRun returns ErrConflict if the id or the code is taken.
	AddRun(r learner.Run) error
	// TakeSeat counts one seat; ErrNotFound if the run is unknown, over or full.
	TakeSeat(run string, at time.Time) error
	// AddEnrolment returns ErrConflict if the person is in the run already.
	AddEnrolment(e learner.Enrolment) error
	// SetRead marks a page as read; the latest time counts, and of two at the same
	// second the later call.
	SetRead(person, institution, course, page string, r Reading) error

	// AddAttempt returns ErrConflict if the id or the number is taken or another
	// attempt of the person at the course is open.
	AddAttempt(a learner.Attempt) error
	// SaveAnswer stores an answer of an open attempt, in place of an earlier one,
	// and raises the attempt's rev by one; ErrConflict if it is not open.
	SaveAnswer(attempt string, a learner.Answer) error
	// SetAttemptLanguage sets the language of the last page shown.
	SetAttemptLanguage(attempt, lang string) error
	// SetAttempt moves an attempt from one state to the one in a, with its end,
	// score, maximum and result; ErrConflict if it is not in state from. What was
	// fixed at the start stays as it is. The store refuses every change of a
	// graded attempt but the one to void, which keeps its result.
	SetAttempt(from learner.State, a learner.Attempt) error
	// AddIdempotent returns ErrConflict if the key is taken.
	AddIdempotent(i Idempotent) error

	// AddCertificate stores a planned certificate; ErrConflict if the number, or
	// the pair of person and edition, has one that is not revoked.
	AddCertificate(c Certificate) error
	// SignCertificate stores the signature of a planned one; ErrConflict if it
	// has one.
	SignCertificate(id string, signature []byte) error
	// RevokeCertificate is never undone; ErrConflict if it is revoked already.
	RevokeCertificate(id, reason string, at time.Time) error

	// AddReport returns ErrConflict if the id is taken. Times is not looked at.
	AddReport(r Report) error
	// SetReportDone marks a report of an institution as done on a day, or as open
	// again where day is "".
	SetReportDone(id, institution, day string) error

	// Audit appends an entry to the chain; the store fills Seq, Prev and Hash.
	Audit(e Entry) error
	// SetThrottle stores a bucket's count in place of the one before.
	SetThrottle(t Throttle) error
	// SetClockMark raises the mark; an earlier time than it leaves it as it is.
	SetClockMark(at time.Time) error
}

// An Institution is one organisation that trains people. Every row belongs to
// one; rows of different ones never refer to each other.
type Institution struct {
	ID   string
	Name string
	Zone string // IANA name of the time zone that its dates are shown in
}

// A Holder is what is known of a person by name, sealed under the person's
// own key. Salt makes that key from the installation's; erasing it erases the
// record in every place.
type Holder struct {
	Person      string
	Institution string
	Salt        []byte // 32 bytes; empty: erased
	Sealed      []byte
}

// An Idempotent is the answer that was given to a request, to be given again.
type Idempotent struct {
	Person   string
	Key      string
	Attempt  string // empty: the request was not about one
	BodyHash string
	Status   int
	Location string
	At       time.Time
}

// A Certificate is a line of the ledger: nothing personal in the clear. Sealed
// holds the signed payload under the holder's key.
type Certificate struct {
	ID          string
	Institution string
	Person      string
	Attempt     string
	Course      string
	Edition     string
	NumberHash  string // hex SHA-256 of the canonical number
	PayloadHash string // hex SHA-256 of the payload
	KeyID       string
	Sealed      []byte
	Signature   []byte // empty: planned
	Language    string
	Minutes     int
	Specimen    bool
	Issued      time.Time
	Expires     time.Time // zero: for ever
	Revoked     time.Time // zero: not
	Reason      string    // class of reason, see docs/formats/certificate.md
}

// A Reading is a page marked as read.
type Reading struct {
	At       time.Time
	Segments string // what there was to read, as docs/formats/segments.md writes it, at most 8 KiB; "": not known
}

// A Report is what a reader said is wrong. It holds nothing that could tell who
// the reader was, and no time of day. Days are in the institution's time zone,
// written as 2006-01-02.
type Report struct {
	ID          string // 32 hex digits of chance
	Institution string
	Day         string
	Language    string // of the page
	Page        string // below the language, without its ending; "": not known
	Kind        string // mistake, line, translation or other
	Line        string // id of a help line; "" unless Kind is line, and where it was not said
	Text        string // 1 to 2,000 characters, as typed
	Done        string // day; "": open
	Times       int    // open reports of the same help line, this one included; 0 if it names none or is done
}

// A ReportCount says how many reports there are.
type ReportCount struct{ Open, Done int }

// A Throttle counts failures of one bucket.
type Throttle struct {
	Bucket string // never a name in the clear: a hash
	Failed int
	Since  time.Time
	Until  time.Time // shut until then
}
