package quiz

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A file is one file in the source language.
type file struct {
	*loader
	doc *source.Doc
}

// A reader reads the bank file itself.
type reader struct {
	file
	// places are where "question", its options "question/" and "question/option"
	// are declared; "" is the list of questions.
	places map[string]diag.Pos
	unsure bool // whether an option of the question is right could not be read
}

// kindOf are the keys that only one kind of bank may have.
var kindOf = map[string]Kind{"specimen": Exam, "canary": Exam, "effect": Practice}

// wrongKind complains about the keys of f that belong to the other kind.
func (r *reader) wrongKind(f source.Fields, keys ...string) {
	for _, k := range keys {
		if f.Has(k) && kindOf[k] != r.kind {
			r.probs.Add("key-wrong-kind", f.At(k), source.Args{"Key": k, "Kind": string(kindOf[k])})
		}
	}
}

func (r *reader) bank(id string) Bank {
	b := Bank{ID: id, Course: r.o.Course, Kind: r.kind, Source: r.o.Source}
	f := r.doc.Fields(r.doc.Root, "", "kind", "specimen", "confidence", "questions")
	f.Need("kind", "questions")
	if n := r.doc.Root; n != nil && n.Kind == yaml.MappingNode && f.Has("kind") && n.Content[0].Value != "kind" {
		r.probs.Add("bank-kind-first", f.At("kind"), nil)
	}
	if k := f.OneOf("kind", string(r.kind), string(Practice), string(Exam)); Kind(k) != r.kind {
		r.probs.Add("bank-kind-folder", f.At("kind"), source.Args{"Kind": k, "Folder": string(r.kind)})
	}
	r.places[""] = f.At("questions")
	r.wrongKind(f, "specimen")
	b.Specimen = r.kind == Exam && f.True("specimen")
	b.Confidence = f.True("confidence")
	items := r.doc.List(f.Node("questions"), "questions")
	if f.Has("questions") && f.Node("questions").Kind == yaml.SequenceNode && len(items) == 0 {
		r.probs.Add("text-empty", f.At("questions"), source.Args{"Key": "questions"})
	}
	for _, n := range items {
		if q, ok := r.question(n); ok {
			b.Questions = append(b.Questions, q)
		}
	}
	return b
}

// id reads an id and complains when it is not one or was used before. ok is
// false when the item cannot be found by its id.
func (r *file) id(f source.Fields, seen map[string]diag.Pos) (string, bool) {
	f.Need("id")
	if !f.Has("id") {
		return "", false
	}
	id := f.Text("id")
	if !reID.MatchString(id) {
		if id != "" {
			r.probs.Add("id-bad", f.At("id"), source.Args{"ID": id})
		}
		return "", false
	}
	if first, dup := seen[id]; dup {
		r.probs.Add("id-duplicate", f.At("id"), source.Args{"ID": id}, first)
		return "", false
	}
	seen[id] = f.At("id")
	return id, true
}

func (r *reader) question(n *yaml.Node) (Question, bool) {
	f := r.doc.Fields(n, "questions", "id", "type", "points", "difficulty", "objective", "source", "reviewed", "read", "canary",
		"diacritics", "text", "case", "hint", "feedback", "options")
	id, ok := r.id(f, r.ids)
	f.Need("type", "source", "read", "text", "feedback", "options")
	most := r.o.Objectives
	if most == 0 {
		most = 100
	}
	q := Question{
		ID: id, Pos: r.doc.Pos(n),
		Type: Type(f.OneOf("type", "", string(Single), string(Multiple), string(TrueFalse), string(Order), string(Match),
			string(Gap), string(Spot), string(Judgement))),
		Points: f.Int("points", 1, 1, 10), Difficulty: f.Int("difficulty", 1, 1, 3), Objective: f.Int("objective", 0, 1, most),
		Sources: f.Texts("source"), Reviewed: f.Date("reviewed"), Read: f.Text("read"),
		Text:     Text{r.o.Source: f.Text("text")},
		Feedback: Text{r.o.Source: f.Text("feedback")},
	}
	r.places[id], r.places[id+"/"] = q.Pos, f.At("options")
	r.wrongKind(f, "canary")
	if r.kind == Exam {
		q.Canary = r.canary(f)
	}
	if r.o.HasPlace != nil && q.Read != "" && !r.o.HasPlace(q.Read) {
		r.probs.Add("read-missing", r.doc.Pos(f.Node("read")), source.Args{"Target": q.Read})
	}
	r.sources(f)
	r.own(f, &q)
	q.Options = r.options(f, q)
	r.count(f, q)
	gaps(r.doc, q, r.o.Source, f.At("text"))
	return q, ok
}

func (r *file) sources(f source.Fields) {
	n := f.Node("source")
	if r.o.HasSource == nil || n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	for _, c := range n.Content {
		if c.Kind == yaml.ScalarNode && c.Value != "" && !r.o.HasSource(c.Value) {
			r.probs.Add("source-unknown", r.doc.Pos(c), source.Args{"Key": c.Value})
		}
	}
}

