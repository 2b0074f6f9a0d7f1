package pdf

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ascult/internal/catalog"
	"ascult/internal/credential"
)

const testBase = "https://ascult.example.md"

// courses are titles as long as real ones.
var courses = map[string]string{
	"ro": "Primul interviu: ascultarea victimei fără victimizare secundară",
	"ru": "Первая беседа: выслушать потерпевшее лицо без вторичной виктимизации",
	"uk": "Перша бесіда: вислухати потерпілу особу без вторинної віктимізації",
	"en": "First interview: listening without secondary victimisation",
}

// names are hard to print, each in a language it is likely in.
var names = []struct{ lang, name string }{
	{"ro", "Ștefan Țîrlea"},
	{"uk", "Ґжегож Їжакевич-Щербаківська"},
	{"ru", "Щёголев"},
	{"ro", "Ana-Maria Gübübüz-Dişli"},
	{"en", "Őri László"},
	{"uk", "Дем’яненко-Євтушенко Соломія"},
	{"en", "Fiona Officer-Affleck"},
}

// longNames have 120 characters.
var longNames = []struct{ lang, name string }{
	{"uk", strings.Repeat("Щербаківська-Їжакевич ", 5) + "Ґудзь Олена"[:len("Ґудзь Олен")]},
	{"ru", strings.Repeat("Щ", 120)},
	{"ro", strings.Repeat("Wăm-", 30)[:len(strings.Repeat("Wăm-", 29))+4]},
}

