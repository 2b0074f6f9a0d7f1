package qti

import (
	"slices"
	"strconv"
	"strings"

	"ascult/internal/quiz/interchange"
)

// A response is a declaration of what is answered: what is right, and what
// answers are worth.
type response struct {
	cardinality, base string
	correct           []string
	keys              []string // of mapping, in their order
	mapping           map[string]float64
	other             float64 // what every other answer is worth
	sensitive         bool    // capital letters matter
}

func newResponse(n *interchange.Node) *response {
	r := &response{cardinality: n.Attrs["cardinality"], base: n.Attrs["baseType"], mapping: map[string]float64{}}
	for _, v := range n.First("correctResponse").All("value") {
		r.correct = append(r.correct, strings.TrimSpace(v.Inner()))
	}
	m := n.First("mapping")
	if m != nil {
		r.other, _ = strconv.ParseFloat(m.Attrs["defaultValue"], 64)
	}
	for _, e := range m.All("mapEntry") {
		key := strings.TrimSpace(e.Attrs["mapKey"])
		v, err := strconv.ParseFloat(e.Attrs["mappedValue"], 64)
		if _, twice := r.mapping[key]; err != nil || twice {
			continue
		}
		r.keys = append(r.keys, key)
		r.mapping[key] = v
		r.sensitive = r.sensitive || e.Attrs["caseSensitive"] != "false"
	}
	return r
}

// pairs are the pairs that are right.
func (r *response) pairs() []string {
	ps := r.correct
	if len(ps) == 0 {
		for _, k := range r.keys {
			if r.mapping[k] > 0 {
				ps = append(ps, k)
			}
		}
	}
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = strings.Join(strings.Fields(p), " ")
	}
	return out
}

// gaps reads an item whose answers are typed.
func (it *item) gaps(body *interchange.Node, found []*interchange.Node) {
	it.Form = interchange.Gaps
	marks := map[*interchange.Node]string{}
	total := 0.0
	taken := interchange.IDs{}
	for i, n := range found {
		id := n.Attrs["responseIdentifier"]
		res := it.responses[id]
		if res == nil {
			res = &response{}
		}
		gap, own := strings.CutPrefix(id, gapPrefix)
		if !own || !taken.Take(gap) {
			gap = taken.Make("gap-"+strconv.Itoa(i+1), "en", "gap")
		}
		marks[n] = "[[" + gap + "]]"
		a := interchange.Answer{ID: gap, Accept: it.accept(res)}
		a.Feedback = it.said[identifier(gap)]
		if len(a.Accept) == 0 {
			it.Text = it.plain(body, "text")
			it.leave(n.Name)
			return
		}
		for _, v := range res.mapping {
			total = max(total, v)
		}
		it.Answers = append(it.Answers, a)
	}
	it.points(total*float64(len(found)), total > 0)
	p := &plainer{item: it, marks: marks}
	p.walk(body)
	it.Text = p.text("text")
	it.finish(1)
}

// accept are the texts that are right in one gap.
func (it *item) accept(res *response) []string {
	var accept []string
	best := 0.0
	for _, v := range res.mapping {
		best = max(best, v)
	}
	for _, k := range res.keys {
		v := res.mapping[k]
		switch {
		case v <= 0:
		case v < best:
			it.Lose("options.accept", interchange.NoAccept, map[string]any{"Text": k, "Percent": interchange.Number(100 * v / best)})
		default:
			accept = append(accept, k)
		}
	}
	for _, c := range res.correct {
		if !slices.Contains(accept, c) && len(res.keys) == 0 {
			accept = append(accept, c)
		}
	}
	if res.sensitive && len(accept) > 0 {
		it.Lose("options.accept", interchange.NoCase, nil)
	}
	if res.base == "float" || res.base == "integer" {
		var all []string
		for _, a := range accept {
			all = append(all, interchange.Spellings(a)...)
		}
		return all
	}
	return accept
}

// feedback gathers what is said of answers, by identifier.
func (it *item) feedback() {
	for _, n := range it.root.All("modalFeedback") {
		s := it.plain(n, "feedback")
		switch id := n.Attrs["identifier"]; {
		case s == "":
		case it.ours && n.Attrs["outcomeIdentifier"] == "GENERAL":
			it.General = s
		case it.ours && n.Attrs["outcomeIdentifier"] == "HINT":
			it.Hint = s
		case !it.isAnswer(id):
			it.Lose("feedback", interchange.NoFeedback, nil)
		default:
			it.said[id] = s
		}
	}
	it.inline(it.root.First("itemBody"))
}

// inline gathers feedback that stands beside an answer.
func (it *item) inline(n *interchange.Node) {
	if n == nil {
		return
	}
	for _, c := range n.Children {
		if c.Name == "feedbackInline" || c.Name == "feedbackBlock" {
			id, s := c.Attrs["identifier"], it.plain(c, "feedback")
			switch {
			case s == "":
			case it.isAnswer(id) && it.said[id] == "":
				it.said[id] = s
			default:
				it.Lose("feedback", interchange.NoFeedback, nil)
			}
			continue
		}
		it.inline(c)
	}
}

// isAnswer reports whether an identifier is that of an answer.
func (it *item) isAnswer(id string) bool {
	if it.ours {
		return true
	}
	var found bool
	var walk func(n *interchange.Node)
	walk = func(n *interchange.Node) {
		for _, c := range n.Children {
			switch c.Name {
			case "simpleChoice", "hottext", "simpleAssociableChoice":
				found = found || c.Attrs["identifier"] == id
			}
			walk(c)
		}
	}
	if b := it.root.First("itemBody"); b != nil {
		walk(b)
	}
	return found
}
