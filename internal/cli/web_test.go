package cli

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ascult"
	"ascult/internal/catalog"
	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/server"
	"ascult/server/webtest"
)

// built is the sample site, built once for all scripts.
var built struct {
	dir string
	err error
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ascult-web")
	if err == nil {
		built.dir = filepath.Join(dir, "site")
		p := newTestProgram(io.Discard)
		var src source
		if src, err = openSource(""); err == nil {
			err = p.build(neverEnds{}, src, built.dir)
		}
	}
	built.err = err
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// neverEnds is a context for work outside any test.
type neverEnds struct{}

func (neverEnds) Deadline() (time.Time, bool) { return time.Time{}, false }
func (neverEnds) Done() <-chan struct{}       { return nil }
func (neverEnds) Err() error                  { return nil }
func (neverEnds) Value(any) any               { return nil }

func newTestProgram(talk io.Writer) *program {
	texts, err := catalog.Load(ascult.I18n())
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return &program{
		name: "ascult", stdin: strings.NewReader(""), stdout: talk, stderr: talk, env: func(string) string { return "" },
		now: func() time.Time { return now }, rand: rand.Reader, texts: texts, lang: "en",
	}
}

// TestPages runs testdata/web against the sample site and a server of its own
// for each script.
func TestPages(t *testing.T) {
	if built.err != nil {
		t.Fatal(built.err)
	}
	webtest.Run(t, "testdata/web/*.txt", func(t *testing.T) webtest.Site {
		var talk bytes.Buffer
		p := newTestProgram(&talk)
		s := state{dir: t.TempDir()}
		s.keys = filepath.Join(s.dir, "keys")
		must(t, s.make())
		db, err := s.openStore(t.Context())
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		manifest, err := readManifest(built.dir)
		must(t, err)
		src, err := openSource("")
		must(t, err)
		banks, err := p.examBanks(src.fsys, "", manifest)
		must(t, err)
		who, err := s.issuer("", "")
		must(t, err)
		key, keys, err := p.loadKeys(s, who.ID)
		must(t, err)
		vault, err := credential.LoadOrCreateVault(s.keys, p.rand)
		must(t, err)
		base, err := url.Parse("http://127.0.0.1:8080")
		must(t, err)
		srv, err := server.New(t.Context(), server.Config{
			Site: built.dir, Manifest: manifest, Banks: banks, Store: db, Key: key, Keys: keys, Vault: vault, Catalog: p.texts,
			State: s.dir, BaseURL: base, Issuer: who, Location: time.UTC, Now: p.now, Rand: p.rand,
			Log: slog.New(slog.DiscardHandler),
		})
		must(t, err)
		return webtest.Site{Handler: srv.Handler(), Base: base.String(), Value: func(name string) (string, bool) {
			if name == "invite" {
				talk.Reset()
				must(t, p.invite(t.Context(), learner.RoleTrainer, s.dir, base.String()))
				link, _, _ := strings.Cut(talk.String(), "\n")
				_, code, ok := strings.Cut(link, "#")
				return code, ok
			}
			// ${t.ro.key} is a text of the interface.
			if lang, key, ok := strings.Cut(strings.TrimPrefix(name, "t."), "."); ok && strings.HasPrefix(name, "t.") {
				return p.texts.Text(lang, key), true
			}
			return "", false
		}}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
