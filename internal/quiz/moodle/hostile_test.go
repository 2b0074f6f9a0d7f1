package moodle

import (
	"strings"
	"testing"
)

// TestHostile holds that files that nobody wrote by hand have a place and a
// reason.
func TestHostile(t *testing.T) {
	question := func(inner string) string {
		return "<quiz><question type=\"multichoice\">" + inner + "</question></quiz>"
	}
	for data, want := range map[string]string{
		"":                                   ":1:1 bad-xml",
		"Salut":                              ":1:1 bad-xml",
		"<quiz>\n<question>\n</quiz>":        ":3:8 bad-xml",
		"<!DOCTYPE quiz><quiz/>":             ":1:1 bad-dtd",
		"<quiz>&nbsp;</quiz>":                ":1:13 bad-xml",
		"<quiz>\x00</quiz>":                  ":1:7 bad-text",
		"<quiz>\xff</quiz>":                  ":1:7 bad-text",
		"<html/>":                            ":1:1 bad-root",
		strings.Repeat("<quiz>", 200):        ":1:595 bad-depth",
		question(""):                         ":1:7 bad-answers",
		question(`<answer fraction="x"/>`):   ":1:36 bad-weight",
		question(`<answer fraction="1e9"/>`): ":1:36 bad-weight",
		"<quiz><question/></quiz>":           ":1:7 no-kind",
		"<quiz><question type=\"cloze\"><questiontext><text>{1:SA:=" + strings.Repeat("{1:SA:=", 50_000) + "</text></questiontext></question></quiz>":   ":1:30 bad-answers",
		"<quiz><question type=\"description\"><questiontext><text>" + strings.Repeat("&lt;b&gt;", 100_000) + "</text></questiontext></question></quiz>": ":1:7 no-kind",
	} {
		b, losses := Read([]byte(data), "ro")
		if len(b.Questions) > 0 || len(losses) == 0 {
			t.Errorf("%.40q: %d questions, %v", data, len(b.Questions), losses)
			continue
		}
		if got := losses[0].Pos.String() + " " + string(losses[0].Rule); got != want {
			t.Errorf("%.40q: %q, not %q", data, got, want)
		}
	}
}
