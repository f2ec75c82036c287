package live

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// accountsEvery is how soon an account's pages learn of its changes.
const accountsEvery = time.Second

// accounts are the open streams of accounts. What they show belongs to no
// workspace and has no log, so it is compared, all of it in two queries.
type accounts struct {
	seed maphash.Seed

	mu      sync.Mutex
	streams map[*accountStream]struct{}
	closed  bool
}

var meEvent = []byte("event: me\ndata: {}\n\n")

type accountStream struct {
	reader Reader
	face   uint64 // fingerprint of what was shown last
	wake   chan struct{}
	end    End
}

func (a *accounts) init() {
	a.seed, a.streams = maphash.MakeSeed(), map[*accountStream]struct{}{}
}

func (a *accounts) endAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	for s := range a.streams {
		s.end = EndDraining
		poke(s.wake)
	}
}

// ServeAccount writes an event to out whenever the account or its place in a
// workspace changed; the first goes at once. The event says no more: the client
// asks for what it shows.
func (h *Hub) ServeAccount(ctx context.Context, r Reader, out Output) (End, error) {
	s := &accountStream{reader: r, wake: make(chan struct{}, 1)}
	if err := h.db.View(ctx, func(tx *db.Tx) error {
		faces, err := h.faces.load(tx, []taskflow.AccountID{r.Account})
		s.face = faces[r.Account]
		return err
	}); err != nil {
		return "", err
	}
	h.faces.mu.Lock()
	if h.faces.closed {
		h.faces.mu.Unlock()
		return "", taskflow.Errorf(taskflow.Unavailable, "The server is restarting. Please come back in a moment.")
	}
	h.faces.streams[s] = struct{}{}
	h.faces.mu.Unlock()
	defer func() {
		h.faces.mu.Lock()
		defer h.faces.mu.Unlock()
		delete(h.faces.streams, s)
	}()
	if err := writeAll(out, retry(h.jitter())); err != nil {
		return EndGone, nil
	}
	beat := time.NewTicker(heartbeatEvery)
	defer beat.Stop()
	poke(s.wake)
	for {
		select {
		case <-ctx.Done():
			return EndGone, nil
		case <-beat.C:
			if writeAll(out, []byte("event: heartbeat\ndata: {}\n\n")) != nil {
				return EndGone, nil
			}
			continue
		case <-s.wake:
		}
		h.faces.mu.Lock()
		why := s.end
		h.faces.mu.Unlock()
		if why != "" {
			return why, nil
		}
		if writeAll(out, meEvent) != nil {
			return EndGone, nil
		}
	}
}

func (h *Hub) followAccounts() {
	ticker := time.NewTicker(accountsEvery)
	defer ticker.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-ticker.C:
		}
		if err := h.compareAccounts(); err != nil && h.ctx.Err() == nil {
			h.log.Warn("looking for changes of accounts failed", "error", err)
		}
	}
}

func (h *Hub) compareAccounts() error {
	ids, sessions, tokens := map[taskflow.AccountID]bool{}, map[taskflow.SessionID]bool{}, map[taskflow.TokenID]bool{}
	h.faces.mu.Lock()
	for s := range h.faces.streams {
		ids[s.reader.Account] = true
		if s.reader.Session != "" {
			sessions[s.reader.Session] = true
		}
		if s.reader.Token != "" {
			tokens[s.reader.Token] = true
		}
	}
	h.faces.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(h.ctx, 5*time.Second)
	defer cancel()
	var faces map[taskflow.AccountID]uint64
	var good map[string]bool
	err := h.db.View(ctx, func(tx *db.Tx) (err error) {
		if faces, err = h.faces.load(tx, keys(ids)); err != nil || h.alive == nil {
			return err
		}
		good, err = h.alive(tx, keys(sessions), keys(tokens))
		return err
	})
	if err != nil {
		return err
	}
	h.faces.mu.Lock()
	defer h.faces.mu.Unlock()
	for s := range h.faces.streams {
		face, looked := faces[s.reader.Account]
		switch {
		case !ids[s.reader.Account]: // came while we looked
		case h.alive != nil && !goodReader(good, s.reader) && s.known(sessions, tokens), !looked:
			s.end = EndRevoked
			poke(s.wake)
		case s.face != face:
			s.face = face
			poke(s.wake)
		}
	}
	return nil
}

// known reports whether the stream's credentials were among those asked about.
func (s *accountStream) known(sessions map[taskflow.SessionID]bool, tokens map[taskflow.TokenID]bool) bool {
	return sessions[s.reader.Session] || tokens[s.reader.Token]
}

// load returns a fingerprint of all that the accounts' pages show.
func (a *accounts) load(tx *db.Tx, ids []taskflow.AccountID) (map[taskflow.AccountID]uint64, error) {
	sums := map[taskflow.AccountID]*maphash.Hash{}
	if err := each(tx, selectAccountFaces, func(rows *db.Rows) error {
		var id taskflow.AccountID
		var f [7]string
		var weekStart int
		if err := rows.Scan(&id, &f[0], &f[1], &f[2], &f[3], &f[4], &f[5], &weekStart, &f[6]); err != nil {
			return err
		}
		h := &maphash.Hash{}
		h.SetSeed(a.seed)
		fmt.Fprintf(h, "%q %d", f, weekStart)
		sums[id] = h
		return nil
	}, db.JSONList(ids)); err != nil {
		return nil, err
	}
	if err := each(tx, selectAccountPlaces, func(rows *db.Rows) error {
		var id taskflow.AccountID
		var ws, role, slug, name string
		if err := rows.Scan(&id, &ws, &role, &slug, &name); err != nil {
			return err
		}
		if h := sums[id]; h != nil {
			fmt.Fprintf(h, "%q %q %q %q", ws, role, slug, name)
		}
		return nil
	}, db.JSONList(ids)); err != nil {
		return nil, err
	}
	out := map[taskflow.AccountID]uint64{}
	for id, h := range sums {
		out[id] = h.Sum64()
	}
	return out, nil
}
