package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// An Entry is one link of the audit chain: who did what to what. Actor is a
// person's id or "system"; Detail carries no name, address, answer or token.
type Entry struct {
	Seq         int64
	Institution string
	At          time.Time
	Actor       string
	Action      string // such as "attempt.submit"
	Object      string // such as an attempt's id
	Detail      string
	Prev        string // hash of the entry before, "" for the first
	Hash        string
}

// auditDomain keeps hashes of the chain apart from any other hash we make.
const auditDomain = "ascult-audit-1"

// HashEntry returns the hash that e must carry: SHA-256 over a domain tag, the
// number, and each field with its length, the hash of the entry before it
// included. An edit, a swap or a gap anywhere changes every hash after it.
func HashEntry(e Entry) string {
	h := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	field(auditDomain)
	field(fmt.Sprint(e.Seq))
	field(e.Institution)
	field(fmt.Sprint(e.At.UTC().Unix()))
	field(e.Actor)
	field(e.Action)
	field(e.Object)
	field(e.Detail)
	field(e.Prev)
	return hex.EncodeToString(h.Sum(nil))
}

// A BrokenLink says where an audit chain breaks first, and how.
type BrokenLink struct {
	Seq  int64
	What string // "gap", "prev" or "hash"
}

// Error names the entry.
func (b *BrokenLink) Error() string {
	return fmt.Sprintf("audit entry %d is broken: %s", b.Seq, b.What)
}

// A Chain checks entries in order.
type Chain struct {
	last Entry
}

// Next checks e against the entry before it; it returns a *BrokenLink at the
// first that does not fit.
func (c *Chain) Next(e Entry) error {
	switch {
	case e.Seq != c.last.Seq+1:
		return &BrokenLink{Seq: c.last.Seq + 1, What: "gap"}
	case e.Prev != c.last.Hash:
		return &BrokenLink{Seq: e.Seq, What: "prev"}
	case e.Hash != HashEntry(e):
		return &BrokenLink{Seq: e.Seq, What: "hash"}
	}
	c.last = e
	return nil
}

// Head returns the last entry that was checked.
func (c *Chain) Head() Entry { return c.last }
