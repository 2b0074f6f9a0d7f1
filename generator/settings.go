package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ascult/internal/catalog"
)

// settings are what an author may say about the whole site, in hugo.yaml. Hugo
// itself is configured by us.
type settings struct {
	Exit map[string]string `yaml:"exit"` // by language: where the quick exit leads
}

// A reference is one entry of data/sources.yaml.
type reference struct {
	Title     map[string]string `yaml:"title" json:"title"`
	Certainty string            `yaml:"certainty" json:"certainty"`
}

// A line is one entry of data/helplines.yaml.
type line struct {
	State     string            `yaml:"state" json:"state"`
	Number    string            `yaml:"number" json:"number"`
	Dial      string            `yaml:"-" json:"dial"`
	Abroad    string            `yaml:"abroad" json:"abroad"`
	Operator  map[string]string `yaml:"operator" json:"operator"`
	For       map[string]string `yaml:"for" json:"for"`
	Hours     map[string]string `yaml:"hours" json:"hours"`
	Languages []string          `yaml:"languages" json:"languages"`
	Seen      string            `yaml:"seen" json:"seen"`
	Grade     string            `yaml:"grade" json:"-"`
	Emergency bool              `yaml:"emergency" json:"emergency"`
}

// A state is the help lines of one state, emergency numbers first.
type state struct {
	State string `json:"state"`
	Lines []line `json:"lines"`
}

func readSettings(fsys fs.FS) (settings, error) {
	s := settings{Exit: map[string]string{}}
	if err := decode(fsys, "hugo.yaml", &s, true); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	for _, lang := range catalog.Languages {
		if s.Exit[lang] == "" {
			s.Exit[lang] = "https://" + lang + ".wikipedia.org/"
		}
	}
	return s, nil
}

func readSources(fsys fs.FS) (map[string]reference, error) {
	out := map[string]reference{}
	err := decode(fsys, "data/sources.yaml", &out, false)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return out, err
}

// readLines reads the help lines that may be shown: those of grade A and B. A
// wrong number is worse than none.
func readLines(fsys fs.FS) ([]state, error) {
	var file struct {
		Lines []line `yaml:"lines"`
	}
	err := decode(fsys, "data/helplines.yaml", &file, false)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var out []state
	for _, l := range file.Lines {
		if l.Grade != "A" && l.Grade != "B" {
			continue
		}
		l.Dial, l.Number = strings.ReplaceAll(l.Number, " ", ""), hardSpaces(l.Number)
		l.Abroad = hardSpaces(l.Abroad)
		i := slices.IndexFunc(out, func(s state) bool { return s.State == l.State })
		if i < 0 {
			out = append(out, state{State: l.State})
			i = len(out) - 1
		}
		out[i].Lines = append(out[i].Lines, l)
	}
	for _, s := range out {
		slices.SortStableFunc(s.Lines, func(a, b line) int {
			switch {
			case a.Emergency == b.Emergency:
				return 0
			case a.Emergency:
				return -1
			}
			return 1
		})
	}
	return out, nil
}

func hardSpaces(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

func decode(fsys fs.FS, name string, to any, strict bool) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(strict)
	if err := d.Decode(to); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
