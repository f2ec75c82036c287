package db_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

const selectEpoch = `SELECT epoch FROM workspace_seq WHERE workspace_id = $1`

func epochOf(t *testing.T, d *db.DB, ws taskflow.WorkspaceID) string {
	t.Helper()
	var epoch string
	if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(selectEpoch, ws).Scan(&epoch) }); err != nil {
		t.Fatal(err)
	}
	return epoch
}

func change(t *testing.T, d *db.DB, ws taskflow.WorkspaceID, n int) {
	t.Helper()
	for range n {
		if _, err := d.Update(t.Context(), ws, func(tx *db.Tx) error { return appendChange(tx, "a") }); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAnOlderSQLiteFilePutBackGetsANewEpoch(t *testing.T) {
	t.Parallel()
	o := dbtest.Options(t, db.SQLite, nil)
	file, backup := filepath.Join(o.DataDir, "taskflow.db"), filepath.Join(t.TempDir(), "backup.db")
	copyFile := func(from, to string) {
		t.Helper()
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := open(t, o)
	ws := newWorkspace(t, d)
	change(t, d, ws, 3)
	d.Close()
	copyFile(file, backup)

	d = open(t, o)
	if e := epochOf(t, d, ws); e != "e1" {
		t.Fatalf("a plain restart changed the epoch to %s", e)
	}
	change(t, d, ws, 2)
	d.Close()
	copyFile(backup, file)

	d = open(t, o)
	restored := epochOf(t, d, ws)
	if restored == "e1" {
		t.Fatal("a restored file kept its epoch")
	}
	// It goes on under the new epoch, also past the numbers that were seen.
	change(t, d, ws, 4)
	d.Close()
	d = open(t, o)
	defer d.Close()
	if e := epochOf(t, d, ws); e != restored {
		t.Errorf("the epoch changed again, to %s", e)
	}
}

func TestAWholeDirectoryPutBackGetsANewEpoch(t *testing.T) {
	t.Parallel()
	o := dbtest.Options(t, db.SQLite, nil)
	d := open(t, o)
	ws := newWorkspace(t, d)
	change(t, d, ws, 1)
	d.Close()
	// What a copy does to the mark, without waiting for time to pass: its
	// content tells of an earlier time than its file.
	mark := filepath.Join(o.DataDir, "mark.json")
	b, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := json.Unmarshal(b, &content); err != nil {
		t.Fatal(err)
	}
	content["written"] = content["written"].(float64) - 60_000
	if b, err = json.Marshal(content); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mark, b, 0o600); err != nil {
		t.Fatal(err)
	}
	d = open(t, o)
	defer d.Close()
	if e := epochOf(t, d, ws); e == "e1" {
		t.Error("a directory that was put back kept its epoch")
	}
}

func TestARestoredPostgresDatabaseGetsANewEpoch(t *testing.T) {
	t.Parallel()
	o := dbtest.Options(t, db.Postgres, nil)
	d := open(t, o)
	ws := newWorkspace(t, d)
	change(t, d, ws, 2)
	d.Close()
	d = open(t, o)
	if e := epochOf(t, d, ws); e != "e1" {
		t.Fatalf("a plain restart changed the epoch to %s", e)
	}
	d.Close()

	// A copy of the database is another one, as after a restore.
	copied := dbtest.Options(t, db.Postgres, nil)
	source, target := databaseOf(t, o.URL), databaseOf(t, copied.URL)
	conn, err := pgx.Connect(t.Context(), dbtest.Sibling(o.URL, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, stmt := range []string{"DROP DATABASE " + target, "CREATE DATABASE " + target + " TEMPLATE " + source} {
		if _, err := conn.Exec(t.Context(), stmt); err != nil {
			t.Fatal(err)
		}
	}
	d = open(t, copied)
	defer d.Close()
	if e := epochOf(t, d, ws); e == "e1" {
		t.Error("a restored database kept its epoch")
	}
}

func databaseOf(t *testing.T, url string) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Database
}
