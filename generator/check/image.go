package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/picture"
	"ascult/internal/source"
)

// What is too much for somebody who reads on an old telephone and pays for
// each megabyte.
const (
	heavyBytes = 200 << 10
	heavySide  = 1600 // points
	// A picture of more points takes a browser more memory than such a telephone
	// has, however few bytes the file is: it is an error.
	mostPoints = 40_000_000
)

// An Image is a picture file that pages show.
type Image struct {
	Published     string // where the site has it: slash-separated, from its root
	Width, Height int    // in points
	Data          []byte // what is published: the file without the camera's notes
}

// A shown is a place of a page that shows a picture.
type shown struct {
	target string
	at     diag.Pos
	offset int // byte of the body
}

// image notes a picture of a page and checks what stands there.
func (p *page) image(c translate.Chunk, n *ast.Image) {
	offset := c.Start + imageStart(c, n)
	at := p.at(offset)
	target := string(n.Destination)
	switch {
	case apartContext(c.Context):
		p.imageLost = true
		p.probs.Add("image-place", at, source.Args{"Target": shorten(target)})
		return
	case !course.ImageName.MatchString(target):
		p.imageLost = true
		p.probs.Add("image-refused", at, source.Args{"Target": shorten(target)})
		return
	}
	p.images = append(p.images, shown{target, at, offset})
	if len(n.Title) > 0 {
		p.probs.Add("image-title", at, source.Args{"Title": shorten(string(n.Title))})
	}
	alt := strings.TrimSpace(inlineText(n, c.Masked))
	switch {
	case alt == "":
		p.probs.Add("alt-missing", at, source.Args{"Target": target})
	case useless(alt, target) || p.caption(offset, alt):
		p.probs.AddWarning("alt-useless", at, source.Args{"Text": shorten(alt)})
	}
}

// inlineText returns the words under a node.
func inlineText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(src))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// apartContext reports whether a chunk belongs to a passage that does not
// stand in the page: what the trainer alone sees must not be published, and a
// card is one list.
func apartContext(context string) bool {
	for name := range strings.SplitSeq(context, "/") {
		if name == "trainer" || name == "pocket" {
			return true
		}
	}
	return false
}

// imageStart returns where a picture begins in its chunk.
func imageStart(c translate.Chunk, n *ast.Image) int {
	at := start(n)
	if n.HasChildren() {
		return max(bytes.LastIndex(c.Masked[:at], []byte("![")), 0)
	}
	before := 0 // pictures without words that come earlier in the block
	block := ast.Node(n)
	for block.Type() != ast.TypeBlock {
		block = block.Parent()
	}
	_ = ast.Walk(block, func(other ast.Node, entering bool) (ast.WalkStatus, error) {
		if other == ast.Node(n) {
			return ast.WalkStop, nil
		}
		if entering && other.Kind() == ast.KindImage && !other.HasChildren() {
			before++
		}
		return ast.WalkContinue, nil
	})
	at = start(block)
	for _, found := range reNoWords.FindAllIndex(c.Masked[at:], before+1) {
		if before--; before < 0 {
			return at + found[0]
		}
	}
	return at
}

var reNoWords = regexp.MustCompile(`!\[\s*\]`)

// caption reports whether the block after the one at offset says the same.
func (p *page) caption(offset int, alt string) bool {
	for _, b := range p.text.Blocks {
		if b.Start > offset {
			return plainWords(b.Text) == plainWords(alt)
		}
	}
	return false
}

