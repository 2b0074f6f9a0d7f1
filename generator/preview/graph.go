package preview

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"ascult/internal/catalog"
	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// A drawing is the graph of a scenario, laid out.
type drawing struct {
	Course, Name  string
	Title         string
	Lang          string
	Width, Height int
	Cards         []*card
	Edges         []edge
	Steps         []step // the same as text
	Endings       []*card
	Problems      []finding
}

// A card is a moment or an ending.
type card struct {
	ID            string // of the node, "end", or of an ending
	Ending        bool
	Start, Repair bool
	Unreached     bool // no path leads here
	Stuck         bool // no path leads from here to an end
	Gone          bool // a choice leads here, and there is no such moment
	Number        int
	Text          string
	Lines         []string // Text, broken
	When          []quiz.Condition
	Choices       []*chip
	X, Y, W, H    int
	layer         int
	order         float64
}

// A chip is a choice on its card.
type chip struct {
	ID       string // node-choice, as in the ids of the page
	Name     string
	Kind     string // say, do or silent
	Text     string
	Effect   string
	Changes  []change
	Next     string // id of a card
	NextText string
	Repairs  bool // it leads to a moment that mends
	X, Y, W  int
}

// A change is what a choice does to a counter.
type change struct {
	Counter string
	By      int
}

// Signed writes a change with its sign.
func (c change) Signed() string {
	if c.By < 0 {
		return fmt.Sprintf("−%d", -c.By)
	}
	return fmt.Sprintf("+%d", c.By)
}

// A step is a moment in words.
type step struct{ *card }

// An edge leads from a choice to a card.
type edge struct {
	Choice, To string
	Path       string // of SVG
	Back, Gone bool   // it leads up; to nothing
}

// graph answers with the graph of a scenario.
func (s *Server) graph(w http.ResponseWriter, r *http.Request) {
	lang := r.URL.Query().Get("lang")
	if !catalog.Known(lang) {
		lang = s.language("")
	}
	own, name := r.PathValue("course"), r.PathValue("name")
	src := s.o.Session.Source()
	i := slices.IndexFunc(src.Scenarios[own], func(sc quiz.Scenario) bool { return sc.ID == name })
	if i < 0 {
		s.render(w, http.StatusNotFound, "absent", s.language(lang+"/"), "_preview/graph", view{})
		return
	}
	d := draw(src.Scenarios[own][i], lang)
	d.Course = own
	file := "quizzes/" + own + "/scenario/" + name + "."
	for _, f := range s.o.Session.Diagnostics() {
		if strings.HasPrefix(f.Pos.File, file) {
			d.Problems = append(d.Problems, s.findings(s.language(lang+"/"), []diag.Diagnostic{f}, nil, false)...)
		}
	}
	s.render(w, http.StatusOK, "graph", s.language(lang+"/"), "_preview/graph/"+own+"/"+name, d)
}

// draw lays a scenario out, whatever is wrong with it.
func draw(sc quiz.Scenario, lang string) drawing {
	d := drawing{Name: sc.ID, Lang: lang, Title: said(sc.Place, lang, sc.Source)}
	cards := map[string]*card{}
	for i, n := range sc.Nodes {
		c := &card{ID: n.ID, Number: i + 1, Start: n.ID == sc.Start, Repair: n.Repair}
		if len(n.Lines) > 0 {
			c.Text = said(n.Lines[0].Text, lang, sc.Source)
		}
		for _, ch := range n.Choices {
			k := &chip{ID: n.ID + "-" + ch.ID, Name: ch.ID, Effect: ch.Effect, Next: ch.Next, Kind: "silent"}
			switch {
			case ch.Say != nil:
				k.Kind, k.Text = "say", said(ch.Say, lang, sc.Source)
			case ch.Do != nil:
				k.Kind, k.Text = "do", said(ch.Do, lang, sc.Source)
			}
			for _, counter := range []string{"trust", "evidence", "safety"} {
				if by := ch.Change[counter]; by != 0 {
					k.Changes = append(k.Changes, change{counter, by})
				}
			}
			c.Choices = append(c.Choices, k)
		}
		if cards[c.ID] == nil { // a second moment of the same name is complained about
			cards[c.ID] = c
			d.Cards = append(d.Cards, c)
		}
	}
	end := &card{ID: quiz.End}
	for _, c := range slices.Clone(d.Cards) {
		for _, k := range c.Choices {
			to := cards[k.Next]
			switch {
			case k.Next == quiz.End:
				to = end
			case to == nil:
				to = &card{ID: k.Next, Gone: true}
				cards[k.Next] = to
				d.Cards = append(d.Cards, to)
			}
			k.Repairs = to.Repair
		}
	}
	cards[quiz.End] = end
	d.Cards = append(d.Cards, end)
	reached, ends := explore(sc, cards)
	leads := leadsToEnd(cards)
	for _, c := range d.Cards {
		c.Unreached, c.Stuck = !reached[c.ID] && !c.Gone, !leads[c.ID] && !c.Gone
	}
	for _, e := range sc.Endings {
		c := &card{ID: e.ID, Ending: true, When: e.When, Text: said(e.Title, lang, sc.Source), Unreached: ends != nil && !ends[e.ID]}
		d.Endings = append(d.Endings, c)
	}
	d.layout(cards)
	for _, c := range d.Cards {
		if c.ID != quiz.End {
			d.Steps = append(d.Steps, step{c})
		}
	}
	return d
}

// said is a text in a language, or in the source language while it has none.
func said(t quiz.Text, lang, source string) string {
	if t[lang] != "" {
		return t[lang]
	}
	return t[source]
}

// leadsToEnd finds the cards from which a path leads to an end.
func leadsToEnd(cards map[string]*card) map[string]bool {
	out := map[string]bool{quiz.End: true}
	for changed := true; changed; {
		changed = false
		for id, c := range cards {
			if out[id] {
				continue
			}
			for _, k := range c.Choices {
				if out[k.Next] {
					out[id], changed = true, true
					break
				}
			}
		}
	}
	return out
}

// enough is how many states of the counters are looked at.
const enough = 20_000

// explore finds the cards and endings that some path leads to. The endings are
// nil when there are too many paths to tell.
func explore(sc quiz.Scenario, cards map[string]*card) (reached, endings map[string]bool) {
	type state struct {
		at    string
		count [3]int
	}
	names := []string{"trust", "evidence", "safety"}
	reached, endings = map[string]bool{}, map[string]bool{}
	seen := map[state]bool{}
	queue := []state{{at: sc.Start}}
	for len(queue) > 0 {
		now := queue[0]
		queue = queue[1:]
		c := cards[now.at]
		if c == nil || seen[now] {
			continue
		}
		seen[now], reached[now.at] = true, true
		if now.at == quiz.End {
			have := map[string]int{}
			for i, n := range names {
				have[n] = now.count[i]
			}
			endings[sc.Ending(have).ID] = true
		}
		if len(seen) > enough {
			// Too many ways to count: whoever is reached at all is still told.
			for stack := []string{sc.Start}; len(stack) > 0; {
				id := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				reached[id] = true
				if c := cards[id]; c != nil {
					for _, k := range c.Choices {
						if !reached[k.Next] {
							stack = append(stack, k.Next)
						}
					}
				}
			}
			return reached, nil
		}
		for _, k := range c.Choices {
			next := state{k.Next, now.count}
			for _, ch := range k.Changes {
				i := slices.Index(names, ch.Counter)
				next.count[i] = min(max(next.count[i]+ch.By, -100), 100)
			}
			queue = append(queue, next)
		}
	}
	return reached, endings
}
