// Package qti reads and writes question banks as QTI 2.1: items of one
// language in a content package. See docs/formats/interchange.md.
package qti

import (
	"fmt"
	"strings"

	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

const (
	namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1"
	tool      = "Ascult"
)

// Words are what an item says besides its question, in its language.
type Words struct{ True, False, Hint string }

// Write writes a bank in one language as a content package. The same bank
// gives the same bytes.
func Write(b quiz.Bank, lang string, words Words) ([]byte, []interchange.Loss) {
	w := &writer{Writer: interchange.Writer{Lang: lang}, words: words}
	w.Bank(b)
	var p pack
	for _, q := range b.Questions {
		if w.Has(q) {
			w.out.Reset()
			w.item(q)
			p.add(q, w.out.String(), lang)
		}
	}
	return p.bytes(), w.Losses
}

type writer struct {
	interchange.Writer
	words Words
	out   strings.Builder
}

func (w *writer) line(depth int, format string, args ...any) {
	w.out.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteByte('\n')
}

// identifier is an id as QTI allows it: it begins with no digit or hyphen.
func identifier(id string) string {
	if id != "" && (id[0] == '-' || id[0] >= '0' && id[0] <= '9') {
		return "_" + id
	}
	return id
}

// The beginnings of identifiers of which one question needs several.
const (
	gapPrefix   = "GAP_"
	matchPrefix = "MATCH_"
)

// text writes a text as the content of an element.
func text(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = interchange.EscapeXML(lines[i])
	}
	return strings.Join(lines, "<br/>")
}

func (w *writer) item(q quiz.Question) {
	hint := q.Hint[w.Lang]
	w.line(0, `<?xml version="1.0" encoding="UTF-8"?>`)
	w.line(0, `<assessmentItem xmlns="%s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="%s http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd" identifier="%s" title="%s" xml:lang="%s" adaptive="%t" timeDependent="false" toolName="%s">`,
		namespace, namespace, q.ID, q.ID, w.Lang, hint != "", tool)
	w.responses(q)
	if hint != "" {
		w.line(1, `<responseDeclaration identifier="HINTREQUEST" cardinality="single" baseType="boolean"/>`)
	}
	w.number("SCORE", 0, fmt.Sprintf(` normalMaximum="%d"`, q.Points))
	w.number("MAXSCORE", q.Points, "")
	w.line(1, `<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>`)
	w.line(1, `<outcomeDeclaration identifier="GENERAL" cardinality="single" baseType="identifier"/>`)
	if hint != "" {
		w.line(1, `<outcomeDeclaration identifier="HINT" cardinality="single" baseType="identifier"/>`)
	}
	w.line(1, `<itemBody>`)
	w.body(q)
	if hint != "" {
		w.line(2, `<p><endAttemptInteraction responseIdentifier="HINTREQUEST" title="%s"/></p>`, interchange.EscapeXML(w.words.Hint))
	}
	w.line(1, `</itemBody>`)
	w.processing(q, hint != "")
	w.feedback("GENERAL", "general", q.Feedback[w.Lang])
	if hint != "" {
		w.feedback("HINT", "hint", hint)
	}
	for _, o := range q.Options {
		w.feedback("FEEDBACK", identifier(o.ID), o.Feedback[w.Lang])
	}
	w.line(0, `</assessmentItem>`)
}

// number declares an outcome that is a number.
func (w *writer) number(name string, value int, more string) {
	w.line(1, `<outcomeDeclaration identifier="%s" cardinality="single" baseType="float"%s><defaultValue><value>%d</value></defaultValue></outcomeDeclaration>`, name, more, value)
}

func (w *writer) feedback(outcome, id, s string) {
	if s != "" {
		w.line(1, `<modalFeedback outcomeIdentifier="%s" showHide="show" identifier="%s">%s</modalFeedback>`, outcome, id, text(s))
	}
}

// An entry is an answer with what it is worth.
type entry struct {
	key   string
	value float64
}

