package account

import (
	"context"
	"sync"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

// testClock is a clock that stands still until it is moved.
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

// bundle is a service on a fresh database with a clock of its own.
type bundle struct {
	*testing.T
	*Service
	d     *db.DB
	clock *testClock
}

const goodPassword = "plum lantern ferry"

var cheapCost = Cost{Memory: 64, Passes: 1, Threads: 1}

func run(t *testing.T, o Options, test func(b *bundle)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			clock := &testClock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
			d := dbtest.Open(t, dbtest.Options(t, engine, clock.time))
			test(&bundle{T: t, Service: New(d, Options{Cost: cheapCost, NeedSetupCode: o.NeedSetupCode}), d: d, clock: clock})
		})
	}
}

func contextWithTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

// person makes an account, by the operator, and signs it in.
func (b *bundle) person(email string) (taskflow.Caller, SignedIn) {
	b.Helper()
	if _, _, err := b.AdminCreate(b.Context(), "Ada Lovelace", email, goodPassword); err != nil {
		b.Fatal(err)
	}
	return b.signIn(email, goodPassword)
}

func (b *bundle) signIn(email, password string) (taskflow.Caller, SignedIn) {
	b.Helper()
	in, err := b.SignIn(b.Context(), SignInInput{Email: email, Password: password, Client: Client{Address: "192.0.2.1", UserAgent: "test"}})
	if err != nil {
		b.Fatal(err)
	}
	return b.caller(in.Secret), in
}

func (b *bundle) caller(secret string) taskflow.Caller {
	b.Helper()
	c, err := b.Authenticate(b.Context(), secret, false)
	if err != nil {
		b.Fatal(err)
	}
	return c
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

func (b *bundle) count(stmt string, args ...any) int {
	b.Helper()
	var n int
	if err := b.d.View(b.Context(), func(tx *db.Tx) error { return tx.QueryRow(stmt, args...).Scan(&n) }); err != nil {
		b.Fatal(err)
	}
	return n
}
