package bench

import (
	"crypto/rand"
	"os"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"ascult/internal/catalog"
	"ascult/internal/credential"
	"ascult/internal/credential/pdf"
)

// BenchmarkCertificate draws a certificate with a name in Cyrillic: the PDF
// library alone with one of the same fonts and one line (floor), then the whole
// sheet, with the QR code and the rest. "x_line" is the ratio in this run.
func BenchmarkCertificate(b *testing.B) {
	const name = "Ґжегож Їжакевич-Щербаківська"
	font, err := os.ReadFile("../internal/credential/pdf/fonts/literata-regular.ttf")
	if err != nil {
		b.Fatal(err)
	}
	var floor float64
	b.Run("line", func(b *testing.B) {
		for range b.N {
			doc := fpdf.New("P", "mm", "A4", "")
			doc.AddUTF8FontFromBytes("literata", "", font)
			doc.AddPage()
			doc.SetFont("literata", "", 26)
			doc.Text(34, 80, name)
			var out counter
			if err := doc.Output(&out); err != nil {
				b.Fatal(err)
			}
		}
		floor = b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(1000*floor, "ms")
		b.ReportMetric(0, "ns/op")
	})
	b.Run("ascult", func(b *testing.B) {
		words, err := catalog.Load(os.DirFS("../i18n"))
		if err != nil {
			b.Fatal(err)
		}
		key, err := credential.LoadOrCreateKey(b.TempDir(), credential.PurposeCertificate, rand.Reader, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			b.Fatal(err)
		}
		number, err := credential.NewNumber(rand.Reader)
		if err != nil {
			b.Fatal(err)
		}
		facts := credential.Facts{
			Number: number, Issuer: "institute", Key: key.ID, Course: "interviewing", EditionLabel: "1", Language: "uk",
			Type: credential.Certificate, Result: credential.Passed, Name: name, Latin: credential.Latin(name, "uk"),
			Issued: time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC), LawDate: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
			Minutes: 185, SpecialisedMinutes: 150,
		}
		payload, err := facts.Encode()
		if err != nil {
			b.Fatal(err)
		}
		signed, err := credential.Sign(payload, key)
		if err != nil {
			b.Fatal(err)
		}
		titles := pdf.Titles{Course: "Перша бесіда", English: "First interview", Issuer: "Institute"}
		size := 0
		b.ResetTimer()
		for range b.N {
			sheet, err := pdf.Draw(signed, titles, "https://ascult.example", words)
			if err != nil {
				b.Fatal(err)
			}
			size = len(sheet)
		}
		each := b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(1000*each, "ms")
		b.ReportMetric(float64(size), "bytes")
		b.ReportMetric(0, "ns/op")
		if floor > 0 {
			b.ReportMetric(each/floor, "x_line")
		}
	})
}

// A counter takes what a PDF is written to.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
