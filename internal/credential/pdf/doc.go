// Package pdf draws a certificate on a sheet of A4.
//
// What is printed comes from the signed payload, and titles from the edition
// it names; never from a profile. The same certificate gives the same bytes,
// so that no file needs to be kept. The signed certificate is inside the file
// (see credential.ReadFile) and in the QR code. The file has no tags: the web
// page of a certificate is the form for screen readers.
package pdf
