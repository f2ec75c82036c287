package project

import (
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	setHidden = `UPDATE projects SET hidden_at = $1 WHERE workspace_id = $2 AND id = $3`

	eraseFavourites = `DELETE FROM favourites WHERE workspace_id = $1 AND project_id = $2`
	eraseMembers    = `DELETE FROM project_members WHERE workspace_id = $1 AND project_id = $2`
	eraseColumns    = `DELETE FROM columns WHERE workspace_id = $1 AND project_id = $2`
	eraseKeys       = `DELETE FROM project_keys WHERE workspace_id = $1 AND project_id = $2`
	eraseProject    = `DELETE FROM projects WHERE workspace_id = $1 AND id = $2`
)

// Hide takes a project away from everybody, before it is erased.
func Hide(w Work, id taskflow.ProjectID) error {
	if err := w.Tx.Exec(setHidden, w.Tx.Now(), w.Workspace(), id); err != nil {
		return err
	}
	// Everybody is told, not those who see the project: what one sees is looked
	// up when one reads, and by then the project may be erased. An id says nothing.
	row := Project{ID: id}.row(changes.Remove, nil)
	row.Scope = changes.Everyone()
	return w.Emit(row)
}

// Discard puts a project into the trash on behalf of the import that made it;
// one that is there already stays.
func Discard(w Work, id taskflow.ProjectID) error {
	p, _, err := FindAny(w.Tx, w.Actor, string(id))
	if err != nil || p.DeletedAt != nil {
		return err
	}
	if err := w.Tx.Exec(setDeleted, w.Tx.Now(), w.Actor.Member, w.Workspace(), id); err != nil {
		return err
	}
	if err := w.Emit(p.row(changes.Remove, nil)); err != nil {
		return err
	}
	return w.Record(id, "", "project.deleted", nil)
}

// Erase deletes a project whose tasks are erased, past the trash. Its key is
// free again.
func Erase(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID) error {
	for _, stmt := range []string{eraseFavourites, eraseMembers, eraseColumns, eraseKeys, eraseProject} {
		if err := tx.Exec(stmt, ws, id); err != nil {
			return err
		}
	}
	return changes.ForgetProject(tx, ws, id)
}
