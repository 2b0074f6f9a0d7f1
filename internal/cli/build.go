package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ascult"
	"ascult/generator"
	"ascult/generator/translate"
	"ascult/internal/course"
	"ascult/internal/diag"
)

// A source is an author's folder, or the sample inside the program.
type source struct {
	fsys  fs.FS
	dir   string // "": the sample
	banks fs.FS  // exam banks that replace the source's own; nil: none
}

func openSource(dir string) (source, error) {
	if dir == "" {
		return source{fsys: ascult.Sample()}, nil
	}
	if info, err := os.Stat(filepath.Join(dir, "content")); err != nil || !info.IsDir() {
		return source{}, usage("--source wants the folder that holds content, quizzes and data", "%s has no folder content", dir)
	}
	return source{fsys: os.DirFS(dir), dir: dir}, nil
}

func (p *program) buildCommand() *cobra.Command {
	var dir, out string
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site in four languages",
		Long: "Checks the courses and builds the site into OUT, and OUT.manifest.json beside it for\n" +
			"ascult serve --site. The new site takes the old one's place in one step; with errors the old\n" +
			"one stays. The same source gives the same bytes on every machine.",
		Example: "  ascult build --source mycourses --out public",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			if err := p.build(cmd.Context(), src, out); err != nil {
				return err
			}
			fmt.Fprintln(p.stdout, out)
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	cmd.Flags().StringVar(&out, "out", "public", "folder for the site")
	return cmd
}

// build builds the site, tells every complaint, and keeps the ledgers of
// segments in the author's folder.
func (p *program) build(ctx context.Context, src source, out string) error {
	theme, err := fs.Sub(ascult.Themes(), "ascult")
	if err != nil {
		return err
	}
	day, err := p.day("")
	if err != nil {
		return err
	}
	res, ds, err := generator.Build(ctx, generator.Options{Today: day, Source: src.fsys, SourceDir: src.dir, Banks: src.banks, Theme: theme, I18n: ascult.I18n(), Out: out})
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	printDiagnostics(p.stderr, p.texts, p.lang, ds)
	if diag.HasErrors(ds) {
		return p.refused(ds)
	}
	return p.saveLedgers(src, res.Ledgers, res.LedgersChanged)
}

// refused ends a command because the course has errors.
func (p *program) refused(ds []diag.Diagnostic) error {
	n := 0
	for _, d := range ds {
		if d.Severity == diag.Error {
			n++
		}
	}
	p.say("%s", p.texts.Count(p.lang, "check_errors", n))
	return &exitError{code: Problems, err: errSilent}
}

// saveLedgers writes the ledgers that have changed, and says so: ids of
// segments are given once and kept.
func (p *program) saveLedgers(src source, ledgers []translate.Ledger, changed bool) error {
	if src.dir == "" || !changed {
		return nil
	}
	written, err := translate.Save(src.dir, ledgers)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			p.say("the source folder cannot be written: new segment ids are not kept (%v)", err)
			return nil
		}
		return fmt.Errorf("keep segment ids: %w", err)
	}
	for _, name := range written {
		p.say("wrote %s: the ids of its segments; keep it with the course", filepath.Join(src.dir, name))
	}
	return nil
}

// readManifest reads OUT.manifest.json.
func readManifest(out string) (course.Manifest, error) {
	var m course.Manifest
	name := filepath.Clean(out) + ".manifest.json"
	data, err := os.ReadFile(name)
	if err != nil {
		return m, fmt.Errorf("read manifest: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("read manifest %s: %w", name, err)
	}
	if m.Format != course.ManifestFormat {
		return m, fmt.Errorf("manifest %s has format %d, this program reads %d: build the site again", name, m.Format, course.ManifestFormat)
	}
	return m, nil
}

func (p *program) checkCommand() *cobra.Command {
	var dir, today string
	var asJSON, asSARIF, strict, spell bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report everything that is wrong with the courses",
		Long: "Reports every error and warning at once, as path:line:column, in the language of --lang.\n" +
			"Exit code 0: no errors; 1: errors. With --strict warnings are as bad as errors, apart from\n" +
			"translations that are stale: of these only such that say what a law says.",
		Example: "  ascult check --source mycourses\n  ascult check --source mycourses --strict --sarif",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON && asSARIF {
				return usage("choose one of the two", "--json and --sarif are two forms of one list")
			}
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			day, err := p.day(today)
			if err != nil {
				return err
			}
			o := generator.CheckOptions{Today: day}
			h, found := newHunspell(cmd.Context())
			if spell && found {
				o.Spell = h
			}
			ds := generator.Check(src.fsys, o)
			if spell && !found {
				p.say("%s", p.texts.Text(p.lang, "check_no_speller"))
			} else if len(h.missing) > 0 {
				p.say("%s", p.texts.Format(p.lang, "check_no_dictionary", map[string]any{"Langs": strings.Join(h.missing, ", ")}))
			}
			switch {
			case asJSON:
				err = writeJSON(p.stdout, p.texts, p.lang, ds)
			case asSARIF:
				err = writeSARIF(p.stdout, p.texts, p.lang, ds)
			default:
				printDiagnostics(p.stdout, p.texts, p.lang, ds)
			}
			switch n := strictly(ds); {
			case err != nil:
				return err
			case diag.HasErrors(ds):
				return p.refused(ds)
			case strict && n > 0:
				p.say("%s", p.texts.Count(p.lang, "check_warnings", n))
				return &exitError{code: Problems, err: errSilent}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write a JSON list")
	cmd.Flags().BoolVar(&asSARIF, "sarif", false, "write a log of SARIF 2.1.0, for editors and review tools")
	cmd.Flags().BoolVar(&spell, "spell", true, "look words up with hunspell, if it is installed")
	cmd.Flags().StringVar(&today, "today", "", "date by which dates are judged, YYYY-MM-DD (default: this day)")
	cmd.Flags().BoolVar(&strict, "strict", false, "fail on warnings too, but for stale translations that are not about the law")
	return cmd
}

// strictly counts the warnings that --strict refuses: all but translations
// that are stale and are not about the law. These wait for a translator, and
// their readers are told.
func strictly(ds []diag.Diagnostic) int {
	n := 0
	for _, d := range ds {
		if d.Severity == diag.Warning && d.Rule != "translation-stale" {
			n++
		}
	}
	return n
}

// day is a date given on the command line, or today's in UTC.
func (p *program) day(given string) (string, error) {
	if given == "" {
		return p.now().UTC().Format(time.DateOnly), nil
	}
	if _, err := time.Parse(time.DateOnly, given); err != nil {
		return "", usage("write a date as 2026-11-24", "--today: %q is no date", given)
	}
	return given, nil
}
