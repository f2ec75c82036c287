package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// bundle is the importer on a fresh database with one workspace.
type bundle struct {
	*testing.T
	*Service
	d     *db.DB
	dir   string
	ws    taskflow.WorkspaceID
	owner taskflow.Caller
	ids   map[string]taskflow.MemberID
}

func run(t *testing.T, test func(b *bundle)) {
	t.Helper()
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		b := &bundle{T: t, d: d, dir: t.TempDir(), ids: map[string]taskflow.MemberID{}}
		accounts := account.New(d, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}})
		a, _, err := accounts.AdminCreate(t.Context(), "Olga Owner", "olga@example.com", "plum lantern ferry")
		if err != nil {
			t.Fatal(err)
		}
		b.owner = taskflow.Caller{Account: a.ID}
		w, err := workspace.New(d, accounts).Create(t.Context(), b.owner, workspace.CreateInput{Name: "Acme"})
		if err != nil {
			t.Fatal(err)
		}
		b.ws = w.ID
		b.Service = b.again()
		test(b)
	})
}

// again is the service as another process, started later, has it.
func (b *bundle) again() *Service {
	b.Helper()
	s, err := New(b.d, b.dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

const addMember = `INSERT INTO members (workspace_id, id, account_id, name, initials, color, email, role, joined_at) VALUES ($1, $2, $3, $4, 'X', 'blue', $5, $6, 0)`

// person adds somebody with an account to the workspace.
func (b *bundle) person(name, email string, role taskflow.Role) taskflow.Caller {
	b.Helper()
	id, c := taskflow.MemberID(taskflow.NewID()), taskflow.Caller{Account: taskflow.AccountID(taskflow.NewID())}
	_, err := b.d.Update(b.Context(), b.ws, func(tx *db.Tx) error {
		if err := tx.Exec(`INSERT INTO accounts (id, email, email_key, name, initials, color, password_hash, zone, locale, week_start, preferences, created_at)
VALUES ($1, $2, $2, $3, 'X', 'blue', '', 'UTC', 'en', 1, '{}', 0)`, c.Account, email, name); err != nil {
			return err
		}
		return tx.Exec(addMember, b.ws, id, c.Account, name, email, role)
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ids[name] = id
	return c
}

func (b *bundle) realFile() []byte {
	b.Helper()
	raw, err := os.ReadFile("trello/testdata/trello-public-board.json")
	if err != nil {
		b.Fatal(err)
	}
	return raw
}

func (b *bundle) upload(raw []byte) Import {
	b.Helper()
	i, _, err := b.Upload(b.Context(), b.owner, b.ws, UploadInput{Source: Trello, Filename: "board.json", Body: bytes.NewReader(raw)})
	if err != nil {
		b.Fatal(err)
	}
	return i
}

func (b *bundle) start(id taskflow.ImportID, in StartInput) Import {
	b.Helper()
	i, _, err := b.Start(b.Context(), b.owner, b.ws, id, in)
	if err != nil {
		b.Fatal(err)
	}
	return i
}

func (b *bundle) get(id taskflow.ImportID) Import {
	b.Helper()
	i, err := b.Get(b.Context(), b.owner, b.ws, id)
	if err != nil {
		b.Fatal(err)
	}
	return i
}

// bring uploads, starts and runs.
func (b *bundle) bring(raw []byte, in StartInput) Import {
	b.Helper()
	i := b.upload(raw)
	b.start(i.ID, in)
	if err := b.Service.Run(b.Context(), b.ws, i.ID); err != nil {
		b.Fatal(err)
	}
	i = b.get(i.ID)
	if i.State != Done {
		b.Fatalf("the import is %s: %+v", i.State, i.Report)
	}
	return i
}

var tables = []string{
	"members", "labels", "projects", "project_keys", "project_members", "columns", "tasks", "task_refs", "task_assignees", "task_labels",
	"task_watchers", "status_history", "comments", "comment_reactions", "activity", "changes", "mutations", "jobs", "imports",
}

// counts are the rows of every table.
func (b *bundle) counts() map[string]int {
	b.Helper()
	out := map[string]int{}
	err := b.d.View(b.Context(), func(tx *db.Tx) error {
		for _, table := range tables {
			var n int
			if err := tx.QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
				return err
			}
			out[table] = n
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// differ compares counts, but for tables that may differ.
func differ(before, after map[string]int, but ...string) string {
	var out []string
	for _, table := range tables {
		if before[table] != after[table] && !strings.Contains(strings.Join(but, " "), table) {
			out = append(out, fmt.Sprintf("%s %d→%d", table, before[table], after[table]))
		}
	}
	return strings.Join(out, ", ")
}

// one reads one value.
func (b *bundle) one(into any, stmt string, args ...any) {
	b.Helper()
	if err := b.d.View(b.Context(), func(tx *db.Tx) error { return tx.QueryRow(stmt, args...).Scan(into) }); err != nil {
		b.Fatalf("%s: %v", stmt, err)
	}
}

// task finds the task whose title starts so.
func (b *bundle) task(p taskflow.ProjectID, title string) task.Detail {
	b.Helper()
	var id string
	b.one(&id, `SELECT id FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND title LIKE $3`, b.ws, p, title+"%")
	d, err := task.New(b.d).Get(b.Context(), b.owner, b.ws, id)
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func (b *bundle) project(ref string) project.Project {
	b.Helper()
	p, err := project.New(b.d).Get(b.Context(), b.owner, b.ws, ref)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// log is the change log as a list of "op kind scope".
func (b *bundle) log(after int64) []string {
	b.Helper()
	var out []string
	err := b.d.View(b.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(`SELECT op, kind, scope FROM changes WHERE workspace_id = $1 AND seq > $2 ORDER BY seq, n`, b.ws, after)
		out, err = db.Collect(rows, err, func(r *db.Rows) (string, error) {
			var op, kind, scope string
			err := r.Scan(&op, &kind, &scope)
			return op + " " + kind + " " + scope[:1], err
		})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func (b *bundle) seq() int64 {
	var n int64
	b.one(&n, `SELECT seq FROM workspace_seq WHERE workspace_id = $1`, b.ws)
	return n
}

func (b *bundle) uploads() int {
	b.Helper()
	entries, err := os.ReadDir(filepath.Join(b.dir, "imports"))
	if err != nil {
		b.Fatal(err)
	}
	return len(entries)
}

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
