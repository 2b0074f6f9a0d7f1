package cli

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ascult/generator"
	"ascult/generator/translate/exchange"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

func (p *program) translateExportCommand() *cobra.Command {
	var dir, to, lang, course, out, today string
	var all bool
	names := make([]string, len(exchange.Formats))
	for i, f := range exchange.Formats {
		names[i] = string(f)
	}
	cmd := &cobra.Command{
		Use:   "export --to FORMAT --lang LANGUAGE",
		Short: "Write texts for translators: XLIFF 1.2, XLIFF 2.1 or PO",
		Long: "Writes what is not translated yet, what repeats its source and what has fallen behind it; with\n" +
			"--all every text. Markup is a placeholder in the file, all else is plain text. Texts of exams\n" +
			"are among them: such a file can be read by you alone. ascult translate import takes it back.",
		Example: "  ascult translate export --source mycourses --to xliff12 --lang ru\n" +
			"  ascult translate export --source mycourses --to po --lang uk --course interviewing --all --out uk.po",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			format := exchange.Format(to)
			switch {
			case !slices.Contains(exchange.Formats, format):
				return usage("use one of "+strings.Join(names, ", "), "--to: there is no format %q", to)
			case !catalog.Known(lang):
				return usage("use one of "+strings.Join(catalog.Languages, ", "), "--lang: there is no language %q", lang)
			case dir == "":
				return usage("name the folder that holds content, quizzes and data", "--source is wanted")
			}
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			if course != "" && course != "g" && course != "home" {
				if found, err := fs.Glob(src.fsys, "content/*/courses/*"); err != nil || !slices.ContainsFunc(found, func(f string) bool { return path.Base(f) == course }) {
					return usage("use the name of a folder below content/LANGUAGE/courses, g or home", "--course: there is no course %q", course)
				}
			}
			day, err := p.day(today)
			if err != nil {
				return err
			}
			docs, ds := generator.Export(src.fsys, exchange.Request{
				Target: lang, Course: course, All: all,
				Note: func(key string, args map[string]any) string { return p.texts.Format(lang, key, args) },
			}, day)
			printDiagnostics(p.stderr, p.texts, p.lang, unexported(errorsOf(ds)))
			if len(docs) == 0 {
				p.say("%s", p.texts.Text(p.lang, "exchange_nothing"))
				return nil
			}
			for _, d := range docs {
				name := cmp.Or(out, "ascult-"+cmp.Or(course, "all")+"-"+lang+format.Extension())
				if len(docs) > 1 { // a file has one source language
					name = strings.TrimSuffix(name, filepath.Ext(name)) + "." + d.Source + filepath.Ext(name)
				}
				if _, err := os.Lstat(name); err == nil && out == "" {
					return usage("import it first, or name a file with --out", "%s is there already, and perhaps somebody has worked on it", name)
				}
				if err := p.writeDocument(name, format, d); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data")
	cmd.Flags().StringVar(&to, "to", "", "format: "+strings.Join(names, ", "))
	cmd.Flags().StringVar(&lang, "lang", "", "language of the translations")
	cmd.Flags().StringVar(&course, "course", "", "only this course; g: the awareness pages, home: the pages about the site")
	cmd.Flags().BoolVar(&all, "all", false, "every text, also those whose translation is right")
	cmd.Flags().StringVar(&out, "out", "", "file to write, also over another (default: a new file ascult-COURSE-LANGUAGE with the format's ending)")
	cmd.Flags().StringVar(&today, "today", "", "day on which changes are seen, YYYY-MM-DD (default: this day)")
	return cmd
}

// unexported leaves out the errors that an export is made to mend.
func unexported(ds []diag.Diagnostic) []diag.Diagnostic {
	mended := []string{"page-untranslated", "bank-untranslated", "text-untranslated"}
	return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return slices.Contains(mended, d.Rule) })
}

// writeDocument writes an exchange file. One with texts of exams can be read
// by its owner alone.
func (p *program) writeDocument(name string, format exchange.Format, d exchange.Document) error {
	notes := exchange.Preface{All: p.texts.Text(d.Target, "exchange_note_markup"), Private: p.texts.Text(d.Target, "exchange_note_private")}
	mode := os.FileMode(0o644)
	if d.Private() {
		mode = 0o600
	}
	if err := replaceFile(name, exchange.Write(format, d, notes), mode); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	fmt.Fprintln(p.stdout, p.texts.Count(p.lang, "exchange_exported", d.Count(), "File", name))
	if d.Private() {
		p.say("%s", p.texts.Text(p.lang, "exchange_private_file", "File", name))
	}
	return nil
}

// replaceFile writes a file whole: a power cut leaves the old or the new one.
func replaceFile(name string, data []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".ascult-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already after the rename
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
