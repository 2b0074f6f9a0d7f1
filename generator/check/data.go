package check

import (
	"io/fs"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// HelpLines are the lines of data/helplines.yaml that may be shown.
type HelpLines struct {
	Lines []HelpLine                   // grades A and B, in the order of the file
	Notes map[string]map[string]string // by state and language: what to do where no line helps
}

// A HelpLine is one number to call. Numbers are typed nowhere else.
type HelpLine struct {
	ID        string
	State     string // lower-case code of a state, or "eu"
	Number    string
	Abroad    string // number from other states, or ""
	Operator  map[string]string
	For       map[string]string
	Hours     map[string]string
	Languages []string
	Source    string
	Seen      string // day on which the source was read
	Called    string // day on which somebody called, or ""
	Grade     string // A or B
	Emergency bool
	Text      bool // it is reached by a text message, not by a call

	seenAt diag.Pos
}

// States lists the states that have a line, in the order of the file.
func (h HelpLines) States() []string {
	var s []string
	for _, l := range h.Lines {
		if !slices.Contains(s, l.State) {
			s = append(s, l.State)
		}
	}
	return s
}

// The files of data, all there are.
const (
	helpLinesFile = "data/helplines.yaml"
	sourcesFile   = "data/sources.yaml"
)

var (
	reState  = regexp.MustCompile(`^[a-z]{2}$`)
	reNumber = regexp.MustCompile(`^\+?[0-9][0-9 ]{1,24}$`)
	reKey    = regexp.MustCompile(`^[A-Za-z0-9-]{1,32}$`)
	reLineID = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)
)

// texts reads a map from every language to a text.
func texts(d *source.Doc, f source.Fields, key string, langs []string) map[string]string {
	if !f.Has(key) {
		return nil
	}
	return textsOf(d, f.Node(key), key, langs)
}

func textsOf(d *source.Doc, n *yaml.Node, key string, langs []string) map[string]string {
	m := d.Fields(n, key, langs...)
	if n.Kind == yaml.MappingNode {
		m.Need(langs...)
	}
	out := map[string]string{}
	for _, lang := range langs {
		if m.Has(lang) {
			out[lang] = m.Text(lang)
		}
	}
	return out
}

func readHelpLines(fsys fs.FS, langs []string, probs *source.Problems) HelpLines {
	h := HelpLines{Notes: map[string]map[string]string{}}
	data := source.Read(fsys, helpLinesFile, probs)
	if data == nil {
		return h
	}
	d := source.Parse(helpLinesFile, data, 0, probs)
	root := d.Fields(d.Root, "", "lines", "notes")
	root.Need("lines")
	ids := map[string]diag.Pos{}
	for _, n := range d.List(root.Node("lines"), "lines") {
		if l := helpLine(d, n, langs, ids); l.Grade == "A" || l.Grade == "B" {
			h.Lines = append(h.Lines, l)
		}
	}
	for _, e := range d.Entries(root.Node("notes"), "notes") {
		if !reState.MatchString(e.Key) {
			probs.Add("state-bad", e.At, source.Args{"State": e.Key})
			continue
		}
		h.Notes[e.Key] = textsOf(d, e.Value, e.Key, langs)
	}
	return h
}

func helpLine(d *source.Doc, n *yaml.Node, langs []string, ids map[string]diag.Pos) HelpLine {
	f := d.Fields(n, "lines", "id", "state", "number", "abroad", "operator", "for", "hours", "languages", "source",
		"seen", "called", "grade", "emergency", "text")
	f.Need("id", "state", "number", "operator", "for", "hours", "source", "seen", "grade")
	l := HelpLine{
		ID: f.Text("id"), State: f.Text("state"), Number: f.Text("number"), Abroad: f.Text("abroad"),
		Operator: texts(d, f, "operator", langs), For: texts(d, f, "for", langs), Hours: texts(d, f, "hours", langs),
		Source: f.Text("source"), Seen: f.Date("seen"), Grade: f.OneOf("grade", "", "A", "B", "C"),
		Emergency: f.True("emergency"), Text: f.True("text"),
	}
	l.seenAt = f.At("seen")
	if c := f.Node("called"); c != nil && (c.Kind != yaml.ScalarNode || c.Value != "") {
		l.Called = f.Date("called")
	}
	for _, c := range d.List(f.Node("languages"), "languages") {
		l.Languages = append(l.Languages, d.Text(c, "languages"))
	}
	if first, dup := ids[l.ID]; dup && l.ID != "" {
		d.Problems.Add("id-duplicate", f.At("id"), source.Args{"ID": l.ID}, first)
	} else if l.ID != "" && !reLineID.MatchString(l.ID) {
		d.Problems.Add("id-bad", f.At("id"), source.Args{"ID": l.ID})
	}
	ids[l.ID] = f.At("id")
	if l.State != "" && !reState.MatchString(l.State) {
		d.Problems.Add("state-bad", f.At("state"), source.Args{"State": l.State})
	}
	for _, k := range []string{"number", "abroad"} {
		if v := f.Node(k); v != nil && v.Kind == yaml.ScalarNode && v.Value != "" && !reNumber.MatchString(v.Value) {
			d.Problems.Add("number-bad", d.Pos(v), source.Args{"Number": v.Value})
		}
	}
	return l
}
