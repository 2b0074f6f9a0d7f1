package qti

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"ascult/internal/quiz/interchange"
)

// archive packs files: name, content, name, content …
func archive(t *testing.T, files ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const manifest = `<manifest><resources><resource type="imsqti_item_xmlv2p1" href="a.xml"/></resources></manifest>`

// TestHostile holds that files that nobody wrote by hand have a place and a
// reason: bombs, names that lead out, damage.
func TestHostile(t *testing.T) {
	good := archive(t, "imsmanifest.xml", manifest, "a.xml", "<assessmentItem/>")
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "1:1 bad-xml"},
		"no XML":              {[]byte("Salut"), "1:1 bad-xml"},
		"a document type":     {[]byte(`<!DOCTYPE a [<!ENTITY b "b">]><assessmentItem/>`), ":1:1 bad-dtd"},
		"an entity":           {[]byte("<assessmentItem>\n&b;</assessmentItem>"), ":2:4 bad-xml"},
		"deep":                {[]byte(strings.Repeat("<a>", 1000)), ":1:298 bad-depth"},
		"wide":                {[]byte("<a>" + strings.Repeat("<b/>", 400_000)), "bad-size"},
		"another encoding":    {[]byte("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a/>"), ":1:1 bad-text"},
		"two bytes a letter":  {[]byte("\xff\xfe<\x00a\x00"), ":1:1 bad-text"},
		"QTI 1.2":             {[]byte("<questestinterop/>"), ":1:1 bad-root"},
		"QTI 3":               {[]byte("<qti-assessment-item/>"), ":1:1 bad-root"},
		"too large":           {make([]byte, interchange.MaxFile+1), ":1:1 bad-size"},
		"half an archive":     {good[:len(good)/2], "bad-archive"},
		"a name up":           {archive(t, "../a.xml", "x"), "bad-path"},
		"a name within up":    {archive(t, "imsmanifest.xml", manifest, "b/../../a.xml", "x"), "bad-path"},
		"a name from root":    {archive(t, "/etc/passwd", "x"), "bad-path"},
		"a name of Windows":   {archive(t, `..\a.xml`, "x"), "bad-path"},
		"an item not there":   {archive(t, "imsmanifest.xml", manifest), "imsmanifest.xml:1:22 bad-item"},
		"no manifest, no XML": {archive(t, "a.txt", "x"), "bad-item"},
		"a bomb":              {archive(t, "imsmanifest.xml", manifest, "a.xml", strings.Repeat(" ", 12<<20)), "a.xml:1:1 bad-size"},
		"an item that is not": {archive(t, "imsmanifest.xml", manifest, "a.xml", "<a>\n<b></a>"), "a.xml:2:8 bad-xml"},
		"an empty item":       {good, "a.xml:1:1 no-kind"},
	} {
		t.Run(name, func(t *testing.T) {
			b, losses := Read(test.data, "ro")
			if len(b.Questions) > 0 || len(losses) == 0 {
				t.Fatalf("%d questions, %v", len(b.Questions), losses)
			}
			got := losses[0].Pos.String() + " " + string(losses[0].Rule)
			if !strings.HasSuffix(got, test.want) {
				t.Errorf("%q, not %q", got, test.want)
			}
		})
	}
}

// TestSameBytes holds that a bank gives the same package every time.
func TestSameBytes(t *testing.T) {
	a, _ := Write(some(), "ro", words)
	b, _ := Write(some(), "ro", words)
	if !bytes.Equal(a, b) {
		t.Error("two packages of one bank differ")
	}
}
