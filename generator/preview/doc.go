// Package preview shows a source as a site while somebody writes it: a saved
// file changes the open page, what is wrong stands in the page, scenarios show
// their graph, and texts can be edited beside the page they stand in. It
// answers this machine alone and keeps nothing outside the source folder. See
// docs/preview.md.
package preview
