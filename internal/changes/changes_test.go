package changes_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

const (
	insertEffect = `INSERT INTO audit (id, workspace_id, kind, target, data, address, at) VALUES ($1, $2, $3, $4, '', '', 0)`
	countEffects = `SELECT kind, count(*), count(DISTINCT target) FROM audit WHERE workspace_id = $1 GROUP BY kind`
	selectParked = `SELECT name, seq FROM parked_changes WHERE workspace_id = $1`
	changeEpoch  = `UPDATE workspace_seq SET epoch = 'e2' WHERE workspace_id = $1`
)

func newWorkspace(t *testing.T, d *db.DB) taskflow.WorkspaceID {
	t.Helper()
	ws := taskflow.WorkspaceID(taskflow.NewID())
	if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.InsertWorkspaceSeq(ws, "e1") }); err != nil {
		t.Fatal(err)
	}
	return ws
}

func label(id string) changes.Row {
	return changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: id, Op: changes.Put, Data: map[string]string{"id": id}}
}

func write(t *testing.T, d *db.DB, ws taskflow.WorkspaceID, n int) {
	t.Helper()
	for i := range n {
		if _, err := d.Update(t.Context(), ws, func(tx *db.Tx) error {
			return changes.Append(tx, changes.Author{}, label(fmt.Sprint(i, "a")), label(fmt.Sprint(i, "b")))
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadReturnsWholeChangesInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		write(t, d, ws, 7)
		at := taskflow.Cursor{Epoch: "e1"}
		var seen []int64
		err := d.View(t.Context(), func(tx *db.Tx) error {
			for {
				page, head, err := changes.Read(tx, ws, at, 3)
				if err != nil {
					return err
				}
				for _, c := range page {
					if len(c.Rows) != 2 {
						t.Errorf("change %d came with %d of its 2 rows", c.Seq, len(c.Rows))
					}
					seen = append(seen, c.Seq)
					at.Seq = c.Seq
				}
				if at == head {
					return nil
				}
			}
		})
		if err != nil || fmt.Sprint(seen) != "[1 2 3 4 5 6 7]" {
			t.Fatalf("%v, %v", seen, err)
		}
		for name, since := range map[string]taskflow.Cursor{"another epoch": {Epoch: "e0", Seq: 2}, "ahead of the log": {Epoch: "e1", Seq: 8}} {
			err := d.View(t.Context(), func(tx *db.Tx) error { _, _, err := changes.Read(tx, ws, since, 3); return err })
			if !errors.Is(err, changes.ErrReset) {
				t.Errorf("%s: got %v, want ErrReset", name, err)
			}
		}
	})
}

func TestAMutationHappensOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		m := changes.Mutation{Workspace: ws, Name: "label.create", Request: "red", Caller: taskflow.Caller{Account: "ada", Mutation: taskflow.MutationID(taskflow.NewID())}}
		var mu sync.Mutex
		var results []changes.Result
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				r, err := changes.Mutate(context.Background(), d, m, func(tx *db.Tx) (string, error) {
					return "l1", changes.Append(tx, changes.Author{}, label("l1"))
				})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				results = append(results, r)
			})
		}
		wg.Wait()
		fresh := 0
		for _, r := range results {
			if !r.Replayed {
				fresh++
			}
			if r.Entity != "l1" || r.Cursor.String() != "e1.1" {
				t.Errorf("got %+v", r)
			}
		}
		if fresh != 1 {
			t.Errorf("the mutation ran %d times", fresh)
		}
		m.Request = "blue"
		_, err := changes.Mutate(t.Context(), d, m, func(*db.Tx) (string, error) { return "", errors.New("ran") })
		var e *taskflow.Error
		if !errors.As(err, &e) || e.Code != "idempotency_mismatch" {
			t.Errorf("another body under the same key: %v", err)
		}
		m.Caller.ReadOnly = true
		if _, err := changes.Mutate(t.Context(), d, m, nil); taskflow.KindOf(err) != taskflow.Denied {
			t.Errorf("a read-only token wrote: %v", err)
		}
	})
}

