package preview

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// open returns a target with its text and version.
func (s *Server) opened(t *testing.T, ref string) (text, ver string) {
	t.Helper()
	g, err := parseTarget(ref)
	done(t, err)
	_, text, _, err = s.read(g)
	done(t, err)
	return text, version(text)
}

// TestSave holds that exactly one text of a file changes, that its mode stays,
// and that the day's changes can be taken back one by one.
func TestSave(t *testing.T) {
	s, f, dir := started(t)
	ids := f.Source().IDs[lessonFile]
	para, was := lessonFile+"#s:"+ids[2], content(t, dir, lessonFile)
	for _, ref := range []string{para, lessonFile + "#f:title", bankFile + "#y:questions/first-words/options/form/text", "quizzes/interviewing/scenario/monday.ru.yaml#y:nodes/door/lines/0", "quizzes/interviewing/scenario/monday.yaml#y:nodes/door/lines/0/text"} {
		g, err := parseTarget(ref)
		done(t, err)
		name := filepath.Join(dir, filepath.FromSlash(g.file))
		done(t, os.Chmod(name, 0o640))
		before := content(t, dir, g.file)
		old, ver := s.opened(t, ref)
		if r, code := post(t, s, "save", wish{Target: ref, Text: "Text nou, cu „ghilimele” și: două puncte.", Version: ver}); !r.OK {
			t.Fatalf("%s: %d %+v", ref, code, r)
		}
		after := content(t, dir, g.file)
		if now, _ := s.opened(t, ref); now != "Text nou, cu „ghilimele” și: două puncte." || strings.Count(after, "\n") != strings.Count(before, "\n") {
			t.Errorf("%s says %q", ref, now)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("the mode of %s is %v", g.file, info.Mode())
		}
		_, ver = s.opened(t, ref)
		if r, _ := post(t, s, "save", wish{Target: ref, Text: old, Version: ver}); !r.OK {
			t.Errorf("%s: the old text is refused: %+v", ref, r)
		}
	}
	_, _ = f.Refresh(t.Context(), nil)
	if stale := staleOf(f.Source(), mustSet(t, f, lessonPage)); len(stale) != 0 {
		t.Errorf("stale after taking back: %v", stale)
	}

	// Two changes of a file, of which one is taken back.
	for ref, text := range map[string]string{lessonFile + "#f:title": "Titlu nou", lessonFile + "#s:" + ids[len(ids)-1]: "Sfârșit nou."} {
		_, ver := s.opened(t, ref)
		if r, _ := post(t, s, "save", wish{Target: ref, Text: text, Version: ver}); !r.OK {
			t.Fatalf("%s: %+v", ref, r)
		}
	}
	list, err := s.changes.list()
	done(t, err)
	var mine changedFile
	for _, c := range list {
		if c.Path == lessonFile {
			mine = c
		}
	}
	if len(mine.Hunks) != 2 {
		t.Fatalf("there are %d changes", len(mine.Hunks))
	}
	if r, _ := post(t, s, "undo", wish{Path: lessonFile, Version: mine.Version, Hunk: 0}); !r.OK {
		t.Fatalf("undo: %+v", r)
	}
	if now := content(t, dir, lessonFile); strings.Contains(now, "Titlu nou") || !strings.Contains(now, "Sfârșit nou.") {
		t.Errorf("after undoing one: %s", now)
	}
	if r, code := post(t, s, "undo", wish{Path: lessonFile, Version: mine.Version, Hunk: -1}); r.OK || code != 409 {
		t.Errorf("a file that has changed since was undone: %d", code)
	}
	again, err := s.changes.file(lessonFile)
	done(t, err)
	if r, _ := post(t, s, "undo", wish{Path: lessonFile, Version: again.Version, Hunk: -1}); !r.OK || content(t, dir, lessonFile) != was {
		t.Error("the file is not as it was")
	}
	if b, err := os.ReadFile(filepath.Join(dir, ".ascult", ".gitignore")); err != nil || string(b) != "*\n" {
		t.Errorf("Git would see what is kept: %q, %v", b, err)
	}
}

