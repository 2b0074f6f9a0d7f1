// Package banktest makes question banks for tests: whatever a bank may hold,
// with the characters that formats stumble over.
package banktest

import (
	"fmt"
	"strings"

	"ascult/internal/quiz"
)

// A Chance is a sequence that looks like chance and is the same for the same
// seed.
type Chance uint64

// Below returns a number from 0 to n-1.
func (c *Chance) Below(n int) int {
	*c = *c*6364136223846793005 + 1442695040888963407
	return int(uint64(*c)>>33) % n
}

// pieces are what texts are put together from.
var pieces = []string{
	"a", "b", "Z", "7", "ș", "ț", "î", "Щ", "ї", "ё", "’", "„", "”", "–", "…", "\u00a0", " ", " ", " ", "  ", ".", ",", "?", "!", "-",
	"~", "=", "#", "{", "}", ":", "\\", "%", "%50%", "->", "//", "::", "####", "[", "]", "[plain]", "[html]", "$CATEGORY:", "\\n", "\\=", "*",
	"<", ">", "&", "&amp;", "<b>", "</p>", "<br>", "]]>", "<!--", "@@PLUGINFILE@@", "\"", "'", "`", "|", ">-", "- ", "? ", "! ", "# ", " #", ": ", ",",
	"no", "true", "~", "null", "007", "1e3", "0x1", "{{", "}}", "{1:SHORTANSWER:=a}", "()", "@", "€", "\U0001f600", "word", "слово", "cuvânt", "a b c d e f g h i j",
}

// Text returns a text of at least one letter. With lines it may have several.
func Text(c *Chance, lines bool) string {
	var b strings.Builder
	for range 1 + c.Below(12) {
		b.WriteString(pieces[c.Below(len(pieces))])
		if lines && c.Below(8) == 0 {
			b.WriteString("\nx")
		}
	}
	if c.Below(6) == 0 {
		b.WriteString(strings.Repeat(" cuvinte lungi", 12))
	}
	return strings.TrimSpace(strings.Trim(b.String(), " \u00a0\n") + "w")
}

// Types are the types of questions that banks are made of.
var Types = []quiz.Type{quiz.Single, quiz.Multiple, quiz.TrueFalse, quiz.Order, quiz.Match, quiz.Gap, quiz.Spot, quiz.Judgement}

// Bank returns a bank with a question of each type, in the languages given; the
// first is its source language.
func Bank(seed uint64, kind quiz.Kind, langs ...string) quiz.Bank {
	c := Chance(seed)
	b := quiz.Bank{ID: "bank", Course: "demo", Kind: kind, Source: langs[0], Confidence: c.Below(3) == 0}
	b.Specimen = kind == quiz.Exam && c.Below(2) == 0
	for i, t := range Types {
		q := quiz.Question{
			ID: fmt.Sprintf("q%d-%s", i, t), Type: t, Points: 1 + c.Below(3), Difficulty: 1 + c.Below(3), Objective: c.Below(3),
			Sources: []string{"CTI", "UNODC8.4.2"}[:1+c.Below(2)], Read: "a1/purpose#aim",
			Text: text(&c, langs, t != quiz.Judgement), Feedback: text(&c, langs, true),
		}
		if kind == quiz.Exam {
			q.Canary = fmt.Sprintf("%016d", int(seed%1000)*100+i)
		}
		if c.Below(3) == 0 {
			q.Reviewed = "2026-11-23"
		}
		if c.Below(3) == 0 {
			q.Hint = text(&c, langs, true)
		}
		if t == quiz.Judgement {
			q.Case = text(&c, langs, true)
		}
		if t == quiz.Gap && c.Below(2) == 0 {
			q.Diacritics = quiz.Exact
		}
		options(&c, &q, kind, langs)
		b.Questions = append(b.Questions, q)
	}
	return b
}

func text(c *Chance, langs []string, lines bool) quiz.Text {
	t := quiz.Text{}
	for _, l := range langs {
		t[l] = Text(c, lines)
	}
	return t
}

// distinct makes the texts of options differ in every language.
func distinct(t quiz.Text, i int) quiz.Text {
	for l := range t {
		t[l] = fmt.Sprintf("%s %d", t[l], i)
	}
	return t
}

func options(c *Chance, q *quiz.Question, kind quiz.Kind, langs []string) {
	n := map[quiz.Type]int{quiz.TrueFalse: 2, quiz.Gap: 1 + c.Below(3)}[q.Type]
	if n == 0 {
		n = 3 + c.Below(3)
	}
	right := c.Below(n)
	for i := range n {
		o := quiz.Option{ID: fmt.Sprintf("o-%d", i), Feedback: text(c, langs, true)}
		switch q.Type {
		case quiz.TrueFalse:
			o.ID = fmt.Sprint(i == 0)
		case quiz.Gap:
			o.Accept = map[string][]string{}
			for _, l := range langs {
				o.Accept[l] = []string{fmt.Sprintf("%s 1", Text(c, false)), fmt.Sprintf("%s 2", Text(c, false))}[:1+c.Below(2)]
				q.Text[l] = fmt.Sprintf("%s [[%s]]", q.Text[l], o.ID)
				if c.Below(2) == 0 {
					q.Text[l] += ". " + Text(c, true)
				}
			}
		default:
			o.Text = distinct(text(c, langs, true), i)
		}
		switch q.Type {
		case quiz.Match:
			o.Match = distinct(text(c, langs, true), i)
		case quiz.Spot:
			o.Who = text(c, langs, false)
			o.Correct = i == right || i != (right+1)%n && c.Below(2) == 0
		case quiz.Multiple:
			o.Correct = i == right || i != (right+1)%n && c.Below(2) == 0
		case quiz.Single, quiz.TrueFalse, quiz.Judgement:
			o.Correct = i == right
		}
		if q.Type == quiz.Judgement && !o.Correct {
			o.Credit = 25 * c.Below(4)
		}
		if kind == quiz.Practice && (q.Type == quiz.Single || q.Type == quiz.Multiple) {
			o.Effect = []string{"", "supports", "risk", "open"}[c.Below(4)]
		}
		q.Options = append(q.Options, o)
	}
}
