package qti

import (
	"slices"
	"strconv"
	"strings"

	"ascult/internal/quiz/interchange"
)

// An item is one being read.
type item struct {
	*reader
	interchange.Draft
	root      *interchange.Node
	responses map[string]*response
	ours      bool // we wrote it: white space means what it is
	said      map[string]string
}

func (r *reader) item(file string, root *interchange.Node, tags []string) {
	it := &item{reader: r, root: root, responses: map[string]*response{}, ours: root.Attrs["toolName"] == tool, said: map[string]string{}}
	it.Pos = root.Pos
	it.Pos.File = file
	it.ID, it.Name, it.Tags = root.Attrs["identifier"], root.Attrs["title"], tags
	if it.ours {
		it.ID = strings.TrimPrefix(it.ID, "_")
	}
	for _, n := range root.All("responseDeclaration") {
		it.responses[n.Attrs["identifier"]] = newResponse(n)
	}
	it.feedback()
	body := root.First("itemBody")
	var found []*interchange.Node
	interactions(body, &found)
	found = slices.DeleteFunc(found, func(n *interchange.Node) bool { return n.Name == "endAttemptInteraction" })
	if len(root.All("templateDeclaration")) > 0 {
		it.leave("template")
		return
	}
	if len(found) == 0 {
		it.Text = it.plain(body, "text")
		it.leave("description")
		return
	}
	typed := true
	for _, n := range found {
		typed = typed && n.Name == "textEntryInteraction"
	}
	if len(found) > 1 && !typed {
		it.leave("composite")
		return
	}
	if typed {
		it.gaps(body, found)
		return
	}
	it.one(body, found[0])
}

func (it *item) leave(kind string) {
	it.Leave(it.Draft, interchange.NoKind, map[string]any{"Kind": kind})
}

// one reads an item with one interaction.
func (it *item) one(body, n *interchange.Node) {
	res := it.responses[n.Attrs["responseIdentifier"]]
	if res == nil && len(it.responses) == 1 { // misspelt, as in some of the examples of IMS
		for _, only := range it.responses {
			res = only
		}
	}
	if res == nil {
		res = &response{}
	}
	it.text(body, n)
	switch n.Name {
	case "choiceInteraction":
		it.choices(n, n.All("simpleChoice"), res)
	case "hottextInteraction":
		it.hottext(n, res)
	case "orderInteraction":
		it.sequence(n, res)
	case "matchInteraction":
		it.match(n, res)
	case "associateInteraction":
		it.associate(n, res)
	default:
		it.leave(n.Name)
	}
}

// interactions finds the interactions within an element.
func interactions(n *interchange.Node, into *[]*interchange.Node) {
	if n == nil {
		return
	}
	for _, c := range n.Children {
		if strings.HasSuffix(c.Name, "Interaction") {
			*into = append(*into, c)
			continue
		}
		interactions(c, into)
	}
}

