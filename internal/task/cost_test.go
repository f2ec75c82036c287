package task_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

// No statement of everyday work may scan a project: whatever touches tasks
// searches an index by everything that narrows it, and sorts nothing where
// the index has the order already.
func TestPlansDoNotScan(t *testing.T) {
	w := world.New(t, dbtest.Open(t, dbtest.Options(t, db.SQLite, nil)))
	for name, stmt := range task.Statements {
		plan := plan(w, stmt)
		if wholeTable.MatchString(plan) {
			t.Errorf("%s walks all of a workspace:\n%s", name, plan)
		}
		if task.Ordered[name] && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s sorts:\n%s", name, plan)
		}
	}
}

// wholeTable matches a step that reads a table, or all that a workspace has in
// it.
var wholeTable = regexp.MustCompile(`(?m)^(SCAN (tasks|t|task_[a-z]+|a|c|p|r|status_history)\b|SEARCH .*\(workspace_id=\?\)$|.*AUTOMATIC)`)

func plan(w *world.World, stmt string) string {
	w.Helper()
	var lines []string
	w.Must(w.DB.View(w.Context(), func(tx *db.Tx) error {
		args := make([]any, strings.Count(stmt, "$"))
		seen := 0
		for n := 1; n <= len(args); n++ {
			if strings.Contains(stmt, "$"+strconv.Itoa(n)) {
				args[n-1] = "[]"
				seen = n
			}
		}
		rows, err := tx.Query("EXPLAIN QUERY PLAN "+stmt, args[:seen]...)
		lines, err = db.Collect(rows, err, func(r *db.Rows) (string, error) {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			return detail, err
		})
		return err
	}))
	return strings.Join(lines, "\n") + "\n"
}

// The same pages and the same changes, whatever the size of the project: the
// board's first page reads no more columns and tasks in a big project.
func TestBoardOfABigProject(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("BIG", project.VisibleToWorkspace)
		fill(w, p, w.Column(p, project.Done), 3000)
		fill2 := w.Column(p, project.Todo)
		made, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "BIG", Title: "open", ColumnID: fill2.ID})
		w.Must(err)
		items, next, err := w.Tasks.List(w.Context(), w.Owner.Caller, w.WS, task.Filter{Project: "BIG"})
		w.Must(err)
		if len(items) != 1 || next != "" || items[0].ID != made.ID {
			t.Errorf("open: %d", len(items))
		}
		got, _, err := w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, string(made.ID))
		w.Must(err)
		first, _, err := w.Tasks.List(w.Context(), w.Owner.Caller, w.WS, task.Filter{Project: "BIG", Closed: "closed", Page: taskflow.Page{Limit: 1}})
		w.Must(err)
		if first[0].ID != got.ID {
			t.Errorf("what was completed last is not on top: %s", first[0].Title)
		}
	})
}

// Listing, creating, completing and moving take the same statements in a small
// project and in a big one, and no more than they need.
func TestStatementsDoNotGrow(t *testing.T) {
	world.Run(t, func(w *world.World) {
		cost := func(do func() error) int64 {
			before := w.DB.Stats().Statements
			w.Must(do())
			return w.DB.Stats().Statements - before
		}
		measure := func(key string, size int) map[string]int64 {
			p := w.Project(key, project.VisibleToWorkspace)
			fill(w, p, w.Column(p, project.Todo), size)
			fill(w, p, w.Column(p, project.Done), size)
			out := map[string]int64{}
			var made task.Detail
			out["create"] = cost(func() (err error) {
				made, _, err = w.Tasks.Create(w.Context(), w.Owner.With(taskflow.NewID()), w.WS, task.CreateInput{ProjectID: key, Title: "New"})
				return err
			})
			out["list"] = cost(func() error {
				_, _, err := w.Tasks.List(w.Context(), w.Owner.Caller, w.WS, task.Filter{Project: key})
				return err
			})
			out["rename"] = cost(func() error {
				_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, string(made.ID), task.UpdateInput{Title: taskflow.Some("Newer")})
				return err
			})
			todo := w.Column(p, project.Todo).ID
			out["move"] = cost(func() error {
				_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, string(made.ID), task.UpdateInput{ColumnID: taskflow.Some(todo)})
				return err
			})
			out["complete"] = cost(func() error {
				_, _, err := w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, string(made.ID))
				return err
			})
			return out
		}
		small, big := measure("SMALL", 60), measure("BIG", 1500)
		for what, n := range small {
			if big[what] != n {
				t.Errorf("%s takes %d statements in a small project and %d in a big one", what, n, big[what])
			}
		}
		// Reads: the lock, the key's first use, who asks, the project, its
		// columns, the place. Writes: number, task, key, watcher, history,
		// activity, change, the key's use.
		if n := small["create"]; n > 14 {
			t.Errorf("creating takes %d statements", n)
		}
	})
}
