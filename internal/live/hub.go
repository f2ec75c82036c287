package live

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	// checkEvery bounds how long a lost wake-up or a revoked session goes unnoticed.
	checkEvery = 500 * time.Millisecond
	// notifyEvery is the least time between two notifications to other processes.
	notifyEvery   = 5 * time.Millisecond
	changeChannel = "taskflow_changes"
	idsInPayload  = 200 // keeps a payload below PostgreSQL's 8,000 bytes
)

// Alive returns which of the sessions and tokens are still good, by id.
type Alive func(tx *db.Tx, sessions []taskflow.SessionID, tokens []taskflow.TokenID) (map[string]bool, error)

// Options are what a hub needs beside the database.
type Options struct {
	// Alive re-checks those who listen; nil trusts them for as long as they do.
	Alive Alive
	// Log hears of trouble; nil is slog.Default.
	Log *slog.Logger
}

// Hub fans the change logs out to the streams of this process.
type Hub struct {
	db    *db.DB
	alive Alive
	log   *slog.Logger
	node  string // tells our notifications from the others'

	stop context.CancelFunc
	ctx  context.Context
	done sync.WaitGroup

	mu       sync.Mutex
	rooms    map[taskflow.WorkspaceID]*room
	draining bool

	dirty  dirtySet
	people people   // who is present
	faces  accounts // streams of accounts
}

// New returns a hub. It listens to the database's commits, so it is made
// before the first change, and works once it is started.
func New(d *db.DB, o Options) *Hub {
	h := &Hub{db: d, alive: o.Alive, log: o.Log, node: taskflow.NewID(), rooms: map[taskflow.WorkspaceID]*room{}}
	if h.log == nil {
		h.log = slog.Default()
	}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.dirty.init()
	h.people.init()
	h.faces.init()
	d.OnCommit(func(ws taskflow.WorkspaceID, _ taskflow.Cursor) {
		h.hint(ws)
		if d.Engine() == db.Postgres {
			h.dirty.add(ws)
		}
	})
	return h
}

// Start begins to watch the logs.
func (h *Hub) Start() {
	h.done.Go(h.checkOn)
	h.done.Go(h.followAccounts)
	if h.db.Engine() == db.Postgres {
		h.done.Go(h.notifyOthers)
		h.done.Go(func() { h.db.Listen(h.ctx, changeChannel, h.hintAll, h.heard) })
		h.done.Go(func() { h.db.Listen(h.ctx, presenceChannel, func() {}, h.heardPresence) })
	}
}

// Drain asks every client to come back later, elsewhere, and lets no other in.
func (h *Hub) Drain() {
	h.mu.Lock()
	h.draining = true
	rooms := h.all()
	h.mu.Unlock()
	for _, r := range rooms {
		r.endAll(EndDraining)
	}
	h.faces.endAll()
}

// Stop drains and waits for everything that the hub started.
func (h *Hub) Stop() {
	h.Drain()
	h.stop()
	h.done.Wait()
}

// hint wakes the reader of a workspace, if there is one.
func (h *Hub) hint(ws taskflow.WorkspaceID) {
	h.mu.Lock()
	r := h.rooms[ws]
	h.mu.Unlock()
	if r != nil {
		poke(r.wake)
	}
}

func (h *Hub) hintAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		poke(r.wake)
	}
}

// all returns the rooms; the caller holds the lock.
func (h *Hub) all() []*room {
	out := make([]*room, 0, len(h.rooms))
	for _, r := range h.rooms {
		out = append(out, r)
	}
	return out
}

// enter finds or opens the room of a workspace and holds it open.
func (h *Hub) enter(ctx context.Context, ws taskflow.WorkspaceID) (*room, error) {
	h.mu.Lock()
	if h.draining {
		h.mu.Unlock()
		return nil, taskflow.Errorf(taskflow.Unavailable, "The server is restarting. Please come back in a moment.")
	}
	r := h.rooms[ws]
	if r == nil {
		r = newRoom(h, ws)
		h.rooms[ws] = r
		h.done.Go(func() { r.run(h.ctx) })
	}
	r.refs++
	h.mu.Unlock()
	select {
	case <-r.loaded:
		if r.err == nil {
			return r, nil
		}
		h.leave(r)
		return nil, r.err
	case <-ctx.Done():
		h.leave(r)
		return nil, ctx.Err()
	}
}

// leave lets go of a room; the last one closes it.
func (h *Hub) leave(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.refs--
	// One that could not be loaded is not kept for others to find.
	failed := false
	select {
	case <-r.loaded:
		failed = r.err != nil
	default:
	}
	if (r.refs == 0 || failed) && h.rooms[r.id] == r {
		delete(h.rooms, r.id)
	}
	if r.refs == 0 {
		close(r.stop)
	}
}

// retire takes a room out of service: those who come next open another.
func (h *Hub) retire(r *room, why End) {
	h.mu.Lock()
	if h.rooms[r.id] == r {
		delete(h.rooms, r.id)
	}
	h.mu.Unlock()
	r.endAll(why)
}

