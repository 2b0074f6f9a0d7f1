package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"ascult"
)

// A starter makes files of the archetypes.
type starter struct {
	*program
	src   source
	dir   string
	today string
	next  string // text that says what to do now
	args  map[string]any
	order plan
}

func (p *program) starter(dir, today string) (*starter, error) {
	day, err := p.day(today)
	if err != nil {
		return nil, err
	}
	return &starter{program: p, dir: dir, today: day, args: map[string]any{"Dir": dir}}, nil
}

// A form is what the text of an archetype may name.
type form struct {
	Lang   string // of the file
	Source string // source language of the course
	Title  string // as ordered, in the source language
	Today  string
	Name   string
	Weight int
	Read   string // where a question leads: "m1/welcome#idea"
	Cite   string // the sources of a question, as a list
	IDs    map[string]string
}

// fill makes a file of an archetype. texts, when not "", is the file with the
// texts of f.Lang.
func (s *starter) fill(name, texts string, f form) ([]byte, error) {
	var words map[string]string
	if texts != "" {
		data, err := fs.ReadFile(ascult.Archetypes(), texts)
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("archetype %s: %w", texts, err)
		}
	}
	text := func(key string) (string, error) {
		if w := words[key]; w != "" {
			return scalar(w), nil
		}
		return "", fmt.Errorf("archetype %s has no text %q", texts, key)
	}
	funcs := template.FuncMap{
		"t": text,
		"list": func(keys ...string) (string, error) {
			out := make([]string, len(keys))
			for i, k := range keys {
				if _, err := text(k); err != nil {
					return "", err
				}
				out[i] = strconv.Quote(words[k])
			}
			return "[" + strings.Join(out, ", ") + "]", nil
		},
		"title": func(ours string) string {
			if f.Lang == f.Source && f.Title != "" {
				return scalar(f.Title)
			}
			return ours
		},
		"id":     func(id string) string { return f.IDs[id] },
		"canary": func() (string, error) { return newCanary(s.rand) },
		"structure": func() (string, error) {
			if f.Lang != f.Source {
				return "", nil
			}
			data, err := s.fill(path.Join(path.Dir(name), "structure.txt"), "", f)
			return string(data), err
		},
	}
	data, err := fs.ReadFile(ascult.Archetypes(), name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Delims("[[", "]]").Funcs(funcs).Parse(string(data))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// plainScalar is a text that YAML takes as it is, also inside braces.
var plainScalar = regexp.MustCompile(`^\pL[\pL\pN .;…’“”„«»()–—-]*[\pL\pN.;…“”»]$`)

// scalar writes a text as YAML.
func scalar(s string) string {
	if plainScalar.MatchString(s) && !slices.Contains([]string{"true", "false", "null", "yes", "no"}, strings.ToLower(s)) {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ", "\t", " ").Replace(s) + `"`
}

// pages makes one page in every language of an archetype.
func (s *starter) pages(archetype, key string, f form) error {
	for _, lang := range languages() {
		f.Lang = lang
		data, err := s.fill(archetype+"/"+lang+".md", "", f)
		if err != nil {
			return err
		}
		s.order.make(path.Join("content", lang, key), data, 0o644)
	}
	return nil
}

// yamls makes a bank or scenario and its translations.
func (s *starter) yamls(archetype, main string, f form, mode fs.FileMode) error {
	for _, lang := range languages() {
		from, name := "translation.yaml", strings.TrimSuffix(main, ".yaml")+"."+lang+".yaml"
		if lang == f.Source {
			from, name = "main.yaml", main
		}
		f.Lang = lang
		data, err := s.fill(archetype+"/"+from, archetype+"/"+lang+".yaml", f)
		if err != nil {
			return err
		}
		s.order.make(name, data, mode)
	}
	return nil
}
