// Package archtest keeps the rules of docs/architecture.md true: who may
// import what, what exists in one place only, and that the interface is
// complete in every language. It has nothing but tests.
//
// Each rule comes with a small made-up tree that breaks it, so that the proof
// that it can fail stays beside it. The files are read here and not asked of
// the go command: go test then knows when its cached result is stale.
package archtest