// TestSaveRefuses holds what is not written, and that the file stays.
func TestSaveRefuses(t *testing.T) {
	s, f, dir := started(t)
	ids := f.Source().IDs[lessonFile]
	para := lessonFile + "#s:" + ids[2]
	before := content(t, dir, lessonFile)
	_, ver := s.opened(t, para)
	for name, in := range map[string]wish{
		"a list":          {Target: para, Text: "- one\n- two", Version: ver},
		"two paragraphs":  {Target: para, Text: "one\n\ntwo", Version: ver},
		"nothing":         {Target: para, Text: " \n ", Version: ver},
		"NUL":             {Target: para, Text: "a\x00b", Version: ver},
		"a marker":        {Target: para, Text: "a ‖aaaaaa‖", Version: ver},
		"an open tag":     {Target: para, Text: "{{< gist >}}", Version: ver},
		"no such segment": {Target: lessonFile + "#s:aaaaaa", Text: "x", Version: ver},
		"out of the way":  {Target: "content/../../x.md#f:title", Text: "x", Version: ver},
		"no page":         {Target: "hugo.yaml#y:exit/ro", Text: "x", Version: ver},
		"what was kept":   {Target: ".ascult/x.md#f:title", Text: "x", Version: ver},
		"another version": {Target: para, Text: "x", Version: "0"},
	} {
		if r, code := post(t, s, "save", in); r.OK || content(t, dir, lessonFile) != before || (r.Problem == "" && !r.Conflict) || strings.Contains(r.Problem, dir) {
			t.Errorf("%s: %d %+v", name, code, r)
		}
	}
	// Somebody else writes the paragraph meanwhile: both texts are shown.
	old, ver := s.opened(t, para)
	put(t, dir, lessonFile, strings.Replace(before, old, "Altcineva a scris.", 1))
	if r, _ := post(t, s, "save", wish{Target: para, Text: "Eu am scris.", Version: ver}); !r.Conflict || r.Text != "Altcineva a scris." {
		t.Errorf("the conflict is %+v", r)
	}
	// A link out of the folder is no file of the course.
	out := filepath.Join(t.TempDir(), "secret.md")
	done(t, os.WriteFile(out, []byte("---\ntitle: Secret\n---\n"), 0o600))
	done(t, os.Symlink(out, filepath.Join(dir, "content", "ro", "link.md")))
	if w := get(s, "/_preview/source?target=content/ro/link.md%23f:title"); strings.Contains(w.Body.String(), "Secret") {
		t.Error("a link was followed")
	}
}

// TestCheckWritesNothing holds that unsaved text is checked where it would
// stand.
func TestCheckWritesNothing(t *testing.T) {
	s, f, dir := started(t)
	before := content(t, dir, lessonFile)
	para := lessonFile + "#s:" + f.Source().IDs[lessonFile][2]
	r, _ := post(t, s, "check", wish{Target: para, Text: `Vezi [aici]({{< ref "a1/nicaieri" >}}).`})
	if !r.OK || len(r.Findings) == 0 || r.Findings[0].Text == "" || !strings.HasPrefix(r.Findings[0].Place, lessonFile) {
		t.Errorf("a broken link: %+v", r)
	}
	if content(t, dir, lessonFile) != before {
		t.Error("checking has written")
	}
	if _, err := os.Stat(filepath.Join(dir, ".ascult")); err == nil {
		t.Error("checking keeps something")
	}
}

// TestStaleAtOnce holds that an edited source makes its translations stale
// where both are shown.
func TestStaleAtOnce(t *testing.T) {
	s, f, _ := started(t)
	id := f.Source().IDs[lessonFile][2]
	_, ver := s.opened(t, lessonFile+"#s:"+id)
	if r, _ := post(t, s, "save", wish{Target: lessonFile + "#s:" + id, Text: "Cu totul altceva.", Version: ver}); !r.OK {
		t.Fatalf("%+v", r)
	}
	_, _ = f.Refresh(t.Context(), nil)
	for _, page := range []string{lessonPage, strings.Replace(lessonPage, "ro", "ru", 1)} {
		v := s.view(page)
		if len(v.Page.Stale) != 1 || v.Page.Stale[0].ID != "s-"+id {
			t.Errorf("%s: stale is %+v", page, v.Page.Stale)
		}
	}
	if v := s.view(lessonPage); v.Page.Translations[1].Stale != 1 || len(v.Targets) < 3 {
		t.Errorf("translations are %+v", v.Page.Translations)
	}
}
