package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ascult/internal/catalog"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/qti"
)

func languages() []string { return catalog.Languages }

func (p *program) exportCommand() *cobra.Command {
	var dir, lang, out string
	cmd := &cobra.Command{
		Use:   "export gift|moodlexml|qti COURSE/KIND/BANK",
		Short: "Write a question bank for another program",
		Long: "Writes a bank in one language as GIFT, Moodle XML or QTI 2.1, and tells on stderr what did not\n" +
			"fit. KIND is practice or exam. The file of an exam holds its key: only your account can read it.",
		Example: "  ascult export moodlexml interviewing/practice/a1 --lang ru --source mycourses --out a1.ru.xml",
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := bankFormatNamed(args[0])
			if err != nil {
				return err
			}
			return p.exportBank(f, dir, args[1], lang, out)
		},
	}
	cmd.Flags().StringVar(&dir, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	cmd.Flags().StringVar(&lang, "lang", "", "language of the file (default: the source language of the course)")
	cmd.Flags().StringVar(&out, "out", "", "file to write (default: BANK.LANG and the ending of the format); - writes to stdout")
	return cmd
}

func (p *program) exportBank(f bankFormat, dir, name, lang, out string) error {
	parts := strings.Split(name, "/")
	if len(parts) != 3 || parts[1] != string(quiz.Practice) && parts[1] != string(quiz.Exam) {
		return usage("write it like interviewing/practice/a1", "%q does not name a course, practice or exam, and a bank", name)
	}
	src, err := openSource(dir)
	if err != nil {
		return err
	}
	c, err := courseNamed(src, parts[0])
	if err != nil {
		return err
	}
	if lang == "" {
		lang = c.Source
	}
	if !slices.Contains(languages(), lang) {
		return usage("use one of "+strings.Join(languages(), ", "), "unknown language %q", lang)
	}
	kind := quiz.Kind(parts[1])
	banks, ds := quiz.Load(src.fsys, kind, quiz.Options{Course: c.ID, Source: c.Source, Languages: languages()})
	i := slices.IndexFunc(banks, func(b quiz.Bank) bool { return b.ID == parts[2] })
	if i < 0 {
		var ids []string
		for _, b := range banks {
			ids = append(ids, b.ID)
		}
		return usage("the banks are "+strings.Join(ids, ", "), "there is no bank %q", name)
	}
	main := bankFile(c.ID, kind, parts[2])
	wrong := slices.DeleteFunc(ds, func(d diag.Diagnostic) bool {
		return d.Severity != diag.Error || d.Pos.File != main && d.Pos.File != strings.TrimSuffix(main, "yaml")+lang+".yaml"
	})
	if len(wrong) > 0 {
		printDiagnostics(p.stderr, p.texts, p.lang, wrong)
		return p.refused(wrong)
	}
	data, losses := f.write(banks[i], lang, qti.Words{
		True: p.texts.Text(lang, "exam_true"), False: p.texts.Text(lang, "exam_false"), Hint: p.texts.Text(lang, "exam_hint"),
	})
	p.printLosses(p.stderr, main, losses)
	if len(data) == 0 {
		p.say("%s", p.texts.Text(p.lang, "interchange_nothing_out"))
		return &exitError{code: Problems, err: errSilent}
	}
	if kind == quiz.Exam {
		p.say("%s", p.texts.Text(p.lang, "interchange_key_inside"))
	}
	if out == "-" {
		_, err := p.stdout.Write(data)
		return err
	}
	if out == "" {
		out = parts[2] + "." + lang + f.ends
	}
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		out = filepath.Join(out, parts[2]+"."+lang+f.ends)
	}
	if err := writeInto(filepath.Dir(out), filepath.Base(out), data, kind == quiz.Exam); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintln(p.stdout, out)
	return nil
}
