// Package hugo renders one Hugo site from files in memory into files in memory.
// It is the only package that imports Hugo: hugolib makes no promise of
// stability, and what it may do to the machine is switched off here.
package hugo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify"
	"github.com/gohugoio/hugo/common/hmaps"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"

	"ascult/internal/diag"
)

// A Renderer renders pages of one theme, some at a time. It keeps one Hugo site
// open and puts into it nothing but the pages that are asked for, so that a page
// costs the same whatever stands beside it, and the theme is read once.
//
// It holds for themes whose templates look at their own page and at the data
// and at no other page.
type Renderer struct {
	base Files // configuration, theme and texts

	mu    sync.Mutex
	live  *live // nil until it is needed, and after a failed build
	after int   // renders since the site was opened
}

// Unseen is the text of a page that Hugo would make up if it were absent, and
// that is not to be published.
const Unseen = "---\nbuild: {render: never, list: never}\n---\n"

// many is after how many renders the site is opened anew: what Hugo remembers
// of pages that are gone must not grow for ever.
const many = 1000

// A Problem is what Hugo refused, in Hugo's own words.
type Problem struct {
	Pos     diag.Pos // File is a key of the source, or empty
	Message string
}

// live is an open Hugo site.
type live struct {
	cache     string // a folder that Hugo wants to have
	source    afero.Fs
	published *noting
	warnings  strings.Builder
	sites     *hugolib.HugoSites
	src       Files // what is laid out, apart from base
	out       Files // what it gave
}

// NewRenderer returns a renderer for a configuration (hugo.yaml), a theme and
// the texts of its interface. base must not be changed afterwards.
func NewRenderer(base Files) *Renderer { return &Renderer{base: base} }

// Render renders the site whose pages and data are src, beside the files of
// the renderer, and returns every file that it publishes. Problems of the
// source are returned as such; an error means that the rendering itself could
// not be done. It cannot be stopped half way: ctx is looked at before it begins.
func (r *Renderer) Render(ctx context.Context, src Files) (Files, []Problem, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	building.Lock()
	defer building.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if r.after >= many {
		if err := r.drop(); err != nil {
			return nil, nil, err
		}
	}
	r.after++
	out, probs, err := r.render(src)
	if err != nil || len(probs) > 0 {
		// What a failed build leaves behind is not to be built upon.
		return nil, probs, errors.Join(err, r.drop())
	}
	return out, nil, nil
}

// Close gives back what the renderer holds. It opens again when it is used.
func (r *Renderer) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.drop()
}

func (r *Renderer) drop() error {
	r.after = 0
	if r.live == nil {
		return nil
	}
	l := r.live
	r.live = nil
	return errors.Join(l.sites.Close(), os.RemoveAll(l.cache))
}

func (r *Renderer) render(src Files) (Files, []Problem, error) {
	if r.live != nil {
		out, probs, err := r.live.change(src)
		if err != nil || len(probs) > 0 || whole(src, out) {
			return out, probs, err
		}
		// Hugo has lost sight of a page, as it does after a folder went and came
		// back: a site without a past has it.
		if err := r.drop(); err != nil {
			return nil, nil, err
		}
	}
	l, probs, err := open(r.base, src)
	if err != nil || len(probs) > 0 {
		return nil, probs, err
	}
	r.live = l
	return l.build()
}

// whole reports whether every page of src is among what was published.
func whole(src, out Files) bool {
	for name, data := range src {
		if to := PublishedAs(name); path.Ext(to) == ".html" && string(data) != Unseen && out[to] == nil {
			return false
		}
	}
	return true
}

// building keeps builds apart: Hugo has state of the whole process.
var building sync.Mutex

// root is where a source stands in its file system. It is the same on every
// machine, so that no path of the machine can reach a page.
const root = "/site"

