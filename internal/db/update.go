package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"taskflow/internal/taskflow"
)

const (
	// groupSize is the most changes that share one commit.
	groupSize = 48
	// groupTimeout bounds one group, so that a stuck statement frees the lock.
	groupTimeout = 30 * time.Second
	// maxAttempts is how often a change is run when the engine asks for a retry.
	maxAttempts = 5

	lockWorkspace = `SELECT seq, epoch FROM workspace_seq WHERE workspace_id = $1 {for_no_key_update}`
	saveSeq       = `UPDATE workspace_seq SET seq = $1 WHERE workspace_id = $2`
)

// Update runs fn as one change of a workspace: the workspace's row is locked
// first, the changes that fn appends get the next number of the log, and all
// of it is committed or nothing is. Changes that wait for the same lock share
// a commit; one that fails is rolled back alone and uses no number.
//
// fn may run again: ids, clocks and randomness are made outside of it, and it
// touches nothing but its transaction. The returned cursor is the place of the
// change in the log, or the last one when nothing was appended.
func (d *DB) Update(ctx context.Context, ws taskflow.WorkspaceID, fn func(tx *Tx) error) (taskflow.Cursor, error) {
	key := string(ws)
	if d.engine == SQLite {
		key = ""
	}
	c := &change{ctx: ctx, workspace: ws, fn: fn, done: make(chan struct{})}
	return d.submit(ctx, key, c)
}

// UpdateAccount runs fn as one change of what belongs to no workspace:
// accounts, sessions, tokens, settings, and the making of a workspace.
func (d *DB) UpdateAccount(ctx context.Context, fn func(tx *Tx) error) error {
	c := &change{ctx: ctx, fn: fn, done: make(chan struct{})}
	if d.engine == Postgres {
		// No lock is shared, so nothing is won by waiting for each other.
		d.run([]*change{c})
		return c.err
	}
	_, err := d.submit(ctx, "", c)
	return err
}

// change is one call waiting for its group.
type change struct {
	ctx       context.Context
	workspace taskflow.WorkspaceID
	fn        func(*Tx) error

	err      error
	cursor   taskflow.Cursor
	appended bool
	hints    []string
	done     chan struct{}
}

func (d *DB) submit(ctx context.Context, key string, c *change) (taskflow.Cursor, error) {
	if err := ctx.Err(); err != nil {
		return taskflow.Cursor{}, err
	}
	begin := time.Now()
	defer func() { d.watch(ctx, time.Since(begin)) }()
	d.groups.add(key, c, d.run)
	// Once begun it is carried through, so the caller hears its true outcome
	// even when the client has gone.
	<-c.done
	return c.cursor, c.err
}

func (d *DB) run(group []*change) {
	if d.engine == Postgres {
		d.runPostgres(group)
	} else {
		d.runSQLite(group)
	}
	for _, c := range group {
		if c.err != nil {
			continue
		}
		if c.appended {
			d.committed()
			for _, hook := range d.hooks {
				hook(c.workspace, c.cursor)
			}
		}
		for _, topic := range c.hints {
			for _, hint := range d.hints {
				hint(topic)
			}
		}
	}
}

// groups collects changes by what they lock. At most one goroutine works for a
// key; it ends when nothing waits.
type groups struct {
	mu      sync.Mutex
	waiting map[string][]*change
	working sync.WaitGroup
	commits atomic.Int64
	members atomic.Int64
}

func (g *groups) add(key string, c *change, run func([]*change)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue, busy := g.waiting[key]
	if g.waiting == nil {
		g.waiting = map[string][]*change{}
	}
	g.waiting[key] = append(queue, c)
	if !busy {
		g.working.Go(func() { g.work(key, run) })
	}
}

func (g *groups) work(key string, run func([]*change)) {
	for {
		g.mu.Lock()
		queue := g.waiting[key]
		if len(queue) == 0 {
			delete(g.waiting, key)
			g.mu.Unlock()
			return
		}
		n := min(len(queue), groupSize)
		group := queue[:n:n]
		g.waiting[key] = queue[n:]
		g.mu.Unlock()
		g.commits.Add(1)
		g.members.Add(int64(n))
		run(group)
		for _, c := range group {
			close(c.done)
		}
	}
}

func (g *groups) wait() { g.working.Wait() }

// head is the state of a workspace's log during a group.
type head struct {
	cursor  taskflow.Cursor
	changed bool
}

// heads are the workspaces that a group has locked.
type heads map[taskflow.WorkspaceID]*head

func (h heads) lock(tx *Tx, ws taskflow.WorkspaceID) (*head, error) {
	if known := h[ws]; known != nil {
		return known, nil
	}
	var at head
	err := tx.QueryRow(lockWorkspace, ws).Scan(&at.cursor.Seq, &at.cursor.Epoch)
	if errors.Is(err, ErrNoRows) {
		return nil, taskflow.Missing("workspace")
	}
	if err != nil {
		return nil, err
	}
	h[ws] = &at
	return &at, nil
}

func (h heads) save(ctx context.Context, c conn) error {
	for ws, at := range h {
		if !at.changed {
			continue
		}
		if err := c.exec(ctx, saveSeq, []any{at.cursor.Seq, ws}); err != nil {
			return err
		}
	}
	return nil
}

