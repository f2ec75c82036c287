package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit"
)

// twoProcesses starts two API processes on one PostgreSQL database. They share
// the directory in which uploads wait.
func twoProcesses(t *testing.T) (a, b *testkit.Process) {
	t.Helper()
	url, data := dbtest.Options(t, db.Postgres, nil).URL, t.TempDir()
	start := func() *testkit.Process {
		return testkit.Start(t, testkit.FreePort(t), "api", "--database-url", url, "--data", data)
	}
	return start(), start()
}

// at is the same person, served by another process.
func at(c *testkit.Client, p *testkit.Process) *testkit.Client {
	other := *c
	other.Base = p.Base
	return &other
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func TestTwoProcessesShareOneWorkspace(t *testing.T) {
	t.Parallel()
	a, b := twoProcesses(t)
	owner := testkit.Join(t, a.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	ws := owner.Workspace(t)
	member := at(owner.Invite(t, ws, "Ben Okafor", "member"), b)
	benID := member.Workspace(t).MemberID
	project := owner.NewProject(t, ws, "TWO", nil)

	stream := listen(t, member, ws, "?client_id=bens-page")
	var latencies []time.Duration
	for i := range 20 {
		id := taskflow.NewID()
		owner.Must(t, "POST", "/workspaces/"+ws.ID+"/tasks", map[string]any{"id": id, "project_id": project.ID, "title": fmt.Sprint("Task ", i)}, nil)
		committed := time.Now()
		latencies = append(latencies, stream.wait(t, "change", holds("task", id)).at.Sub(committed))
	}
	slices.Sort(latencies)
	t.Logf("committed on A → event on B: median %v, worst %v of %d", median(latencies), latencies[len(latencies)-1], len(latencies))

	begin := time.Now()
	owner.Must(t, "PUT", "/workspaces/"+ws.ID+"/presence", map[string]any{"client_id": "anas-page", "project_id": project.ID}, nil)
	seen := stream.wait(t, "presence", func(data string) bool {
		return strings.Contains(data, "anas-page") && strings.Contains(data, project.ID)
	})
	t.Logf("presence announced on A → event on B: %v", seen.at.Sub(begin))

	begin = time.Now()
	owner.Must(t, "DELETE", "/workspaces/"+ws.ID+"/members/"+benID, nil, nil)
	removed := time.Now()
	select {
	case end := <-drained(stream):
		t.Logf("member removed on A → stream on B closed: %v", end.Sub(begin))
		if took := end.Sub(removed); took > 2*time.Second {
			t.Errorf("a removed member's stream lived on for %v", took)
		}
	case <-time.After(10 * time.Second):
		t.Error("a removed member's stream lives on")
	}
	if status := statusOf(member.Do("GET", "/workspaces/"+ws.ID, nil, nil)); status != 404 {
		t.Errorf("a removed member is answered %d on the other process", status)
	}
}

// drained returns the end of a stream while its events are thrown away.
func drained(l *listener) <-chan time.Time {
	end := make(chan time.Time, 1)
	go func() {
		for {
			select {
			case <-l.events:
			case at := <-l.ended:
				end <- at
				return
			}
		}
	}()
	return end
}

// statusOf is the status of an answer, 0 when there was none and 200 for any success.
func statusOf(_ any, err error) int {
	var p *testkit.Problem
	switch {
	case errors.As(err, &p):
		return p.Status
	case err != nil:
		return 0
	}
	return 200
}

func TestASessionRevokedOnOneProcessEndsOnTheOther(t *testing.T) {
	t.Parallel()
	a, b := twoProcesses(t)
	owner := testkit.Join(t, a.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	elsewhere := &testkit.Client{Base: b.Base}
	h := elsewhere.Must(t, "POST", "/auth/sign-in", map[string]any{"email": "ana.silva@example.com", "password": testkit.Password}, nil)
	elsewhere.Cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
	// Asked often before, so that whatever remembers sessions knows it well.
	for range 20 {
		elsewhere.Must(t, "GET", "/me", nil, nil)
	}
	stream := listen(t, elsewhere, owner.Workspace(t), "")
	owner.Must(t, "DELETE", "/me/sessions", nil, nil)
	revoked := time.Now()
	for statusOf(elsewhere.Do("GET", "/me", nil, nil)) != 401 {
		if time.Since(revoked) > 5*time.Second {
			t.Fatal("a revoked session is still good")
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(revoked)
	t.Logf("session revoked on A → refused on B: %v", took)
	if took > 1500*time.Millisecond {
		t.Errorf("a revoked session was good for %v", took)
	}
	select {
	case end := <-drained(stream):
		t.Logf("session revoked on A → its stream on B closed: %v", end.Sub(revoked))
	case <-time.After(3 * time.Second):
		t.Error("the stream of a revoked session lives on")
	}
	if status := statusOf(owner.Do("GET", "/me", nil, nil)); status != 200 {
		t.Errorf("the session that revoked the others is answered %d", status)
	}
}

func TestTwoProcessesNeverLeaveAWorkspaceWithoutAnOwner(t *testing.T) {
	t.Parallel()
	a, b := twoProcesses(t)
	first := testkit.Join(t, a.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	ws := first.Workspace(t)
	second := at(first.Invite(t, ws, "Ben Okafor", "member"), b)
	members := []string{ws.MemberID, second.Workspace(t).MemberID}
	people := []*testkit.Client{first, second}
	path := func(i int) string { return "/workspaces/" + ws.ID + "/members/" + members[i] }
	first.Must(t, "PATCH", path(1), map[string]any{"role": "owner"}, nil)

	refused := map[string]int{}
	for round := range 60 {
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i := range 2 {
			wg.Go(func() {
				// Half of the rounds they demote each other, half themselves.
				target := i
				if round%2 == 0 {
					target = 1 - i
				}
				_, errs[i] = people[i].Do("PATCH", path(target), map[string]any{"role": "member"}, nil)
			})
		}
		wg.Wait()
		var list struct {
			Items []struct {
				ID   string `json:"id"`
				Role string `json:"role"`
			} `json:"items"`
		}
		first.Must(t, "GET", "/workspaces/"+ws.ID+"/members", nil, &list)
		left := -1
		for _, m := range list.Items {
			if m.Role == "owner" {
				if left >= 0 {
					t.Fatalf("round %d: both are owners still: %v", round, errs)
				}
				left = slices.Index(members, m.ID)
			}
		}
		if left < 0 {
			t.Fatalf("round %d: the workspace has no owner any more", round)
		}
		succeeded := 0
		for _, err := range errs {
			var p *testkit.Problem
			switch {
			case err == nil:
				succeeded++
			case errors.As(err, &p) && (p.Code == "last_owner" || p.Code == "denied"):
				refused[p.Code]++
			default:
				t.Fatalf("round %d: %v", round, err)
			}
		}
		if succeeded != 1 {
			t.Fatalf("round %d: %d of the two were done", round, succeeded)
		}
		people[left].Must(t, "PATCH", path(1-left), map[string]any{"role": "owner"}, nil)
	}
	t.Logf("60 rounds, refused: %v", refused)
}

func TestAnImportUploadedToOneProcessIsDoneByEither(t *testing.T) {
	t.Parallel()
	a, _ := twoProcesses(t)
	owner := testkit.Join(t, a.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	root := "/workspaces/" + owner.Workspace(t).ID + "/imports"
	for i := range 4 {
		var run struct {
			ID     string          `json:"id"`
			State  string          `json:"state"`
			Report json.RawMessage `json:"report"`
		}
		owner.Must(t, "POST", root+"?source=trello", json.RawMessage(tinyBoard), &run)
		owner.Must(t, "POST", root+"/"+run.ID+"/start", map[string]any{"project_key": fmt.Sprint("B", i)}, nil)
		for begin := time.Now(); run.State != "done"; time.Sleep(20 * time.Millisecond) {
			owner.Must(t, "GET", root+"/"+run.ID, nil, &run)
			if run.State == "failed" || time.Since(begin) > 20*time.Second {
				t.Fatalf("import %d is %s after %v: %s", i, run.State, time.Since(begin), run.Report)
			}
		}
	}
}
