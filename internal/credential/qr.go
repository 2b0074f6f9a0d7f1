package credential

import (
	"errors"
	"fmt"

	"rsc.io/qr/coding"
)

// maxQRVersion is the densest code that is still read from 30 mm of paper at
// 100 dots an inch, at level M.
const maxQRVersion = 15

// A Matrix is a QR code without its quiet zone of four modules.
type Matrix struct {
	Size int // modules on a side
	// Whole reports whether the code carries the signed certificate. If not,
	// it carries the number alone, and a scan needs the issuer's server.
	Whole bool
	// Text is what a scan reads.
	Text  string
	black func(x, y int) bool
}

// Black reports whether a module is dark; x runs right, y down.
func (m Matrix) Black(x, y int) bool { return m.black(x, y) }

// QR returns the code of s for an institution's base address, such as
// "https://ascult.example". It is BASE/v# and [Signed.Text]. Nothing signed is
// ever left out to make it fit: with names so long that the code would pass
// version 15, it is BASE/v#N and the number.
func (s Signed) QR(base string) (Matrix, error) {
	f, err := Decode(s.Payload)
	if err != nil {
		return Matrix{}, fmt.Errorf("draw QR code: %w", err)
	}
	link := base + "/v#"
	if m, err := matrix(link, s.Text()); err == nil {
		m.Whole = true
		return m, nil
	}
	m, err := matrix(link, "N"+string(f.Number))
	if err != nil {
		return Matrix{}, fmt.Errorf("draw QR code of %s: %w", link, err)
	}
	return m, nil
}

// matrix encodes a link in bytes (it has # and small letters) and a text in
// the denser alphanumeric mode, in the smallest version that holds both.
func matrix(link, text string) (Matrix, error) {
	parts := []coding.Encoding{coding.String(link), coding.Alpha(text)}
	for v := coding.Version(1); v <= maxQRVersion; v++ {
		bits := parts[0].Bits(v) + parts[1].Bits(v)
		if bits > 8*v.DataBytes(coding.M) {
			continue
		}
		plan, err := coding.NewPlan(v, coding.M, 0)
		if err != nil {
			return Matrix{}, err
		}
		code, err := plan.Encode(parts...)
		if err != nil {
			return Matrix{}, err
		}
		return Matrix{Size: code.Size, Text: link + text, black: code.Black}, nil
	}
	return Matrix{}, errors.New("too long for version 15")
}