// pictures finds the files of the pictures that pages show, and reads them.
func (r *run) pictures() {
	there := map[string]bool{}
	for _, name := range r.src.Catalogue.Images {
		there[name] = true
	}
	r.src.Images, r.src.Shown = map[string]Image{}, map[string]map[string]string{}
	read, lost := map[string]bool{}, map[string]bool{} // files, and folders with a page whose picture is not found
	for key := range r.src.Catalogue.Unread {
		lost[path.Dir(key)] = true
	}
	for _, s := range r.src.Catalogue.Sets() {
		for _, lang := range r.o.Languages {
			p := s.Pages[lang]
			if p == nil {
				continue
			}
			dir := path.Dir(s.Key)
			lost[dir] = lost[dir] || r.texts[p.Path].imageLost
			for _, m := range r.texts[p.Path].images {
				file := path.Join("content", lang, dir, m.target)
				if !there[file] {
					file = path.Join("content", s.Source, dir, m.target)
				}
				if !there[file] {
					lost[dir] = true
					if lang == s.Source || !r.shows(s, m.target) { // said once
						r.probs.Add("image-missing", m.at, source.Args{"Name": file})
					}
					continue
				}
				if !read[file] {
					read[file] = true
					r.picture(file)
				}
				if r.src.Shown[p.Path] == nil {
					r.src.Shown[p.Path] = map[string]string{}
				}
				r.src.Shown[p.Path][m.target] = file
			}
		}
	}
	for _, name := range r.src.Catalogue.Images {
		if !read[name] && !lost[path.Dir(strings.SplitN(name, "/", 3)[2])] {
			r.probs.AddWarning("image-unused", diag.Pos{File: name}, source.Args{"Name": path.Base(name)})
		}
	}
}

// shows reports whether the page in the source language shows a picture, too.
func (r *run) shows(s *course.Set, target string) bool {
	m := s.Main()
	if m == nil {
		return false
	}
	for _, i := range r.texts[m.Path].images {
		if i.target == target {
			return true
		}
	}
	return false
}

// picture reads and judges a file.
func (r *run) picture(name string) {
	pos := diag.Pos{File: name}
	found := r.o.Cache.image(r.fsys, name)
	if found == nil {
		data := source.ReadBytes(r.fsys, name, picture.Most, &r.probs)
		if data == nil {
			return
		}
		found = &keptImage{size: len(data)}
		found.pic, found.err = picture.Read(data)
		r.o.Cache.keepImage(r.fsys, name, found)
	}
	base := path.Base(name)
	pic := found.pic
	switch {
	case found.err != nil || pic.Type != path.Ext(name):
		r.probs.Add("image-broken", pos, source.Args{"Name": base})
		return
	case pic.Moves:
		r.probs.Add("image-refused", pos, source.Args{"Target": base})
		return
	case pic.Located:
		r.probs.Add("image-private", pos, source.Args{"Name": base})
	}
	if len(pic.Plain) > heavyBytes || max(pic.Width, pic.Height) > heavySide {
		add := r.probs.AddWarning
		if int64(pic.Width)*int64(pic.Height) > mostPoints {
			add = r.probs.Add
		}
		add("image-heavy", pos, source.Args{
			"Name": base, "Size": (len(pic.Plain) + 1023) / 1024, "Width": pic.Width, "Height": pic.Height, "Most": heavyBytes / 1024, "Side": heavySide,
		})
	}
	sum := sha256.Sum256(pic.Plain)
	stem := strings.TrimSuffix(strings.TrimPrefix(name, "content/"), pic.Type)
	r.src.Images[name] = Image{
		Published: stem + "." + hex.EncodeToString(sum[:8]) + pic.Type,
		Width:     pic.Width, Height: pic.Height, Data: pic.Plain,
	}
}

// A keptImage is a picture file as it was read last.
type keptImage struct {
	size int
	at   time.Time // when it was last written
	pic  picture.Picture
	err  error
}

// image returns what is known of a file that has not been written since.
func (c *Cache) image(fsys fs.FS, name string) *keptImage {
	if c == nil {
		return nil
	}
	info, err := fs.Lstat(fsys, name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.images[name]
	if k == nil || k.at.IsZero() || !k.at.Equal(info.ModTime()) || int64(k.size) != info.Size() {
		return nil
	}
	return k
}

func (c *Cache) keepImage(fsys fs.FS, name string, k *keptImage) {
	if c == nil {
		return
	}
	info, err := fs.Lstat(fsys, name)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.images == nil {
		c.images = map[string]*keptImage{}
	}
	k.at = info.ModTime()
	c.images[name] = k
}
