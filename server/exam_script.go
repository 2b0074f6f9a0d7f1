package server

import (
	"encoding/json"
	"strings"

	"ascult/internal/learner"
)

// examScript is what the script of an exam's pages needs: the words it says,
// and whose answers it keeps. Without the script every page works as it is.
type examScript struct {
	Rev   int
	Words string // JSON, by key without its prefix
	Next  bool   // a question follows this page
}

// scriptWords are the texts that the script says, with the names of what it
// puts into them. What stands in a page already is not here.
var scriptWords = map[string][]string{
	"exam_kept": {"Time"}, "exam_kept_not": nil, "exam_sending": nil, "exam_received": {"Time", "Receipt"},
}

// words are the texts in one language, as JSON. A placeholder stands as its
// name between braces.
func (s *Server) scriptWords(lang string) string {
	words := map[string]string{}
	for key, names := range scriptWords {
		var pairs []any
		for _, name := range names {
			pairs = append(pairs, name, "{"+name+"}")
		}
		words[strings.TrimPrefix(key, "exam_")] = s.cfg.Catalog.Text(lang, key, pairs...)
	}
	data, _ := json.Marshal(words) // a map of strings
	return string(data)
}

func (s *Server) examScript(c *Context, t sitting) examScript {
	return examScript{Rev: t.attempt.Rev, Words: s.scriptWords(c.Lang)}
}

// examPage is page for those that the exam's script helps.
func (s *Server) examPage(c *Context, status int, name string, data any) error {
	v := s.view(c)
	v.Scripts = []string{s.site.Load().script("exam")}
	return s.pages.Write(c.Writer, status, name, v, data)
}

// deviceTag tells the people of one computer apart without naming them: what
// the script has kept for one is wiped when another signs in.
func deviceTag(p learner.Person) string { return learner.HashSecret("device\n" + p.ID)[:16] }
