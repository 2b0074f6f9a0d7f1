package banktest

import (
	"fmt"
	"strings"

	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// Summary tells what was read, one line each, for comparison with a file.
func Summary(b quiz.Bank, losses []interchange.Loss) string {
	var s strings.Builder
	lang := b.Source
	for _, q := range b.Questions {
		fmt.Fprintf(&s, "%s %s %d %q", q.ID, q.Type, q.Points, q.Text[lang])
		for _, t := range []struct {
			name string
			text quiz.Text
		}{{"case", q.Case}, {"hint", q.Hint}, {"feedback", q.Feedback}} {
			if t.text[lang] != "" {
				fmt.Fprintf(&s, " %s %q", t.name, t.text[lang])
			}
		}
		if len(q.Sources) > 0 {
			fmt.Fprintf(&s, " %v", q.Sources)
		}
		if q.Reviewed != "" {
			fmt.Fprintf(&s, " reviewed %s", q.Reviewed)
		}
		s.WriteByte('\n')
		for _, o := range q.Options {
			fmt.Fprintf(&s, "  %s", o.ID)
			if o.Correct {
				s.WriteString(" right")
			}
			if o.Credit != 0 {
				fmt.Fprintf(&s, " %d%%", o.Credit)
			}
			for _, t := range []quiz.Text{o.Who, o.Text, o.Match} {
				if t[lang] != "" {
					fmt.Fprintf(&s, " %q", t[lang])
				}
			}
			if o.Accept != nil {
				fmt.Fprintf(&s, " %q", o.Accept[lang])
			}
			if o.Feedback[lang] != "" {
				fmt.Fprintf(&s, " # %q", o.Feedback[lang])
			}
			s.WriteByte('\n')
		}
	}
	for _, l := range losses {
		fmt.Fprintf(&s, "%s %s.%s: %s", l.Pos, l.Question, l.Field, l.Rule)
		for _, k := range []string{"Kind", "Name", "Text", "Percent", "Elements", "Tags", "Have", "Want", "Now", "Lang"} {
			if v, ok := l.Args[k]; ok {
				fmt.Fprintf(&s, " %s=%v", k, v)
			}
		}
		if l.Broken {
			s.WriteString(" BROKEN")
		}
		s.WriteByte('\n')
	}
	return s.String()
}
