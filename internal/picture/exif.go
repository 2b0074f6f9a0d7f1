package picture

import "encoding/binary"

// Tags of EXIF 2.32, 4.6.
const (
	orientationTag = 0x0112
	gpsTag         = 0x8825
)

// exif reads the first directory of an EXIF block, which is a TIFF file.
func (r *reader) exif(data []byte) {
	if len(data) < 8 {
		return
	}
	var order binary.ByteOrder
	switch string(data[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return
	}
	n := int64(order.Uint16(data[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(data)) {
			return
		}
		switch order.Uint16(data[e:]) {
		case gpsTag:
			r.Located = true
		case orientationTag:
			if turn := int(order.Uint16(data[e+8:])); turn >= 1 && turn <= 8 {
				r.turn = turn
			}
		}
	}
}

// turned is an EXIF block that says which way is up, and nothing else.
func turned(turn int) []byte {
	return []byte{
		'M', 'M', 0, '*', 0, 0, 0, 8, // the directory follows
		0, 1, // it has one entry:
		orientationTag >> 8, orientationTag & 0xff, 0, 3, 0, 0, 0, 1, 0, byte(turn), 0, 0, // a short
		0, 0, 0, 0, // no further directory
	}
}
