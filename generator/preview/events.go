package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// An event is what an open page is told.
type event struct {
	Run      string `json:"run"`      // names this run of the program: another one means other tokens
	Revision int    `json:"revision"` // counts refreshes
	Page     bool   `json:"page"`     // the open page is other than before
	Files    bool   `json:"files"`    // so is something else that it may show: a style sheet, a script, a picture
}

// A hub tells open pages of changes.
type hub struct {
	mu    sync.Mutex
	pages map[chan event]string // the open page of each
}

func newHub() *hub { return &hub{pages: map[chan event]string{}} }

// tell sends every page what f says of it. One that does not listen just now
// gets the newest only.
func (h *hub) tell(f func(page string) event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch, page := range h.pages {
		e := f(page)
		select {
		case old := <-ch:
			e.Page, e.Files = e.Page || old.Page, e.Files || old.Files
		default:
		}
		ch <- e // it has room for one, and we took it out
	}
}

func (h *hub) join(page string) chan event {
	ch := make(chan event, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages[ch] = page
	return ch
}

func (h *hub) leave(ch chan event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, ch)
}

// heartbeat is how often an open page is told that nothing has happened, so
// that a connection that is gone is noticed.
const heartbeat = 20 * time.Second

// events answers an open page for as long as it stays open.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streaming", http.StatusInternalServerError)
		return
	}
	ch := s.hub.join(r.URL.Query().Get("page"))
	defer s.hub.leave(ch)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	send := func(e event) bool {
		data, err := json.Marshal(e)
		if err == nil {
			_, err = fmt.Fprintf(w, "data: %s\n\n", data)
		}
		flusher.Flush()
		return err == nil
	}
	fmt.Fprint(w, "retry: 500\n\n")
	// The first says where we are: a page that was fetched before knows by its
	// number whether it has missed something.
	if !send(event{Run: s.run, Revision: s.revision()}) {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.stopped:
			return
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": \n\n"); err != nil {
				return
			}
			flusher.Flush()
		case e := <-ch:
			if !send(e) {
				return
			}
		}
	}
}
