package project

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Member is the explicit role of a person in a project.
type Member struct {
	ID        string               `json:"id"`
	ProjectID taskflow.ProjectID   `json:"project_id"`
	MemberID  taskflow.MemberID    `json:"member_id"`
	Role      taskflow.ProjectRole `json:"role" enum:"admin,editor,commenter,viewer"`
}

func memberRowID(p taskflow.ProjectID, m taskflow.MemberID) string {
	return string(p) + ":" + string(m)
}

func newMember(p taskflow.ProjectID, m taskflow.MemberID, role taskflow.ProjectRole) Member {
	return Member{ID: memberRowID(p, m), ProjectID: p, MemberID: m, Role: role}
}

func (m Member) row(op changes.Op) changes.Row {
	r := changes.Row{Scope: changes.InProject(m.ProjectID), Kind: changes.ProjectMember, ID: m.ID, Op: op}
	if op == changes.Put {
		r.Data = m
	}
	return r
}

// Members lists the explicit members of a project.
func Members(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID) ([]Member, error) {
	rows, err := tx.Query(listMembers, ws, id)
	return db.Collect(rows, err, scanMember)
}

// MembersOf lists the explicit members of several projects, for bootstrap.
func MembersOf(tx *db.Tx, ws taskflow.WorkspaceID, ids []taskflow.ProjectID) ([]Member, error) {
	rows, err := tx.Query(listMembersOf, ws, db.JSONList(ids))
	return db.Collect(rows, err, scanMember)
}

// Members returns the explicit members of a project.
func (s *Service) Members(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) ([]Member, error) {
	var out []Member
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		p, _, err := Find(tx, actor, ref)
		if err != nil {
			return err
		}
		out, err = Members(tx, ws, p.ID)
		return err
	})
	return out, err
}

// SetMember gives a member of the workspace an explicit role in a project.
func (s *Service) SetMember(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, member taskflow.MemberID, role taskflow.ProjectRole) (Member, taskflow.Cursor, error) {
	if !role.Valid() {
		var p taskflow.Problems
		p.Add("role", "bad_choice", "A project role is admin, editor, commenter or viewer.", map[string]any{"choices": []string{"admin", "editor", "commenter", "viewer"}})
		return Member{}, taskflow.Cursor{}, p.Err()
	}
	var out Member
	res, err := Do(ctx, s.db, Request{c, ws, SetMember.Name, []any{ref, member, role}}, func(w Work) (string, error) {
		p, mine, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		if err := Require(SetMember, mine); err != nil {
			return "", err
		}
		out, err = grant(w, p, member, role)
		return out.ID, err
	})
	if err == nil && res.Replayed {
		projectID, memberID := taskflow.ProjectID(res.Entity[:36]), taskflow.MemberID(res.Entity[37:])
		out = newMember(projectID, memberID, role)
	}
	return out, res.Cursor, err
}

// grant writes an explicit row and tells the member what comes into sight.
func grant(w Work, p Project, member taskflow.MemberID, role taskflow.ProjectRole) (Member, error) {
	who, err := workspace.FindMember(w.Tx, w.Workspace(), member)
	if err != nil {
		return Member{}, err
	}
	if !who.Active() {
		return Member{}, taskflow.Missing("member")
	}
	old, err := explicitRole(w.Tx, w.Workspace(), p.ID, member)
	if err != nil {
		return Member{}, err
	}
	m := newMember(p.ID, member, role)
	if old == role {
		return m, nil
	}
	if err := w.Tx.Exec(putMember, w.Workspace(), p.ID, member, role); err != nil {
		return Member{}, err
	}
	rows := sight(p.ID, member, RoleIn(who.Role, p.Visibility, old), RoleIn(who.Role, p.Visibility, role))
	if err := w.Emit(append(rows, m.row(changes.Put))...); err != nil {
		return Member{}, err
	}
	kind, data := "project.member_added", map[string]any{"member": member, "role": role}
	if old != "" {
		kind = "project.member_changed"
	}
	return m, w.Record(p.ID, "", kind, data)
}

// RemoveMember takes a member's explicit role away. Everyone may leave.
func (s *Service) RemoveMember(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, member taskflow.MemberID) (taskflow.Cursor, error) {
	res, err := Do(ctx, s.db, Request{c, ws, DropMember.Name, []any{ref, member}}, func(w Work) (string, error) {
		p, mine, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		if member != w.Actor.Member {
			if err := Require(DropMember, mine); err != nil {
				return "", err
			}
		}
		who, err := workspace.FindMember(w.Tx, w.Workspace(), member)
		if err != nil {
			return "", err
		}
		old, err := explicitRole(w.Tx, w.Workspace(), p.ID, member)
		if err != nil {
			return "", err
		}
		if old == "" {
			return "", taskflow.Missing("member of this project")
		}
		return memberRowID(p.ID, member), revoke(w, p, who.Role, newMember(p.ID, member, old))
	})
	return res.Cursor, err
}

func revoke(w Work, p Project, role taskflow.Role, m Member) error {
	if err := w.Tx.Exec(deleteMember, w.Workspace(), p.ID, m.MemberID); err != nil {
		return err
	}
	rows := sight(p.ID, m.MemberID, RoleIn(role, p.Visibility, m.Role), RoleIn(role, p.Visibility, ""))
	if err := w.Emit(append(rows, m.row(changes.Remove))...); err != nil {
		return err
	}
	return w.Record(p.ID, "", "project.member_removed", map[string]any{"member": m.MemberID})
}

// ForgetMember drops all explicit roles of a member who leaves the workspace,
// so that none of them returns with a later invitation.
func ForgetMember(w Work, member taskflow.MemberID) error {
	rows, err := w.Tx.Query(listRows, w.Workspace(), member)
	held, err := db.Collect(rows, err, scanMember)
	if err != nil {
		return err
	}
	for _, m := range held {
		if err := w.Tx.Exec(deleteMember, w.Workspace(), m.ProjectID, member); err != nil {
			return err
		}
		if err := w.Emit(m.row(changes.Remove)); err != nil {
			return err
		}
	}
	return nil
}

// RoleChanged tells a member which projects come into sight or vanish with a
// new role in the workspace.
func RoleChanged(w Work, member taskflow.MemberID, from, to taskflow.Role) error {
	before, err := Visible(w.Tx, taskflow.Actor{Workspace: w.Workspace(), Member: member, Role: from})
	if err != nil {
		return err
	}
	after, err := Visible(w.Tx, taskflow.Actor{Workspace: w.Workspace(), Member: member, Role: to})
	if err != nil {
		return err
	}
	roles := map[taskflow.ProjectID][2]taskflow.ProjectRole{}
	for _, p := range before {
		roles[p.ID] = [2]taskflow.ProjectRole{p.MyRole, ""}
	}
	for _, p := range after {
		roles[p.ID] = [2]taskflow.ProjectRole{roles[p.ID][0], p.MyRole}
	}
	for _, p := range append(before, after...) {
		r, ok := roles[p.ID]
		if !ok {
			continue
		}
		delete(roles, p.ID)
		if err := w.Emit(sight(p.ID, member, r[0], r[1])...); err != nil {
			return err
		}
	}
	return nil
}
