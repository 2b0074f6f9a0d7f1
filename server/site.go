package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"

	"ascult/internal/catalog"
)

// A site is a built site held in memory, compressed once: nothing is
// compressed while a request waits.
type site struct {
	files map[string]*file // by path without a leading slash
	early string           // value of the Link header of pages: the font of headings, which no page does without
}

// A file is one static file in the forms that browsers accept.
type file struct {
	kind            string // media type
	plain, gz, br   []byte // gz and br are nil where they would not be smaller
	etag            string // strong, quoted, of the plain bytes
	immutable, page bool
	private         bool // awareness pages: no cache may keep them
}

// served are the endings of files that a site may hold. Anything else in the
// folder is not served, dotfiles least of all.
var served = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
	".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf", ".ico": "image/x-icon",
	".webmanifest": "application/manifest+json", ".vtt": "text/vtt; charset=utf-8", ".mp4": "video/mp4", ".mp3": "audio/mpeg",
}

// hashed is the name of a file whose content is named by it.
var hashed = regexp.MustCompile(`\.[0-9a-f]{12,64}\.[a-z0-9]+$`)

// loadSite reads a folder. Links that lead out of it are refused by os.Root.
func loadSite(folder string) (*site, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("open the site: %w", err)
	}
	defer func() { _ = root.Close() }()
	s := &site{files: map[string]*file{}}
	fsys := root.FS()
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		kind, ok := served[path.Ext(name)]
		if d.IsDir() || !ok {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		s.files[name] = newFile(name, kind, data)
		if strings.HasPrefix(name, "fonts/literata-600.") {
			s.early = "</" + name + `>; rel=preload; as=font; type="font/woff2"; crossorigin`
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the site: %w", err)
	}
	return s, nil
}

func newFile(name, kind string, data []byte) *file {
	sum := sha256.Sum256(data)
	f := &file{kind: kind, plain: data, etag: `"` + hex.EncodeToString(sum[:16]) + `"`, immutable: hashed.MatchString(name)}
	f.page = strings.HasPrefix(kind, "text/html")
	if parts := strings.Split(name, "/"); len(parts) > 2 && parts[1] == "g" {
		f.private = true
	}
	if strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg") {
		var gz, br bytes.Buffer
		zw, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression) // the level is valid
		_, _ = zw.Write(data)                                   // a bytes.Buffer takes everything
		_ = zw.Close()
		bw := brotli.NewWriterLevel(&br, 9)
		_, _ = bw.Write(data)
		_ = bw.Close()
		if gz.Len() < len(data) {
			f.gz = gz.Bytes()
		}
		if br.Len() < len(data) {
			f.br = br.Bytes()
		}
	}
	return f
}

// find returns the file for the path of an address: the file itself, the page
// of a folder, or the page that goes by the name without its ending.
func (s *site) find(p string) *file {
	name := strings.TrimPrefix(p, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if f, ok := s.files[name]; ok {
		return f
	}
	return s.files[name+".html"]
}

// script returns the address of a script of the theme by its name without the
// hash, or "" if the site has none.
func (s *site) script(name string) string {
	for f := range s.files {
		if strings.HasPrefix(f, "js/"+name+".") {
			return "/" + f
		}
	}
	return ""
}

// static answers with a file of the site.
func (s *Server) static(c *Context) error {
	r := c.Request
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.Header("Allow", "GET, HEAD")
		return errMethod
	}
	current := s.site.Load()
	f := current.find(r.URL.Path)
	if f == nil {
		if f := current.files[strings.TrimPrefix(r.URL.Path, "/")+"/index.html"]; f != nil && path.Clean(r.URL.Path) == r.URL.Path {
			return redirectError(r.URL.Path + "/")
		}
		return s.missing(c)
	}
	h := c.Writer.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", f.caching())
	if f.page && current.early != "" {
		// In the page itself it would be refused where the page is read from a disk.
		h.Set("Link", current.early)
	}
	if f.page && !f.private {
		// A page may hold a form, and with no-referrer a browser on plain http
		// sends "Origin: null" with it.
		h.Set("Referrer-Policy", "same-origin")
	}
	if !f.page {
		// They say something about documents only, and would be a tenth of what a
		// small page weighs. An image can be opened as a document.
		h.Del("Cross-Origin-Opener-Policy")
		h.Del("Permissions-Policy")
		if !strings.HasPrefix(f.kind, "image/") {
			h.Del("Content-Security-Policy")
		}
	}
	body, etag := f.plain, f.etag
	switch encoding(r.Header.Get("Accept-Encoding"), f) {
	case "br":
		body, etag = f.br, strings.TrimSuffix(f.etag, `"`)+`-br"`
		h.Set("Content-Encoding", "br")
	case "gzip":
		body, etag = f.gz, strings.TrimSuffix(f.etag, `"`)+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		c.Writer.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Writer.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = c.Writer.Write(body) // a reader who left needs no answer
	}
	return nil
}

func (f *file) caching() string {
	switch {
	case f.private:
		return "no-store"
	case f.immutable:
		return "public, max-age=31536000, immutable"
	default:
		return "no-cache"
	}
}

// missing answers 404 in the language of the address.
func (s *Server) missing(c *Context) error {
	if first, _, _ := strings.Cut(strings.TrimPrefix(c.Request.URL.Path, "/"), "/"); catalog.Known(first) {
		c.Lang = first
	}
	return errNotFound
}

// encoding chooses the best form that the browser accepts; "q=0" refuses one.
func encoding(accept string, f *file) string {
	ok := map[string]bool{}
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.TrimPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		v, err := strconv.ParseFloat(q, 64)
		ok[strings.ToLower(name)] = params == "" || (err == nil && v > 0)
	}
	switch {
	case f.br != nil && ok["br"]:
		return "br"
	case f.gz != nil && ok["gzip"]:
		return "gzip"
	}
	return ""
}

// matches reports whether an If-None-Match header names the tag.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}
