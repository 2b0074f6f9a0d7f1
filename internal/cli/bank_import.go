package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ascult/generator"
	"ascult/internal/course"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

var reBank = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// An importOrder says what is to be imported, and where to.
type importOrder struct {
	format            bankFormat
	file              string
	dir, course, bank string
	lang              string
	exam, replace     bool
}

func (p *program) importCommand() *cobra.Command {
	var o importOrder
	cmd := &cobra.Command{
		Use:   "import gift|moodlexml|qti FILE",
		Short: "Make a question bank from a file of another program",
		Long: "Reads questions in GIFT, Moodle XML or QTI 2.1 and writes them as a bank of a course. It tells\n" +
			"what did not fit, and what is still missing: other programs have no sources, no places to read\n" +
			"again and no feedback on each answer. Nothing is made up.\n\n" +
			"With the language of a translation the texts go into the bank that is there, by the ids of its\n" +
			"questions. Exit code 1: something could not be read.",
		Example: "  ascult import moodlexml questions.xml --source mycourses --course interviewing --bank moodle\n" +
			"  ascult import gift exam.gift --source mycourses --course interviewing --bank final --exam",
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			var err error
			if o.format, err = bankFormatNamed(args[0]); err != nil {
				return err
			}
			o.file = args[1]
			return p.importBank(o)
		},
	}
	cmd.Flags().StringVar(&o.dir, "source", "", "folder with content, quizzes and data")
	cmd.Flags().StringVar(&o.course, "course", "", "course that gets the bank")
	cmd.Flags().StringVar(&o.bank, "bank", "", "name of the bank: small letters, digits and hyphens")
	cmd.Flags().BoolVar(&o.exam, "exam", false, "an exam bank, which is never published")
	cmd.Flags().StringVar(&o.lang, "lang", "", "language of the file (default: the source language of the course)")
	cmd.Flags().BoolVar(&o.replace, "replace", false, "write over a bank that is there")
	return cmd
}

func (p *program) importBank(o importOrder) error {
	switch {
	case o.dir == "":
		return usage("name the folder that holds content, quizzes and data", "--source is wanted: the sample inside the program cannot be changed")
	case o.course == "":
		return usage("name the course that gets the bank", "--course is wanted")
	case !reBank.MatchString(o.bank):
		return usage("a name has small letters, digits and hyphens, at most 64", "--bank is wanted, and %q is no name of a bank", o.bank)
	}
	src, err := openSource(o.dir)
	if err != nil {
		return err
	}
	c, err := courseNamed(src, o.course)
	if err != nil {
		return err
	}
	if o.lang == "" {
		o.lang = c.Source
	}
	if !slices.Contains(languages(), o.lang) {
		return usage("use one of "+strings.Join(languages(), ", "), "unknown language %q", o.lang)
	}
	data, err := readFile(o.file)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	kind := quiz.Practice
	if o.exam {
		kind = quiz.Exam
	}
	main := bankFile(c.ID, kind, o.bank)
	target := main
	if o.lang != c.Source {
		target = strings.TrimSuffix(main, ".yaml") + "." + o.lang + ".yaml"
	}
	if _, err := fs.Lstat(src.fsys, target); err == nil && !o.replace {
		return usage("give another --bank, or --replace to write over it", "%s is there already", filepath.Join(o.dir, target))
	}
	b, losses := o.format.read(data, o.lang)
	n := len(b.Questions)
	if n > 0 {
		var more []interchange.Loss
		b, more, err = p.intoCourse(src, c, kind, o, b)
		if err != nil {
			return err
		}
		losses = append(losses, more...)
		for _, l := range more {
			if l.Field == "" {
				n--
			}
		}
	}
	if n == 0 {
		p.printLosses(p.stdout, o.file, losses)
		p.say("%s", p.texts.Text(p.lang, "interchange_nothing"))
		return &exitError{code: Problems, err: errSilent}
	}
	if err := writeInto(o.dir, target, quiz.Write(b)[path.Base(target)], kind == quiz.Exam); err != nil {
		return fmt.Errorf("write bank: %w", err)
	}
	fmt.Fprintln(p.stdout, p.texts.Count(p.lang, "interchange_imported", n, "File", filepath.Join(o.dir, target)))
	p.printLosses(p.stdout, o.file, losses)
	p.printTasks(src, main)
	if slices.ContainsFunc(losses, func(l interchange.Loss) bool { return l.Broken }) {
		return &exitError{code: Problems, err: errSilent}
	}
	return nil
}

// readFile reads a file that is not too large to be read in full.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, interchange.MaxFile+1))
}

// intoCourse makes what was read a bank of a course: its ids are not those of
// another bank, and an exam gets canaries. Texts in another language than the
// course's go into the bank that is there.
func (p *program) intoCourse(src source, c *course.Course, kind quiz.Kind, o importOrder, b quiz.Bank) (quiz.Bank, []interchange.Loss, error) {
	banks, ds := quiz.Load(src.fsys, kind, quiz.Options{Course: c.ID, Source: c.Source, Languages: languages()})
	i := slices.IndexFunc(banks, func(b quiz.Bank) bool { return b.ID == o.bank })
	if o.lang != c.Source {
		main := bankFile(c.ID, kind, o.bank)
		if i < 0 || slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Pos.File == main && d.Severity == diag.Error }) {
			return b, nil, usage("import the questions in "+c.Source+" first, and mend what ascult check says of them",
				"the course is written in %s, and there is no good bank %s that %s could translate", c.Source, main, o.lang)
		}
		into := banks[i]
		losses := interchange.Merge(&into, b, o.lang)
		return into, losses, nil
	}
	taken := interchange.IDs{}
	for j, other := range banks {
		for _, q := range other.Questions {
			if j != i {
				taken.Take(q.ID)
			}
		}
	}
	losses := interchange.Rename(&b, taken)
	b.ID, b.Course, b.Kind = o.bank, c.ID, kind
	for j := range b.Questions {
		if kind != quiz.Exam {
			break
		}
		canary, err := newCanary(p.rand)
		if err != nil {
			return b, nil, err
		}
		b.Questions[j].Canary = canary
	}
	return b, losses, nil
}

// newCanary makes 16 characters of chance.
func newCanary(rand io.Reader) (string, error) {
	const letters = "abcdefghijklmnopqrstuvwxyz012345" // 32: no letter is likelier than another
	var b [16]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("make canary: %w", err)
	}
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:]), nil
}

// writeInto writes a file below a folder in one step. A private one only its
// owner can read. Links that lead out of the folder are refused.
func writeInto(dir, name string, data []byte, private bool) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if private {
		mode = 0o600
	}
	draft := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	_ = root.Remove(draft)
	f, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(data))
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		_ = root.Remove(draft)
	}
	return err
}

// printTasks tells what a check says of the bank: what its author has to add.
func (p *program) printTasks(src source, main string) {
	var list numbered
	for _, d := range generator.Check(src.fsys, generator.CheckOptions{}) {
		if !ofBank(d.Pos.File, main) {
			continue
		}
		text, hint := message(p.texts, p.lang, d)
		if hint != "" {
			text += " " + hint
		}
		list.add(text, d.Pos.String())
	}
	p.printNumbered(p.stdout, "interchange_head_todo", list)
}
