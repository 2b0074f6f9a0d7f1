package generator

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The index is one text in which each word is a code of one to three
// characters, the commoner the shorter. Compressed it is two thirds of the same
// text written out (docs/adr/0019-search.md); assets/ts/search.ts reads it.
const (
	// shortCodes and middleCodes say how many first characters begin a code of
	// one and of two characters. The others begin one of three.
	shortCodes  = 40
	middleCodes = 45
	// flip stands before a word whose first letter is not in the case that its
	// place in the sentence asks for.
	flip = ""
)

// codes are the characters that codes are made of: those that JSON writes as
// one byte.
var codes = func() string {
	var b strings.Builder
	for c := ' '; c <= '~'; c++ {
		if c != '"' && c != '\\' {
			b.WriteRune(c)
		}
	}
	return b.String()
}()

// fronts are the characters that begin a word in a list of words: which one it
// is says how many letters the word shares with the one before it. No word
// holds one of them.
const fronts = "!#$%&()*+,-./:;<=>?@[]^_`{|}~"

// A shortening says how much of the words' order an index keeps.
type shortening struct {
	words int  // of each section, this many in order; of the others each that is new
	page  bool // new on its page, not only in its section
}

// shortenings are tried in this order until the index is small enough.
var shortenings = []shortening{
	{1 << 30, false},
	{300, false},
	{200, false},
	{150, false},
	{100, false},
	{70, false},
	{50, false},
	{70, true},
	{50, true},
	{30, true},
	{15, true},
	{0, true},
}

// errSearchTooLarge is what a site of more than 60,000 different words meets.
var errSearchTooLarge = errors.New("too many pages for a search index")

// encodeSearch writes the index of pages as a script that assigns ascultSearch.
// It takes at most budget bytes of gzip if keeping every word allows it.
func encodeSearch(pages []foundPage, budget int) (out []byte, err error) {
	for _, how := range shortenings {
		if out, err = encodeWords(pages, how); err != nil {
			return nil, err
		}
		size, err := compressed(out)
		if err != nil {
			return nil, err
		}
		if size <= budget {
			break
		}
	}
	return out, nil
}

func compressed(data []byte) (int, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(data); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return b.Len(), nil
}

// encodeWords writes the index with its texts shortened.
func encodeWords(pages []foundPage, how shortening) ([]byte, error) {
	count := map[string]int{}
	var texts [][]string
	add := func(s string) { texts = append(texts, tokens(s)) }
	for _, p := range pages {
		add(p.title)
		seen := map[string]bool{}
		for _, s := range p.sections {
			if !how.page {
				clear(seen)
			}
			add(s.heading)
			add(shortened(s.text, how.words, seen))
		}
	}
	for _, t := range texts {
		for _, w := range t {
			count[w]++
		}
	}
	code, lists, err := codebook(count)
	if err != nil {
		return nil, err
	}
	next := func() string {
		var b strings.Builder
		for _, w := range texts[0] {
			b.WriteString(code[w])
		}
		texts = texts[1:]
		return b.String()
	}
	rows := []any{}
	for _, p := range pages {
		row := []any{p.path, p.kind, next()}
		for _, s := range p.sections {
			row = append(row, s.anchor, next(), next())
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	b.WriteString("var ascultSearch=")
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(map[string]any{"codes": [2]int{shortCodes, middleCodes}, "words": lists, "pages": rows}); err != nil {
		return nil, fmt.Errorf("write it: %w", err)
	}
	return append(bytes.TrimSpace(b.Bytes()), ";\n"...), nil
}

// codebook gives each token a code. lists are what a reader needs to find them
// again: for each length of code what stands between words, then the words,
// each as one more than the letters it shares with the one before, and the rest.
func codebook(count map[string]int) (map[string]string, [3][2]any, error) {
	n := len(codes)
	sizes := [3]int{shortCodes, middleCodes * n, (n - shortCodes - middleCodes) * n * n}
	var lists [3][2]any
	all := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	code := map[string]string{}
	for class, size := range sizes {
		part := all[:min(size, len(all))]
		all = all[len(part):]
		gaps, words := []string{}, []string{}
		for _, w := range part {
			if isWord(w) {
				words = append(words, w)
			} else {
				gaps = append(gaps, w)
			}
		}
		slices.Sort(gaps)
		slices.Sort(words)
		for i, w := range slices.Concat(gaps, words) {
			switch class {
			case 0:
				code[w] = codes[i : i+1]
			case 1:
				code[w] = string([]byte{codes[shortCodes+i/n], codes[i%n]})
			case 2:
				code[w] = string([]byte{codes[shortCodes+middleCodes+i/n/n], codes[i/n%n], codes[i%n]})
			}
		}
		var b strings.Builder
		before := ""
		for _, w := range words {
			same := 0
			for same < min(len(before), len(w), len(fronts)-1) && before[same] == w[same] {
				same++
			}
			for !utf8.RuneStart(append([]byte(w), 'x')[same]) {
				same--
			}
			b.WriteByte(fronts[len(utf16.Encode([]rune(w[:same])))]) // as a script counts letters
			b.WriteString(w[same:])
			before = w
		}
		lists[class] = [2]any{gaps, b.String()}
	}
	if len(all) > 0 {
		return nil, lists, errSearchTooLarge
	}
	return code, lists, nil
}

var (
	// searchWord is letters and digits, with the apostrophes between them.
	searchWord = regexp.MustCompile(`[\pL\pN]+(?:['’][\pL\pN]+)*`)
	// sentenceEnd ends a sentence: a capital letter is expected behind it.
	sentenceEnd = regexp.MustCompile(`[.?!\n]`)
)

func isWord(token string) bool { return searchWord.MatchString(token) }

// tokens takes a text apart into words in small letters, what stands between
// them unless it is one space, and flips.
func tokens(text string) []string {
	var out []string
	at, start := 0, true
	for _, span := range searchWord.FindAllStringIndex(text, -1) {
		gap := text[at:span[0]]
		if gap != " " || at == 0 {
			if gap != "" {
				out = append(out, gap)
			}
			start = start || sentenceEnd.MatchString(gap)
		}
		w := text[span[0]:span[1]]
		at = span[1]
		low := strings.ToLower(w)
		if w != low && w != capital(low) {
			low = w // written as nobody would guess
		}
		written := low
		if start {
			written = capital(low)
		}
		if written != w {
			out = append(out, flip)
		}
		out = append(out, low)
		start = false
	}
	if at < len(text) {
		out = append(out, text[at:])
	}
	return out
}

func capital(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

// shortened keeps the first words of a text as they are and of the others each
// that is not in seen. All of them are seen afterwards.
func shortened(text string, limit int, seen map[string]bool) string {
	spans := searchWord.FindAllStringIndex(text, -1)
	end := len(text)
	if len(spans) > limit {
		end = 0
		if limit > 0 {
			end = spans[limit-1][1]
		}
	}
	var more []string
	for _, span := range spans {
		w := strings.ToLower(text[span[0]:span[1]])
		if span[1] > end && !seen[w] {
			more = append(more, w)
		}
		seen[w] = true
	}
	if len(more) == 0 {
		return text[:end]
	}
	slices.Sort(more)
	return text[:end] + "\n…\n" + strings.Join(more, " ")
}
