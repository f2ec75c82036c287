package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Args are a job's arguments: ids only, marshalled as JSON.
type Args interface {
	// Kind is the stable name of the kind of job, "import.run".
	Kind() string
}

// State is where a job is in its life.
type State string

// The states of a job.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Dead      State = "dead" // failed for the last time
	Cancelled State = "cancelled"
)

// Options are the choices of one Enqueue.
type Options struct {
	Workspace   taskflow.WorkspaceID // "" for none
	RunAt       taskflow.Time        // 0 is now
	Priority    int                  // lower runs first; 0 is normal
	UniqueKey   string               // at most one queued job with this key
	MaxAttempts int                  // 0 is 10
	Trace       string               // W3C traceparent of the request
}

// Job is a claimed job.
type Job struct {
	ID        taskflow.JobID
	Workspace taskflow.WorkspaceID
	Kind      string
	Attempt   int // 1 for the first
	Trace     string

	args        json.RawMessage
	maxAttempts int
	lease       string
}

const (
	defaultAttempts = 10
	hintTopic       = "jobs"

	selectQueued = `SELECT id FROM jobs WHERE unique_key = $1 AND state = 'queued'`
	insertJob    = `INSERT INTO jobs (id, workspace_id, queue, kind, args, state, priority, run_at, max_attempts, unique_key, traceparent, created_at)
VALUES ($1, $2, 'default', $3, $4, 'queued', $5, $6, $7, $8, $9, $10)`
)

// Enqueue adds a job to the caller's transaction.
func Enqueue(tx *db.Tx, args Args, o Options) error {
	b, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("marshal the arguments of %s: %w", args.Kind(), err)
	}
	if o.RunAt == 0 {
		o.RunAt = tx.Now()
	}
	if o.MaxAttempts == 0 {
		o.MaxAttempts = defaultAttempts
	}
	var unique, workspace any
	if o.Workspace != "" {
		workspace = string(o.Workspace)
	}
	if o.UniqueKey != "" {
		unique = o.UniqueKey
		var id string
		err := tx.QueryRow(selectQueued, o.UniqueKey).Scan(&id)
		if err == nil {
			return nil
		}
		if !errors.Is(err, db.ErrNoRows) {
			return err
		}
	}
	if err := tx.Exec(insertJob, taskflow.NewID(), workspace, args.Kind(), string(b), o.Priority, o.RunAt, o.MaxAttempts, unique, o.Trace, tx.Now()); err != nil {
		return err
	}
	tx.Hint(hintTopic)
	return nil
}

const selectOldestDue = `SELECT run_at FROM jobs WHERE queue = 'default' AND state = 'queued' AND run_at <= $1 ORDER BY run_at LIMIT 1`

// OldestWait returns how long the oldest job that is due has waited, 0 when
// none is.
func OldestWait(ctx context.Context, d *db.DB) (time.Duration, error) {
	var wait time.Duration
	err := d.View(ctx, func(tx *db.Tx) error {
		var due taskflow.Time
		err := tx.QueryRow(selectOldestDue, tx.Now()).Scan(&due)
		if err == nil {
			wait = time.Duration(tx.Now()-due) * time.Millisecond
		} else if errors.Is(err, db.ErrNoRows) {
			err = nil
		}
		return err
	})
	return wait, err
}

// Effects are what a handler wants written, in the transaction that completes
// its job: a change of the job's workspace when it has one. Nil writes nothing.
type Effects func(tx *db.Tx) error

// kindOf is a registered kind of job.
type kind struct {
	run     func(context.Context, Job) (Effects, error)
	timeout time.Duration
}

// Kinds are the kinds of jobs that a process can run.
type Kinds map[string]kind

// Register adds the handler of one kind of job. The handler runs at least
// once, for at most timeout at a time, outside any transaction.
func Register[A Args](kinds Kinds, timeout time.Duration, handler func(context.Context, Job, A) (Effects, error)) {
	var zero A
	kinds[zero.Kind()] = kind{timeout: timeout, run: func(ctx context.Context, j Job) (Effects, error) {
		var args A
		if err := json.Unmarshal(j.args, &args); err != nil {
			return nil, fmt.Errorf("arguments of another version: %w", err)
		}
		return handler(ctx, j, args)
	}}
}
