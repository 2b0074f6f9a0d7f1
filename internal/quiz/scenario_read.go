package quiz

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// Counters are what a choice can change.
var counterNames = []string{"trust", "evidence", "safety"}

var reCondition = regexp.MustCompile(`^(trust|evidence|safety) (<|<=|=|>=|>) (-?[0-9]{1,2})$`)

// LoadScenarios reads the scenarios of a course, or of awareness pages when
// the course is "g", with all their languages, sorted by id. Of o.HasPlace and
// o.Objectives it has no use. What could be read comes back even when there
// are problems: all of them.
func LoadScenarios(fsys fs.FS, o Options) ([]Scenario, []diag.Diagnostic) {
	l := &loader{fsys: fsys, kind: Scenarios, o: o, ids: map[string]diag.Pos{}}
	dir, files := l.files()
	var out []Scenario
	for _, id := range sortedKeys(files) {
		if s, ok := l.scenario(id, path.Join(dir, id), files[id]); ok {
			out = append(out, s)
		}
	}
	return out, l.probs
}

// scenario reads a scenario and its translations.
func (l *loader) scenario(id, stem string, files map[string]string) (Scenario, bool) {
	data := l.main(files)
	if data == nil {
		return Scenario{}, false
	}
	from := len(l.probs)
	r := &scenarioReader{file: file{l, l.parse(id, l.o.Source, files[""], data)}}
	s := r.read(id)
	if r.doc.Broken {
		return s, false
	}
	r.elements(s)
	r.whole(s)
	defer l.causes(from, len(l.probs))
	l.translations(id, stem, files, func(lang string, doc *source.Doc) {
		t := &scenarioTranslation{rendering{lang, l.o.Source, doc}}
		t.merge(&s)
	})
	r.equalChoices(s)
	return s, true
}

// A scenarioReader reads the file in the source language.
type scenarioReader struct {
	file
	listed []string // counters
	people map[string]diag.Pos
	spoke  map[string]bool
	unread bool // a condition could not be read: which ending is reached cannot be told
}

func (r *scenarioReader) text(f source.Fields, key string) Text {
	if !f.Has(key) {
		return nil
	}
	return Text{r.o.Source: f.Text(key)}
}

func (r *scenarioReader) texts(f source.Fields, key string) []Text {
	var out []Text
	for _, n := range r.doc.List(f.Node(key), key) {
		out = append(out, Text{r.o.Source: r.doc.Text(n, key)})
	}
	return out
}

// count complains about a list that is too short or too long.
func (r *scenarioReader) count(f source.Fields, key string, have, least, most int) {
	if f.Has(key) && f.Node(key).Kind == yaml.SequenceNode && (have < least || have > most) {
		r.probs.Add("scenario-count", f.At(key), source.Args{"Key": key, "Have": have, "Least": least, "Most": most})
	}
}

func (r *scenarioReader) read(id string) Scenario {
	f := r.doc.Fields(r.doc.Root, "", "kind", "counters", "source", "reviewed", "place", "about", "content_note", "people", "start",
		"nodes", "endings", "debrief")
	f.Need("kind", "source", "place", "about", "people", "start", "nodes", "endings", "debrief")
	if n := r.doc.Root; n != nil && n.Kind == yaml.MappingNode && f.Has("kind") && n.Content[0].Value != "kind" {
		r.probs.Add("bank-kind-first", f.At("kind"), nil)
	}
	f.OneOf("kind", "", string(Scenarios))
	s := Scenario{
		ID: id, Course: r.o.Course, Source: r.o.Source, Pos: r.doc.Pos(r.doc.Root),
		Sources: r.sourceKeys(f), Reviewed: f.Date("reviewed"), Place: r.text(f, "place"), About: r.text(f, "about"),
		ContentNote: r.text(f, "content_note"), Start: f.Text("start"),
	}
	for _, n := range r.doc.List(f.Node("counters"), "counters") {
		name := r.doc.Text(n, "counters")
		if !slices.Contains(counterNames, name) || slices.Contains(s.Counters, name) {
			r.probs.Add("scenario-counter", r.doc.Pos(n), source.Args{"Counter": name})
			continue
		}
		s.Counters = append(s.Counters, name)
	}
	r.listed = s.Counters
	r.people, r.spoke = map[string]diag.Pos{}, map[string]bool{}
	for _, e := range r.doc.Entries(f.Node("people"), "people") {
		if !reID.MatchString(e.Key) {
			r.probs.Add("id-bad", e.At, source.Args{"ID": e.Key})
			continue
		}
		r.people[e.Key] = e.At
		s.People = append(s.People, Person{e.Key, Text{r.o.Source: r.doc.Text(e.Value, e.Key)}})
	}
	ids := map[string]diag.Pos{End: {}}
	for _, n := range r.doc.List(f.Node("nodes"), "nodes") {
		s.Nodes = append(s.Nodes, r.node(n, ids))
	}
	r.count(f, "nodes", len(s.Nodes), 1, 40)
	for _, n := range r.doc.List(f.Node("endings"), "endings") {
		s.Endings = append(s.Endings, r.ending(n, ids))
	}
	r.count(f, "endings", len(s.Endings), 2, 5)
	s.Debrief = r.texts(f, "debrief")
	r.count(f, "debrief", len(s.Debrief), 1, 20)
	if f.Has("start") && !slices.ContainsFunc(s.Nodes, func(n Node) bool { return n.ID == s.Start }) {
		r.probs.Add("scenario-next", f.At("start"), source.Args{"ID": s.Start})
	}
	for _, p := range s.People {
		if !r.spoke[p.ID] {
			r.probs.Add("scenario-silent-person", r.people[p.ID], source.Args{"ID": p.ID})
		}
	}
	return s
}

