package exchange

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ascult/generator/translate"
)

// Each malformed file is refused whole, with a place inside it. The file
// "want" says where and by which rule.
func TestMalformed(t *testing.T) {
	want, err := os.ReadFile("testdata/malformed/want")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/malformed/*")
	var have strings.Builder
	for _, name := range files {
		if filepath.Base(name) == "want" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs, ds := Read(filepath.Base(name), data)
		if len(docs) > 0 || len(ds) != 1 {
			t.Errorf("%s: %d documents, %s", name, len(docs), printed(ds))
			continue
		}
		fmt.Fprintln(&have, ds[0].Pos, ds[0].Rule)
	}
	if diff := cmp.Diff(string(want), have.String()); diff != "" {
		t.Error(diff)
	}
}

func TestHugeInputs(t *testing.T) {
	for name, data := range map[string]string{
		"long line":  "msgid \"\"\nmsgstr \"" + strings.Repeat("x", 10<<20) + "\"\n",
		"deep":       `<xliff xmlns="` + ns12 + `" version="1.2">` + strings.Repeat("<file>", 100_000),
		"deep text":  `<xliff xmlns="` + ns12 + `" version="1.2"><file><body><trans-unit id="a"><source>` + strings.Repeat(`<g id="1">`, 100_000),
		"deep notes": `<xliff xmlns="` + ns12 + `" version="1.2"><file><body><trans-unit id="a"><note>` + strings.Repeat(`<g id="1">`, 100_000),
		"many marks": "msgid \"\"\nmsgstr \"X-Source-Language: ro\\nLanguage: ru\\n\"\n\nmsgid \"" + strings.Repeat("<1>", 80_000) + "\"\nmsgstr \"" + strings.Repeat("</1>", 60_000) + "\"\n",
	} {
		docs, ds := Read("x", []byte(data))
		for _, d := range docs {
			_, more := Import(sample(), []Document{d}, "")
			ds = append(ds, more...)
		}
		if len(ds) == 0 {
			t.Errorf("%s: nothing is said", name)
		}
	}
}

// What other programs make of our files is read as well.
func TestOtherPrograms(t *testing.T) {
	want := translate.Pieces{{Text: "a "}, {Kind: translate.Open, ID: 1}, {Text: "b"}, {Kind: translate.Close, ID: 1}, {Text: " "}, {Kind: translate.Alone, ID: 2}, {Text: "<&"}}
	unit12 := `<xliff xmlns="` + ns12 + `" version="1.2"><file original="p" source-language="ro" target-language="ru" datatype="x"><body><trans-unit id="i"><source>s</source><seg-source><mrk mtype="seg">s</mrk></seg-source><target>%s</target><alt-trans><source>q</source><target>z</target></alt-trans></trans-unit></body></file></xliff>`
	unit21 := `<xliff xmlns="` + ns20 + `" version="2.0" srcLang="ro" trgLang="ru"><file id="f" original="p"><unit id="i"><notes><note>n</note></notes>%s</unit></file></xliff>`
	po := "# x\nmsgid \"\"\nmsgstr \"\"\n\"Language: ru\\n\"\n\"X-Source-Language: ro\\n\"\n\n#| msgid \"old\"\n#: p:1\nmsgctxt \"p#i\"\nmsgid \"\"\n\"s\"\nmsgstr %s\n\n#~ msgid \"gone\"\n#~ msgstr \"weg\"\n"
	for name, data := range map[string]string{
		"g":           fmt.Sprintf(unit12, `a <g id="1">b</g> <x id="2"/>&lt;&amp;`),
		"bx":          fmt.Sprintf(unit12, `a <bx id="1" rid="1"/>b<ex id="5" rid="1"/> <ph id="2">br</ph><![CDATA[<&]]>`),
		"bpt":         fmt.Sprintf(unit12, `<mrk mtype="seg" mid="0">a <bpt id="1">**</bpt>b<ept id="1">**</ept> </mrk><it id="2" pos="open">q</it>&#60;&amp;`),
		"pc":          fmt.Sprintf(unit21, `<segment><source>s</source><target>a <pc id="1">b</pc> </target></segment><segment><source>t</source><target><ph id="2"/>&lt;&amp;</target></segment>`),
		"sc":          fmt.Sprintf(unit21, `<segment state="final"><source>s</source><target>a <sc id="1"/><mrk id="m">b</mrk><ec startRef="1"/> <ph id="2"/><cp hex="003C"/>&amp;</target></segment>`),
		"po":          fmt.Sprintf(po, `"a <1>b</1> <2/><&"`),
		"po wrapped":  fmt.Sprintf(po, "\"\"\n\"a <1>\"\n  \"b</1> <2/>\"\n\"\\074&\""),
		"po with bom": "\ufeff" + strings.ReplaceAll(fmt.Sprintf(po, `"a <1>b</1> <2/><&"`), "\n", "\r\n"),
	} {
		docs, ds := Read("x", []byte(data))
		if len(ds) > 0 || len(docs) != 1 || len(docs[0].Files) != 1 || len(docs[0].Files[0].Units) != 1 {
			t.Errorf("%s: %v %s", name, docs, printed(ds))
			continue
		}
		u := docs[0].Files[0].Units[0]
		if docs[0].Source != "ro" || docs[0].Target != "ru" || docs[0].Files[0].Path != "p" || u.ID != "i" || !equal(u.Target, want) {
			t.Errorf("%s: %+v", name, u)
		}
	}
}

// fuzzRead: no file makes the reader fail, places lie in the file, and what
// could be read is the same after it was written and read once more.
func fuzzRead(f *testing.F, format Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	files, _ := filepath.Glob("testdata/malformed/*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, ds := Read("x", data)
		for _, d := range ds {
			if d.Pos.Line < 1 || d.Pos.Line > bytes.Count(data, []byte("\n"))+1 || d.Pos.Col < 1 {
				t.Fatalf("%v", d.Pos)
			}
		}
		for _, doc := range docs {
			if doc.Count() == 0 {
				continue
			}
			for i, file := range doc.Files {
				for k, u := range file.Units {
					u.Source, u.Target, u.Notes = nested(u.Source.Tidy()), nested(u.Target.Tidy()), nil
					if len(u.Target) == 0 {
						u.Target = nil
					}
					doc.Files[i].Units[k] = u
					if !expressible(u.Source) || !expressible(u.Target) || !plainName(file.Path+u.ID+doc.Source+doc.Target) || u.ID == "" {
						return
					}
				}
			}
			again, ds := Read("x", Write(format, doc, Preface{}))
			if len(ds) > 0 || len(again) != 1 || again[0].Count() != doc.Count() {
				t.Fatalf("%d documents\n%s\n%s", len(again), printed(ds), Write(format, doc, Preface{}))
			}
			for i, file := range doc.Files {
				for k, u := range file.Units {
					v := again[0].Files[i].Units[k]
					if u.ID != v.ID || !equal(u.Source, v.Source) || !equal(u.Target, v.Target) || u.SourceHash != v.SourceHash || u.TargetHash != v.TargetHash {
						t.Fatalf("%+v\n%+v", u, v)
					}
				}
			}
		}
	})
}

// nested leaves out the ends that belong to nothing: XML cannot say them.
func nested(ps translate.Pieces) translate.Pieces {
	if paired(ps) == nil && !slices.ContainsFunc(ps, func(p translate.Piece) bool { return p.ID >= 1_000_000 }) {
		return ps
	}
	var out translate.Pieces
	for _, p := range ps {
		if p.Kind == translate.Words {
			out = append(out, p)
		}
	}
	return out.Tidy()
}

func plainName(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"&<>\#:,`, r) })
}

func FuzzXLIFF12(f *testing.F) {
	fuzzRead(f, XLIFF12, `<xliff xmlns="`+ns12+`" version="1.2"><file original="p" source-language="ro" target-language="ru" datatype="x"><body><trans-unit id="i" approved="yes" extradata="ascult source=0123456789abcdef target="><source>s <g id="1">t</g></source><target state="final">a <bx id="1"/>b<ex id="1"/> <x id="2"/></target></trans-unit></body></file></xliff>`)
}

func FuzzXLIFF21(f *testing.F) {
	fuzzRead(f, XLIFF21, `<xliff xmlns="`+ns20+`" version="2.1" srcLang="ro" trgLang="ru"><file id="f" original="p"><unit id="i"><segment state="final"><source>s</source><target>a <sc id="1"/><mrk id="m">b</mrk><ec startRef="1"/> <ph id="2"/><cp hex="003C"/>&amp;</target></segment></unit></file></xliff>`)
}

func FuzzPO(f *testing.F) {
	fuzzRead(f, PO, "msgid \"\"\nmsgstr \"X-Source-Language: ro\\nLanguage: ru\\n\"\n\n#. ascult source=0123456789abcdef target=\n#, fuzzy\nmsgctxt \"p#i\"\nmsgid \"a &lt;1> &amp;lt; <1>b</1>\"\nmsgstr \"\"\n\"\\\"x\\\\ \\t<2/>\"\n")
}
