package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ascult/internal/catalog"
	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/diag"
	"ascult/internal/quiz"
	"ascult/server"
	"ascult/server/store/sqlite"
)

// serveFlags are the settings of serve. The zero value of each is right for
// one teacher on one laptop.
type serveFlags struct {
	addr, source, site, banks string
	state, keys               string
	base, timezone            string
	cert, key                 string
	proxy                     bool
	issuerID, issuerName      string
	logRequests               bool
}

// drain is how long running requests may go on after the signal to stop.
const drain = 25 * time.Second

func (p *program) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Build the site and serve it with accounts, exams and certificates",
		Long: "Builds the site (unless --site names one that is built) and serves it. Everything that must\n" +
			"not be lost is in the state folder: database, keys, editions. Without --source it serves the\n" +
			"sample courses. Off this machine it wants TLS: its own (--tls-cert, --tls-key) or that of a\n" +
			"proxy in front of it (--behind-proxy).\n\n" +
			"Exit codes: 2 wrong usage, 3 failed, 65 the database is damaged, 74 the disk failed,\n" +
			"75 another server runs here, 78 the clock is wrong.",
		Example: "  ascult serve\n  ascult serve --source mycourses --banks /secure/banks\n" +
			"  ascult serve --site public --addr :8443 --base-url https://learn.example --tls-cert c.pem --tls-key k.pem",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on")
	flags.StringVar(&f.source, "source", "", "folder with content, quizzes and data (default: the sample courses)")
	flags.StringVar(&f.site, "site", "", "a built site to serve instead of building one")
	flags.StringVar(&f.banks, "banks", "", "folder with the institution's own exam banks, COURSE/BANK.yaml; replaces the specimens whole")
	flags.StringVar(&f.state, "state", "", "state folder (default: ascult in the XDG state folder)")
	flags.StringVar(&f.keys, "keys", "", "folder of signing keys (default: keys in the state folder)")
	flags.StringVar(&f.base, "base-url", "", "address at which people reach the server (default: http://ADDR)")
	flags.StringVar(&f.timezone, "timezone", "Europe/Chisinau", "time zone of the institution")
	flags.StringVar(&f.cert, "tls-cert", "", "TLS certificate file")
	flags.StringVar(&f.key, "tls-key", "", "TLS key file")
	flags.BoolVar(&f.proxy, "behind-proxy", false, "a proxy in front of the server does TLS")
	flags.StringVar(&f.issuerID, "issuer-id", "", "short id of the institution, signed into certificates (kept)")
	flags.StringVar(&f.issuerName, "issuer", "", "name of the institution, printed on certificates (kept)")
	flags.BoolVar(&f.logRequests, "log-requests", false, "log a line for each request, not only what went wrong")
	return cmd
}

