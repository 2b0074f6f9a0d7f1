package exchange

import (
	"cmp"
	"io/fs"
	"slices"
	"sort"
	"strconv"
	"strings"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// make returns the bytes of a file with the texts that are wanted and not
// refused, or nil when nothing is left of them. It refuses what cannot be
// written.
func (m *importer) make(c *change) []byte {
	units := slices.DeleteFunc(slices.Clone(c.units), func(w *wanted) bool { return w.refused })
	if len(units) == 0 {
		return nil
	}
	if !c.file.there {
		if have := len(units); have < len(c.file.Units) {
			for i, w := range units {
				if i > 0 { // said once for the file
					w.refused = true
					m.res.Refused++
					continue
				}
				m.refuse("exchange-incomplete", w, source.Args{"File": c.file.target, "Have": have, "Want": len(c.file.Units)})
			}
			return nil
		}
		if c.file.front.Name == "" {
			return m.placed(c, newBank(units), units)
		}
		return m.page(c, units, c.file.Path)
	}
	if c.file.front.Name != "" {
		return m.page(c, units, c.file.target)
	}
	data, err := fs.ReadFile(m.fsys, c.file.target)
	if err != nil {
		return nil // it was read a moment ago
	}
	return m.placed(c, m.scalars(data, units, 0), units)
}

// scalars puts texts into a YAML document that begins after some lines of the
// file: all at once, or, when one of them cannot be written, one by one.
func (m *importer) scalars(data []byte, units []*wanted, lines int) []byte {
	place := func(w *wanted) source.Scalar {
		at := w.target
		if at.File == "" {
			at = w.Pos
		}
		return source.Scalar{Line: at.Line - lines, Col: at.Col, Text: written(w.text)}
	}
	var all []source.Scalar
	for _, w := range units {
		all = append(all, place(w))
	}
	out, err := source.SetScalars(data, all)
	for err != nil && len(units) > 0 {
		var good []*wanted
		all = all[:0]
		for _, w := range units {
			if _, err := source.SetScalars(data, []source.Scalar{place(w)}); err != nil {
				m.refuse("exchange-text", w, nil)
				continue
			}
			good, all = append(good, w), append(all, place(w))
		}
		if len(good) == len(units) { // each can be written, but not together
			for _, w := range units {
				m.refuse("exchange-text", w, nil)
			}
			return nil
		}
		units = good
		out, err = source.SetScalars(data, all)
	}
	if len(units) == 0 {
		return nil
	}
	return out
}

// placed notes on which lines of a bank or scenario its texts stand.
func (m *importer) placed(c *change, data []byte, units []*wanted) []byte {
	if data == nil {
		return nil
	}
	at := map[string]int{}
	var probs source.Problems // a text that breaks the file is found by the check
	for _, t := range quiz.KeyedTexts(source.Parse(c.file.target, data, 0, &probs)) {
		for _, k := range keyedOf(t) {
			at[k.key] = k.Line
		}
	}
	for _, w := range units {
		w.line, w.to = at[w.ID], at[w.ID]+1
		if !multiline(data, w.line) {
			w.to = w.line
		}
	}
	return data
}

// multiline reports whether a text begins below the line of its key.
func multiline(data []byte, line int) bool {
	for l := range strings.Lines(string(data)) {
		if line--; line == 0 {
			l = strings.TrimSpace(l)
			return strings.HasSuffix(l, ">-") || strings.HasSuffix(l, "|-") || strings.HasSuffix(l, ">") || strings.HasSuffix(l, "|")
		}
	}
	return false
}

// page puts texts into a page: from is the page itself, or, when there is none
// yet, the page that it translates.
func (m *importer) page(c *change, units []*wanted, from string) []byte {
	data, err := fs.ReadFile(m.fsys, from)
	p := m.pageOf(from)
	if err != nil || p == nil {
		return nil // it was read a moment ago
	}
	start, end := front(data, p)
	head, body := data[start:end], data[len(data)-len(p.Body):]
	fence := data[end : len(data)-len(p.Body)]
	var texts []*wanted
	want := map[int]translate.Pieces{}
	at := map[int]*wanted{}
	for _, w := range units {
		if w.who {
			continue
		}
		if w.block < 0 {
			texts = append(texts, w)
		} else {
			want[w.block], at[w.block] = w.text, w
		}
	}
	newHead := head
	if len(texts) > 0 {
		if h := m.scalars(head, texts, 1); h != nil {
			newHead = h
		}
	}
	if !c.file.there {
		newHead = withoutStructure(newHead)
	}
	named := body
	if main := m.pageOf(c.file.Path); main != nil {
		named = m.setSpeakers(body, main.Body, units)
	}
	newBody, refused := translate.Set(named, want)
	for _, i := range refused {
		m.refuse("exchange-text", at[i], nil)
	}
	out := slices.Concat(data[:start], newHead, fence, newBody)
	shift := strings.Count(string(newHead), "\n") - strings.Count(string(head), "\n")
	for _, w := range texts { // as far as that can be said: most are one line
		w.line = cmp.Or(w.target.Line, w.Pos.Line)
		w.line, w.to = w.line+min(shift, 0), w.line+max(shift, 0)
	}
	for _, w := range units {
		if w.who { // the first of the lines that name somebody
			w.line, w.to = w.target.Line+shift, w.target.Line+shift
		}
	}
	first := strings.Count(string(out[:len(out)-len(newBody)]), "\n")
	for i, b := range translate.Blocks(newBody) {
		if w := at[i]; w != nil && !w.refused {
			w.line = first + b.Line
			w.to = w.line + strings.Count(string(newBody[b.Start:b.End]), "\n")
		}
	}
	if slices.Equal(out, data) && c.file.there {
		return nil
	}
	return out
}

// pageOf finds a page by its path.
func (m *importer) pageOf(path string) *course.Page {
	for _, s := range m.src.Catalogue.Sets() {
		for _, p := range s.Pages {
			if p.Path == path {
				return p
			}
		}
	}
	return nil
}

// translated are the keys of front matter that a translation has.
var translated = map[string]bool{"title": true, "heading": true, "summary": true, "audience": true, "content_note": true, "objectives": true}

// withoutStructure takes the keys out of a front matter that stand in the
// source language alone.
func withoutStructure(head []byte) []byte {
	var out []byte
	keep := true
	for line := range strings.Lines(string(head)) {
		if key, _, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '#' && line[0] != '-' {
			keep = translated[strings.Trim(strings.TrimSpace(key), `"'`)]
		}
		if keep {
			out = append(out, line...)
		}
	}
	return out
}

// newBank writes the translation of a bank or a scenario that has none yet.
func newBank(units []*wanted) []byte {
	root := &tree{}
	scenario := false
	for _, w := range units {
		scenario = scenario || w.ID == "place" || w.ID == "about"
	}
	for _, w := range units {
		key := w.ID
		if !scenario {
			key = "questions." + key
		}
		root.put(strings.Split(key, "."), written(w.text))
	}
	var b strings.Builder
	root.write(&b, "")
	return []byte(b.String())
}

// A tree is YAML that is being written: maps in the order of the texts, lists
// where the keys are numbers.
type tree struct {
	text string
	keys []string
	sub  map[string]*tree
}

func (t *tree) put(key []string, text string) {
	if len(key) == 0 {
		t.text = text
		return
	}
	if t.sub == nil {
		t.sub = map[string]*tree{}
	}
	if t.sub[key[0]] == nil {
		t.sub[key[0]] = &tree{}
		t.keys = append(t.keys, key[0])
	}
	t.sub[key[0]].put(key[1:], text)
}

// list reports whether the keys are the numbers from 1.
func (t *tree) list() bool {
	for i := range t.keys {
		if t.sub[strconv.Itoa(i+1)] == nil {
			return false
		}
	}
	return true
}

func (t *tree) write(b *strings.Builder, indent string) {
	list := t.list()
	keys := t.keys
	if list {
		keys = slices.Clone(keys)
		sort.Slice(keys, func(i, j int) bool {
			return len(keys[i]) < len(keys[j]) || len(keys[i]) == len(keys[j]) && keys[i] < keys[j]
		})
	}
	for _, k := range keys {
		mark := k + ":"
		switch {
		case list:
			mark = "-"
		case k == "true" || k == "false" || k == "no" || k == "yes" || strings.Trim(k, "0123456789.-") == "":
			mark = `"` + k + `":`
		}
		if s := t.sub[k]; len(s.keys) == 0 {
			b.WriteString(indent + mark + " " + quote(s.text) + "\n")
		} else {
			b.WriteString(indent + mark + "\n")
			s.write(b, indent+"  ")
		}
	}
}
