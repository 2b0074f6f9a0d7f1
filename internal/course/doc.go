// Package course reads courses: pages, front matter and settings, each with
// its place in the source, and describes built editions. See
// docs/formats/course.md.
package course
