package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// filled is a project with tasks, and its owner.
type filled struct {
	caller    taskflow.Caller
	workspace taskflow.WorkspaceID
	project   taskflow.ProjectID
	columns   []project.Column
	first     task.Detail
}

// fill makes a workspace with a project of n tasks, spread over its columns.
func fill(ctx context.Context, d *db.DB, n int) (filled, error) {
	var f filled
	accounts := account.New(d, account.Options{})
	workspaces := workspace.New(d, accounts)
	made, _, err := accounts.AdminCreate(ctx, "Bench", "bench@example.com", "correct horse battery staple")
	if err != nil {
		return f, err
	}
	f.caller = taskflow.Caller{Account: made.ID}
	ws, err := workspaces.Create(ctx, f.caller, workspace.CreateInput{Name: "Bench"})
	if err != nil {
		return f, err
	}
	f.workspace = ws.ID
	projects := project.New(d)
	p, _, err := projects.Create(ctx, f.caller, f.workspace, project.CreateInput{Key: "BEN", Name: "Bench"})
	if err != nil {
		return f, err
	}
	f.project = p.ID
	if f.columns, err = projects.Columns(ctx, f.caller, f.workspace, string(p.ID)); err != nil {
		return f, err
	}
	tasks := task.New(d)
	work := make(chan int)
	failed := make(chan error, 64)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := range work {
				column := f.columns[i%len(f.columns)]
				_, _, err := tasks.Create(ctx, f.caller, f.workspace, task.CreateInput{ProjectID: string(f.project), Title: fmt.Sprint("Task ", i), ColumnID: column.ID})
				if err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	select {
	case err := <-failed:
		return f, err
	default:
	}
	if n > 0 {
		f.first, _, err = tasks.Create(ctx, f.caller, f.workspace, task.CreateInput{ProjectID: string(f.project), Title: "The one that moves"})
	}
	return f, err
}

// projectSize compares the cost of everyday operations in a small and a large
// project.
func projectSize(p *page) error {
	dir, err := os.MkdirTemp(".", "bench-size-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p.section("The same cost whatever the project's size (SQLite)")
	p.table("operation", "100 tasks, ms", "100,000 tasks, ms", "ratio", "statements (100)", "statements (100,000)")
	ctx := context.Background()
	type side struct {
		d *db.DB
		f filled
		s *task.Service
	}
	var sides [2]side
	for i, n := range []int{100, 100_000} {
		d, err := db.Open(ctx, db.Options{DataDir: filepath.Join(dir, fmt.Sprint(n))})
		if err != nil {
			return err
		}
		defer d.Close()
		f, err := fill(ctx, d, n)
		if err != nil {
			return err
		}
		sides[i] = side{d, f, task.New(d)}
	}
	operations := []struct {
		name string
		do   func(side, int) error
	}{
		{"list 50 of a project", func(s side, _ int) error {
			got, _, err := s.s.List(ctx, s.f.caller, s.f.workspace, task.Filter{Project: string(s.f.project), Page: taskflow.Page{Limit: 50}})
			if err == nil && len(got) != 50 {
				err = fmt.Errorf("listed %d tasks", len(got))
			}
			return err
		}},
		{"complete and reopen", func(s side, i int) error {
			var err error
			if i%2 == 0 {
				_, _, err = s.s.Complete(ctx, s.f.caller, s.f.workspace, string(s.f.first.ID))
			} else {
				_, _, err = s.s.Reopen(ctx, s.f.caller, s.f.workspace, string(s.f.first.ID))
			}
			return err
		}},
		{"move to another column", func(s side, i int) error {
			in := task.UpdateInput{ColumnID: taskflow.Some(s.f.columns[i%2].ID)}
			_, _, err := s.s.Update(ctx, s.f.caller, s.f.workspace, string(s.f.first.ID), in)
			return err
		}},
	}
	const times = 200
	for _, op := range operations {
		var took [2][]float64
		var statements [2]float64
		for i := range times {
			for k, s := range sides {
				before := s.d.Stats().Statements
				begin := time.Now()
				if err := op.do(s, i); err != nil {
					return fmt.Errorf("%s: %w", op.name, err)
				}
				took[k] = append(took[k], float64(time.Since(begin).Microseconds())/1000)
				statements[k] = float64(s.d.Stats().Statements - before)
			}
		}
		small, large := median(took[0]), median(took[1])
		p.row(op.name, small, large, large/small, fmt.Sprint(statements[0]), fmt.Sprint(statements[1]))
	}
	return nil
}
