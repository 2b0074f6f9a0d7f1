package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// A newOrder says what is to be made, where, and for whom.
type newOrder struct {
	dir   string // the source folder
	name  string // of what is made, with what it belongs to: "course/module/lesson"
	title string // in the source language; "": the one that teaches
	from  string // source language of a course
	in    string // lesson that shows a bank or scenario, "module/lesson"
	exam  bool
	today string
}

func (p *program) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Begin a site, a course, a module, a lesson, a bank or a scenario",
		Long: "Writes files to begin with, in all four languages, with texts that say what belongs there.\n" +
			"What it makes passes ascult check --strict at once. It never writes over a file, and when it\n" +
			"cannot make all files it makes none.",
		Example: "  ascult new site mycourses\n  ascult new course first --source mycourses\n" +
			"  ascult new module first/m1 --source mycourses\n  ascult new lesson first/m1/welcome --source mycourses\n" +
			"  ascult new bank first/m1 --source mycourses",
		RunE: func(cmd *cobra.Command, _ []string) error {
			_ = cmd.Help()
			return &exitError{code: Usage, err: errSilent}
		},
	}
	cmd.AddCommand(p.newSiteCommand(), p.newCourseCommand(), p.newModuleCommand(), p.newLessonCommand(), p.newBankCommand(), p.newScenarioCommand())
	return cmd
}

// newFlags adds the flags that all but new site have.
func newFlags(cmd *cobra.Command, o *newOrder) {
	cmd.Flags().StringVar(&o.dir, "source", "", "folder with content, quizzes and data")
	cmd.Flags().StringVar(&o.today, "today", "", "day that is written into dates, YYYY-MM-DD (default: this day)")
}

func titleFlag(cmd *cobra.Command, o *newOrder) {
	cmd.Flags().StringVar(&o.title, "title", "", "its title in the source language; the other languages begin with a title of ours")
}

func inFlag(cmd *cobra.Command, o *newOrder) {
	cmd.Flags().StringVar(&o.in, "in", "", "lesson that shows it, MODULE/LESSON (default: the first lesson of the course)")
}

func (p *program) newSiteCommand() *cobra.Command {
	var o newOrder
	cmd := &cobra.Command{
		Use:   "site DIR",
		Short: "Make a folder for courses of your own",
		Long: "Makes a folder that ascult check, preview, build and serve take as --source: the landing page,\n" +
			"the list of courses, the guides for everyone with their help lines, the pages about the site,\n" +
			"sources, words for the speller and settings. Each help line has the day its source was seen.\n\n" +
			"The folder is new or empty; a folder .git in it is left alone.",
		Example: "  ascult new site mycourses --lang uk",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.dir = args[0]
			return p.newSite(o)
		},
	}
	titleFlag(cmd, &o)
	cmd.Flags().StringVar(&o.today, "today", "", "day that is written into dates, YYYY-MM-DD (default: this day)")
	return cmd
}

func (p *program) newCourseCommand() *cobra.Command {
	o := newOrder{from: languages()[0]}
	cmd := &cobra.Command{
		Use:   "course NAME",
		Short: "Begin a course",
		Long: "Makes the page of a course in all languages. --from is the language in which it is written\n" +
			"first: its texts are the ones that the others translate.",
		Example: "  ascult new course first --source mycourses --from uk --title \"Перша розмова\"",
		Args:    cobra.ExactArgs(1),
		RunE:    p.newInto(&o, p.newCourse),
	}
	newFlags(cmd, &o)
	titleFlag(cmd, &o)
	cmd.Flags().StringVar(&o.from, "from", o.from, "source language of the course: ro, ru, uk or en")
	return cmd
}

func (p *program) newModuleCommand() *cobra.Command {
	var o newOrder
	cmd := &cobra.Command{
		Use:     "module COURSE/NAME",
		Short:   "Begin a module of a course",
		Example: "  ascult new module first/m1 --source mycourses",
		Args:    cobra.ExactArgs(1),
		RunE:    p.newInto(&o, p.newModule),
	}
	newFlags(cmd, &o)
	titleFlag(cmd, &o)
	return cmd
}

func (p *program) newLessonCommand() *cobra.Command {
	var o newOrder
	cmd := &cobra.Command{
		Use:     "lesson COURSE/MODULE/NAME",
		Short:   "Begin a lesson of a module",
		Example: "  ascult new lesson first/m1/welcome --source mycourses",
		Args:    cobra.ExactArgs(1),
		RunE:    p.newInto(&o, p.newLesson),
	}
	newFlags(cmd, &o)
	titleFlag(cmd, &o)
	return cmd
}

func (p *program) newBankCommand() *cobra.Command {
	var o newOrder
	cmd := &cobra.Command{
		Use:   "bank COURSE/NAME",
		Short: "Begin a bank of questions",
		Long: "Makes a bank with two questions. A practice bank is shown at the end of a lesson: the lesson\n" +
			"gets one line in every language. An exam bank is never published; a course that has no exam\n" +
			"yet gets one that draws as many questions as there are.",
		Example: "  ascult new bank first/m1 --source mycourses --in m1/welcome\n  ascult new bank --exam first/final --source mycourses",
		Args:    cobra.ExactArgs(1),
		RunE:    p.newInto(&o, p.newBank),
	}
	newFlags(cmd, &o)
	inFlag(cmd, &o)
	cmd.Flags().BoolVar(&o.exam, "exam", false, "an exam bank, which is never published")
	return cmd
}

func (p *program) newScenarioCommand() *cobra.Command {
	var o newOrder
	cmd := &cobra.Command{
		Use:     "scenario COURSE/NAME",
		Short:   "Begin a conversation in which the reader decides",
		Long:    "Makes a scenario with two moments and two endings, and shows it at the end of a lesson.",
		Example: "  ascult new scenario first/office --source mycourses",
		Args:    cobra.ExactArgs(1),
		RunE:    p.newInto(&o, p.newScenario),
	}
	newFlags(cmd, &o)
	inFlag(cmd, &o)
	return cmd
}

// newInto is what all commands do that add to a folder.
func (p *program) newInto(o *newOrder, add func(*starter, newOrder) error) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		o.name = args[0]
		if o.dir == "" {
			return usage("name the folder that holds content, quizzes and data; ascult new site DIR makes one", "--source is wanted: the sample inside the program cannot be changed")
		}
		src, err := openSource(o.dir)
		if err != nil {
			return err
		}
		s, err := p.starter(o.dir, o.today)
		if err != nil {
			return err
		}
		s.src = src
		if err := add(s, *o); err != nil {
			return err
		}
		return s.finish()
	}
}

// newError is a sentence of the catalogue as an error in the command line, and
// another one that says what to do.
func (p *program) newError(key, hint string, args map[string]any) error {
	return &exitError{code: Usage, err: fmt.Errorf("%s", p.texts.Format(p.lang, key, args)), hint: p.texts.Format(p.lang, hint, args)}
}
