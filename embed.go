// Package ascult carries the files that ship inside the program: the theme,
// the texts of the interface, the sample courses and what `ascult new` copies.
package ascult

import (
	"embed"
	"io/fs"
)

//go:embed all:themes
var themes embed.FS

//go:embed all:i18n
var i18n embed.FS

//go:embed all:content all:quizzes all:data all:spelling hugo.yaml
var sample embed.FS

//go:embed all:archetypes
var archetypes embed.FS

// Themes returns the themes, one folder each: the built-in one is "ascult".
func Themes() fs.FS { return sub(themes, "themes") }

// I18n returns the texts of the interface, one file a language.
func I18n() fs.FS { return sub(i18n, "i18n") }

// Sample returns the sample courses as an author's folder: content, quizzes,
// data, spelling and hugo.yaml.
func Sample() fs.FS { return sample }

// Archetypes returns what a new course, module, lesson or bank starts from.
func Archetypes() fs.FS { return sub(archetypes, "archetypes") }

func sub(fsys fs.FS, dir string) fs.FS {
	s, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // impossible: dir is a constant of this file
	}
	return s
}
