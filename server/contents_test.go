package server

import (
	"testing"

	"ascult/internal/course"
)

func TestAWrongAddressInACourseShowsItsContents(t *testing.T) {
	s := &Server{cfg: Config{Manifest: course.Manifest{Courses: []course.Edition{{
		Course: "interviewing", Texts: map[string]course.Texts{"ru": {Title: "Беседа"}},
		Modules: []course.Module{{ID: "a1", Lessons: []course.Lesson{{
			Page: "a1/purpose", Path: "courses/interviewing/a1/purpose.html", Titles: map[string]string{"ru": "Для чего"},
		}}}},
	}}}}}
	for address, want := range map[string]bool{
		"/ru/courses/interviewing/a1/old.html": true,
		"/ru/courses/interviewing/":            true,
		"/ru/courses/unknown/a1/old.html":      false,
		"/ru/courses/":                         false,
		"/xx/courses/interviewing/a1/old.html": false,
		"/ru/attempt/interviewing/result":      false,
		"/ru/g/9.html":                         false,
	} {
		got := s.contents(address, "ru")
		if (got != nil) != want {
			t.Errorf("%s: %+v", address, got)
		}
		if got != nil && (got.Title != "Беседа" || len(got.Entries) != 1 || got.Entries[0].Title != "Для чего") {
			t.Errorf("%s: %+v", address, got)
		}
	}
}
