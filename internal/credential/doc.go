// Package credential makes certificates and tells genuine ones from others.
//
// A certificate is a [Number], a payload of [Facts] in one canonical form, and
// an Ed25519 signature over it. Paper, page and file are drawn from the signed
// payload and never from a profile. The bytes are described, with vectors, in
// docs/formats/certificate.md; that page is binding.
//
// The package reads no clock and no random source of its own: both are
// parameters. It opens no network connection.
package credential
