package live

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	heartbeatEvery = 15 * time.Second
	// maxQueued events, or bytes, may wait for a client before it is dropped.
	maxQueued      = 2000
	maxQueuedBytes = 4 << 20
	// maxBehind is how many changes a client may catch up on; beyond it is
	// cheaper to begin again.
	maxBehind   = 5000
	catchUpPage = 200
)

// Reader is who listens.
type Reader struct {
	Workspace taskflow.WorkspaceID
	Account   taskflow.AccountID
	Session   taskflow.SessionID
	Token     taskflow.TokenID
	// Client, when known, is the presence that ends with the stream.
	Client string
}

// Output is one client's connection. Write sends p at once and fails when the
// client does not take it in time.
type Output interface {
	Write(p []byte) (int, error)
}

// End says why a stream ended.
type End string

// The ends of a stream.
const (
	EndGone     End = "gone"     // the client left
	EndSlow     End = "slow"     // the client did not keep up
	EndRevoked  End = "revoked"  // the session or token is no longer good
	EndRemoved  End = "removed"  // the reader is no longer a member
	EndReset    End = "reset"    // the client must begin again
	EndDraining End = "draining" // this process stops
)

// stream is one open connection of one reader.
type stream struct {
	room    *room
	epoch   string // of the room when the stream joined
	reader  Reader
	member  taskflow.MemberID
	floor   int64 // changes up to here reach the client by catching up
	greeted bool  // has been shown a list of people; under the lock of the room
	wake    chan struct{}

	mu       sync.Mutex
	queue    [][]byte
	bytes    int
	presence []byte // the latest list, when it is not sent yet
	shown    string // the list that was sent last
	seq      int64  // delivered or not to be seen, up to here
	end      End
}

func newStream(in *room, r Reader, m taskflow.MemberID) *stream {
	return &stream{room: in, reader: r, member: m, wake: make(chan struct{}, 1)}
}

// push puts an event in the queue; nil only moves the place in the log.
func (s *stream) push(event []byte, seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq = max(s.seq, seq)
	if event == nil || s.end != "" {
		return
	}
	if len(s.queue) >= maxQueued || s.bytes+len(event) > maxQueuedBytes {
		s.queue, s.bytes = nil, 0
		s.endNow(EndSlow)
		return
	}
	s.queue = append(s.queue, event)
	s.bytes += len(event)
}

// show replaces the list of who is present, unless it is what the client has.
func (s *stream) show(list []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end != "" || s.presence == nil && s.shown == string(list) {
		return
	}
	s.presence = list
	s.signal()
}

// close asks the stream to end.
func (s *stream) close(why End) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == "" {
		s.endNow(why)
	}
}

func (s *stream) endNow(why End) {
	s.end = why
	s.signal()
}

func (s *stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// take empties the queue into one piece of bytes.
func (s *stream) take(buf *bytes.Buffer) (seq int64, why End) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, event := range s.queue {
		buf.Write(event)
	}
	clear(s.queue)
	if cap(s.queue) > 64 {
		s.queue = nil // a burst must not be remembered for the life of a stream
	} else {
		s.queue = s.queue[:0]
	}
	s.bytes = 0
	if s.presence != nil {
		buf.Write(s.presence)
		s.shown, s.presence = string(s.presence), nil
	}
	return s.seq, s.end
}

// Serve writes to out what r may see after since, until ctx ends or the stream
// must: first what was missed, then each change as it happens.
func (h *Hub) Serve(ctx context.Context, r Reader, since taskflow.Cursor, out Output) (End, error) {
	s, end, err := h.begin(ctx, r, since, out)
	if s == nil {
		return end, err
	}
	defer h.finish(s)
	if end != "" {
		return end, err
	}
	return h.follow(ctx, s, out), nil
}