func (p *program) serve(ctx context.Context, f serveFlags) error {
	base, err := baseURL(f)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(f.timezone)
	if err != nil {
		return usage("write it as Europe/Chisinau", "unknown time zone %q", f.timezone)
	}
	s, err := p.stateDir(f.state, f.keys)
	if err != nil {
		return err
	}
	if err := s.make(); err != nil {
		return err
	}
	unlock, err := sqlite.Lock(s.db())
	if _, ok := errors.AsType[*sqlite.LockedError](err); ok {
		return &exitError{code: ExitLocked, err: err, hint: "stop it, or use another --state folder"}
	} else if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	site, manifest, banks, err := p.prepare(ctx, f, s)
	if err != nil {
		return err
	}
	db, err := s.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Check(ctx); err != nil {
		return storageExit(err)
	}
	if err := s.checkKeys(ctx, db); err != nil {
		return err
	}
	who, err := s.issuer(f.issuerID, f.issuerName)
	if err != nil {
		return err
	}
	key, keys, err := p.loadKeys(s, who.ID)
	if err != nil {
		return err
	}
	vault, err := credential.LoadOrCreateVault(s.keys, p.rand)
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if f.logRequests {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level}))
	srv, err := server.New(ctx, server.Config{
		Site: site, Manifest: manifest, Banks: banks, Store: db, Key: key, Keys: keys, Vault: vault, Catalog: p.texts,
		State: s.dir, BaseURL: base, Issuer: who, Location: zone, Now: p.now, Rand: p.rand, Log: log,
	})
	if clock, ok := errors.AsType[*server.ClockError](err); ok {
		return &exitError{code: ExitConfig, err: clock, hint: "set the clock right; if it was ahead when that was stored, restore a backup from before"}
	}
	if err != nil {
		return fmt.Errorf("start server: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.addr)
	if err != nil {
		return &exitError{code: Failed, err: fmt.Errorf("listen: %w", err), hint: "choose another address with --addr"}
	}
	p.steps(base, f)
	return p.run(ctx, server.HTTP(srv.Handler(), log), listener, f, db.Failed())
}

// run serves until the context ends or the disk fails, then lets running
// requests finish.
func (p *program) run(ctx context.Context, srv *http.Server, listener net.Listener, f serveFlags, failed <-chan error) error {
	done := make(chan error, 1)
	go func() {
		if f.cert != "" {
			done <- srv.ServeTLS(listener, f.cert, f.key)
		} else {
			done <- srv.Serve(listener)
		}
	}()
	var cause error
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case err := <-failed:
		// After a failed sync nobody knows what is on the disk: nothing more is
		// acknowledged, and a restart reads what is there.
		cause = &exitError{code: ExitIOError, err: fmt.Errorf("the disk failed: %w", err), hint: "check the disk, then start again: nothing acknowledged is lost"}
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil && cause == nil {
		return fmt.Errorf("stop: %w", err)
	}
	return cause
}

// baseURL reads the address of the server and refuses to be reached from
// elsewhere without TLS.
func baseURL(f serveFlags) (*url.URL, error) {
	host, port, err := net.SplitHostPort(f.addr)
	if err != nil {
		return nil, usage("write it as 127.0.0.1:8080", "--addr %q is no address", f.addr)
	}
	if (f.cert == "") != (f.key == "") {
		return nil, usage("give both --tls-cert and --tls-key", "TLS wants a certificate and its key")
	}
	raw := f.base
	if raw == "" {
		if host == "" || net.ParseIP(host).IsUnspecified() {
			host = "127.0.0.1"
		}
		scheme := "http"
		if f.cert != "" || f.proxy {
			scheme = "https"
		}
		raw = scheme + "://" + net.JoinHostPort(host, port)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.User != nil {
		return nil, usage("write it as https://learn.example", "--base-url %q is no address of a server", raw)
	}
	u.Path = ""
	if f.cert != "" {
		if _, err := tls.LoadX509KeyPair(f.cert, f.key); err != nil {
			return nil, usage("--tls-cert and --tls-key name PEM files that belong together", "read TLS certificate: %v", err)
		}
	}
	local := server.IsLoopback(u.Hostname()) && server.IsLoopback(hostOf(f.addr))
	if !local && f.cert == "" && !f.proxy {
		return nil, usage("either --tls-cert FILE --tls-key FILE, or --behind-proxy when a proxy in front does TLS", "off this machine the server is not served without TLS")
	}
	if !local && u.Scheme != "https" {
		return nil, usage("write --base-url https://…", "off this machine the address must begin with https")
	}
	return u, nil
}

func hostOf(addr string) string {
	host, _, _ := net.SplitHostPort(addr) // checked before
	return host
}

// prepare gives the site to serve: the one that is built, or one built now
// into the state folder; and the exam banks.
func (p *program) prepare(ctx context.Context, f serveFlags, s state) (site string, m course.Manifest, banks map[string]quiz.Bank, err error) {
	src, err := openSource(f.source)
	if err != nil {
		return "", m, nil, err
	}
	if f.banks != "" {
		if info, err := os.Stat(f.banks); err != nil || !info.IsDir() {
			return "", m, nil, usage("--banks wants a folder with one folder a course: COURSE/BANK.yaml", "%s is no folder of banks", f.banks)
		}
	}
	site = f.site
	if site == "" {
		site = filepath.Join(s.dir, "site")
		if f.banks != "" {
			src.banks = os.DirFS(f.banks)
		}
		if err := p.build(ctx, src, site); err != nil {
			return "", m, nil, err
		}
	} else if f.source == "" {
		src.fsys = nil // a foreign site: the sample's banks are not its banks
	}
	if m, err = readManifest(site); err != nil {
		return "", m, nil, err
	}
	banks, err = p.examBanks(src.fsys, f.banks, m)
	return site, m, banks, err
}

// examBanks loads the exam bank of each course: from --banks, else from the
// source. Several banks of a course count as one.
func (p *program) examBanks(src fs.FS, dir string, m course.Manifest) (map[string]quiz.Bank, error) {
	banks := map[string]quiz.Bank{}
	var ds []diag.Diagnostic
	for _, e := range m.Courses {
		o := quiz.Options{Course: e.Course, Source: e.Source, Languages: catalog.Languages}
		fsys := src
		if dir != "" {
			fsys, o.Dir = os.DirFS(dir), e.Course
		}
		if fsys == nil {
			continue
		}
		list, more := quiz.Load(fsys, quiz.Exam, o)
		ds = append(ds, more...)
		if len(list) == 0 {
			continue
		}
		whole := list[0]
		for _, b := range list[1:] {
			whole.ID += "+" + b.ID
			whole.Specimen = whole.Specimen || b.Specimen
			whole.Questions = append(whole.Questions, b.Questions...)
		}
		banks[e.Course] = whole
	}
	printDiagnostics(p.stderr, p.texts, p.lang, ds)
	if diag.HasErrors(ds) {
		return nil, p.refused(ds)
	}
	return banks, nil
}

// steps tells how to get from nothing to a verified certificate.
func (p *program) steps(base *url.URL, f serveFlags) {
	state := ""
	if f.state != "" {
		state = " --state " + f.state
	}
	if f.base != "" || f.addr != "127.0.0.1:8080" {
		state += " --base-url " + base.String()
	}
	fmt.Fprintln(p.stdout, p.texts.Text(p.lang, "serve_steps", "Address", base.String(), "Command", p.name+" user invite --role trainer"+state, "Lang", p.lang))
}
