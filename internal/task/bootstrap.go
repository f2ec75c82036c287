package task

import (
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	listOpen = `SELECT ` + taskColumns + ` FROM tasks t {indexed_by tasks_open}
WHERE t.workspace_id = $1 AND t.project_id = $2 AND t.id > $3 AND t.deleted_at IS NULL AND t.archived_at IS NULL AND t.closed_at IS NULL
ORDER BY t.id LIMIT $4`

	listClosed = `SELECT ` + taskColumns + ` FROM tasks t
WHERE t.workspace_id = $1 AND t.project_id = $2 AND (t.closed_at, t.id) > ($3, $4) AND t.deleted_at IS NULL AND t.closed_at IS NOT NULL
AND t.archived_at IS NULL
ORDER BY t.closed_at, t.id LIMIT $5`
)

// ListOpenForBootstrap reads a page of a project's open tasks, without their
// descriptions, behind an id. The caller has decided that the reader sees the
// project.
func ListOpenForBootstrap(tx *db.Tx, ws taskflow.WorkspaceID, p project.Project, after taskflow.TaskID, limit int) ([]Task, error) {
	return forBootstrap(tx, ws, p, listOpen, ws, p.ID, after, limit)
}

// ListClosedForBootstrap reads a page of a project's tasks that were closed
// after a time; the next page begins with the closed_at and the id of the last.
func ListClosedForBootstrap(tx *db.Tx, ws taskflow.WorkspaceID, p project.Project, closed taskflow.Time, after taskflow.TaskID, limit int) ([]Task, error) {
	return forBootstrap(tx, ws, p, listClosed, ws, p.ID, closed, after, limit)
}

func forBootstrap(tx *db.Tx, ws taskflow.WorkspaceID, p project.Project, stmt string, args ...any) ([]Task, error) {
	rows, err := tx.Query(stmt, args...)
	tasks, err := db.Collect(rows, err, scanPlain)
	if err != nil {
		return nil, err
	}
	for i := range tasks {
		tasks[i].Key = p.TaskKey(tasks[i].Number)
	}
	return tasks, loadPeople(tx, ws, pointers(tasks))
}
