package changes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	consumerPoll    = time.Second
	consumerPage    = 50 // changes in one transaction
	consumerRetries = 5  // attempts at one change before it is parked

	selectBehind = `SELECT s.workspace_id FROM workspace_seq s LEFT JOIN consumers c ON c.workspace_id = s.workspace_id AND c.name = $1
WHERE c.seq IS NULL OR c.seq < s.seq OR c.epoch <> s.epoch`
	selectConsumer = `SELECT epoch, seq, failures, retry_at FROM consumers WHERE workspace_id = $1 AND name = $2`
	upsertConsumer = `INSERT INTO consumers (workspace_id, name, epoch, seq, failures, retry_at, error) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (workspace_id, name) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, failures = excluded.failures, retry_at = excluded.retry_at, error = excluded.error`
	insertParked = `INSERT INTO parked_changes (workspace_id, name, epoch, seq, error, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace_id, name, epoch, seq) DO NOTHING`
)

// Consumer reacts to every change of every workspace, each exactly once.
type Consumer struct {
	// Name is stable; the cursor is kept under it.
	Name string
	// Apply writes what follows from one change, in the transaction that moves
	// the cursor past it.
	Apply func(tx *db.Tx, ws taskflow.WorkspaceID, c Change) error
	// Rebuild makes up for a log that does not reach back to the cursor, from
	// the state itself. Nil goes on from the present.
	Rebuild func(tx *db.Tx, ws taskflow.WorkspaceID) error
}

// Consumers runs consumers in this process. Several processes may run the
// same ones: the workspace's lock makes each step happen once.
type Consumers struct {
	db     *db.DB
	list   []Consumer
	logger *slog.Logger
	wake   chan struct{}
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// NewConsumers returns a runner of consumers. It listens to the database's
// commits, so it is made before the first change.
func NewConsumers(d *db.DB, logger *slog.Logger, list ...Consumer) *Consumers {
	c := &Consumers{db: d, list: list, logger: logger, wake: make(chan struct{}, 1)}
	d.OnCommit(func(taskflow.WorkspaceID, taskflow.Cursor) {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	})
	return c
}

// Start begins to consume until Stop.
func (c *Consumers) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	c.done.Go(func() {
		ticker := time.NewTicker(consumerPoll)
		defer ticker.Stop()
		for {
			if err := c.CatchUp(ctx); err != nil && ctx.Err() == nil {
				c.logger.Error("consuming changes failed", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			case <-c.wake:
			}
		}
	})
}

// Stop ends after the transaction that runs.
func (c *Consumers) Stop() {
	c.stop()
	c.done.Wait()
}

// CatchUp brings every consumer to the end of every workspace's log, or to a
// change that must be tried again later.
func (c *Consumers) CatchUp(ctx context.Context) error {
	for _, consumer := range c.list {
		var behind []taskflow.WorkspaceID
		err := c.db.View(ctx, func(tx *db.Tx) error {
			rows, err := tx.Query(selectBehind, consumer.Name)
			behind, err = db.Collect(rows, err, func(r *db.Rows) (ws taskflow.WorkspaceID, err error) { return ws, r.Scan(&ws) })
			return err
		})
		if err != nil {
			return err
		}
		for _, ws := range behind {
			for more := true; more; {
				if more, err = c.step(ctx, consumer, ws); err != nil {
					return fmt.Errorf("consumer %s: %w", consumer.Name, err)
				}
			}
		}
	}
	return nil
}

// position is a consumer's place in one workspace.
type position struct {
	cursor   taskflow.Cursor
	failures int
	retryAt  taskflow.Time
}

// step applies the next page of changes; more says that there may be others.
func (c *Consumers) step(ctx context.Context, consumer Consumer, ws taskflow.WorkspaceID) (more bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	var failed *failure
	_, err = c.db.Update(ctx, ws, func(tx *db.Tx) error {
		more, failed = false, nil
		at, err := load(tx, consumer, ws)
		if err != nil || at.retryAt > tx.Now() {
			return err
		}
		limit := consumerPage
		if at.failures > 0 {
			limit = 1 // the one that fails is met alone
		}
		page, head, err := Read(tx, ws, at.cursor, limit)
		if errors.Is(err, ErrReset) {
			if consumer.Rebuild != nil {
				if err := consumer.Rebuild(tx, ws); err != nil {
					return err
				}
			}
			return at.save(tx, consumer, ws, head, "")
		}
		if err != nil || len(page) == 0 {
			return err
		}
		for _, change := range page {
			if err := consumer.Apply(tx, ws, change); err != nil {
				failed = &failure{at: at, seq: change.Seq, single: len(page) == 1, err: err}
				return err
			}
		}
		last := taskflow.Cursor{Epoch: head.Epoch, Seq: page[len(page)-1].Seq}
		more = last.Seq < head.Seq
		return at.save(tx, consumer, ws, last, "")
	})
	if failed != nil && ctx.Err() == nil {
		return false, c.record(ctx, consumer, ws, *failed)
	}
	return more, err
}

func load(tx *db.Tx, consumer Consumer, ws taskflow.WorkspaceID) (position, error) {
	var at position
	var retry *taskflow.Time
	err := tx.QueryRow(selectConsumer, ws, consumer.Name).Scan(&at.cursor.Epoch, &at.cursor.Seq, &at.failures, &retry)
	if errors.Is(err, db.ErrNoRows) {
		at.cursor.Epoch = tx.Cursor().Epoch
		return at, nil
	}
	if retry != nil {
		at.retryAt = *retry
	}
	return at, err
}

func (p position) save(tx *db.Tx, consumer Consumer, ws taskflow.WorkspaceID, at taskflow.Cursor, message string) error {
	var retry any
	if p.retryAt != 0 && message != "" {
		retry = p.retryAt
	}
	failures := p.failures
	if message == "" {
		failures = 0
	}
	return tx.Exec(upsertConsumer, ws, consumer.Name, at.Epoch, at.Seq, failures, retry, message)
}

// failure is a change that a consumer refused.
type failure struct {
	at     position
	seq    int64
	single bool
	err    error
}

// record notes a failure; a change that keeps failing alone is parked and
// gone past, which someone must look at.
func (c *Consumers) record(ctx context.Context, consumer Consumer, ws taskflow.WorkspaceID, f failure) error {
	message := f.err.Error()
	message = message[:min(len(message), 2000)]
	_, err := c.db.Update(ctx, ws, func(tx *db.Tx) error {
		at := f.at
		at.failures++
		if f.single && at.failures > consumerRetries {
			c.logger.Error("a change was parked: its consumer keeps failing", "consumer", consumer.Name, "workspace_id", ws, "seq", f.seq, "error", message)
			if err := tx.Exec(insertParked, ws, consumer.Name, at.cursor.Epoch, f.seq, message, tx.Now()); err != nil {
				return err
			}
			return at.save(tx, consumer, ws, taskflow.Cursor{Epoch: at.cursor.Epoch, Seq: f.seq}, "")
		}
		at.retryAt = tx.Now().Add(time.Duration(at.failures*at.failures) * 100 * time.Millisecond)
		return at.save(tx, consumer, ws, at.cursor, message)
	})
	return err
}
