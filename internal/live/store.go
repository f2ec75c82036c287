package live

import (
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	selectMembers = `SELECT m.id, m.account_id, m.role FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.workspace_id = $1 AND m.account_id IS NOT NULL AND m.removed_at IS NULL AND w.deleted_at IS NULL`
	// What is in the trash is still its project's: its removal is news there.
	selectProjects = `SELECT id, visibility FROM projects WHERE workspace_id = $1 AND hidden_at IS NULL`
	selectGrants   = `SELECT project_id, member_id, role FROM project_members WHERE workspace_id = $1`

	selectMemberships = `SELECT m.workspace_id, m.account_id FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.workspace_id IN (SELECT value FROM {json_list $1}) AND m.account_id IN (SELECT value FROM {json_list $2})
AND m.removed_at IS NULL AND w.deleted_at IS NULL`

	selectFetches = `SELECT entity_id, scope, seq FROM changes WHERE workspace_id = $1 AND seq > $2 AND kind = 'project' AND op = 'fetch' ORDER BY seq`

	// Everything of an account that its own pages show; a difference is news.
	selectAccountFaces = `SELECT id, email, name, initials, color, zone, locale, week_start, preferences FROM accounts
WHERE id IN (SELECT value FROM {json_list $1})`
	selectAccountPlaces = `SELECT m.account_id, m.workspace_id, m.role, w.slug, w.name FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.account_id IN (SELECT value FROM {json_list $1}) AND m.removed_at IS NULL AND w.deleted_at IS NULL ORDER BY m.workspace_id`
)

// loadView reads who is in a workspace and what they see of it.
func loadView(tx *db.Tx, ws taskflow.WorkspaceID) (*view, error) {
	v := newView()
	if err := each(tx, selectMembers, func(rows *db.Rows) error {
		var id taskflow.MemberID
		var account taskflow.AccountID
		var role taskflow.Role
		err := rows.Scan(&id, &account, &role)
		v.roles[id], v.members[account] = role, id
		return err
	}, ws); err != nil {
		return nil, err
	}
	if err := each(tx, selectProjects, func(rows *db.Rows) error {
		var id taskflow.ProjectID
		var visibility project.Visibility
		err := rows.Scan(&id, &visibility)
		v.known[id] = visibility
		return err
	}, ws); err != nil {
		return nil, err
	}
	return v, each(tx, selectGrants, func(rows *db.Rows) error {
		var g grant
		var role taskflow.ProjectRole
		err := rows.Scan(&g.project, &g.member, &role)
		v.grants[g] = role
		return err
	}, ws)
}

// loadSight reads how the log after a place is to be looked at.
func loadSight(tx *db.Tx, ws taskflow.WorkspaceID, since int64) (*sight, error) {
	v, err := loadView(tx, ws)
	if err != nil {
		return nil, err
	}
	fetches, err := loadFetches(tx, ws, since)
	return &sight{v, fetches}, err
}

// loadFetches returns the rows after a place in the log that tell somebody to
// fetch a project.
func loadFetches(tx *db.Tx, ws taskflow.WorkspaceID, since int64) ([]fetch, error) {
	var out []fetch
	err := each(tx, selectFetches, func(rows *db.Rows) error {
		var f fetch
		err := rows.Scan(&f.project, &f.scope, &f.seq)
		out = append(out, f)
		return err
	}, ws, since)
	return out, err
}

type membership struct {
	workspace taskflow.WorkspaceID
	account   taskflow.AccountID
}

// loadMemberships returns which of the accounts are in which of the workspaces.
func loadMemberships(tx *db.Tx, workspaces []taskflow.WorkspaceID, accounts []taskflow.AccountID) (map[membership]bool, error) {
	out := map[membership]bool{}
	return out, each(tx, selectMemberships, func(rows *db.Rows) error {
		var m membership
		err := rows.Scan(&m.workspace, &m.account)
		out[m] = true
		return err
	}, db.JSONList(workspaces), db.JSONList(accounts))
}

func each(tx *db.Tx, stmt string, scan func(*db.Rows) error, args ...any) error {
	rows, err := tx.Query(stmt, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
