package preview

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/course"
)

// A group is the texts of one file that a page shows.
type group struct {
	Title, File string
	Items       []item
}

// An item is a text that can be edited.
type item struct {
	Target string // names it: see [target]
	Label  string // where it stands in its file
	Text   string // its beginning
	At     string // id of its element in the page, or ""
}

// A target names one text of a file: "content/ro/….md#s:k3m7qz" is a segment,
// "…#f:title" a key of the front matter, "quizzes/….yaml#y:questions/aim/text"
// a text of a bank or scenario.
type target struct {
	file string
	kind byte // s, f or y
	rest string
}

var errTarget = errors.New("there is no such text")

// parseTarget reads a target. Only files of content and quizzes can be named,
// and only by clean paths.
func parseTarget(s string) (target, error) {
	file, ref, ok := strings.Cut(s, "#")
	kind, rest, ok2 := strings.Cut(ref, ":")
	first, _, _ := strings.Cut(file, "/")
	if !ok || !ok2 || !fs.ValidPath(file) || path.Clean(file) != file || dropping(file) || rest == "" || strings.Contains(file, `\`) {
		return target{}, errTarget
	}
	switch {
	case (kind == "s" || kind == "f") && first == "content" && path.Ext(file) == ".md":
	case kind == "y" && first == "quizzes" && path.Ext(file) == ".yaml":
	default:
		return target{}, errTarget
	}
	return target{file, kind[0], rest}, nil
}

// front returns the bytes of a page's front matter: from, to.
func front(data []byte) (int, int, bool) {
	first := bytes.IndexByte(data, '\n') + 1
	if first == 0 || string(bytes.TrimRight(data[:first], "\r\n")) != "---" {
		return 0, 0, false
	}
	for at := first; at < len(data); {
		end := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if string(bytes.TrimRight(data[at:end], "\r\n")) == "---" {
			return first, at, true
		}
		at = end
	}
	return 0, 0, false
}

// body returns where a page's text begins.
func body(data []byte) int {
	_, to, ok := front(data)
	if !ok {
		return 0
	}
	if i := bytes.IndexByte(data[to:], '\n'); i >= 0 {
		return to + i + 1
	}
	return len(data)
}

// get returns the text of a target as it is written in data.
func (t target) get(data []byte, ids []string) (string, int, error) {
	switch t.kind {
	case 's':
		from := body(data)
		blocks := translate.Blocks(data[from:])
		i := slices.Index(ids, t.rest)
		if i < 0 || i >= len(blocks) {
			return "", 0, errTarget
		}
		b := blocks[i]
		return strings.ReplaceAll(string(data[from+b.Start:from+b.End]), "\r\n", "\n"), bytes.Count(data[:from], []byte("\n")) + b.Line, nil
	case 'f':
		from, to, ok := front(data)
		if !ok {
			return "", 0, errTarget
		}
		n, ok := scalarAt(data[from:to], strings.Split(t.rest, "/"))
		if !ok {
			return "", 0, errTarget
		}
		return strings.TrimRight(n.Value, "\n"), n.Line + 1, nil
	}
	n, ok := scalarAt(data, strings.Split(t.rest, "/"))
	if !ok {
		return "", 0, errTarget
	}
	return strings.TrimRight(n.Value, "\n"), n.Line, nil
}

// set returns data with the text of a target replaced and every other byte
// kept.
func (t target) set(data []byte, ids []string, text string) ([]byte, error) {
	switch t.kind {
	case 's':
		from := body(data)
		i := slices.Index(ids, t.rest)
		if i < 0 {
			return nil, errTarget
		}
		if bytes.Contains(data, []byte("\r\n")) {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		next, err := translate.Replace(data[from:], i, text)
		if errors.Is(err, translate.ErrStructure) {
			return nil, errShape
		}
		if err != nil {
			return nil, err
		}
		return slices.Concat(data[:from], next), nil
	case 'f':
		from, to, ok := front(data)
		if !ok {
			return nil, errTarget
		}
		next, err := setScalar(data[from:to], strings.Split(t.rest, "/"), text)
		if err != nil {
			return nil, err
		}
		return slices.Concat(data[:from], next, data[to:]), nil
	}
	return setScalar(data, strings.Split(t.rest, "/"), text)
}

// targets lists the texts that a page shows in a language.
func (s *Server) targets(src check.Source, set *course.Set, lang string) []group {
	p := set.Pages[lang]
	if p == nil {
		return nil
	}
	var out []group
	data, err := fs.ReadFile(s.o.Source, p.Path)
	if err != nil {
		return nil
	}
	head := group{Title: s.o.Texts.Text(s.language(lang+"/"), "preview_front"), File: p.Path + "#f"}
	if from, to, ok := front(data); ok {
		for _, it := range textsOf(data[from:to], frontTexts) {
			at := ""
			if it.Label == "title" {
				at = "h1"
			}
			head.Items = append(head.Items, item{p.Path + "#f:" + it.Target, it.Label, it.Text, at})
		}
	}
	text := group{Title: s.o.Texts.Text(s.language(lang+"/"), "preview_body"), File: p.Path}
	ids := src.IDs[p.Path]
	for i, b := range translate.Blocks(p.Body) {
		if i < len(ids) && ids[i] != "" {
			text.Items = append(text.Items, item{p.Path + "#s:" + ids[i], b.Kind, short(b.Text, 70), "s-" + ids[i]})
		}
	}
	for _, g := range []group{head, text} {
		if len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	own := owner(src.Catalogue, set)
	banks, scenarios := played(set)
	source := set.Source
	for _, name := range sortedKeys(banks) {
		file := fileOf("quizzes/"+own+"/practice/"+name, lang, source)
		if g := s.quizTexts(file, banks[name]); len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	for _, name := range scenarios {
		file := fileOf("quizzes/"+own+"/scenario/"+name, lang, source)
		if g := s.quizTexts(file, nil); len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// fileOf is the file of a bank or scenario in a language.
func fileOf(stem, lang, source string) string {
	if lang == source {
		return stem + ".yaml"
	}
	return stem + "." + lang + ".yaml"
}

// quizTexts lists the texts of a bank or scenario; of some questions, if they
// are named.
func (s *Server) quizTexts(file string, questions []string) group {
	g := group{Title: path.Base(file), File: file}
	data, err := fs.ReadFile(s.o.Source, file)
	if err != nil || len(data) > 2<<20 {
		return g
	}
	for _, it := range textsOf(data, quizKeys) {
		parts := strings.Split(it.Target, "/")
		at := ""
		if parts[0] == "questions" && len(parts) > 2 {
			if len(questions) > 0 && !slices.Contains(questions, "") && !slices.Contains(questions, parts[1]) {
				continue
			}
			if len(parts) == 3 && parts[2] == "text" {
				at = "q-" + parts[1] + "-title"
			}
		}
		g.Items = append(g.Items, item{file + "#y:" + it.Target, it.Label, it.Text, at})
	}
	return g
}

// The keys whose values are words for readers.
var (
	frontTexts = []string{"title", "summary", "heading", "content_note", "audience", "objectives"}
	quizKeys   = []string{
		"text", "feedback", "match", "hint", "case", "who", "accept", "place", "about", "content_note", "people",
		"lines", "reply", "say", "do", "title", "record", "unsaid", "debrief",
	}
	quizFolds = []string{"questions", "options", "nodes", "choices", "endings"}
)

// textsOf lists the texts in a file, by the keys above them.
func textsOf(data []byte, keys []string) []item {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) != 1 {
		return nil
	}
	var out []item
	var walk func(n *yaml.Node, at []string, inside bool)
	walk = func(n *yaml.Node, at []string, inside bool) {
		switch n.Kind {
		case yaml.ScalarNode:
			if inside && n.Value != "" && n.Anchor == "" {
				out = append(out, item{Target: strings.Join(at, "/"), Label: label(at), Text: short(strings.Join(strings.Fields(n.Value), " "), 70)})
			}
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				key := n.Content[i].Value
				if strings.Contains(key, "/") || key == "id" || key == "when" {
					continue
				}
				// In a source "who" of a line is an id, and of an option a name.
				if key == "who" && slices.Contains(at, "nodes") {
					continue
				}
				known := slices.Contains(keys, key)
				// Names stand below people, ids below the folds.
				below := len(at) > 0 && (at[len(at)-1] == "people" || slices.Contains(quizFolds, at[len(at)-1]))
				if known || below || slices.Contains(quizFolds, key) {
					walk(n.Content[i+1], append(slices.Clone(at), key), known || inside && below)
				}
			}
		case yaml.SequenceNode:
			for i, e := range n.Content {
				name := strconv.Itoa(i)
				if id := child(e, "id"); e.Kind == yaml.MappingNode && id != nil && !strings.Contains(id.Value, "/") {
					name = id.Value
				}
				walk(e, append(slices.Clone(at), name), inside)
			}
		}
	}
	walk(doc.Content[0], nil, false)
	return out
}

// label is a path without the keys that say nothing to a writer.
func label(at []string) string {
	var out []string
	for _, p := range at {
		if i, err := strconv.Atoi(p); err == nil {
			p = strconv.Itoa(i + 1)
		}
		if !slices.Contains(quizFolds, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, " › ")
}

// counterpart is the same text in the source language, or ok is false where
// the target stands in the source itself.
func counterpart(t target, src check.Source) (target, string, bool) {
	if t.kind == 'y' {
		stem := strings.TrimSuffix(t.file, ".yaml")
		dot := strings.LastIndexByte(stem, '.')
		if dot < 0 || !catalog.Known(stem[dot+1:]) {
			return t, "", false
		}
		lang := catalog.Languages[0]
		if parts := strings.Split(t.file, "/"); len(parts) > 1 {
			if c := src.Catalogue.Course(parts[1]); c != nil && c.Source != "" {
				lang = c.Source
			}
		}
		return target{stem[:dot] + ".yaml", 'y', t.rest}, lang, true
	}
	parts := strings.SplitN(t.file, "/", 3)
	if len(parts) < 3 {
		return t, "", false
	}
	for _, set := range src.Catalogue.Sets() {
		if set != nil && set.Key == parts[2] && set.Main() != nil && set.Main().Path != t.file {
			return target{set.Main().Path, t.kind, t.rest}, set.Source, true
		}
	}
	return t, "", false
}
