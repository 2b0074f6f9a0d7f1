package exchange

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"ascult/generator/translate"
)

// The namespaces of XLIFF.
const (
	ns12   = "urn:oasis:names:tc:xliff:document:1.2"
	ns20   = "urn:oasis:names:tc:xliff:document:2.0" // of 2.0 and 2.1
	nsMeta = "urn:oasis:names:tc:xliff:metadata:2.0"
)

// attr escapes a text for XML, in an attribute or between tags.
func attr(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// content escapes a text between tags, where quotes may stay as they are.
func content(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(attr(s))
}

// expressible reports whether XML can hold a text.
func expressible(ps translate.Pieces) bool {
	for _, p := range ps {
		for _, r := range p.Text + p.Code {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r == 0xfffd {
				return false
			}
		}
	}
	return true
}

// WriteXLIFF12 writes a document as XLIFF 1.2.
func WriteXLIFF12(d Document, notes Preface) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<xliff xmlns=%q version=\"1.2\">\n", ns12)
	for _, f := range d.Files {
		fmt.Fprintf(&b, "  <file original=\"%s\" source-language=\"%s\" target-language=\"%s\" datatype=\"x-markdown\">\n", attr(f.Path), d.Source, d.Target)
		if notes := notes.of(f.Private); len(notes) > 0 {
			b.WriteString("    <header>\n")
			for _, n := range notes {
				fmt.Fprintf(&b, "      <note>%s</note>\n", content(n))
			}
			b.WriteString("    </header>\n")
		}
		b.WriteString("    <body>\n")
		for _, u := range f.Units {
			approved := ""
			if u.State == Fresh || u.State == Confirmed {
				approved = ` approved="yes"`
			}
			fmt.Fprintf(&b, "      <trans-unit id=\"%s\" resname=\"%s\"%s extradata=\"%s\" xml:space=\"preserve\">\n", attr(u.ID), attr(f.Path+"#"+u.ID), approved, u.hashes())
			fmt.Fprintf(&b, "        <source>%s</source>\n", inline12(u.Source))
			if u.Target != nil {
				state := "translated"
				if u.State == Stale {
					state = "needs-adaptation"
				} else if u.State == Doubted {
					state = "needs-review-translation"
				}
				fmt.Fprintf(&b, "        <target state=\"%s\">%s</target>\n", state, inline12(u.Target))
			}
			fmt.Fprintf(&b, "        <context-group purpose=\"location\"><context context-type=\"sourcefile\">%s</context><context context-type=\"linenumber\">%d</context></context-group>\n", content(f.Path), max(u.Pos.Line, 1))
			for _, n := range u.Notes {
				fmt.Fprintf(&b, "        <note from=\"developer\">%s</note>\n", content(n))
			}
			b.WriteString("      </trans-unit>\n")
		}
		b.WriteString("    </body>\n  </file>\n")
	}
	b.WriteString("</xliff>\n")
	return b.Bytes()
}

// types12 are the kinds of markup that XLIFF 1.2 has words for.
var types12 = map[string]string{"em": "italic", "strong": "bold", "link": "link", "br": "lb", "image": "image"}

func inline12(ps translate.Pieces) string {
	ends := codes(ps)
	var b strings.Builder
	for _, p := range ps {
		ctype := types12[p.Role]
		if ctype == "" {
			ctype = "x-" + p.Role
		}
		switch p.Kind {
		case translate.Words:
			b.WriteString(content(p.Text))
		case translate.Open:
			fmt.Fprintf(&b, `<g id="%d" ctype="%s" equiv-text="%s">`, p.ID, ctype, attr(p.Code+"…"+ends[p.ID]))
		case translate.Close:
			b.WriteString("</g>")
		case translate.Alone:
			fmt.Fprintf(&b, `<x id="%d" ctype="%s" equiv-text="%s"/>`, p.ID, ctype, attr(p.Code))
		}
	}
	return b.String()
}

// codes are what ends each pair.
func codes(ps translate.Pieces) map[int]string {
	m := map[int]string{}
	for _, p := range ps {
		if p.Kind == translate.Close {
			m[p.ID] = p.Code
		}
	}
	return m
}