// response declares a response: what is right, and what answers are worth.
func (w *writer) response(id, cardinality, base string, right []string, entries []entry, most float64) {
	w.line(1, `<responseDeclaration identifier="%s" cardinality="%s" baseType="%s">`, id, cardinality, base)
	if len(right) > 0 {
		w.line(2, `<correctResponse>`)
		for _, r := range right {
			w.line(3, `<value>%s</value>`, interchange.EscapeXML(r))
		}
		w.line(2, `</correctResponse>`)
	}
	if len(entries) > 0 {
		w.line(2, `<mapping lowerBound="0" upperBound="%s" defaultValue="0">`, interchange.Number(most))
		for _, e := range entries {
			folded := ""
			if base == "string" {
				folded = ` caseSensitive="false"`
			}
			w.line(3, `<mapEntry mapKey="%s" mappedValue="%s"%s/>`, interchange.EscapeXML(e.key), interchange.Number(e.value), folded)
		}
		w.line(2, `</mapping>`)
	}
	w.line(1, `</responseDeclaration>`)
}

func (w *writer) responses(q quiz.Question) {
	points := float64(q.Points)
	var right []string
	var entries []entry
	switch q.Type {
	case quiz.Order:
		for _, o := range q.Options {
			right = append(right, identifier(o.ID))
		}
		w.response("RESPONSE", "ordered", "identifier", right, nil, points)
	case quiz.Match:
		for _, o := range q.Options {
			pair := identifier(o.ID) + " " + matchPrefix + o.ID
			right = append(right, pair)
			entries = append(entries, entry{pair, points / float64(len(q.Options))})
		}
		w.response("RESPONSE", "multiple", "directedPair", right, entries, points)
	case quiz.Gap:
		share := points / float64(len(q.Options))
		for _, o := range q.Options {
			accept := o.Accept[w.Lang]
			var entries []entry
			for _, a := range accept {
				entries = append(entries, entry{a, share})
			}
			w.response(gapPrefix+o.ID, "single", "string", accept[:min(len(accept), 1)], entries, share)
		}
	default:
		for _, o := range q.Options {
			if o.Correct {
				right = append(right, identifier(o.ID))
			}
			if f := interchange.Fraction(q, o); f != 0 {
				entries = append(entries, entry{identifier(o.ID), points * f / 100})
			}
		}
		cardinality := "single"
		if q.Type.Multiple() {
			cardinality = "multiple"
		}
		w.response("RESPONSE", cardinality, "identifier", right, entries, points)
	}
}

func (w *writer) body(q quiz.Question) {
	switch q.Type {
	case quiz.Order:
		w.line(2, `<orderInteraction responseIdentifier="RESPONSE" shuffle="true">`)
		w.prompt(q)
		for _, o := range q.Options {
			w.choice(o, o.Text[w.Lang])
		}
		w.line(2, `</orderInteraction>`)
	case quiz.Match:
		w.match(q)
	case quiz.Gap:
		w.gaps(q)
	case quiz.Spot:
		w.line(2, `<hottextInteraction responseIdentifier="RESPONSE" maxChoices="0">`)
		w.prompt(q)
		for _, o := range q.Options {
			w.line(3, `<p><span class="who">%s</span>: <hottext identifier="%s">%s</hottext></p>`, text(o.Who[w.Lang]), identifier(o.ID), text(o.Text[w.Lang]))
		}
		w.line(2, `</hottextInteraction>`)
	default:
		w.choices(q)
	}
}

func (w *writer) prompt(q quiz.Question) { w.line(3, `<prompt>%s</prompt>`, text(q.Text[w.Lang])) }

func (w *writer) choice(o quiz.Option, s string) {
	class := ""
	if o.Effect != "" {
		class = ` class="effect-` + o.Effect + `"`
	}
	w.line(3, `<simpleChoice identifier="%s"%s>%s</simpleChoice>`, identifier(o.ID), class, text(s))
}

func (w *writer) choices(q quiz.Question) {
	if c := q.Case[w.Lang]; c != "" {
		w.line(2, `<div class="case"><p>%s</p></div>`, text(c))
	}
	most := 1
	if q.Type.Multiple() {
		most = 0
	}
	w.line(2, `<choiceInteraction responseIdentifier="RESPONSE" shuffle="%t" maxChoices="%d">`, !q.Type.Fixed(), most)
	w.prompt(q)
	for _, o := range q.Options {
		s := o.Text[w.Lang]
		if q.Type == quiz.TrueFalse {
			if s = w.words.False; o.ID == "true" {
				s = w.words.True
			}
		}
		w.choice(o, s)
	}
	w.line(2, `</choiceInteraction>`)
}

