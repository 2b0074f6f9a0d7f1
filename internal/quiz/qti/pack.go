package qti

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"time"

	"ascult/internal/quiz"
	"ascult/internal/quiz/interchange"
)

// A pack is a content package being written.
type pack struct {
	names, items []string
	resources    strings.Builder
}

func (p *pack) add(q quiz.Question, item, lang string) {
	name := "items/" + q.ID + ".xml"
	p.names, p.items = append(p.names, name), append(p.items, item)
	fmt.Fprintf(&p.resources, "    <resource identifier=\"ITEM-%s\" type=\"imsqti_item_xmlv2p1\" href=\"%s\">\n", q.ID, name)
	if tags := interchange.Tags(q, false); len(tags) > 0 {
		p.resources.WriteString("      <metadata><lom:lom><lom:general>")
		for _, t := range tags {
			fmt.Fprintf(&p.resources, "<lom:keyword><lom:string language=%q>%s</lom:string></lom:keyword>", lang, interchange.EscapeXML(t))
		}
		p.resources.WriteString("</lom:general></lom:lom></metadata>\n")
	}
	fmt.Fprintf(&p.resources, "      <file href=\"%s\"/>\n    </resource>\n", name)
}

// bytes packs everything, or returns nil when there is nothing. Every file has
// the same time, the first that ZIP knows.
func (p *pack) bytes() []byte {
	if len(p.items) == 0 {
		return nil
	}
	manifest := `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:lom="http://ltsc.ieee.org/xsd/LOM" identifier="ASCULT">
  <metadata>
    <schema>QTIv2.1 Package</schema>
    <schemaversion>1.0.0</schemaversion>
  </metadata>
  <organizations/>
  <resources>
` + p.resources.String() + `  </resources>
</manifest>
`
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	put := func(name, content string) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			panic("qti: a buffer takes everything: " + err.Error())
		}
	}
	put("imsmanifest.xml", manifest)
	for i, name := range p.names {
		put(name, p.items[i])
	}
	if err := z.Close(); err != nil {
		panic("qti: a buffer takes everything: " + err.Error())
	}
	return buf.Bytes()
}
