package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"ascult/internal/course"
	"ascult/internal/learner"
	"ascult/server/store"
)

// maxSegments is the longest list of segments that is taken, in bytes.
const maxSegments = 8 << 10

// segmentList is the form of data-segments, see docs/formats/segments.md.
var segmentList = regexp.MustCompile(`^[a-z2-7]{6}:[0-9a-f]{8}(?: [a-z2-7]{6}:[0-9a-f]{8})*$`)

// cleanSegments returns a list of segments as it was sent, or "" if it is none.
func cleanSegments(sent string) string {
	if len(sent) > maxSegments || !segmentList.MatchString(sent) {
		return ""
	}
	return sent
}

// A news says how much of a page is not as it was when somebody read it.
type news struct {
	changed int // segments that are new, or have another text
	of      int // segments now
}

// much reports whether the page is better read as a whole.
func (n news) much() bool { return 3*n.changed > 2*n.of }

// since compares a page as it is with what was read of it. Of a page that was
// read before segments were kept nothing is known, so it counts as unchanged.
func since(read, now string) news {
	fields := strings.Fields(now)
	n := news{of: len(fields)}
	if read == "" {
		return n
	}
	known := map[string]bool{}
	for f := range strings.FieldsSeq(read) {
		known[f] = true
	}
	for _, f := range fields {
		if !known[f] {
			n.changed++
		}
	}
	return n
}

// lessons are the lessons of an edition in order.
func lessons(e course.Edition) []course.Lesson {
	var all []course.Lesson
	for _, m := range e.Modules {
		all = append(all, m.Lessons...)
	}
	return all
}

// findLesson returns a lesson by the id of its page, and its place in the
// course from 0.
func (s *Server) findLesson(courseID, page string) (course.Edition, int, error) {
	e, ok := s.cfg.Manifest.Edition(courseID)
	if !ok {
		return e, 0, errNotFound
	}
	for i, l := range lessons(e) {
		if l.Page == page {
			return e, i, nil
		}
	}
	return e, 0, errNotFound
}

// setRead keeps that a person has read a page now. Enrolled or not: only the
// person sees it, until an enrolment lets a trainer see how many were read.
func (s *Server) setRead(ctx context.Context, p learner.Person, courseID, page, segments string) error {
	err := s.write(ctx, func(tx store.Tx) error {
		return tx.SetRead(p.ID, p.Institution, courseID, page, store.Reading{At: s.now(), Segments: segments})
	})
	if err != nil {
		return fmt.Errorf("mark as read: %w", err)
	}
	return nil
}

// progressJSON is the answer of GET /api/v1/progress.
type progressJSON struct {
	Courses map[string]map[string]readingJSON `json:"courses"` // by course and page
}

type readingJSON struct {
	At       time.Time `json:"at"`
	Segments string    `json:"segments"`
}

func (s *Server) progress(c *Context) error {
	out := progressJSON{Courses: map[string]map[string]readingJSON{}}
	for _, e := range s.cfg.Manifest.Courses {
		read, err := s.cfg.Store.Progress(c.Request.Context(), c.Person.ID, e.Course)
		if err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		for page, r := range read {
			if out.Courses[e.Course] == nil {
				out.Courses[e.Course] = map[string]readingJSON{}
			}
			out.Courses[e.Course][page] = readingJSON(r)
		}
	}
	return c.answer(http.StatusOK, out)
}

// putProgress keeps what a browser knows: a page read just now, or one that was
// read before its reader signed in. The second may be older than what is kept,
// so of two lists of segments the one that is nearer to the page as it is stays.
func (s *Server) putProgress(c *Context) error {
	var in struct{ Course, Page, Segments string }
	if err := errors.Join(c.plainQuery(), c.json(&in, "course", "page", "segments")); err != nil {
		return err
	}
	edition, i, err := s.findLesson(in.Course, in.Page)
	if err != nil {
		return err
	}
	ctx, now := c.Request.Context(), lessons(edition)[i].Segments[edition.Source]
	kept, err := s.cfg.Store.Progress(ctx, c.Person.ID, edition.Course)
	if err != nil {
		return fmt.Errorf("read progress: %w", err)
	}
	segments, old := cleanSegments(in.Segments), kept[in.Page].Segments
	if segments == "" || old != "" && since(old, now).changed < since(segments, now).changed {
		segments = old
	}
	if err := s.setRead(ctx, c.Person, edition.Course, in.Page, segments); err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusNoContent)
	return nil
}