// begin joins the room and brings the client up to its place. The stream, when
// there is one, is the caller's to finish.
func (h *Hub) begin(ctx context.Context, r Reader, since taskflow.Cursor, out Output) (*stream, End, error) {
	room, err := h.enter(ctx, r.Workspace)
	if err != nil {
		return nil, "", err
	}
	member, err := h.member(ctx, r)
	if err != nil {
		h.leave(room)
		return nil, "", err
	}
	s := newStream(room, r, member)
	joined, ok := room.join(s, since)
	if !ok {
		return s, EndDraining, writeAll(out, retry(h.jitter()))
	}
	s.epoch = joined.Epoch
	if err := writeAll(out, retry(1000+rand.IntN(2000))); err != nil {
		return s, EndGone, nil
	}
	if since.Epoch != joined.Epoch || joined.Seq-since.Seq > maxBehind {
		return s, EndReset, writeAll(out, resetEvent)
	}
	at, err := h.catchUp(ctx, s, since, joined, out)
	if errors.Is(err, changes.ErrReset) {
		return s, EndReset, writeAll(out, resetEvent)
	}
	if err != nil || writeAll(out, heartbeat(at)) != nil {
		return s, EndGone, nil
	}
	return s, "", nil
}

// finish undoes begin.
func (h *Hub) finish(s *stream) {
	s.room.part(s)
	h.leave(s.room)
	if s.reader.Client != "" {
		h.present(s.reader.Workspace, Presence{Member: s.member, Client: s.reader.Client, gone: true})
	}
}

// catchUp writes the changes after since up to the place where the room takes
// over, from the log, with what the reader sees now.
func (h *Hub) catchUp(ctx context.Context, s *stream, since, until taskflow.Cursor, out Output) (taskflow.Cursor, error) {
	at := since
	for first := true; first || at.Seq < until.Seq; first = false {
		var buf bytes.Buffer
		err := h.db.View(ctx, func(tx *db.Tx) error {
			page, head, err := changes.Read(tx, s.reader.Workspace, at, catchUpPage)
			if err != nil || len(page) == 0 {
				return err
			}
			if head.Epoch != until.Epoch {
				return changes.ErrReset
			}
			look, err := loadSight(tx, s.reader.Workspace, at.Seq)
			if err != nil {
				return err
			}
			for i := range page {
				// The room delivers what lies beyond; not twice.
				if page[i].Seq > max(until.Seq, since.Seq) {
					break
				}
				buf.Write(newEncoder(at.Epoch, &page[i]).event(*look, s.member))
				at.Seq = page[i].Seq
			}
			return nil
		})
		if err != nil {
			return at, err
		}
		if buf.Len() > 0 {
			if err := writeAll(out, buf.Bytes()); err != nil {
				return at, err
			}
		}
	}
	return at, nil
}

// follow writes what the room puts into the queue: all that waits in one write.
func (h *Hub) follow(ctx context.Context, s *stream, out Output) End {
	beat := time.NewTimer(heartbeatEvery)
	defer beat.Stop()
	for {
		due := false
		select {
		case <-ctx.Done():
			return EndGone
		case <-beat.C:
			due = true
			beat.Reset(heartbeatEvery)
		case <-s.wake:
		}
		if why := h.flush(s, due, out); why != "" {
			return why
		}
	}
}

// flush is apart from follow so that no buffer is held while a stream waits.
func (h *Hub) flush(s *stream, beat bool, out Output) End {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= 1<<20 {
			buffers.Put(buf)
		}
	}()
	buf.Reset()
	seq, why := s.take(buf)
	switch {
	case why == EndReset:
		buf.Write(resetEvent)
	case why == EndDraining:
		buf.Write(retry(h.jitter()))
	case beat:
		buf.Write(heartbeat(taskflow.Cursor{Epoch: s.epoch, Seq: seq}))
	}
	if buf.Len() > 0 && writeAll(out, buf.Bytes()) != nil {
		if why == "" {
			why = EndGone
		}
	}
	return why
}

// jitter spreads the clients of a stopping process over a few seconds.
func (h *Hub) jitter() int { return 200 + rand.IntN(2800) }

func writeAll(out Output, p []byte) error {
	_, err := out.Write(p)
	return err
}
