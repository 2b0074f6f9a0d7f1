package credential

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"io"
)

// Stream returns 64 bytes that depend on the installation's secret and on
// label alone: the same label gives the same bytes, and nobody without the
// secret can tell them from chance. It is for codes that must be shown again
// though only their hash is stored. Label says the use first: "run-code:" + id.
func (v *Vault) Stream(label string) io.Reader {
	b, err := hkdf.Key(sha256.New, v.secret, nil, "ascult-derive-1:"+label, 64)
	if err != nil {
		return bytes.NewReader(nil) // 64 bytes are far below what HKDF can give
	}
	return bytes.NewReader(b)
}
