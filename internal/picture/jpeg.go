package picture

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	soi, eoi, sos   = 0xd8, 0xd9, 0xda
	app0, app1      = 0xe0, 0xe1
	app2            = 0xe2
	app14, app15    = 0xee, 0xef
	comment, filler = 0xfe, 0xff
)

const exifHead = "Exif\x00\x00"

// jpeg reads the segments of a file.
func (r *reader) jpeg(data []byte) bool {
	var kept []byte // segments that stay
	scans := false
	at := 2
	for {
		if at+2 > len(data) || data[at] != 0xff {
			return false
		}
		mark := data[at+1]
		switch {
		case mark == filler:
			at++
			continue
		case mark == eoi:
			if !scans {
				return false
			}
			kept = append(kept, 0xff, eoi) // whatever follows is not the picture
			r.Plain = r.headed(kept)
			if r.turn >= 5 {
				r.Width, r.Height = r.Height, r.Width
			}
			return true
		case mark < 0xc0 || mark >= 0xd0 && mark <= soi:
			return false // none of these stands between segments
		}
		if at+4 > len(data) {
			return false
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if end > len(data) || end < at+4 {
			return false
		}
		body := data[at+4 : end]
		switch {
		case mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc:
			if len(body) < 6 {
				return false
			}
			r.Height, r.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
		case mark == app1 && bytes.HasPrefix(body, []byte(exifHead)):
			r.exif(body[len(exifHead):])
		case mark >= app0 && mark <= app15:
			r.notes(body)
		}
		if keeps(mark, body) {
			kept = append(kept, data[at:end]...)
		}
		at = end
		if mark == sos {
			scans = true
			from := at
			if at = scanEnd(data, at); at < 0 {
				return false
			}
			kept = append(kept, data[from:at]...)
		}
	}
}

// keeps tells which segments a picture is made of: all but notes. Colours are
// in JFIF, ICC profiles and Adobe's mark.
func keeps(mark byte, body []byte) bool {
	switch {
	case mark == app0:
		return bytes.HasPrefix(body, []byte("JFIF\x00"))
	case mark == app2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case mark == app14:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return mark < app0 || mark > app15 && mark != comment
}

// scanEnd returns where the points of a scan end: at a marker that is neither
// a stuffed byte nor a restart.
func scanEnd(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if data[at] != 0xff {
			continue
		}
		if next := data[at+1]; next != 0 && next != filler && (next < 0xd0 || next > 0xd7) {
			return at
		}
	}
	return -1
}

// headed puts the beginning before segments, with which way is up if it is
// not the usual one.
func (r *reader) headed(kept []byte) []byte {
	out := []byte{0xff, soi}
	if r.turn <= 1 {
		return append(out, kept...)
	}
	note := append([]byte(exifHead), turned(r.turn)...)
	out = append(out, 0xff, app1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(note)+2))
	return append(append(out, note...), kept...)
}
