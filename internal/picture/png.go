package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// pngParts are the chunks that make a picture and its colours (PNG, third
// edition, 4.8). All others are left out.
var pngParts = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "pHYs", "bKGD"}

// png reads the chunks of a file.
func (r *reader) png(data []byte) bool {
	out := []byte(pngHead)
	points := false
	for at := len(pngHead); at+12 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if n > int64(len(data)-at-12) {
			return false
		}
		end := at + 12 + int(n)
		kind, body := string(data[at+4:at+8]), data[at+8:end-4]
		if crc32.ChecksumIEEE(data[at+4:end-4]) != binary.BigEndian.Uint32(data[end-4:]) || (at == len(pngHead)) != (kind == "IHDR") {
			return false
		}
		switch kind {
		case "IHDR":
			if n != 13 || binary.BigEndian.Uint32(body) > 1<<30 || binary.BigEndian.Uint32(body[4:]) > 1<<30 {
				return false
			}
			r.Width, r.Height = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
		case "IDAT":
			points = true
		case "acTL":
			r.Moves = true
		case "eXIf":
			r.exif(bytes.TrimPrefix(body, []byte(exifHead)))
		case "tEXt", "iTXt", "zTXt":
			r.notes(unfolded(kind, body))
		}
		if slices.Contains(pngParts, kind) {
			out = append(out, data[at:end]...)
		}
		if kind == "IEND" {
			r.Plain = out
			return points
		}
		at = end
	}
	return false
}

// unfolded returns a text chunk with its text inflated, as far as that goes.
func unfolded(kind string, body []byte) []byte {
	_, rest, _ := bytes.Cut(body, []byte{0})
	switch {
	case kind == "zTXt" && len(rest) > 1:
		rest = rest[1:]
	case kind == "iTXt" && len(rest) > 2 && rest[0] == 1:
		_, rest, _ = bytes.Cut(rest[2:], []byte{0}) // language
		_, rest, _ = bytes.Cut(rest, []byte{0})     // keyword in it
	default:
		return body
	}
	z, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		return body
	}
	text, _ := io.ReadAll(io.LimitReader(z, Most)) // what could be read is looked at
	return text
}
