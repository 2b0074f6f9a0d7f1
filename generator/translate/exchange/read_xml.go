package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"ascult/generator/translate"
)

// maxDepth is how deep elements may stand in one another. Nesting of markup
// in a sentence is a handful.
const maxDepth = 64

// An xmlReader walks through XLIFF of any version.
type xmlReader struct {
	*reader
	dec      *xml.Decoder
	depth    int
	two      bool // XLIFF 2
	langs    [2]string
	original string
	unit     *Unit
	target   bool // the unit has one
	states   []State
}

func (r *reader) xml() {
	dec := xml.NewDecoder(bytes.NewReader(r.data))
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("encoding other than UTF-8") }
	x := &xmlReader{reader: r, dec: dec}
	for {
		at := int(dec.InputOffset())
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			x.syntax(err)
			return
		}
		if !x.token(tok, at) {
			return
		}
	}
	if !x.started() {
		r.refuse("exchange-foreign", 0, "XML")
	}
}

func (x *xmlReader) started() bool {
	return x.original != "" || x.two || x.langs[0] != "" || len(x.docs) > 0
}

// syntax complains about XML that is none.
func (x *xmlReader) syntax(err error) {
	detail := err.Error()
	if syn, ok := errors.AsType[*xml.SyntaxError](err); ok {
		detail = syn.Msg
	}
	detail = strings.TrimPrefix(detail, "xml: ")
	if len(detail) > 120 {
		detail = detail[:120]
	}
	x.refuse("exchange-syntax", int(x.dec.InputOffset()), strings.ToValidUTF8(detail, "?"))
}

// token takes one token; false ends the reading.
func (x *xmlReader) token(tok xml.Token, at int) bool {
	switch t := tok.(type) {
	case xml.Directive:
		x.refuse("exchange-doctype", at, "")
		return false
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			x.refuse("exchange-syntax", at, "<"+t.Name.Local+">")
			return false
		}
		return x.start(t, at)
	case xml.EndElement:
		x.depth--
		x.end(t)
	}
	return true
}