// consumer47 are consumers whose effect is one row per change; each fails or
// is killed at random.
func consumer47(interrupt func() error) []changes.Consumer {
	var list []changes.Consumer
	for i := range 47 {
		name := fmt.Sprintf("consumer-%02d", i)
		list = append(list, changes.Consumer{Name: name, Apply: func(tx *db.Tx, ws taskflow.WorkspaceID, c changes.Change) error {
			if err := tx.Exec(insertEffect, taskflow.NewID(), ws, name, fmt.Sprint(c.Seq)); err != nil {
				return err
			}
			return interrupt()
		}})
	}
	return list
}

func TestFortySevenConsumersTakeEachChangeExactlyOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		const n = 30
		write(t, d, ws, n)
		random := rand.New(rand.NewPCG(847, 47))
		// Each round ends at a random step, as a killed process would: its
		// transaction is lost, and a new process goes on.
		for round := range 40 {
			ctx, kill := context.WithCancel(context.Background())
			left := random.IntN(200)
			c := changes.NewConsumers(d, slog.New(slog.DiscardHandler), consumer47(func() error {
				if left--; left < 0 {
					kill()
					return context.Canceled
				}
				return nil
			})...)
			if err := c.CatchUp(ctx); err == nil && ctx.Err() != nil {
				t.Errorf("round %d: killed without an error", round)
			}
			kill()
		}
		if err := changes.NewConsumers(d, slog.New(slog.DiscardHandler), consumer47(func() error { return nil })...).CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			type effect struct {
				name            string
				count, distinct int
			}
			rows, err := tx.Query(countEffects, ws)
			all, err := db.Collect(rows, err, func(r *db.Rows) (e effect, err error) { return e, r.Scan(&e.name, &e.count, &e.distinct) })
			if len(all) != 47 {
				t.Errorf("%d consumers had effects", len(all))
			}
			for _, e := range all {
				if e.count != n || e.distinct != n {
					t.Errorf("%s: %d effects of %d changes, want %d of each", e.name, e.count, e.distinct, n)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAPoisonousChangeIsParkedAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Unix(1_800_000_000, 0)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); now = now.Add(time.Second); return now }
	dbtest.RunWithClock(t, clock, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		write(t, d, ws, 5)
		var applied []int64
		c := changes.NewConsumers(d, slog.New(slog.DiscardHandler), changes.Consumer{Name: "picky", Apply: func(_ *db.Tx, _ taskflow.WorkspaceID, c changes.Change) error {
			if c.Seq == 3 {
				return errors.New("cannot digest")
			}
			applied = append(applied, c.Seq)
			return nil
		}})
		for range 20 {
			if err := c.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var name string
		var seq int64
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(selectParked, ws).Scan(&name, &seq) }); err != nil || name != "picky" || seq != 3 {
			t.Fatalf("parked %q %d, %v", name, seq, err)
		}
		if applied[len(applied)-1] != 5 {
			t.Errorf("applied %v: the changes after the parked one are missing", applied)
		}
	})
}

func TestAConsumerIsRebuiltWhenTheEpochChanges(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		write(t, d, ws, 2)
		rebuilt := 0
		c := changes.NewConsumers(d, slog.New(slog.DiscardHandler), changes.Consumer{
			Name:    "index",
			Apply:   func(*db.Tx, taskflow.WorkspaceID, changes.Change) error { return nil },
			Rebuild: func(*db.Tx, taskflow.WorkspaceID) error { rebuilt++; return nil },
		})
		for range 2 {
			if err := c.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if rebuilt != 0 {
			t.Errorf("rebuilt %d times without need", rebuilt)
		}
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(changeEpoch, ws) }); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := c.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if rebuilt != 1 {
			t.Errorf("rebuilt %d times after a restore, want once", rebuilt)
		}
	})
}
