package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/source"
)

// A Request says what is handed to translators.
type Request struct {
	Target string // language
	Course string // only the texts of this course, of "g" or of "home"; "" for all
	All    bool   // also what needs no work
	// Note returns a text for translators in the language of the translation:
	// the key of a text and what fills it.
	Note func(key string, args map[string]any) string
}

// Collect gathers the texts of a source folder: those whose translation is
// missing, says what the source says, or is stale; with All every one. Courses
// whose source language is the target are left out, and each source language
// makes a document of its own. The order is that of the course.
func Collect(fsys fs.FS, src check.Source, r Request) []Document {
	c := &collector{fsys: fsys, src: src, Request: r, entries: map[string]translate.Entry{}}
	for _, l := range src.Ledgers {
		for _, e := range l.Entries {
			c.entries[name(l, e.Page, e.ID)] = e
		}
	}
	var docs []Document
	add := func(lang string, f File, ok bool) {
		f.Units = slices.DeleteFunc(f.Units, func(u Unit) bool {
			return !expressible(u.Source) || !expressible(u.Target) || !worded(u.Source) && !worded(u.Target)
		})
		if !r.All {
			f.Units = slices.DeleteFunc(f.Units, func(u Unit) bool { return u.State == Fresh && (!copied(u.Source, u.Target) || accepted(u.ID)) })
		}
		if !ok || len(f.Units) == 0 || lang == r.Target {
			return
		}
		i := slices.IndexFunc(docs, func(d Document) bool { return d.Source == lang })
		if i < 0 {
			i = len(docs)
			docs = append(docs, Document{Source: lang, Target: r.Target})
		}
		docs[i].Files = append(docs[i].Files, f)
	}
	pages := func(ledger string, sets []*course.Set) {
		for _, s := range sets {
			if r.Course == "" || r.Course == ledger {
				f, ok := c.page(ledger, s)
				add(s.Source, f, ok)
			}
		}
	}
	banks := func(id, lang string, kinds ...quiz.Kind) {
		if r.Course != "" && r.Course != id {
			return
		}
		for _, k := range kinds {
			for _, file := range c.files(id, k) {
				f, ok := c.bank(id, k, file)
				add(lang, f, ok)
			}
		}
	}
	cat := src.Catalogue
	pages("home", slices.Concat(cat.Home, cat.About))
	for _, k := range cat.Courses {
		pages(k.ID, k.Sets())
		banks(k.ID, k.Source, quiz.Practice, quiz.Scenarios, quiz.Exam)
	}
	pages(check.Guides, cat.Awareness)
	if len(cat.Languages) > 0 {
		banks(check.Guides, cat.Languages[0], quiz.Scenarios)
	}
	return docs
}

type collector struct {
	Request
	fsys    fs.FS
	src     check.Source
	entries map[string]translate.Entry // by name
}

// name names an entry among all ledgers.
func name(l translate.Ledger, page, id string) string {
	return l.File() + " " + page + " " + id
}

// page gathers a page: its front matter, then its segments.
func (c *collector) page(ledger string, s *course.Set) (File, bool) {
	main := s.Main()
	if main == nil || main.Body == nil || len(c.src.IDs[main.Path]) == 0 && len(main.Body) == 0 && main.Title == "" {
		return File{}, false
	}
	f := File{
		Path: main.Path, target: path.Join("content", c.Target, s.Key), page: s.Name,
		ledger: translate.Ledger{Name: ledger}, front: translate.Ledger{Name: ledger, Form: translate.Front},
	}
	other := s.Pages[c.Target]
	f.there = other != nil && other.Body != nil
	var theirs map[string]source.Scalar
	var said []keyed
	if f.there {
		said = frontTexts(c.fsys, other)
		theirs = byKey(said)
	}
	for _, k := range frontTexts(c.fsys, main) {
		u := Unit{ID: k.key, block: -1, Pos: diag.Pos{File: main.Path, Line: k.Line + 1, Col: k.Col}}
		if t, ok := theirs[k.key]; ok {
			u.target = diag.Pos{File: other.Path, Line: t.Line + 1, Col: t.Col}
			u.raw = t.Text
		}
		u.Notes = c.notes(f, u, k.key)
		f.Units = append(f.Units, c.keyed(f.front, f.page, u, k.Text))
	}
	c.people(&f, main, other)
	c.blocks(&f, main, other)
	return f, true
}

