package quiz

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ascult/internal/diag"
	"ascult/internal/source"
)

// The largest lengths of some texts, in characters.
const (
	maxCase   = 1200
	maxHint   = 400
	maxWho    = 60
	maxAccept = 8 // texts for one gap in one language
)

// typeOf are the keys that only questions of one type may have.
var typeOf = map[string]Type{"diacritics": Gap, "case": Judgement}

// own reads what only some questions have.
func (r *reader) own(f source.Fields, q *Question) {
	for _, k := range []string{"diacritics", "case"} {
		if f.Has(k) && q.Type != "" && q.Type != typeOf[k] {
			r.probs.Add("key-wrong-type", f.At(k), source.Args{"Key": k, "Type": string(typeOf[k])})
		}
	}
	switch q.Type {
	case Gap:
		q.Diacritics = f.OneOf("diacritics", "", Exact)
	case Judgement:
		f.Need("case")
		q.Case = Text{r.o.Source: r.limited(f, "case", maxCase)}
	}
	if f.Has("hint") {
		q.Hint = Text{r.o.Source: r.limited(f, "hint", maxHint)}
	}
}

// limited reads a text of at most most characters.
func (r *file) limited(f source.Fields, key string, most int) string {
	s := f.Text(key)
	limit(r.doc, f, key, s, most)
	return s
}

// limit complains about a text of more than most characters.
func limit(doc *source.Doc, f source.Fields, key, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		doc.Problems.Add("text-limit", f.At(key), source.Args{"Key": key, "Have": n, "Most": most})
	}
}

// credit reads the share of the points that an option earns which is not the
// right one.
func (r *reader) credit(o source.Fields, correct bool) int {
	shares := map[string]int{"25": 25, "50": 50, "75": 75}
	c := shares[o.OneOf("credit", "", "25", "50", "75")]
	if correct && o.Has("credit") {
		r.probs.Add("credit-right", o.At("credit"), nil)
	}
	return c
}

// accept reads the texts that are right in a gap.
func (r *file) accept(o source.Fields) []string { return accept(r.doc, o) }

func accept(doc *source.Doc, o source.Fields) []string {
	texts := o.Texts("accept")
	if len(texts) > maxAccept {
		doc.Problems.Add("list-limit", o.At("accept"), source.Args{"Key": "accept", "Have": len(texts), "Most": maxAccept})
	}
	for _, t := range texts {
		limit(doc, o, "accept", t, MaxTyped)
		// What cannot be typed can never be right. Empty texts have been complained of.
		if t != "" && (strings.ContainsFunc(t, unicode.IsControl) || FoldTyped(t, true) == "") {
			doc.Problems.Add("accept-bad", o.At("accept"), source.Args{"Text": t})
		}
	}
	return texts
}

// gaps complains about marks in the text of a gap question that do not fit its
// options, in a language.
func gaps(doc *source.Doc, q Question, lang string, at diag.Pos) {
	if q.Type != Gap || q.Text[lang] == "" {
		return
	}
	count := map[string]int{}
	for _, m := range reMark.FindAllStringSubmatch(q.Text[lang], -1) {
		count[m[1]]++
	}
	for _, o := range q.Options {
		if n := count[o.ID]; n != 1 {
			doc.Problems.Add("gap-mark", at, source.Args{"ID": o.ID, "Have": n})
		}
	}
	for _, id := range sortedKeys(count) {
		if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.ID == id }) {
			doc.Problems.Add("gap-unknown", at, source.Args{"ID": id})
		}
	}
}
