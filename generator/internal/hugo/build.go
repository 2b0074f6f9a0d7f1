// Package hugo builds one Hugo site from files in memory into files in memory.
// It is the only package that imports Hugo: hugolib makes no promise of
// stability, and what it may do to the machine is switched off here.
package hugo

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gohugoio/hugo/common/herrors"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"

	"ascult/internal/diag"
)

// Files are the files of a site by slash-separated path without a leading
// slash.
type Files map[string][]byte

// A Problem is what Hugo refused, in Hugo's own words.
type Problem struct {
	Pos     diag.Pos // File is a key of the source, or empty
	Message string
}

// root is where a source stands in its file system. It is the same on every
// machine, so that no path of the machine can reach a page.
const root = "/site"

// building keeps builds apart: Hugo has state of the whole process.
var building sync.Mutex

// Build renders the site whose configuration is the file hugo.yaml of src and
// returns every file it publishes. Problems of the source are returned as
// such, with what Hugo published before it met them discarded; an error means
// that the build itself could not be done. A build cannot be stopped half way:
// ctx is looked at before it begins.
func Build(ctx context.Context, src Files) (Files, []Problem, error) {
	building.Lock()
	defer building.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	cache, err := os.MkdirTemp("", "ascult-hugo-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a cache folder: %w", err)
	}
	defer os.RemoveAll(cache)

	source := afero.NewMemMapFs()
	for _, name := range slices.Sorted(maps.Keys(src)) {
		if err := write(source, path.Join(root, name), src[name]); err != nil {
			return nil, nil, fmt.Errorf("lay out %s: %w", name, err)
		}
	}
	var warnings strings.Builder
	logger := loggers.New(loggers.Options{StdOut: io.Discard, StdErr: &warnings})
	flags := config.New()
	flags.Set("workingDir", root)
	flags.Set("cacheDir", cache)
	conf, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Flags: flags, Fs: source, Filename: path.Join(root, "hugo.yaml"),
		Environment: "production", Environ: []string{}, Logger: logger,
	})
	if err != nil {
		return nil, problems(err), nil
	}
	flags.Set("publishDir", "/")
	flags.Set("publishDirStatic", "/")
	flags.Set("publishDirDynamic", "/")
	published := afero.NewMemMapFs()
	sites, err := hugolib.NewHugoSites(deps.DepsCfg{
		Configs: conf, Fs: hugofs.NewFromSourceAndDestination(source, published, flags),
		LogLevel: logger.Level(), StdErr: &warnings, StdOut: io.Discard,
	})
	if err != nil {
		return nil, problems(err), nil
	}
	defer sites.Close()
	if err := sites.Build(hugolib.BuildCfg{NoBuildLock: true}); err != nil {
		return nil, problems(err), nil
	}
	if text := strings.TrimSpace(warnings.String()); text != "" {
		return nil, []Problem{{Message: text}}, nil
	}
	out, err := read(published)
	if err != nil {
		return nil, nil, fmt.Errorf("read what Hugo published: %w", err)
	}
	return out, nil, nil
}

// write lays one file into fsys with a date of no meaning: Hugo falls back on
// the date of a file, and the date of a build is nobody's.
func write(fsys afero.Fs, name string, data []byte) error {
	if err := fsys.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	if err := afero.WriteFile(fsys, name, data, 0o644); err != nil {
		return err
	}
	epoch := time.Unix(0, 0).UTC()
	return fsys.Chtimes(name, epoch, epoch)
}

func read(fsys afero.Fs) (Files, error) {
	out := Files{}
	err := afero.Walk(fsys, "/", func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := afero.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		out[strings.TrimPrefix(filepath.ToSlash(name), "/")] = data
		return nil
	})
	return out, err
}

// problems takes Hugo's errors apart: a failed build joins several, and each
// may carry a place.
func problems(err error) []Problem {
	var out []Problem
	for _, one := range herrors.Errors(err) {
		p := Problem{Message: strings.ReplaceAll(one.Error(), root+"/", "")}
		if placed := herrors.UnwrapFileErrors(one); len(placed) > 0 {
			last := placed[len(placed)-1].Position()
			p.Pos = diag.Pos{
				File: strings.TrimPrefix(last.Filename, root+"/"),
				Line: max(last.LineNumber, 0), Col: max(last.ColumnNumber, 0),
			}
		}
		out = append(out, p)
	}
	return out
}
