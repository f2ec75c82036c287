package workspace

import (
	"context"
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	selectOldestOwner = `SELECT m.workspace_id, m.account_id FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE (w.slug = $1 OR w.id = $1) AND w.deleted_at IS NULL AND m.role = 'owner' AND m.removed_at IS NULL AND m.account_id IS NOT NULL
ORDER BY m.joined_at, m.id LIMIT 1`
)

// ForOperator resolves a workspace for whoever runs the program: by slug or
// id, acting as its longest-standing owner.
//
// Errors: NotFound.
func (s *Service) ForOperator(ctx context.Context, ref string) (taskflow.WorkspaceID, taskflow.Caller, error) {
	var ws taskflow.WorkspaceID
	var owner taskflow.AccountID
	err := s.db.View(ctx, func(tx *db.Tx) error { return tx.QueryRow(selectOldestOwner, ref).Scan(&ws, &owner) })
	if errors.Is(err, db.ErrNoRows) {
		err = taskflow.Errorf(taskflow.NotFound, "There is no workspace %q.", ref)
	}
	return ws, taskflow.Caller{Account: owner, Address: "operator"}, err
}