// open lays out a site and builds nothing yet.
func open(base, src Files) (l *live, probs []Problem, err error) {
	cache, err := os.MkdirTemp("", "ascult-hugo-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a cache folder: %w", err)
	}
	defer func() {
		if l == nil {
			err = errors.Join(err, os.RemoveAll(cache))
		}
	}()
	site := &live{cache: cache, source: afero.NewMemMapFs(), published: &noting{Fs: afero.NewMemMapFs()}, src: maps.Clone(src), out: Files{}}
	for _, files := range []Files{base, src} {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if err := write(site.source, path.Join(root, name), files[name]); err != nil {
				return nil, nil, fmt.Errorf("lay out %s: %w", name, err)
			}
		}
	}
	logger := loggers.New(loggers.Options{StdOut: io.Discard, StdErr: &site.warnings})
	flags := config.New()
	flags.Set("workingDir", root)
	flags.Set("cacheDir", cache)
	flags.Set("internal", hmaps.Params{"watch": true}) // without it a site is built once only
	conf, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Flags: flags, Fs: site.source, Filename: path.Join(root, "hugo.yaml"),
		Environment: "production", Environ: []string{}, Logger: logger,
	})
	if err != nil {
		return nil, problems(err), nil
	}
	flags.Set("publishDir", "/")
	flags.Set("publishDirStatic", "/")
	flags.Set("publishDirDynamic", "/")
	site.sites, err = hugolib.NewHugoSites(deps.DepsCfg{
		Configs: conf, Fs: hugofs.NewFromSourceAndDestination(site.source, site.published, flags),
		LogLevel: logger.Level(), StdErr: &site.warnings, StdOut: io.Discard,
	})
	if err != nil {
		return nil, problems(err), nil
	}
	return site, nil, nil
}

// change puts the files of src in place of those that are laid out.
func (l *live) change(src Files) (Files, []Problem, error) {
	var events []fsnotify.Event
	event := func(name string, op fsnotify.Op) {
		events = append(events, fsnotify.Event{Name: path.Join(root, name), Op: op})
	}
	for _, name := range slices.Sorted(maps.Keys(l.src)) {
		if _, stays := src[name]; stays {
			continue
		}
		if err := l.source.Remove(path.Join(root, name)); err != nil {
			return nil, nil, fmt.Errorf("take away %s: %w", name, err)
		}
		event(name, fsnotify.Remove)
		delete(l.out, PublishedAs(name))
	}
	for _, name := range slices.Sorted(maps.Keys(src)) {
		old, was := l.src[name]
		if was && bytes.Equal(old, src[name]) {
			continue
		}
		if err := write(l.source, path.Join(root, name), src[name]); err != nil {
			return nil, nil, fmt.Errorf("lay out %s: %w", name, err)
		}
		if was {
			delete(l.out, PublishedAs(name))
			event(name, fsnotify.Write)
		} else {
			event(name, fsnotify.Create)
		}
	}
	l.src = maps.Clone(src)
	if len(events) == 0 {
		return maps.Clone(l.out), nil, nil
	}
	return l.build(events...)
}

// build builds what has changed and returns all that is published.
func (l *live) build(events ...fsnotify.Event) (Files, []Problem, error) {
	l.warnings.Reset()
	if err := l.sites.Build(hugolib.BuildCfg{NoBuildLock: true}, events...); err != nil {
		return nil, problems(err), nil
	}
	if text := strings.TrimSpace(l.warnings.String()); text != "" {
		return nil, []Problem{{Message: text}}, nil
	}
	for _, name := range l.published.written() {
		data, err := afero.ReadFile(l.published.Fs, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read what Hugo published: %w", err)
		}
		l.out[strings.TrimPrefix(path.Clean("/"+name), "/")] = data
	}
	return maps.Clone(l.out), nil, nil
}

// PublishedAs returns the file of the site that a file of content becomes.
func PublishedAs(name string) string {
	to, ok := strings.CutPrefix(name, "content/")
	if stem, isPage := strings.CutSuffix(to, ".md"); ok && isPage {
		if dir, isIndex := strings.CutSuffix(stem, "_index"); isIndex {
			stem = dir + "index"
		}
		return stem + ".html"
	}
	return to
}
