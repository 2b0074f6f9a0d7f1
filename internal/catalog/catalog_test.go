package catalog_test

import (
	"testing"
	"testing/fstest"
	"time"

	"ascult/internal/catalog"
)

func texts(ro string) fstest.MapFS {
	return fstest.MapFS{
		"ro.yaml": {Data: []byte(ro)},
		"ru.yaml": {Data: []byte("n:\n  one: \"{{ .Count }} вопрос\"\n  few: \"{{ .Count }} вопроса\"\n  many: \"{{ .Count }} вопросов\"\n  other: \"{{ .Count }} вопроса\"\n")},
		"uk.yaml": {Data: []byte("hello: \"Вітаємо, {{ .Name }}\"\n")},
		"en.yaml": {Data: []byte("hello: \"Hello, {{ .Name }}\"\n")},
	}
}

func TestTextNeverComesFromAnotherLanguage(t *testing.T) {
	c, err := catalog.Load(texts("only_ro: \"da\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Text("uk", "hello", "Name", "Їжак"); got != "Вітаємо, Їжак" {
		t.Errorf("uk hello = %q", got)
	}
	if got := c.Text("ro", "hello", "Name", "x"); got != "«hello»" {
		t.Errorf("a text that Romanian lacks = %q, want its key to be seen", got)
	}
}

func TestCountTakesTheFormOfTheNumber(t *testing.T) {
	c, err := catalog.Load(texts("a: \"b\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{1: "1 вопрос", 2: "2 вопроса", 5: "5 вопросов", 11: "11 вопросов", 21: "21 вопрос", 112: "112 вопросов"} {
		if got := c.Count("ru", "n", n); got != want {
			t.Errorf("%d = %q, want %q", n, got, want)
		}
	}
}

func TestLoadRefusesAHole(t *testing.T) {
	f := texts("a: \"b\"\n")
	delete(f, "en.yaml")
	if _, err := catalog.Load(f); err == nil {
		t.Error("a catalogue without English was loaded")
	}
}

func TestDateInWords(t *testing.T) {
	day := time.Date(2026, 5, 2, 23, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{"ro": "2\u00a0mai\u00a02026", "ru": "2\u00a0мая\u00a02026\u00a0г.", "uk": "2\u00a0травня\u00a02026\u00a0р.", "en": "2\u00a0May\u00a02026"} {
		if got := catalog.Date(lang, day); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
