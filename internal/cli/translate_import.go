package cli

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"ascult/generator/translate"
	"ascult/generator/translate/exchange"
	"ascult/internal/diag"
)

func (p *program) translateImportCommand() *cobra.Command {
	var dir, today string
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Take back what translators have made of an export",
		Long: "Reads XLIFF 1.2, XLIFF 2.1 and PO and writes the texts that changed into the pages and banks;\n" +
			"all other bytes stay. A text that lost or doubled a placeholder, or would break the course, is\n" +
			"refused by name and the rest is taken. Exit code 0: all was taken; 1: some was refused.",
		Example: "  ascult translate import --source mycourses ascult-all-ru.xlf",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if dir == "" {
				return usage("name the folder that holds content, quizzes and data", "--source is wanted: the sample inside the program cannot be changed")
			}
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			day, err := p.day(today)
			if err != nil {
				return err
			}
			var docs []exchange.Document
			var ds []diag.Diagnostic
			for _, name := range files {
				data, err := readExchange(name)
				if err != nil {
					return err
				}
				read, problems := exchange.Read(name, data)
				docs, ds = append(docs, read...), append(ds, problems...)
			}
			res, more := exchange.Import(src.fsys, docs, day)
			ds = append(ds, more...)
			diag.Sort(ds)
			if err := p.keepTranslations(src.dir, res); err != nil {
				return err
			}
			printDiagnostics(p.stderr, p.texts, p.lang, ds)
			p.told(res)
			if diag.HasErrors(ds) {
				return &exitError{code: Problems, err: errSilent}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data")
	cmd.Flags().StringVar(&today, "today", "", "day on which changes are seen, YYYY-MM-DD (default: this day)")
	return cmd
}

// readExchange reads a file that somebody sent, no further than it may be
// long.
func readExchange(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read translations: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, exchange.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read translations %s: %w", name, err)
	}
	return data, nil
}

// keepTranslations writes the files that changed, then the ledgers.
func (p *program) keepTranslations(dir string, res exchange.Result) error {
	for _, name := range slices.Sorted(maps.Keys(res.Files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		mode := os.FileMode(0o644)
		if info, err := os.Stat(path); err == nil {
			mode = info.Mode().Perm()
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write translation %s: %w", name, err)
		}
		if err := replaceFile(path, res.Files[name], mode); err != nil {
			return fmt.Errorf("write translation %s: %w", name, err)
		}
	}
	if res.Written+res.Confirmed == 0 {
		return nil
	}
	_, err := translate.Save(dir, res.Ledgers)
	return err
}

// told says what an import did.
func (p *program) told(res exchange.Result) {
	for _, n := range []struct {
		key   string
		count int
		zero  bool // said even when there are none
	}{
		{"exchange_written", res.Written, true},
		{"exchange_behind", res.Behind, false},
		{"exchange_confirmed", res.Confirmed, false},
		{"exchange_unchanged", res.Unchanged, true},
		{"exchange_untranslated", res.Untranslated, false},
		{"exchange_refused", res.Refused, true},
	} {
		if n.count > 0 || n.zero {
			fmt.Fprintln(p.stdout, p.texts.Count(p.lang, n.key, n.count))
		}
	}
}
