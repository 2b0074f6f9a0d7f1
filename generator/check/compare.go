package check

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"ascult/generator/translate"
	"ascult/internal/source"
)

// same compares what the blocks of a translation lead to and count with those
// of the source. The blocks match one by one.
func (p *page) same(m *page) {
	for i, b := range p.text.Blocks {
		o := m.text.Blocks[i]
		theirs, ours := m.targets(o), p.targets(b)
		wrong := slices.ContainsFunc(slices.Concat(theirs, ours), refused) // said already
		if there, here := apart(theirs, ours); !wrong && len(there)+len(here) > 0 {
			p.probs.Add("links-differ", p.at(b.Start), source.Args{
				"Lang": p.set.Source, "Want": listed(there), "Have": listed(here),
			}, m.at(o.Start))
		}
		p.probs.CompareNumbers(p.set.Source, m.said(o), p.said(b), p.at(b.Start), m.at(o.Start))
	}
}

// outsideSite stands for every address outside the site: a translation may send
// to the same text in its own language.
const outsideSite = "https://…"

// targets returns where a block leads and which pictures it shows, sorted.
func (p *page) targets(b translate.Block) []string {
	var out []string
	for _, i := range p.images {
		if i.offset >= b.Start && i.offset < b.End {
			out = append(out, i.target)
		}
	}
	if len(p.links) == 0 {
		slices.Sort(out)
		return out // a tag that leads somewhere stands in a link
	}
	for _, t := range p.tags {
		if t.Name == "ref" && !t.Malformed && t.Start >= b.Start && t.Start < b.End && len(t.Args) == 1 {
			out = append(out, t.Args[0].Value)
		}
	}
	for _, l := range p.links {
		switch {
		case l.offset < b.Start || l.offset >= b.End || reFiller.MatchString(l.target):
		case outside(plainTarget(l.target)):
			out = append(out, outsideSite)
		default:
			out = append(out, plainTarget(l.target))
		}
	}
	slices.Sort(out)
	return out
}

// apart returns what only one of two lists holds.
func apart(a, b []string) (onlyA, onlyB []string) {
	onlyB = slices.Clone(b)
	for _, s := range a {
		if i := slices.Index(onlyB, s); i >= 0 {
			onlyB = slices.Delete(onlyB, i, i+1)
		} else {
			onlyA = append(onlyA, s)
		}
	}
	return onlyA, onlyB
}

func listed(s []string) string {
	if len(s) == 0 {
		return "—"
	}
	return shorten(strings.Join(s, ", "))
}

// reAddress is where a link of Markdown leads, as it is written.
var reAddress = regexp.MustCompile(`\]\([^)]*\)|<[a-z]+:[^>]*>`)

// said returns the text of a block without tags and addresses, or "" when
// there is no digit in it: of texts without one there is nothing to compare.
func (p *page) said(b translate.Block) string {
	text := p.Body[b.Start:b.End]
	if !bytes.ContainsAny(text, "0123456789") {
		return ""
	}
	if bytes.Contains(text, []byte("{{")) {
		text = bytes.Clone(text)
		for _, t := range p.tags {
			if t.Start >= b.Start && t.End <= b.End {
				for i := t.Start; i < t.End; i++ {
					text[i-b.Start] = ' '
				}
			}
		}
	}
	if bytes.Contains(text, []byte("](")) || bytes.ContainsRune(text, '<') {
		text = reAddress.ReplaceAll(text, nil)
	}
	return string(text)
}
