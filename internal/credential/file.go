package credential

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"time"
)

const (
	fileFormat = 1
	fileKind   = "ascult-certificate"
)

// certificateFile is the JSON form of a certificate.
type certificateFile struct {
	Format    int           `json:"format"`
	Kind      string        `json:"kind"`
	Payload   []byte        `json:"payload"`
	Signature []byte        `json:"signature"`
	Facts     readableFacts `json:"facts"`
}

// readableFacts repeat the payload for people. They prove nothing.
type readableFacts struct {
	Number             string `json:"number"`
	Issuer             string `json:"issuer"`
	Key                string `json:"key"`
	Course             string `json:"course"`
	Edition            string `json:"edition"`
	EditionHash        string `json:"editionHash"`
	Language           string `json:"language"`
	Type               Type   `json:"type"`
	Result             Result `json:"result"`
	Name               string `json:"name"`
	Latin              string `json:"latin,omitempty"`
	Issued             string `json:"issued"`
	ValidUntil         string `json:"validUntil,omitempty"`
	LawDate            string `json:"lawDate"`
	Minutes            int    `json:"minutes"`
	SpecialisedMinutes int    `json:"specialisedMinutes"`
	Specimen           bool   `json:"specimen"`
	Replaces           string `json:"replaces,omitempty"`
}

func readable(f Facts) readableFacts {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(dayLayout)
	}
	return readableFacts{
		Number: f.Number.Grouped(), Issuer: f.Issuer, Key: f.Key, Course: f.Course,
		Edition: f.EditionLabel, EditionHash: hex.EncodeToString(f.Edition[:]), Language: f.Language,
		Type: f.Type, Result: f.Result, Name: f.Name, Latin: f.Latin,
		Issued: day(f.Issued), ValidUntil: day(f.ValidUntil), LawDate: day(f.LawDate),
		Minutes: f.Minutes, SpecialisedMinutes: f.SpecialisedMinutes, Specimen: f.Specimen,
		Replaces: f.Replaces.Grouped(),
	}
}

// JSON returns the file form of s: payload, signature, and the facts once more
// for people to read. The same certificate gives the same bytes.
func (s Signed) JSON() ([]byte, error) {
	f, err := Decode(s.Payload)
	if err != nil {
		return nil, fmt.Errorf("write certificate file: %w", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(certificateFile{Format: fileFormat, Kind: fileKind, Payload: s.Payload, Signature: s.Signature, Facts: readable(f)})
	if err != nil {
		return nil, fmt.Errorf("write certificate file: %w", err)
	}
	return b.Bytes(), nil
}

// pdfMark finds the text of a certificate in a PDF's metadata.
var pdfMark = regexp.MustCompile(`<ascult:certificate>([A-Z2-7]+)</ascult:certificate>`)

// Metadata returns the XMP packet of a certificate's PDF, which carries the
// signed certificate where [ReadFile] finds it. title is plain text.
func (s Signed) Metadata(title, lang string) ([]byte, error) {
	var t bytes.Buffer
	if err := xml.EscapeText(&t, []byte(title)); err != nil {
		return nil, err
	}
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:ascult="urn:ascult:certificate:1">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + t.String() + `</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>` + lang + `</rdf:li></rdf:Bag></dc:language>
<ascult:certificate>` + s.Text() + `</ascult:certificate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`), nil
}

// ReadFile takes the signed certificate out of a PDF or JSON file. agree
// reports whether a JSON file's readable facts repeat the signed ones; it is
// true for a PDF, whose text only a person can compare. A PDF with two
// different certificates in it is refused. Errors wrap ErrFile or ErrPayload.
func ReadFile(data []byte) (s Signed, agree bool, err error) {
	if len(data) > maxFile {
		return Signed{}, false, fmt.Errorf("%w: larger than %d bytes", ErrFile, maxFile)
	}
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		found := pdfMark.FindAllSubmatch(data, -1)
		for _, m := range found {
			if !bytes.Equal(m[1], found[0][1]) {
				return Signed{}, false, fmt.Errorf("%w: it carries two different certificates", ErrFile)
			}
		}
		if len(found) == 0 {
			return Signed{}, false, ErrFile
		}
		s, number, err := ParseFragment(string(found[0][1]))
		if err != nil || number != "" {
			return Signed{}, false, errors.Join(ErrFile, err)
		}
		return s, true, nil
	}
	var f certificateFile
	if err := strictJSON(data, &f); err != nil || f.Format != fileFormat || f.Kind != fileKind {
		return Signed{}, false, errors.Join(ErrFile, err)
	}
	facts, err := Decode(f.Payload)
	if err != nil {
		return Signed{}, false, err
	}
	return Signed{Payload: f.Payload, Signature: f.Signature}, f.Facts == readable(facts), nil
}
