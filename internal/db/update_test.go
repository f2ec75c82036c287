package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

const (
	insertSetting = `INSERT INTO settings (key, value) VALUES ($1, $2)`
	selectSetting = `SELECT value FROM settings WHERE key = $1`
	countSettings = `SELECT count(*) FROM settings WHERE key LIKE 'k%'`
	insertChange  = `INSERT INTO changes (workspace_id, seq, n, at, kind, entity_id, op, data, scope) VALUES ($1, $2, $3, $4, 'x', $5, 'put', '{}', 'w')`
	selectSeqs    = `SELECT seq, entity_id FROM changes WHERE workspace_id = $1 ORDER BY seq`
	selectHead    = `SELECT seq FROM workspace_seq WHERE workspace_id = $1`
)

func newWorkspace(t *testing.T, d *db.DB) taskflow.WorkspaceID {
	t.Helper()
	ws := taskflow.WorkspaceID(taskflow.NewID())
	if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.InsertWorkspaceSeq(ws, "e1") }); err != nil {
		t.Fatal(err)
	}
	return ws
}

func appendChange(tx *db.Tx, entity string) error {
	n := tx.NextRow()
	return tx.Exec(insertChange, tx.Workspace(), tx.Cursor().Seq, n, tx.Now(), entity)
}

func TestChangesAreNumberedWithoutGapsAndFailuresUseNone(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		refused := errors.New("refused")
		var mu sync.Mutex
		got := map[string]int64{}
		var wg sync.WaitGroup
		for i := range 120 {
			wg.Go(func() {
				name := fmt.Sprint("e", i)
				cursor, err := d.Update(context.Background(), ws, func(tx *db.Tx) error {
					if err := appendChange(tx, name); err != nil {
						return err
					}
					if i%5 == 0 {
						return refused
					}
					return nil
				})
				if i%5 == 0 {
					if !errors.Is(err, refused) {
						t.Errorf("%s: got %v, want the refusal", name, err)
					}
					return
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				mu.Lock()
				defer mu.Unlock()
				got[name] = cursor.Seq
			})
		}
		wg.Wait()
		err := d.View(t.Context(), func(tx *db.Tx) error {
			type row struct {
				seq  int64
				name string
			}
			rows, err := tx.Query(selectSeqs, ws)
			all, err := db.Collect(rows, err, func(r *db.Rows) (v row, err error) { return v, r.Scan(&v.seq, &v.name) })
			if err != nil {
				return err
			}
			if len(all) != len(got) || len(all) != 96 {
				t.Errorf("%d changes in the log, %d acknowledged, want 96", len(all), len(got))
			}
			for i, r := range all {
				if r.seq != int64(i+1) || got[r.name] != r.seq {
					t.Errorf("row %d: seq %d of %s, acknowledged as %d", i, r.seq, r.name, got[r.name])
				}
			}
			var head int64
			if err := tx.QueryRow(selectHead, ws).Scan(&head); err != nil {
				return err
			}
			if head != int64(len(all)) {
				t.Errorf("head is %d, want %d", head, len(all))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if s := d.Stats(); s.Groups == 0 || s.Grouped < 120 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestABrokenStatementHurtsOnlyItsOwnChange(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				_, err := d.Update(context.Background(), ws, func(tx *db.Tx) error {
					key := fmt.Sprint("k", i)
					if i%6 == 0 {
						key = "oldest_binary" // exists
					}
					return tx.Exec(insertSetting, key, "v")
				})
				if i%6 == 0 && !db.IsUnique(err) {
					t.Errorf("change %d: got %v, want a unique violation", i, err)
				}
				if i%6 != 0 && err != nil {
					t.Errorf("change %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		err := d.View(t.Context(), func(tx *db.Tx) error {
			var n int
			if err := tx.QueryRow(countSettings).Scan(&n); err != nil {
				return err
			}
			if n != 50 {
				t.Errorf("%d rows were kept, want 50", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAPanicRollsBackAndIsAnError(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ws := newWorkspace(t, d)
		_, err := d.Update(t.Context(), ws, func(tx *db.Tx) error {
			if err := tx.Exec(insertSetting, "kp", "v"); err != nil {
				return err
			}
			panic("boom")
		})
		if taskflow.KindOf(err) != taskflow.Internal || err == nil {
			t.Fatalf("got %v, want an internal error", err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			var v string
			return tx.QueryRow(selectSetting, "kp").Scan(&v)
		})
		if !errors.Is(err, db.ErrNoRows) {
			t.Fatalf("the change of a panic was kept: %v", err)
		}
	})
}

func TestUpdateOfAnUnknownWorkspaceIsNotFound(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		_, err := d.Update(t.Context(), "nowhere", func(*db.Tx) error { return nil })
		if taskflow.KindOf(err) != taskflow.NotFound {
			t.Fatalf("got %v", err)
		}
	})
}

func TestOneQueryAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(tx *db.Tx) error {
			rows, err := tx.Query(selectSetting, "oldest_binary")
			if err != nil {
				return err
			}
			if _, err := tx.Query(selectSetting, "oldest_binary"); err == nil {
				t.Error("a second query ran while rows were open")
			}
			return rows.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCommitHooksHearEachChange(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		heard := make(chan taskflow.Cursor, 10)
		d.OnCommit(func(_ taskflow.WorkspaceID, c taskflow.Cursor) { heard <- c })
		ws := newWorkspace(t, d)
		for range 3 {
			if _, err := d.Update(t.Context(), ws, func(tx *db.Tx) error { return appendChange(tx, "a") }); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.Update(t.Context(), ws, func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for want := int64(1); want <= 3; want++ {
			if c := <-heard; c.Seq != want || c.Epoch != "e1" {
				t.Errorf("heard %v, want seq %d", c, want)
			}
		}
		if len(heard) != 0 {
			t.Error("a change without rows was announced")
		}
	})
}

func TestADataDirectoryIsLocked(t *testing.T) {
	t.Parallel()
	o := dbtest.Options(t, db.SQLite, nil)
	dbtest.Open(t, o)
	if _, err := db.Open(t.Context(), o); !errors.Is(err, db.ErrLocked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
}
