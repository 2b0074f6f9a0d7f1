package pdf

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"

	"ascult/internal/catalog"
	"ascult/internal/credential"
)

//go:embed fonts/literata-regular.ttf
var regular []byte

//go:embed fonts/literata-semibold.ttf
var semibold []byte

// Titles are the words that a certificate does not sign, looked up by the hash
// of its edition. Empty ones are printed as "not in this copy".
type Titles struct {
	Course  string // in the certificate's language
	English string // the same in English
	Issuer  string // name of the institution, in the certificate's language
}

// Lengths on the sheet, in millimetres.
const (
	left      = 34.0 // of the text
	right     = 190.0
	valueLeft = 84.0 // of the facts' second column
	bandLeft  = 14.0
	bandTop   = 18.0
	bandWidth = 5.0
	bandUnit  = 0.5 // of one unit of the woven band
	headingAt = 60.0
	highAt    = 36.0  // the heading above an uncommonly long name
	signsAt   = 214.0 // never above: room for two signatures
	footAt    = 240.0 // number and rings
	// A QR code is at least 34 mm wide and its modules 0.55 mm, which makes 42
	// mm of the densest. With 0.5 mm, in 30 mm, a scan at 100 dots an inch has
	// less than two dots a module and is not read.
	qrBottom   = 279.0
	qrLeast    = 34.0
	qrModule   = 0.55
	ringsWidth = 34.0
	pageWidth  = 210.0
	pageHeight = 297.0
)

// Draw returns the PDF of a certificate for the institution at base, such as
// "https://ascult.example". It fails only if the payload cannot be read, base
// is too long for a QR code, or a text has a character that the fonts lack.
func Draw(s credential.Signed, titles Titles, base string, words *catalog.Catalog) ([]byte, error) {
	f, err := credential.Decode(s.Payload)
	if err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	qr, err := s.QR(base)
	if err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	d := newSheet(f, words)
	titles = Titles{Course: printable.Replace(titles.Course), English: printable.Replace(titles.English), Issuer: printable.Replace(titles.Issuer)}
	heading := d.text("cert_title_" + string(f.Type))
	meta, err := s.Metadata(heading+": "+f.Name, f.Language)
	if err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	d.SetXmpMetadata(meta)
	d.SetTitle(heading+": "+f.Name, true)
	d.SetAuthor(titles.Issuer, true)

	if f.Specimen {
		d.specimen()
	}
	d.band(f.Course)
	d.mark()
	d.head(f, heading)
	y := d.course(f, titles, d.holder(f))
	y = d.facts(f, titles, y)
	d.signatures(max(y+12, signsAt))
	d.foot(f, qr, strings.TrimPrefix(strings.TrimPrefix(base, "https://"), "http://"))

	if d.missing != 0 {
		return nil, fmt.Errorf("draw certificate: the fonts have no %q (%U)", d.missing, d.missing)
	}
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	return b.Bytes(), nil
}

// A sheet is a page with the words of one certificate's language.
type sheet struct {
	*fpdf.Fpdf
	lang    string
	words   *catalog.Catalog
	top     float64 // of the heading
	missing rune    // the first character without a glyph
}

func newSheet(f credential.Facts, words *catalog.Catalog) *sheet {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCatalogSort(true)
	p.SetCreationDate(f.Issued)
	p.SetModificationDate(f.Issued)
	p.SetProducer("Ascult", true)
	p.SetLang(f.Language)
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.AddUTF8FontFromBytes("literata", "", regular)
	p.AddUTF8FontFromBytes("literata", "B", semibold)
	p.AddPage()
	top := headingAt
	if utf8.RuneCountInString(f.Name+f.Latin) > 200 {
		top = highAt
	}
	return &sheet{Fpdf: p, lang: f.Language, words: words, top: top}
}

func (d *sheet) text(key string) string {
	return d.words.Text(d.lang, key)
}

// head prints the title of the document and the words before the name.
func (d *sheet) head(f credential.Facts, heading string) {
	d.ink()
	size := 33.0
	if f.Type != credential.Certificate {
		size = 24 // longer words
	}
	d.font("B", size)
	d.put(left, d.top+8, heading)
	if f.Specimen {
		d.brick()
		d.font("B", 10)
		d.put(left, d.top+14.5, d.text("cert_specimen")+". "+d.text("cert_specimen_note"))
	}
	d.soft()
	d.font("", 10.5)
	d.put(left, d.top+22, d.text("cert_intro"))
}

