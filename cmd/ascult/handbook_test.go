package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHandbook does what docs/handbook.md says, from the first block to the
// last: it writes each file, runs each command and looks for the answer that is
// printed there. A block of any other kind is a mistake, so that a new chapter
// is tried by being written.
func TestHandbook(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/handbook.md")
	if err != nil {
		t.Fatal(err)
	}
	h := &reader{t: t, dir: t.TempDir()}
	h.env = append(os.Environ(), "LANG=en_GB.UTF-8", "LC_ALL=", "LC_MESSAGES=", "XDG_STATE_HOME="+filepath.Join(t.TempDir(), "state"))
	blocks := fences(string(text))
	if len(blocks) < 10 {
		t.Fatalf("the handbook has %d blocks", len(blocks))
	}
	for _, b := range blocks {
		switch {
		case b.kind == "console" && b.file == "":
			h.console(b)
		case b.kind == "diff" && b.file != "":
			h.change(b)
		case b.file != "":
			h.write(b)
		default:
			t.Fatalf("line %d: a block that is no console and names no file is tried by nobody", b.line)
		}
	}
	for name, text := range map[string]string{
		"en/courses/first/m1/room.html": "Before any question the person looks", "en/courses/first/m1/pocket.html": "Is the way to the door free?",
		"uk/courses/first/m1/welcome.html": "Одна думка",
	} {
		page, err := os.ReadFile(filepath.Join(h.dir, "public", filepath.FromSlash(name)))
		if err != nil || !strings.Contains(string(page), text) {
			t.Errorf("who has read the handbook has no page %s that says %q (%v)", name, text, err)
		}
		if strings.Contains(string(page), "Move the chairs") {
			t.Errorf("%s has notes for trainers", name)
		}
	}
}

// TestHandbookBlocks holds that no block escapes.
func TestHandbookBlocks(t *testing.T) {
	got := fences("a\n\n```console\n$ x\ny\n```\n<!-- file: a/b.md -->\n```markdown\n# c\n```\n```\nz\n```\n")
	want := []fence{{3, "console", "", []string{"$ x", "y"}}, {8, "markdown", "a/b.md", []string{"# c"}}, {11, "", "", []string{"z"}}}
	if !slices.EqualFunc(got, want, func(a, b fence) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("%v, want %v", got, want)
	}
	for output, fits := range map[string]bool{"one\ntwo 3 files\n": true, "two 3 files\none": false, "one": false} {
		if got := answers(output, []string{"one", "two … files"}) == ""; got != fits {
			t.Errorf("%q: %t", output, got)
		}
	}
}

// A fence is a fenced block of Markdown.
type fence struct {
	line  int
	kind  string
	file  string // of the remark above it
	lines []string
}

var fileRemark = regexp.MustCompile(`^<!-- file: (\S+) -->$`)

func fences(text string) []fence {
	var out []fence
	open, file := false, ""
	for i, line := range strings.Split(text, "\n") {
		switch kind, mark := strings.CutPrefix(line, "```"); {
		case mark && open:
			open = false
		case mark:
			out = append(out, fence{line: i + 1, kind: kind, file: file})
			open, file = true, ""
		case open:
			b := &out[len(out)-1]
			b.lines = append(b.lines, line)
		default:
			if m := fileRemark.FindStringSubmatch(line); m != nil {
				file = m[1]
			} else if strings.TrimSpace(line) != "" {
				file = ""
			}
		}
	}
	return out
}

// A reader follows the handbook in a folder of their own.
type reader struct {
	t   *testing.T
	dir string
	env []string
}

