package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
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

// BenchmarkPreview measures from the write of a lesson's file to the new text in
// the page that the preview serves, at so many lessons, all languages counted;
// and the same of hugo server (peer). "open-s" is the time from the start of the
// program to the first page.
func BenchmarkPreview(b *testing.B) {
	ours, err := program()
	if err != nil {
		b.Fatal(err)
	}
	hugo, err := filepath.Abs(stock)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(hugo); err != nil {
		b.Fatalf("%v: `make bench` builds it", err)
	}
	for _, lessons := range []int{1000, 10000} {
		dir := b.TempDir()
		source, plain := filepath.Join(dir, "source"), filepath.Join(dir, "stock")
		writeSource(b, source, lessons)
		writeSource(b, plain, lessons)
		writeStock(b, plain)
		// The ids of segments are in place, as in every folder that was built once.
		if out, err := exec.CommandContext(b.Context(), ours, "build", "--source", source, "--out", filepath.Join(dir, "out")).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%.2000s", err, out)
		}
		var peer time.Duration
		b.Run(fmt.Sprintf("%d/hugo", lessons), func(b *testing.B) {
			port := freePort(b)
			p := served{
				cmd: exec.CommandContext(b.Context(), hugo, "server", "--source", plain, "--renderToMemory", "--port", port, "--bind", "127.0.0.1", "--baseURL", "http://127.0.0.1/"),
				url: "http://127.0.0.1:" + port, source: plain,
			}
			peer = p.measure(b, 3)
		})
		b.Run(fmt.Sprintf("%d/ascult", lessons), func(b *testing.B) {
			p := served{cmd: exec.CommandContext(b.Context(), ours, "preview", "--source", source, "--addr", "127.0.0.1:0"), source: source}
			p50 := p.measure(b, 100)
			if peer > 0 {
				b.ReportMetric(p50.Seconds()/peer.Seconds(), "x_hugo")
			}
		})
	}
}

// edited is the lesson that is written to, below content and below the site.
const edited = "ru/courses/course-2/a1/lesson-3"

// A served site follows the files of a source folder.
type served struct {
	cmd         *exec.Cmd
	url, source string // "": the address is the first one that the program prints
}

// measure writes to the lesson so many times and returns the median.
func (s *served) measure(b *testing.B, times int) time.Duration {
	b.Helper()
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait() // it was killed
	}()
	lines := bufio.NewReader(out)
	for s.url == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			b.Fatalf("no address was printed: %v", err)
		}
		s.url = strings.TrimSuffix(regexp.MustCompile(`http://[0-9.:]+`).FindString(line), "/")
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	name := filepath.Join(s.source, "content", filepath.FromSlash(edited)+".md")
	before, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	s.await(b, "</html>")
	open := time.Since(started)
	var took []time.Duration
	for range b.N {
		for i := range times {
			word := fmt.Sprintf("Слово %d-%d.", b.N, i)
			text := bytes.Replace(before, []byte("\n{{< /stays"), []byte(" "+word+"\n{{< /stays"), 1)
			from := time.Now()
			if err := os.WriteFile(name, text, 0o644); err != nil {
				b.Fatal(err)
			}
			s.await(b, word)
			took = append(took, time.Since(from))
		}
	}
	slices.Sort(took)
	p50 := took[len(took)/2]
	b.ReportMetric(open.Seconds(), "open-s")
	b.ReportMetric(float64(p50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
	return p50
}

// await asks for the page, every millisecond, until it holds a text.
func (s *served) await(b *testing.B, text string) {
	b.Helper()
	client := &http.Client{Timeout: time.Minute}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	defer client.CloseIdleConnections()
	for range tick.C {
		r, err := client.Get(s.url + "/" + edited + ".html")
		if err != nil {
			continue // not yet listening
		}
		page, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err == nil && r.StatusCode == http.StatusOK && bytes.Contains(page, []byte(text)) {
			return
		}
		if b.Context().Err() != nil {
			b.Fatal(b.Context().Err())
		}
	}
}

func freePort(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	return port
}