func testWords(t testing.TB) *catalog.Catalog {
	t.Helper()
	words, err := catalog.Load(os.DirFS("../../../i18n"))
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func testSigned(t testing.TB, lang, name string, change func(*credential.Facts)) (credential.Signed, credential.KeySet) {
	t.Helper()
	random := rand.NewChaCha8([32]byte{1})
	k, err := credential.LoadOrCreateKey(t.TempDir(), credential.PurposeCertificate, random, time.Date(2026, 5, 12, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	n, err := credential.NewNumber(random)
	if err != nil {
		t.Fatal(err)
	}
	f := credential.Facts{
		Number: n, Issuer: "institute", Key: k.ID, Course: "interviewing", EditionLabel: "1", Language: lang,
		Type: credential.Certificate, Result: credential.Passed, Name: name, Latin: credential.Latin(name, lang),
		Issued: time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC), LawDate: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		ValidUntil: time.Date(2029, 5, 11, 0, 0, 0, 0, time.UTC), Minutes: 185, SpecialisedMinutes: 150,
		Edition: [32]byte{0xAB, 0xCD, 0xEF, 1, 2, 3},
	}
	if change != nil {
		change(&f)
	}
	p, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s, err := credential.Sign(p, k)
	if err != nil {
		t.Fatal(err)
	}
	return s, credential.NewKeySet("institute", []credential.Key{k})
}

func testTitles(lang string) Titles {
	return Titles{Course: courses[lang], English: courses["en"], Issuer: "Institutul Național al Justiției"}
}

func draw(t testing.TB, s credential.Signed, lang string, words *catalog.Catalog) []byte {
	t.Helper()
	b, err := Draw(s, testTitles(lang), testBase, words)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tool runs a program of make test on a PDF and returns what it says.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return string(out)
}

func save(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestNamesCopyOutOfThePaper(t *testing.T) {
	words := testWords(t)
	for _, n := range append(names, longNames...) {
		s, _ := testSigned(t, n.lang, n.name, nil)
		text := tool(t, "pdftotext", "-raw", save(t, draw(t, s, n.lang, words)), "-")
		// A name on several lines is compared without the breaks.
		flat := func(s string) string { return strings.Join(strings.Fields(s), "") }
		for _, want := range []string{n.name, courses[n.lang], words.Text(n.lang, "cert_title_certificate")} {
			if !strings.Contains(flat(text), flat(want)) {
				t.Errorf("%s: %q is not in\n%s", n.lang, want, text)
			}
		}
		if strings.Contains(text, "«") {
			t.Errorf("%s: a text is missing:\n%s", n.lang, text)
		}
	}
}

func TestEveryLetterOfANameHasAGlyph(t *testing.T) {
	for r := range rune(0x20000) {
		for _, around := range []string{"aa a", "бб б"} {
			name, err := credential.Name(around + string(r))
			if err != nil {
				continue
			}
			for _, c := range name {
				if !covered(c) {
					t.Errorf("%U %c may stand in a name but not on paper", c, c)
				}
			}
		}
	}
	s, _ := testSigned(t, "en", "Elena Rusu", nil)
	if _, err := Draw(s, Titles{Course: "字"}, testBase, testWords(t)); err == nil || !strings.Contains(err.Error(), "U+5B57") {
		t.Errorf("a title without glyphs was drawn: %v", err)
	}
}

func TestCodeIsReadFromPaper(t *testing.T) {
	words := testWords(t)
	for _, n := range append(names, longNames...) {
		s, _ := testSigned(t, n.lang, n.name, nil)
		qr, err := s.QR(testBase)
		if err != nil {
			t.Fatal(err)
		}
		name := save(t, draw(t, s, n.lang, words))
		for _, dpi := range []string{"100", "150"} {
			image := filepath.Join(t.TempDir(), "page")
			tool(t, "pdftoppm", "-r", dpi, "-png", "-singlefile", name, image)
			out, err := exec.Command("zbarimg", "-q", "--raw", image+".png").Output()
			if got := strings.TrimSpace(string(out)); got != qr.Text || err != nil {
				t.Errorf("%s, %d modules at %s dpi: read %q, %v", n.name, qr.Size, dpi, got, err)
			}
		}
	}
}

func TestPaperCarriesWhatWasSigned(t *testing.T) {
	words := testWords(t)
	s, keys := testSigned(t, "ro", "Ștefan Țîrlea", nil)
	pdf := draw(t, s, "ro", words)
	if !bytes.Equal(pdf, draw(t, s, "ro", words)) {
		t.Error("drawn twice, the bytes differ")
	}
	f, status, err := credential.VerifyFile(pdf, keys, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || status != credential.Valid || f.Name != "Ștefan Țîrlea" {
		t.Errorf("%v, %s, %v", f, status, err)
	}
	if len(pdf) > 60_000 {
		t.Errorf("%d bytes, want at most 60000", len(pdf))
	}
	if info := tool(t, "pdfinfo", save(t, pdf)); !strings.Contains(info, "Pages:           1") || !strings.Contains(info, "Certificat: Ștefan Țîrlea") {
		t.Error(info)
	}
}

func TestSpecimenSaysSoInItsLanguage(t *testing.T) {
	words := testWords(t)
	for lang, word := range map[string]string{"ro": "SPECIMEN", "ru": "ОБРАЗЕЦ", "uk": "ЗРАЗОК", "en": "SPECIMEN"} {
		for _, specimen := range []bool{true, false} {
			s, _ := testSigned(t, lang, "Elena Rusu", func(f *credential.Facts) { f.Specimen = specimen })
			text := tool(t, "pdftotext", "-raw", save(t, draw(t, s, lang, words)), "-")
			// Across the sheet the letters stand on lines of their own.
			if got := strings.Count(strings.Join(strings.Fields(text), ""), word); got != map[bool]int{true: 2, false: 0}[specimen] {
				t.Errorf("%s, specimen %v: %q stands %d times in\n%s", lang, specimen, word, got, text)
			}
		}
	}
}

func TestHours(t *testing.T) {
	words := testWords(t)
	for _, c := range []struct {
		lang    string
		minutes int
		want    string
	}{
		{"en", 180, "academic hours of 45 min: 4 (3 h 0 min)"},
		{"ro", 185, "ore academice de 45 min: 4,1 (3 h 5 min)"},
		{"uk", 44, "0,9 акад. год по 45 хв (44 хв)"},
	} {
		if got := Hours(c.lang, c.minutes, words); got != c.want {
			t.Errorf("%d in %s: %q", c.minutes, c.lang, got)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	words := testWords(b)
	s, _ := testSigned(b, "uk", "Ґжегож Їжакевич-Щербаківська", nil)
	size := 0
	for b.Loop() {
		size = len(draw(b, s, "uk", words))
	}
	b.ReportMetric(float64(size), "bytes")
}