// holder prints the name over its rule and returns where it ends. Long names
// are set smaller, and at last on more lines: no letter is ever left out.
func (d *sheet) holder(f credential.Facts) float64 {
	d.ink()
	y := d.top + 24
	var lines []string
	for _, size := range []float64{26, 22, 18, 15, 12} {
		d.font("B", size)
		if lines = d.wrap(f.Name, right-left); len(lines) <= 2 {
			break
		}
	}
	y = d.lines(left, y, lines, 1.18)
	if f.Latin != "" {
		d.soft()
		for _, size := range []float64{11, 8} {
			d.font("", size)
			if lines = d.wrap(f.Latin, right-left); len(lines) <= 2 {
				break
			}
		}
		y = d.lines(left, y+1, lines, 1.2)
	}
	y += 3
	d.SetDrawColor(28, 43, 45)
	d.SetLineWidth(0.5)
	d.Line(left, y, right, y)
	return y
}

// course prints what the holder did, below y, and returns where it ends.
func (d *sheet) course(f credential.Facts, titles Titles, y float64) float64 {
	d.soft()
	d.font("", 10.5)
	y += 8
	d.put(left, y, d.text("cert_did_"+string(f.Result)))
	d.ink()
	title := titles.Course
	if title == "" {
		title = f.Course + " (" + d.text("cert_not_in_copy") + ")"
	}
	var lines []string
	for _, size := range []float64{17, 14} {
		d.font("B", size)
		if lines = d.wrap(title, right-left); len(lines) <= 2 {
			break
		}
	}
	y = d.lines(left, y+2, lines, 1.25)
	if titles.English != "" && titles.English != titles.Course {
		d.soft()
		d.font("", 10)
		y = d.lines(left, y+0.5, d.wrap(titles.English, right-left), 1.3)
	}
	return y
}

// facts prints the table below y and returns where it ends.
func (d *sheet) facts(f credential.Facts, titles Titles, y float64) float64 {
	y += 5
	row := func(key, value string) {
		if value == "" {
			return
		}
		d.soft()
		d.font("", 9.5)
		below := d.lines(left, y, d.wrap(d.text(key), valueLeft-left-3), 1.35)
		d.ink()
		y = max(below, d.lines(valueLeft, y, d.wrap(value, right-valueLeft), 1.35)) + 0.9
	}
	hours := func(minutes int) string {
		if minutes == 0 {
			return ""
		}
		return Hours(f.Language, minutes, d.words)
	}
	row("cert_hours", hours(f.Minutes))
	row("cert_hours_special", hours(f.SpecialisedMinutes))
	row("cert_edition", f.EditionLabel+" ("+hex.EncodeToString(f.Edition[:6])+")")
	row("cert_law", catalog.Date(d.lang, f.LawDate))
	row("cert_issued", catalog.Date(d.lang, f.Issued))
	if f.ValidUntil.IsZero() {
		row("cert_until", d.text("cert_forever"))
	} else {
		row("cert_until", catalog.Date(d.lang, f.ValidUntil))
	}
	issuer := titles.Issuer
	if issuer == "" {
		issuer = f.Issuer
	}
	row("cert_issuer", issuer)
	row("cert_replaces", f.Replaces.Grouped())
	return y
}

func (d *sheet) signatures(y float64) {
	d.SetDrawColor(125, 116, 100)
	d.SetLineWidth(0.2)
	half := (right - left - 12) / 2
	d.Line(left, y, left+half, y)
	d.Line(right-half, y, right, y)
	d.soft()
	d.font("", 9)
	d.put(left, y+4.5, d.text("cert_sign_trainer"))
	d.put(right-half, y+4.5, d.text("cert_sign_issuer"))
}

// foot prints QR code, number, how to check it in the certificate's language
// and in English, and the rings.
func (d *sheet) foot(f credential.Facts, qr credential.Matrix, host string) {
	module := max(qrModule, qrLeast/float64(qr.Size))
	side := module * float64(qr.Size)
	d.code(left, qrBottom-side, module, qr)
	x := left + side + 4.5
	width := right - ringsWidth - 4 - x
	d.ink()
	d.SetFont("Courier", "B", 10)
	top := qrBottom - side
	d.Text(x, top+2.6, f.Number.Grouped())
	key := "cert_verify_paper"
	if !qr.Whole {
		key = "cert_verify_paper_number"
	}
	y := top + 4.6
	for i, lang := range []string{d.lang, "en"} {
		if i == 1 && d.lang == "en" {
			break
		}
		d.soft()
		d.font("", 8)
		y = d.lines(x, y, d.wrap(d.words.Text(lang, key, "Address", host+"/v"), width), 1.3) + 1.2
	}
	d.rings(right-ringsWidth/2, qrBottom-side/2, ringsWidth/2, string(f.Number))
}
