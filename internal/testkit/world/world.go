// Package world gives tests of the product a workspace with people in it, on a
// database of their own and with a clock that they move.
package world

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// World is a workspace and everything that can be done in it.
type World struct {
	*testing.T
	DB         *db.DB
	Clock      *Clock
	Accounts   *account.Service
	Workspaces *workspace.Service
	Projects   *project.Service
	Tasks      *task.Service
	Comments   *comment.Service
	WS         taskflow.WorkspaceID
	Owner      Person
}

// Person is a member of the workspace.
type Person struct {
	taskflow.Caller
	Member taskflow.MemberID
}

// With returns the person with an idempotency key.
func (p Person) With(id string) taskflow.Caller {
	c := p.Caller
	c.Mutation = taskflow.MutationID(id)
	return c
}

// Clock stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Time is the clock's time.
func (c *Clock) Time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass moves the clock on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Run runs test in a fresh world on each engine.
func Run(t *testing.T, test func(w *World)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
			w := New(t, dbtest.Open(t, dbtest.Options(t, engine, clock.Time)))
			w.Clock = clock
			test(w)
		})
	}
}

// New makes a workspace with its owner on an open database.
func New(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{T: t, DB: d}
	w.Accounts = account.New(d, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}})
	w.Workspaces = workspace.New(d, w.Accounts)
	w.Projects, w.Tasks = project.New(d), task.New(d)
	w.Comments = comment.New(d, w.Tasks)
	w.Workspaces.Wire(w.Tasks.Wiring())
	w.Owner = Person{Caller: w.account("Ada Lovelace")}
	w.WS, w.Owner.Member = w.workspace(w.Owner.Caller, "Engines")
	return w
}

func (w *World) account(name string) taskflow.Caller {
	w.Helper()
	a, _, err := w.Accounts.AdminCreate(w.Context(), name, taskflow.NewID()+"@example.org", "plum lantern ferry")
	w.Must(err)
	return taskflow.Caller{Account: a.ID, Session: taskflow.SessionID(taskflow.NewID())}
}

func (w *World) workspace(c taskflow.Caller, name string) (taskflow.WorkspaceID, taskflow.MemberID) {
	w.Helper()
	made, err := w.Workspaces.Create(w.Context(), c, workspace.CreateInput{Name: name})
	w.Must(err)
	var actor taskflow.Actor
	w.Must(w.DB.View(w.Context(), func(tx *db.Tx) (err error) {
		actor, err = workspace.Authorise(tx, made.ID, c.Account)
		return err
	}))
	return made.ID, actor.Member
}

// Elsewhere makes somebody with a workspace of their own.
func (w *World) Elsewhere(name string) (Person, taskflow.WorkspaceID) {
	w.Helper()
	p := Person{Caller: w.account(name)}
	ws, member := w.workspace(p.Caller, "Elsewhere")
	p.Member = member
	return p, ws
}

const insertMember = `INSERT INTO members (workspace_id, id, account_id, name, initials, color, role, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// Join adds a person to the workspace.
func (w *World) Join(name string, role taskflow.Role) Person {
	w.Helper()
	p := Person{Caller: w.account(name), Member: taskflow.MemberID(taskflow.NewID())}
	_, err := w.DB.Update(w.Context(), w.WS, func(tx *db.Tx) error {
		return tx.Exec(insertMember, w.WS, p.Member, p.Account, name, "XX", "blue", role, tx.Now())
	})
	w.Must(err)
	return p
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Wants ends the test unless err has a kind and a code. For wrong fields the
// code is the one of a field.
func (w *World) Wants(err error, kind taskflow.Kind, code string) {
	w.Helper()
	if err == nil {
		w.Fatalf("no error, want %s (%s)", kind, code)
	}
	if taskflow.KindOf(err) != kind {
		w.Fatalf("error %v is %s, want %s", err, taskflow.KindOf(err), kind)
	}
	var e *taskflow.Error
	if code == "" || !errors.As(err, &e) || e.CodeOrKind() == code {
		return
	}
	if !slices.ContainsFunc(e.Fields, func(f taskflow.Field) bool { return f.Code == code }) {
		w.Fatalf("error %v has no code %s", err, code)
	}
}

// Project makes a project as the owner.
func (w *World) Project(key string, visibility project.Visibility) project.Project {
	w.Helper()
	p, _, err := w.Projects.Create(w.Context(), w.Owner.Caller, w.WS, project.CreateInput{Key: key, Name: "Project " + key, Visibility: visibility})
	w.Must(err)
	return p
}

// Columns lists the columns of a project.
func (w *World) Columns(p project.Project) []project.Column {
	w.Helper()
	columns, err := w.Projects.Columns(w.Context(), w.Owner.Caller, w.WS, string(p.ID))
	w.Must(err)
	return columns
}

// Column returns the first column of a category.
func (w *World) Column(p project.Project, category project.Category) project.Column {
	w.Helper()
	c, ok := project.FirstOf(w.Columns(p), category)
	if !ok {
		w.Fatalf("no column of category %s", category)
	}
	return c
}

// Task makes a task as the owner.
func (w *World) Task(p project.Project, title string) task.Detail {
	w.Helper()
	t, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: string(p.ID), Title: title})
	w.Must(err)
	return t
}

// Subtask makes a task below another as the owner.
func (w *World) Subtask(p project.Project, parent taskflow.TaskID, title string) task.Detail {
	w.Helper()
	t, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: string(p.ID), Title: title, ParentID: parent})
	w.Must(err)
	return t
}

// Get loads a task as the owner sees it.
func (w *World) Get(id taskflow.TaskID) task.Detail {
	w.Helper()
	t, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, string(id))
	w.Must(err)
	return t
}

// Head is the end of the change log.
func (w *World) Head() taskflow.Cursor {
	w.Helper()
	var c taskflow.Cursor
	w.Must(w.DB.View(w.Context(), func(tx *db.Tx) (err error) {
		c, err = changes.Head(tx, w.WS)
		return err
	}))
	return c
}

// Log returns the rows of the change log after a place.
func (w *World) Log(since taskflow.Cursor) []changes.LoggedRow {
	w.Helper()
	var rows []changes.LoggedRow
	w.Must(w.DB.View(w.Context(), func(tx *db.Tx) error {
		entries, _, err := changes.Read(tx, w.WS, since, 10_000)
		for _, e := range entries {
			rows = append(rows, e.Rows...)
		}
		return err
	}))
	return rows
}

// Lines returns the rows in short form, "op kind scope", with the names that
// the test gave to ids.
func Lines(rows []changes.LoggedRow, names map[string]string) []string {
	var out []string
	for _, r := range rows {
		scope := string(r.Scope)
		if len(scope) > 2 {
			scope = scope[:2] + name(names, scope[2:])
		}
		out = append(out, string(r.Op)+" "+string(r.Kind)+" "+name(names, r.ID)+" "+scope)
	}
	return out
}

func name(names map[string]string, id string) string {
	if n, ok := names[id]; ok {
		return n
	}
	return "?"
}

// Fields returns the names of the fields of a patch, sorted.
func Fields(r changes.LoggedRow) []string {
	var m map[string]json.RawMessage
	if json.Unmarshal(r.Data, &m) != nil {
		return nil
	}
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