// member finds the reader's place in the workspace.
func (h *Hub) member(ctx context.Context, r Reader) (taskflow.MemberID, error) {
	var m taskflow.MemberID
	err := h.db.View(ctx, func(tx *db.Tx) error {
		v, err := loadView(tx, r.Workspace)
		if err == nil {
			m = v.members[r.Account]
		}
		return err
	})
	if err == nil && m == "" {
		err = taskflow.Missing("workspace")
	}
	return m, err
}

// checkOn compares, twice a second, the ends of the logs and the rights of
// those who listen with what is known here.
func (h *Hub) checkOn() {
	ticker := time.NewTicker(checkEvery)
	defer ticker.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-ticker.C:
		}
		h.people.expire(time.Now(), h.greet)
		h.mu.Lock()
		rooms := h.all()
		h.mu.Unlock()
		if len(rooms) == 0 {
			continue
		}
		ctx, cancel := context.WithTimeout(h.ctx, 5*time.Second)
		if err := h.check(ctx, rooms); err != nil && h.ctx.Err() == nil {
			h.log.Warn("checking live streams failed", "error", err)
		}
		cancel()
	}
}

func (h *Hub) check(ctx context.Context, rooms []*room) error {
	ids := make([]taskflow.WorkspaceID, 0, len(rooms))
	for _, r := range rooms {
		ids = append(ids, r.id)
	}
	heads, err := changes.Heads(ctx, h.db, ids)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		r.mu.Lock()
		at := r.at
		r.mu.Unlock()
		if heads[r.id] != at {
			poke(r.wake)
		}
	}
	return h.checkReaders(ctx, ids, rooms)
}

func (h *Hub) checkReaders(ctx context.Context, ids []taskflow.WorkspaceID, rooms []*room) error {
	var streams []*stream
	sessions, tokens, accounts := map[taskflow.SessionID]bool{}, map[taskflow.TokenID]bool{}, map[taskflow.AccountID]bool{}
	for _, r := range rooms {
		for _, s := range r.snapshot() {
			streams = append(streams, s)
			accounts[s.reader.Account] = true
			if s.reader.Session != "" {
				sessions[s.reader.Session] = true
			}
			if s.reader.Token != "" {
				tokens[s.reader.Token] = true
			}
		}
	}
	if len(streams) == 0 {
		return nil
	}
	var here map[membership]bool
	var good map[string]bool
	err := h.db.View(ctx, func(tx *db.Tx) (err error) {
		if here, err = loadMemberships(tx, ids, keys(accounts)); err != nil {
			return err
		}
		if h.alive != nil {
			good, err = h.alive(tx, keys(sessions), keys(tokens))
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range streams {
		switch {
		case !here[membership{s.reader.Workspace, s.reader.Account}]:
			s.close(EndRemoved)
		case h.alive != nil && !goodReader(good, s.reader):
			s.close(EndRevoked)
		}
	}
	return nil
}

func goodReader(good map[string]bool, r Reader) bool {
	return (r.Session == "" || good[string(r.Session)]) && (r.Token == "" || good[string(r.Token)])
}

func keys[K comparable](m map[K]bool) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// dirtySet collects workspaces that changed, for the other processes.
type dirtySet struct {
	mu   sync.Mutex
	ids  map[taskflow.WorkspaceID]bool
	wake chan struct{}
}

func (d *dirtySet) init() {
	d.ids, d.wake = map[taskflow.WorkspaceID]bool{}, make(chan struct{}, 1)
}

func (d *dirtySet) add(ws taskflow.WorkspaceID) {
	d.mu.Lock()
	d.ids[ws] = true
	d.mu.Unlock()
	poke(d.wake)
}

func (d *dirtySet) take() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]string, 0, len(d.ids))
	for id := range d.ids {
		out = append(out, string(id))
	}
	clear(d.ids)
	return out
}

// notifyOthers tells other processes which workspaces changed: after the
// commit, many at once, from this one place. It may fail; their own checks
// find the changes.
func (h *Hub) notifyOthers() {
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-h.dirty.wake:
		}
		ids := h.dirty.take()
		for len(ids) > 0 {
			n := min(len(ids), idsInPayload)
			ctx, cancel := context.WithTimeout(h.ctx, 2*time.Second)
			if err := h.db.Notify(ctx, changeChannel, h.node+" "+strings.Join(ids[:n], " ")); err != nil && h.ctx.Err() == nil {
				h.log.Warn("notifying other processes failed", "error", err)
			}
			cancel()
			ids = ids[n:]
		}
		pause(h.ctx, nil, notifyEvery)
	}
}

// heard takes another process's notification.
func (h *Hub) heard(payload string) {
	ids := strings.Fields(payload)
	if len(ids) == 0 || ids[0] == h.node {
		return
	}
	for _, id := range ids[1:] {
		h.hint(taskflow.WorkspaceID(id))
	}
}
