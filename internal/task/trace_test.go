package task_test

import (
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/testkit/world"
)

const selectTraces = `SELECT count(*) FROM changes WHERE workspace_id = $1 AND traceparent = $2`

func TestAChangeKeepsTheTraceOfItsRequest(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("TRACE", project.VisibleToWorkspace)
		caller := w.Owner.Caller
		caller.Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
		_, _, err := w.Tasks.Create(w.Context(), caller, w.WS, task.CreateInput{ProjectID: string(p.ID), Title: "Traced"})
		w.Must(err)
		var n int
		w.Must(w.DB.View(w.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(selectTraces, w.WS, caller.Trace).Scan(&n)
		}))
		if n == 0 {
			w.Error("no row of the change log has the trace of the request")
		}
	})
}