// attempt runs one change inside an open transaction.
func (d *DB) attempt(ctx context.Context, conn conn, h heads, c *change) (tx *Tx, err error) {
	tx = &Tx{ctx: ctx, conn: conn, engine: d.engine, now: d.clock.Now(), count: &d.statements}
	defer func() {
		if p := recover(); p != nil {
			err = &taskflow.Error{Kind: taskflow.Internal, Op: "change", Err: fmt.Errorf("panic: %v", p)}
		}
		if tx.open != nil {
			tx.open.Close()
		}
	}()
	var at *head
	if c.workspace != "" {
		if at, err = h.lock(tx, c.workspace); err != nil {
			return tx, err
		}
		tx.workspace = c.workspace
		tx.cursor = taskflow.Cursor{Epoch: at.cursor.Epoch, Seq: at.cursor.Seq + 1}
	}
	if err = c.fn(tx); err != nil {
		return tx, err
	}
	return tx, nil
}

// keep records the outcome of a change whose statements are in the transaction.
func (h heads) keep(tx *Tx, c *change) {
	c.appended, c.hints = tx.appended > 0, tx.hints
	c.cursor = tx.cursor
	if tx.workspace == "" {
		return
	}
	c.workspace = tx.workspace
	at := h[tx.workspace]
	if at == nil { // made by this change
		at = &head{cursor: taskflow.Cursor{Epoch: tx.cursor.Epoch}}
		h[tx.workspace] = at
	}
	if !c.appended {
		c.cursor = at.cursor
		return
	}
	at.cursor, at.changed = tx.cursor, true
}

func (d *DB) runSQLite(group []*change) {
	s := d.lite
	s.writing.Lock()
	defer s.writing.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(group[0].ctx), groupTimeout)
	defer cancel()
	fail := func(err error) {
		err = mapError(err)
		for _, c := range group {
			c.err = err
		}
	}
	w := &sqliteWriter{store: s}
	if err := w.exec(ctx, "BEGIN IMMEDIATE", nil); err != nil {
		fail(err)
		return
	}
	h := heads{}
	for _, c := range group {
		if err := d.stepSQLite(ctx, w, h, c); err != nil {
			s.rollback(w)
			fail(err)
			return
		}
	}
	if err := h.save(ctx, w); err == nil {
		err = w.exec(ctx, "COMMIT", nil)
		if err == nil {
			return
		}
		s.rollback(w)
		fail(err)
	} else {
		s.rollback(w)
		fail(err)
	}
}

// stepSQLite runs one change behind a savepoint. A returned error is the whole
// transaction's.
func (d *DB) stepSQLite(ctx context.Context, w *sqliteWriter, h heads, c *change) error {
	if c.ctx.Err() != nil {
		c.err = c.ctx.Err()
		return nil
	}
	if err := w.exec(ctx, "SAVEPOINT change", nil); err != nil {
		return err
	}
	tx, err := d.attempt(ctx, w, h, c)
	if err == nil {
		h.keep(tx, c)
		return w.exec(ctx, "RELEASE change", nil)
	}
	c.err = err
	if err := w.exec(ctx, "ROLLBACK TO change", nil); err != nil {
		return err
	}
	return w.exec(ctx, "RELEASE change", nil)
}

func (s *sqliteStore) rollback(w *sqliteWriter) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	// The engine may have rolled back by itself, on a full disk for one.
	_ = w.exec(ctx, "ROLLBACK", nil)
}

// runPostgres runs a group as one pipelined transaction; when the engine
// refuses any of it, each change runs again by itself.
func (d *DB) runPostgres(group []*change) {
	err := d.tryPostgres(group)
	if err == nil {
		return
	}
	if len(group) > 1 {
		for _, c := range group {
			// What was decided beside the others' writes is decided again.
			c.err, c.appended, c.hints = nil, false, nil
			d.runPostgres([]*change{c})
		}
		return
	}
	c := group[0]
	for attempt := 1; attempt < maxAttempts && isTransient(err); attempt++ {
		time.Sleep(time.Duration(attempt*attempt) * 5 * time.Millisecond)
		if err = d.tryPostgres(group); err == nil {
			return
		}
	}
	c.err = mapError(err)
}

func (d *DB) tryPostgres(group []*change) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(group[0].ctx), groupTimeout)
	defer cancel()
	pooled, err := d.pg.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer pooled.Release()
	pc := d.pg.begin(pooled.Conn(), "BEGIN")
	h := heads{}
	for _, c := range group {
		if err := d.stepPostgres(ctx, pc, h, c, len(group) > 1); err != nil {
			pc.rollback()
			return err
		}
	}
	if err := h.save(ctx, pc); err != nil {
		pc.rollback()
		return err
	}
	if err := pc.commit(ctx); err != nil {
		pc.rollback()
		return err
	}
	return nil
}

// stepPostgres runs one change, behind a savepoint when others share the
// transaction. A returned error is the whole transaction's.
func (d *DB) stepPostgres(ctx context.Context, pc *pgConn, h heads, c *change, shared bool) error {
	if c.ctx.Err() != nil {
		c.err = c.ctx.Err()
		return nil
	}
	if shared {
		pc.pending.Queue("SAVEPOINT change")
	}
	tx, err := d.attempt(ctx, pc, h, c)
	if tx.broken != nil {
		if !shared && !isTransient(tx.broken) && err != nil {
			// Nobody else is hurt; the change may have understood the error.
			pc.rollback()
			c.err = err
			pc.pending = d.pg.begin(pc.conn, "BEGIN").pending
			return nil
		}
		return tx.broken
	}
	if err == nil {
		h.keep(tx, c)
		if shared {
			pc.pending.Queue("RELEASE SAVEPOINT change")
		}
		return nil
	}
	c.err = err
	if shared {
		pc.pending.Queue("ROLLBACK TO SAVEPOINT change")
		pc.pending.Queue("RELEASE SAVEPOINT change")
		return nil
	}
	pc.rollback()
	pc.pending = d.pg.begin(pc.conn, "BEGIN").pending
	return nil
}