// blocks adds the segments of a page.
func (c *collector) blocks(f *File, main, other *course.Page) {
	blocks, texts := translate.Inline(main.Body)
	var theirs []translate.Block
	var said []translate.Pieces
	if f.there {
		theirs, said = translate.Inline(other.Body)
	}
	same := translate.Matching(blocks, theirs)
	ids := c.src.IDs[main.Path]
	who := speakers(main.Body)
	for i, b := range blocks {
		if i >= len(ids) || texts[i] == nil {
			continue
		}
		u := Unit{
			ID: ids[i], Kind: b.Kind, Legal: b.Legal, block: i, SourceHash: translate.Hash(b.Text), Source: texts[i].Tidy(),
			Pos: diag.Pos{File: main.Path, Line: main.BodyLine + b.Line - 1, Col: b.Col},
		}
		if i < same && said[i] != nil {
			u.Target = match(u.Source, said[i].Tidy())
			u.TargetHash = hash(u.Target)
			u.target = diag.Pos{File: other.Path, Line: other.BodyLine + theirs[i].Line - 1, Col: theirs[i].Col}
			u.State = c.state(f.ledger, f.page, ids[i])
		}
		u.Notes = c.notes(*f, u, who(b))
		f.Units = append(f.Units, u)
	}
}

// state asks the ledger whether a translation that is there is stale.
func (c *collector) state(l translate.Ledger, page, id string) State {
	if e := c.entries[name(l, page, id)]; e.Stale(c.Target) {
		return Stale
	}
	return Fresh
}

// keyed completes the unit of a text that has a key.
func (c *collector) keyed(l translate.Ledger, page string, u Unit, text string) Unit {
	u.Source, u.SourceHash = plain(text), translate.Hash(text)
	if u.raw != "" {
		u.Target = match(u.Source, plain(u.raw))
		u.TargetHash = hash(u.Target)
		u.State = c.state(l, page, u.ID)
	}
	return u
}

// reGap is the place of a gap in a question.
var reGap = regexp.MustCompile(`\[\[[a-z0-9-]{1,32}\]\]`)

// plain takes a text without Markdown apart: words, line ends, and the gaps of
// a question.
func plain(text string) translate.Pieces {
	var out translate.Pieces
	for _, p := range translate.Plain(text).Tidy() {
		at := 0
		if p.Kind == translate.Words {
			for _, m := range reGap.FindAllStringIndex(p.Text, -1) {
				out = append(out, translate.Piece{Text: p.Text[at:m[0]]}, translate.Piece{Kind: translate.Alone, Role: "gap", Code: p.Text[m[0]:m[1]]})
				at = m[1]
			}
			p.Text = p.Text[at:]
		}
		out = append(out, p)
	}
	n := 0
	for i := range out {
		if out[i].Kind == translate.Alone {
			n++
			out[i].ID = n
		}
	}
	return out.Tidy()
}

// written is a text without Markdown as it stands in its file.
func written(ps translate.Pieces) string {
	var b strings.Builder
	for _, p := range ps.Tidy() {
		b.WriteString(p.Text + p.Code)
	}
	return b.String()
}

// speakers returns who says what stands in a block, "" for nobody.
func speakers(body []byte) func(translate.Block) string {
	tags := course.Tags(body)
	return func(b translate.Block) string {
		if !strings.HasPrefix(b.Context, "talk/line") {
			return ""
		}
		who := ""
		for _, t := range tags {
			if t.Start > b.Start {
				break
			}
			if t.Name == "line" && !t.Close && len(t.Args) == 1 {
				who = t.Args[0].Value
			}
		}
		return who
	}
}

// A keyed is a text with its key and its place in a YAML document.
type keyed struct {
	key string
	source.Scalar
	list string // all that is accepted in the gap that this is accepted in, or ""
}

func byKey(ks []keyed) map[string]source.Scalar {
	m := map[string]source.Scalar{}
	for _, k := range ks {
		m[k.key] = k.Scalar
	}
	return m
}

// frontTexts are the texts of a page's front matter in the order of the file,
// with places in its YAML.
func frontTexts(fsys fs.FS, p *course.Page) []keyed {
	data, err := fs.ReadFile(fsys, p.Path)
	if err != nil || len(p.Body) > len(data) {
		return nil // it is said where pages are read
	}
	var probs source.Problems // likewise
	start, end := front(data, p)
	doc := source.Parse(p.Path, data[start:end], 1, &probs)
	value := map[diag.Pos]diag.Pos{} // by place of its key
	for _, e := range doc.Entries(doc.Root, "") {
		value[e.At] = doc.Pos(e.Value)
	}
	var out []keyed
	for _, t := range p.Texts() {
		at, ok := value[t.Pos]
		if !ok {
			at = t.Pos // of an item of a list
		}
		out = append(out, keyed{key: t.Key, Scalar: source.Scalar{Line: at.Line - 1, Col: at.Col, Text: t.Text}})
	}
	return out
}

