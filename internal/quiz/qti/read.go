package qti

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// maxEntries is the largest number of files in a package.
const maxEntries = 10_000

// Read reads a content package, or a single item, in a language. It never
// fails: what cannot be read or does not fit is a loss, with its place. The
// bank has no id, no course and no kind yet.
func Read(data []byte, lang string) (quiz.Bank, []interchange.Loss) {
	r := &reader{Reader: interchange.NewReader(lang)}
	switch {
	case len(data) > interchange.MaxFile:
		r.tooLarge("")
	case bytes.HasPrefix(data, []byte("PK")):
		r.archive(data)
	default:
		r.document("", data, nil)
	}
	return r.Bank, r.Losses
}

type reader struct {
	*interchange.Reader
	left int64 // bytes that may still be unpacked
}

func (r *reader) tooLarge(file string) {
	r.Break(diag.Pos{File: file, Line: 1, Col: 1}, "", interchange.BadSize, map[string]any{"Limit": interchange.MaxFile >> 20})
}

// document reads one XML file, which must be an item.
func (r *reader) document(file string, data []byte, tags []string) {
	root, broken := interchange.ParseXML(data)
	switch {
	case broken != nil:
		broken.Pos.File = file
		r.Losses = append(r.Losses, *broken)
	case root.Name != "assessmentItem":
		root.Pos.File = file
		r.Break(root.Pos, "", interchange.BadRoot, map[string]any{"Have": root.Name, "Want": "assessmentItem"})
	default:
		r.item(file, root, tags)
	}
}

// archive reads a package. Nothing is written anywhere; names are only looked
// up, but one that leads out of the archive is no package of anybody's good
// will, and all of it is refused.
func (r *reader) archive(data []byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && z == nil || len(z.File) > maxEntries {
		r.Break(diag.Pos{}, "", interchange.BadArchive, nil)
		return
	}
	files := map[string]*zip.File{}
	var names []string
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if !local(f.Name) {
			r.Break(diag.Pos{}, "", interchange.BadPath, map[string]any{"Name": shown(f.Name)})
			return
		}
		if files[f.Name] == nil {
			names = append(names, f.Name)
		}
		files[f.Name] = f
	}
	r.left = interchange.MaxFile
	slices.Sort(names)
	manifest := ""
	for _, n := range names {
		if path.Base(n) == "imsmanifest.xml" && (manifest == "" || strings.Count(n, "/") < strings.Count(manifest, "/")) {
			manifest = n
		}
	}
	if manifest == "" {
		r.loose(files, names)
		return
	}
	content, ok := r.unpack(files[manifest])
	if !ok {
		return
	}
	root, broken := interchange.ParseXML(content)
	if broken != nil {
		broken.Pos.File = manifest
		r.Losses = append(r.Losses, *broken)
		return
	}
	r.resources(manifest, root, files)
}

// resources reads the items that a manifest names.
func (r *reader) resources(manifest string, root *interchange.Node, files map[string]*zip.File) {
	for _, n := range root.First("resources").All("resource") {
		pos := n.Pos
		pos.File = manifest
		switch typ := n.Attrs["type"]; {
		case strings.HasPrefix(typ, "imsqti_item_xmlv2p"):
		case strings.HasPrefix(typ, "imsqti_"):
			r.Lose(pos, "resource", interchange.NoSetting, map[string]any{"Name": shown(typ)})
			continue
		default:
			continue // pictures and the like: the items say what they miss
		}
		name := path.Join(path.Dir(manifest), n.Attrs["href"])
		f := files[name]
		if f == nil {
			r.Break(pos, "", interchange.BadItem, map[string]any{"Name": shown(n.Attrs["href"])})
			continue
		}
		content, ok := r.unpack(f)
		if !ok {
			return
		}
		r.document(name, content, keywords(n.First("metadata"), 0))
	}
}

// loose reads the items of an archive without a manifest.
func (r *reader) loose(files map[string]*zip.File, names []string) {
	for _, n := range names {
		if strings.EqualFold(path.Ext(n), ".xml") {
			content, ok := r.unpack(files[n])
			if !ok {
				return
			}
			r.document(n, content, nil)
		}
	}
	if len(r.Bank.Questions) == 0 {
		r.Break(diag.Pos{}, "", interchange.BadItem, map[string]any{"Name": "imsmanifest.xml"})
	}
}

// local reports whether a name stays in its archive.
func local(name string) bool {
	return !strings.ContainsAny(name, "\\:\x00") && !strings.HasPrefix(name, "/") && !slices.Contains(strings.Split(name, "/"), "..")
}

// shown is a name fit for a message.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	if rs := []rune(name); len(rs) > 80 {
		return string(rs[:80]) + "…"
	}
	return name
}

// unpack reads a file of the archive. What it says of its own size is not
// believed.
func (r *reader) unpack(f *zip.File) ([]byte, bool) {
	pos := diag.Pos{File: f.Name}
	in, err := f.Open()
	if err != nil {
		r.Break(pos, "", interchange.BadArchive, nil)
		return nil, false
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, r.left+1))
	if int64(len(data)) > r.left {
		r.tooLarge(f.Name)
		return nil, false
	}
	if err != nil {
		r.Break(pos, "", interchange.BadArchive, nil)
		return nil, false
	}
	r.left -= int64(len(data))
	return data, true
}

// keywords are the keywords of a resource.
func keywords(n *interchange.Node, depth int) []string {
	var out []string
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		switch {
		case c.Name == "keyword":
			if s := c.Word(); s != "" {
				out = append(out, s)
			}
		case c.Name != "" && depth < 8:
			out = append(out, keywords(c, depth+1)...)
		}
	}
	return out
}