// text gathers what is asked: what stands around the interaction, and its
// prompt.
func (it *item) text(body, n *interchange.Node) {
	var parts []string
	for _, s := range []string{it.around(body, n, true), it.plain(n.First("prompt"), "text"), it.around(body, n, false)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	it.Text = strings.Join(parts, "\n")
}

// around is the text of the body before an interaction, or after it.
func (it *item) around(body, n *interchange.Node, before bool) string {
	p := &plainer{item: it, stop: n, skip: !before}
	p.walk(body)
	return p.text("text")
}

// name is the id that an identifier is made from.
func name(id string) string {
	if len(id) > 1 && id[0] == '_' {
		id = id[1:]
	}
	return id
}

// shares are what each identifier is worth, in per cent.
func (it *item) shares(res *response, ids []string) map[string]float64 {
	out := map[string]float64{}
	mapped := len(res.mapping) > 0 && it.uses("mapResponse", "map_response")
	total, top := 0.0, 0.0
	for _, id := range ids {
		if v := res.mapping[id]; v > 0 {
			total += v
			top = max(top, v)
		}
	}
	several := res.cardinality == "multiple"
	if several {
		top = total
	}
	for _, id := range ids {
		switch {
		case mapped && top > 0:
			v, ok := res.mapping[id]
			if !ok {
				v = res.other
			}
			out[id] = 100 * v / top
		case slices.Contains(res.correct, id) && several:
			out[id] = 100 / float64(len(res.correct))
		case slices.Contains(res.correct, id):
			out[id] = 100
		}
	}
	it.points(top, mapped)
	return out
}

// uses reports whether the marks come from an operator or a template.
func (it *item) uses(operator, template string) bool {
	p := it.root.First("responseProcessing")
	return p == nil || strings.HasSuffix(p.Attrs["template"], "/"+template) || within(p, operator)
}

func within(n *interchange.Node, name string) bool {
	for _, c := range n.Children {
		if c.Name == name || within(c, name) {
			return true
		}
	}
	return false
}

// points reads how many points an item gives: what it says, or what its
// mapping adds up to.
func (it *item) points(sum float64, mapped bool) {
	for _, n := range it.root.All("outcomeDeclaration") {
		v := ""
		switch n.Attrs["identifier"] {
		case "MAXSCORE":
			v = n.First("defaultValue", "value").Word()
		case "SCORE":
			v = n.Attrs["normalMaximum"]
		}
		if f, err := strconv.ParseFloat(v, 64); err == nil && f > 0 {
			it.Points = f
			return
		}
	}
	if mapped {
		it.Points = sum
	}
}

func (it *item) choices(n *interchange.Node, list []*interchange.Node, res *response) {
	it.Form = interchange.OneOf
	if res.cardinality == "multiple" {
		it.Form = interchange.SomeOf
	}
	var ids []string
	for _, c := range list {
		ids = append(ids, c.Attrs["identifier"])
	}
	shares := it.shares(res, ids)
	truth := it.ours && len(ids) == 2 && ids[0] == "true" && ids[1] == "false" || foreignTruth(ids)
	for _, c := range list {
		id := c.Attrs["identifier"]
		a := interchange.Answer{ID: name(id), Text: it.plain(c, "options.text"), Feedback: it.said[id], Fraction: shares[id]}
		if e, ok := strings.CutPrefix(c.Attrs["class"], "effect-"); ok && slices.Contains([]string{"supports", "risk", "open"}, e) {
			a.Effect = e
		}
		it.Answers = append(it.Answers, a)
	}
	if truth && it.Form == interchange.OneOf {
		it.Form = interchange.Truth
		if ids[0] == "false" {
			slices.Reverse(it.Answers)
		}
	} else if n.Attrs["shuffle"] != "true" && n.Name == "choiceInteraction" {
		it.Lose("options", interchange.NoOrder, nil)
	}
	it.finish(2)
}

// foreignTruth reports whether two identifiers say true and false.
func foreignTruth(ids []string) bool {
	return len(ids) == 2 && (ids[0] == "true" && ids[1] == "false" || ids[0] == "false" && ids[1] == "true")
}

// finish adds the question if it has enough answers.
func (it *item) finish(least int) {
	if len(it.Answers) < least {
		it.Break(it.Pos, it.Name, interchange.BadAnswers, nil)
		return
	}
	it.Add(it.Draft)
}

// hottext reads an item in which parts of a text are chosen. Where each stands
// in a paragraph of its own it is a transcript; elsewhere the words become
// answers to choose.
func (it *item) hottext(n *interchange.Node, res *response) {
	var list []*interchange.Node
	var who []string
	lines := true
	for _, p := range n.Children {
		if p.Name == "" || p.Name == "prompt" || p.Name[0] == '?' {
			continue
		}
		var found []*interchange.Node
		hottexts(p, &found)
		if len(found) != 1 {
			lines = false
		}
		list = append(list, found...)
		speaker := ""
		for _, c := range p.All("span") {
			if c.Attrs["class"] == "who" {
				speaker = it.plain(c, "options.who")
			}
		}
		who = append(who, speaker)
	}
	if !lines || len(list) != len(who) || slices.Contains(who, "") {
		// The passage is part of the question: it shows where the words stand.
		p := &plainer{item: it}
		p.walk(n)
		it.Text = p.text("text")
		it.choices(n, list, res)
		return
	}
	it.Form = interchange.SomeOf
	it.Tags = append(it.Tags, "type:spot")
	var ids []string
	for _, c := range list {
		ids = append(ids, c.Attrs["identifier"])
	}
	shares := it.shares(res, ids)
	for i, c := range list {
		it.Answers = append(it.Answers, interchange.Answer{
			ID: name(ids[i]), Who: who[i], Text: it.plain(c, "options.text"), Feedback: it.said[ids[i]], Fraction: shares[ids[i]],
		})
	}
	it.finish(2)
}

func hottexts(n *interchange.Node, into *[]*interchange.Node) {
	for _, c := range n.Children {
		if c.Name == "hottext" {
			*into = append(*into, c)
			continue
		}
		hottexts(c, into)
	}
}

func (it *item) sequence(n *interchange.Node, res *response) {
	it.Form = interchange.Sequence
	it.points(0, false)
	choices := map[string]*interchange.Node{}
	for _, c := range n.All("simpleChoice") {
		choices[c.Attrs["identifier"]] = c
	}
	for _, id := range res.correct {
		if c := choices[id]; c != nil {
			it.Answers = append(it.Answers, interchange.Answer{ID: name(id), Text: it.plain(c, "options.text"), Feedback: it.said[id]})
			delete(choices, id)
		}
	}
	for _, c := range n.All("simpleChoice") { // what has no place in the right order
		if choices[c.Attrs["identifier"]] != nil {
			it.Lose("options", interchange.NoDistractor, map[string]any{"Text": it.plain(c, "options.text")})
		}
	}
	it.finish(2)
}

// match reads an item in which each of one set belongs to one of another.
func (it *item) match(n *interchange.Node, res *response) {
	sets := n.All("simpleMatchSet")
	if len(sets) != 2 {
		it.finish(2)
		return
	}
	right := map[string]*interchange.Node{}
	for _, c := range sets[1].All("simpleAssociableChoice") {
		right[c.Attrs["identifier"]] = c
	}
	partner, used := map[string]string{}, map[string]bool{}
	for _, pair := range res.pairs() {
		left, to, _ := strings.Cut(pair, " ")
		if partner[left] != "" || used[to] || right[to] == nil {
			it.leave(n.Name) // one thing belongs to several
			return
		}
		partner[left], used[to] = to, true
	}
	it.Form = interchange.Pairs
	total := 0.0
	for _, v := range res.mapping {
		total += max(v, 0)
	}
	it.points(total, len(res.mapping) > 0)
	for _, c := range sets[0].All("simpleAssociableChoice") {
		id := c.Attrs["identifier"]
		left := it.plain(c, "options.text")
		to := right[partner[id]]
		if to == nil {
			it.Lose("options", interchange.NoDistractor, map[string]any{"Text": left})
			continue
		}
		it.Answers = append(it.Answers, interchange.Answer{ID: name(id), Text: left, Match: it.plain(to, "options.match"), Feedback: it.said[id]})
	}
	for _, c := range sets[1].All("simpleAssociableChoice") {
		if !used[c.Attrs["identifier"]] {
			it.Lose("options", interchange.NoDistractor, map[string]any{"Text": it.plain(c, "options.match")})
		}
	}
	it.finish(2)
}

// associate reads an item in which choices of one set belong together in
// pairs, each to one other.
func (it *item) associate(n *interchange.Node, res *response) {
	choices, used := map[string]*interchange.Node{}, map[string]bool{}
	for _, c := range n.All("simpleAssociableChoice") {
		choices[c.Attrs["identifier"]] = c
	}
	it.Form = interchange.Pairs
	for _, pair := range res.pairs() {
		a, b, _ := strings.Cut(pair, " ")
		if choices[a] == nil || choices[b] == nil || used[a] || used[b] {
			it.leave(n.Name)
			return
		}
		used[a], used[b] = true, true
		it.Answers = append(it.Answers, interchange.Answer{ID: name(a), Text: it.plain(choices[a], "options.text"), Match: it.plain(choices[b], "options.match")})
	}
	for _, c := range n.All("simpleAssociableChoice") {
		if !used[c.Attrs["identifier"]] {
			it.Lose("options", interchange.NoDistractor, map[string]any{"Text": it.plain(c, "options.text")})
		}
	}
	it.points(0, false)
	it.finish(2)
}
