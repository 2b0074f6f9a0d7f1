package cli

import (
	"bytes"
	"context"
	"maps"
	"os/exec"
	"slices"
	"strings"
)

// A hunspell looks words up with the program of that name. It is run once for
// every language, and once more for what may be meant by the words it does not
// know.
type hunspell struct {
	ctx     context.Context
	program string
	missing []string // languages without a dictionary
}

// newHunspell finds the program. ok is false when it is not installed.
func newHunspell(ctx context.Context) (h *hunspell, ok bool) {
	name, err := exec.LookPath("hunspell")
	return &hunspell{ctx: ctx, program: name}, err == nil
}

// dictionaries are the names that hunspell's dictionaries have, by language.
// Of several the first is taken that is there.
var dictionaries = map[string][]string{
	"ro": {"ro_RO", "ro"}, "ru": {"ru_RU", "ru"}, "uk": {"uk_UA", "uk"}, "en": {"en_GB", "en_US"},
}

// mostGuesses is for how many unknown words of a language it is asked what may
// be meant: guessing is slow, and nobody mends more at once.
const mostGuesses = 20

// Unknown returns the words that no dictionary of the language has.
func (h *hunspell) Unknown(lang string, words []string) (map[string][]string, bool) {
	for _, name := range dictionaries[lang] {
		out, err := h.run(words, "-l", "-d", name)
		if err != nil {
			continue
		}
		parts := map[string]bool{}
		for p := range strings.FieldsSeq(out) {
			parts[p] = true
		}
		unknown := map[string][]string{}
		var guess []string
		for _, w := range words {
			if slices.ContainsFunc(pieces(w), func(p string) bool { return parts[p] }) {
				unknown[w] = nil
				guess = append(guess, w)
			}
		}
		maps.Copy(unknown, h.guesses(name, guess[:min(len(guess), mostGuesses)]))
		return unknown, true
	}
	h.missing = append(h.missing, lang)
	return nil, false
}

// pieces are a word and what its hyphens join: hunspell may look these up one
// by one.
func pieces(w string) []string {
	all := []string{w}
	for p := range strings.SplitSeq(w, "-") {
		all = append(all, p, strings.ReplaceAll(p, "’", "'"))
	}
	return append(all, strings.ReplaceAll(w, "’", "'"))
}

// guesses asks what may be meant by words. An answer follows every word, then
// an empty line: "& word count place: one, two", or "# word place" for none.
func (h *hunspell) guesses(dictionary string, words []string) map[string][]string {
	if len(words) == 0 {
		return nil
	}
	marked := make([]string, len(words))
	for i, w := range words {
		marked[i] = "^" + w // a word, whatever it begins with
	}
	out, err := h.run(marked, "-a", "-d", dictionary)
	if err != nil {
		return nil // the words are unknown without a guess as well
	}
	found := map[string][]string{}
	i := 0
	for _, line := range strings.Split(out, "\n")[1:] {
		if line == "" {
			i++
		}
		if _, list, ok := strings.Cut(line, ": "); ok && line[0] == '&' && i < len(words) && found[words[i]] == nil {
			found[words[i]] = strings.Split(strings.TrimSpace(list), ", ")
		}
	}
	return found
}

// run gives hunspell one word a line.
func (h *hunspell) run(words []string, args ...string) (string, error) {
	//nolint:gosec // the program is the one found at the start, its arguments are ours, and words go in by its input
	cmd := exec.CommandContext(h.ctx, h.program, append([]string{"-i", "utf-8"}, args...)...)
	cmd.Stdin = strings.NewReader(strings.Join(words, "\n") + "\n")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return "", err
	}
	return out.String(), nil
}
