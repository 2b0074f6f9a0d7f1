package credential

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// strictJSON decodes exactly one JSON value without unknown or doubled keys.
// encoding/json takes keys in any case and the last of two; both are refused,
// since two readers could then read two certificates in one file.
func strictJSON(b []byte, into any) error {
	if err := uniqueKeys(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// uniqueKeys refuses objects that have a key twice in any case, nesting deeper
// than eight, and anything after the first value.
func uniqueKeys(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if err := uniqueValue(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

func uniqueValue(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	if depth == 8 {
		return errors.New("JSON nested too deep")
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			k, err := d.Token()
			if err != nil {
				return err
			}
			key := string(bytes.ToLower([]byte(k.(string))))
			if seen[key] {
				return fmt.Errorf("key %q twice", k)
			}
			seen[key] = true
		}
		if err := uniqueValue(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
