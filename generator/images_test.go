package generator

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"ascult/internal/catalog"
	"ascult/internal/diag"
)

const (
	pictureFile = "content/ro/courses/interviewing/a1/chairs.png"
	ownFile     = "content/ru/courses/interviewing/a1/chairs.png"
)

func pngOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// illustrate puts a picture at the end of a lesson in all languages.
func illustrate(t *testing.T, src fstest.MapFS, alts map[string]string) {
	t.Helper()
	src[pictureFile] = &fstest.MapFile{Data: pngOf(t, 20, 10)}
	for _, lang := range catalog.Languages {
		name := "content/" + lang + "/courses/interviewing/a1/purpose.md"
		src[name] = &fstest.MapFile{Data: append(bytes.Clone(src[name].Data), "\n!["+alts[lang]+"](chairs.png)\n"...)}
	}
}

var alts = map[string]string{
	"ro": "Două scaune în unghi drept", "ru": "Два стула под прямым углом", "uk": "Два стільці під прямим кутом", "en": "Two chairs & a table",
}

var reImage = regexp.MustCompile(`<img[^>]*>`)

// TestPicturesArePublished: one file for all languages, another where a
// translation has its own, with all that a browser needs and no more.
func TestPicturesArePublished(t *testing.T) {
	o := sample(t)
	src := writable(t, o.Source)
	o.Source = src
	illustrate(t, src, alts)
	src[ownFile] = &fstest.MapFile{Data: pngOf(t, 30, 10)}
	files, manifest, ds, err := Render(context.Background(), o)
	if err != nil || len(ds) > 0 {
		t.Fatal(err, ds)
	}
	want := map[string]string{
		"ro": `<img src="chairs\.[0-9a-f]{16}\.png" alt="Două scaune în unghi drept" width="20" height="10" loading="lazy" decoding="async">`,
		"ru": `<img src="chairs\.[0-9a-f]{16}\.png" alt="Два стула под прямым углом" width="30" height="10" loading="lazy" decoding="async">`,
		"en": `<img src="\.\./\.\./\.\./\.\./ro/courses/interviewing/a1/chairs\.[0-9a-f]{16}\.png" alt="Two chairs &amp; a table" width="20" height="10" loading="lazy" decoding="async">`,
	}
	for lang, re := range want {
		page := lang + "/courses/interviewing/a1/purpose.html"
		found := reImage.FindAllString(string(files[page]), -1)
		if len(found) != 1 || !regexp.MustCompile("^"+re+"$").MatchString(found[0]) {
			t.Errorf("%s shows %q", lang, found)
			continue
		}
		src := regexp.MustCompile(`src="([^"]*)"`).FindStringSubmatch(found[0])[1]
		if _, ok := files[path.Join(path.Dir(page), src)]; !ok {
			t.Errorf("%s: %s is not published", lang, src)
		}
	}
	for name := range files {
		if strings.HasSuffix(name, "chairs.png") {
			t.Errorf("%s is published under its own name", name)
		}
	}

	// Another picture is another edition, though no word changed.
	before := manifest.Courses
	src[pictureFile] = &fstest.MapFile{Data: pngOf(t, 21, 10)}
	_, manifest, _, err = Render(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range manifest.Courses {
		if (e.Hash != before[i].Hash) != (e.Course == "interviewing") {
			t.Errorf("%s is the edition %s after %s", e.Course, e.Hash, before[i].Hash)
		}
	}
}

// TestSessionShowsPictures: the page follows a picture that is drawn anew, and
// one that is broken does not take the last good one away.
func TestSessionShowsPictures(t *testing.T) {
	s, src := opened(t)
	illustrate(t, src, alts)
	const page = "en/courses/interviewing/a1/purpose.html"
	refreshed(t, s)
	shown := func() string {
		data, _ := s.Page(page)
		m := regexp.MustCompile(`src="\.\./\.\./\.\./\.\./(ro/[^"]*chairs[^"]*)"`).FindSubmatch(data)
		if m == nil {
			t.Fatalf("no picture: %v", s.Diagnostics())
		}
		return string(m[1])
	}
	first := shown()
	if data, ok := s.Page(first); !ok || !bytes.Equal(data, src[pictureFile].Data) {
		t.Error("the picture is not there")
	}
	src[pictureFile] = &fstest.MapFile{Data: pngOf(t, 20, 11)}
	if c := refreshed(t, s, pictureFile); len(c.Pages) == 0 {
		t.Error("a picture was drawn anew, and no page is told")
	}
	second := shown()
	if data, ok := s.Page(second); second == first || !ok || !bytes.Equal(data, src[pictureFile].Data) {
		t.Error("the old picture is shown")
	}
	src[pictureFile] = &fstest.MapFile{Data: []byte("no picture")}
	if c := refreshed(t, s, pictureFile); !diag.HasErrors(c.Diagnostics) || shown() != second {
		t.Error("a broken picture took the last good one away")
	}
	if _, ok := s.Page(second); !ok {
		t.Error("the last good picture is gone")
	}
}
