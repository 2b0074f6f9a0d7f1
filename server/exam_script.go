package server

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"ascult/internal/learner"
)

// examScript is what the script of an exam's pages needs. Without the script
// every page works as it is.
type examScript struct {
	Rev   int    // of the answers as they are shown
	Words string // what the script says: lines of name=text
}

// scriptWords are the texts that the script says, by key, and what is put into
// them: there it stands as its name between braces.
var scriptWords = map[string][]string{
	"exam_kept": {"Time"}, "exam_kept_shared": {"Time"}, "exam_kept_not": nil, "exam_sending": nil, "exam_received": {"Time", "Receipt"},
	"exam_session": nil, "exam_gone": nil, "acct_sign_in": nil, "exam_see_result": nil, "exam_stay": nil, "exam_review_stale": nil,
	"exam_step": {"Position", "Of"}, "exam_choose_one": nil, "exam_choose_many": nil, "exam_order_hint": {"Of"}, "exam_match_hint": nil,
	"exam_choose": nil, "exam_place": {"Place"}, "exam_unsure": nil, "exam_continue": nil, "exam_back": {"Position"}, "exam_back_review": nil, "exam_leave": nil,
	"form_error": nil, "exam_errs": nil, "exam_answer_missing": nil, "exam_answer_both": nil,
	"exam_order_incomplete": nil, "exam_order_twice": nil, "exam_match_incomplete": nil,
	"exam_gap_heading": nil, "exam_gap_hint": nil, "exam_gap_label": {"Gap", "Of"}, "exam_gap_missing": nil, "exam_gap_incomplete": nil,
	"exam_gap_long": nil, "exam_gap_control": nil, "exam_spot_hint": nil, "exam_judgement_hint": nil, "exam_case": nil, "exam_hint": nil,
	"exam_sure_legend": nil, "exam_sure_hint": nil, "exam_sure_sure": nil, "exam_sure_rather_sure": nil, "exam_sure_not_sure": nil, "exam_sure_none": nil,
	"exam_review_title": nil, "exam_change": nil, "exam_change_number": {"Position"},
	"exam_state_answered": nil, "exam_state_unsure": nil, "exam_state_missing": nil, "exam_send": nil, "exam_send_note": nil, "exam_send_later": nil,
	"exam_waiting_title": nil, "exam_waiting_text": nil, "exam_waiting_shared": nil, "exam_try": nil, "exam_to_answers": nil,
}

func (s *Server) examScript(c *Context, t sitting) examScript {
	words := map[string]string{"title": s.cfg.Catalog.Text(c.Lang, "exam_title", "Course", t.edition.Texts[c.Lang].Title)}
	for key, names := range scriptWords {
		var pairs []any
		for _, name := range names {
			pairs = append(pairs, name, "{"+name+"}")
		}
		_, name, _ := strings.Cut(key, "_")
		words[name] = s.cfg.Catalog.Text(c.Lang, key, pairs...)
	}
	if zone := s.cfg.Location.String(); zone != "Local" {
		words["zone"] = zone
	}
	// The sentence in each plural form that comes up, and the form of each number.
	var missing []string
	var plural strings.Builder
	for n := 1; n <= len(t.attempt.Draw); n++ {
		text := strings.Replace(s.cfg.Catalog.Count(c.Lang, "exam_missing", n), strconv.Itoa(n), "{Count}", 1)
		form := slices.Index(missing, text)
		if form < 0 {
			form, missing = len(missing), append(missing, text)
		}
		plural.WriteString(strconv.Itoa(form))
	}
	words["missing"], words["plural"] = strings.Join(missing, "|"), plural.String()
	lines := make([]string, 0, len(words))
	for _, name := range slices.Sorted(maps.Keys(words)) {
		lines = append(lines, name+"="+strings.ReplaceAll(words[name], "\n", " "))
	}
	return examScript{Rev: t.attempt.Rev, Words: strings.Join(lines, "\n")}
}

// examPage is page for those that the exam's script helps.
func (s *Server) examPage(c *Context, status int, name string, data any) error {
	v := s.view(c)
	v.Scripts = []string{s.site.Load().script("exam")}
	return s.pages.Write(c.Writer, status, name, v, data)
}

// deviceTag tells the people of one computer apart without naming them.
func deviceTag(p learner.Person) string { return learner.HashSecret("device\n" + p.ID)[:16] }
