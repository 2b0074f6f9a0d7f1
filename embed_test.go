package ascult

import (
	"io/fs"
	"path"
	"slices"
	"testing"
)

func TestWhatShipsIsInside(t *testing.T) {
	tests := []struct {
		name  string
		fsys  fs.FS
		files []string
	}{
		{"themes", Themes(), []string{
			"ascult/layouts/baseof.html", "ascult/layouts/_shortcodes/talk.html", "ascult/layouts/_partials/toc.html",
			"ascult/layouts/_markup/render-table.html", "ascult/assets/css/ascult.css", "ascult/assets/ts/exit.ts",
			"ascult/assets/fonts/literata-400.woff2", "ascult/static/fonts/OFL.txt",
		}},
		{"i18n", I18n(), []string{"ro.yaml", "ru.yaml", "uk.yaml", "en.yaml"}},
		{"sample", Sample(), []string{
			"hugo.yaml", "spelling/uk.txt", "data/helplines.yaml", "data/sources.yaml", "content/ro/_index.md", "content/uk/g/1.md",
			"content/en/courses/interviewing/_index.md", "content/ru/courses/interviewing/a1/purpose.md",
			"quizzes/interviewing/practice/a1.yaml", "quizzes/interviewing/exam/a1.yaml",
		}},
		{"archetypes", Archetypes(), []string{"site/gitignore", "site/README.uk.md", "course/structure.txt", "module/ro.md", "lesson/uk.md", "practice/main.yaml", "exam/ru.yaml", "scenario/en.yaml", "source.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range tt.files {
				if info, err := fs.Stat(tt.fsys, name); err != nil || info.Size() == 0 {
					t.Errorf("%s is not inside: %v", name, err)
				}
			}
			err := fs.WalkDir(tt.fsys, ".", func(name string, e fs.DirEntry, err error) error {
				if err == nil && slices.Contains([]string{"go.mod", ".git", "node_modules"}, path.Base(name)) {
					t.Errorf("%s must not ship: a folder with a go.mod would be left out of the program whole", name)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
