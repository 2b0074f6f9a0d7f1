package credential

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the vectors anew")

// vectorFile is where the script of the page finds them, too.
const vectorFile = "../../docs/formats/vectors/certificate.json"

// vectors are what docs/formats/certificate.md says, in examples.
type vectors struct {
	Keys        KeySet         `json:"keys"`
	Revocations RevocationList `json:"revocations"`
	Numbers     []numberVector `json:"numbers"`
	Cases       []vector       `json:"cases"`
}

type numberVector struct {
	Typed  string `json:"typed"`
	Number string `json:"number"` // empty: refused
	Hash   string `json:"hash,omitempty"`
}

// A vector is one text and what must be said of it on a day. Outcome is a
// status, "number" or "unreadable".
type vector struct {
	What     string         `json:"what"`
	Fragment string         `json:"fragment"`
	Today    string         `json:"today"`
	Outcome  string         `json:"outcome"`
	Facts    *readableFacts `json:"facts,omitempty"`
}

// makeVectors builds all vectors from fixed random numbers.
func makeVectors(t *testing.T) vectors {
	t.Helper()
	k := testKey(t)
	stranger, err := newKey(PurposeCertificate, chacha(77), date("2026-05-12"))
	if err != nil {
		t.Fatal(err)
	}
	full := testFacts(t, k)
	least := full
	least.Number, least.Name, least.Latin, least.Language = testNumber(t, 11), "Őri László", "", "en"
	least.ValidUntil, least.Replaces, least.Type, least.Result = time.Time{}, "", Attendance, Attended
	least.Minutes, least.SpecialisedMinutes = 0, 0
	specimen, revoked, foreign, elsewhere := least, least, least, least
	specimen.Number, specimen.Name, specimen.Language, specimen.Specimen = testNumber(t, 12), "Ștefan Țîrlea", "ro", true
	revoked.Number, revoked.Name, revoked.Latin, revoked.Language = testNumber(t, 13), "Щёголев Пётр", "Shchegolev Petr", "ru"
	foreign.Key = stranger.ID
	elsewhere.Issuer = "somebody-else"

	v := vectors{Keys: NewKeySet("institute", []Key{k})}
	v.Revocations, err = SignRevocations("institute", []Revocation{
		{Hash(revoked.Number), "2026-06-01", ReasonMistake},
		{Hash(testNumber(t, 14)), "2026-06-02", ReasonRequest},
	}, k, testNow)
	if err != nil {
		t.Fatal(err)
	}
	n := full.Number
	for _, typed := range []string{string(n), n.Grouped(), strings.ToLower(n.Grouped()), strings.ReplaceAll(n.Grouped(), "-", " – ")} {
		v.Numbers = append(v.Numbers, numberVector{typed, string(n), Hash(n)})
	}
	swapped := string(n[1]) + string(n[0]) + string(n[2:])
	for _, typed := range []string{"", string(n[:26]), string(n) + "0", swapped, "U" + string(n[1:])} {
		v.Numbers = append(v.Numbers, numberVector{Typed: typed})
	}

	add := func(what, fragment, today, outcome string, f *Facts) {
		c := vector{What: what, Fragment: fragment, Today: today, Outcome: outcome}
		if f != nil {
			r := readable(*f)
			c.Facts = &r
		}
		v.Cases = append(v.Cases, c)
	}
	text := func(f Facts, k Key) string { return sign(t, f, k).Text() }
	const day = "2026-06-03"
	add("every optional fact", text(full, k), day, string(Valid), &full)
	add("its last day", text(full, k), "2029-05-11", string(Valid), &full)
	add("the day after", text(full, k), "2029-05-12", string(Expired), &full)
	add("no optional fact", text(least, k), day, string(Valid), &least)
	add("pasted in small letters with breaks", "#"+strings.ToLower(text(least, k)[:40])+" \n"+text(least, k)[40:], day, string(Valid), &least)
	add("a specimen", text(specimen, k), day, string(Specimen), &specimen)
	add("revoked", text(revoked, k), day, string(Revoked), &revoked)
	add("a key that is not in the set", text(foreign, stranger), day, string(UnknownKey), &foreign)
	add("another issuer", text(elsewhere, k), day, string(UnknownKey), &elsewhere)

	good := sign(t, full, k)
	forged := full
	forged.Name = "Somebody Else"
	p, err := forged.Encode()
	if err != nil {
		t.Fatal(err)
	}
	add("another name under the signature", Signed{p, good.Signature}.Text(), day, string(NotGenuine), nil)
	early := full
	early.Issued = date("2026-05-09")
	if p, err = early.Encode(); err != nil {
		t.Fatal(err)
	}
	always := k
	always.From = date("2020-01-01")
	add("a day before the key's first", mustSign(t, p, always).Text(), day, string(NotGenuine), nil)
	bare := bytes.Clone(good.Signature)
	bare[0] ^= 1
	add("a changed signature", Signed{good.Payload, bare}.Text(), day, string(NotGenuine), nil)

	spoil := func(what string, change func(p []byte) []byte) {
		add(what, Signed{change(bytes.Clone(good.Payload)), good.Signature}.Text(), day, "unreadable", nil)
	}
	spoil("unknown version", func(p []byte) []byte { p[0] = 2; return p })
	spoil("unknown flag", func(p []byte) []byte { p[1] |= 0x80; return p })
	spoil("unknown type", func(p []byte) []byte { p[2] = 9; return p })
	spoil("unknown language", func(p []byte) []byte { p[4] = 0; return p })
	spoil("bits after the number", func(p []byte) []byte { p[21] |= 1; return p })
	spoil("bytes after the end", func(p []byte) []byte { return append(p, 0) })
	spoil("cut short", func(p []byte) []byte { return p[:60] })
	spoil("name not in NFC", func(p []byte) []byte { return bytes.Replace(p, []byte("\u0407ж"), []byte("\u0406\u0308"), 1) })
	spoil("name with a control", func(p []byte) []byte { return bytes.Replace(p, []byte("Їж"), []byte("Ї\x00\x1b"), 1) })
	spoil("name with a space at its end", func(p []byte) []byte { return bytes.Replace(p, []byte("ська"), []byte("ськ  "), 1) })
	spoil("not UTF-8", func(p []byte) []byte { return bytes.Replace(p, []byte("Їж"), []byte("\xc3\x28ж"), 1) })
	spoil("more specialised minutes than minutes", func(p []byte) []byte { p[5+17+6] = 0; p[5+17+7] = 1; return p })
	add("a code with the number alone", "N"+string(n), day, "number", nil)
	add("a mistyped number", "N"+swapped, day, "unreadable", nil)
	add("padding", good.Text()+"=", day, "unreadable", nil)
	add("a digit outside the alphabet", "1"+good.Text()[1:], day, "unreadable", nil)
	add("too short", "AEAQ", day, "unreadable", nil)
	add("too long", strings.Repeat("A", 5000), day, "unreadable", nil)
	return v
}

