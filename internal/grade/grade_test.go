package grade

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ascult/internal/learner"
	"ascult/internal/quiz"
)

// question makes a question of a type with options a, b, c, …, the correct
// ones named; it returns it with a draw in reverse order.
func question(id string, typ quiz.Type, points, options int, correct string) (quiz.Question, learner.Drawn) {
	q := quiz.Question{ID: id, Type: typ, Points: points}
	d := learner.Drawn{Question: id}
	for i := range options {
		o := string(rune('a' + i))
		q.Options = append(q.Options, quiz.Option{ID: o, Correct: strings.Contains(correct, o)})
		d.Options = append([]string{o}, d.Options...)
	}
	return q, d
}

func TestGradeOneQuestion(t *testing.T) {
	for _, tt := range []struct {
		why     string
		typ     quiz.Type
		points  int
		options int
		correct string
		chosen  string // "?" unsure, "-" unanswered
		units   int
		verdict Verdict
	}{
		{"the right one earns all", quiz.Single, 1, 4, "b", "b", 2520, Right},
		{"a wrong one earns nothing", quiz.Single, 1, 4, "b", "a", 0, Not},
		{"points multiply", quiz.Single, 10, 2, "a", "a", 25200, Right},
		{"unsure earns nothing and is not wrong", quiz.Single, 1, 4, "b", "?", 0, Unsure},
		{"no answer earns nothing", quiz.Single, 1, 4, "b", "-", 0, Unanswered},
		{"an empty answer is none", quiz.Single, 1, 4, "b", "", 0, Unanswered},
		{"true-false is all", quiz.TrueFalse, 1, 2, "b", "b", 2520, Right},
		{"or nothing", quiz.TrueFalse, 1, 2, "b", "a", 0, Not},
		{"all right ones and no other", quiz.Multiple, 1, 5, "abc", "cab", 2520, Right},
		{"two of three", quiz.Multiple, 1, 5, "abc", "ab", 1680, Partly},
		{"one of three", quiz.Multiple, 1, 5, "abc", "a", 840, Partly},
		{"a wrong one takes back a right one", quiz.Multiple, 1, 5, "abc", "abd", 840, Partly},
		{"equal numbers earn nothing", quiz.Multiple, 1, 5, "abc", "ad", 0, Not},
		{"never below nothing", quiz.Multiple, 1, 5, "abc", "de", 0, Not},
		{"all boxes: two wrong ones against three", quiz.Multiple, 1, 5, "abc", "abcde", 840, Partly},
		{"all boxes never earn full marks, even with one wrong", quiz.Multiple, 1, 8, "abcdefg", "abcdefgh", 2160, Partly},
		{"all boxes with one right earn nothing", quiz.Multiple, 1, 3, "a", "abc", 0, Not},
		{"a seventh is exact", quiz.Multiple, 1, 8, "abcdefg", "a", 360, Partly},
		{"a seventh of ten points is exact", quiz.Multiple, 10, 8, "abcdefg", "g", 3600, Partly},
		{"unsure on multiple", quiz.Multiple, 1, 5, "abc", "?", 0, Unsure},
	} {
		q, d := question("q", tt.typ, tt.points, tt.options, tt.correct)
		s := Sitting{Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80}
		switch tt.chosen {
		case "-":
		case "?":
			s.Answers = []learner.Answer{{Position: 1, Unsure: true}}
		default:
			s.Answers = []learner.Answer{{Position: 1, Options: strings.Split(tt.chosen, "")}}
			if tt.chosen == "" {
				s.Answers[0].Options = nil
			}
		}
		r, err := Grade(s)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		got := r.Questions[0]
		if got.Units != tt.units || got.Verdict != tt.verdict || got.Max != tt.points*Units {
			t.Errorf("%s: %d of %d units, %s; want %d, %s", tt.why, got.Units, got.Max, got.Verdict, tt.units, tt.verdict)
		}
		if r.Score != got.Units || r.Max != got.Max {
			t.Errorf("%s: sums %d of %d", tt.why, r.Score, r.Max)
		}
	}
}