func (w *writer) match(q quiz.Question) {
	w.line(2, `<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="%d">`, len(q.Options))
	w.prompt(q)
	w.line(3, `<simpleMatchSet>`)
	for _, o := range q.Options {
		w.line(4, `<simpleAssociableChoice identifier="%s" matchMax="1">%s</simpleAssociableChoice>`, identifier(o.ID), text(o.Text[w.Lang]))
	}
	w.line(3, `</simpleMatchSet>`)
	w.line(3, `<simpleMatchSet>`)
	for _, o := range q.Options {
		w.line(4, `<simpleAssociableChoice identifier="%s" matchMax="0">%s</simpleAssociableChoice>`, matchPrefix+o.ID, text(o.Match[w.Lang]))
	}
	w.line(3, `</simpleMatchSet>`)
	w.line(2, `</matchInteraction>`)
}

func (w *writer) gaps(q quiz.Question) {
	w.Lose(q.ID, "diacritics", interchange.LacksFolding, nil)
	var b strings.Builder
	for _, p := range interchange.Pieces(q, w.Lang) {
		if p.Gap == "" {
			b.WriteString(text(p.Text))
			continue
		}
		fmt.Fprintf(&b, `<textEntryInteraction responseIdentifier="%s"/>`, gapPrefix+p.Gap)
	}
	w.line(2, `<p>%s</p>`, b.String())
}

// processing writes how an answer is marked and what is said of it.
func (w *writer) processing(q quiz.Question, hint bool) {
	w.line(1, `<responseProcessing>`)
	depth := 2
	if hint {
		w.line(2, `<responseCondition>`)
		w.line(3, `<responseIf>`)
		w.line(4, `<variable identifier="HINTREQUEST"/>`)
		w.line(4, `<setOutcomeValue identifier="HINT"><baseValue baseType="identifier">hint</baseValue></setOutcomeValue>`)
		w.line(3, `</responseIf>`)
		w.line(3, `<responseElse>`)
		depth = 4
	}
	said := `<variable identifier="RESPONSE"/>`
	switch q.Type {
	case quiz.Order:
		w.Lose(q.ID, "options", interchange.LacksMarks, nil)
		w.line(depth, `<responseCondition>`)
		w.line(depth+1, `<responseIf>`)
		w.line(depth+2, `<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>`)
		w.line(depth+2, `<setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/></setOutcomeValue>`)
		w.line(depth+1, `</responseIf>`)
		w.line(depth, `</responseCondition>`)
		said = all(q)
	case quiz.Match:
		w.line(depth, `<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>`)
		said = all(q)
	case quiz.Gap:
		var sum strings.Builder
		for _, o := range q.Options {
			fmt.Fprintf(&sum, `<mapResponse identifier="%s"/>`, gapPrefix+o.ID)
		}
		w.line(depth, `<setOutcomeValue identifier="SCORE"><sum>%s</sum></setOutcomeValue>`, sum.String())
		said = all(q)
	default:
		w.line(depth, `<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>`)
	}
	w.line(depth, `<setOutcomeValue identifier="FEEDBACK"><multiple>%s</multiple></setOutcomeValue>`, said)
	w.line(depth, `<setOutcomeValue identifier="GENERAL"><baseValue baseType="identifier">general</baseValue></setOutcomeValue>`)
	if hint {
		w.line(depth, `<setOutcomeValue identifier="completionStatus"><baseValue baseType="identifier">completed</baseValue></setOutcomeValue>`)
		w.line(3, `</responseElse>`)
		w.line(2, `</responseCondition>`)
	}
	w.line(1, `</responseProcessing>`)
}

// all names every option of a question: what is said of each is shown.
func all(q quiz.Question) string {
	var b strings.Builder
	for _, o := range q.Options {
		fmt.Fprintf(&b, `<baseValue baseType="identifier">%s</baseValue>`, identifier(o.ID))
	}
	return b.String()
}
