package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/jobs"
	"taskflow/internal/taskflow"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

const (
	insertSetting = `INSERT INTO settings (key, value) VALUES ($1, $2)`
	selectSetting = `SELECT value FROM settings WHERE key = $1`
	selectState   = `SELECT state, attempt, error FROM jobs WHERE kind = $1`
	countJobs     = `SELECT count(*) FROM jobs`
	loseLeases    = `UPDATE jobs SET lease_until = 1 WHERE state = 'running'`
)

func start(t *testing.T, d *db.DB, kinds jobs.Kinds) *jobs.Runner {
	t.Helper()
	r := jobs.NewRunner(d, kinds, 4, slog.New(slog.DiscardHandler))
	r.Start()
	return r
}

func enqueue(t *testing.T, d *db.DB, o jobs.Options) {
	t.Helper()
	if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return jobs.Enqueue(tx, greet{"ada"}, o) }); err != nil {
		t.Fatal(err)
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never happened: " + what)
		}
	}
}

func state(t *testing.T, d *db.DB) (state jobs.State, attempt int, message string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(selectState, "greet").Scan(&state, &attempt, &message)
	})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		t.Fatal(err)
	}
	return state, attempt, message
}

func TestAJobRunsAndItsEffectsAreCommittedWithIt(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		kinds := jobs.Kinds{}
		jobs.Register(kinds, time.Minute, func(_ context.Context, _ jobs.Job, a greet) (jobs.Effects, error) {
			return func(tx *db.Tx) error { return tx.Exec(insertSetting, "greeted", a.Name) }, nil
		})
		defer start(t, d, kinds).Stop()
		enqueue(t, d, jobs.Options{})
		eventually(t, "the job is done", func() bool { s, _, _ := state(t, d); return s == jobs.Done })
		var got string
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(selectSetting, "greeted").Scan(&got) }); err != nil || got != "ada" {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

func TestAFailingJobIsTriedAgainAndThenDead(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var calls atomic.Int32
		kinds := jobs.Kinds{}
		jobs.Register(kinds, time.Minute, func(context.Context, jobs.Job, greet) (jobs.Effects, error) {
			if calls.Add(1) == 1 {
				panic("first time")
			}
			return nil, errors.New("second time")
		})
		defer start(t, d, kinds).Stop()
		enqueue(t, d, jobs.Options{MaxAttempts: 2})
		eventually(t, "the job is dead", func() bool { s, _, _ := state(t, d); return s == jobs.Dead })
		if _, attempt, message := state(t, d); attempt != 2 || message != "second time" || calls.Load() != 2 {
			t.Errorf("attempt %d, %d calls, error %q", attempt, calls.Load(), message)
		}
	})
}

func TestAJobWhoseProcessDiedIsTakenOverAndTheLateOneChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		entered, release := make(chan struct{}), make(chan struct{})
		var calls atomic.Int32
		kinds := jobs.Kinds{}
		jobs.Register(kinds, time.Minute, func(_ context.Context, j jobs.Job, _ greet) (jobs.Effects, error) {
			n := calls.Add(1)
			if n == 1 {
				close(entered)
				<-release
			}
			return func(tx *db.Tx) error { return tx.Exec(insertSetting, "greeted", "by "+string(rune('0'+n))) }, nil
		})
		r := start(t, d, kinds)
		enqueue(t, d, jobs.Options{})
		<-entered
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(loseLeases) }); err != nil {
			t.Fatal(err)
		}
		eventually(t, "another run finishes the job", func() bool { s, _, _ := state(t, d); return s == jobs.Done })
		close(release)
		r.Stop()
		var got string
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(selectSetting, "greeted").Scan(&got) }); err != nil || got != "by 2" {
			t.Fatalf("got %q, %v; want the second run's effect alone", got, err)
		}
	})
}

func TestAStoppedRunnerHandsItsJobBack(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		entered := make(chan struct{})
		kinds := jobs.Kinds{}
		jobs.Register(kinds, time.Minute, func(ctx context.Context, _ jobs.Job, _ greet) (jobs.Effects, error) {
			close(entered)
			<-ctx.Done()
			return nil, ctx.Err()
		})
		r := start(t, d, kinds)
		enqueue(t, d, jobs.Options{})
		<-entered
		r.Stop()
		if s, attempt, _ := state(t, d); s != jobs.Queued || attempt != 0 {
			t.Errorf("state %s after %d attempts, want queued after none", s, attempt)
		}
	})
}

func TestAUniqueJobIsQueuedOnceAndARolledBackOneNever(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		later := taskflow.TimeOf(time.Now().Add(time.Hour))
		for range 3 {
			enqueue(t, d, jobs.Options{UniqueKey: "one", RunAt: later})
		}
		refused := errors.New("no")
		err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error {
			if err := jobs.Enqueue(tx, greet{"eve"}, jobs.Options{}); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		var n int
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(countJobs).Scan(&n) }); err != nil || n != 1 {
			t.Fatalf("%d jobs, %v; want 1", n, err)
		}
	})
}
