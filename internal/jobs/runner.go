package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	leaseTime = 30 * time.Second
	pollEvery = time.Second

	selectDue = `SELECT id, workspace_id, kind, args, attempt, max_attempts, traceparent FROM jobs
WHERE queue = 'default' AND state = 'queued' AND run_at <= $1 ORDER BY priority, run_at, id LIMIT $2 {skip_locked}`
	claimJob = `UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_token = $1, lease_until = $2 WHERE id = $3`
	// A job whose process died is taken over by the next poll.
	requeueLost = `UPDATE jobs SET state = 'queued', lease_token = NULL WHERE state = 'running' AND lease_until < $1`
	extendLease = `UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease_token = $3`
	holdsLease  = `SELECT lease_until FROM jobs WHERE id = $1 AND lease_token = $2 {for_update}`
	finishJob   = `UPDATE jobs SET state = 'done', finished_at = $1, lease_token = NULL, error = '' WHERE id = $2 AND lease_token = $3`
	retryJob    = `UPDATE jobs SET state = $1, run_at = $2, error = $3, lease_token = NULL, finished_at = $4 WHERE id = $5 AND lease_token = $6`
	handBack    = `UPDATE jobs SET state = 'queued', attempt = attempt - 1, lease_token = NULL WHERE id = $1 AND lease_token = $2`
)

// errLeaseLost says that another process has taken the job over.
var errLeaseLost = errors.New("jobs: the lease was lost")

// Runner claims and runs jobs in this process.
type Runner struct {
	db     *db.DB
	kinds  Kinds
	slots  chan struct{}
	wake   chan struct{}
	logger *slog.Logger
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// NewRunner returns a runner of at most concurrency jobs at a time. It listens
// to the database's hints, so it is made before the first change.
func NewRunner(d *db.DB, kinds Kinds, concurrency int, logger *slog.Logger) *Runner {
	r := &Runner{db: d, kinds: kinds, slots: make(chan struct{}, concurrency), wake: make(chan struct{}, 1), logger: logger}
	d.OnHint(func(topic string) {
		if topic == hintTopic {
			r.nudge()
		}
	})
	return r
}

func (r *Runner) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Start begins to run jobs until Stop.
func (r *Runner) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	r.done.Go(func() { r.loop(ctx) })
}

// Stop stops claiming, cancels what runs and hands it back to the queue.
func (r *Runner) Stop() {
	r.stop()
	r.done.Wait()
}

func (r *Runner) loop(ctx context.Context) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		claimed, err := r.claim(ctx)
		if err != nil && ctx.Err() == nil {
			r.logger.Error("claiming jobs failed", "error", err)
		}
		for _, j := range claimed {
			r.done.Go(func() {
				defer func() { <-r.slots; r.nudge() }()
				r.run(ctx, j)
			})
		}
		if len(claimed) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-r.wake:
		}
	}
}

// claim takes as many due jobs as there are free slots.
func (r *Runner) claim(ctx context.Context) ([]Job, error) {
	free := 0
	for free < cap(r.slots) {
		select {
		case r.slots <- struct{}{}:
			free++
			continue
		default:
		}
		break
	}
	var claimed []Job
	defer func() {
		for range free - len(claimed) {
			<-r.slots
		}
	}()
	if free == 0 || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// Most polls find nothing; they do not take the writer.
	if due, err := r.anyDue(ctx); err != nil || !due {
		return nil, err
	}
	err := r.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		claimed = claimed[:0]
		if err := tx.Exec(requeueLost, tx.Now()); err != nil {
			return err
		}
		rows, err := tx.Query(selectDue, tx.Now(), free)
		found, err := db.Collect(rows, err, scanJob)
		if err != nil {
			return err
		}
		for _, j := range found {
			j.lease = taskflow.NewID()
			j.Attempt++
			if err := tx.Exec(claimJob, j.lease, tx.Now().Add(leaseTime), j.ID); err != nil {
				return err
			}
			claimed = append(claimed, j)
		}
		return nil
	})
	if err != nil {
		claimed = nil
	}
	return claimed, err
}

const countDue = `SELECT count(*) FROM (SELECT 1 AS one FROM jobs WHERE (queue = 'default' AND state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1) LIMIT 1) AS due`

