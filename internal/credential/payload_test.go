package credential

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

func date(s string) time.Time {
	d, err := time.Parse(dayLayout, s)
	if err != nil {
		panic(err)
	}
	return d
}

// testNow is a moment at which it is already the next day in Chișinău.
var testNow = time.Date(2026, 5, 11, 22, 30, 0, 0, time.UTC)

func testKey(t *testing.T) Key {
	t.Helper()
	k, err := LoadOrCreateKey(t.TempDir(), PurposeCertificate, chacha(9), testNow)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testFacts(t *testing.T, k Key) Facts {
	t.Helper()
	f := Facts{
		Number: testNumber(t, 3), Issuer: "institute", Key: k.ID, Course: "interviewing",
		EditionLabel: "1", Language: "uk", Type: Certificate, Result: Passed,
		Name: "Ґжегож Їжакевич-Щербаківська", Latin: "Gzhehozh Yizhakevych-Shcherbakivska",
		Issued: date("2026-05-12"), ValidUntil: date("2029-05-11"), LawDate: date("2026-03-01"),
		Minutes: 180, SpecialisedMinutes: 150, Replaces: testNumber(t, 4),
	}
	for i := range f.Edition {
		f.Edition[i] = byte(i)
	}
	return f
}

func sign(t *testing.T, f Facts, k Key) Signed {
	t.Helper()
	p, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Sign(p, k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPayloadReadsBackWhole(t *testing.T) {
	k := testKey(t)
	full := testFacts(t, k)
	least := full
	least.Latin, least.ValidUntil, least.Replaces, least.Specimen = "", time.Time{}, "", true
	for _, f := range []Facts{full, least} {
		p, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(p)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOnlyCanonicalPayloadsAreRead(t *testing.T) {
	f := testFacts(t, testKey(t))
	good, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, b byte) []byte {
		p := bytes.Clone(good)
		p[at] = b
		return p
	}
	nfd := norm.NFD.String(f.Name)
	label := bytes.Index(good, []byte("\x011\x09institute"))
	cases := map[string][]byte{
		"nothing":              {},
		"unknown version":      change(0, 2),
		"unknown flag":         change(1, good[1]|0x10),
		"type 0":               change(2, 0),
		"type 4":               change(2, 4),
		"result 3":             change(3, 3),
		"unknown language":     change(4, 5),
		"bits after number":    change(5+16, good[5+16]|1),
		"trailing byte":        append(bytes.Clone(good), 0),
		"cut short":            good[:len(good)-1],
		"label too long":       change(label, 0xFF),
		"empty label":          append(append(bytes.Clone(good[:label]), 0), good[label+2:]...),
		"capital in issuer":    change(label+3, 'I'),
		"name not in NFC":      bytes.Replace(good, append([]byte{0, byte(len(f.Name))}, f.Name...), append([]byte{0, byte(len(nfd))}, nfd...), 1),
		"name with control":    bytes.Replace(good, []byte("Їжакевич"), []byte("Їжак\x00\x1bвич"), 1),
		"name with two spaces": bytes.Replace(good, []byte(" Їжакевич"), []byte("  іжакевич"), 1)[:len(good)],
		"replaces itself":      append(bytes.Clone(good[:len(good)-17]), good[5:5+17]...),
		"huge":                 append(bytes.Clone(good), make([]byte, 10_000)...),
	}
	for name, p := range cases {
		if bytes.Equal(p, good) {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, err := Decode(p); !errors.Is(err, ErrPayload) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for i := range good {
		if _, err := Decode(good[:i]); err == nil {
			t.Errorf("the first %d bytes were read", i)
		}
	}
}

func TestFactsThatCannotBeSigned(t *testing.T) {
	cases := map[string]func(f *Facts){
		"no number":        func(f *Facts) { f.Number = "" },
		"grouped number":   func(f *Facts) { f.Number = Number(f.Number.Grouped()) },
		"hour in date":     func(f *Facts) { f.Issued = f.Issued.Add(time.Hour) },
		"date before 1970": func(f *Facts) { f.LawDate = time.Time{} },
		"no dates":         func(f *Facts) { f.LawDate, f.ValidUntil = time.Time{}, time.Time{} },
		"ends before":      func(f *Facts) { f.ValidUntil = f.Issued.AddDate(0, 0, -1) },
		"too specialised":  func(f *Facts) { f.SpecialisedMinutes = f.Minutes + 1 },
		"minutes":          func(f *Facts) { f.Minutes = 70_000 },
		"language":         func(f *Facts) { f.Language = "de" },
		"type":             func(f *Facts) { f.Type = "diploma" },
		"result":           func(f *Facts) { f.Result = "87%" },
		"long name":        func(f *Facts) { f.Name = strings.Repeat("ж", 121) },
		"name in NFD":      func(f *Facts) { f.Name = norm.NFD.String(f.Name) },
		"course with path": func(f *Facts) { f.Course = "../x" },
	}
	for name, change := range cases {
		f := testFacts(t, testKey(t))
		change(&f)
		if _, err := f.Encode(); err == nil {
			t.Errorf("%s: encoded", name)
		}
	}
}

func TestEveryFlippedBitBreaksTheSignature(t *testing.T) {
	k := testKey(t)
	s := sign(t, testFacts(t, k), k)
	keys := NewKeySet("institute", []Key{k})
	if _, status, err := Verify(s, keys, RevocationList{}, date("2026-06-01")); status != Valid || err != nil {
		t.Fatalf("%s, %v", status, err)
	}
	whole := append(bytes.Clone(s.Payload), s.Signature...)
	for i := range whole {
		for bit := range 8 {
			w := bytes.Clone(whole)
			w[i] ^= 1 << bit
			_, status, err := Verify(Signed{w[:len(s.Payload)], w[len(s.Payload):]}, keys, RevocationList{}, date("2026-06-01"))
			if err == nil && status != NotGenuine && status != UnknownKey {
				t.Fatalf("byte %d bit %d: %s", i, bit, status)
			}
		}
	}
	// The same bytes signed without the domain, as another protocol would.
	if _, status, _ := Verify(Signed{s.Payload, ed25519.Sign(k.private, s.Payload)}, keys, RevocationList{}, date("2026-06-01")); status != NotGenuine {
		t.Errorf("signature without domain: %s", status)
	}
}

func TestStatus(t *testing.T) {
	k := testKey(t)
	keys := NewKeySet("institute", []Key{k})
	list := func(f Facts) RevocationList {
		l, err := SignRevocations("institute", []Revocation{{Number: Hash(f.Number), Date: "2026-06-01", Reason: ReasonMistake}}, k, testNow)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	specimen := testFacts(t, k)
	specimen.Specimen = true
	old := keys
	old.Keys = []PublicKey{k.Public()}
	old.Keys[0].Until = "2026-05-11"
	other := keys
	other.Issuer = "somebody-else"
	for name, c := range map[string]struct {
		facts   Facts
		keys    KeySet
		revoked bool
		today   string
		want    Status
	}{
		"valid":                     {testFacts(t, k), keys, false, "2026-06-02", Valid},
		"last day":                  {testFacts(t, k), keys, false, "2029-05-11", Valid},
		"day after":                 {testFacts(t, k), keys, false, "2029-05-12", Expired},
		"long after the key's end":  {testFacts(t, k), keys, false, "2028-01-01", Valid},
		"revoked":                   {testFacts(t, k), keys, true, "2026-06-02", Revoked},
		"revoked and expired":       {testFacts(t, k), keys, true, "2030-01-01", Revoked},
		"specimen":                  {specimen, keys, false, "2026-06-02", Specimen},
		"revoked specimen":          {specimen, keys, true, "2026-06-02", Revoked},
		"no key":                    {testFacts(t, k), KeySet{Issuer: "institute"}, false, "2026-06-02", UnknownKey},
		"another issuer":            {testFacts(t, k), other, false, "2026-06-02", UnknownKey},
		"key not valid on that day": {testFacts(t, k), old, false, "2026-06-02", NotGenuine},
	} {
		var l RevocationList
		if c.revoked {
			l = list(c.facts)
		}
		_, got, err := Verify(sign(t, c.facts, k), c.keys, l, date(c.today))
		if got != c.want || err != nil {
			t.Errorf("%s: %s, %v, want %s", name, got, err, c.want)
		}
	}
}
