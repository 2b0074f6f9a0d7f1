// Package catalog holds the texts of the interface in every language. Theme
// and server read the same files, i18n/<lang>.yaml.
package catalog
