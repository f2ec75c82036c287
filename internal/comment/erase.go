package comment

import (
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	eraseReactions = `DELETE FROM comment_reactions WHERE workspace_id = $1
AND comment_id IN (SELECT c.id FROM comments c WHERE c.workspace_id = $1 AND c.task_id IN (SELECT value FROM {json_list $2}))`

	eraseComments = `DELETE FROM comments WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})`
)

// Erase deletes the comments of tasks that are being erased, past the trash.
func Erase(tx *db.Tx, ws taskflow.WorkspaceID, tasks []taskflow.TaskID) error {
	list := db.JSONList(tasks)
	if err := tx.Exec(eraseReactions, ws, list); err != nil {
		return err
	}
	return tx.Exec(eraseComments, ws, list)
}