func mustSign(t *testing.T, payload []byte, k Key) Signed {
	t.Helper()
	s, err := Sign(payload, k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVectors(t *testing.T) {
	made, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	made = append(made, '\n')
	if *update {
		if err := os.WriteFile(vectorFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), string(made)); diff != "" {
		t.Fatalf("the format changed; certificates that are out in the world would not:\n%s", diff)
	}
	var v vectors
	if err := json.Unmarshal(kept, &v); err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(v.Revocations)
	if err != nil {
		t.Fatal(err)
	}
	revoked, err := ParseRevocations(list, v.Keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range v.Numbers {
		if got, _ := ParseNumber(n.Typed); string(got) != n.Number || (n.Number != "" && Hash(got) != n.Hash) {
			t.Errorf("%q: %q, want %q", n.Typed, got, n.Number)
		}
	}
	for _, c := range v.Cases {
		got := "unreadable"
		var facts Facts
		if s, number, err := ParseFragment(c.Fragment); err == nil {
			if number != "" {
				got = "number"
			} else if f, status, err := Verify(s, v.Keys, revoked, date(c.Today)); err == nil {
				got, facts = string(status), f
			}
		}
		if got != c.Outcome {
			t.Errorf("%s: %s, want %s", c.What, got, c.Outcome)
		}
		if c.Facts != nil && readable(facts) != *c.Facts {
			t.Errorf("%s: %s", c.What, cmp.Diff(*c.Facts, readable(facts)))
		}
	}
}
