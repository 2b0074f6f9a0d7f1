package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ascult/generator"
	"ascult/generator/translate"
	"ascult/internal/catalog"
	"ascult/internal/diag"
)

func (p *program) translateStatusCommand() *cobra.Command {
	var dir, today string
	var asJSON bool
	status := &cobra.Command{
		Use:   "status [LANGUAGE…]",
		Short: "Show the translations that have fallen behind their text",
		Long: "Names every paragraph, heading, list item, table cell, title, question and scenario line whose\n" +
			"text has changed since it was translated, in the languages named or in all. What was moved has\n" +
			"not changed. Nothing is written. What is missing or cannot be read is said first. Exit code 0: every\n" +
			"translation follows; 1: some do not, or something is wrong.",
		Example: "  ascult translate status --source mycourses\n  ascult translate status --source mycourses ru --json",
		RunE: func(_ *cobra.Command, langs []string) error {
			if err := knownLanguages(langs); err != nil {
				return err
			}
			src, err := openSource(dir)
			if err != nil {
				return err
			}
			day, err := p.day(today)
			if err != nil {
				return err
			}
			all, translated, ds := generator.Stale(src.fsys, day)
			printDiagnostics(p.stderr, p.texts, p.lang, errorsOf(ds))
			stale := slices.DeleteFunc(all, func(s translate.Stale) bool {
				return len(langs) > 0 && !slices.Contains(langs, s.Lang)
			})
			if len(langs) == 0 {
				langs = translated
			}
			if asJSON {
				err = p.writeStale(stale)
			} else {
				p.printStale(stale, langs)
			}
			if err == nil && (len(stale) > 0 || diag.HasErrors(ds)) {
				return &exitError{code: Problems, err: errSilent}
			}
			return err
		},
	}
	status.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	status.Flags().BoolVar(&asJSON, "json", false, "write a JSON list")
	status.Flags().StringVar(&today, "today", "", "day on which changes are seen, YYYY-MM-DD (default: this day)")
	return status
}

// printStale writes each text that has changed with its translation, then how
// each language stands.
func (p *program) printStale(stale []translate.Stale, langs []string) {
	legal, count := map[string]int{}, map[string]int{}
	for _, s := range stale {
		key, date := "translate_stale_undated", ""
		if t, err := time.Parse(time.DateOnly, s.Changed); err == nil {
			key, date = "translate_stale", catalog.Date(p.lang, t)
		}
		text := p.texts.Text(p.lang, key, "Date", date)
		if s.Legal {
			text += " · " + p.texts.Text(p.lang, "translate_legal")
			legal[s.Lang]++
		}
		count[s.Lang]++
		fmt.Fprintf(p.stdout, "%s: %s: %s\n", s.Target, s.Name(), text)
		fmt.Fprintf(p.stdout, "\t%s: %s\n", s.Source, p.texts.Text(p.lang, "translate_source_now", "Text", firstWords(s.Text)))
		fmt.Fprintf(p.stdout, "\t%s\n", p.texts.Text(p.lang, "translate_said", "Text", firstWords(s.Said)))
	}
	for _, lang := range catalog.Languages {
		switch {
		case count[lang] > 0:
			fmt.Fprintln(p.stdout, p.texts.Count(p.lang, "translate_status_stale", count[lang], "Lang", lang, "Legal", legal[lang]))
		case slices.Contains(langs, lang):
			fmt.Fprintln(p.stdout, p.texts.Text(p.lang, "translate_status_fresh", "Lang", lang))
		}
	}
}

// firstWords is the beginning of a text, at most some 72 characters.
func firstWords(text string) string {
	const most = 72
	r := []rune(translate.Fold(text))
	if len(r) <= most {
		return string(r)
	}
	cut := most
	for cut > most/2 && r[cut] != ' ' {
		cut--
	}
	return string(r[:cut]) + " …"
}

// jsonStale is one stale translation for machines.
type jsonStale struct {
	Name        string `json:"name"`
	Course      string `json:"course"`
	Page        string `json:"page"`
	ID          string `json:"id"`
	Lang        string `json:"lang"`
	Source      string `json:"source"`      // path:line:col
	Translation string `json:"translation"` // path:line:col
	Text        string `json:"text"`
	Said        string `json:"said"`
	Old         string `json:"old"`
	New         string `json:"new"`
	Changed     string `json:"changed,omitempty"`
	Legal       bool   `json:"legal"`
}

func (p *program) writeStale(stale []translate.Stale) error {
	out := make([]jsonStale, 0, len(stale))
	for _, s := range stale {
		out = append(out, jsonStale{
			s.Name(), s.Course, s.Page, s.ID, s.Lang, s.Source.String(), s.Target.String(),
			s.Text, s.Said, s.Old, s.New, s.Changed, s.Legal,
		})
	}
	enc := json.NewEncoder(p.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
