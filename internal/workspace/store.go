package workspace

import (
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	workspaceColumns = `w.id, w.slug, w.name, w.created_at`
	selectWorkspace  = `SELECT ` + workspaceColumns + ` FROM workspaces w WHERE w.id = $1 AND w.deleted_at IS NULL`
	slugTaken        = `SELECT count(*) FROM workspaces WHERE slug = $1 AND id <> $2`
	insertWorkspace  = `INSERT INTO workspaces (id, slug, name, created_at) VALUES ($1, $2, $3, $4)`
	updateWorkspace  = `UPDATE workspaces SET slug = $1, name = $2 WHERE id = $3`
	deleteWorkspace  = `UPDATE workspaces SET deleted_at = $1, slug = $2 WHERE id = $3`
	selectMine       = `SELECT w.id, w.slug, w.name, m.role, m.id FROM members m JOIN workspaces w ON w.id = m.workspace_id
		WHERE m.account_id = $1 AND m.removed_at IS NULL AND w.deleted_at IS NULL ORDER BY w.name, w.id`
	resolveByID = `SELECT w.id FROM workspaces w JOIN members m ON m.workspace_id = w.id
		WHERE w.id = $1 AND m.account_id = $2 AND m.removed_at IS NULL AND w.deleted_at IS NULL`
	resolveBySlug = `SELECT w.id FROM workspaces w JOIN members m ON m.workspace_id = w.id
		WHERE w.slug = $1 AND m.account_id = $2 AND m.removed_at IS NULL AND w.deleted_at IS NULL`
	authorise = `SELECT m.id, m.role FROM members m JOIN workspaces w ON w.id = m.workspace_id
		WHERE m.workspace_id = $1 AND m.account_id = $2 AND m.removed_at IS NULL AND w.deleted_at IS NULL`

	memberColumns    = `id, account_id, name, initials, color, email, role, joined_at, removed_at`
	selectMember     = `SELECT ` + memberColumns + ` FROM members WHERE workspace_id = $1 AND id = $2`
	selectByAccount  = `SELECT ` + memberColumns + ` FROM members WHERE workspace_id = $1 AND account_id = $2`
	selectMembers    = `SELECT ` + memberColumns + ` FROM members WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	selectActive     = `SELECT id FROM members WHERE workspace_id = $1 AND removed_at IS NULL AND id IN (SELECT value FROM {json_list $2})`
	countOwners      = `SELECT count(*) FROM members WHERE workspace_id = $1 AND role = 'owner' AND removed_at IS NULL AND account_id IS NOT NULL`
	insertMember     = `INSERT INTO members (workspace_id, id, account_id, name, initials, color, email, role, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	updateMember     = `UPDATE members SET account_id = $1, name = $2, initials = $3, color = $4, email = $5, role = $6, joined_at = $7, removed_at = $8 WHERE workspace_id = $9 AND id = $10`
	selectWorkspaces = `SELECT workspace_id FROM members WHERE account_id = $1 ORDER BY workspace_id`

	inviteColumns = `i.id, i.role, i.created_by, i.created_at, i.expires_at, i.max_uses, i.uses, i.revoked_at, i.claims_member_id`
	findInvite    = `SELECT i.workspace_id, ` + inviteColumns + ` FROM invites i JOIN workspaces w ON w.id = i.workspace_id WHERE i.token_hash = $1 AND w.deleted_at IS NULL`
	selectInvite  = `SELECT ` + inviteColumns + ` FROM invites i WHERE i.workspace_id = $1 AND i.id = $2`
	selectInvites = `SELECT ` + inviteColumns + ` FROM invites i WHERE i.workspace_id = $1 AND i.revoked_at IS NULL AND i.expires_at > $2
		AND (i.max_uses IS NULL OR i.uses < i.max_uses) ORDER BY i.id DESC`
	insertInvite = `INSERT INTO invites (workspace_id, id, token_hash, role, claims_member_id, created_by, created_at, expires_at, max_uses)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	useInvite       = `UPDATE invites SET uses = uses + 1 WHERE workspace_id = $1 AND id = $2`
	revokeInvite    = `UPDATE invites SET revoked_at = $1 WHERE workspace_id = $2 AND id = $3 AND revoked_at IS NULL`
	revokeInvitesOf = `UPDATE invites SET revoked_at = $1 WHERE workspace_id = $2 AND created_by = $3 AND revoked_at IS NULL`

	labelColumns  = `id, name, color`
	selectLabel   = `SELECT ` + labelColumns + ` FROM labels WHERE workspace_id = $1 AND id = $2`
	selectByName  = `SELECT ` + labelColumns + ` FROM labels WHERE workspace_id = $1 AND name_key = $2`
	selectLabels  = `SELECT ` + labelColumns + ` FROM labels WHERE workspace_id = $1 ORDER BY name_key, id`
	knownLabels   = `SELECT id FROM labels WHERE workspace_id = $1 AND id IN (SELECT value FROM {json_list $2})`
	countLabels   = `SELECT count(*) FROM labels WHERE workspace_id = $1`
	insertLabel   = `INSERT INTO labels (workspace_id, id, name, name_key, color, created_at) VALUES ($1, $2, $3, $4, $5, $6)`
	updateLabel   = `UPDATE labels SET name = $1, name_key = $2, color = $3 WHERE workspace_id = $4 AND id = $5`
	deleteLabelID = `DELETE FROM labels WHERE workspace_id = $1 AND id = $2`
)

type scanner interface{ Scan(dest ...any) error }

// optional turns "no such row" into false.
func optional[T any](v T, err error) (T, bool, error) {
	if errors.Is(err, db.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

func scanWorkspace(row scanner) (Workspace, error) {
	var w Workspace
	err := row.Scan(&w.ID, &w.Slug, &w.Name, &w.CreatedAt)
	return w, err
}

func scanMember(row scanner) (Member, error) {
	var m Member
	var email *string
	err := row.Scan(&m.ID, &m.AccountID, &m.Name, &m.Initials, &m.Color, &email, &m.Role, &m.JoinedAt, &m.RemovedAt)
	if email != nil {
		m.email = *email
	}
	m.Placeholder = m.AccountID == nil
	return m, err
}

func scanInvite(row scanner, before ...any) (Invite, error) {
	var i Invite
	err := row.Scan(append(before, &i.ID, &i.Role, &i.CreatedBy, &i.CreatedAt, &i.ExpiresAt, &i.MaxUses, &i.Uses, &i.RevokedAt, &i.ClaimsMemberID)...)
	return i, err
}

func scanLabel(row scanner) (Label, error) {
	var l Label
	err := row.Scan(&l.ID, &l.Name, &l.Color)
	return l, err
}

func scanID[T ~string](r *db.Rows) (T, error) {
	var id T
	err := r.Scan(&id)
	return id, err
}

func saveNewMember(tx *db.Tx, ws taskflow.WorkspaceID, m Member) error {
	return tx.Exec(insertMember, ws, m.ID, m.AccountID, m.Name, m.Initials, m.Color, orNull(m.email), m.Role, m.JoinedAt)
}

func saveMember(tx *db.Tx, ws taskflow.WorkspaceID, m Member) error {
	return tx.Exec(updateMember, m.AccountID, m.Name, m.Initials, m.Color, orNull(m.email), m.Role, m.JoinedAt, m.RemovedAt, ws, m.ID)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// FindMember returns a member, removed ones included.
//
// Errors: NotFound.
func FindMember(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.MemberID) (Member, error) {
	m, ok, err := optional(scanMember(tx.QueryRow(selectMember, ws, id)))
	if err == nil && !ok {
		err = taskflow.Missing("member")
	}
	return m, err
}

// Members returns every member of a workspace, removed ones included.
func Members(tx *db.Tx, ws taskflow.WorkspaceID) ([]Member, error) {
	return membersAfter(tx, ws, "", maxMembers)
}

// maxMembers bounds what is read at once; a workspace has no more.
const maxMembers = 10_000

func membersAfter(tx *db.Tx, ws taskflow.WorkspaceID, after string, limit int) ([]Member, error) {
	rows, err := tx.Query(selectMembers, ws, after, limit)
	return db.Collect(rows, err, func(r *db.Rows) (Member, error) { return scanMember(r) })
}

// ActiveMembers returns which of ids are members today; for modules that refer
// to them.
func ActiveMembers(tx *db.Tx, ws taskflow.WorkspaceID, ids []taskflow.MemberID) (map[taskflow.MemberID]bool, error) {
	return known[taskflow.MemberID](tx, selectActive, ws, db.JSONList(ids), len(ids))
}

// KnownLabels returns which of ids are labels of the workspace.
func KnownLabels(tx *db.Tx, ws taskflow.WorkspaceID, ids []taskflow.LabelID) (map[taskflow.LabelID]bool, error) {
	return known[taskflow.LabelID](tx, knownLabels, ws, db.JSONList(ids), len(ids))
}

func known[T ~string](tx *db.Tx, stmt string, ws taskflow.WorkspaceID, list string, n int) (map[T]bool, error) {
	out := make(map[T]bool, n)
	if n == 0 {
		return out, nil
	}
	rows, err := tx.Query(stmt, ws, list)
	ids, err := db.Collect(rows, err, scanID[T])
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// Labels returns the labels of a workspace by name.
func Labels(tx *db.Tx, ws taskflow.WorkspaceID) ([]Label, error) {
	rows, err := tx.Query(selectLabels, ws)
	return db.Collect(rows, err, func(r *db.Rows) (Label, error) { return scanLabel(r) })
}

// Find returns a workspace that is not deleted.
//
// Errors: NotFound.
func Find(tx *db.Tx, ws taskflow.WorkspaceID) (Workspace, error) {
	w, ok, err := optional(scanWorkspace(tx.QueryRow(selectWorkspace, ws)))
	if err == nil && !ok {
		err = taskflow.Missing("workspace")
	}
	return w, err
}
