// Package cli is the command line: it reads flags, wires everything together,
// and is the only place that knows exit codes, the clock and chance.
package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ascult"
	"ascult/internal/catalog"
)

// The exit codes. Those of serve that are above 63 are sysexits(3).
const (
	OK          = 0
	Problems    = 1  // the course has errors; a certificate is not valid; a chain is broken
	Usage       = 2  // the command line is wrong
	Failed      = 3  // anything else
	ExitData    = 65 // the database is damaged; it was left as it is
	ExitIOError = 74
	ExitConfig  = 78 // the machine is set up wrong
	ExitLocked  = 75
)

// A program is what the commands share.
type program struct {
	name           string // as it was called, for commands that are printed
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	now            func() time.Time
	rand           io.Reader
	texts          *catalog.Catalog
	lang           string
}

// An exitError ends the program with a code and a sentence. Hint says what to
// do about it.
type exitError struct {
	code int
	err  error
	hint string
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usage is an error in the command line.
func usage(hint, format string, args ...any) error {
	return &exitError{code: Usage, err: fmt.Errorf(format, args...), hint: hint}
}

// errSilent is returned when everything has been said already.
var errSilent = errors.New("said already")

// Main runs the program and returns its exit code. args begins with the name
// under which it was called. Results go to stdout, talk to stderr.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{name: args[0], stdin: stdin, stdout: stdout, stderr: stderr, env: os.Getenv, now: time.Now, rand: rand.Reader}
	texts, err := catalog.Load(ascult.I18n())
	if err != nil {
		p.say("%v", err)
		return Failed
	}
	p.texts = texts
	root := p.root()
	root.SetArgs(args[1:])
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err = root.ExecuteContext(ctx)
	var exit *exitError
	switch {
	case err == nil:
		return OK
	case errors.As(err, &exit):
		if !errors.Is(exit.err, errSilent) {
			p.say("%v", exit.err)
		}
		if exit.hint != "" {
			p.say("hint: %s", exit.hint)
		}
		return exit.code
	}
	p.say("%v", err)
	if isUsage(err) {
		p.say("hint: ascult --help shows the commands and their flags")
		return Usage
	}
	return Failed
}

// isUsage recognises what cobra says of a wrong command line: it has no type
// for that.
func isUsage(err error) bool {
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires at least", "flag needs an argument", "invalid argument", "required flag"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

// say writes one line to stderr, as programs do that are used in scripts.
func (p *program) say(format string, args ...any) {
	fmt.Fprintf(p.stderr, "ascult: "+format+"\n", args...)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "ascult",
		Short: "Courses on listening to victims: build, serve, examine, certify",
		Long: "Ascult turns a folder of Markdown courses into a site in Romanian, Russian, Ukrainian and\n" +
			"English, serves it, holds exams and issues certificates.",
		Example:       "  ascult serve\n  ascult check --source mycourses\n  ascult certificate verify certificate.pdf",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if p.lang == "" {
				p.lang = envLanguage(p.env)
			}
			if !catalog.Known(p.lang) {
				return usage("use one of "+strings.Join(catalog.Languages, ", "), "unknown language %q", p.lang)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			_ = cmd.Help()
			return &exitError{code: Usage, err: errSilent}
		},
	}
	root.PersistentFlags().StringVar(&p.lang, "lang", "", "language of messages: ro, ru, uk or en (default: of the environment)")
	root.AddCommand(p.serveCommand(), p.buildCommand(), p.checkCommand(), p.userCommand(), p.certificateCommand(), p.auditCommand(), p.translateCommand(),
		p.importCommand(), p.exportCommand(), p.previewCommand(), p.newCommand())
	return root
}

// envLanguage is the language that the environment asks for, English if none
// of ours.
func envLanguage(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if lang, _, _ := strings.Cut(strings.ToLower(v), "_"); catalog.Known(lang) {
				return lang
			}
			break
		}
	}
	return "en"
}
