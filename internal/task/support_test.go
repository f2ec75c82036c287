package task_test

import (
	"encoding/json"
	"slices"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func ptr[T any](v T) *T { return &v }

func sameSet[T ~string](a, b []T) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// activity returns the kinds of a task's activity, newest first.
func activity(w *world.World, id taskflow.TaskID) []string {
	w.Helper()
	lines, _, err := w.Tasks.Activity(w.Context(), w.Owner.Caller, w.WS, string(id), taskflow.Page{})
	w.Must(err)
	var kinds []string
	for _, l := range lines {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

const selectHistory = `SELECT COALESCE(from_category, ''), category FROM status_history WHERE workspace_id = $1 AND task_id = $2 ORDER BY at, id`

// history returns a task's ways from category to category, oldest first.
func history(w *world.World, id taskflow.TaskID) []string {
	w.Helper()
	var out []string
	w.Must(w.DB.View(w.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(selectHistory, w.WS, id)
		out, err = db.Collect(rows, err, func(r *db.Rows) (string, error) {
			var from, to string
			err := r.Scan(&from, &to)
			return from + ">" + to, err
		})
		return err
	}))
	return out
}
