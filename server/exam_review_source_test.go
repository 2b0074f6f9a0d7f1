package server

import (
	"strings"
	"testing"

	"ascult/internal/course"
	"ascult/internal/quiz"
)

// TestExamWhileASourceIsReviewed holds that a question whose source has changed
// is in no new draw, that a running attempt keeps it, and that an exam that
// cannot be drawn says so and begins nothing.
func TestExamWhileASourceIsReviewed(t *testing.T) {
	h := newExamHouse(t, func(_ *course.Edition, b *quiz.Bank) {
		for i := range b.Questions {
			b.Questions[i].Sources = []string{"CTI"}
		}
		b.Questions[1].Sources = []string{"CTI", "MD241.20"}
		b.Questions[2].Sources = []string{"MD241.21"}
	})
	running := h.start("ana")
	h.changes = []quiz.Change{{Source: "MD241", Part: "20", On: "2026-05-10"}}
	h.restart()

	page := h.want(h.get("ion", "/ro/exam/interviewing"), 200, "Examenul nu poate fi început acum")
	if strings.Contains(page.body, "/start") {
		t.Error("an exam that cannot be drawn offers its start")
	}
	h.leads(h.post("ion", "/ro/exam/interviewing/start", "language", "uk", "number", "1"), "/ro/exam/interviewing")
	h.want(h.get("ana", "/ro/exam/interviewing"), 200, "attempt/"+running.ID) // hers goes on
	h.give("ana", running, "q-two", "right-c")
	h.send("ana", running)
	h.want(h.get("ana", "/ro/attempt/"+running.ID+"/result"), 200, "Question q-two in ro")

	h.edition.Exam.Draw = 3
	h.restart()
	if a := h.start("ion"); place(a, "q-two") != 0 || len(a.Draw) != 3 {
		t.Errorf("drawn are %v while the article of q-two waits for a review", a.Draw)
	}
	h.bank.Questions[1].Reviewed = "2026-05-10"
	h.edition.Exam.Draw = 4
	h.restart()
	if a := h.start("ana"); place(a, "q-two") == 0 {
		t.Error("a reviewed question is not drawn again")
	}
}
