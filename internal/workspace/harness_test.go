package workspace

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bundle is the services on a fresh database, with one workspace and people in
// each role.
type bundle struct {
	*testing.T
	*Service
	accounts *account.Service
	d        *db.DB
	second   *db.DB // as another process has it; SQLite allows only one
	clock    *testClock

	ws                          taskflow.WorkspaceID
	owner, admin, member, guest taskflow.Caller
	stranger                    taskflow.Caller
	ownerID, adminID, memberID  taskflow.MemberID
	guestID                     taskflow.MemberID
}

const goodPassword = "plum lantern ferry"

func run(t *testing.T, test func(b *bundle)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			b := &bundle{T: t, clock: &testClock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}}
			options := dbtest.Options(t, engine, b.clock.time)
			b.d = dbtest.Open(t, options)
			b.second = b.d
			if engine == db.Postgres {
				b.second = dbtest.Open(t, options)
			}
			b.accounts = account.New(b.d, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}})
			b.Service = New(b.d, b.accounts)
			b.owner, b.admin, b.member = b.person("owner"), b.person("admin"), b.person("member")
			b.guest, b.stranger = b.person("guest"), b.person("stranger")
			w, err := b.Create(t.Context(), b.owner, CreateInput{Name: "Acme"})
			if err != nil {
				t.Fatal(err)
			}
			b.ws = w.ID
			b.ownerID = b.me(b.owner)
			b.adminID = b.joins(b.admin, taskflow.Admin)
			b.memberID = b.joins(b.member, taskflow.Normal)
			b.guestID = b.joins(b.guest, taskflow.Guest)
			test(b)
		})
	}
}

// person makes an account without a session.
func (b *bundle) person(name string) taskflow.Caller {
	b.Helper()
	a, _, err := b.accounts.AdminCreate(b.Context(), name, name+"@example.com", goodPassword)
	if err != nil {
		b.Fatal(err)
	}
	return taskflow.Caller{Account: a.ID, Session: "session", Address: "192.0.2.1"}
}

func (b *bundle) me(c taskflow.Caller) taskflow.MemberID {
	b.Helper()
	var actor taskflow.Actor
	if err := b.d.View(b.Context(), func(tx *db.Tx) (err error) {
		actor, err = Authorise(tx, b.ws, c.Account)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return actor.Member
}

func (b *bundle) joins(c taskflow.Caller, role taskflow.Role) taskflow.MemberID {
	b.Helper()
	_, secret := b.invite(InviteInput{Role: role})
	if _, _, err := b.AcceptInvite(b.Context(), c, secret); err != nil {
		b.Fatal(err)
	}
	return b.me(c)
}

func (b *bundle) invite(in InviteInput) (Invite, string) {
	b.Helper()
	i, secret, _, err := b.Invite(b.Context(), b.owner, b.ws, in)
	if err != nil {
		b.Fatal(err)
	}
	return i, secret
}

func (b *bundle) refused(err error, code string) {
	b.Helper()
	e, ok := err.(*taskflow.Error)
	if !ok {
		b.Fatalf("got %v, want the refusal %s", err, code)
	}
	got := e.CodeOrKind()
	if len(e.Fields) > 0 && e.Kind == taskflow.Invalid {
		got = e.Fields[0].Code
	}
	if got != code {
		b.Fatalf("got %s (%v), want %s", got, err, code)
	}
}

func (b *bundle) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bundle) find(id taskflow.MemberID) Member {
	b.Helper()
	m, err := b.Service.member(b.Context(), b.ws, id)
	b.must(err)
	return m
}

func (b *bundle) head() taskflow.Cursor {
	b.Helper()
	var c taskflow.Cursor
	b.must(b.d.View(b.Context(), func(tx *db.Tx) (err error) {
		c, err = changes.Head(tx, b.ws)
		return err
	}))
	return c
}

// since returns the rows that were logged after a cursor, as "kind op scope data".
func (b *bundle) since(c taskflow.Cursor) []string {
	b.Helper()
	var out []string
	b.must(b.d.View(b.Context(), func(tx *db.Tx) error {
		list, _, err := changes.Read(tx, b.ws, c, 1000)
		for _, change := range list {
			for _, r := range change.Rows {
				data, err := canonical(r.Data)
				if err != nil {
					return err
				}
				out = append(out, string(r.Kind)+" "+string(r.Op)+" "+string(r.Scope)+" "+data)
			}
		}
		return err
	}))
	return out
}

func canonical(data json.RawMessage) (string, error) {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return "", err
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func (b *bundle) count(stmt string, args ...any) int {
	b.Helper()
	var n int
	b.must(b.d.View(b.Context(), func(tx *db.Tx) error { return tx.QueryRow(stmt, args...).Scan(&n) }))
	return n
}

func (b *bundle) tx(fn func(tx *db.Tx) error) {
	b.Helper()
	_, err := b.d.Update(b.Context(), b.ws, fn)
	b.must(err)
}

func again(c taskflow.Caller) taskflow.Caller {
	c.Mutation = taskflow.MutationID(taskflow.NewID())
	return c
}
