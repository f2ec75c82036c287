package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit"
)

func TestWhatKeepsTheServerFromStartingIsSaidClearly(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() }) // the cases run after this function
	busy := t.TempDir()
	testkit.Start(t, testkit.FreePort(t), "serve", "--data", busy)

	file := filepath.Join(t.TempDir(), "file")
	garbage, torn, early := t.TempDir(), t.TempDir(), t.TempDir()
	noise := make([]byte, 64<<10)
	rand.Read(noise)
	write := func(path string, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, []byte("not a directory"))
	write(filepath.Join(garbage, "taskflow.db"), noise)
	// A database that was good once, with its middle overwritten.
	if _, stderr, status := run(t, "migrate", "--data", torn); status != 0 {
		t.Fatal(stderr)
	}
	good, err := os.ReadFile(filepath.Join(torn, "taskflow.db"))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(torn, "taskflow.db"), append(append(bytes.Clone(good[:4096]), noise[:len(noise)/2]...), good[min(len(good), 4096+len(noise)/2):]...))
	write(filepath.Join(early, "taskflow.db"), good[:len(good)/2])

	for _, c := range []struct {
		name   string
		args   []string
		status int
		says   []string
	}{
		{"port taken", []string{"serve", "--data", t.TempDir(), "--listen", taken.Addr().String()}, 1, []string{taken.Addr().String(), "taken", "--listen"}},
		{"no port", []string{"serve", "--data", t.TempDir(), "--listen", "nowhere"}, 2, []string{"nowhere"}},
		{"data directory in use", []string{"serve", "--data", busy, "--listen", "127.0.0.1:0"}, 1, []string{busy, "another taskflow process"}},
		{"migrating while in use", []string{"migrate", "--data", busy}, 1, []string{busy, "another taskflow process"}},
		{"file for a data directory", []string{"serve", "--data", file, "--listen", "127.0.0.1:0"}, 1, []string{file, "data directory"}},
		{"below a file", []string{"serve", "--data", filepath.Join(file, "data"), "--listen", "127.0.0.1:0"}, 1, []string{file, "data directory"}},
		{"garbage for a database", []string{"serve", "--data", garbage, "--listen", "127.0.0.1:0"}, 1, []string{"damaged", "backup"}},
		{"torn database", []string{"serve", "--data", torn, "--listen", "127.0.0.1:0"}, 1, []string{"damaged", "backup"}},
		{"database cut off", []string{"serve", "--data", early, "--listen", "127.0.0.1:0"}, 1, []string{"damaged", "backup"}},
		{"no PostgreSQL there", []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--database-url", "postgres://nobody:sesame@127.0.0.1:1/none"}, 1, []string{"database"}},
		{"no URL", []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--database-url", "postgres://nobody:sesame@127.0.0.1:port/none"}, 1, []string{"database"}},
		{"public URL with a path", []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--public-url", "https://example.org/tasks"}, 2, []string{"public URL"}},
		{"no network of proxies", []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--trusted-proxies", "here"}, 2, []string{"trusted proxies"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := run(t, c.args...)
			if status != c.status {
				t.Errorf("ended with %d, want %d:\n%s%s", status, c.status, stdout, stderr)
			}
			if !strings.Contains("\n"+stderr, "\ntaskflow: ") {
				t.Errorf("the program does not speak for itself:\n%s", stderr)
			}
			for _, word := range c.says {
				if !strings.Contains(stderr, word) {
					t.Errorf("%q is not said:\n%s", word, stderr)
				}
			}
			for _, odd := range []string{"goroutine ", "panic", "SQLITE_", "sesame"} {
				if strings.Contains(stdout+stderr, odd) {
					t.Errorf("%q is said:\n%s%s", odd, stdout, stderr)
				}
			}
			if strings.Contains(stdout, "TaskFlow is at") {
				t.Errorf("it says to be up:\n%s", stdout)
			}
		})
	}
}

// limitFiles runs the process where no file may grow beyond blocks of 512
// bytes: what a disk does that is full, for one process.
func limitFiles(blocks int64) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		args := append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$0" "$@"`, blocks)}, cmd.Args...)
		cmd.Path, cmd.Args = "/bin/sh", args
	}
}

func TestAFullDiskRefusesWritesAndLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"api", "--data", dir}
	p := testkit.Start(t, testkit.FreePort(t), args...)
	owner := testkit.Join(t, p.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	ws := owner.Workspace(t)
	project := owner.NewProject(t, ws, "FULL", nil)
	if _, status := p.Stop(); status != 0 {
		t.Fatalf("stopped with %d:\n%s", status, p.Log())
	}
	info, err := os.Stat(filepath.Join(dir, "taskflow.db"))
	if err != nil {
		t.Fatal(err)
	}
	limited := testkit.StartWith(t, testkit.FreePort(t), limitFiles((info.Size()+512<<10)/512), args...)
	owner = at(owner, limited)

	text := strings.Repeat("All work and no play. ", 2000)
	acknowledged := map[string]bool{}
	var refused *testkit.Problem
	for i := range 200 {
		id := taskflow.NewID()
		_, err := owner.Do("POST", "/workspaces/"+ws.ID+"/tasks", map[string]any{"id": id, "project_id": project.ID, "title": fmt.Sprint("Task ", i), "description": text}, nil)
		if err == nil {
			acknowledged[id] = true
			continue
		}
		var ok bool
		if refused, ok = err.(*testkit.Problem); !ok {
			t.Fatalf("create %d: %v\n%s", i, err, limited.Log())
		}
		break
	}
	if refused == nil {
		t.Fatal("the disk never was full")
	}
	// The limit says "file too large", which SQLite takes for a failed write; a
	// disk without room is disk_full.
	if refused.Status != 503 || refused.Code != "disk_full" && refused.Code != "database_unwritable" {
		t.Errorf("a full disk answered %v", refused)
	}
	// An upload has no room either, and leaves nothing behind.
	board := strings.Replace(tinyBoard, `"name":"Board"`, `"name":"Board","desc":"`+strings.Repeat("x", int(info.Size())+1<<20)+`"`, 1)
	_, err = owner.Do("POST", "/workspaces/"+ws.ID+"/imports?source=trello", json.RawMessage(board), nil)
	if !errors.As(err, &refused) || refused.Status != 503 || refused.Code != "disk_full" {
		t.Errorf("an upload on a full disk was answered %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "imports")); err != nil || len(left) > 0 {
		t.Errorf("the upload left %v behind: %v", left, err)
	}
	// What was read before can be read still.
	owner.Must(t, "GET", "/workspaces/"+ws.ID+"/tasks?limit=200&project="+project.ID, nil, nil)
	limited.Stop()

	owner = at(owner, testkit.Start(t, testkit.FreePort(t), args...))
	var list struct {
		Items []testkit.Task `json:"items"`
	}
	owner.Must(t, "GET", "/workspaces/"+ws.ID+"/tasks?limit=200&project="+project.ID, nil, &list)
	if len(list.Items) != len(acknowledged) {
		t.Errorf("%d tasks are there, %d were acknowledged", len(list.Items), len(acknowledged))
	}
	for _, task := range list.Items {
		if !acknowledged[task.ID] {
			t.Errorf("the refused task %s is there", task.ID)
		}
	}
	for i, e := range wholeLog(t, owner, ws) {
		if e.Seq != int64(i+1) {
			t.Fatalf("change %d has seq %d: the log has a gap", i+1, e.Seq)
		}
	}
	owner.NewTask(t, ws, project, "With room again")
	t.Logf("%d tasks acknowledged before the disk was full: %v", len(acknowledged), refused)
}

func TestAnExpiredSessionIsRefused(t *testing.T) {
	onBothEngines(t, func(t *testing.T, flags []string) {
		args := append([]string{"api"}, flags...)
		p := testkit.Start(t, testkit.FreePort(t), args...)
		owner := testkit.Join(t, p.Base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
		ws := owner.Workspace(t)
		p.Stop()
		options := db.Options{DataDir: flags[1]}
		if len(flags) > 2 {
			options.URL = flags[3]
		}
		d, err := db.Open(context.Background(), options)
		if err != nil {
			t.Fatal(err)
		}
		err = d.UpdateAccount(context.Background(), func(tx *db.Tx) error {
			return tx.Exec("UPDATE sessions SET expires_at = $1", tx.Now().Add(-time.Minute))
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
		owner = at(owner, testkit.Start(t, testkit.FreePort(t), args...))
		for _, path := range []string{"/me", "/workspaces/" + ws.ID + "/tasks", "/workspaces/" + ws.ID + "/changes/stream"} {
			if status := statusOf(owner.Do("GET", path, nil, nil)); status != 401 {
				t.Errorf("%s answers an expired session with %d", path, status)
			}
		}
		if status := statusOf(owner.Do("POST", "/workspaces/"+ws.ID+"/labels", map[string]any{"name": "late"}, nil)); status != 401 {
			t.Errorf("a write of an expired session is answered %d", status)
		}
	})
}
