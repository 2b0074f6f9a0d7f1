package preview

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"ascult/internal/diag"
)

// largest is the longest text that is taken from a page, in bytes.
const largest = 64 << 10

// A reply is what the script of a page gets for what it asks.
type reply struct {
	OK       bool      `json:"ok"`
	Problem  string    `json:"problem,omitempty"`  // a sentence
	Conflict bool      `json:"conflict,omitempty"` // the text in the file is another
	Text     string    `json:"text"`               // of the target, as the file has it
	Version  string    `json:"version,omitempty"`  // of that text
	Place    string    `json:"place,omitempty"`
	Href     string    `json:"href,omitempty"`
	Other    string    `json:"other,omitempty"` // the text in the source language
	OtherIn  string    `json:"otherIn,omitempty"`
	Findings []verdict `json:"findings"`
}

// A verdict is a finding of a text that is not saved.
type verdict struct {
	Error bool   `json:"error"`
	Text  string `json:"text"`
	Hint  string `json:"hint,omitempty"`
	Place string `json:"place"`
	Rule  string `json:"rule"`
}

// A wish is what the script of a page sends.
type wish struct {
	Target  string `json:"target"`
	Text    string `json:"text"`
	Version string `json:"version"` // of the text that was edited
	Path    string `json:"path"`    // of undo
	Hunk    int    `json:"hunk"`    // of undo; -1: the whole file
}

// a refusal is a sentence for whoever edits.
type refusal struct {
	status int
	key    string
	reason string
}

func (r *refusal) Error() string { return r.key + " " + r.reason }

// write lets a page of this run through, and nobody else.
func (s *Server) write(do func(w wish, lang string) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		lang := s.language(r.Header.Get("Preview-Lang") + "/")
		var in wish
		err := error(&refusal{status: http.StatusForbidden, key: "preview_refuse_token"})
		if s.own(r) {
			d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*largest))
			d.DisallowUnknownFields()
			if err = d.Decode(&in); err != nil {
				err = &refusal{status: http.StatusBadRequest, key: "preview_refuse_letters"}
			}
		}
		var out reply
		if err == nil {
			out, err = do(in, lang)
		}
		s.answer(w, lang, out, err)
	}
}

func (s *Server) answer(w http.ResponseWriter, lang string, out reply, err error) {
	status := http.StatusOK
	if err != nil {
		r := s.explain(err)
		status, out.OK = r.status, false
		out.Problem = s.o.Texts.Text(lang, r.key, "Reason", r.reason)
	}
	if out.Findings == nil {
		out.Findings = []verdict{}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out) // the reader is gone: nobody to tell
}

// explain finds the sentence for what went wrong.
func (s *Server) explain(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, errTarget), errors.Is(err, fs.ErrNotExist):
		return &refusal{status: http.StatusNotFound, key: "preview_refuse_target"}
	case errors.Is(err, errShape):
		return &refusal{status: http.StatusUnprocessableEntity, key: "preview_refuse_shape"}
	}
	s.say(err)
	return &refusal{status: http.StatusInternalServerError, key: "preview_refuse_write", reason: reason(err)}
}

// reason is the innermost cause of an error: no path of this machine.
func reason(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

// read returns the file of a target and its text in it.
func (s *Server) read(t target) (data []byte, text string, line int, err error) {
	info, err := fs.Lstat(s.o.Source, t.file)
	if err != nil {
		return nil, "", 0, fmt.Errorf("read %s: %w", t.file, err)
	}
	if !info.Mode().IsRegular() {
		return nil, "", 0, errTarget // a link may lead out of the folder
	}
	if data, err = fs.ReadFile(s.o.Source, t.file); err != nil {
		return nil, "", 0, fmt.Errorf("read %s: %w", t.file, err)
	}
	text, line, err = t.get(data, s.o.Session.Source().IDs[t.file])
	return data, text, line, err
}

func version(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// source answers with a text and, for a translation, with the text it
// translates.
func (s *Server) source(w http.ResponseWriter, r *http.Request) {
	lang := s.language(r.URL.Query().Get("lang") + "/")
	t, err := parseTarget(r.URL.Query().Get("target"))
	if err != nil {
		s.answer(w, lang, reply{}, err)
		return
	}
	_, text, line, err := s.read(t)
	if err != nil {
		s.answer(w, lang, reply{}, err)
		return
	}
	at := s.link(diag.Pos{File: t.file, Line: line})
	out := reply{OK: true, Text: text, Version: version(text), Place: at.Place, Href: at.Href}
	if c, in, ok := counterpart(t, s.o.Session.Source()); ok {
		if _, other, _, err := s.read(c); err == nil {
			out.Other, out.OtherIn = other, in
		}
	}
	s.answer(w, lang, out, nil)
}

// tidyText is a text as it goes into a file.
func tidyText(text string) (string, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xfeff || r == '‖'
	}) {
		return "", &refusal{status: http.StatusUnprocessableEntity, key: "preview_refuse_letters"}
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return "", &refusal{status: http.StatusUnprocessableEntity, key: "preview_refuse_empty"}
	}
	return text, nil
}

