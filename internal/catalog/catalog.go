package catalog

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// A Catalog holds every text of the interface. It is safe for concurrent use.
type Catalog struct {
	localizers map[string]*i18n.Localizer
	keys       map[string]bool
}

// Load reads <lang>.yaml for each of [Languages]. A missing or malformed file
// is an error: an interface with holes is not shown to anyone.
func Load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{localizers: map[string]*i18n.Localizer{}, keys: map[string]bool{}}
	for _, lang := range Languages {
		name := lang + ".yaml"
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		// One bundle a language: go-i18n would otherwise fall back to another
		// language without a word.
		bundle := i18n.NewBundle(language.Make(lang))
		bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
		file, err := bundle.ParseMessageFileBytes(data, name)
		if err != nil {
			return nil, fmt.Errorf("read texts %s: %w", name, err)
		}
		for _, m := range file.Messages {
			c.keys[m.ID] = true
		}
		c.localizers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return c, nil
}

// Has reports whether any language has the text.
func (c *Catalog) Has(key string) bool { return c.keys[key] }

// Text returns a text in a language. Pairs are name, value, name, value … for
// its placeholders. A text that is missing comes back as its key between
// double angle quotes, so that it is seen, and tests look for it.
func (c *Catalog) Text(lang, key string, pairs ...any) string {
	return c.localize(lang, &i18n.LocalizeConfig{MessageID: key, TemplateData: data(pairs)})
}

// Count returns a text in the plural form that n takes in the language. {{.Count}}
// in the text is n.
func (c *Catalog) Count(lang, key string, n int, pairs ...any) string {
	d := data(pairs)
	d["Count"] = n
	return c.localize(lang, &i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: d})
}

// Format is Text with a ready map of placeholders, as diagnostics carry it.
func (c *Catalog) Format(lang, key string, args map[string]any) string {
	return c.localize(lang, &i18n.LocalizeConfig{MessageID: key, TemplateData: args})
}

func (c *Catalog) localize(lang string, cfg *i18n.LocalizeConfig) string {
	l, ok := c.localizers[lang]
	if !ok {
		l = c.localizers[Languages[0]]
	}
	text, err := l.Localize(cfg)
	var missing *i18n.MessageNotFoundErr
	if errors.As(err, &missing) || (err != nil && text == "") {
		return "«" + cfg.MessageID + "»"
	}
	return text
}

func data(pairs []any) map[string]any {
	d := make(map[string]any, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		d[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return d
}
