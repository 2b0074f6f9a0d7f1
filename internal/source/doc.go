// Package source reads the files of authors strictly: plain UTF-8 of a bounded
// size, and YAML in which every scalar stays the text that was written and
// every key has a place. It never stops at the first problem and never
// panics, whatever the bytes.
//
// The YAML accepted is the plain part of YAML 1.2: one document, no anchors,
// aliases, merge keys or tags, no duplicate keys.
package source
