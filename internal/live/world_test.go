package live

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	insertAccount   = `INSERT INTO accounts (id, email, email_key, name, initials, color, password_hash, zone, locale, week_start, preferences, created_at) VALUES ($1, $2, $2, 'A', 'A', 'red', '', 'UTC', 'en', 1, '{}', 0)`
	insertSession   = `INSERT INTO sessions (id, account_id, token_hash, user_agent, address, created_at, confirmed_at, last_seen_at, expires_at) VALUES ($1, $2, $1, '', '', 0, 0, $3, $4)`
	insertWorkspace = `INSERT INTO workspaces (id, slug, name, created_at) VALUES ($1, $1, 'W', 0)`
	insertMember    = `INSERT INTO members (workspace_id, id, account_id, name, initials, color, role, joined_at) VALUES ($1, $2, $3, 'A', 'A', 'red', $4, 0)`
	insertProject   = `INSERT INTO projects (workspace_id, id, key, name, color, icon, description, visibility, next_number, created_at, created_by) VALUES ($1, $2, $3, 'P', 'red', '', '', $4, 1, 0, '')`
	insertGrant     = `INSERT INTO project_members (workspace_id, project_id, member_id, role) VALUES ($1, $2, $3, 'viewer')`
	deleteGrant     = `DELETE FROM project_members WHERE workspace_id = $1 AND project_id = $2 AND member_id = $3`
	updateRole      = `UPDATE members SET role = $1 WHERE workspace_id = $2 AND id = $3`
	updateRemoved   = `UPDATE members SET removed_at = $1 WHERE workspace_id = $2 AND id = $3`
	updateSeen      = `UPDATE projects SET visibility = $1 WHERE workspace_id = $2 AND id = $3`
	updateRevoked   = `UPDATE sessions SET revoked_at = 1 WHERE id = $1`
	updateEpoch     = `UPDATE workspace_seq SET epoch = 'e2' WHERE workspace_id = $1`
	updateName      = `UPDATE accounts SET name = $1 WHERE id = $2`
	trimLog         = `DELETE FROM changes WHERE workspace_id = $1 AND seq <= $2`
)

// world is a workspace with people and projects in it.
type world struct {
	t  testing.TB
	d  *db.DB
	h  *Hub
	ws taskflow.WorkspaceID
}

type person struct {
	account taskflow.AccountID
	member  taskflow.MemberID
	session taskflow.SessionID
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, d: d, ws: taskflow.WorkspaceID(taskflow.NewID())}
	if err := d.UpdateAccount(context.Background(), func(tx *db.Tx) error {
		if err := tx.InsertWorkspaceSeq(w.ws, "e1"); err != nil {
			return err
		}
		return tx.Exec(insertWorkspace, w.ws)
	}); err != nil {
		t.Fatal(err)
	}
	w.h = newHub(t, d)
	return w
}

func newHub(t testing.TB, d *db.DB) *Hub {
	h := New(d, Options{Alive: account.Alive, Log: slog.New(slog.DiscardHandler)})
	h.Start()
	t.Cleanup(h.Stop)
	return h
}

// change runs statements and appends rows as one change.
func (w *world) change(by taskflow.MemberID, rows []changes.Row, stmts ...func(tx *db.Tx) error) taskflow.Cursor {
	w.t.Helper()
	c, err := w.d.Update(context.Background(), w.ws, func(tx *db.Tx) error {
		for _, s := range stmts {
			if err := s(tx); err != nil {
				return err
			}
		}
		return changes.Append(tx, changes.Author{Member: by}, rows...)
	})
	if err != nil {
		w.t.Error(err)
	}
	return c
}

func exec(stmt string, args ...any) func(*db.Tx) error {
	return func(tx *db.Tx) error { return tx.Exec(stmt, args...) }
}

func (w *world) join(role taskflow.Role) person {
	w.t.Helper()
	p := person{taskflow.AccountID(taskflow.NewID()), taskflow.MemberID(taskflow.NewID()), taskflow.SessionID(taskflow.NewID())}
	now := taskflow.TimeOf(time.Now())
	if err := w.d.UpdateAccount(context.Background(), func(tx *db.Tx) error {
		if err := tx.Exec(insertAccount, p.account, string(p.account)+"@example.org"); err != nil {
			return err
		}
		return tx.Exec(insertSession, p.session, p.account, now, now.Add(time.Hour))
	}); err != nil {
		w.t.Fatal(err)
	}
	w.change(p.member, []changes.Row{row(changes.Everyone(), changes.Member, string(p.member))}, exec(insertMember, w.ws, p.member, p.account, role))
	return p
}

