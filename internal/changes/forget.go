package changes

import (
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	forgetTasks = `DELETE FROM activity WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`

	forgetProject = `DELETE FROM activity WHERE workspace_id = $1 AND project_id = $2`
)

// Forget deletes the activity of tasks that are being erased.
func Forget(tx *db.Tx, ws taskflow.WorkspaceID, tasks []taskflow.TaskID) error {
	return tx.Exec(forgetTasks, ws, db.JSONList(tasks))
}

// ForgetProject deletes the activity of a project that is being erased.
func ForgetProject(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID) error {
	return tx.Exec(forgetProject, ws, id)
}
