package main

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"taskflow/internal/taskflow"
	"taskflow/internal/testkit"
)

// entry is a change as the API gives it.
type entry struct {
	Seq  int64 `json:"seq"`
	Rows []struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
		Op   string `json:"op"`
	} `json:"rows"`
}

// wholeLog reads a workspace's log from its beginning.
func wholeLog(t *testing.T, c *testkit.Client, ws testkit.Workspace) []entry {
	t.Helper()
	// Any write tells the epoch.
	h := c.Must(t, "POST", "/workspaces/"+ws.ID+"/labels", map[string]any{"name": "last", "color": "red"}, nil)
	cursor, err := taskflow.ParseCursor(h.Get("X-Taskflow-Cursor"))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for at := int64(0); ; {
		var page struct {
			Items []entry `json:"items"`
		}
		c.Must(t, "GET", fmt.Sprintf("/workspaces/%s/changes?since=%s&limit=200", ws.ID, taskflow.Cursor{Epoch: cursor.Epoch, Seq: at}), nil, &page)
		if len(page.Items) == 0 {
			return all
		}
		all = append(all, page.Items...)
		at = all[len(all)-1].Seq
	}
}

func TestAKilledServerLosesNothingThatItAcknowledged(t *testing.T) {
	onBothEngines(t, func(t *testing.T, flags []string) {
		port := testkit.FreePort(t)
		args := append([]string{"serve"}, flags...)
		p := testkit.Start(t, port, args...)
		owner := testkit.Join(t, p.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
		ws := owner.Workspace(t)
		project := owner.NewProject(t, ws, "KILL", nil)

		type write struct{ id, key string }
		var mu sync.Mutex
		var unsure []write // sent, not answered
		acknowledged := map[string]string{}
		create := func(w write) error {
			var made testkit.Task
			_, err := owner.Do("POST", "/workspaces/"+ws.ID+"/tasks", map[string]any{"id": w.id, "project_id": project.ID, "title": "Task " + w.id}, &made, "Idempotency-Key", w.key)
			if err == nil {
				mu.Lock()
				acknowledged[w.id] = made.Key
				mu.Unlock()
			}
			return err
		}
		for round := range 3 {
			var wg sync.WaitGroup
			stop := make(chan struct{})
			for range 12 {
				wg.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						w := write{taskflow.NewID(), taskflow.NewID()}
						err := create(w)
						var refused *testkit.Problem
						if errors.As(err, &refused) {
							t.Errorf("a create was refused: %v", err)
							return
						}
						if err != nil {
							mu.Lock()
							unsure = append(unsure, w)
							mu.Unlock()
							return
						}
					}
				})
			}
			time.Sleep(time.Duration(300+200*round) * time.Millisecond)
			p.Kill()
			close(stop)
			wg.Wait()
			http.DefaultClient.CloseIdleConnections()
			p = testkit.Start(t, port, args...)
		}
		// A client sends again what it is unsure of, twice to be rude.
		for _, w := range unsure {
			for range 2 {
				if err := create(w); err != nil {
					t.Errorf("sending again: %v", err)
				}
			}
		}
		if len(acknowledged) < 30 {
			t.Fatalf("only %d creates were acknowledged: this is no load", len(acknowledged))
		}
		puts := map[string]int{}
		for i, e := range wholeLog(t, owner, ws) {
			if e.Seq != int64(i+1) {
				t.Fatalf("change %d has seq %d: the log has a gap", i+1, e.Seq)
			}
			for _, r := range e.Rows {
				if r.Kind == "task" && r.Op == "put" {
					puts[r.ID]++
				}
			}
		}
		for id, key := range acknowledged {
			var task testkit.Task
			owner.Must(t, "GET", "/workspaces/"+ws.ID+"/tasks/"+key, nil, &task)
			if task.ID != id || puts[id] != 1 {
				t.Errorf("%s: the key leads to %s, created %d times in the log", key, task.ID, puts[id])
			}
		}
		numbers := map[string]bool{}
		for _, key := range acknowledged {
			if numbers[key] {
				t.Errorf("the key %s was given twice", key)
			}
			numbers[key] = true
		}
		t.Logf("%d creates acknowledged over 3 kills, %d sent again", len(acknowledged), len(unsure))
		if took, status := p.Stop(); took > 10*time.Second || status != 0 {
			t.Errorf("a graceful stop took %v with status %d", took, status)
		}
	})
}