func (w *world) project(visibility string) taskflow.ProjectID {
	w.t.Helper()
	id := taskflow.ProjectID(taskflow.NewID())
	w.change("", []changes.Row{row(changes.InProject(id), changes.Project, string(id))}, exec(insertProject, w.ws, id, string(id), visibility))
	return id
}

func row(scope changes.Scope, kind changes.Kind, id string) changes.Row {
	return changes.Row{Scope: scope, Kind: kind, ID: id, Op: changes.Put, Data: map[string]string{"scope": string(scope)}}
}

func label(text string) []changes.Row {
	return []changes.Row{row(changes.Everyone(), changes.Label, text)}
}

func (w *world) head() taskflow.Cursor {
	w.t.Helper()
	var c taskflow.Cursor
	if err := w.d.View(context.Background(), func(tx *db.Tx) (err error) { c, err = changes.Head(tx, w.ws); return err }); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// event is one Server-Sent Event.
type event struct {
	ID, Name, Data string
	Change         struct {
		Seq  int64
		Rows []struct {
			Kind, ID, Op string
			Data         struct{ Scope string }
		}
	}
}

// client is the other end of a stream.
type client struct {
	t      testing.TB
	mu     sync.Mutex
	buf    bytes.Buffer
	events []event
	news   chan struct{}
	stop   context.CancelFunc
	ended  chan struct{}
	end    End
	err    error
	block  chan struct{} // when set, writes wait for it
}

func (c *client) Write(p []byte) (int, error) {
	if c.block != nil {
		<-c.block
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buf.Write(p)
	for {
		whole, rest, ok := bytes.Cut(c.buf.Bytes(), []byte("\n\n"))
		if !ok {
			break
		}
		e := parse(c.t, string(whole))
		rest = bytes.Clone(rest)
		c.buf.Reset()
		c.buf.Write(rest)
		if e.Name != "" {
			c.events = append(c.events, e)
		}
	}
	poke(c.news)
	return len(p), nil
}

func parse(t testing.TB, text string) event {
	var e event
	sc := bufio.NewScanner(strings.NewReader(text))
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		name, value, _ := strings.Cut(sc.Text(), ": ")
		switch name {
		case "id":
			e.ID = value
		case "event":
			e.Name = value
		case "data":
			e.Data = value
		}
	}
	if e.Name == "change" {
		if err := json.Unmarshal([]byte(e.Data), &e.Change); err != nil {
			t.Errorf("an event is not JSON: %v: %.200s", err, e.Data)
		}
	}
	return e
}

// listen opens a stream.
func (w *world) listen(p person, since taskflow.Cursor) *client {
	return listenTo(w.t, w.h, w.ws, p, since, nil)
}

func listenTo(t testing.TB, h *Hub, ws taskflow.WorkspaceID, p person, since taskflow.Cursor, block chan struct{}) *client {
	ctx, stop := context.WithCancel(context.Background())
	c := &client{t: t, news: make(chan struct{}, 1), stop: stop, ended: make(chan struct{}), block: block}
	go func() {
		c.end, c.err = h.Serve(ctx, Reader{Workspace: ws, Account: p.account, Session: p.session}, since, c)
		close(c.ended)
	}()
	t.Cleanup(func() { stop(); <-c.ended })
	return c
}

func (c *client) seen() []event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.events)
}

// until waits until the events satisfy ok.
func (c *client) until(what string, ok func([]event) bool) []event {
	c.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		if got := c.seen(); ok(got) {
			return got
		}
		select {
		case <-c.news:
		case <-deadline:
			c.t.Fatalf("waited in vain for %s; got %d events: %.600v", what, len(c.seen()), c.seen())
		}
	}
}

func (c *client) seqs() []int64 {
	var out []int64
	for _, e := range c.seen() {
		if e.Name == "change" {
			out = append(out, e.Change.Seq)
		}
	}
	return out
}

func (c *client) untilSeq(seq int64) {
	c.t.Helper()
	c.until(fmt.Sprint("change ", seq), func(got []event) bool {
		for _, e := range got {
			if e.Name == "change" && e.Change.Seq == seq {
				return true
			}
		}
		return false
	})
}

func (c *client) untilJoined() {
	c.t.Helper()
	c.until("the first heartbeat", func(got []event) bool {
		return slices.ContainsFunc(got, func(e event) bool { return e.Name == "heartbeat" })
	})
}

func (c *client) untilEnd(within time.Duration) End {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(within):
		c.t.Fatalf("the stream did not end within %v", within)
	}
	return c.end
}
