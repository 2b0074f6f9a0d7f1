package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ascult/generator"
	"ascult/generator/translate"
	"ascult/internal/diag"
)

// tell says what the texts at the end are about.
func (s *starter) tell(what, name string) {
	s.next = "new_next_" + what
	s.args["Name"], s.args["Program"], s.args["Dir"] = name, s.name, shellWord(s.dir)
}

// finish writes what was ordered, checks it, keeps the ids of its segments and
// tells what was made. What does not pass the check is taken back.
func (s *starter) finish() error {
	if name := s.order.there(s.dir); name != "" {
		return s.newError("new_there", "new_there_hint", map[string]any{"File": filepath.Join(s.dir, name)})
	}
	if err := s.order.run(s.dir); err != nil {
		return s.unwritable(err)
	}
	found, ds := generator.Accept(s.src.fsys, generator.Acceptance{Today: s.today})
	made := s.order.made()
	ours := slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool { return !slices.Contains(made, d.Pos.File) })
	printDiagnostics(s.stderr, s.texts, s.lang, ours) // a title is the author's
	if diag.HasErrors(ours) {
		err := s.order.undoIn(s.dir)
		s.say("%s", s.texts.Text(s.lang, "new_refused"))
		return errors.Join(&exitError{code: Problems, err: errSilent}, err)
	}
	s.print("new_made", made)
	s.print("new_changed", s.order.changed())
	fmt.Fprintln(s.stdout, strings.TrimRight(s.texts.Format(s.lang, s.next, s.args), "\n"))
	return s.saveLedgers(s.src, s.ledgers(found.Ledgers), true)
}

// ledgers are those of what was made: the others are their authors' affair.
func (s *starter) ledgers(all []translate.Ledger) []translate.Ledger {
	if s.next == "new_next_site" {
		return all
	}
	id, _, _ := strings.Cut(fmt.Sprint(s.args["Name"]), "/")
	return slices.DeleteFunc(slices.Clone(all), func(l translate.Ledger) bool {
		name, _, _ := strings.Cut(path.Base(l.File()), ".")
		return name != id
	})
}

func (s *starter) print(key string, names []string) {
	if len(names) == 0 {
		return
	}
	fmt.Fprintln(s.stdout, s.texts.Count(s.lang, key, len(names)))
	for _, name := range names {
		fmt.Fprintln(s.stdout, "  "+filepath.Join(s.dir, filepath.FromSlash(name)))
	}
}

// unwritable says why nothing was made.
func (s *starter) unwritable(err error) error {
	args := map[string]any{"Reason": err.Error(), "File": s.dir}
	if where, ok := errors.AsType[*fs.PathError](err); ok {
		args["Reason"] = where.Err.Error()
		if args["File"] = where.Path; !filepath.IsAbs(where.Path) && where.Path != s.dir {
			args["File"] = filepath.Join(s.dir, where.Path)
		}
	}
	return &exitError{code: Failed, err: fmt.Errorf("%s", s.texts.Format(s.lang, "new_unwritable", args)), hint: s.texts.Text(s.lang, "new_unwritable_hint")}
}

var rePlainWord = regexp.MustCompile(`^[\pL\pN._/+:@~-]+$`)

// shellWord is a text as one word of a command line.
func shellWord(s string) string {
	if rePlainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
