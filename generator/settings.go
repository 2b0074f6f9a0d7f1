package generator

import (
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/internal/catalog"
	"ascult/internal/diag"
	"ascult/internal/source"
)

// settings are what an author may say about the whole site, in hugo.yaml. Hugo
// itself is configured by us.
type settings struct {
	Exit map[string]string // by language: where the quick exit leads
}

// readSettings reads hugo.yaml, which may be absent.
func readSettings(fsys fs.FS) (settings, []diag.Diagnostic) {
	const file = "hugo.yaml"
	s := settings{Exit: map[string]string{}}
	for _, lang := range catalog.Languages {
		s.Exit[lang] = "https://" + lang + ".wikipedia.org/"
	}
	if _, err := fs.Stat(fsys, file); errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	var probs source.Problems
	data := source.Read(fsys, file, &probs)
	if data == nil {
		return s, probs
	}
	doc := source.Parse(file, data, 0, &probs)
	root := doc.Fields(doc.Root, "", "exit")
	if !root.Has("exit") {
		return s, probs
	}
	exit := doc.Fields(root.Node("exit"), "exit", catalog.Languages...)
	for _, lang := range catalog.Languages {
		if !exit.Has(lang) {
			continue
		}
		to := exit.Text(lang)
		if u, err := url.Parse(to); err != nil || u.Scheme != "https" || u.Host == "" {
			probs.Add("exit-bad", exit.At(lang), source.Args{"Address": to})
			continue
		}
		s.Exit[lang] = to
	}
	return s, probs
}

// A line is a help line as the theme sees it.
type line struct {
	check.HelpLine
	Dial       string // what a telephone is told
	DialAbroad string
}

// A state is the help lines of one state, emergency numbers first.
type state struct {
	State string
	Lines []line
	Note  map[string]string // by language; may be nil
}

// states orders the help lines. Numbers get spaces that no line ends at.
func states(h check.HelpLines) []state {
	var out []state
	for _, name := range h.States() {
		s := state{State: name, Note: h.Notes[name]}
		for _, l := range h.Lines {
			if l.State != name {
				continue
			}
			k := line{HelpLine: l, Dial: dial(l.Number), DialAbroad: dial(l.Abroad)}
			k.Number, k.Abroad = strings.ReplaceAll(l.Number, " ", hard), strings.ReplaceAll(l.Abroad, " ", hard)
			s.Lines = append(s.Lines, k)
		}
		slices.SortStableFunc(s.Lines, func(a, b line) int {
			switch {
			case a.Emergency == b.Emergency:
				return 0
			case a.Emergency:
				return -1
			}
			return 1
		})
		out = append(out, s)
	}
	for _, name := range slices.Sorted(maps.Keys(h.Notes)) {
		if !slices.Contains(h.States(), name) {
			out = append(out, state{State: name, Note: h.Notes[name]})
		}
	}
	return out
}

func dial(number string) string { return strings.ReplaceAll(number, " ", "") }
