package generator

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/diag"
)

// opened opens a session on a sample that can be written to.
func opened(t *testing.T) (*Session, fstest.MapFS) {
	t.Helper()
	o := sample(t)
	src := writable(t, o.Source)
	o.Source = src
	s, ds, err := Open(context.Background(), o)
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	t.Cleanup(s.Close)
	return s, src
}

func refreshed(t *testing.T, s *Session, paths ...string) Change {
	t.Helper()
	c, err := s.Refresh(context.Background(), paths)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// edit replaces a part of a file.
func edit(t *testing.T, src fstest.MapFS, name, old, with string) {
	t.Helper()
	data := bytes.Replace(src[name].Data, []byte(old), []byte(with), 1)
	if bytes.Equal(data, src[name].Data) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	src[name] = &fstest.MapFile{Data: data}
}

func TestSessionShowsWhatIsSavedAndKeepsTheLastGoodPage(t *testing.T) {
	s, src := opened(t)
	const file, page = "content/en/courses/interviewing/a1/purpose.md", "en/courses/interviewing/a1/purpose.html"
	first, ok := s.Page(page)
	if !ok || bytes.Contains(first, []byte("quicksilver")) {
		t.Fatal("the page is not there as it was written")
	}
	if _, ok := s.Page("en/nothing.html"); ok {
		t.Error("a page is shown that does not exist")
	}
	if _, ok := s.Page(page); !ok {
		t.Fatal(s.Diagnostics())
	}
	src[file] = &fstest.MapFile{Data: append(slices.Clone(src[file].Data), "\n{{< nothing >}}\n"...)}
	if c := refreshed(t, s, file); !diag.HasErrors(c.Diagnostics) || len(c.Pages) > 0 {
		t.Fatalf("a broken page gave %v and the pages %q", c.Diagnostics, c.Pages)
	}
	if now, _ := s.Page(page); !bytes.Equal(now, first) {
		t.Error("a broken page is not shown as it last was")
	}
	if len(s.Diagnostics()) == 0 || len(s.Source().Catalogue.Courses) == 0 {
		t.Error("the session does not know its source")
	}
	edit(t, src, file, "\n{{< nothing >}}\n", "")
	edit(t, src, file, "title: ", "title: Quicksilver ")
	c := refreshed(t, s, file)
	if diag.HasErrors(c.Diagnostics) || !slices.Contains(c.Pages, page) || slices.Contains(c.Pages, "en/help.html") {
		t.Fatalf("a mended page gave %v and the pages %q", c.Diagnostics, c.Pages)
	}
	for _, name := range []string{page, "en/courses/interviewing/index.html"} {
		if now, _ := s.Page(name); !strings.Contains(string(now), "Quicksilver") {
			t.Errorf("%s does not show what was saved", name)
		}
	}
	if _, ok := s.Page("en/nothing.html"); ok {
		t.Error("a page is shown that does not exist")
	}
}