// put returns the file of a target with a new text in it.
func (s *Server) put(t target, data []byte, text string) ([]byte, error) {
	next, err := t.set(data, s.o.Session.Source().IDs[t.file], text)
	if errors.Is(err, errShape) && t.kind != 's' {
		err = &refusal{status: http.StatusUnprocessableEntity, key: "preview_refuse_yaml"}
	}
	return next, err
}

// check says what is wrong with a text that is not saved. Nothing is written.
func (s *Server) check(in wish, lang string) (reply, error) {
	t, err := parseTarget(in.Target)
	if err != nil {
		return reply{}, err
	}
	text, err := tidyText(in.Text)
	if err != nil {
		return reply{}, err
	}
	data, _, _, err := s.read(t)
	if err != nil {
		return reply{}, err
	}
	next, err := s.put(t, data, text)
	if err != nil {
		return reply{}, err
	}
	s.checking.Lock()
	ds := s.o.Check(overlay{s.o.Source, t.file, next})
	s.checking.Unlock()
	known := map[string]bool{}
	for _, d := range s.o.Session.Diagnostics() {
		known[d.Rule+d.Pos.File] = true
	}
	out := reply{OK: true}
	slices.SortStableFunc(ds, func(a, b diag.Diagnostic) int { return boolOrder(a.Pos.File == t.file, b.Pos.File == t.file) })
	for _, d := range ds {
		// Of other files only what the text brings about.
		if d.Pos.File != t.file && known[d.Rule+d.Pos.File] || len(out.Findings) >= most {
			continue
		}
		if d.Rule == "translation-stale" {
			continue // it is meant to be translated again
		}
		words, hint := s.o.Message(lang, d)
		out.Findings = append(out.Findings, verdict{Error: d.Severity == diag.Error, Text: words, Hint: hint, Place: d.Pos.String(), Rule: d.Rule})
	}
	return out, nil
}

// save writes a text into its file. A text that is another on the disk than
// the one that was edited is not overwritten.
func (s *Server) save(in wish, _ string) (reply, error) {
	t, err := parseTarget(in.Target)
	if err != nil {
		return reply{}, err
	}
	text, err := tidyText(in.Text)
	if err != nil {
		return reply{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	data, now, _, err := s.read(t)
	if err != nil {
		return reply{}, err
	}
	if version(now) != in.Version {
		return reply{Conflict: true, Text: now, Version: version(now)}, nil
	}
	next, err := s.put(t, data, text)
	if err != nil {
		return reply{}, err
	}
	if err := s.changes.keep(t.file, data); err != nil {
		return reply{}, err
	}
	if err := replaceFile(filepath.Join(s.o.Dir, filepath.FromSlash(t.file)), data, next); err != nil {
		return reply{}, err
	}
	return reply{OK: true, Text: text, Version: version(text)}, nil
}

// ownTemp begins the names of files that are about to take another's place.
const ownTemp = ".ascult-"

// replaceFile puts new bytes in the place of the old ones, whole and with the
// mode that the file had. A file that says something else meanwhile is left.
func replaceFile(name string, old, data []byte) error {
	now, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if string(now) != string(old) {
		return &refusal{status: http.StatusConflict, key: "preview_refuse_moved"}
	}
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return writeFile(name, data, info.Mode().Perm())
}

func writeFile(name string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(name), ownTemp+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already after the rename
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
