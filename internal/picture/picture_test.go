package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	_ "image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t testing.TB, data []byte) Picture {
	t.Helper()
	p, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// exifOf is an EXIF block with the entries of a telephone: turned, with a place.
func exifOf(order binary.AppendByteOrder, turn int, located bool) []byte {
	out := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint32(out, 8)
	entry := func(tag, kind uint16, value uint32) {
		out = order.AppendUint16(order.AppendUint16(out, tag), kind)
		out = order.AppendUint32(out, 1)
		if kind == 3 {
			out = order.AppendUint16(order.AppendUint16(out, uint16(value)), 0)
			return
		}
		out = order.AppendUint32(out, value)
	}
	n := uint16(1)
	if located {
		n++
	}
	out = order.AppendUint16(out, n)
	entry(orientationTag, 3, uint32(turn))
	if located {
		entry(gpsTag, 4, 38)
	}
	out = order.AppendUint32(out, 0)
	return append(out, "secret place"...)
}

func withSegment(data []byte, mark byte, body string) []byte {
	out := append([]byte{}, data[:2]...)
	out = append(out, 0xff, mark)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), data[2:]...)
}

func withChunk(data []byte, kind, body string) []byte {
	const at = 8 + 25 // behind IHDR
	c := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	c = append(append(c, kind...), body...)
	c = binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
	return append(append(append([]byte{}, data[:at]...), c...), data[at:]...)
}

func TestSizes(t *testing.T) {
	for name, kind := range map[string]string{"s.png": PNG, "s.jpg": JPEG, "s.webp": WebP, "l.webp": WebP, "x.webp": WebP} {
		p := parse(t, read(t, name))
		if p.Type != kind || p.Width != 8 || p.Height != 6 || p.Moves || p.Located {
			t.Errorf("%s is %s, %d × %d, moves %v, located %v", name, p.Type, p.Width, p.Height, p.Moves, p.Located)
		}
		if q := parse(t, p.Plain); !bytes.Equal(q.Plain, p.Plain) || q.Width != 8 {
			t.Errorf("%s: what is published reads otherwise", name)
		}
	}
	if p := parse(t, read(t, "a.webp")); !p.Moves {
		t.Error("an animation stands still")
	}
	if p := parse(t, withChunk(read(t, "s.png"), "acTL", "\x00\x00\x00\x02\x00\x00\x00\x00")); !p.Moves {
		t.Error("an animated PNG stands still")
	}
}

// TestNotesAreNotPublished holds that a place is found however it is written,
// and that what is published tells nothing but the picture.
func TestNotesAreNotPublished(t *testing.T) {
	jpg, pic, web := read(t, "s.jpg"), read(t, "s.png"), read(t, "x.webp")
	little, big := string(exifOf(binary.LittleEndian, 6, true)), string(exifOf(binary.BigEndian, 6, true))
	xmp := `http://ns.adobe.com/xap/1.0/` + "\x00" + `<rdf exif:GPSLatitude="47,0N" secret/>`
	riff := func(kind, body string) []byte {
		out := append([]byte{}, web...)
		out = append(out, kind...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
		out = append(out, body+strings.Repeat("\x00", len(body)%2)...)
		binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
		return out
	}
	for name, test := range map[string]struct {
		data    []byte
		located bool
	}{
		"jpeg little":  {withSegment(jpg, app1, exifHead+little), true},
		"jpeg big":     {withSegment(jpg, app1, exifHead+big), true},
		"jpeg xmp":     {withSegment(jpg, app1, xmp), true},
		"jpeg no gps":  {withSegment(jpg, app1, exifHead+string(exifOf(binary.BigEndian, 1, false))), false},
		"jpeg iptc":    {withSegment(jpg, 0xed, "Photoshop 3.0\x00secret"), false},
		"jpeg comment": {withSegment(jpg, comment, "secret"), false},
		"jpeg tail":    {append(append([]byte{}, jpg...), "secret second picture"...), false},
		"png exif":     {withChunk(pic, "eXIf", big), true},
		"png xmp":      {withChunk(pic, "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp), true},
		"png text":     {withChunk(pic, "tEXt", "Author\x00secret"), false},
		"png unknown":  {withChunk(pic, "prVt", "secret"), false},
		"webp exif":    {riff("EXIF", little), true},
		"webp xmp":     {riff("XMP ", xmp), true},
		"webp unknown": {riff("xxxx", "secret"), false},
	} {
		p := parse(t, test.data)
		if p.Located != test.located {
			t.Errorf("%s: located %v", name, p.Located)
		}
		if bytes.Contains(p.Plain, []byte("secret")) || bytes.Contains(p.Plain, []byte("GPS")) {
			t.Errorf("%s: a note is published", name)
		}
		if q := parse(t, p.Plain); q.Located || q.Width != p.Width {
			t.Errorf("%s: what is published reads %+v", name, q)
		}
	}
}

// TestTheWayUpStays: a photograph that was taken upright stays so, and has the
// size that a browser gives it.
func TestTheWayUpStays(t *testing.T) {
	for turn, w := range map[int]int{1: 8, 3: 8, 6: 6, 8: 6} {
		p := parse(t, withSegment(read(t, "s.jpg"), app1, exifHead+string(exifOf(binary.LittleEndian, turn, false))))
		if q := parse(t, p.Plain); p.Width != w || q.Width != w || q.Height != 14-w {
			t.Errorf("turned %d: %d wide, published %d × %d", turn, p.Width, q.Width, q.Height)
		}
		if _, _, err := image.Decode(bytes.NewReader(p.Plain)); err != nil {
			t.Errorf("turned %d: %v", turn, err)
		}
	}
}

func TestBroken(t *testing.T) {
	var moving bytes.Buffer
	if err := gif.Encode(&moving, image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.White}), nil); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{nil, []byte("<svg/>"), moving.Bytes(), []byte(pngHead), []byte("\xff\xd8\xff\xd9"), []byte("RIFF\x04\x00\x00\x00WEBP")} {
		if _, err := Read(data); err == nil {
			t.Errorf("%.20q is a picture", data)
		}
	}
	for _, name := range []string{"s.png", "s.jpg", "s.webp", "l.webp", "x.webp"} {
		data := read(t, name)
		for n := range data {
			if name == "l.webp" && n == len(data)-1 {
				continue // the byte that fills up an odd length
			}
			if _, err := Read(data[:n]); err == nil {
				t.Errorf("%s is whole without its last %d bytes", name, len(data)-n)
			}
		}
	}
	damaged := read(t, "s.png")
	damaged[len(damaged)-20] ^= 1
	if _, err := Read(damaged); err == nil {
		t.Error("a damaged PNG is whole")
	}
}

// FuzzRead holds that whatever is read is published in a form that reads the
// same, is no longer than it was but for the way up, and has no place.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"s.png", "s.jpg", "s.webp", "l.webp", "x.webp", "a.webp"} {
		f.Add(read(f, name))
	}
	jpg := read(f, "s.jpg")
	f.Add(withSegment(jpg, app1, exifHead+string(exifOf(binary.BigEndian, 6, true))))
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)))
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(data)
		if err != nil {
			return
		}
		q, err := Read(p.Plain)
		if err != nil {
			t.Fatalf("what is published is broken: %v", err)
		}
		if q.Width != p.Width || q.Height != p.Height || q.Type != p.Type || q.Moves != p.Moves {
			t.Fatalf("%+v is published as %+v", p, q)
		}
		if !bytes.Equal(q.Plain, p.Plain) || len(p.Plain) > len(data)+40 {
			t.Fatal("publishing twice gives another file")
		}
	})
}
