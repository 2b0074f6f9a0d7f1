package credential

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestFragmentForgivesOnlyCaseAndSpaces(t *testing.T) {
	k := testKey(t)
	s := sign(t, testFacts(t, k), k)
	text := s.Text()
	for _, typed := range []string{text, "#" + text, strings.ToLower(text), text[:40] + "\r\n " + text[40:]} {
		got, n, err := ParseFragment(typed)
		if err != nil || n != "" || !bytes.Equal(got.Payload, s.Payload) || !bytes.Equal(got.Signature, s.Signature) {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
	n := testNumber(t, 3)
	if _, got, err := ParseFragment("#n" + n.Grouped()); err != nil || got != n {
		t.Errorf("number: %s, %v", got, err)
	}
	for what, bad := range map[string]string{
		"empty": "", "short": "AEAQ", "padding": text + "=", "a 1": "1" + text[1:],
		"huge": strings.Repeat("A", 1_000_000), "not ASCII": "Ą" + text[1:], "short number": "N0123",
	} {
		if _, _, err := ParseFragment(bad); !errors.Is(err, ErrFragment) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestJSONFile(t *testing.T) {
	k := testKey(t)
	keys := NewKeySet("institute", []Key{k})
	f := testFacts(t, k)
	b, err := sign(t, f, k).JSON()
	if err != nil {
		t.Fatal(err)
	}
	got, status, err := VerifyFile(b, keys, date("2026-06-01"))
	if err != nil || status != Valid || got != f {
		t.Fatalf("%v, %s, %v", got, status, err)
	}
	edited := bytes.Replace(b, []byte("Ґжегож"), []byte("Петро"), 1)
	if _, status, err := VerifyFile(edited, keys, date("2026-06-01")); status != NotGenuine || err != nil {
		t.Errorf("an edited name: %s, %v", status, err)
	}
	for what, bad := range map[string][]byte{
		"empty":        {},
		"text":         []byte("Certificat"),
		"other kind":   bytes.Replace(b, []byte("ascult-certificate"), []byte("badge"), 1),
		"payload gone": bytes.Replace(b, []byte(`"payload"`), []byte(`"load"`), 1),
		"key twice":    bytes.Replace(b, []byte(`"kind"`), []byte(`"Payload": "", "kind"`), 1),
		"two values":   append(bytes.Clone(b), b...),
		"deep":         []byte(strings.Repeat("[", 10_000)),
		"a bare PDF":   []byte("%PDF-1.3\n%%EOF"),
		"huge":         bytes.Repeat([]byte(" "), maxFile+1),
	} {
		if _, _, err := VerifyFile(bad, keys, date("2026-06-01")); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func TestPDFWithTwoCertificatesIsRefused(t *testing.T) {
	k := testKey(t)
	f := testFacts(t, k)
	one := sign(t, f, k)
	f.Name = "Somebody Else"
	two := sign(t, f, k)
	packet := func(s Signed) []byte {
		b, err := s.Metadata("Certificate & more", "en")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	pdf := append([]byte("%PDF-1.3\n"), packet(one)...)
	if s, _, err := ReadFile(pdf); err != nil || !bytes.Equal(s.Payload, one.Payload) {
		t.Fatal(err)
	}
	if _, _, err := ReadFile(append(pdf, packet(two)...)); !errors.Is(err, ErrFile) {
		t.Errorf("two certificates: %v", err)
	}
}

func TestQRKeepsEverySignedFactOrOnlyTheNumber(t *testing.T) {
	k := testKey(t)
	f := testFacts(t, k)
	s := sign(t, f, k)
	const base = "https://ascult.example.md"
	m, err := s.QR(base)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Whole || m.Text != base+"/v#"+s.Text() || m.Size > 17+4*maxQRVersion {
		t.Errorf("%d modules, whole %v, %s", m.Size, m.Whole, m.Text)
	}
	f.Name = strings.Repeat("Щербаківська ", 9) + "Ґжа"
	f.Latin = Latin(f.Name, "uk")
	long := sign(t, f, k)
	if m, err = long.QR(base); err != nil {
		t.Fatal(err)
	}
	if m.Whole || m.Text != base+"/v#N"+string(f.Number) {
		t.Errorf("%d modules, whole %v, %s", m.Size, m.Whole, m.Text)
	}
	if _, err := s.QR(strings.Repeat("x", 2000)); err == nil {
		t.Error("an address that fits no code was drawn")
	}
}