func TestGradeLists(t *testing.T) {
	for _, tt := range []struct {
		why     string
		typ     quiz.Type
		points  int
		options int
		given   string // of an order; of a match beside the lines in reverse: d c b a
		units   int
		verdict Verdict
	}{
		{"the right order earns all", quiz.Order, 1, 4, "abcd", 2520, Right},
		{"the reverse earns nothing", quiz.Order, 1, 4, "dcba", 0, Not},
		{"one pair of neighbours swapped: 5 − 1 of 6 pairs", quiz.Order, 1, 4, "bacd", 1680, Partly},
		{"first put last: 3 − 3 of 6", quiz.Order, 1, 4, "bcda", 0, Not},
		{"three items, one swap: 2 − 1 of 3", quiz.Order, 1, 3, "acb", 840, Partly},
		{"a 21st of ten points is exact", quiz.Order, 10, 7, "bacdefg", 25200 * 19 / 21, Partly},
		{"no order is no answer", quiz.Order, 1, 4, "", 0, Unanswered},
		{"unsure about an order", quiz.Order, 1, 4, "?", 0, Unsure},
		{"every line matched", quiz.Match, 1, 4, "dcba", 2520, Right},
		{"two of four lines", quiz.Match, 1, 4, "dcab", 1260, Partly},
		{"one choice for all lines holds for one", quiz.Match, 1, 4, "aaaa", 630, Partly},
		{"none", quiz.Match, 1, 4, "abcd", 0, Not},
		{"a seventh is exact", quiz.Match, 10, 7, "aaaaaaa", 3600, Partly},
		{"unsure about a match", quiz.Match, 1, 3, "?", 0, Unsure},
	} {
		q, d := question("q", tt.typ, tt.points, tt.options, "")
		s := Sitting{
			Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80,
			Answers: []learner.Answer{{Position: 1, Options: strings.Split(tt.given, "")}},
		}
		switch tt.given {
		case "":
			s.Answers[0].Options = nil
		case "?":
			s.Answers[0] = learner.Answer{Position: 1, Unsure: true}
		}
		r, err := Grade(s)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		if got := r.Questions[0]; got.Units != tt.units || got.Verdict != tt.verdict {
			t.Errorf("%s: %d units, %s; want %d, %s", tt.why, got.Units, got.Verdict, tt.units, tt.verdict)
		}
	}
}

func TestGradeRefusesListsThatDoNotFit(t *testing.T) {
	for _, tt := range []struct {
		why   string
		typ   quiz.Type
		size  int
		given string
		want  error
	}{
		{"too short", quiz.Order, 4, "abc", ErrAnswer},
		{"an item twice", quiz.Order, 4, "aabc", ErrAnswer},
		{"an unknown item", quiz.Order, 4, "abcz", ErrAnswer},
		{"a match that leaves a line out", quiz.Match, 4, "abc", ErrAnswer},
		{"a match with an unknown choice", quiz.Match, 4, "abcz", ErrAnswer},
		{"two items are no order", quiz.Order, 2, "ab", ErrBank},
		{"eight lines are more than a match has", quiz.Match, 8, "abcdefgh", ErrBank},
	} {
		q, d := question("q", tt.typ, 1, tt.size, "")
		_, err := Grade(Sitting{
			Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80,
			Answers: []learner.Answer{{Position: 1, Options: strings.Split(tt.given, "")}},
		})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.want)
		}
	}
}

// sitting makes n single questions of one point, the first right ones answered
// rightly, and the last of them withdrawn.
func sitting(n, right, withdrawn, pass int) Sitting {
	s := Sitting{Pass: pass}
	for i := range n {
		q, d := question(fmt.Sprint("q", i), quiz.Single, 1, 4, "b")
		s.Bank.Questions = append(s.Bank.Questions, q)
		s.Draw = append(s.Draw, d)
		if i < right {
			s.Answers = append(s.Answers, learner.Answer{Position: i + 1, Options: []string{"b"}})
		}
		if i >= n-withdrawn {
			s.Withdrawn = append(s.Withdrawn, q.ID)
		}
	}
	return s
}

