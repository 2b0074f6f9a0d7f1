package storetest

import (
	"strings"
	"testing"
	"time"

	"ascult/internal/learner"
	"ascult/server/store"
)

var accountCases = []Case{
	{"institutions", func(t testing.TB, open Opener) {
		s := open(t)
		same(t, "home", store.Institution{ID: store.Home, Zone: "Europe/Chisinau"})(s.Institution(ctx, store.Home))
		none[store.Institution](t, "unknown")(s.Institution(ctx, "away"))
		want := store.Institution{ID: store.Home, Name: "Academia „Ștefan cel Mare”", Zone: "Europe/Kyiv"}
		write(t, s, func(tx store.Tx) error { return tx.PutInstitution(want) })
		same(t, "changed", want)(s.Institution(ctx, store.Home))
		refused(t, s, nil, "no zone", func(tx store.Tx) error { return tx.PutInstitution(store.Institution{ID: "x"}) })
		refused(t, s, nil, "no id", func(tx store.Tx) error { return tx.PutInstitution(store.Institution{Zone: "UTC"}) })
	}},
	{"a person is found by id and by login", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		p.Login, p.Role, p.Suspended, p.Erased = "ана", learner.RoleOffice, true, true
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		same(t, "by id", p)(s.Person(ctx, "ana"))
		same(t, "by login", p)(s.PersonByLogin(ctx, "ана"))
		same(t, "holder", h)(s.Holder(ctx, "ana"))
		none[learner.Person](t, "unknown id")(s.Person(ctx, "ана"))
		none[learner.Person](t, "unknown login")(s.PersonByLogin(ctx, "ana"))
		none[store.Holder](t, "unknown holder")(s.Holder(ctx, "ion"))
	}},
	{"a holder belongs to its person", func(t testing.TB, open Opener) {
		s := open(t)
		p, h := Person("ana")
		want := h
		h.Person, h.Institution = "someone", "somewhere"
		write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		same(t, "holder", want)(s.Holder(ctx, "ana"))
	}},
	{"a login is given once", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana")
		p, h := Person("ion")
		p.Login = "ana"
		refused(t, s, store.ErrConflict, "login taken", func(tx store.Tx) error { return tx.AddPerson(p, h) })
		write(t, s, AddAway)
		p.Institution = "away"
		refused(t, s, store.ErrConflict, "login taken elsewhere", func(tx store.Tx) error { return tx.AddPerson(p, h) })
		p, h = Person("ana")
		p.Login = "other"
		refused(t, s, store.ErrConflict, "id taken", func(tx store.Tx) error { return tx.AddPerson(p, h) })
		none[learner.Person](t, "refused person")(s.Person(ctx, "ion"))
	}},
	{"logins differ by every byte", func(t testing.TB, open Opener) {
		s := open(t)
		logins := []string{"ana", "Ana", "ANA", "ană", "anǎ", "ana\u0306", "ana ", " ana", "ana%", "an_", "a'na", "стан", "ştefan", "ștefan"}
		for _, l := range logins {
			p, h := Person("id of " + l)
			p.Login = l
			write(t, s, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		}
		for _, l := range logins {
			p, _ := Person("id of " + l)
			p.Login = l
			same(t, l, p)(s.PersonByLogin(ctx, l))
		}
	}},
	{"a person that makes no sense is refused", func(t testing.TB, open Opener) {
		s := open(t)
		for what, change := range map[string]func(*learner.Person, *store.Holder){
			"unknown role":               func(p *learner.Person, _ *store.Holder) { p.Role = "king" },
			"no role":                    func(p *learner.Person, _ *store.Holder) { p.Role = "" },
			"unknown institution":        func(p *learner.Person, _ *store.Holder) { p.Institution = "away" },
			"no id":                      func(p *learner.Person, _ *store.Holder) { p.ID = "" },
			"no login":                   func(p *learner.Person, _ *store.Holder) { p.Login = "" },
			"no time":                    func(p *learner.Person, _ *store.Holder) { p.Created = time.Time{} },
			"short salt":                 func(_ *learner.Person, h *store.Holder) { h.Salt = h.Salt[1:] },
			"short salt, nothing sealed": func(_ *learner.Person, h *store.Holder) { h.Salt, h.Sealed = h.Salt[1:], nil },
			"sealed without salt":        func(_ *learner.Person, h *store.Holder) { h.Salt = nil },
		} {
			p, h := Person("ana")
			change(&p, &h)
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.AddPerson(p, h) })
		}
	}},
	{"password, name and suspension change", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		want, h := Person("ana")
		want.Password, want.Suspended = "$argon2id$new", true
		h.Salt, h.Sealed = []byte(strings.Repeat("n", 32)), []byte("new")
		write(t, s, func(tx store.Tx) error {
			if err := tx.SetPassword("ana", "$argon2id$new"); err != nil {
				return err
			}
			if err := tx.SetSuspended("ana", true); err != nil {
				return err
			}
			return tx.SetHolder(h)
		})
		same(t, "person", want)(s.Person(ctx, "ana"))
		same(t, "holder", h)(s.Holder(ctx, "ana"))
		other, _ := Person("ion")
		same(t, "other", other)(s.Person(ctx, "ion"))
		write(t, s, func(tx store.Tx) error { return tx.SetHolder(store.Holder{Person: "ana", Institution: store.Home}) })
		same(t, "erased", store.Holder{Person: "ana", Institution: store.Home})(s.Holder(ctx, "ana"))
		refused(t, s, store.ErrNotFound, "password of nobody", func(tx store.Tx) error { return tx.SetPassword("x", "y") })
		refused(t, s, store.ErrNotFound, "suspend nobody", func(tx store.Tx) error { return tx.SetSuspended("x", true) })
		h.Institution = "away"
		refused(t, s, store.ErrNotFound, "holder elsewhere", func(tx store.Tx) error { return tx.SetHolder(h) })
	}},
	{"sessions", func(t testing.TB, open Opener) {
		s := open(t)
		addPeople(t, s, "ana", "ion")
		one := learner.Session{TokenHash: Hash("1"), Person: "ana", Half: true, Created: T0, Seen: T0}
		two := learner.Session{TokenHash: Hash("2"), Person: "ana", Shared: true, Created: T0, Seen: T0}
		ion := learner.Session{TokenHash: Hash("3"), Person: "ion", Created: T0, Seen: T0}
		write(t, s, func(tx store.Tx) error {
			for _, x := range []learner.Session{one, two, ion} {
				if err := tx.AddSession(x); err != nil {
					return err
				}
			}
			return tx.TouchSession(two.TokenHash, T0.Add(time.Minute))
		})
		two.Seen = T0.Add(time.Minute)
		same(t, "half", one)(s.Session(ctx, one.TokenHash))
		same(t, "touched", two)(s.Session(ctx, two.TokenHash))
		refused(t, s, store.ErrConflict, "same token", func(tx store.Tx) error { return tx.AddSession(one) })
		bad := changed(one, func(x *learner.Session) { x.TokenHash = "token" })
		refused(t, s, nil, "token in the clear", func(tx store.Tx) error { return tx.AddSession(bad) })
		bad = changed(one, func(x *learner.Session) { x.TokenHash, x.Person = Hash("4"), "nobody" })
		refused(t, s, store.ErrNotFound, "of nobody", func(tx store.Tx) error { return tx.AddSession(bad) })
		refused(t, s, store.ErrNotFound, "touch unknown", func(tx store.Tx) error { return tx.TouchSession(Hash("4"), T0) })
		write(t, s, func(tx store.Tx) error { return tx.DeleteSession(one.TokenHash) })
		write(t, s, func(tx store.Tx) error { return tx.DeleteSession(one.TokenHash) })
		none[learner.Session](t, "deleted")(s.Session(ctx, one.TokenHash))
		same(t, "kept", two)(s.Session(ctx, two.TokenHash))
		write(t, s, func(tx store.Tx) error { return tx.DeleteSessions("ana") })
		none[learner.Session](t, "all deleted")(s.Session(ctx, two.TokenHash))
		same(t, "another person's", ion)(s.Session(ctx, ion.TokenHash))
	}},
	{"an invite is used once and in time", func(t testing.TB, open Opener) {
		s := open(t)
		day := T0.Add(24 * time.Hour)
		i := learner.Invite{TokenHash: Hash("1"), Institution: store.Home, Role: learner.RoleTrainer, Created: T0, Expires: day}
		late := changed(i, func(x *learner.Invite) { x.TokenHash = Hash("2") })
		write(t, s, func(tx store.Tx) error { return tx.AddInvite(i) })
		write(t, s, func(tx store.Tx) error { return tx.AddInvite(late) })
		same(t, "unused", i)(s.Invite(ctx, i.TokenHash))
		none[learner.Invite](t, "unknown")(s.Invite(ctx, Hash("3")))
		use := func(hash string, at time.Time) func(store.Tx) error {
			return func(tx store.Tx) error {
				got, err := tx.UseInvite(hash, at)
				if err == nil {
					same(t, "used", changed(i, func(x *learner.Invite) { x.Used = at }))(got, nil)
				}
				return err
			}
		}
		write(t, s, use(i.TokenHash, day.Add(-time.Second)))
		refused(t, s, store.ErrNotFound, "used twice", use(i.TokenHash, T0))
		refused(t, s, store.ErrNotFound, "expired", use(late.TokenHash, day))
		refused(t, s, store.ErrNotFound, "unknown", use(Hash("3"), T0))
		refused(t, s, store.ErrConflict, "same token", func(tx store.Tx) error { return tx.AddInvite(i) })
		for what, change := range map[string]func(*learner.Invite){
			"token in the clear":  func(x *learner.Invite) { x.TokenHash = "token" },
			"unknown role":        func(x *learner.Invite) { x.Role = "king" },
			"unknown institution": func(x *learner.Invite) { x.Institution = "away" },
			"no end":              func(x *learner.Invite) { x.Expires = time.Time{} },
		} {
			bad := changed(changed(i, func(x *learner.Invite) { x.TokenHash = Hash(what) }), change)
			refused(t, s, nil, what, func(tx store.Tx) error { return tx.AddInvite(bad) })
		}
	}},
}
