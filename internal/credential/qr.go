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
		best, least := Matrix{}, 0
		for mask := range coding.Mask(8) {
			plan, err := coding.NewPlan(v, coding.M, mask)
			if err != nil {
				return Matrix{}, err
			}
			code, err := plan.Encode(parts...)
			if err != nil {
				return Matrix{}, err
			}
			if p := penalty(code); best.Size == 0 || p < least {
				best, least = Matrix{Size: code.Size, Text: link + text, black: code.Black}, p
			}
		}
		return best, nil
	}
	return Matrix{}, errors.New("too long for version 15")
}

// penalty scores how hard a code is to read, by the four rules of ISO/IEC
// 18004, section 7.8.3: long runs, blocks, shapes like the corner marks, and
// more dark than light. The library itself always takes the first mask.
func penalty(c *coding.Code) int {
	score, dark := 0, 0
	for swap := range 2 {
		at := func(line, i int) bool {
			if swap == 1 {
				return c.Black(line, i)
			}
			return c.Black(i, line)
		}
		for line := range c.Size {
			run, window := 0, 0
			for i := range c.Size {
				b := at(line, i)
				if i > 0 && b == at(line, i-1) {
					run++
				} else {
					run = 1
				}
				if run == 5 {
					score += 3
				} else if run > 5 {
					score++
				}
				window = window << 1 & 0x7FF
				if b {
					window |= 1
					dark++
				}
				if i >= 10 && (window == 0x5D0 || window == 0x05D) {
					score += 40
				}
				if swap == 0 && i > 0 && line > 0 && b == at(line, i-1) && b == at(line-1, i) && b == at(line-1, i-1) {
					score += 3
				}
			}
		}
	}
	percent := dark * 50 / (c.Size * c.Size) // dark was counted twice
	return score + max(percent-50, 50-percent)/5*10
}
