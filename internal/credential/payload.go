package credential

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// payloadVersion is the first byte of every payload this program writes and
// the only one it reads. Versions stay below 0x68, so that the text of a
// payload never begins with N (see [Fragment]).
const payloadVersion = 1

// maxPayload bounds what is decoded at all, in bytes: far above the longest
// name, far below anything that costs.
const maxPayload = 2048

// The bits of the flags byte. The others are zero.
const (
	flagSpecimen = 1 << iota
	flagLatin
	flagUntil
	flagReplaces
	flagsKnown = flagSpecimen | flagLatin | flagUntil | flagReplaces
)

// ErrPayload is what every refusal of [Decode] wraps: the bytes are no
// payload in canonical form.
var ErrPayload = errors.New("not a certificate's payload")

// Encode returns the one canonical payload of f.
func (f Facts) Encode() ([]byte, error) {
	if err := f.Validate(); err != nil {
		return nil, fmt.Errorf("encode certificate: %w", err)
	}
	number, err := f.Number.bytes()
	if err != nil {
		return nil, fmt.Errorf("encode certificate: %w", err)
	}
	typ, result, lang := wordNumber(types, f.Type), wordNumber(results, f.Result), wordNumber(languages, f.Language)
	if typ == 0 || result == 0 || lang == 0 {
		return nil, fmt.Errorf("encode certificate: unknown type %q, result %q or language %q", f.Type, f.Result, f.Language)
	}
	var flags byte
	set := func(on bool, flag byte) {
		if on {
			flags |= flag
		}
	}
	set(f.Specimen, flagSpecimen)
	set(f.Latin != "", flagLatin)
	set(!f.ValidUntil.IsZero(), flagUntil)
	set(f.Replaces != "", flagReplaces)

	b := append([]byte{payloadVersion, flags, typ, result, lang}, number...)
	days := []time.Time{f.Issued, f.LawDate}
	if flags&flagUntil != 0 {
		days = append(days, f.ValidUntil)
	}
	for _, d := range days {
		day, err := dayNumber(d)
		if err != nil {
			return nil, fmt.Errorf("encode certificate: %w", err)
		}
		b = binary.BigEndian.AppendUint16(b, day)
	}
	b = appendShort(b, f.Minutes)
	b = appendShort(b, f.SpecialisedMinutes)
	b = append(b, f.Edition[:]...)
	for _, s := range []string{f.EditionLabel, f.Issuer, f.Key, f.Course} {
		b = appendText(b, s)
	}
	b = append(appendShort(b, len(f.Name)), f.Name...)
	if flags&flagLatin != 0 {
		b = append(appendShort(b, len(f.Latin)), f.Latin...)
	}
	if flags&flagReplaces != 0 {
		replaces, err := f.Replaces.bytes()
		if err != nil {
			return nil, fmt.Errorf("encode certificate: replaces: %w", err)
		}
		b = append(b, replaces...)
	}
	if len(b) > maxPayload {
		return nil, fmt.Errorf("encode certificate: %d bytes, more than %d", len(b), maxPayload)
	}
	return b, nil
}

// wordNumber returns the number that stands for a word, or 0.
func wordNumber[T ~string](words []T, w T) byte {
	return byte(slices.Index(words, w) + 1) //nolint:gosec // lists of a few words
}

// appendShort appends two bytes; Validate has bounded n.
func appendShort(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(b, uint16(n)) //nolint:gosec // bounded by Validate
}

// appendText appends a label or id with its length; Validate has bounded it.
func appendText(b []byte, s string) []byte {
	return append(append(b, byte(len(s))), s...) //nolint:gosec // bounded by Validate
}

// Decode reads a payload and refuses everything that [Facts.Encode] would not
// have written, byte for byte. Every error wraps ErrPayload.
func Decode(b []byte) (Facts, error) {
	f, err := decode(b)
	if err != nil {
		return Facts{}, fmt.Errorf("%w: %w", ErrPayload, err)
	}
	again, err := f.Encode()
	if err != nil {
		return Facts{}, fmt.Errorf("%w: %w", ErrPayload, err)
	}
	if !bytes.Equal(again, b) {
		return Facts{}, fmt.Errorf("%w: not in canonical form", ErrPayload)
	}
	return f, nil
}

func decode(b []byte) (f Facts, err error) {
	if len(b) == 0 || b[0] != payloadVersion {
		return f, errors.New("unknown version")
	}
	if len(b) > maxPayload {
		return f, errors.New("too long")
	}
	r := reader{rest: b[1:]}
	flags := r.byte()
	if flags&^flagsKnown != 0 {
		return f, errors.New("unknown flag")
	}
	f.Specimen = flags&flagSpecimen != 0
	f.Type = word(&r, types)
	f.Result = word(&r, results)
	f.Language = word(&r, languages)
	f.Number = r.number()
	f.Issued = r.day()
	f.LawDate = r.day()
	if flags&flagUntil != 0 {
		f.ValidUntil = r.day()
	}
	f.Minutes = int(r.uint16())
	f.SpecialisedMinutes = int(r.uint16())
	copy(f.Edition[:], r.take(len(f.Edition)))
	for _, s := range []*string{&f.EditionLabel, &f.Issuer, &f.Key, &f.Course} {
		*s = string(r.take(int(r.byte())))
	}
	f.Name = string(r.take(int(r.uint16())))
	if flags&flagLatin != 0 {
		if f.Latin = string(r.take(int(r.uint16()))); f.Latin == "" {
			return f, errors.New("empty Latin name")
		}
	}
	if flags&flagReplaces != 0 {
		f.Replaces = r.number()
	}
	if r.err == nil && len(r.rest) > 0 {
		r.err = errors.New("bytes after the end")
	}
	return f, r.err
}

// A reader takes fields from the front of a payload. After the first error
// all fields are zero.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n > len(r.rest) {
		if r.err == nil {
			r.err = errors.New("cut short")
		}
		return make([]byte, n)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte     { return r.take(1)[0] }
func (r *reader) uint16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }

func (r *reader) day() time.Time {
	return time.Unix(int64(r.uint16())*86400, 0).UTC()
}

func (r *reader) number() Number {
	n, err := numberFromBytes(r.take(numberBytes))
	if err != nil && r.err == nil {
		r.err = err
	}
	return n
}

func word[T ~string](r *reader, words []T) T {
	i := int(r.byte())
	if i < 1 || i > len(words) {
		if r.err == nil {
			r.err = fmt.Errorf("unknown word %d", i)
		}
		return ""
	}
	return words[i-1]
}

// dayNumber returns the days from 1970-01-01 to d, which must be a midnight
// in UTC between that day and 2149-06-06.
func dayNumber(d time.Time) (uint16, error) {
	s := d.Unix()
	if s%86400 != 0 || d.Nanosecond() != 0 || s < 0 || s/86400 > 0xFFFF {
		return 0, fmt.Errorf("date %v is not a day from 1970 to 2149", d)
	}
	return uint16(s / 86400), nil
}