// WriteXLIFF21 writes a document as XLIFF 2.1.
func WriteXLIFF21(d Document, notes Preface) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<xliff xmlns=%q xmlns:mda=%q version=\"2.1\" srcLang=\"%s\" trgLang=\"%s\">\n", ns20, nsMeta, d.Source, d.Target)
	for i, f := range d.Files {
		fmt.Fprintf(&b, "  <file id=\"f%d\" original=\"%s\">\n", i+1, attr(f.Path))
		if notes := notes.of(f.Private); len(notes) > 0 {
			b.WriteString("    <notes>\n")
			for _, n := range notes {
				fmt.Fprintf(&b, "      <note>%s</note>\n", content(n))
			}
			b.WriteString("    </notes>\n")
		}
		for _, u := range f.Units {
			writeUnit21(&b, f, u)
		}
		b.WriteString("  </file>\n")
	}
	b.WriteString("</xliff>\n")
	return b.Bytes()
}

func writeUnit21(b *bytes.Buffer, f File, u Unit) {
	fmt.Fprintf(b, "    <unit id=\"%s\" name=\"%s\">\n", attr(u.ID), attr(f.Path+"#"+u.ID))
	fmt.Fprintf(b, "      <mda:metadata><mda:metaGroup category=\"ascult\"><mda:meta type=\"ascult\">%s</mda:meta></mda:metaGroup></mda:metadata>\n", u.hashes())
	b.WriteString("      <notes>\n")
	fmt.Fprintf(b, "        <note category=\"location\">%s:%d</note>\n", content(f.Path), max(u.Pos.Line, 1))
	for _, n := range u.Notes {
		fmt.Fprintf(b, "        <note>%s</note>\n", content(n))
	}
	b.WriteString("      </notes>\n")
	var data originals
	source, target := data.inline(u.Source), data.inline(u.Target)
	if len(data.list) > 0 {
		b.WriteString("      <originalData>")
		for i, s := range data.list {
			fmt.Fprintf(b, `<data id="d%d" xml:space="preserve">%s</data>`, i+1, content(s))
		}
		b.WriteString("</originalData>\n")
	}
	state := map[State]string{
		Missing: "initial", Stale: `initial" subState="ascult:stale`, Doubted: "initial", Fresh: "translated", Confirmed: "final",
	}[u.State]
	fmt.Fprintf(b, "      <segment state=\"%s\">\n        <source xml:space=\"preserve\">%s</source>\n", state, source)
	if u.Target != nil {
		fmt.Fprintf(b, "        <target xml:space=\"preserve\">%s</target>\n", target)
	}
	b.WriteString("      </segment>\n    </unit>\n")
}

// originals are the codes of a unit, each once.
type originals struct{ list []string }

func (o *originals) ref(code string) string {
	for i, s := range o.list {
		if s == code {
			return "d" + strconv.Itoa(i+1)
		}
	}
	o.list = append(o.list, code)
	return "d" + strconv.Itoa(len(o.list))
}

// types21 are the kinds of markup that XLIFF 2.1 has words for.
var types21 = map[string]string{"em": "fmt", "strong": "fmt", "br": "fmt", "link": "link", "image": "image"}

func (o *originals) inline(ps translate.Pieces) string {
	ends := codes(ps)
	var b strings.Builder
	for _, p := range ps {
		kind := types21[p.Role]
		if kind == "" {
			kind = "other"
		}
		switch p.Kind {
		case translate.Words:
			b.WriteString(content(p.Text))
		case translate.Open:
			fmt.Fprintf(&b, `<pc id="%d" type="%s" canCopy="no" canDelete="no" dataRefStart="%s" dataRefEnd="%s">`, p.ID, kind, o.ref(p.Code), o.ref(ends[p.ID]))
		case translate.Close:
			b.WriteString("</pc>")
		case translate.Alone:
			fmt.Fprintf(&b, `<ph id="%d" type="%s" canCopy="no" canDelete="no" dataRef="%s"/>`, p.ID, kind, o.ref(p.Code))
		}
	}
	return b.String()
}

// A Preface is what translators are told before the first text.
type Preface struct {
	All     string // in every file
	Private string // where there are texts of exams
}

func (p Preface) of(private bool) []string {
	var out []string
	if p.All != "" {
		out = append(out, p.All)
	}
	if private && p.Private != "" {
		out = append(out, p.Private)
	}
	return out
}

// Write writes a document in a format.
func Write(f Format, d Document, notes Preface) []byte {
	switch f {
	case XLIFF12:
		return WriteXLIFF12(d, notes)
	case XLIFF21:
		return WriteXLIFF21(d, notes)
	}
	return WritePO(d, notes)
}
