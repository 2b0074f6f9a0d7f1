package exchange

import (
	"strings"

	"ascult/generator/translate"
)

// notes tells a translator what a text is: where it stands, who says it, that
// it is law, and that its source has changed. detail is the key of the text,
// or for a segment who speaks.
func (c *collector) notes(f File, u Unit, detail string) []string {
	if c.Note == nil {
		return nil
	}
	var out []string
	add := func(key string, args map[string]any) { out = append(out, c.Note(key, args)) }
	switch {
	case u.Kind == "":
		add("exchange_"+kindOfKey(detail), nil)
	case u.Kind[0] == 'h':
		add("exchange_heading", nil)
	default:
		add("exchange_"+u.Kind, nil)
	}
	if u.Kind != "" && detail != "" {
		add("exchange_who", map[string]any{"Name": detail})
	}
	if u.Legal {
		add("exchange_legal", nil)
	}
	if f.Private {
		add("exchange_exam", nil)
	}
	if u.State == Stale {
		add("exchange_stale", nil)
	}
	return out
}

// kindOfKey names the kind of a text by its key.
func kindOfKey(key string) string {
	parts := strings.Split(key, ".")
	if parts[0] == "people" {
		return "name"
	}
	last := parts[len(parts)-1]
	if strings.Trim(last, "0123456789") == "" && len(parts) > 1 {
		last = parts[len(parts)-2]
	}
	switch last {
	case "title", "summary", "audience", "feedback", "hint", "accept", "place", "say", "do":
		return last
	case "heading":
		return "page_heading"
	case "content_note":
		return "warning"
	case "objectives":
		return "objective"
	case "who":
		return "name"
	case "lines", "reply":
		return "line"
	case "text", "match":
		if len(parts) > 2 && parts[1] == "options" {
			return "option"
		}
		if len(parts) == 2 {
			return "question"
		}
	}
	return "text"
}

// legend says what each placeholder of a unit stands for, for formats that
// cannot carry it otherwise.
func legend(u Unit) []string {
	var out []string
	seen := map[int]bool{}
	for _, ps := range []translate.Pieces{u.Source, u.Target} {
		ends := map[int]string{}
		for _, p := range ps {
			if p.Kind == translate.Close {
				ends[p.ID] = p.Code
			}
		}
		for _, p := range ps {
			if p.Kind == translate.Words || p.Kind == translate.Close || seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			code := strings.ReplaceAll(p.Code, "\n", "⏎")
			if p.Kind == translate.Open {
				code += "…" + ends[p.ID]
			}
			out = append(out, tag(p)+" "+code)
		}
	}
	return out
}
