package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxJSON  = 64 << 10 // the largest body that is read, in bytes
	maxDepth = 6        // of objects and lists within each other
)

// wholeNumber is a number as this API takes them: nothing that another reader
// could understand otherwise.
var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// json reads a request's body into a struct. names are all names that may
// stand in it, at any depth, spelt exactly so. What two readers could understand
// differently is refused: names twice or in capitals, more than one value,
// broken characters, numbers that are not whole. It returns errMedia,
// errTooLarge or errAPIBody.
func (c *Context) json(into any, names ...string) error {
	r := c.Request
	if r.Header.Get("Content-Encoding") != "" {
		return errMedia
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return errMedia
	}
	if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
		return errMedia
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, maxJSON))
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return large
	} else if err != nil {
		return errAPIBody // cut off, or too slow
	}
	if !utf8.Valid(body) || !plainJSON(body, names) {
		return errAPIBody
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if dec.Decode(into) != nil {
		return errAPIBody
	}
	return nil
}

// plainJSON reports whether data is one JSON object that has only the names
// given, each once in its object, whole numbers, and little depth.
func plainJSON(data []byte, names []string) bool {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	type level struct {
		object, value bool // value: the next token of an object is one
		seen          []string
	}
	var open []level
	for {
		token, err := dec.Token()
		if err != nil {
			return false
		}
		top := len(open) - 1
		name := top >= 0 && open[top].object && !open[top].value
		switch token := token.(type) {
		case json.Delim:
			if token == '{' || token == '[' {
				if top < 0 && token == '[' || top+1 >= maxDepth {
					return false
				}
				if top >= 0 {
					open[top].value = false
				}
				open = append(open, level{object: token == '{'})
				continue
			}
			open = open[:top]
			if top == 0 {
				_, err := dec.Token()
				return errors.Is(err, io.EOF)
			}
			continue
		case string:
			if name {
				if !slices.Contains(names, token) || slices.Contains(open[top].seen, token) {
					return false
				}
				open[top].seen, open[top].value = append(open[top].seen, token), true
				continue
			}
			if strings.ContainsAny(token, "\x00\ufffd") { // a lone surrogate is read as U+FFFD
				return false
			}
		case json.Number:
			if !wholeNumber.MatchString(token.String()) {
				return false
			}
		}
		if top < 0 {
			return false
		}
		open[top].value = false
	}
}
