package course

import (
	"bytes"
	"fmt"
	"slices"

	"ascult/internal/catalog"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// keysOf are the keys a front matter may have, by kind of page.
var keysOf = map[Kind][]string{
	HomeKind: {"title", "summary"},
	CourseKind: {
		"title", "summary", "audience", "objectives", "source", "edition", "law_date", "hours",
		"certificate", "exam", "weight",
	},
	ModuleKind:    {"title", "summary", "objectives", "weight"},
	LessonKind:    {"title", "summary", "content_note", "weight", "intensity", "sensitive", "sources"},
	AwarenessKind: {"title", "heading", "content_note", "weight", "intensity", "sources", "role"},
	AboutKind:     {"title", "summary", "weight"},
}

// needOf are the keys that a page cannot do without. Structure keys are asked
// of the source language only.
var needOf = map[Kind][]string{
	HomeKind:      {"title"},
	CourseKind:    {"title", "summary", "audience", "objectives", "source", "edition", "law_date"},
	ModuleKind:    {"title", "summary", "weight"},
	LessonKind:    {"title", "summary", "weight"},
	AwarenessKind: {"title", "heading"},
	AboutKind:     {"title", "summary", "weight"},
}

// structure are the keys that stand in the source language alone, so that a
// translation can never change a pass mark or a date.
var structure = []string{
	"source", "edition", "law_date", "hours", "certificate", "exam", "weight",
	"intensity", "sensitive", "sources", "role",
}

// split parts a file into front matter and body. ok is false when there is no
// front matter that ends; the body is then the whole file.
func split(data []byte) (yaml, body []byte, bodyLine int, ok bool) {
	line, at := 0, 0
	for at < len(data) {
		end := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		fence := string(bytes.TrimRight(data[at:end], "\r\n")) == "---"
		line++
		switch {
		case line == 1 && !fence:
			return nil, data, 1, false
		case line > 1 && fence:
			start := bytes.IndexByte(data, '\n') + 1
			if data[end-1] == '\n' {
				line++ // else the file ends here, and the body is on the line of the fence
			}
			return data[start:at], data[end:], line, true
		}
		at = end
	}
	return nil, data, 1, false
}

// A draft is a page with the settings that only some kinds have, before it is
// known which language is the source.
type draft struct {
	*Page
	fields source.Fields
	course Course // of a course's page
}

// readPage reads one file. What is wrong goes to probs; a page comes back
// even so, unless the file could not be read.
func readPage(path, lang string, kind Kind, data []byte, probs *source.Problems) *draft {
	head, body, line, ok := split(data)
	p := &Page{Path: path, Lang: lang, Kind: kind, Head: head, Body: body, BodyLine: line, keys: map[string]diag.Pos{}}
	d := &draft{Page: p}
	if !ok {
		probs.Add("front-matter-missing", diag.Pos{File: path, Line: 1, Col: 1}, nil)
		p.BodyLine = 1
	}
	p.checkNesting(probs)
	p.checkDense(probs)
	doc := source.Parse(path, head, 1, probs)
	doc.Broken = doc.Broken || !ok
	f := doc.Fields(doc.Root, "", keysOf[kind]...)
	d.fields = f
	for _, k := range keysOf[kind] {
		if f.Has(k) {
			p.keys[k] = f.At(k)
		}
	}
	if n := f.Node("objectives"); n != nil {
		for i, o := range n.Content {
			p.keys[fmt.Sprintf("objectives.%d", i+1)] = doc.Pos(o)
		}
	}
	p.Title, p.Summary, p.Heading = f.Text("title"), f.Text("summary"), f.Text("heading")
	p.Audience, p.ContentNote = f.Text("audience"), f.Text("content_note")
	p.Objectives = f.Texts("objectives")
	p.Weight = f.Int("weight", 0, 0, 9999)
	p.Intensity = f.Int("intensity", 0, 0, 3)
	p.Sensitive = kind == AwarenessKind || f.True("sensitive")
	p.Sources = f.Texts("sources")
	p.Role = Role(f.OneOf("role", "", string(SafetyRole), string(LinesRole)))
	if kind == CourseKind {
		d.course = settings(doc, f)
	}
	return d
}

func settings(doc *source.Doc, f source.Fields) Course {
	c := Course{
		Source: f.OneOf("source", "", catalog.Languages...), Edition: f.Text("edition"),
		LawDate: f.Date("law_date"), Weight: f.Int("weight", 0, 0, 9999), Ceiling: 45,
	}
	h := doc.Fields(f.Node("hours"), "hours", "ceiling_minutes", "specialised")
	c.Ceiling = h.Int("ceiling_minutes", 45, 1, 100*60)
	c.Specialised = h.True("specialised")
	k := doc.Fields(f.Node("certificate"), "certificate", "type", "validity_months")
	c.Certificate.Type = k.OneOf("type", "attendance", "attendance", "statement", "certificate")
	c.Certificate.ValidityMonths = k.Int("validity_months", 0, 0, 240)
	e := doc.Fields(f.Node("exam"), "exam", "draw", "pass", "attempts", "wait_hours", "time_minutes")
	if f.Has("exam") {
		e.Need("draw", "pass")
	}
	c.Exam = ExamSettings{
		Draw: e.Int("draw", 0, 1, 500), Pass: e.Int("pass", 0, 1, 100), Attempts: e.Int("attempts", 0, 0, 100),
		WaitHours: e.Int("wait_hours", 0, 0, 24*365), TimeMinutes: e.Int("time_minutes", 0, 0, 24*60),
	}
	return c
}

// judge complains about what depends on the language of a page: keys that are
// missing, and structure in a translation.
func (d *draft) judge(src string, main *Page, probs *source.Problems) {
	for _, k := range needOf[d.Kind] {
		if d.Lang == src || !slices.Contains(structure, k) {
			d.fields.Need(k)
		}
	}
	if d.Lang == src {
		return
	}
	for _, k := range structure {
		if !d.fields.Has(k) {
			continue
		}
		var related []diag.Pos
		if main != nil {
			related = append(related, main.At(k))
		}
		probs.Add("key-structure", d.At(k), source.Args{"Key": k, "Lang": src}, related...)
	}
	if main == nil {
		return
	}
	if want, have := len(main.Objectives), len(d.Objectives); want != have && want > 0 && have > 0 {
		probs.Add("list-length", d.At("objectives"), source.Args{"Key": "objectives", "Want": want, "Have": have},
			main.At("objectives"))
	}
}
