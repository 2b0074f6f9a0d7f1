package quiz

import (
	"fmt"
	"slices"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// maxStates bounds the search for endings: a scenario of forty nodes has some
// thousands.
const maxStates = 200_000

// whole checks what can be seen only with the whole scenario at hand: where
// the paths lead.
func (r *scenarioReader) whole(s Scenario) {
	nodes := map[string]*Node{}
	for i := range s.Nodes {
		if n := &s.Nodes[i]; n.ID != "" {
			nodes[n.ID] = n
		}
	}
	sound := nodes[s.Start] != nil
	for _, n := range s.Nodes {
		for _, c := range n.Choices {
			if c.Next != "" && c.Next != End && nodes[c.Next] == nil {
				r.probs.Add("scenario-next", c.nextPos, source.Args{"ID": c.Next})
				sound = false
			}
			sound = sound && c.Next != ""
		}
	}
	r.counters(s)
	if r.unread || !r.endings(s) || !sound {
		return // every further complaint would follow from one that was made
	}
	reached := map[string]bool{s.Start: true}
	for queue := []string{s.Start}; len(queue) > 0; queue = queue[1:] {
		for _, c := range nodes[queue[0]].Choices {
			if c.Next != End && !reached[c.Next] {
				reached[c.Next] = true
				queue = append(queue, c.Next)
			}
		}
	}
	ends := map[string]bool{End: true} // nodes with a way to the end
	for grew := true; grew; {
		grew = false
		for _, n := range s.Nodes {
			if !ends[n.ID] && slices.ContainsFunc(n.Choices, func(c Choice) bool { return ends[c.Next] }) {
				ends[n.ID], grew = true, true
			}
		}
	}
	for _, n := range s.Nodes {
		switch {
		case !reached[n.ID]:
			r.probs.Add("scenario-unreachable", n.pos, source.Args{"ID": n.ID})
		case !ends[n.ID]:
			r.probs.Add("scenario-loop", n.pos, source.Args{"ID": n.ID})
			sound = false
		}
	}
	if !sound {
		return
	}
	found, said, complete := s.reach(nodes)
	if complete {
		r.never(s, said)
	}
	for _, e := range s.Endings {
		if complete && !found[e.ID] {
			r.probs.Add("scenario-ending", e.pos, source.Args{"ID": e.ID})
		}
	}
}

// elements complains about two scenes that a page would show under one id: the
// ids of docs/formats/scenario.md, "On the page", are joined with hyphens, and
// have some.
func (r *scenarioReader) elements(s Scenario) {
	add := func(kind, id string, at diag.Pos) {
		id = kind + "-" + s.ID + "-" + id
		if first, dup := r.ids[id]; dup {
			r.probs.Add("id-duplicate", at, source.Args{"ID": id}, first)
			return
		}
		r.ids[id] = at
	}
	for _, n := range s.Nodes {
		if n.ID == "" {
			continue // complained about where it stands, and so below
		}
		add("n", n.ID, n.pos)
		for _, c := range n.Choices {
			if c.ID != "" {
				add("c", n.ID+"-"+c.ID, c.pos)
			}
		}
	}
	for _, e := range s.Endings {
		if e.ID != "" {
			add("e", e.ID, e.pos)
		}
	}
}

// counters complains about a counter that is changed and not named, or named
// and never changed.
func (r *scenarioReader) counters(s Scenario) {
	changed := map[string]bool{}
	for _, n := range s.Nodes {
		for _, c := range n.Choices {
			for _, name := range sortedKeys(c.Change) {
				if !slices.Contains(s.Counters, name) && !changed[name] {
					r.probs.Add("scenario-counter", c.pos, source.Args{"Counter": name})
				}
				changed[name] = true
			}
		}
	}
	for _, name := range s.Counters {
		if !changed[name] {
			r.probs.Add("scenario-counter", s.Pos, source.Args{"Counter": name})
		}
	}
}

// endings complains about an ending that the list itself shuts out: one
// without conditions before the last, a last one with some, or the conditions
// of one before.
func (r *scenarioReader) endings(s Scenario) bool {
	ok := true
	seen := map[string]bool{}
	for i, e := range s.Endings {
		when := fmt.Sprint(e.When)
		if seen[when] || (len(e.When) == 0) != (i == len(s.Endings)-1) {
			r.probs.Add("scenario-ending", e.pos, source.Args{"ID": e.ID})
			ok = false
		}
		seen[when] = true
	}
	return ok
}

// equalChoices complains about choices of a node that read the same in a
// language.
func (r *scenarioReader) equalChoices(s Scenario) {
	for _, n := range s.Nodes {
		for _, lang := range r.o.Languages {
			seen := map[string]Choice{}
			for _, c := range n.Choices {
				t := FoldStem(c.Say[lang] + c.Do[lang]) // one of them is empty
				if t == "" {
					continue
				}
				if first, dup := seen[t]; dup {
					r.probs.Add("options-equal", c.pos, source.Args{"IDs": first.ID + ", " + c.ID, "Lang": lang}, first.pos)
					continue
				}
				seen[t] = c
			}
		}
	}
}

// never complains about lines whose conditions hold on no path. said are the
// places of those that are said on some.
func (r *scenarioReader) never(s Scenario, said map[diag.Pos]bool) {
	for _, n := range s.Nodes {
		lines := n.Lines
		for _, c := range n.Choices {
			lines = append(slices.Clip(lines), c.Reply...)
		}
		for _, l := range lines {
			if len(l.When) > 0 && !said[l.pos] {
				r.probs.Add("scenario-never", l.pos, source.Args{"ID": n.ID})
			}
		}
	}
}

// hold reports whether all conditions hold.
func hold(when []Condition, counters map[string]int) bool {
	return !slices.ContainsFunc(when, func(c Condition) bool { return !c.Holds(counters) })
}

// reach finds the endings that some path leads to, and the places of the lines
// with conditions that are said on some. complete is false when there are too
// many paths to tell.
func (s Scenario) reach(nodes map[string]*Node) (found map[string]bool, said map[diag.Pos]bool, complete bool) {
	type state struct {
		node  string
		count [3]int
	}
	found, said = map[string]bool{}, map[diag.Pos]bool{}
	say := func(lines []Line, count [3]int) {
		for _, l := range lines {
			if len(l.When) > 0 && !said[l.pos] && hold(l.When, named(count)) {
				said[l.pos] = true
			}
		}
	}
	first := state{node: s.Start}
	seen := map[state]bool{first: true}
	for queue := []state{first}; len(queue) > 0; queue = queue[1:] {
		if len(seen) > maxStates {
			return found, said, false
		}
		say(nodes[queue[0].node].Lines, queue[0].count)
		for _, c := range nodes[queue[0].node].Choices {
			next := state{c.Next, queue[0].count}
			for i, name := range counterNames {
				// No condition looks further than two digits.
				next.count[i] = min(max(next.count[i]+c.Change[name], -100), 100)
			}
			say(c.Reply, next.count)
			if seen[next] {
				continue
			}
			seen[next] = true
			if c.Next != End {
				queue = append(queue, next)
				continue
			}
			found[s.Ending(named(next.count)).ID] = true
		}
	}
	return found, said, true
}

// named gives counters their names.
func named(count [3]int) map[string]int {
	have := map[string]int{}
	for i, name := range counterNames {
		have[name] = count[i]
	}
	return have
}

// Ending returns the ending that is reached with these counters: the first
// whose conditions hold.
func (s Scenario) Ending(counters map[string]int) Ending {
	for _, e := range s.Endings {
		if hold(e.When, counters) {
			return e
		}
	}
	return Ending{}
}
