package cli

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"ascult/internal/course"
	"ascult/internal/quiz"
	"ascult/internal/quiz/gift"
	"ascult/internal/quiz/interchange"
	"ascult/internal/quiz/moodle"
	"ascult/internal/quiz/qti"
)

// A bankFormat is a format of another program for banks.
type bankFormat struct {
	name, ends string // of the command; of its files
	read       func(data []byte, lang string) (quiz.Bank, []interchange.Loss)
	write      func(b quiz.Bank, lang string, words qti.Words) ([]byte, []interchange.Loss)
}

var bankFormats = []bankFormat{
	{"gift", ".gift", gift.Read, wordless(gift.Write)},
	{"moodlexml", ".xml", moodle.Read, wordless(moodle.Write)},
	{"qti", ".zip", qti.Read, qti.Write},
}

// wordless makes a writer that needs no words of ours one that is given them.
func wordless(write func(quiz.Bank, string) ([]byte, []interchange.Loss)) func(quiz.Bank, string, qti.Words) ([]byte, []interchange.Loss) {
	return func(b quiz.Bank, lang string, _ qti.Words) ([]byte, []interchange.Loss) { return write(b, lang) }
}

// bankFormatNamed finds a format by its name.
func bankFormatNamed(name string) (bankFormat, error) {
	names := make([]string, len(bankFormats))
	for i, f := range bankFormats {
		if f.name == name {
			return f, nil
		}
		names[i] = f.name
	}
	return bankFormat{}, usage("the formats are "+strings.Join(names, ", "), "there is no format %q", name)
}

// courseNamed finds a course of a source.
func courseNamed(src source, id string) (*course.Course, error) {
	catalogue, _ := course.Load(src.fsys, languages())
	if c := catalogue.Course(id); c != nil {
		return c, nil
	}
	var ids []string
	for _, c := range catalogue.Courses {
		ids = append(ids, c.ID)
	}
	return nil, usage("the courses are "+strings.Join(ids, ", "), "there is no course %q", id)
}

// bankFile is the name of the main file of a bank.
func bankFile(courseID string, kind quiz.Kind, id string) string {
	return path.Join("quizzes", courseID, string(kind), id+".yaml")
}

// ofBank reports whether a file is one of a bank's.
func ofBank(file, main string) bool {
	rest, ok := strings.CutPrefix(file, strings.TrimSuffix(main, ".yaml")+".")
	return ok && (rest == "yaml" || strings.HasSuffix(rest, ".yaml") && !strings.Contains(rest, "/"))
}

// printLosses tells what did not fit: what could not be read, what was left
// out, and what was changed, each reason once with all its places.
func (p *program) printLosses(w io.Writer, file string, losses []interchange.Loss) {
	for _, head := range []struct {
		text string
		of   func(interchange.Loss) bool
	}{
		{"interchange_head_broken", func(l interchange.Loss) bool { return l.Broken }},
		{"interchange_head_left", func(l interchange.Loss) bool { return !l.Broken && l.Field == "" }},
		{"interchange_head_changed", func(l interchange.Loss) bool { return !l.Broken && l.Field != "" }},
	} {
		var lines numbered
		for _, l := range losses {
			if !head.of(l) {
				continue
			}
			where := make([]string, 0, 2)
			if l.Pos.Line > 0 || l.Pos.File != "" {
				where = append(where, l.At(file).String())
			}
			name := strings.Trim(l.Question+"."+l.Field, ".")
			if l.Question == "" && l.Field != "" {
				name = l.Field
				if l.Pos.Line == 0 {
					name = p.texts.Text(p.lang, "interchange_whole_file")
				}
			}
			if name != "" {
				where = append(where, clipName(name))
			}
			lines.add(p.texts.Format(p.lang, "interchange_"+ruleKey(string(l.Rule)), l.Args), strings.Join(where, " "))
		}
		p.printNumbered(w, head.text, lines)
	}
}

// clipName keeps a report readable: what a file of another program calls a
// question may be as long as the file.
func clipName(name string) string {
	const most = 80
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}

// numbered is a list of sentences, each with places.
type numbered struct {
	sentences []string
	places    map[string][]string
}

func (n *numbered) add(sentence, place string) {
	if n.places == nil {
		n.places = map[string][]string{}
	}
	if _, ok := n.places[sentence]; !ok {
		n.sentences = append(n.sentences, sentence)
	}
	if !slices.Contains(n.places[sentence], place) {
		n.places[sentence] = append(n.places[sentence], place)
	}
}

func (p *program) printNumbered(w io.Writer, head string, n numbered) {
	if len(n.sentences) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", p.texts.Text(p.lang, head))
	for i, s := range n.sentences {
		fmt.Fprintf(w, "%d. %s\n", i+1, s)
		for _, place := range n.places[s] {
			fmt.Fprintf(w, "   %s\n", place)
		}
	}
}
