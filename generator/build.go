package generator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ascult/generator/check"
	"ascult/generator/internal/hugo"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
)

// Options say what is built, and where to.
type Options struct {
	Source fs.FS // an author's folder: content, quizzes, data, hugo.yaml
	// SourceDir is where Source stands on disk, or "" when it does not. It is
	// only compared with Out.
	SourceDir string
	Theme     fs.FS  // a theme: layouts, assets, static
	I18n      fs.FS  // the texts of the interface, <lang>.yaml
	Banks     fs.FS  // exam banks that replace those of Source; nil keeps them
	Edition   string // Web or File; "" is Web
	// Today is the day, YYYY-MM-DD, on which a text is said to have changed when it
	// is another than the ledger has; "" when it does not matter. With the ledger
	// saved the day changes nothing.
	Today string
	Out   string // folder of the public site; the manifest stands beside it
}

// A Result says what was built.
type Result struct {
	Manifest course.Manifest
	Files    []string // of the public site, sorted

	// Ledgers are the ledgers of segments as they stand after the build; save
	// them in the author's folder when LedgersChanged.
	Ledgers        []translate.Ledger
	LedgersChanged bool
}

// ManifestFile returns the name of the manifest of the site in out.
func ManifestFile(out string) string { return filepath.Clean(out) + ".manifest.json" }

// Build checks a source, renders it, and puts the site and its manifest in
// place of what stood there, whole: a reader sees the old site or the new one.
// A source with errors, or a site that would publish a part of an exam, is
// refused with everything that is wrong; the old site then stays.
func Build(ctx context.Context, o Options) (Result, []diag.Diagnostic, error) {
	if ds := foreign(o); len(ds) > 0 {
		return Result{}, ds, nil
	}
	files, manifest, src, ds, err := render(ctx, o)
	if err != nil || diag.HasErrors(ds) {
		return Result{}, ds, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, ds, err
	}
	data, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		return Result{}, ds, fmt.Errorf("write the manifest: %w", err)
	}
	if err := swap(o.Out, files, append(data, '\n')); err != nil {
		return Result{}, ds, err
	}
	return Result{
		Manifest: manifest, Files: slices.Sorted(maps.Keys(files)),
		Ledgers: src.Ledgers, LedgersChanged: src.LedgersChanged,
	}, ds, nil
}

// Render is Build into memory: it returns the files of the public site by
// slash-separated path, and the manifest. Out and SourceDir are not looked at.
func Render(ctx context.Context, o Options) (map[string][]byte, course.Manifest, []diag.Diagnostic, error) {
	files, manifest, _, ds, err := render(ctx, o)
	return files, manifest, ds, err
}

// CheckOptions say by what a source is judged. The zero value judges all that
// depends on nothing outside the source.
type CheckOptions struct {
	// Today is the date by which dates are judged, YYYY-MM-DD; "" judges none.
	Today string
	// Spell, when not nil, is asked about the words of all texts.
	Spell check.Speller
}

// Check reads and checks a source the way Build does, and builds nothing.
func Check(fsys fs.FS, o CheckOptions) []diag.Diagnostic {
	_, ds := check.Run(fsys, check.Options{Today: o.Today, Spell: o.Spell})
	_, more := readSettings(fsys)
	ds = append(ds, more...)
	diag.Sort(ds)
	return ds
}

