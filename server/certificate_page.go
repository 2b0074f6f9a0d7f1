package server

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ascult/internal/course"
	"ascult/internal/credential"
	"ascult/internal/credential/pdf"
	"ascult/internal/figure"
	"ascult/internal/learner"
	"ascult/server/store"
)

// certificatePage is the data of the holder's own page.
type certificatePage struct {
	ID           string
	Facts        credential.Facts
	Number       string
	Status       credential.Status
	RevokedOn    time.Time
	Reason       string
	Course       string // title in the certificate's language
	Issuer       string
	Hours        string // academic and clock hours, in words
	Verify       string // address with the signed certificate in its fragment
	VerifyPage   string // the same without
	Rings        []string
	EditionShort string
}

// certificate answers with the holder's certificate: the page, the PDF for the
// personnel file, or the JSON for machines. All three are drawn from the signed
// payload, never from the account.
func (s *Server) certificate(c *Context) error {
	id, form := c.Param("id"), ""
	for _, ending := range []string{".pdf", ".json"} {
		if rest, ok := strings.CutSuffix(id, ending); ok {
			id, form = rest, ending
			break
		}
	}
	ctx := c.Request.Context()
	row, err := s.cfg.Store.Certificate(ctx, id, c.Person.ID)
	if err != nil {
		return fmt.Errorf("find certificate: %w", err)
	}
	if len(row.Signature) == 0 {
		if err := s.signCertificate(ctx, row); err != nil {
			return err
		}
		if row, err = s.cfg.Store.Certificate(ctx, id, c.Person.ID); err != nil {
			return fmt.Errorf("find certificate: %w", err)
		}
	}
	payload, err := s.payload(ctx, row)
	if err != nil {
		return err
	}
	signed := credential.Signed{Payload: payload, Signature: row.Signature}
	facts, err := credential.Decode(payload)
	if err != nil {
		return fmt.Errorf("read certificate %s: %w", id, err)
	}
	edition, err := s.keep.edition(row.Edition)
	if err != nil {
		return err
	}
	// What is withdrawn is not given out again as if it were not.
	if form != "" && !row.Revoked.IsZero() {
		return errNotFound
	}
	switch form {
	case ".json":
		data, err := signed.JSON()
		if err != nil {
			return err
		}
		return s.download(c, "application/json", facts, form, data)
	case ".pdf":
		data, err := s.draw(signed, facts, edition)
		if err != nil {
			return err
		}
		return s.download(c, "application/pdf", facts, form, data)
	}
	return s.page(c, http.StatusOK, "certificate", s.certificateData(c, row, signed, facts, edition))
}

func (s *Server) certificateData(c *Context, row store.Certificate, signed credential.Signed, f credential.Facts, e course.Edition) certificatePage {
	today := credential.Day(s.now(), s.cfg.Location)
	page := strings.TrimSuffix(s.cfg.BaseURL.String(), "/") + "/v"
	return certificatePage{
		ID: row.ID, Facts: f, Number: f.Number.Grouped(), Status: credential.PublicByNumber(f, !row.Revoked.IsZero(), today).Status,
		RevokedOn: row.Revoked, Reason: row.Reason, Course: e.Texts[f.Language].Title, Issuer: s.cfg.Issuer.Name,
		Hours: pdf.Hours(c.Lang, f.Minutes, s.cfg.Catalog), VerifyPage: page, Verify: page + "#" + signed.Text(),
		Rings: rings(string(f.Number)), EditionShort: hex.EncodeToString(f.Edition[:6]),
	}
}

// ringsSize is the side of the drawing of rings on a page, in CSS pixels.
const ringsSize = 112

// rings are the path data of a number's rings.
func rings(number string) []string {
	var paths []string
	for _, arc := range figure.Rings(number) {
		paths = append(paths, arc.Path(ringsSize/2, ringsSize/2-4))
	}
	return paths
}

// download sends a file under a name that says what it is and nothing of whose.
func (s *Server) download(c *Context, media string, f credential.Facts, ending string, data []byte) error {
	h := c.Writer.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="ascult-`+f.Course+"-"+f.Issued.Format("2006-01-02")+ending+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	c.Writer.WriteHeader(http.StatusOK)
	_, _ = c.Writer.Write(data) // a reader who left needs no answer
	return nil
}

// certificateOf finds what a passed attempt has earned, or "".
func (s *Server) certificateOf(c *Context, a learner.Attempt) (string, error) {
	all, err := s.cfg.Store.Certificates(c.Request.Context(), c.Person.ID)
	if err != nil {
		return "", fmt.Errorf("list certificates: %w", err)
	}
	found := ""
	for _, k := range all {
		if k.Attempt == a.ID || (found == "" && k.Edition == a.Edition && k.Revoked.IsZero()) {
			found = k.ID
		}
	}
	return found, nil
}

// draw makes the PDF.
func (s *Server) draw(signed credential.Signed, f credential.Facts, e course.Edition) ([]byte, error) {
	titles := pdf.Titles{Course: e.Texts[f.Language].Title, English: e.Texts["en"].Title, Issuer: s.cfg.Issuer.Name}
	data, err := pdf.Draw(signed, titles, strings.TrimSuffix(s.cfg.BaseURL.String(), "/"), s.cfg.Catalog)
	if err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	return data, nil
}
