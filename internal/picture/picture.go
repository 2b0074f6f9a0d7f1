// Package picture reads what a picture file says about itself, without
// decoding its points: its size, whether it moves, whether it tells where it
// was taken. It also gives the file without all that is not the picture.
package picture

import (
	"bytes"
	"errors"
	"strings"
)

// Most is the largest file that is read, in bytes.
const Most = 1 << 20

// The types of pictures, as their files end.
const (
	PNG  = ".png"
	JPEG = ".jpg"
	WebP = ".webp"
)

// ErrBroken is returned for a file that is cut off, damaged or none of the
// types.
var ErrBroken = errors.New("no whole PNG, JPEG or WebP picture")

// A Picture is what a file says about itself.
type Picture struct {
	Type          string // PNG, JPEG or WebP
	Width, Height int    // in points, as it is shown; at least 1
	Moves         bool   // it is an animation
	Located       bool   // it tells where it was taken
	// Plain is the file without notes: no camera, place, time, author or small
	// copy of the picture. What makes its colours stays, and which way is up.
	Plain []byte
}

// Read reads a file. The data is not changed.
func Read(data []byte) (Picture, error) {
	r := reader{}
	ok := false
	switch {
	case bytes.HasPrefix(data, []byte(pngHead)):
		r.Type, ok = PNG, r.png(data)
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		r.Type, ok = JPEG, r.jpeg(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		r.Type, ok = WebP, r.webp(data)
	}
	if !ok || r.Width < 1 || r.Height < 1 {
		return Picture{}, ErrBroken
	}
	return r.Picture, nil
}

type reader struct {
	Picture
	turn int // which way is up, as EXIF counts; 0 when it does not say
}

// notes looks for a place in a text that programs write into pictures.
func (r *reader) notes(text []byte) {
	low := strings.ToLower(string(text))
	for _, word := range []string{"gpslatitude", "gpslongitude", "iptc4xmpcore:location", "photoshop:city", "locationcreated", "locationshown"} {
		r.Located = r.Located || strings.Contains(low, word)
	}
}
