package catalog

import "slices"

// Languages are the languages Ascult speaks, in the order in which they are
// offered, as BCP 47 tags. Every text exists in all of them.
var Languages = []string{"ro", "ru", "uk", "en"}

// Known reports whether lang is one of [Languages].
func Known(lang string) bool {
	return slices.Contains(Languages, lang)
}

// Names are the languages' own names for themselves.
var Names = map[string]string{"ro": "Română", "ru": "Русский", "uk": "Українська", "en": "English"}
