package check

import (
	"bytes"
	"reflect"
	"sync"

	"ascult/internal/course"
)

// A Cache keeps what was read from the texts of pages, so that a source which
// is checked again after an edit is read only where it has changed. What [Run]
// finds is the same with one as without. It may be used by several runs, one
// after the other or side by side, also of different parts of a source; it
// keeps the last reading of each page it has seen. The zero value is ready to
// use.
type Cache struct {
	mu     sync.Mutex
	pages  map[string]kept       // by path
	images map[string]*keptImage // by path
	words  map[string]wordList
	spell  bool
}

// kept is a reading and the page it was read from.
type kept struct {
	page    *course.Page
	reading *reading
}

// begin forgets everything if texts are judged by other words than before.
func (c *Cache) begin(words map[string]wordList, spell bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages == nil || c.spell != spell || !reflect.DeepEqual(c.words, words) {
		c.pages, c.words, c.spell = map[string]kept{}, words, spell
	}
}

// find returns the reading of a page that was read before as it is now.
func (c *Cache) find(p *course.Page) *reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.pages[p.Path]
	if !ok || k.page.BodyLine != p.BodyLine || k.page.Lang != p.Lang || k.page.Kind != p.Kind ||
		!bytes.Equal(k.page.Head, p.Head) || !bytes.Equal(k.page.Body, p.Body) || (k.page.Body == nil) != (p.Body == nil) {
		return nil
	}
	return k.reading
}

func (c *Cache) keep(p *course.Page, r *reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[p.Path] = kept{p, r}
}
