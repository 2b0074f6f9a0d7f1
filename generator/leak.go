package generator

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"html"
	"io"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"ascult/internal/quiz"
)

// A Leak is a part of an exam that stands in a published file.
type Leak struct {
	File     string
	Bank     string // course/bank
	Question string
	What     string // canary, text, case, hint, option or answer
	Lang     string // "" for a canary
}

// A text shorter than this many letters and digits is not searched for: "yes"
// and "a lawyer" stand in many places and give nothing away. The stem and the
// canary of their question, which are always long enough to be its own, are
// searched in their place.
const specific = 20

// An accepted answer is a word or a phrase that the lessons teach: only one that
// is as long as a sentence of its own is searched for.
const ownAnswer = 40

// most bounds what one compressed file may unfold into, and how deep archives
// may lie in each other.
const (
	most = 64 << 20
	deep = 4
)

// Leaks searches every byte of files for each canary, stem, case, hint, option
// and accepted answer of the exam banks in every language. Compressed files (gzip, brotli, zip) are
// opened, escapes of HTML, JSON, scripts and addresses are undone, tags and the
// marks of segments are taken away, and then only letters and digits count,
// whatever their case: typography, white space and mark-up hide nothing.
func Leaks(files map[string][]byte, exam []quiz.Bank) []Leak {
	n := newNeedles(exam)
	if len(n) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(files))
	leaks := make([][]Leak, len(names))
	parallel(len(names), func(i int) {
		found := map[Leak]bool{}
		for _, text := range texts(names[i], files[names[i]], deep) {
			n.search(names[i], text, found)
		}
		leaks[i] = slices.Collect(maps.Keys(found))
	})
	out := slices.Concat(leaks...)
	slices.SortFunc(out, func(a, b Leak) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Bank, b.Bank), cmp.Compare(a.Question, b.Question),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Lang, b.Lang))
	})
	return out
}

// head is how much of a needle is looked up at each place of a text.
const head = 12

type needle struct {
	key  string
	leak Leak // without File
}

type needles map[[head]byte][]needle

func newNeedles(exam []quiz.Bank) needles {
	n := needles{}
	add := func(text string, least int, l Leak) {
		k := key(text)
		if len([]rune(k)) < least || len(k) < head {
			return
		}
		h := [head]byte([]byte(k[:head]))
		n[h] = append(n[h], needle{k, l})
	}
	for _, b := range exam {
		for _, q := range b.Questions {
			l := Leak{Bank: b.Course + "/" + b.ID, Question: q.ID, What: "canary"}
			add(q.Canary, head, l)
			each := func(what string, least int, t quiz.Text) {
				l.What = what
				for lang, t := range t {
					l.Lang = lang
					add(t, least, l)
				}
			}
			each("text", specific, q.Text)
			each("case", specific, q.Case)
			each("hint", specific, q.Hint)
			for _, o := range q.Options {
				each("option", specific, o.Text)
				each("option", specific, o.Match)
				l.What = "option" // a short line gives itself away with its speaker
				for lang, who := range o.Who {
					l.Lang = lang
					add(who+o.Text[lang], specific, l)
				}
				for lang, texts := range o.Accept {
					for _, t := range texts {
						each("answer", ownAnswer, quiz.Text{lang: t})
					}
				}
			}
			if q.Type == quiz.Gap {
				for lang := range q.Text {
					for _, t := range sentences(q, lang) {
						each("text", specific, quiz.Text{lang: t})
					}
				}
			}
		}
	}
	return n
}

// sentences are the forms in which the text of a gap question may stand
// somewhere: with nothing in its gaps, with their numbers, and with answers that
// are accepted, the first of each, the second, and so on.
func sentences(q quiz.Question, lang string) []string {
	parts := q.Parts(lang)
	with := func(gap func(quiz.Part) string) string {
		var b strings.Builder
		for _, p := range parts {
			if b.WriteString(p.Text); p.Gap > 0 {
				b.WriteString(gap(p))
			}
		}
		return b.String()
	}
	out := []string{q.Plain(lang), with(func(quiz.Part) string { return "" })}
	most := 0
	for _, o := range q.Options {
		most = max(most, len(o.Accept[lang]))
	}
	for i := range most {
		out = append(out, with(func(p quiz.Part) string {
			texts := q.Options[p.Option].Accept[lang]
			if len(texts) == 0 {
				return ""
			}
			return texts[min(i, len(texts)-1)]
		}))
	}
	return out
}

// search adds to found what stands in text.
func (n needles) search(file, text string, found map[Leak]bool) {
	for i := 0; i+head <= len(text); i++ {
		for _, k := range n[[head]byte([]byte(text[i:i+head]))] {
			if strings.HasPrefix(text[i:], k.key) {
				l := k.leak
				l.File = file
				found[l] = true
			}
		}
	}
}

var (
	tags  = regexp.MustCompile(`<[^<>]*>`)
	marks = regexp.MustCompile(`‖[a-z2-7]{6}‖`)
)

// texts returns the forms in which a file is searched, as keys.
func texts(name string, data []byte, depth int) []string {
	var out []string
	if depth > 0 {
		for _, inner := range unpack(name, data) {
			out = append(out, texts(inner.name, inner.data, depth-1)...)
		}
	}
	plain := string(data)
	for range 4 {
		out = append(out, key(plain))
		next := unescape(plain)
		if next == plain {
			break
		}
		plain = next
	}
	return append(out, key(tags.ReplaceAllString(plain, "")))
}

// key leaves the letters and digits of a text, folded.
func key(s string) string {
	s = marks.ReplaceAllString(s, "")
	s = cases.Fold().String(norm.NFC.String(s))
	s = norm.NFC.String(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

type packed struct {
	name string
	data []byte
}

// unpack opens a compressed file. What cannot be opened is searched as it is.
func unpack(name string, data []byte) []packed {
	read := func(r io.Reader) []packed {
		plain, err := io.ReadAll(io.LimitReader(r, most))
		if len(plain) == 0 && err != nil {
			return nil
		}
		return []packed{{strings.TrimSuffix(name, path.Ext(name)), plain}}
	}
	switch {
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil
		}
		return read(r)
	case path.Ext(name) == ".br":
		return read(brotli.NewReader(bytes.NewReader(data)))
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil
		}
		var out []packed
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				continue
			}
			plain, _ := io.ReadAll(io.LimitReader(r, most)) // what could be read is searched
			r.Close()
			out = append(out, packed{f.Name, plain})
		}
		return out
	}
	return nil
}

var (
	escaped = regexp.MustCompile(`(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2}|\\[nrt]`)
	percent = regexp.MustCompile(`(?:%[0-9a-fA-F]{2})+`)
)

// unescape undoes one layer of each kind of escape.
func unescape(s string) string {
	s = percent.ReplaceAllStringFunc(s, func(run string) string {
		plain, err := url.PathUnescape(run)
		if err != nil {
			return run
		}
		return plain
	})
	s = escaped.ReplaceAllStringFunc(s, unescapeScript)
	return html.UnescapeString(s)
}

func unescapeScript(s string) string {
	switch s {
	case `\n`, `\r`, `\t`:
		return " "
	}
	if len(s) == 12 { // two halves of a character beyond the first 65,536
		hi, _ := strconv.ParseUint(s[2:6], 16, 32)
		lo, _ := strconv.ParseUint(s[8:], 16, 32)
		return string(utf16.DecodeRune(rune(hi), rune(lo)))
	}
	digits := strings.Trim(s[2:], "{}")
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || n > unicode.MaxRune {
		return s
	}
	return string(rune(n))
}