func TestPassMark(t *testing.T) {
	for _, tt := range []struct {
		why                         string
		n, right, withdrawn, pass   int
		passed                      bool
		score, most, counted, wants int
	}{
		{"12 of 15 is 80 %", 15, 12, 0, 80, true, 12, 15, 15, 12},
		{"11 of 15 is not", 15, 11, 0, 80, false, 11, 15, 15, 11},
		{"two thirds is more than 66 %", 3, 2, 0, 66, true, 2, 3, 3, 2},
		{"two thirds is less than 67 %", 3, 2, 0, 67, false, 2, 3, 3, 2},
		{"100 % needs all", 8, 7, 0, 100, false, 7, 8, 8, 7},
		{"and takes all", 8, 8, 0, 100, true, 8, 8, 8, 8},
		{"nothing is never a pass", 8, 0, 0, 1, false, 0, 8, 8, 0},
		{"a withdrawn question is not counted against", 8, 6, 1, 80, true, 6, 7, 7, 6},
		{"nor for", 8, 8, 1, 80, true, 7, 7, 7, 7},
		{"all withdrawn is no pass", 2, 2, 2, 50, false, 0, 0, 0, 0},
	} {
		r, err := Grade(sitting(tt.n, tt.right, tt.withdrawn, tt.pass))
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		right, counted := r.Right()
		got := []any{r.Passed, r.Score, r.Max, counted, right}
		want := []any{tt.passed, tt.score * Units, tt.most * Units, tt.counted, tt.wants}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", tt.why, diff)
		}
	}
}

// 11.999… of 15: eleven right ones and eleven twelfths of thirds cannot add up
// to twelve.
func TestJustBelowPassMark(t *testing.T) {
	s := sitting(14, 11, 0, 80)
	q, d := question("m", quiz.Multiple, 1, 8, "abcdefg")
	s.Bank.Questions = append(s.Bank.Questions, q)
	s.Draw = append(s.Draw, d)
	answer := learner.Answer{Position: 15, Options: strings.Split("abcdef", "")}
	s.Answers = append(s.Answers, answer)
	r, err := Grade(s)
	if err != nil || r.Passed || r.Score != 12*Units-Units/7 {
		t.Fatalf("11 6/7 of 15: passed %v with %d units, %v", r.Passed, r.Score, err)
	}
	s.Answers[len(s.Answers)-1].Options = strings.Split("abcdefg", "")
	if r, _ = Grade(s); !r.Passed {
		t.Fatal("12 of 15 is not passed")
	}
}

func TestGradeRefusesWhatDoesNotFit(t *testing.T) {
	for _, tt := range []struct {
		why   string
		spoil func(*Sitting)
		want  error
	}{
		{"a question that the bank does not have", func(s *Sitting) { s.Draw[0].Question = "x" }, ErrBank},
		{"an option that the bank does not have", func(s *Sitting) { s.Draw[0].Options[0] = "x" }, ErrBank},
		{"an option that was not drawn", func(s *Sitting) { s.Draw[0].Options = s.Draw[0].Options[:3] }, ErrBank},
		{"a question without a key", func(s *Sitting) { s.Bank.Questions[0].Options[1].Correct = false }, ErrBank},
		{"no points", func(s *Sitting) { s.Bank.Questions[0].Points = 0 }, ErrBank},
		{"no pass mark", func(s *Sitting) { s.Pass = 0 }, ErrBank},
		{"more than all", func(s *Sitting) { s.Pass = 101 }, ErrBank},
		{"an answer at place 0", func(s *Sitting) { s.Answers[0].Position = 0 }, ErrAnswer},
		{"an answer past the end", func(s *Sitting) { s.Answers[0].Position = 3 }, ErrAnswer},
		{"two answers at one place", func(s *Sitting) { s.Answers[1].Position = 1 }, ErrAnswer},
		{"two options on a single question", func(s *Sitting) { s.Answers[0].Options = []string{"a", "b"} }, ErrAnswer},
		{"an option chosen twice", func(s *Sitting) { s.Answers[0].Options = []string{"b", "b"} }, ErrAnswer},
		{"an unknown option", func(s *Sitting) { s.Answers[0].Options = []string{"z"} }, ErrAnswer},
		{"unsure and sure", func(s *Sitting) { s.Answers[0].Unsure = true }, ErrAnswer},
	} {
		s := sitting(2, 2, 0, 80)
		tt.spoil(&s)
		if r, err := Grade(s); !errors.Is(err, tt.want) {
			t.Errorf("%s: result %+v, error %v; want %v", tt.why, r, err, tt.want)
		}
	}
}

