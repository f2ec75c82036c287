package task

import (
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	tasksOfHidden = `SELECT r.task_id FROM task_refs r
JOIN tasks t ON t.workspace_id = r.workspace_id AND t.id = r.task_id AND t.project_id = r.project_id
JOIN projects p ON p.workspace_id = r.workspace_id AND p.id = r.project_id AND p.hidden_at IS NOT NULL
WHERE r.workspace_id = $1 AND r.project_id = $2 ORDER BY r.number LIMIT $3`

	eraseAssignees = `DELETE FROM task_assignees WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`
	eraseLabels    = `DELETE FROM task_labels WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`
	eraseWatchers  = `DELETE FROM task_watchers WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`
	eraseStatus    = `DELETE FROM status_history WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`
	eraseTasks     = `DELETE FROM tasks WHERE workspace_id = $1 AND id IN (SELECT value FROM {json_list $2})`
	eraseRefs      = `DELETE FROM task_refs WHERE workspace_id = $1 AND project_id = $2 AND task_id IN (SELECT value FROM {json_list $3})`

	labelUsed  = `SELECT COUNT(*) FROM (SELECT 1 AS one FROM task_labels WHERE workspace_id = $1 AND label_id = $2 LIMIT 1) AS used`
	memberUsed = `SELECT (SELECT COUNT(*) FROM task_assignees WHERE workspace_id = $1 AND member_id = $2)
+ (SELECT COUNT(*) FROM task_watchers WHERE workspace_id = $1 AND member_id = $2)`
)

// OfHidden returns some tasks of a project that an import filled and that
// nobody sees; none of a project that is shown.
func OfHidden(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID, limit int) ([]taskflow.TaskID, error) {
	rows, err := tx.Query(tasksOfHidden, ws, id, limit)
	return db.Collect(rows, err, func(rows *db.Rows) (taskflow.TaskID, error) {
		var id taskflow.TaskID
		return id, rows.Scan(&id)
	})
}

// Erase deletes tasks of a project with everything of theirs, past the trash.
func Erase(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID, tasks []taskflow.TaskID) error {
	list := db.JSONList(tasks)
	for _, stmt := range []string{eraseAssignees, eraseLabels, eraseWatchers, eraseStatus, eraseTasks} {
		if err := tx.Exec(stmt, ws, list); err != nil {
			return err
		}
	}
	return tx.Exec(eraseRefs, ws, id, list)
}

// LabelUsed reports whether any task has a label.
func LabelUsed(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.LabelID) (bool, error) {
	var n int
	err := tx.QueryRow(labelUsed, ws, id).Scan(&n)
	return n > 0, err
}

// MemberUsed reports whether a member is assigned to any task or watches one.
func MemberUsed(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.MemberID) (bool, error) {
	var n int
	err := tx.QueryRow(memberUsed, ws, id).Scan(&n)
	return n > 0, err
}
