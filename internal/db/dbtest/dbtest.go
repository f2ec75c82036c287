// Package dbtest gives tests real databases: a fresh SQLite file and a fresh
// PostgreSQL database for each test, both with the current schema.
//
// TASKFLOW_TEST_POSTGRES selects the server: a URL of a database from which
// others may be created, or "off". Unset, a server is started from the
// machine's PostgreSQL binaries for the life of the test process.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Run runs test once on each engine, in parallel.
func Run(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	RunWithClock(t, nil, test)
}

// RunWithClock is Run with a clock of the test's own.
func RunWithClock(t *testing.T, clock taskflow.Clock, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, Options(t, engine, clock)))
		})
	}
}

// Options returns the options of a fresh database. Opened twice, they reach
// the same database, as two processes would.
func Options(t *testing.T, engine db.Engine, clock taskflow.Clock) db.Options {
	t.Helper()
	o := db.Options{Clock: clock, Logger: slog.New(slog.DiscardHandler)}
	if engine == db.SQLite {
		o.DataDir = t.TempDir()
		copyTemplate(t, filepath.Join(o.DataDir, "taskflow.db"))
		return o
	}
	o.URL, o.MaxConns = postgresDatabase(t), 6
	return o
}

// Open opens a database and closes it at the end of the test.
func Open(t *testing.T, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// template is a migrated SQLite file, made once in a process.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "taskflow-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(context.Background(), db.Options{DataDir: dir})
	if err != nil {
		return nil, err
	}
	d.Close()
	return os.ReadFile(filepath.Join(dir, "taskflow.db"))
})

func copyTemplate(t *testing.T, to string) {
	t.Helper()
	b, err := template()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// server is the PostgreSQL server's URL with a migrated template database.
var server = sync.OnceValues(func() (string, error) {
	base := os.Getenv("TASKFLOW_TEST_POSTGRES")
	if base == "" || base == "require" {
		var err error
		if base, err = startServer(); err != nil {
			return "", err
		}
	}
	return base, prepareTemplate(base)
})

// Sibling returns the URL of another database on the same server.
func Sibling(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

// templateName changes with the migrations, so that a server which outlives
// one test run never serves an old schema.
func templateName() string {
	h := sha256.New()
	files, _ := filepath.Glob(filepath.Join(sourceDir(), "../migrations/postgres/*.sql"))
	for _, f := range files {
		b, _ := os.ReadFile(f)
		h.Write(b)
	}
	return "taskflow_template_" + hex.EncodeToString(h.Sum(nil))[:12]
}

// prepareTemplate makes the template database once for all processes that
// share the server.
func prepareTemplate(base string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(847)"); err != nil {
		return err
	}
	name := templateName()
	var exists bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists); err != nil || exists {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+"_new"); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: Sibling(base, name+"_new")})
	if err != nil {
		return err
	}
	d.Close()
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+"_new RENAME TO "+name)
	return err
}

func postgresDatabase(t *testing.T) string {
	t.Helper()
	if os.Getenv("TASKFLOW_TEST_POSTGRES") == "off" {
		t.Skip("TASKFLOW_TEST_POSTGRES=off: not run on PostgreSQL")
	}
	base, err := server()
	if err != nil {
		t.Fatalf("these tests need PostgreSQL's server programs (Debian: apt-get install postgresql), a server named by TASKFLOW_TEST_POSTGRES=postgres://…, or TASKFLOW_TEST_POSTGRES=off to leave that engine out: %v", err)
	}
	name := "t_" + strings.ReplaceAll(taskflow.NewID(), "-", "")
	admin := func(stmt string) error {
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, base)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, stmt)
		return err
	}
	if err := admin(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", name, templateName())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return Sibling(base, name)
}