func TestChosenAndCorrectAreInTheOrderShown(t *testing.T) {
	q, d := question("q", quiz.Multiple, 1, 4, "ad")
	r, err := Grade(Sitting{
		Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 50,
		Answers: []learner.Answer{{Position: 1, Options: []string{"a", "c"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Question{ID: "q", Verdict: Not, Units: 0, Max: Units, Chosen: []string{"c", "a"}, Correct: []string{"d", "a"}}
	if diff := cmp.Diff(want, r.Questions[0]); diff != "" {
		t.Error(diff)
	}
}

func TestHash(t *testing.T) {
	r, err := Grade(sitting(3, 2, 0, 60))
	if err != nil {
		t.Fatal(err)
	}
	// Stored results name this value: it may never change.
	const want = "6fa2d78bdd4650c226bb440eee63889fdfdabb3bdb1518a512268a5cea404e63"
	if got := r.Hash("attempt", "bank"); got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
	seen := map[string]string{want: "the result itself"}
	for _, tt := range []struct {
		why    string
		change func(*Result)
	}{
		{"score", func(r *Result) { r.Score++ }},
		{"max", func(r *Result) { r.Max++ }},
		{"pass mark", func(r *Result) { r.Pass++ }},
		{"outcome", func(r *Result) { r.Passed = !r.Passed }},
		{"verdict", func(r *Result) { r.Questions[0].Verdict = Partly }},
		{"units", func(r *Result) { r.Questions[0].Units++ }},
		{"most units", func(r *Result) { r.Questions[0].Max++ }},
		{"question", func(r *Result) { r.Questions[0].ID = "other" }},
		{"choice", func(r *Result) { r.Questions[0].Chosen = []string{"a"} }},
		{"key", func(r *Result) { r.Questions[0].Correct = []string{"a"} }},
		{"choice for key", func(r *Result) {
			q := &r.Questions[0]
			q.Chosen, q.Correct = append(q.Chosen, q.Correct...), nil
		}},
		{"order", func(r *Result) { r.Questions[0], r.Questions[1] = r.Questions[1], r.Questions[0] }},
		{"missing question", func(r *Result) { r.Questions = r.Questions[:2] }},
	} {
		r, _ := Grade(sitting(3, 2, 0, 60))
		tt.change(&r)
		h := r.Hash("attempt", "bank")
		if with, twice := seen[h]; twice {
			t.Errorf("change of %s gives the hash of %s", tt.why, with)
		}
		seen[h] = tt.why
	}
	for _, h := range []string{r.Hash("attempt2", "bank"), r.Hash("attempt", "bank2"), r.Hash("attemptb", "ank")} {
		if with, twice := seen[h]; twice {
			t.Errorf("another attempt or bank gives the hash of %s", with)
		}
	}
}

// gaps makes a gap question with n gaps that accept their own letters.
func gaps(points, n int) (quiz.Question, learner.Drawn) {
	q, d := question("q", quiz.Gap, points, n, "")
	d.Options = nil
	for i := range q.Options {
		q.Options[i].Accept = map[string][]string{"ro": {"răspuns " + q.Options[i].ID}, "ru": {"ответ " + q.Options[i].ID}}
		d.Options = append(d.Options, q.Options[i].ID)
	}
	return q, d
}

func TestGradeWrittenAnswers(t *testing.T) {
	for _, tt := range []struct {
		why     string
		points  int
		gaps    int
		typed   string // by "|"; "?" unsure, "" unanswered
		units   int
		verdict Verdict
	}{
		{"all gaps", 1, 2, "raspuns a|ОТВЕТ B.", 2520, Right},
		{"in another gap it is wrong", 1, 2, "raspuns b|raspuns a", 0, Not},
		{"one of two", 1, 2, "raspuns a|?", 1260, Partly},
		{"a seventh of ten points is exact", 10, 7, "raspuns a|-|-|-|-|-|-", 3600, Partly},
		{"two sevenths", 1, 7, "raspuns a|raspuns b|-|-|-|-|-", 720, Partly},
		{"a third of ten points is exact", 10, 3, "raspuns a|-|-", 8400, Partly},
		{"one gap is all or nothing", 3, 1, "răspuns a", 7560, Right},
		{"or nothing", 3, 1, "altceva", 0, Not},
		{"unsure", 1, 2, "?", 0, Unsure},
		{"nothing typed", 1, 2, "", 0, Unanswered},
	} {
		q, d := gaps(tt.points, tt.gaps)
		s := Sitting{Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80}
		switch tt.typed {
		case "":
			s.Answers = []learner.Answer{{Position: 1}}
		case "?":
			s.Answers = []learner.Answer{{Position: 1, Unsure: true}}
		default:
			s.Answers = []learner.Answer{{Position: 1, Texts: strings.Split(tt.typed, "|"), Confidence: learner.Sure}}
		}
		r, err := Grade(s)
		if err != nil || r.Score != tt.units || r.Questions[0].Verdict != tt.verdict {
			t.Errorf("%s: %d units, %s, %v; want %d, %s", tt.why, r.Score, r.Questions[0].Verdict, err, tt.units, tt.verdict)
		}
		for i := range s.Answers { // how sure somebody was never counts
			s.Answers[i].Confidence = learner.NotSure
		}
		if again, err := Grade(s); err != nil || again.Hash("a", "b") != r.Hash("a", "b") {
			t.Errorf("%s: confidence changes the result, %v", tt.why, err)
		}
	}
}

func TestGradeSpotAndJudgement(t *testing.T) {
	for _, tt := range []struct {
		why     string
		typ     quiz.Type
		options int
		correct string
		chosen  string
		credit  int // of option b
		units   int
		verdict Verdict
	}{
		{"both faults", quiz.Spot, 6, "be", "be", 0, 25200, Right},
		{"one of them", quiz.Spot, 6, "be", "b", 0, 12600, Partly},
		{"every line ticked", quiz.Spot, 6, "be", "abcdef", 0, 0, Not},
		{"a tenth is exact", quiz.Spot, 12, "abcdefghij", "a", 0, 2520, Partly},
		{"the right option", quiz.Judgement, 3, "a", "a", 50, 25200, Right},
		{"a quarter", quiz.Judgement, 3, "a", "b", 25, 6300, Partly},
		{"half", quiz.Judgement, 3, "a", "b", 50, 12600, Partly},
		{"three quarters", quiz.Judgement, 3, "a", "b", 75, 18900, Partly},
		{"no credit", quiz.Judgement, 3, "a", "c", 75, 0, Not},
	} {
		q, d := question("q", tt.typ, 10, tt.options, tt.correct)
		q.Options[1].Credit = tt.credit
		s := Sitting{
			Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80,
			Answers: []learner.Answer{{Position: 1, Options: strings.Split(tt.chosen, "")}},
		}
		r, err := Grade(s)
		if err != nil || r.Score != tt.units || r.Questions[0].Verdict != tt.verdict {
			t.Errorf("%s: %d units, %s, %v; want %d, %s", tt.why, r.Score, r.Questions[0].Verdict, err, tt.units, tt.verdict)
		}
	}
}

// Whatever the points and the share, a mark is exact: it was never rounded.
func TestEverySharesUnitsAreWhole(t *testing.T) {
	for points := 1; points <= 10; points++ {
		most := points * Units
		for shares := 1; shares <= 10; shares++ {
			if most%shares != 0 {
				t.Errorf("a share of %d of %d points is rounded", shares, points)
			}
		}
		for _, credit := range []int{25, 50, 75} {
			if most*credit%100 != 0 {
				t.Errorf("%d per cent of %d points are rounded", credit, points)
			}
		}
	}
}

func TestGradeRefusesWrittenAnswersThatDoNotFit(t *testing.T) {
	for _, tt := range []struct {
		why   string
		spoil func(*Sitting)
		want  error
	}{
		{"too few texts", func(s *Sitting) { s.Answers[0].Texts = []string{"a"} }, ErrAnswer},
		{"too many", func(s *Sitting) { s.Answers[0].Texts = []string{"a", "b", "c"} }, ErrAnswer},
		{"options in a gap", func(s *Sitting) { s.Answers[0] = learner.Answer{Position: 1, Options: []string{"a", "b"}} }, ErrAnswer},
		{"texts and unsure", func(s *Sitting) { s.Answers[0].Unsure = true }, ErrAnswer},
		{"texts elsewhere", func(s *Sitting) {
			s.Bank.Questions[0], s.Draw[0] = question("q", quiz.Single, 1, 2, "a")
		}, ErrAnswer},
		{"eight gaps", func(s *Sitting) { s.Bank.Questions[0], s.Draw[0] = gaps(1, 8) }, ErrBank},
		{"a credit that is none", func(s *Sitting) {
			s.Bank.Questions[0], s.Draw[0] = question("q", quiz.Judgement, 1, 3, "a")
			s.Bank.Questions[0].Options[1].Credit = 33
			s.Answers[0] = learner.Answer{Position: 1, Options: []string{"b"}}
		}, ErrBank},
	} {
		q, d := gaps(1, 2)
		s := Sitting{
			Bank: quiz.Bank{Questions: []quiz.Question{q}}, Draw: []learner.Drawn{d}, Pass: 80,
			Answers: []learner.Answer{{Position: 1, Texts: []string{"x", "y"}}},
		}
		tt.spoil(&s)
		if _, err := Grade(s); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.want)
		}
	}
}
