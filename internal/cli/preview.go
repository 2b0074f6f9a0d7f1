package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"ascult"
	"ascult/generator"
	"ascult/generator/check"
	"ascult/generator/preview"
	"ascult/internal/diag"
)

// previewFlags are the settings of preview.
type previewFlags struct {
	source, addr, editor string
	theme, i18n          string
	edit, poll           bool
}

// editors are the addresses of editors that have a short name.
var editors = map[string]string{
	"vscode":   "vscode://file{path}:{line}:{col}",
	"vscodium": "vscodium://file{path}:{line}:{col}",
	"idea":     "idea://open?file={path}&line={line}&column={col}",
}

func (p *program) previewCommand() *cobra.Command {
	var f previewFlags
	cmd := &cobra.Command{
		Use:   "preview",
		Short: "Show the courses while they are written",
		Long: "Serves the site on this machine alone and follows the files: what is saved shows in the open\n" +
			"page, what is wrong stands in it, and scenarios show their graph. With --edit, texts are\n" +
			"edited beside the page and saved to their files; today's changes can be shown and undone.\n" +
			"Nothing is kept outside the source folder. Accounts and exams are not shown: see ascult serve.",
		Example: "  ascult preview --source mycourses\n  ascult preview --source mycourses --edit\n" +
			"  ascult preview --source mycourses --editor vscode",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang := ""
			if cmd.Flags().Changed("lang") {
				lang = p.lang
			}
			return p.preview(cmd.Context(), f, lang)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.source, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	flags.StringVar(&f.addr, "addr", "127.0.0.1:1313", "address to listen on, of this machine alone")
	flags.BoolVar(&f.edit, "edit", false, "let texts be edited in the browser and saved to their files")
	flags.StringVar(&f.editor, "editor", "", "where places link to: vscode, vscodium, idea, or an address with {path}, {line}, {col}")
	flags.BoolVar(&f.poll, "poll", false, "look at the files from time to time, for folders on other machines")
	flags.StringVar(&f.theme, "theme", "", "folder of a theme to work on (default: that of the program)")
	flags.StringVar(&f.i18n, "i18n", "", "folder of interface texts to work on (default: those of the program)")
	return cmd
}

// preview serves a source until the context ends.
func (p *program) preview(ctx context.Context, f previewFlags, lang string) error {
	editor, err := editorAddress(f.editor)
	if err != nil {
		return err
	}
	local, err := preview.Loopback(f.addr)
	if err != nil {
		return usage("write it as 127.0.0.1:1313", "--addr %q is no address", f.addr)
	}
	if !local {
		return usage("use 127.0.0.1 or localhost; for others there is ascult serve", "a preview is for this machine alone: --addr %s can be reached from others", f.addr)
	}
	if f.edit && f.source == "" {
		return usage("name the folder that holds content, quizzes and data", "--edit wants --source: the sample inside the program cannot be changed")
	}
	src, err := openSource(f.source)
	if err != nil {
		return err
	}
	o, roots, err := previewSources(src, f)
	if err != nil {
		return err
	}
	if o.Today, err = p.day(""); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		_, port, _ := net.SplitHostPort(f.addr) // checked before
		return &exitError{
			code: Failed, err: fmt.Errorf("port %s is in use, perhaps by another preview", port),
			hint: "stop the other program, or choose another port: --addr 127.0.0.1:0 takes one that is free",
		}
	}
	if err != nil {
		return &exitError{code: Failed, err: fmt.Errorf("listen: %w", err), hint: "choose another address with --addr"}
	}
	defer func() { _ = listener.Close() }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Watching begins before reading: nothing that is saved between is missed.
	batches := preview.Watch(ctx, roots, preview.Watching{Poll: f.poll, Fallback: func(err error) {
		p.say("%s", p.texts.Text(p.lang, "preview_polling", "Reason", err))
	}})
	session, ds, err := generator.Open(ctx, o)
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	defer session.Close()
	kept := &check.Cache{}
	s, err := preview.New(preview.Options{
		Session: session, Source: o.Source, Dir: src.dir, Edit: f.edit, Editor: editor, Lang: lang, Texts: p.texts,
		Message: func(lang string, d diag.Diagnostic) (string, string) { return message(p.texts, lang, d) },
		Check: func(fsys fs.FS) []diag.Diagnostic {
			_, ds := check.Run(fsys, check.Options{Today: o.Today, Cache: kept})
			return ds
		},
		Rand: p.rand, Now: p.now,
		Say: func(err error) { p.say("%v", err) },
	})
	if err != nil {
		return err
	}
	printDiagnostics(p.stderr, p.texts, p.lang, ds)
	if src.dir == "" {
		p.say("%s", p.texts.Text(p.lang, "preview_sample"))
	}
	fmt.Fprintln(p.stdout, p.texts.Text(p.lang, "preview_ready", "Address", "http://"+listener.Addr().String()+"/"))
	p.say("%s", p.texts.Text(p.lang, "preview_stop_hint"))
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		s.Follow(ctx, batches)
	}()
	err = s.Serve(ctx, listener)
	cancel()
	<-followed
	return err
}

// previewSources are what a preview shows, and the folders it watches.
func previewSources(src source, f previewFlags) (generator.Options, []preview.Root, error) {
	theme, err := fs.Sub(ascult.Themes(), "ascult")
	o := generator.Options{Source: src.fsys, SourceDir: src.dir, Theme: theme, I18n: ascult.I18n()}
	var roots []preview.Root
	if src.dir != "" {
		o.Source = preview.Tidy(src.fsys)
		roots = append(roots, preview.Root{Dir: src.dir, Only: []string{"content", "quizzes", "data", "spelling", "hugo.yaml"}})
	}
	for _, more := range []struct {
		flag, dir, prefix, needs string
		to                       *fs.FS
	}{{"--theme", f.theme, "theme:", "layouts", &o.Theme}, {"--i18n", f.i18n, "i18n:", "en.yaml", &o.I18n}} {
		if more.dir == "" {
			continue
		}
		fsys := os.DirFS(more.dir)
		if _, err := fs.Stat(fsys, more.needs); err != nil {
			return o, nil, usage(fmt.Sprintf("%s wants a folder that holds %s", more.flag, more.needs), "%s has no %s", more.dir, more.needs)
		}
		*more.to = preview.Tidy(fsys)
		roots = append(roots, preview.Root{Dir: more.dir, Prefix: more.prefix})
	}
	return o, roots, err
}

// editorAddress is the address of an editor, from its short name or as it is.
func editorAddress(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if a, ok := editors[name]; ok {
		return a, nil
	}
	u, err := url.Parse(strings.NewReplacer("{path}", "/p", "{line}", "1", "{col}", "1").Replace(name))
	if err != nil || u.Scheme == "" || !strings.Contains(name, "{path}") || u.Scheme == "javascript" || u.Scheme == "data" {
		return "", usage("write vscode, or an address such as vscode://file{path}:{line}:{col}", "--editor %q is no address of an editor", name)
	}
	return name, nil
}
