package picture

import (
	"bytes"
	"encoding/binary"
)

// Flags of the chunk VP8X (RFC 9649, 2.7.1).
const (
	webpMoves = 0x02
	webpNotes = 0x08 | 0x04 // EXIF, XMP
)

// webp reads the chunks of a file.
func (r *reader) webp(data []byte) bool {
	size := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > int64(len(data)) {
		return false
	}
	data = data[:size]
	out := bytes.Clone(data[:12])
	points := false
	for at := 12; at < len(data); {
		if at+8 > len(data) {
			return false
		}
		n := int64(binary.LittleEndian.Uint32(data[at+4:]))
		if n > int64(len(data)-at-8) {
			return false
		}
		kind, body := string(data[at:at+4]), data[at+8:at+8+int(n)]
		end := min(at+8+int(n+n%2), len(data))
		keep := true
		switch kind {
		case "VP8X":
			if len(body) < 10 {
				return false
			}
			r.Moves = r.Moves || body[0]&webpMoves != 0
			r.Width, r.Height = 1+uint24(body[4:]), 1+uint24(body[7:])
			out = append(out, data[at:end]...)
			out[len(out)-(end-at)+8] &^= webpNotes
			at = end
			continue
		case "VP8 ", "VP8L":
			points = true
			if !r.frame(kind, body) {
				return false
			}
		case "ANIM", "ANMF":
			r.Moves, points = true, true
		case "ICCP", "ALPH":
		default:
			keep = false
			if kind == "EXIF" {
				r.exif(bytes.TrimPrefix(body, []byte(exifHead)))
			} else {
				r.notes(body)
			}
		}
		if keep {
			out = append(out, data[at:end]...)
		}
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	r.Plain = out
	return points
}

// frame reads the size of the points (RFC 6386, 9.1; RFC 9649, 3.4).
func (r *reader) frame(kind string, body []byte) bool {
	w, h := 0, 0
	switch {
	case kind == "VP8 " && len(body) >= 10 && bytes.Equal(body[3:6], []byte{0x9d, 0x01, 0x2a}):
		w, h = int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff)
	case kind == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(body[1:])
		w, h = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
	default:
		return false
	}
	if r.Width == 0 {
		r.Width, r.Height = w, h
	}
	return true
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
