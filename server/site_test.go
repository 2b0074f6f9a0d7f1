package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPagesNameTheFontOfHeadingsEarly(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"ro/index.html", "fonts/literata-600.0123456789abcdef.woff2", "fonts/literata-400.0123456789abcdef.woff2"} {
		name = filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := loadSite(folder)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.early, "</fonts/literata-600.0123456789abcdef.woff2>; rel=preload") {
		t.Errorf("Link: %s", s.early)
	}
}
