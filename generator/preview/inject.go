package preview

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"ascult/internal/catalog"
)

// inject puts our script and style sheet into a page, as early as the page's
// own rules for scripts stand, so that ours sees the page before any other
// script has changed it.
func (s *Server) inject(page []byte, name, lang string) []byte {
	tags := fmt.Sprintf(`<link rel="stylesheet" href="/_preview/preview.css?%[1]s"><script src="/_preview/preview.js?%[1]s" defer data-preview data-run="%[1]s" data-token="%[2]s" data-revision="%[3]d" data-page="%[4]s" data-lang="%[5]s"%[6]s></script>`,
		s.run, s.token, s.revision(), html.EscapeString(name), lang, map[bool]string{true: " data-edit"}[s.o.Edit])
	at := bytes.Index(page, []byte(`<meta name="viewport"`))
	if at < 0 {
		at = bytes.Index(page, []byte("</head>"))
	}
	if at < 0 {
		return page // no page of ours
	}
	out := make([]byte, 0, len(page)+len(tags))
	out = append(out, page[:at]...)
	out = append(out, tags...)
	return append(out, page[at:]...)
}

// language is the language in which the preview speaks beside a page.
func (s *Server) language(page string) string {
	if s.o.Lang != "" {
		return s.o.Lang
	}
	if lang, _, _ := strings.Cut(page, "/"); catalog.Known(lang) {
		return lang
	}
	return catalog.Languages[0]
}
