package check

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// A form says how a shortcode is written.
type form struct {
	paired bool
	inside string // shortcode that must hold it; "" for none, "*" for anywhere
	args   func(p *page, t course.Tag) bool
}

var (
	reWord = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)
	reLang = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z]{2,4})?$`)
)

func noArgs(_ *page, t course.Tag) bool { return len(t.Args) == 0 }

// forms are all shortcodes of docs/formats/course.md.
var forms = map[string]form{
	"talk":     {paired: true, args: noArgs},
	"line":     {paired: true, inside: "talk", args: speaker},
	"supports": {paired: true, inside: "line", args: noArgs},
	"risk":     {paired: true, inside: "line", args: noArgs},
	"open":     {paired: true, inside: "line", args: noArgs},
	"note":     {paired: true, args: oneWord(func(w string) bool { return w == "law" || w == "word" || w == "source" })},
	"stays":    {paired: true, args: noArgs},
	"l":        {paired: true, inside: "*", args: oneWord(reLang.MatchString)},
	"practice": {args: words(1, 2)},
	"helplines": {args: func(p *page, t course.Tag) bool {
		states := p.src.HelpLines.States()
		for _, a := range t.Args {
			if a.Name != "" || !slices.Contains(states, a.Value) && !p.faulty[helpLinesFile] {
				return false
			}
		}
		return true
	}},
	"ref": {inside: "*", args: oneWord(func(w string) bool { return w != "" })},

	"gist":     {paired: true, args: noArgs},
	"law":      {paired: true, args: aState},
	"plan":     {args: oneWord(reWord.MatchString)},
	"scenario": {args: oneWord(reWord.MatchString)},
	"do":       {paired: true, args: noArgs},
	"dont":     {paired: true, args: noArgs},
	"trainer":  {paired: true, args: minutesOrNone},
	"pocket":   {paired: true, args: noArgs},
}

func speaker(_ *page, t course.Tag) bool {
	return len(t.Args) == 1 && t.Args[0].Name == "who" && strings.TrimSpace(t.Args[0].Value) != ""
}

func oneWord(ok func(string) bool) func(*page, course.Tag) bool {
	return func(_ *page, t course.Tag) bool {
		return len(t.Args) == 1 && t.Args[0].Name == "" && ok(t.Args[0].Value)
	}
}

func words(least, most int) func(*page, course.Tag) bool {
	return func(_ *page, t course.Tag) bool {
		for _, a := range t.Args {
			if a.Name != "" || !reWord.MatchString(a.Value) {
				return false
			}
		}
		return len(t.Args) >= least && len(t.Args) <= most
	}
}

// shortcodes checks every tag of a page.
func (p *page) shortcodes() {
	var open []course.Tag
	effect := false // the open line has one
	lost := false   // a pair does not close: what stands in what can only be guessed
	for _, t := range p.tags {
		f, known := forms[t.Name]
		switch {
		case t.Malformed:
			p.probs.Add("shortcode-malformed", p.at(t.Start), source.Args{"Example": "{{< note law >}}"})
			continue
		case !known:
			p.addTag("shortcode-unknown", t)
			continue
		}
		if !t.Inline() && !t.Effect() && !p.alone(t) {
			p.addTag("shortcode-line", t)
		}
		if t.Close {
			i := len(open) - 1
			if i < 0 || open[i].Name != t.Name || len(t.Args) > 0 {
				p.addTag("shortcode-pair", t)
				lost = true
			} else {
				open = open[:i]
			}
			continue
		}
		if !f.args(p, t) {
			p.addTag("shortcode-arguments", t)
		} else {
			p.target(t)
		}
		parent := ""
		if len(open) > 0 {
			parent = open[len(open)-1].Name
		}
		if !lost && f.inside != "*" && f.inside != parent || t.Effect() && effect || t.Name == "practice" && p.course == nil {
			p.addTag("shortcode-place", t)
		}
		if kinds := kindsOf[t.Name]; kinds != nil && !slices.Contains(kinds, p.Kind) {
			p.addTag("shortcode-page", t)
		}
		switch {
		case t.Name == "line":
			effect = false
		case t.Effect():
			effect = true
		}
		if f.paired {
			open = append(open, t)
		}
	}
	for _, t := range open {
		p.addTag("shortcode-pair", t)
	}
	if !p.lost {
		p.insides()
		p.words()
	}
	p.once()
}

// addTag complains about a tag.
func (p *page) addTag(rule string, t course.Tag) {
	p.probs.Add(rule, p.at(t.Start), source.Args{"Name": t.Name})
}

// insides checks what stands inside transcripts and lists of what stays.
func (p *page) insides() {
	items, lists := 0, 0
	var first diag.Pos
	for _, t := range p.tags {
		if t.Name == "stays" && !t.Close {
			if lists++; lists == 1 {
				first = p.at(t.Start)
			}
		}
	}
	for _, b := range p.text.Blocks {
		switch {
		case b.Context == "talk", b.Context == "talk/line" && p.afterEffect(b.Start):
			p.probs.Add("shortcode-place", p.at(b.Start), source.Args{"Name": "talk"})
		case b.Context == "stays" && b.Kind == "li":
			items++
		case b.Context == "stays":
			items = -1 << 20 // something else than lines
		}
	}
	if lists > 0 && items != 3*lists {
		p.probs.Add("stays-three", first, nil)
	}
}

// afterEffect reports whether the text at offset comes after the effect of
// its own transcript line.
func (p *page) afterEffect(offset int) bool {
	closed := false
	for _, t := range p.tags {
		if t.Start > offset {
			break
		}
		switch {
		case t.Name == "line":
			closed = false
		case t.Effect() && t.Close:
			closed = true
		}
	}
	return closed
}

// alone reports whether a tag stands on a line that holds only tags.
func (p *page) alone(tag course.Tag) bool {
	start := bytes.LastIndexByte(p.Body[:tag.Start], '\n') + 1
	end := len(p.Body)
	if i := bytes.IndexByte(p.Body[tag.End:], '\n'); i >= 0 {
		end = tag.End + i
	}
	line := bytes.Clone(p.Body[start:end])
	for _, t := range p.tags {
		if t.Start >= start && t.End <= end {
			for i := t.Start; i < t.End; i++ {
				line[i-start] = ' '
			}
		}
	}
	return len(bytes.TrimSpace(line)) == 0
}

// target checks that what a tag names exists.
func (p *page) target(t course.Tag) {
	switch t.Name {
	case "law":
		p.law(t)
	case "plan":
		if _, ok := p.src.Plans[t.Args[0].Value]; !ok && !p.faulty[plansFile] {
			p.probs.Add("plan-missing", p.at(t.Start), source.Args{"Name": t.Args[0].Value})
		}
	case "scenario":
		p.scenario(t.Args[0].Value, t)
	case "practice":
		if p.course == nil {
			return
		}
		id := ""
		if len(t.Args) > 1 {
			id = t.Args[1].Value
		}
		name := t.Args[0].Value
		read := slices.ContainsFunc(p.src.Practice[p.course.ID], func(b quiz.Bank) bool { return b.ID == name })
		if p.questions(p.course.ID)(name, id) == 0 && (read || !p.there(p.course.ID, quiz.Practice, name)) && !p.hasErrors(bankFile(p.course.ID, quiz.Practice, name)) {
			if id != "" {
				name += " " + id
			}
			p.probs.Add("practice-missing", p.at(t.Start), source.Args{"Name": name})
		}
	case "ref":
		if p.course != nil && p.place(p.course, t.Args[0].Value) || p.outside(t.Args[0].Value) {
			return
		}
		p.probs.Add("link-broken", p.at(t.Start), source.Args{"Target": t.Args[0].Value, "Example": refExample})
	}
}
