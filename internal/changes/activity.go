package changes

import (
	"encoding/json"
	"strconv"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Line is a recorded activity as it is read back.
type Line struct {
	ID        string              `json:"id"`
	TaskID    *taskflow.TaskID    `json:"task_id,omitempty"`
	ProjectID *taskflow.ProjectID `json:"project_id"`
	ActorID   *taskflow.MemberID  `json:"actor_id"`
	Kind      string              `json:"kind"`
	Data      json.RawMessage     `json:"data"`
	At        taskflow.Time       `json:"at"`
}

const (
	listProjectActivity = `SELECT id, task_id, project_id, actor_id, kind, data, at FROM activity
WHERE workspace_id = $1 AND project_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5`

	listTaskActivity = `SELECT id, task_id, project_id, actor_id, kind, data, at FROM activity
WHERE workspace_id = $1 AND task_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5`
)

// TaskActivity lists what happened to a task, newest first, with the cursor of
// the next page. The caller has decided that the reader may see the task.
func TaskActivity(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.TaskID, page taskflow.Page) ([]Line, string, error) {
	return listActivity(tx, listTaskActivity, ws, string(id), page)
}

// ProjectActivity lists what happened in a project, its tasks included, newest
// first, with the cursor of the next page. The caller has decided that the
// reader may see the project.
func ProjectActivity(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID, page taskflow.Page) ([]Line, string, error) {
	return listActivity(tx, listProjectActivity, ws, string(id), page)
}

func listActivity(tx *db.Tx, stmt string, ws taskflow.WorkspaceID, of string, page taskflow.Page) ([]Line, string, error) {
	at, id, err := page.Before()
	if err != nil {
		return nil, "", err
	}
	size := page.Size()
	rows, err := tx.Query(stmt, ws, of, at, id, size+1)
	found, err := db.Collect(rows, err, func(rows *db.Rows) (Line, error) {
		var l Line
		var data string
		err := rows.Scan(&l.ID, &l.TaskID, &l.ProjectID, &l.ActorID, &l.Kind, &data, &l.At)
		l.Data = json.RawMessage(data)
		return l, err
	})
	if err != nil || len(found) <= size {
		return found, "", err
	}
	last := found[size-1]
	return found[:size], taskflow.PageCursor(strconv.FormatInt(int64(last.At), 10), last.ID), nil
}
