package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program builds our own command once a run.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "ascult")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", name, "../cmd/ascult")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return name, nil
})

// stock is the Hugo command of the same version, which `make bench` builds.
const stock = "../.cache/tools/hugo"

// BenchmarkBuild builds a site of so many lessons, all languages counted: a
// copy of the folder's files (floor), stock Hugo with plain templates (peer),
// and the whole of ours: check, segments, typography, search for exam items,
// search index. Whole processes; "x_hugo" is the ratio of the medians in this run.
func BenchmarkBuild(b *testing.B) {
	ours, err := program()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(stock); err != nil {
		b.Fatalf("%v: `make bench` builds it", err)
	}
	for _, lessons := range []int{1000, 10000} {
		dir := b.TempDir()
		writeSource(b, filepath.Join(dir, "source"), lessons)
		writeSource(b, filepath.Join(dir, "stock"), lessons)
		writeStock(b, filepath.Join(dir, "stock"))
		hugo, err := filepath.Abs(stock)
		if err != nil {
			b.Fatal(err)
		}
		var peer time.Duration
		for _, k := range []struct {
			name string
			args []string
		}{
			{"copy", []string{"cp", "-r", filepath.Join(dir, "source"), filepath.Join(dir, "out-copy")}},
			{"hugo", []string{hugo, "--quiet", "--source", filepath.Join(dir, "stock"), "--destination", filepath.Join(dir, "out-hugo")}},
			{"ascult", []string{ours, "build", "--source", filepath.Join(dir, "source"), "--out", filepath.Join(dir, "out-ascult")}},
		} {
			b.Run(fmt.Sprintf("%d/%s", lessons, k.name), func(b *testing.B) {
				var used time.Duration
				var memory int64
				for range b.N {
					_ = os.RemoveAll(filepath.Join(dir, "out-"+k.name)) // not there the first time
					cmd := exec.CommandContext(b.Context(), k.args[0], k.args[1:]...)
					if out, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%s: %v\n%.2000s", k.name, err, out)
					}
					used += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
					memory = max(memory, peak(cmd))
				}
				wall := b.Elapsed() / time.Duration(b.N)
				b.ReportMetric(wall.Seconds(), "s")
				b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s")
				b.ReportMetric(float64(memory)/(1<<20), "MiB")
				b.ReportMetric(0, "ns/op")
				switch k.name {
				case "hugo":
					peer = wall
				case "ascult":
					if peer > 0 {
						b.ReportMetric(wall.Seconds()/peer.Seconds(), "x_hugo")
					}
				}
			})
		}
	}
}

// peak returns the most memory a finished process held, in bytes.
func peak(cmd *exec.Cmd) int64 {
	use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return use.Maxrss
	}
	return use.Maxrss * 1024
}