func (r *reader) canary(f source.Fields) string {
	f.Need("canary")
	if !f.Has("canary") {
		return ""
	}
	c := f.Text("canary")
	if !reCanary.MatchString(c) {
		r.probs.Add("canary-bad", f.At("canary"), nil)
	} else if first, dup := r.canaries[c]; dup {
		r.probs.Add("canary-duplicate", f.At("canary"), nil, first)
	} else {
		r.canaries[c] = f.At("canary")
	}
	return c
}

func (r *reader) options(f source.Fields, q Question) []Option {
	var opts []Option
	r.unsure = false
	seen := map[string]diag.Pos{}
	for _, n := range r.doc.List(f.Node("options"), "options") {
		o := r.doc.Fields(n, "options", optionKeys(q.Type)...)
		id, ok := r.id(o, seen)
		o.Need("feedback")
		r.wrongKind(o, "effect")
		opt := Option{
			ID: id, Correct: o.OneOf("correct", "", "true") == "true",
			Feedback: Text{r.o.Source: o.Text("feedback")},
		}
		r.unsure = r.unsure || o.Meant("correct") || o.Has("correct") && !opt.Correct
		if r.kind == Practice {
			opt.Effect = o.OneOf("effect", "", "supports", "risk", "open")
		}
		switch q.Type {
		case TrueFalse:
			if o.Has("text") || ok && id != "true" && id != "false" {
				r.probs.Add("true-false-options", r.doc.Pos(n), nil)
			}
		case Gap:
			o.Need("accept")
			opt.Accept = map[string][]string{r.o.Source: r.accept(o)}
		default:
			o.Need("text")
			opt.Text = Text{r.o.Source: o.Text("text")}
		}
		switch q.Type {
		case Match:
			o.Need("match")
			opt.Match = Text{r.o.Source: o.Text("match")}
		case Spot:
			o.Need("who")
			opt.Who = Text{r.o.Source: r.limited(o, "who", maxWho)}
		case Judgement:
			opt.Credit = r.credit(o, opt.Correct)
		}
		if ok {
			r.places[q.ID+"/"+id] = r.doc.Pos(n)
			opts = append(opts, opt)
		}
	}
	return opts
}

// optionKeys are the keys of an option. Where the place of an option is its
// key, there is nothing to call right.
func optionKeys(t Type) []string {
	switch t {
	case Order:
		return []string{"id", "text", "feedback"}
	case Match:
		return []string{"id", "text", "match", "feedback"}
	case Gap:
		return []string{"id", "accept", "feedback"}
	case Spot:
		return []string{"id", "who", "correct", "text", "feedback"}
	case Judgement:
		return []string{"id", "correct", "credit", "effect", "text", "feedback"}
	}
	return []string{"id", "correct", "effect", "text", "feedback"}
}

// limits are the least and the largest number of options, by type.
var limits = map[Type][2]int{
	Single: {2, 6}, Multiple: {3, 8}, TrueFalse: {2, 2}, Order: {3, 7}, Match: {3, 7}, Gap: {1, 7}, Spot: {3, 12}, Judgement: {3, 6},
}

// maxRight is how many options may be right: a share of points is a whole
// number of units up to a tenth, see package grade.
const maxRight = 10

// count complains about too few or too many options and right answers.
func (r *reader) count(f source.Fields, q Question) {
	l, known := limits[q.Type]
	n := f.Node("options")
	if !known || n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	if len(n.Content) < l[0] || len(n.Content) > l[1] {
		r.probs.Add("option-count", f.At("options"), source.Args{"Have": len(n.Content), "Least": l[0], "Most": l[1]})
	}
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
	}
	switch {
	case r.unsure, len(q.Options) < len(n.Content): // something is wrong already
	case q.Type.Multiple() && (right == 0 || right == len(q.Options)):
		r.probs.Add("correct-some", f.At("options"), source.Args{"Have": right, "Total": len(q.Options)})
	case right > maxRight:
		r.probs.Add("correct-many", f.At("options"), source.Args{"Have": right, "Most": maxRight})
	case !q.Type.Multiple() && !q.Type.Listed() && q.Type != Gap && right != 1:
		r.probs.Add("correct-one", f.At("options"), source.Args{"Have": right})
	}
}

// equalOptions complains about options that read the same in a language.
func (r *reader) equalOptions(b Bank) {
	for _, q := range b.Questions {
		if q.Type == Spot { // people repeat themselves
			continue
		}
		for _, lang := range r.o.Languages {
			r.equal(q, lang, func(o Option) string { return o.Text[lang] })
			r.equal(q, lang, func(o Option) string { return o.Match[lang] })
		}
	}
}

func (r *reader) equal(q Question, lang string, text func(Option) string) {
	seen := map[string]string{}
	for _, o := range q.Options {
		t := FoldStem(text(o))
		if t == "" {
			continue
		}
		if first, dup := seen[t]; dup {
			r.probs.Add("options-equal", r.places[q.ID+"/"+o.ID],
				source.Args{"IDs": strings.Join([]string{first, o.ID}, ", "), "Lang": lang}, r.places[q.ID+"/"+first])
		} else {
			seen[t] = o.ID
		}
	}
}