func get(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func (x *xmlReader) start(t xml.StartElement, at int) bool {
	switch name := t.Name.Local; {
	case x.depth == 1:
		version := get(t, "version")
		x.two = t.Name.Space == ns20 && (version == "2.0" || version == "2.1")
		if name != "xliff" || !x.two && (t.Name.Space != ns12 || version != "1.2") {
			x.refuse("exchange-foreign", at, "<"+name+" version=\""+clip(version)+"\">")
			return false
		}
		if x.two {
			x.langs = [2]string{get(t, "srcLang"), get(t, "trgLang")}
		}
	case name == "file":
		x.original = get(t, "original")
		if !x.two {
			x.langs = [2]string{get(t, "source-language"), get(t, "target-language")}
		}
	case x.unit == nil && (name == "unit" && x.two || name == "trans-unit" && !x.two):
		x.begin(t, at)
	case x.unit == nil:
	case name == "source" || name == "target":
		return x.content(name, t, at)
	case name == "segment":
		x.states = append(x.states, state21(get(t, "state"), get(t, "subState")))
	case name == "meta":
		return x.meta()
	case name == "alt-trans", name == "seg-source", name == "note", name == "notes", name == "originalData", name == "matches", name == "context-group":
		return x.skip()
	}
	return true
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (x *xmlReader) begin(t xml.StartElement, at int) {
	x.unit = &Unit{ID: get(t, "id"), Pos: x.pos(at), block: -1}
	x.target, x.states = false, nil
	if !x.two {
		x.unit.readHashes(get(t, "extradata"))
		if get(t, "approved") == "yes" {
			x.states = append(x.states, Confirmed)
		}
	}
}

func (x *xmlReader) end(t xml.EndElement) {
	if x.unit == nil || t.Name.Local != "unit" && t.Name.Local != "trans-unit" {
		return
	}
	u := x.unit
	x.unit = nil
	if !x.target {
		u.Target = nil
	}
	u.State = worst(x.states)
	if u.Target == nil {
		u.State = Missing
	}
	x.document(x.langs[0], x.langs[1]).add(x.original, *u)
}

// worst is the state of a unit by what is said of its parts.
func worst(states []State) State {
	for _, s := range []State{Doubted, Stale, Missing, Confirmed} {
		if slices.Contains(states, s) {
			return s
		}
	}
	return Fresh
}

// state12 is what a state of a target says in XLIFF 1.2.
func state12(s string) State {
	switch s {
	case "needs-adaptation":
		return Stale
	case "final", "signed-off", "translated":
		return Confirmed
	case "", "new", "needs-translation":
		return Fresh
	}
	return Doubted // needs-review-…, needs-l10n
}

func state21(state, sub string) State {
	switch {
	case sub == "ascult:stale" && (state == "initial" || state == ""):
		return Stale
	case state == "translated", state == "reviewed", state == "final":
		return Confirmed
	}
	return Fresh
}

// skip leaves an element out.
func (x *xmlReader) skip() bool {
	x.depth--
	if err := x.dec.Skip(); err != nil {
		x.syntax(err)
		return false
	}
	return true
}

// meta reads what we put into the metadata of a unit.
func (x *xmlReader) meta() bool {
	var s strings.Builder
	x.depth--
	for {
		tok, err := x.dec.Token()
		if err != nil {
			x.syntax(err)
			return false
		}
		switch t := tok.(type) {
		case xml.CharData:
			s.Write(t)
		case xml.StartElement:
			if err := x.dec.Skip(); err != nil {
				x.syntax(err)
				return false
			}
		case xml.EndElement:
			x.unit.readHashes(s.String())
			return true
		}
	}
}

// content reads the text of a source or target. Those of several segments of
// a unit are one text.
func (x *xmlReader) content(name string, t xml.StartElement, at int) bool {
	if name == "target" && !x.two {
		x.states = append(x.states, state12(get(t, "state")))
	}
	ps, ok := x.inline(at)
	if !ok {
		return false
	}
	x.depth--
	if name == "source" {
		x.unit.Source = append(x.unit.Source, ps...)
		return true
	}
	x.target = true
	x.unit.Target = append(x.unit.Target, ps...)
	return true
}

// inline reads text and markup up to the end of the element it stands in.
func (x *xmlReader) inline(at int) (translate.Pieces, bool) {
	var ps translate.Pieces
	var open []int // numbers of elements with an end, 0 for those that say nothing
	scopes := map[string]int{}
	size := 0
	for {
		here := int(x.dec.InputOffset())
		tok, err := x.dec.Token()
		if err != nil {
			x.syntax(err)
			return nil, false
		}
		switch t := tok.(type) {
		case xml.Directive:
			x.refuse("exchange-doctype", here, "")
			return nil, false
		case xml.CharData:
			size += len(t)
			ps = append(ps, translate.Piece{Text: string(t)})
		case xml.StartElement:
			n := number(get(t, "id"))
			id := 0
			keep := true // its content is text
			switch t.Name.Local {
			case "g", "pc":
				id = n
				ps = append(ps, translate.Piece{Kind: translate.Open, ID: n})
			case "x", "ph", "it":
				ps = append(ps, translate.Piece{Kind: translate.Alone, ID: n})
				keep = false
			case "bx", "bpt", "sc":
				scopes[get(t, "id")] = n
				if rid := get(t, "rid"); rid != "" {
					n = number(rid)
				}
				ps = append(ps, translate.Piece{Kind: translate.Open, ID: n})
				keep = false
			case "ex", "ept", "ec":
				ref := get(t, "startRef")
				if ref == "" {
					ref = get(t, "rid")
				}
				if ref != "" {
					n = number(ref)
				}
				ps = append(ps, translate.Piece{Kind: translate.Close, ID: n})
				keep = false
			case "cp":
				if v, err := strconv.ParseUint(get(t, "hex"), 16, 32); err == nil {
					ps = append(ps, translate.Piece{Text: string(rune(v))})
				}
				keep = false
			case "mrk":
			case "sm", "em":
				keep = false
			default:
				x.refuse("exchange-syntax", here, "<"+clip(t.Name.Local)+">")
				return nil, false
			}
			if !keep {
				if err := x.dec.Skip(); err != nil {
					x.syntax(err)
					return nil, false
				}
				continue
			}
			if open = append(open, id); len(open) > maxDepth {
				x.refuse("exchange-syntax", here, "<"+clip(t.Name.Local)+">")
				return nil, false
			}
		case xml.EndElement:
			if len(open) == 0 {
				return ps, true
			}
			if n := open[len(open)-1]; n != 0 {
				ps = append(ps, translate.Piece{Kind: translate.Close, ID: n})
			}
			open = open[:len(open)-1]
		}
		if size > maxText {
			x.refuse("exchange-syntax", at, "…")
			return nil, false
		}
	}
}

// number reads the number of a placeholder. Names that we never gave get
// numbers that no unit has.
func number(id string) int {
	if n, err := strconv.Atoi(id); err == nil && n > 0 && n < 1_000_000 {
		return n
	}
	n := 1_000_000
	for _, c := range id {
		n = (n*31 + int(c)) % 1_000_000_000
	}
	return 1_000_000 + n
}