// sourceKeys reads the list "source".
func (r *scenarioReader) sourceKeys(f source.Fields) []string {
	r.sources(f)
	return f.Texts("source")
}

// named reads an id that is unique among ids.
func (r *scenarioReader) named(f source.Fields, ids map[string]diag.Pos) string {
	id, _ := r.id(f, ids)
	return id
}

func (r *scenarioReader) node(n *yaml.Node, ids map[string]diag.Pos) Node {
	f := r.doc.Fields(n, "nodes", "id", "repair", "lines", "choices")
	f.Need("lines", "choices")
	out := Node{ID: r.named(f, ids), Repair: f.True("repair"), Lines: r.lines(f, "lines"), pos: r.doc.Pos(n)}
	r.count(f, "lines", len(out.Lines), 1, 8)
	seen := map[string]diag.Pos{}
	for _, c := range r.doc.List(f.Node("choices"), "choices") {
		out.Choices = append(out.Choices, r.choice(c, seen))
	}
	r.count(f, "choices", len(out.Choices), 2, 4)
	return out
}

func (r *scenarioReader) choice(n *yaml.Node, seen map[string]diag.Pos) Choice {
	f := r.doc.Fields(n, "choices", "id", "say", "do", "silent", "effect", "change", "reply", "feedback", "source", "next")
	f.Need("effect", "feedback", "source", "next")
	c := Choice{
		ID: r.named(f, seen), Say: r.text(f, "say"), Do: r.text(f, "do"), Silent: f.True("silent"),
		Effect: f.OneOf("effect", "", "supports", "risk", "open"), Reply: r.lines(f, "reply"),
		Feedback: r.text(f, "feedback"), Sources: r.sourceKeys(f), Next: f.Text("next"),
		pos: r.doc.Pos(n), nextPos: f.At("next"),
	}
	ways := 0
	for _, has := range []bool{c.Say != nil, c.Do != nil, c.Silent} {
		if has {
			ways++
		}
	}
	if ways != 1 {
		r.probs.Add("scenario-say", c.pos, nil)
	}
	r.count(f, "reply", len(c.Reply), 0, 6)
	if !f.Has("change") {
		return c
	}
	ch := r.doc.Fields(f.Node("change"), "change", counterNames...)
	for _, name := range counterNames {
		if v := ch.Int(name, 0, -2, 2); v != 0 {
			if c.Change == nil {
				c.Change = map[string]int{}
			}
			c.Change[name] = v
		}
	}
	return c
}

func (r *scenarioReader) lines(f source.Fields, key string) []Line {
	var out []Line
	for _, n := range r.doc.List(f.Node(key), key) {
		lf := r.doc.Fields(n, key, "who", "text", "when")
		lf.Need("text")
		l := Line{Who: lf.Text("who"), Text: Text{r.o.Source: lf.Text("text")}, When: r.when(lf), pos: lf.At("when")}
		if _, known := r.people[l.Who]; l.Who != "" && !known {
			r.probs.Add("scenario-who", lf.At("who"), source.Args{"ID": l.Who})
		}
		r.spoke[l.Who] = true
		out = append(out, l)
	}
	return out
}

func (r *scenarioReader) when(f source.Fields) []Condition {
	var out []Condition
	for _, n := range r.doc.List(f.Node("when"), "when") {
		m := reCondition.FindStringSubmatch(r.doc.Text(n, "when"))
		if m == nil {
			r.probs.Add("scenario-condition", r.doc.Pos(n), source.Args{"Text": n.Value})
			r.unread = true
			continue
		}
		if !slices.Contains(r.listed, m[1]) {
			r.probs.Add("scenario-counter", r.doc.Pos(n), source.Args{"Counter": m[1]})
		}
		v, _ := strconv.Atoi(m[3]) // two digits at most
		out = append(out, Condition{m[1], m[2], v})
	}
	return out
}

func (r *scenarioReader) ending(n *yaml.Node, ids map[string]diag.Pos) Ending {
	f := r.doc.Fields(n, "endings", "id", "when", "title", "text", "record", "unsaid")
	f.Need("title", "text")
	e := Ending{
		ID: r.named(f, ids), When: r.when(f), Title: r.text(f, "title"),
		Text: r.texts(f, "text"), Record: r.texts(f, "record"), Unsaid: r.texts(f, "unsaid"), pos: r.doc.Pos(n),
	}
	r.count(f, "text", len(e.Text), 1, 8)
	return e
}
