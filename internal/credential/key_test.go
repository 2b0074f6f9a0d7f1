package credential

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestKeyIsMadeOnceAndFollowedByItsSuccessor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys [1]")
	first, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(1), testNow)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(2), testNow.AddDate(1, 0, 0))
	if err != nil || again.ID != first.ID {
		t.Fatalf("a year later %s, %v, want %s", again.ID, err, first.ID)
	}
	next, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(3), testNow.AddDate(0, 13, 0))
	if err != nil || next.ID == first.ID {
		t.Fatalf("after 13 months still %s, %v", next.ID, err)
	}
	keys, err := LoadKeys(dir, PurposeCertificate)
	if err != nil || len(keys) != 2 || keys[0].ID != first.ID {
		t.Fatalf("%v, %v", keys, err)
	}
	// What was signed with the first key stays valid.
	s := sign(t, testFacts(t, first), first)
	if _, status, err := Verify(s, NewKeySet("institute", keys), RevocationList{}, date("2027-12-01")); status != Valid || err != nil {
		t.Errorf("%s, %v", status, err)
	}
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
	b, err := json.Marshal(NewKeySet("institute", keys))
	if err != nil {
		t.Fatal(err)
	}
	if set, err := ParseKeySet(b); err != nil || len(set.Keys) != 2 {
		t.Errorf("%v, %v", set, err)
	}
	for _, k := range keys {
		if seed, _ := json.Marshal(k.private.Seed()); bytes.Contains(b, seed[1:43]) {
			t.Error("the public set holds a secret")
		}
	}
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	make := func(t *testing.T) (dir, name string) {
		dir = t.TempDir()
		k, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(1), testNow)
		if err != nil {
			t.Fatal(err)
		}
		return dir, filepath.Join(dir, "certificate-"+k.ID+".json")
	}
	for what, spoil := range map[string]func(b []byte) []byte{
		"another seed":   func(b []byte) []byte { return bytes.Replace(b, []byte(`"seed": "`), []byte(`"seed": "AA`), 1) },
		"another id":     func(b []byte) []byte { return bytes.Replace(b, []byte(`"id": "`), []byte(`"id": "x`), 1) },
		"algorithm none": func(b []byte) []byte { return bytes.Replace(b, []byte("Ed25519"), []byte("none"), 1) },
		"other purpose":  func(b []byte) []byte { return bytes.Replace(b, []byte(`"certificate"`), []byte(`"audit"`), 1) },
		"a key twice":    func(b []byte) []byte { return bytes.Replace(b, []byte(`{`), []byte(`{"From": "1970-01-01",`), 1) },
		"cut":            func(b []byte) []byte { return b[:len(b)/2] },
	} {
		dir, name := make(t)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, spoil(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(2), testNow); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	dir, name := make(t)
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateKey(dir, PurposeCertificate, chacha(2), testNow); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others read: %v", err)
	}
}

func TestSignRefusesWhatVerifiersWouldRefuse(t *testing.T) {
	k := testKey(t)
	wrongKey, late, early := testFacts(t, k), testFacts(t, k), testFacts(t, k)
	wrongKey.Key = "another"
	late.Issued, late.ValidUntil = date("2028-01-01"), time.Time{}
	early.Issued = date("2026-05-09")
	for name, f := range map[string]Facts{"another key": wrongKey, "too late": late, "too early": early} {
		p, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Sign(p, k); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestRevocationList(t *testing.T) {
	k := testKey(t)
	keys := NewKeySet("institute", []Key{k})
	entries := []Revocation{
		{Hash(testNumber(t, 1)), "2026-06-01", ReasonMistake},
		{Hash(testNumber(t, 2)), "2026-06-02", ReasonRequest},
	}
	l, err := SignRevocations("institute", entries, k, testNow)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRevocations(b, keys)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := got.Find(testNumber(t, 2)); !ok || e.Reason != ReasonRequest || e.Date != "2026-06-02" {
		t.Errorf("%v, %v", e, ok)
	}
	if _, ok := got.Find(testNumber(t, 3)); ok {
		t.Error("a number that is not in the list was found")
	}
	swapped := bytes.Replace(b, []byte(got.Entries[0].Number), []byte(got.Entries[1].Number), 1)
	for what, bad := range map[string][]byte{
		"date":    bytes.Replace(b, []byte("2026-06-01"), []byte("2026-06-03"), 1),
		"reason":  bytes.Replace(b, []byte("mistake"), []byte("result"), 1),
		"time":    bytes.Replace(b, []byte("22:30:00"), []byte("22:31:00"), 1),
		"emptied": []byte(strings.Replace(string(b), string(b[bytes.Index(b, []byte("[")):bytes.Index(b, []byte("]"))+1]), "[]", 1)),
		"twice":   swapped,
		"unknown": bytes.Replace(b, []byte(`{"format"`), []byte(`{"x":1,"format"`), 1),
	} {
		if _, err := ParseRevocations(bad, keys); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	if _, err := SignRevocations("institute", append(entries, entries[0]), k, testNow); err == nil {
		t.Error("a number stands twice")
	}
}

func TestVaultOpensOnlyWithSaltAndPlace(t *testing.T) {
	dir := t.TempDir()
	v, err := LoadOrCreateVault(dir, chacha(1))
	if err != nil {
		t.Fatal(err)
	}
	salt, err := NewSalt(chacha(2))
	if err != nil {
		t.Fatal(err)
	}
	h := HolderRecord{Name: "Ольга Дем’яненко", Latin: "Olha Demianenko"}
	sealed, err := v.SealHolder(salt, "p1", h, chacha(3))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Ольга")) {
		t.Error("the sealed record shows the name")
	}
	again, err := LoadOrCreateVault(dir, chacha(4))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.OpenHolder(salt, "p1", sealed); err != nil || got != h {
		t.Errorf("%v, %v", got, err)
	}
	other := sha256.Sum256([]byte("other"))
	stranger, err := LoadOrCreateVault(t.TempDir(), chacha(5))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for what, open := range map[string]func() (HolderRecord, error){
		"another person's place": func() (HolderRecord, error) { return v.OpenHolder(salt, "p2", sealed) },
		"another salt":           func() (HolderRecord, error) { return v.OpenHolder(other[:], "p1", sealed) },
		"erased salt":            func() (HolderRecord, error) { return v.OpenHolder(nil, "p1", sealed) },
		"another secret":         func() (HolderRecord, error) { return stranger.OpenHolder(salt, "p1", sealed) },
		"a changed byte":         func() (HolderRecord, error) { return v.OpenHolder(salt, "p1", flipped) },
		"nothing":                func() (HolderRecord, error) { return v.OpenHolder(salt, "p1", nil) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) || got != (HolderRecord{}) {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
}
