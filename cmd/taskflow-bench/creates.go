package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the engine itself, for the two-row figure

	"taskflow/internal/db"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

const loadTime = 2 * time.Second

// load runs do from n clients for loadTime and returns how often it succeeded
// in a second. Any error ends the measurement.
func load(n int, do func() error) (float64, error) {
	var count atomic.Int64
	var failed atomic.Pointer[error]
	stop := time.Now().Add(loadTime)
	var wg sync.WaitGroup
	begin := time.Now()
	for range n {
		wg.Go(func() {
			for time.Now().Before(stop) && failed.Load() == nil {
				if err := do(); err != nil {
					failed.Store(&err)
					return
				}
				count.Add(1)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(count.Load()) / time.Since(begin).Seconds(), nil
}

func (p *person) create() error {
	return p.call("POST", "/workspaces/"+p.workspace+"/tasks", map[string]any{"id": taskflow.NewID(), "project_id": p.project, "title": "A task of the benchmark"}, nil)
}

// subject is one thing that is loaded, with its figures of all rounds.
type subject struct {
	name   string
	client int
	do     func() error
	rates  []float64
	cpu    []float64 // ms per operation
	server *server
}

func measure(subjects []*subject) error {
	for range rounds {
		for _, s := range subjects {
			var before time.Duration
			if s.server != nil {
				before = s.server.cpu()
			}
			rate, err := load(s.client, s.do)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			s.rates = append(s.rates, rate)
			if s.server != nil {
				s.cpu = append(s.cpu, float64((s.server.cpu()-before).Microseconds())/1000/(rate*loadTime.Seconds()))
			}
		}
	}
	return nil
}

func creates(p *page) error {
	dir, err := os.MkdirTemp(".", "bench-data-") // on the disk of the checkout, not in memory
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	lite, err := startServer("--data", filepath.Join(dir, "lite"))
	if err != nil {
		return err
	}
	defer lite.stop()
	a, err := owner(lite)
	if err != nil {
		return err
	}
	direct, closeDirect, err := directCreate(a, filepath.Join(dir, "direct"))
	if err != nil {
		return err
	}
	defer closeDirect()
	twoRows, closeRows, err := twoRowGroups(filepath.Join(dir, "rows.db"))
	if err != nil {
		return err
	}
	defer closeRows()
	one := &subject{name: "SQLite, HTTP, 1 client", client: 1, do: a.create, server: lite}
	http16 := &subject{name: "SQLite, HTTP, 16 clients", client: 16, do: a.create, server: lite}
	http64 := &subject{name: "SQLite, HTTP, 64 clients", client: 64, do: a.create, server: lite}
	engine := &subject{name: "SQLite, the same statements in groups, no HTTP, 64 callers", client: 64, do: direct}
	rows := &subject{name: "SQLite, two rows a change in groups of 48, nothing else", client: 1, do: twoRows}
	all := []*subject{one, http16, http64, engine, rows}
	if err := measure(all); err != nil {
		return err
	}
	p.section("Durable creates of tasks, all checks on")
	p.table("what", "creates/s", "CPU of the server per create, ms")
	printSubjects(p, all)
	fmt.Fprintf(p, "\n64 clients through HTTP reach %.0f %% of the same statements run in groups directly on the engine (goal: 60 %%).\n", 100*median(http64.rates)/median(engine.rates))

	url := os.Getenv("TASKFLOW_TEST_POSTGRES")
	if url == "" {
		return fmt.Errorf("TASKFLOW_TEST_POSTGRES names no server")
	}
	pg, err := startServer("--data", filepath.Join(dir, "pg"), "--database-url", url)
	if err != nil {
		return err
	}
	defer pg.stop()
	b, err := owner(pg)
	if err != nil {
		return err
	}
	pg1 := &subject{name: "PostgreSQL, HTTP, one workspace, 1 client", client: 1, do: b.create, server: pg}
	pg16 := &subject{name: "PostgreSQL, HTTP, one workspace, 16 clients", client: 16, do: b.create, server: pg}
	pg64 := &subject{name: "PostgreSQL, HTTP, one workspace, 64 clients", client: 64, do: b.create, server: pg}
	all = []*subject{pg1, pg16, pg64}
	if err := measure(all); err != nil {
		return err
	}
	fmt.Fprintln(p)
	p.table("what", "creates/s", "CPU of the server per create, ms")
	printSubjects(p, all)
	fmt.Fprintf(p, "\nIn one busy workspace of PostgreSQL 16 clients are %.1f times and 64 clients %.1f times as fast as one (goal: 3).\n", median(pg16.rates)/median(pg1.rates), median(pg64.rates)/median(pg1.rates))
	return nil
}

func printSubjects(p *page, all []*subject) {
	for _, s := range all {
		if s.server == nil {
			p.row(s.name, median(s.rates), "")
			continue
		}
		p.row(s.name, median(s.rates), median(s.cpu))
	}
}

// directCreate returns a create by the service itself, on a copy of the
// server's database: the same statements in the same groups, without HTTP.
func directCreate(a *person, dir string) (func() error, func(), error) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{DataDir: dir})
	if err != nil {
		return nil, nil, err
	}
	closeAll := func() { d.Close() }
	f, err := fill(ctx, d, 0)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	tasks := task.New(d)
	return func() error {
		id := taskflow.NewID()
		caller := f.caller
		caller.Mutation = taskflow.MutationID(id)
		_, _, err := tasks.Create(ctx, caller, f.workspace, task.CreateInput{ID: taskflow.TaskID(id), ProjectID: string(f.project), Title: "A task of the benchmark"})
		return err
	}, closeAll, nil
}

// twoRowGroups returns a change of two rows in a group of 48, counted one by
// one: what the engine can do at all.
func twoRowGroups(path string) (func() error, func(), error) {
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, nil, err
	}
	d.SetMaxOpenConns(1)
	if _, err := d.Exec("CREATE TABLE a (id TEXT PRIMARY KEY, t TEXT) STRICT, WITHOUT ROWID; CREATE TABLE b (id TEXT PRIMARY KEY, t TEXT) STRICT, WITHOUT ROWID"); err != nil {
		return nil, nil, err
	}
	const group = 48
	done := 0
	var tx *sql.Tx
	return func() (err error) {
		if tx == nil {
			if tx, err = d.Begin(); err != nil {
				return err
			}
		}
		for _, stmt := range []string{"INSERT INTO a VALUES (?, ?)", "INSERT INTO b VALUES (?, ?)"} {
			if _, err := tx.Exec(stmt, taskflow.NewID(), "A task of the benchmark"); err != nil {
				return err
			}
		}
		if done++; done%group == 0 {
			err, tx = tx.Commit(), nil
		}
		return err
	}, func() { d.Close() }, nil
}
