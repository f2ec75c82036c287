package live

import (
	"context"
	"errors"
	"sync"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	readPage = 200
	// tick is the least time between two readings of the log: what is
	// committed meanwhile travels together. The first after a pause goes at once.
	tick = 12 * time.Millisecond
	// presenceTick is the same for lists of who is present.
	presenceTick = 150 * time.Millisecond
	// readRetry is how long to wait when the database does not answer.
	readRetry = 250 * time.Millisecond
)

// room is one workspace that somebody watches from this process: one reader of
// the log, and the streams it hands changes to.
type room struct {
	hub    *Hub
	id     taskflow.WorkspaceID
	wake   chan struct{}
	greet  chan struct{} // presence may have changed
	stop   chan struct{}
	loaded chan struct{}
	err    error // of loading; read after loaded is closed

	refs int // under the hub's lock

	mu      sync.Mutex
	at      taskflow.Cursor
	sight   sight
	streams map[*stream]struct{}
	closed  bool
}

func newRoom(h *Hub, ws taskflow.WorkspaceID) *room {
	return &room{
		hub: h, id: ws, wake: make(chan struct{}, 1), greet: make(chan struct{}, 1), stop: make(chan struct{}), loaded: make(chan struct{}),
		streams: map[*stream]struct{}{},
	}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// run loads the end of the log and follows it until the last stream left.
func (r *room) run(ctx context.Context) {
	r.err = r.hub.db.View(ctx, func(tx *db.Tx) (err error) {
		if r.at, err = changes.Head(tx, r.id); err != nil {
			return err
		}
		r.sight.view, err = loadView(tx, r.id)
		return err
	})
	close(r.loaded)
	if r.err != nil {
		return
	}
	var greeted time.Time
	var greetLater <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.stop:
			return
		case <-r.wake:
			began := time.Now()
			if !r.readOn(ctx) {
				return
			}
			if !pause(ctx, r.stop, tick-time.Since(began)) {
				return
			}
		case <-r.greet:
			if wait := presenceTick - time.Since(greeted); wait > 0 {
				if greetLater == nil {
					greetLater = time.After(wait)
				}
				continue
			}
			greeted = time.Now()
			r.showPresence()
		case <-greetLater:
			greetLater, greeted = nil, time.Now()
			r.showPresence()
		}
	}
}

// readOn delivers everything up to the end of the log. False ends the room.
func (r *room) readOn(ctx context.Context) bool {
	for {
		more, err := r.readPage(ctx)
		switch {
		case errors.Is(err, changes.ErrReset), taskflow.KindOf(err) == taskflow.NotFound && err != nil:
			r.hub.retire(r, EndReset)
			return false
		case err != nil:
			if ctx.Err() != nil {
				return false
			}
			r.hub.log.WarnContext(ctx, "reading the change log failed", "workspace_id", r.id, "error", err)
			poke(r.wake)
			return pause(ctx, r.stop, readRetry)
		case !more:
			return true
		}
	}
}

func (r *room) readPage(ctx context.Context) (more bool, err error) {
	r.mu.Lock()
	at := r.at
	r.mu.Unlock()
	var page []changes.Change
	var head taskflow.Cursor
	var fresh *sight
	err = r.hub.db.View(ctx, func(tx *db.Tx) error {
		var err error
		fresh = nil
		if page, head, err = changes.Read(tx, r.id, at, readPage); err != nil {
			return err
		}
		if moves(page) {
			fresh, err = loadSight(tx, r.id, at.Seq)
		}
		return err
	})
	if err != nil || len(page) == 0 {
		return false, err
	}
	r.deliver(page, fresh)
	return page[len(page)-1].Seq < head.Seq, nil
}

func moves(page []changes.Change) bool {
	for _, c := range page {
		for _, row := range c.Rows {
			if mayMove(row.Kind) {
				return true
			}
		}
	}
	return false
}

// deliver hands whole changes to the streams, in order, and wakes each once.
func (r *room) deliver(page []changes.Change, fresh *sight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if fresh != nil {
		r.expel(r.sight.view, fresh.view)
		r.sight = *fresh
	}
	touched := map[*stream]struct{}{}
	for i := range page {
		c := &page[i]
		e := newEncoder(r.at.Epoch, c)
		for s := range r.streams {
			if c.Seq <= s.floor {
				continue
			}
			if _, here := r.sight.view.roles[s.member]; !here {
				// Came back while this page was read, with an old cursor; one
				// who was removed has been told so.
				s.close(EndReset)
				continue
			}
			event := e.event(r.sight, s.member)
			if event == nil && c.Actor == s.member {
				// The author waits to hear that this is done, even if nothing of
				// it can be seen.
				event = heartbeat(taskflow.Cursor{Epoch: r.at.Epoch, Seq: c.Seq})
			}
			s.push(event, c.Seq)
			if event != nil {
				touched[s] = struct{}{}
			}
		}
		r.at.Seq = c.Seq
	}
	for s := range touched {
		s.signal()
	}
	if fresh != nil {
		poke(r.greet)
	}
}

// expel closes the streams of those who were here and are no longer.
func (r *room) expel(before, now *view) {
	for s := range r.streams {
		_, was := before.roles[s.member]
		if _, here := now.roles[s.member]; was && !here {
			s.close(EndRemoved)
		}
	}
}

// join adds a stream. It returns the place in the log from which on the room
// delivers; what lies before is the stream's to catch up on.
func (r *room) join(s *stream, since taskflow.Cursor) (taskflow.Cursor, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return taskflow.Cursor{}, false
	}
	s.floor = r.at.Seq
	if since.Epoch == r.at.Epoch {
		s.floor = max(r.at.Seq, since.Seq)
	}
	s.seq = s.floor
	r.streams[s] = struct{}{}
	poke(r.wake) // the log may have moved while nobody watched
	poke(r.greet)
	return r.at, true
}

func (r *room) part(s *stream) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.streams, s)
}

// endAll ends every stream and lets no other join.
func (r *room) endAll(why End) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for s := range r.streams {
		s.close(why)
	}
}

// snapshot copies the streams, for looking at them without the lock.
func (r *room) snapshot() []*stream {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]*stream, 0, len(r.streams))
	for s := range r.streams {
		out = append(out, s)
	}
	return out
}

// pause waits; false says that the wait was ended.
func pause(ctx context.Context, stop <-chan struct{}, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-stop:
		return false
	case <-t.C:
		return true
	}
}
