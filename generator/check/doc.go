// Package check reads a source folder whole and says everything that is wrong
// with it at once. It prints nothing: see ascult/internal/diag. Each rule has
// a page in docs/rules.
package check
