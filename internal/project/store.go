package project

import (
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	projectColumns = `p.id, p.key, p.name, p.color, p.icon, p.description, p.visibility, p.archived_at, p.created_at, p.created_by, p.next_number, p.deleted_at, p.hidden_at`

	findByID = `SELECT ` + projectColumns + `, COALESCE(m.role, '')
FROM projects p
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.member_id = $1
WHERE p.workspace_id = $2 AND p.id = $3`

	findByKey = `SELECT ` + projectColumns + `, COALESCE(m.role, '')
FROM project_keys k
JOIN projects p ON p.workspace_id = k.workspace_id AND p.id = k.project_id
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.member_id = $1
WHERE k.workspace_id = $2 AND k.key = $3`

	listProjects = `SELECT ` + projectColumns + `, COALESCE(m.role, '')
FROM projects p
LEFT JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.member_id = $1
WHERE p.workspace_id = $2
ORDER BY p.name, p.id`

	projectTaken = `SELECT
(SELECT COUNT(*) FROM projects WHERE workspace_id = $1 AND id = $2),
COALESCE((SELECT project_id FROM project_keys WHERE workspace_id = $1 AND key = $3), '')`

	insertProject = `INSERT INTO projects (workspace_id, id, key, name, color, icon, description, visibility, next_number, created_at, created_by, hidden_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

	insertKey = `INSERT INTO project_keys (workspace_id, key, project_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`

	updateProject = `UPDATE projects SET key = $1, name = $2, color = $3, icon = $4, description = $5, visibility = $6, archived_at = $7
WHERE workspace_id = $8 AND id = $9`

	setDeleted    = `UPDATE projects SET deleted_at = $1, deleted_by = $2 WHERE workspace_id = $3 AND id = $4`
	setShown      = `UPDATE projects SET hidden_at = NULL WHERE workspace_id = $1 AND id = $2`
	setNextNumber = `UPDATE projects SET next_number = $1 WHERE workspace_id = $2 AND id = $3`

	listTrash = `SELECT p.id, p.name, p.deleted_at, COALESCE(p.deleted_by, '')
FROM projects p
WHERE p.workspace_id = $1 AND p.deleted_at > $2 AND p.deleted_at < $3 AND p.hidden_at IS NULL
ORDER BY p.deleted_at DESC, p.id DESC LIMIT $4`

	memberColumns = `project_id, member_id, role`

	listMembers = `SELECT ` + memberColumns + ` FROM project_members WHERE workspace_id = $1 AND project_id = $2 ORDER BY member_id`

	listMembersOf = `SELECT ` + memberColumns + ` FROM project_members
WHERE workspace_id = $1 AND project_id IN (SELECT value FROM {json_list $2}) ORDER BY project_id, member_id`

	listRows = `SELECT ` + memberColumns + ` FROM project_members WHERE workspace_id = $1 AND member_id = $2 ORDER BY project_id`

	memberRole = `SELECT role FROM project_members WHERE workspace_id = $1 AND project_id = $2 AND member_id = $3`

	putMember = `INSERT INTO project_members (workspace_id, project_id, member_id, role) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace_id, project_id, member_id) DO UPDATE SET role = excluded.role`

	deleteMember = `DELETE FROM project_members WHERE workspace_id = $1 AND project_id = $2 AND member_id = $3`

	columnColumns = `id, project_id, name, category, color, rank, wip_limit, archived_at`

	listColumns = `SELECT ` + columnColumns + ` FROM columns WHERE workspace_id = $1 AND project_id = $2 ORDER BY rank, id`

	listColumnsOf = `SELECT ` + columnColumns + ` FROM columns
WHERE workspace_id = $1 AND project_id IN (SELECT value FROM {json_list $2}) ORDER BY project_id, rank, id`

	columnExists = `SELECT COUNT(*) FROM columns WHERE workspace_id = $1 AND id = $2`

	insertColumn = `INSERT INTO columns (workspace_id, id, project_id, name, category, color, rank, wip_limit, archived_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	updateColumn = `UPDATE columns SET name = $1, category = $2, color = $3, rank = $4, wip_limit = $5, archived_at = $6
WHERE workspace_id = $7 AND project_id = $8 AND id = $9`

	deleteColumn = `DELETE FROM columns WHERE workspace_id = $1 AND project_id = $2 AND id = $3`

	listFavourites  = `SELECT project_id, rank FROM favourites WHERE workspace_id = $1 AND member_id = $2 ORDER BY rank, project_id`
	putFavourite    = `INSERT INTO favourites (workspace_id, member_id, project_id, rank) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, member_id, project_id) DO UPDATE SET rank = excluded.rank`
	deleteFavourite = `DELETE FROM favourites WHERE workspace_id = $1 AND member_id = $2 AND project_id = $3`
)

// find loads a project with the explicit role of the actor, deleted and hidden
// ones included.
func find(tx *db.Tx, actor taskflow.Actor, stmt, ref string) (Project, taskflow.ProjectRole, error) {
	rows, err := tx.Query(stmt, actor.Member, actor.Workspace, ref)
	found, err := db.Collect(rows, err, scanSeen(actor))
	if err != nil {
		return Project{}, "", err
	}
	if len(found) == 0 {
		return Project{}, "", taskflow.Missing("project")
	}
	return found[0], found[0].MyRole, nil
}

// scanSeen scans a project with the explicit role of a member, and sets MyRole.
func scanSeen(actor taskflow.Actor) func(*db.Rows) (Project, error) {
	return func(rows *db.Rows) (Project, error) {
		var p Project
		var explicit taskflow.ProjectRole
		var hidden *taskflow.Time
		err := rows.Scan(&p.ID, &p.Key, &p.Name, &p.Color, &p.Icon, &p.Description, &p.Visibility, &p.ArchivedAt,
			&p.CreatedAt, &p.CreatedBy, &p.NextNumber, &p.DeletedAt, &hidden, &explicit)
		p.Hidden = hidden != nil
		p.MyRole = RoleIn(actor.Role, p.Visibility, explicit)
		return p, err
	}
}

func scanMember(rows *db.Rows) (Member, error) {
	var m Member
	err := rows.Scan(&m.ProjectID, &m.MemberID, &m.Role)
	m.ID = memberRowID(m.ProjectID, m.MemberID)
	return m, err
}

func scanColumn(rows *db.Rows) (Column, error) {
	var c Column
	err := rows.Scan(&c.ID, &c.ProjectID, &c.Name, &c.Category, &c.Color, &c.Rank, &c.WIPLimit, &c.ArchivedAt)
	return c, err
}

// explicitRole returns the role of the member's own row, "" for none.
func explicitRole(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID, m taskflow.MemberID) (taskflow.ProjectRole, error) {
	var role taskflow.ProjectRole
	err := tx.QueryRow(memberRole, ws, id, m).Scan(&role)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return role, err
}

func saveColumn(tx *db.Tx, ws taskflow.WorkspaceID, c Column) error {
	return tx.Exec(updateColumn, c.Name, c.Category, c.Color, c.Rank, c.WIPLimit, c.ArchivedAt, ws, c.ProjectID, c.ID)
}
