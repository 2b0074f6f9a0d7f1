package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ascult/generator"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

func (p *program) translateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "translate", Short: "Look after translations"}
	cmd.AddCommand(p.translateStatusCommand(), p.translateAcceptCommand(), p.translateExportCommand(), p.translateImportCommand())
	return cmd
}

func (p *program) translateAcceptCommand() *cobra.Command {
	var dir, today string
	var texts []string
	accept := &cobra.Command{
		Use:   "accept LANGUAGE…",
		Short: "Say that translations agree with the text as it is now",
		Long: "A translation is stale when the text it was made from has changed. This says for every\n" +
			"text in the languages named, or for those given by --segment, that somebody has read the\n" +
			"translation since, and that it is right. Readers of these languages are then told what has\n" +
			"changed. ascult translate status shows the names that --segment wants.",
		Example: "  ascult translate accept --source mycourses ru uk\n  ascult translate accept --source mycourses ru --segment k3m7qz",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, langs []string) error {
			if err := knownLanguages(langs); err != nil {
				return err
			}
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
			done, ds := generator.Accept(src.fsys, generator.Acceptance{Languages: langs, Texts: texts, Today: day})
			printDiagnostics(p.stderr, p.texts, p.lang, errorsOf(ds))
			if diag.HasErrors(ds) {
				return p.refused(ds)
			}
			if len(done.Unknown) > 0 {
				return usage("ascult translate status shows the names of texts", "there is no text %q", done.Unknown[0])
			}
			if _, err := translate.Save(src.dir, done.Ledgers); err != nil {
				return err
			}
			fmt.Fprintln(p.stdout, p.texts.Count(p.lang, "translate_accepted", done.Renewed))
			return nil
		},
	}
	accept.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data")
	accept.Flags().StringSliceVar(&texts, "segment", nil, "only these texts, by the names that translate status shows")
	accept.Flags().StringVar(&today, "today", "", "day on which changes are seen, YYYY-MM-DD (default: this day)")
	return accept
}

// knownLanguages refuses what is no language of ours.
func knownLanguages(langs []string) error {
	for _, lang := range langs {
		if !slices.Contains(catalog.Languages, lang) {
			return usage("the languages are "+strings.Join(catalog.Languages, ", "), "there is no language %q", lang)
		}
	}
	return nil
}

// errorsOf are the diagnostics without warnings: whoever looks after
// translations sees the stale ones another way.
func errorsOf(ds []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}