func render(ctx context.Context, o Options) (map[string][]byte, course.Manifest, check.Source, []diag.Diagnostic, error) {
	src, ds := check.Run(o.Source, o.check())
	own, more := readSettings(o.Source)
	ds = append(ds, more...)
	diag.Sort(ds)
	if diag.HasErrors(ds) {
		return nil, course.Manifest{}, src, ds, nil
	}
	words, err := catalog.Load(o.I18n)
	if err != nil {
		return nil, course.Manifest{}, src, ds, err
	}
	r, more, err := o.material(src, own, words).render(ctx)
	ds = append(ds, more...)
	if err != nil || diag.HasErrors(ds) {
		return nil, course.Manifest{}, src, ds, err
	}
	ds = append(ds, leaks(r.files, src.Exam)...)
	manifest := course.Manifest{
		Format: course.ManifestFormat, Courses: slices.Clone(src.Editions), Shells: r.shells, ShellsExit: r.exits,
		Guides: r.guides, Lines: helpLines(src.HelpLines), Changes: src.Changes(),
	}
	slices.SortFunc(manifest.Courses, func(a, b course.Edition) int { return strings.Compare(a.Course, b.Course) })
	return r.files, manifest, src, ds, nil
}

// check are the options of the check that a build begins with.
func (o Options) check() check.Options { return check.Options{Banks: o.Banks, Today: o.Today} }

// material arranges what was read for the templates.
func (o Options) material(src check.Source, own settings, words *catalog.Catalog) *material {
	m := &material{
		edition: o.Edition, catalogue: src.Catalogue, editions: src.Editions, practice: named(src.Practice, func(b quiz.Bank) string { return b.ID }),
		scenarios: named(src.Scenarios, func(s quiz.Scenario) string { return s.ID }), drawings: drawings(src.Plans), segments: src.Segments,
		bodies: src.Marked, stale: fallenBehind(src.Stale), waiting: src.Waiting, lines: states(src.HelpLines), sources: src.Sources, settings: own,
		images: src.Images, shown: src.Shown,
		theme: o.Theme, texts: o.I18n, words: words,
	}
	if m.edition == "" {
		m.edition = Web
	}
	return m
}

// leaks refuses a site that would publish a part of an exam.
func leaks(files hugo.Files, exam map[string][]quiz.Bank) []diag.Diagnostic {
	var all []quiz.Bank
	at := map[string]diag.Pos{}
	for _, c := range slices.Sorted(maps.Keys(exam)) {
		for _, b := range exam[c] {
			all = append(all, b)
			for _, q := range b.Questions {
				at[b.Course+"/"+b.ID+"#"+q.ID] = q.Pos
			}
		}
	}
	var ds []diag.Diagnostic
	for _, l := range Leaks(files, all) {
		ds = append(ds, diag.Diagnostic{
			Pos: at[l.Bank+"#"+l.Question], Rule: "build-leak",
			Args: map[string]any{"File": l.File, "Question": l.Question, "Lang": l.Lang},
		})
	}
	return ds
}

// foreign refuses a folder whose replacement would destroy something else: one
// that holds the source, lies in a part of it that is read, or is not a site
// that we have built.
func foreign(o Options) []diag.Diagnostic {
	refuse := func(d diag.Diagnostic) []diag.Diagnostic {
		d.Pos, d.Args = diag.Pos{File: o.Out}, map[string]any{"Out": o.Out}
		return []diag.Diagnostic{d}
	}
	out := real(o.Out)
	if o.SourceDir != "" {
		src := real(o.SourceDir)
		if within(src, out) {
			return refuse(diag.Diagnostic{Rule: "out-holds-source"})
		}
		for _, part := range []string{"content", "quizzes", "data", "spelling", "i18n", "themes", "archetypes"} {
			if within(out, filepath.Join(src, part)) {
				return refuse(diag.Diagnostic{Rule: "out-in-source"})
			}
		}
	}
	entries, err := os.ReadDir(o.Out)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	_, built := os.Stat(ManifestFile(o.Out))
	if err != nil || built != nil {
		return refuse(diag.Diagnostic{Rule: "out-foreign"})
	}
	return nil
}

// real returns the absolute path of name with links resolved as far as it
// exists.
func real(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return filepath.Clean(name)
	}
	rest := ""
	for dir := abs; ; dir = filepath.Dir(dir) {
		if found, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(found, rest)
		}
		if dir == filepath.Dir(dir) {
			return abs
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}

// within reports whether name is dir or lies in it.
func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