func (h *reader) write(b fence) {
	h.t.Helper()
	name := filepath.Join(h.dir, filepath.FromSlash(b.file))
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(strings.Join(b.lines, "\n")+"\n"), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// change puts lines in the place of others.
func (h *reader) change(b fence) {
	h.t.Helper()
	name := filepath.Join(h.dir, filepath.FromSlash(b.file))
	data, err := os.ReadFile(name)
	if err != nil {
		h.t.Fatal(err)
	}
	var old, now []string
	for _, line := range b.lines {
		if s, ok := strings.CutPrefix(line, "-"); ok {
			old = append(old, s)
		} else if s, ok := strings.CutPrefix(line, "+"); ok {
			now = append(now, s)
		}
	}
	from := strings.Join(old, "\n") + "\n"
	if strings.Count(string(data), from) != 1 {
		h.t.Fatalf("line %d: %s does not have %q once", b.line, b.file, from)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(data), from, strings.Join(now, "\n")+"\n", 1)), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// lasting are the commands that run until they are ended.
var lasting = regexp.MustCompile(`^ascult (preview|serve) `)

// console runs the commands of a block, each with the answer below it.
func (h *reader) console(b fence) {
	h.t.Helper()
	for i := 0; i < len(b.lines); {
		command, ok := strings.CutPrefix(b.lines[i], "$ ")
		if !ok {
			h.t.Fatalf("line %d: a console begins with a command", b.line)
		}
		end := i + 1
		for end < len(b.lines) && !strings.HasPrefix(b.lines[end], "$ ") {
			end++
		}
		if lasting.MatchString(command) {
			h.last(b.line, command, b.lines[i+1:end])
		} else {
			cmd := exec.CommandContext(h.t.Context(), "sh", "-c", command)
			cmd.Dir, cmd.Env = h.dir, h.env
			output, err := cmd.CombinedOutput()
			if err != nil {
				h.t.Fatalf("line %d: %s: %v\n%s", b.line, command, err, output)
			}
			if missing := answers(string(output), b.lines[i+1:end]); missing != "" {
				h.t.Fatalf("line %d: %s does not answer %q, but\n%s", b.line, command, missing, output)
			}
			if strings.HasPrefix(command, "ascult check ") && end == i+1 && len(output) > 0 {
				h.t.Fatalf("line %d: %s complains:\n%s", b.line, command, output)
			}
		}
		i = end
	}
}

// free is an address that nobody listens on.
func (h *reader) free() string {
	h.t.Helper()
	l, err := new(net.ListenConfig).Listen(h.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// last starts a command that goes on, waits for its answer, asks for a page,
// and ends it.
func (h *reader) last(line int, command string, want []string) {
	h.t.Helper()
	words := append(strings.Fields(command), "--addr", h.free())
	cmd := exec.CommandContext(h.t.Context(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = h.dir, h.env
	r, w, err := os.Pipe()
	if err != nil {
		h.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	_ = w.Close()
	if err != nil {
		h.t.Fatal(err)
	}
	var output bytes.Buffer
	lines := bufio.NewScanner(r)
	for at := ""; (at == "" || answers(output.String(), want) != "") && lines.Scan(); {
		output.WriteString(lines.Text() + "\n")
		at = address.FindString(output.String())
	}
	if missing := answers(output.String(), want); missing != "" {
		h.t.Fatalf("line %d: %s does not answer %q, but\n%s", line, command, missing, output.String())
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for lines.Scan() {
		}
	}()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, address.FindString(output.String())+"/en/", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	client := &http.Client{Timeout: time.Minute}
	if resp, err := client.Do(req); err != nil {
		h.t.Errorf("line %d: %s: %v", line, command, err)
	} else if _ = resp.Body.Close(); resp.StatusCode != http.StatusOK {
		h.t.Errorf("line %d: %s answers %s", line, command, resp.Status)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	<-drained
	if err := cmd.Wait(); err != nil {
		h.t.Errorf("line %d: %s ended with %v", line, command, err)
	}
}

// answers returns the first of the lines that the output does not have, in
// their order, or "". "…" stands for anything within a line.
func answers(output string, want []string) string {
	for _, line := range want {
		parts := strings.Split(strings.TrimSpace(line), "…")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		at := regexp.MustCompile(strings.Join(parts, ".*")).FindStringIndex(output)
		if at == nil {
			return line
		}
		output = output[at[1]:]
	}
	return ""
}