// front cuts the YAML out of a page's file.
func front(data []byte, p *course.Page) (start, end int) {
	start = strings.IndexByte(string(data), '\n') + 1
	end = start
	for range p.BodyLine - 3 {
		i := strings.IndexByte(string(data[end:]), '\n')
		if i < 0 {
			break
		}
		end += i + 1
	}
	return start, end
}

// files are the banks of a kind, without their translations.
func (c *collector) files(id string, kind quiz.Kind) []string {
	dir := path.Join("quizzes", id, string(kind))
	entries, err := fs.ReadDir(c.fsys, dir)
	if err != nil {
		return nil // a course need not have any
	}
	var out []string
	for _, e := range entries {
		if stem, ok := strings.CutSuffix(e.Name(), ".yaml"); ok && !strings.Contains(stem, ".") && e.Type().IsRegular() {
			out = append(out, path.Join(dir, e.Name()))
		}
	}
	return out
}

// bank gathers a bank or a scenario.
func (c *collector) bank(id string, kind quiz.Kind, file string) (File, bool) {
	stem := strings.TrimSuffix(file, ".yaml")
	f := File{Path: file, target: stem + "." + c.Target + ".yaml", page: string(kind) + "/" + path.Base(stem), Private: kind == quiz.Exam}
	f.ledger = translate.Ledger{Name: id, Form: translate.Quiz}
	if f.Private {
		f.ledger.Form = translate.Exam
	}
	main := keyedTexts(c.fsys, file)
	theirs := byKey(keyedTexts(c.fsys, f.target))
	lists := map[string]bool{} // that the translation has
	for key := range theirs {
		lists[entryID(key)] = true
	}
	_, err := fs.Stat(c.fsys, f.target)
	f.there = err == nil
	for _, k := range main {
		if !translatable(k.key, kind) {
			continue
		}
		u := Unit{ID: k.key, block: -1, Pos: diag.Pos{File: file, Line: k.Line, Col: k.Col}}
		if t, ok := theirs[k.key]; ok {
			u.raw, u.target = t.Text, diag.Pos{File: f.target, Line: t.Line, Col: t.Col}
		}
		u.Notes = c.notes(f, u, k.key)
		if f.there && k.list != "" && u.raw == "" && lists[entryID(k.key)] {
			continue // a translation may accept fewer answers, and more
		}
		f.Units = append(f.Units, c.answer(f, c.keyed(f.ledger, f.page, u, k.Text), k.list))
	}
	return f, len(f.Units) > 0
}

// keyedTexts are the texts of a bank or a scenario.
func keyedTexts(fsys fs.FS, file string) []keyed {
	var probs source.Problems
	if _, err := fs.Stat(fsys, file); err != nil {
		return nil
	}
	data := source.Read(fsys, file, &probs)
	if data == nil {
		return nil
	}
	var out []keyed
	for _, t := range quiz.KeyedTexts(source.Parse(file, data, 0, &probs)) {
		out = append(out, keyedOf(t)...)
	}
	return out
}

// words are the keys under which a bank or a scenario speaks to readers.
var words = map[string]bool{
	"text": true, "feedback": true, "match": true, "hint": true, "case": true, "who": true,
	"accept": true, "place": true, "about": true, "content_note": true, "people": true, "lines": true, "say": true, "do": true,
	"reply": true, "title": true, "record": true, "unsaid": true, "debrief": true,
}

// translatable reports whether the value of a key is a text for readers.
func translatable(key string, kind quiz.Kind) bool {
	parts := strings.Split(key, ".")
	last := parts[len(parts)-1]
	if strings.Trim(last, "0123456789") == "" && len(parts) > 1 {
		last = parts[len(parts)-2]
	}
	if kind == quiz.Scenarios && len(parts) == 2 && parts[0] == "people" {
		return true
	}
	return words[last]
}

// hash names a text by all that a translator could change in it.
func hash(ps translate.Pieces) string {
	h := sha256.New()
	for _, p := range ps.Tidy() {
		fmt.Fprintf(h, "%d\x00%s\x00%d\x00", p.Kind, p.Text, p.ID)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// worded reports whether there is anything to translate: not code or an
// address alone.
func worded(ps translate.Pieces) bool {
	return slices.ContainsFunc(ps, func(p translate.Piece) bool { return strings.TrimSpace(p.Text) != "" })
}

// copied reports whether a translation only repeats its source, and that is
// more than a name.
func copied(source, target translate.Pieces) bool {
	return len(strings.Fields(source.String())) > 1 && source.Tidy().String() == target.Tidy().String()
}
