package quiz

import (
	"unicode/utf8"

	"ascult/internal/source"
)

// An option gives itself away when it is so much longer than every other:
// half as long again as the longest, and by more than a few words.
const (
	tellingShare = 1.5
	tellingMore  = 20 // characters
)

// telling warns of questions in which the right option can be told by its
// length, in any language: whoever writes a test explains the right answer, and
// whoever takes it learns to choose the longest.
func (r *reader) telling(b Bank) {
	for _, q := range b.Questions {
		if q.Type != Single && q.Type != Judgement {
			continue
		}
		for _, lang := range r.o.Languages {
			right, wrong, id := 0, 0, ""
			for _, o := range q.Options {
				n := utf8.RuneCountInString(o.Text[lang])
				if o.Correct {
					right, id = n, o.ID
				} else {
					wrong = max(wrong, n)
				}
			}
			if wrong > 0 && float64(right) > tellingShare*float64(wrong) && right-wrong > tellingMore {
				r.probs.AddWarning("option-length", r.places[q.ID+"/"+id], source.Args{"ID": id, "Lang": lang, "Length": right, "Others": wrong})
				break // it is seldom of one language alone
			}
		}
	}
}
