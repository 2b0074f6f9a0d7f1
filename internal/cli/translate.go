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
	var dir string
	accept := &cobra.Command{
		Use:   "accept LANGUAGE…",
		Short: "Say that translations agree with the text as it is now",
		Long: "A translation is stale when the text it was made from has changed. This says for every\n" +
			"paragraph in the languages named that somebody has read the translation since, and that it\n" +
			"is right. Readers of these languages are then told what has changed.",
		Example: "  ascult translate accept --source mycourses ru uk",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, langs []string) error {
			for _, lang := range langs {
				if !slices.Contains(catalog.Languages, lang) {
					return usage("the languages are "+strings.Join(catalog.Languages, ", "), "there is no language %q", lang)
				}
			}
			if dir == "" {
				return usage("name the folder that holds content, quizzes and data", "--source is wanted: the sample inside the program cannot be changed")
			}
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			ledgers, n, ds := generator.Accept(src.fsys, langs)
			printDiagnostics(p.stderr, p.texts, p.lang, ds)
			if diag.HasErrors(ds) {
				return p.refused(ds)
			}
			if _, err := translate.Save(src.dir, ledgers); err != nil {
				return err
			}
			fmt.Fprintln(p.stdout, p.texts.Count(p.lang, "translate_accepted", n))
			return nil
		},
	}
	accept.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data")
	cmd.AddCommand(accept)
	return cmd
}
