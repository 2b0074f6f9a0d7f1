package quiz

import (
	"strconv"
)

// Write returns the files of a bank by their names, "<bank>.yaml" and one for
// each further language that any of its texts has. [Load] reads the same bank
// from them. What a bank lacks is written empty, so that a check points at it.
func Write(b Bank) map[string][]byte {
	files := map[string][]byte{b.ID + ".yaml": b.main()}
	for lang := range b.languages() {
		if lang != b.Source {
			files[b.ID+"."+lang+".yaml"] = b.rendering(lang)
		}
	}
	return files
}

// languages are the languages in which the bank has a text.
func (b Bank) languages() map[string]bool {
	langs := map[string]bool{}
	for _, q := range b.Questions {
		for lang := range q.Text {
			langs[lang] = true
		}
	}
	return langs
}

// main writes the file that holds the keys, in the order of docs/formats/bank.md.
func (b Bank) main() []byte {
	w := &writer{lang: b.Source}
	w.word(0, "kind", string(b.Kind))
	if b.Specimen {
		w.word(0, "specimen", "true")
	}
	if b.Confidence {
		w.word(0, "confidence", "true")
	}
	if len(b.Questions) == 0 {
		w.word(0, "questions", "[]")
		return w.bytes()
	}
	w.open(0, "questions")
	for _, q := range b.Questions {
		w.question(b.Kind, q)
	}
	return w.bytes()
}

func (w *writer) question(kind Kind, q Question) {
	w.item(1, "id", q.ID)
	w.word(2, "type", string(q.Type))
	w.word(2, "points", strconv.Itoa(q.Points))
	w.word(2, "difficulty", strconv.Itoa(q.Difficulty))
	if q.Objective != 0 {
		w.word(2, "objective", strconv.Itoa(q.Objective))
	}
	w.list(2, "source", q.Sources)
	if q.Reviewed != "" {
		w.word(2, "reviewed", q.Reviewed)
	}
	w.scalar(2, "read", q.Read)
	if kind == Exam {
		w.scalar(2, "canary", q.Canary)
	}
	if q.Diacritics != "" {
		w.word(2, "diacritics", q.Diacritics)
	}
	if q.Case != nil {
		w.prose("case", q.Case)
	}
	w.prose("text", q.Text)
	if q.Hint != nil {
		w.prose("hint", q.Hint)
	}
	w.prose("feedback", q.Feedback)
	if len(q.Options) == 0 {
		w.word(2, "options", "[]")
		return
	}
	w.open(2, "options")
	for _, o := range q.Options {
		w.item(3, "id", o.ID)
		if o.Correct {
			w.word(4, "correct", "true")
		}
		if o.Credit != 0 {
			w.word(4, "credit", strconv.Itoa(o.Credit))
		}
		if o.Effect != "" {
			w.word(4, "effect", o.Effect)
		}
		w.option(4, q.Type, o)
	}
}

// option writes the texts of an option.
func (w *writer) option(depth int, t Type, o Option) {
	switch t {
	case TrueFalse:
	case Gap:
		w.list(depth, "accept", o.Accept[w.lang])
	case Spot:
		w.scalar(depth, "who", o.Who[w.lang])
		w.scalar(depth, "text", o.Text[w.lang])
	case Match:
		w.scalar(depth, "text", o.Text[w.lang])
		w.scalar(depth, "match", o.Match[w.lang])
	default:
		w.scalar(depth, "text", o.Text[w.lang])
	}
	w.scalar(depth, "feedback", o.Feedback[w.lang])
}

// rendering writes the file of another language.
func (b Bank) rendering(lang string) []byte {
	w := &writer{lang: lang}
	w.open(0, "questions")
	for _, q := range b.Questions {
		w.open(1, quoted(q.ID))
		if q.Case != nil {
			w.prose("case", q.Case)
		}
		w.prose("text", q.Text)
		if q.Hint != nil {
			w.prose("hint", q.Hint)
		}
		w.prose("feedback", q.Feedback)
		w.open(2, "options")
		for _, o := range q.Options {
			w.open(3, quoted(o.ID))
			w.option(4, q.Type, o)
		}
	}
	return w.bytes()
}
