package workspace

import (
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const erasePlaceholder = `DELETE FROM members WHERE workspace_id = $1 AND id = $2 AND account_id IS NULL`

// EraseLabel deletes a label that no task has, when an import is undone.
func EraseLabel(tx *db.Tx, by changes.Author, ws taskflow.WorkspaceID, id taskflow.LabelID) error {
	n, err := tx.ExecCount(deleteLabelID, ws, id)
	if err != nil || n == 0 {
		return err
	}
	return changes.Append(tx, by, changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: string(id), Op: changes.Remove})
}

// ErasePlaceholder deletes a person without an account whom nothing refers to,
// when an import is undone. One whom somebody has claimed stays.
func ErasePlaceholder(tx *db.Tx, by changes.Author, ws taskflow.WorkspaceID, id taskflow.MemberID) error {
	n, err := tx.ExecCount(erasePlaceholder, ws, id)
	if err != nil || n == 0 {
		return err
	}
	return changes.Append(tx, by, changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(id), Op: changes.Remove})
}
