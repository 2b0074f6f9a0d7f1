package cli

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ascult"
)

// ofSample is what a new site takes from the sample as it is: what is about no
// course. The guides are for everyone, and each help line has its day.
var ofSample = regexp.MustCompile(`^(content/[a-z]+/(g|about)/.*\.md|quizzes/g/.*\.yaml|data/helplines\.yaml|spelling/.*\.txt|hugo\.yaml)$`)

func (p *program) newSite(o newOrder) error {
	s, err := p.starter(o.dir, o.today)
	if err != nil {
		return err
	}
	base, err := s.room(o.dir)
	if err != nil {
		return err
	}
	f := form{Source: languages()[0], Title: o.title, Today: s.today, Name: shellWord(base)}
	for _, key := range []string{"_index.md", "courses/_index.md"} {
		for _, lang := range languages() {
			f.Lang = lang
			name := path.Join("content", lang, key)
			data, err := s.fill(path.Join("site", name), "", f)
			if err != nil {
				return err
			}
			s.order.make(name, data, 0o644)
		}
	}
	if err := s.sample(f); err != nil {
		return err
	}
	for from, name := range map[string]string{"site/README." + p.lang + ".md": "README.md", "site/gitignore": ".gitignore"} {
		data, err := s.fill(from, "", f)
		if err != nil {
			return err
		}
		s.order.make(name, data, 0o644)
	}
	slices.SortFunc(s.order.steps, func(a, b step) int { return strings.Compare(a.name, b.name) })
	s.tell("site", base)
	outermost := missing(o.dir)
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return s.unwritable(err)
	}
	s.src = source{fsys: os.DirFS(o.dir), dir: o.dir}
	err = s.finish()
	if err != nil && outermost != "" {
		for dir := filepath.Clean(o.dir); ; dir = filepath.Dir(dir) {
			if os.Remove(dir) != nil || dir == outermost {
				break
			}
		}
	}
	return err
}

// room tells whether a folder can take a site, and its name.
func (s *starter) room(dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return filepath.Base(full), nil
	case err != nil:
		return "", s.unwritable(err)
	case !info.IsDir():
		return "", s.newError("new_not_folder", "new_not_folder_hint", s.args)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", s.unwritable(err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != ".git" }) {
		return "", s.newError("new_not_empty", "new_not_empty_hint", s.args)
	}
	return filepath.Base(full), nil
}

// missing is the outermost folder of a path that is not there, or "".
func missing(dir string) string {
	out := ""
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); err == nil || dir == filepath.Dir(dir) {
			return out
		}
		out = dir
	}
}

// sample takes over what is about no course, and the sources that it cites.
func (s *starter) sample(f form) error {
	var all strings.Builder
	from := ascult.Sample()
	err := fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !ofSample.MatchString(name) && !isGuideList(name) {
			return err
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		if strings.HasPrefix(name, "content/") || strings.HasPrefix(name, "quizzes/") {
			all.Write(data)
		}
		s.order.make(name, data, 0o644)
		return nil
	})
	if err != nil {
		return err
	}
	sources, err := fs.ReadFile(from, "data/sources.yaml")
	if err != nil {
		return err
	}
	entry, err := s.fill("source.yaml", "", f)
	if err != nil {
		return err
	}
	s.order.make("data/sources.yaml", append(citedOf(sources, all.String()), entry...), 0o644)
	return nil
}

func isGuideList(name string) bool {
	ok, _ := path.Match("content/*/g/_index.md", name)
	return ok
}

var (
	reEntry    = regexp.MustCompile(`^([A-Za-z0-9-]+):`)
	reCitation = regexp.MustCompile(`[A-Za-z0-9-]+`)
)

// citedOf keeps the entries of data/sources.yaml that a text names, and what
// stands above the first one.
func citedOf(sources []byte, text string) []byte {
	named := map[string]bool{}
	for _, w := range reCitation.FindAllString(text, -1) {
		named[w] = true
	}
	keep := true
	var out []byte
	for line := range strings.Lines(string(sources)) {
		if m := reEntry.FindStringSubmatch(line); m != nil {
			keep = named[m[1]]
		}
		if keep {
			out = append(out, line...)
		}
	}
	return out
}
