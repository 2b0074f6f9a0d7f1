package preview

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// seen waits until a path was reported.
func seen(t *testing.T, batches <-chan Batch, path string) {
	t.Helper()
	give := time.After(20 * time.Second)
	for {
		select {
		case b := <-batches:
			if b.All || slices.Contains(b.Paths, path) {
				return
			}
		case <-give:
			t.Fatalf("%s was never reported", path)
		}
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	to := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestWatch goes through what editors, file managers and Git do to a folder,
// told by the system and by looking.
func TestWatch(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "content/ro/a.md", "a")
			put(t, dir, "content/ro/m/b.md", "b")
			put(t, dir, "public/x.html", "x")
			batches := Watch(t.Context(), []Root{{Dir: dir, Only: []string{"content", "hugo.yaml"}}}, Watching{Poll: poll})
			in := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }

			put(t, dir, "content/ro/a.md", "a longer text")
			seen(t, batches, "content/ro/a.md")

			put(t, dir, "content/ro/.a.md.swp", "vim")
			put(t, dir, "content/ro/4913", "vim tries")
			put(t, dir, "content/ro/a.md~", "kept")
			put(t, dir, "content/ro/a.new~", "replaced")
			put(t, dir, "public/x.html", "not ours")
			done(t, os.Rename(in("content/ro/a.new~"), in("content/ro/a.md"))) // as editors do that replace
			seen(t, batches, "content/ro/a.md")

			put(t, dir, "content/ru/n/deep/c.md", "a folder that was not there")
			seenAny(t, batches, "content/ru", "content/ru/n/deep/c.md")
			put(t, dir, "content/ru/n/deep/c.md", "and then changes in it")
			seen(t, batches, "content/ru/n/deep/c.md")

			done(t, os.Rename(in("content/ro/m"), in("content/ro/moved")))
			seenAny(t, batches, "content/ro/moved", "content/ro/moved/b.md")
			put(t, dir, "content/ro/moved/b.md", "a text in a course that has moved")
			seen(t, batches, "content/ro/moved/b.md")

			done(t, os.RemoveAll(in("content")))
			put(t, dir, "content/ro/a.md", "put back")
			seenAny(t, batches, "content", "content/ro", "content/ro/a.md")
			put(t, dir, "content/ro/a.md", "put back, and edited")
			seen(t, batches, "content/ro/a.md")

			put(t, dir, "hugo.yaml", "exit: {}")
			seen(t, batches, "hugo.yaml")
		})
	}
}

func seenAny(t *testing.T, batches <-chan Batch, paths ...string) {
	t.Helper()
	give := time.After(20 * time.Second)
	for {
		select {
		case b := <-batches:
			if b.All || slices.ContainsFunc(b.Paths, func(p string) bool { return slices.Contains(paths, p) }) {
				return
			}
		case <-give:
			t.Fatalf("none of %v was reported", paths)
		}
	}
}

// TestWatchFindsARootAgain holds that the whole source may go and come back.
func TestWatchFindsARootAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "course")
	put(t, dir, "content/a.md", "a")
	batches := Watch(t.Context(), []Root{{Dir: dir, Only: []string{"content"}}, {Dir: filepath.Join(t.TempDir(), "never"), Prefix: "theme:"}}, Watching{})
	done(t, os.Rename(dir, dir+".away"))
	seen(t, batches, "content")
	done(t, os.Rename(dir+".away", dir))
	seen(t, batches, "content")
	put(t, dir, "content/a.md", "edited")
	seen(t, batches, "content/a.md")
}

// TestWatchManyFiles holds that one batch has all that was written at once.
func TestWatchManyFiles(t *testing.T) {
	dir := t.TempDir()
	const n = 3000
	for i := range n {
		put(t, dir, fmt.Sprintf("content/m%d/p%d.md", i%50, i), "a")
	}
	batches := Watch(t.Context(), []Root{{Dir: dir, Prefix: "theme:"}}, Watching{})
	for i := range n {
		put(t, dir, fmt.Sprintf("content/m%d/p%d.md", i%50, i), "bb")
	}
	got := map[string]bool{}
	give := time.After(30 * time.Second)
	for len(got) < n {
		select {
		case b := <-batches:
			if b.All {
				return // too much to tell one by one, and it was said
			}
			for _, p := range b.Paths {
				got[p] = true
			}
		case <-give:
			t.Fatalf("%d of %d files were reported", len(got), n)
		}
	}
}
