package quiz

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// Options say where banks stand and what they may refer to.
type Options struct {
	Course    string   // id
	Source    string   // source language of the course
	Languages []string // all languages, the source among them
	Dir       string   // folder of the banks; "" means quizzes/<course>/<kind>

	// HasPlace tells whether "page#anchor" exists; nil: not checked.
	HasPlace func(ref string) bool
	// HasSource tells whether a key of data/sources.yaml exists; nil: not checked.
	HasSource func(key string) bool
	// Read, when not nil, is given each file that was read: lang is the source
	// language's for the bank or scenario itself, which comes first.
	Read func(id, lang string, doc *source.Doc)
	// Objectives is the number of the course's objectives; 0: not checked.
	Objectives int
}

var (
	reBank   = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)
	reID     = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)
	reCanary = regexp.MustCompile(`^[a-z0-9]{16}$`)
)

// Load reads the banks of one kind with all their languages, sorted by id. It
// returns what could be read even when there are problems: all of them. A
// folder that does not exist holds no banks.
func Load(fsys fs.FS, kind Kind, o Options) ([]Bank, []diag.Diagnostic) {
	l := &loader{fsys: fsys, kind: kind, o: o, ids: map[string]diag.Pos{}, canaries: map[string]diag.Pos{}}
	dir, files := l.files()
	var banks []Bank
	for _, id := range sortedKeys(files) {
		if b, ok := l.bank(id, path.Join(dir, id), files[id]); ok {
			banks = append(banks, b)
		}
	}
	return banks, l.probs
}

// files finds the files of the loader's kind: by id, by language ("" for the
// file itself).
func (l *loader) files() (dir string, files map[string]map[string]string) {
	dir = l.o.Dir
	if dir == "" {
		dir = path.Join("quizzes", l.o.Course, string(l.kind))
	}
	entries, err := fs.ReadDir(l.fsys, dir)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			l.probs.Add("file-unreadable", diag.Pos{File: dir}, source.Args{"Name": path.Base(dir)})
		}
		return dir, nil
	}
	files = map[string]map[string]string{}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		id, lang, ok := l.name(name, e)
		if !ok {
			continue
		}
		if files[id] == nil {
			files[id] = map[string]string{}
		}
		files[id][lang] = name
	}
	return dir, files
}

type loader struct {
	fsys     fs.FS
	kind     Kind
	o        Options
	ids      map[string]diag.Pos // of questions, or of scenes as a page shows them, over all files
	canaries map[string]diag.Pos
	probs    source.Problems
}

// name takes a file name apart, or complains about it.
func (l *loader) name(file string, e fs.DirEntry) (bank, lang string, ok bool) {
	base, ok := strings.CutSuffix(e.Name(), ".yaml")
	if !ok || !e.Type().IsRegular() || strings.HasPrefix(base, ".") {
		return l.addFile("file-refused", file)
	}
	bank, lang, _ = strings.Cut(base, ".")
	switch {
	case !reBank.MatchString(bank):
		l.probs.BadName(l.fsys, file)
		return "", "", false
	case strings.Contains(base, ".") && !slices.Contains(l.o.Languages, lang):
		return l.addFile("language-unknown", file)
	}
	return bank, lang, true
}

// addFile complains about a file that is not read.
func (l *loader) addFile(rule, file string) (bank, lang string, ok bool) {
	l.probs.Add(rule, diag.Pos{File: file}, source.Args{"Name": path.Base(file)})
	return "", "", false
}

// bank reads a bank and its translations.
func (l *loader) bank(id, stem string, files map[string]string) (Bank, bool) {
	data := l.main(files)
	if data == nil {
		return Bank{}, false
	}
	from := len(l.probs)
	r := &reader{file: file{l, l.parse(id, l.o.Source, files[""], data)}, places: map[string]diag.Pos{}}
	b := r.bank(id)
	if r.doc.Broken {
		return b, false
	}
	defer l.causes(from, len(l.probs))
	l.translations(id, stem, files, func(lang string, doc *source.Doc) {
		t := &translation{rendering: rendering{lang, l.o.Source, doc}, places: r.places}
		t.merge(&b)
	})
	r.equalOptions(b)
	r.telling(b)
	return b, true
}

// main reads the file that the others translate, or returns nil. It complains
// about translations of nothing, and of the source language into itself.
func (l *loader) main(files map[string]string) []byte {
	main, ok := files[""]
	for _, lang := range l.o.Languages {
		if f := files[lang]; f != "" && (!ok || lang == l.o.Source) {
			l.probs.Add("bank-orphan", diag.Pos{File: f}, source.Args{"Name": path.Base(f), "Lang": l.o.Source})
		}
	}
	if !ok {
		return nil
	}
	return source.Read(l.fsys, main, &l.probs)
}

// translations reads the file of every other language, and complains about
// those that are not there.
func (l *loader) translations(id, stem string, files map[string]string, merge func(lang string, doc *source.Doc)) {
	for _, lang := range l.o.Languages {
		if lang == l.o.Source {
			continue
		}
		f, ok := files[lang]
		if !ok {
			l.probs.Add("bank-untranslated", diag.Pos{File: stem + "." + lang + ".yaml"}, source.Args{"Lang": lang},
				diag.Pos{File: files[""], Line: 1, Col: 1})
			continue
		}
		if data := source.Read(l.fsys, f, &l.probs); data != nil {
			merge(lang, l.parse(id, lang, f, data))
		}
	}
}

// causes takes away what is said of translations because of errors of the file
// that they translate: complaints since "to" that follow from those since
// "from". Once the file is mended they are made if they are still due.
func (l *loader) causes(from, to int) {
	if !diag.HasErrors(l.probs[from:to]) {
		return
	}
	follows := []string{"translation-extra", "list-length", "key-unknown"}
	rest := slices.DeleteFunc(slices.Clone(l.probs[to:]), func(d diag.Diagnostic) bool { return slices.Contains(follows, d.Rule) })
	l.probs = append(l.probs[:to], rest...)
}

// parse reads one file, and shows it to whoever asked for that.
func (l *loader) parse(id, lang, name string, data []byte) *source.Doc {
	doc := source.Parse(name, data, 0, &l.probs)
	if l.o.Read != nil {
		l.o.Read(id, lang, doc)
	}
	return doc
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
