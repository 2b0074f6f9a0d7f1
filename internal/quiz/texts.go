package quiz

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// A KeyedText is one text of a bank or scenario file.
type KeyedText struct {
	Key  string // "aim.options.file.text"; items of a list by number, from 1: "nodes.door.lines.2"
	Text string
	Pos  diag.Pos
	// Items are the texts of a list that is one text to those who compare: of
	// what is accepted in a gap. Their keys have numbers, from 1.
	Items []KeyedText
}

// KeyedTexts returns every value of a bank or scenario file by its key, in the
// order of the file. The same text has the same key in the file in the source
// language, where things are listed with their ids, and in a translation,
// where they stand under their ids. Of the former the values that are no texts
// are returned as well: no translation has their keys.
func KeyedTexts(doc *source.Doc) []KeyedText {
	if doc.Broken || doc.Root == nil {
		return nil
	}
	w := keyWalk{doc: doc, seen: map[string]bool{}}
	w.walk("", doc.Root)
	return w.out
}

type keyWalk struct {
	doc  *source.Doc
	out  []KeyedText
	seen map[string]bool
}

func (w *keyWalk) walk(key string, n *yaml.Node) {
	switch n.Kind {
	case yaml.ScalarNode:
		w.add(key, n.Value, n)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if name := n.Content[i].Value; name != "id" {
				w.walk(under(key, name), n.Content[i+1])
			}
		}
	case yaml.SequenceNode:
		w.list(key, n)
	}
}

// list walks the items of a list: those with an id under it, the others by
// their number. What is accepted as an answer is one text in each language:
// these lists need not be of one length.
func (w *keyWalk) list(key string, n *yaml.Node) {
	var accepted []KeyedText
	for i, item := range n.Content {
		switch {
		case value(item, "id") != nil:
			w.walk(under(key, value(item, "id").Value), item)
		case item.Kind == yaml.MappingNode:
			if text := value(item, "text"); text != nil {
				w.walk(under(key, strconv.Itoa(i+1)), text)
			}
		case strings.HasSuffix(key, ".accept"):
			accepted = append(accepted, KeyedText{Key: under(key, strconv.Itoa(len(accepted)+1)), Text: item.Value, Pos: w.doc.Pos(item)})
		default:
			w.walk(under(key, strconv.Itoa(i+1)), item)
		}
	}
	if accepted != nil && !w.seen[key] {
		var texts []string
		for _, a := range accepted {
			texts = append(texts, a.Text)
		}
		w.add(key, strings.Join(texts, " | "), n)
		w.out[len(w.out)-1].Items = accepted
	}
}

func (w *keyWalk) add(key, text string, n *yaml.Node) {
	if key != "" && !w.seen[key] {
		w.seen[key] = true
		w.out = append(w.out, KeyedText{Key: key, Text: text, Pos: w.doc.Pos(n)})
	}
}

// under joins keys. The list of questions is no part of them.
func under(key, name string) string {
	switch {
	case key == "" && name == "questions":
		return ""
	case key == "":
		return name
	}
	return key + "." + name
}

// value returns the value of a key of a map, or nil.
func value(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
