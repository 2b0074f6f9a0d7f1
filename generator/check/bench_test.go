package check

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"
)

// grown is the shipped source with a course grown to at least so many lessons,
// each in all languages: copies of the shipped lessons in which every line of
// text has a number, so that no two say the same.
func grown(b *testing.B, lessons int) fstest.MapFS {
	b.Helper()
	const course = "courses/interviewing"
	src := fstest.MapFS{}
	root := os.DirFS("../..")
	for _, top := range []string{"content", "quizzes", "data", "spelling"} {
		err := fs.WalkDir(root, top, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			src[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	shipped, err := fs.Glob(src, "content/ro/"+course+"/*/*.md")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for module := 0; n < lessons; module++ {
		for _, lang := range []string{"ro", "ru", "uk", "en"} {
			index := string(src["content/"+lang+"/"+course+"/a1/_index.md"].Data)
			index = strings.Replace(index, "\nweight: 1\n", fmt.Sprintf("\nweight: %d\n", 100+module), 1)
			src[fmt.Sprintf("content/%s/%s/x%d/_index.md", lang, course, module)] = &fstest.MapFile{Data: []byte(index)}
		}
		for i, name := range shipped {
			if path.Base(name) == "_index.md" {
				continue
			}
			n++
			for _, lang := range []string{"ro", "ru", "uk", "en"} {
				text := numbered(string(src["content/"+lang+strings.TrimPrefix(name, "content/ro")].Data), n)
				text = reWeight.ReplaceAllString(text, fmt.Sprintf("weight: %d", i))
				src[fmt.Sprintf("content/%s/%s/x%d/l%d.md", lang, course, module, i)] = &fstest.MapFile{Data: []byte(text)}
			}
		}
	}
	return src
}

var reWeight = regexp.MustCompile(`(?m)^weight: \d+$`)

// numbered puts a number before every line of a page that begins with a
// letter.
func numbered(page string, n int) string {
	head, body, _ := strings.Cut(page[4:], "\n---\n")
	var out strings.Builder
	for line := range strings.Lines(body) {
		if r, _ := utf8.DecodeRuneInString(line); unicode.IsLetter(r) {
			fmt.Fprintf(&out, "(%d) ", 20000+n)
		}
		out.WriteString(line)
	}
	return "---\n" + head + "\n---\n" + out.String()
}

// BenchmarkRun checks a course of 1,000 pages, that is of 250 lessons in four
// languages, and one of four times as many; each with its ledger. What it takes
// to read the files is the benchmark beside it, and what it takes to check them
// again when nothing but one page has changed is the one after it.
func BenchmarkRun(b *testing.B) {
	for _, lessons := range []int{250, 1000} {
		src := grown(b, lessons)
		first, _ := Run(src, Options{})
		for _, l := range first.Ledgers {
			src[l.File()] = &fstest.MapFile{Data: l.Format()}
		}
		pages := fmt.Sprintf("pages=%d/", 4*lessons)
		b.Run(pages+"read", func(b *testing.B) {
			for b.Loop() {
				for name := range src {
					if _, err := fs.ReadFile(src, name); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(pages+"check", func(b *testing.B) {
			for b.Loop() {
				if _, ds := Run(src, Options{Today: "2026-11-24"}); len(ds) > 0 {
					b.Fatalf("%d complaints, such as %v", len(ds), ds[0])
				}
			}
		})
		b.Run(pages+"again", func(b *testing.B) {
			c, n := &Cache{}, 0
			Run(src, Options{Today: "2026-11-24", Cache: c})
			for b.Loop() {
				n++
				const name = "content/ro/courses/interviewing/x0/l1.md"
				src[name] = &fstest.MapFile{Data: append(slices.Clip(src[name].Data), fmt.Sprintf("<!-- %d -->\n", n)...)}
				Run(src, Options{Today: "2026-11-24", Cache: c})
			}
		})
	}
}