func (r *Runner) anyDue(ctx context.Context) (bool, error) {
	var n int
	err := r.db.View(ctx, func(tx *db.Tx) error { return tx.QueryRow(countDue, tx.Now()).Scan(&n) })
	return n > 0, err
}

func scanJob(rows *db.Rows) (Job, error) {
	var j Job
	var workspace *string
	var args string
	err := rows.Scan(&j.ID, &workspace, &j.Kind, &args, &j.Attempt, &j.maxAttempts, &j.Trace)
	if workspace != nil {
		j.Workspace = taskflow.WorkspaceID(*workspace)
	}
	j.args = []byte(args)
	return j, err
}

func (r *Runner) run(ctx context.Context, j Job) {
	begin := time.Now()
	err := r.attempt(ctx, j)
	outcome := "done"
	switch {
	case err == nil:
	case errors.Is(err, errLeaseLost):
		outcome = "lost"
	case ctx.Err() != nil:
		outcome = "handed back"
		err = r.settle(func(tx *db.Tx) error { return tx.Exec(handBack, j.ID, j.lease) })
	default:
		outcome = "failed"
		r.fail(j, err)
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelWarn
	}
	r.logger.Log(context.WithoutCancel(ctx), level, "job", "kind", j.Kind, "job_id", j.ID, "workspace_id", j.Workspace,
		"attempt", j.Attempt, "outcome", outcome, "duration_ms", float64(time.Since(begin).Microseconds())/1000, "traceparent", j.Trace, "error", errorText(err))
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// attempt runs the handler under its lease and commits its effects with the
// job's completion.
func (r *Runner) attempt(ctx context.Context, j Job) (err error) {
	k, known := r.kinds[j.Kind]
	if !known {
		return fmt.Errorf("this release knows no job of kind %q", j.Kind)
	}
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	stopBeat := r.heartbeat(ctx, cancel, j)
	effects, err := safely(ctx, k, j)
	stopBeat()
	if err != nil {
		return err
	}
	complete := func(tx *db.Tx) error {
		var until int64
		if err := tx.QueryRow(holdsLease, j.ID, j.lease).Scan(&until); err != nil {
			if errors.Is(err, db.ErrNoRows) {
				return errLeaseLost
			}
			return err
		}
		if effects != nil {
			if err := effects(tx); err != nil {
				return err
			}
		}
		return tx.Exec(finishJob, tx.Now(), j.ID, j.lease)
	}
	if effects == nil || j.Workspace == "" {
		return r.settle(complete)
	}
	_, err = r.db.Update(context.WithoutCancel(ctx), j.Workspace, complete)
	return err
}

// safely runs a handler; a panic is a failure of that attempt only.
func safely(ctx context.Context, k kind, j Job) (effects Effects, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return k.run(ctx, j)
}

// heartbeat extends the lease while the handler runs; a lost lease cancels it.
func (r *Runner) heartbeat(ctx context.Context, cancel context.CancelFunc, j Job) (stop func()) {
	quit := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		ticker := time.NewTicker(leaseTime / 3)
		defer ticker.Stop()
		for {
			select {
			case <-quit:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
				var n int64
				err := r.settle(func(tx *db.Tx) (err error) {
					n, err = tx.ExecCount(extendLease, tx.Now().Add(leaseTime), j.ID, j.lease)
					return err
				})
				if err == nil && n == 0 {
					cancel()
					return
				}
			}
		}
	})
	return func() { close(quit); done.Wait() }
}

func (r *Runner) fail(j Job, cause error) {
	err := r.settle(func(tx *db.Tx) error {
		state, at := Queued, tx.Now().Add(backoff(j.Attempt))
		var finished any
		if j.Attempt >= j.maxAttempts {
			state, finished = Dead, tx.Now()
		}
		message := cause.Error()
		return tx.Exec(retryJob, state, at, message[:min(len(message), 2000)], finished, j.ID, j.lease)
	})
	if err != nil {
		r.logger.Error("recording a failed job failed", "job_id", j.ID, "error", err)
	}
}

// settle writes a job's fate even while the runner stops.
func (r *Runner) settle(fn func(tx *db.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return r.db.UpdateAccount(ctx, fn)
}

// backoff is 1 s, 2 s, 4 s … to an hour, with up to a quarter of jitter.
func backoff(attempt int) time.Duration {
	wait := min(time.Second<<min(attempt-1, 12), time.Hour)
	return wait + rand.N(wait/4+1)
}
