package workspace

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/jobs"
	"taskflow/internal/taskflow"
)

// Members returns a page of the members, removed ones included, and whether the
// caller may see their e-mail addresses.
//
// Errors: NotFound; Invalid for a bad cursor.
func (s *Service) Members(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, page taskflow.Page) (list []Member, next string, emails bool, err error) {
	parts, err := page.Parts(1)
	if err != nil {
		return nil, "", false, err
	}
	after := ""
	if parts != nil {
		after = parts[0]
	}
	err = s.view(ctx, c, ws, ListMembers, func(tx *db.Tx, actor taskflow.Actor) (err error) {
		emails = actor.Role != taskflow.Guest
		list, err = membersAfter(tx, ws, after, page.Size()+1)
		return err
	})
	if len(list) > page.Size() {
		list = list[:page.Size()]
		next = taskflow.PageCursor(string(list[len(list)-1].ID))
	}
	return list, next, emails, err
}

// member reads one member outside of a write, for the answer to a replay.
func (s *Service) member(ctx context.Context, ws taskflow.WorkspaceID, id taskflow.MemberID) (Member, error) {
	var m Member
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		m, err = FindMember(tx, ws, id)
		return err
	})
	return m, err
}

func ownersOf(tx *db.Tx, ws taskflow.WorkspaceID) (int, error) {
	var n int
	err := tx.QueryRow(countOwners, ws).Scan(&n)
	return n, err
}

// SetRole changes a member's role.
//
// Errors: NotFound, Denied, Invalid, Conflict (last_owner, removed,
// placeholder).
func (s *Service) SetRole(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.MemberID, role taskflow.Role) (Member, taskflow.Cursor, error) {
	if !role.Valid() {
		var p taskflow.Problems
		p.Add("role", "unknown_role", "Choose owner, admin, member or guest.", nil)
		return Member{}, taskflow.Cursor{}, p.Err()
	}
	var out Member
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "member.set_role", Request: []any{id, role}}
	result, err := s.write(ctx, m, SetRole, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		target, err := FindMember(tx, ws, id)
		if err != nil {
			return "", err
		}
		owners, err := ownersOf(tx, ws)
		if err != nil {
			return "", err
		}
		if err := checkSetRole(actor, target, role, owners); err != nil {
			return "", err
		}
		out, err = s.changeRole(tx, c, actor, target, role)
		return string(id), err
	})
	if err == nil && result.Replayed {
		out, err = s.member(ctx, ws, id)
	}
	return out, result.Cursor, err
}

// changeRole writes a role that was decided to be right.
func (s *Service) changeRole(tx *db.Tx, c taskflow.Caller, actor taskflow.Actor, target Member, role taskflow.Role) (Member, error) {
	from := target.Role
	if from == role {
		return target, nil
	}
	ws := actor.Workspace
	target.Role = role
	if err := saveMember(tx, ws, target); err != nil {
		return target, err
	}
	if !MakeInvite.AllowsRole(role) {
		if err := tx.Exec(revokeInvitesOf, tx.Now(), ws, target.ID); err != nil {
			return target, err
		}
	}
	patch := map[string]any{"role": role}
	err := changes.Append(tx, author(c, actor),
		changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(target.ID), Op: changes.Patch, Data: patch},
		changes.Row{Scope: changes.ForUser(target.ID), Kind: Me, ID: string(target.ID), Op: changes.Patch, Data: patch})
	if err != nil {
		return target, err
	}
	if s.wiring.RoleChanged != nil {
		if err := s.wiring.RoleChanged(tx, actor, author(c, actor), target.ID, from, role); err != nil {
			return target, err
		}
	}
	return target, s.audit(tx, c, ws, "member.role_changed", string(target.ID), map[string]any{"from": from, "to": role})
}

// Transfer makes another member an owner and the caller an admin.
//
// Errors: NotFound, Denied, Conflict (removed, placeholder, self).
func (s *Service) Transfer(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, to taskflow.MemberID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "workspace.transfer", Request: to}
	result, err := s.write(ctx, m, Transfer, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		target, err := FindMember(tx, ws, to)
		if err != nil {
			return "", err
		}
		if target.ID == actor.Member {
			return "", taskflow.Errorf(taskflow.Conflict, "You own this workspace already.").WithCode("self")
		}
		// With the target an owner there are two, so the guard does not hold
		// back the second step.
		if err := checkSetRole(actor, target, taskflow.Owner, 2); err != nil {
			return "", err
		}
		if _, err := s.changeRole(tx, c, actor, target, taskflow.Owner); err != nil {
			return "", err
		}
		self, err := FindMember(tx, ws, actor.Member)
		if err != nil {
			return "", err
		}
		_, err = s.changeRole(tx, c, actor, self, taskflow.Admin)
		return string(to), err
	})
	return result.Cursor, err
}

// Remove ends a member's access. Nothing of theirs is deleted.
//
// Errors: NotFound, Denied, Conflict (last_owner, removed).
func (s *Service) Remove(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.MemberID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "member.remove", Request: id}
	result, err := s.write(ctx, m, taskflow.Verb{}, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		return string(id), s.remove(tx, c, actor, id)
	})
	return result.Cursor, err
}

// Leave ends the caller's own membership.
//
// Errors: NotFound, Conflict (last_owner).
func (s *Service) Leave(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "workspace.leave"}
	result, err := s.write(ctx, m, Leave, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		return string(actor.Member), s.remove(tx, c, actor, actor.Member)
	})
	return result.Cursor, err
}

func (s *Service) remove(tx *db.Tx, c taskflow.Caller, actor taskflow.Actor, id taskflow.MemberID) error {
	ws := actor.Workspace
	target, err := FindMember(tx, ws, id)
	if err != nil {
		return err
	}
	owners, err := ownersOf(tx, ws)
	if err != nil {
		return err
	}
	if err := checkRemove(actor, target, owners); err != nil {
		return err
	}
	now := tx.Now()
	target.RemovedAt = &now
	if err := saveMember(tx, ws, target); err != nil {
		return err
	}
	if err := tx.Exec(revokeInvitesOf, now, ws, id); err != nil {
		return err
	}
	if s.wiring.MemberLeft != nil {
		if err := s.wiring.MemberLeft(tx, actor, author(c, actor), id); err != nil {
			return err
		}
	}
	if err := changes.Append(tx, author(c, actor), changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(id), Op: changes.Patch, Data: map[string]any{"removed_at": now}}); err != nil {
		return err
	}
	return s.audit(tx, c, ws, "member.removed", string(id), map[string]any{"self": id == actor.Member})
}

// ReassignTasks gives the open tasks of a member, who may be gone or a
// placeholder, to one who is there.
//
// Errors: NotFound, Denied, Conflict (removed), Unavailable.
func (s *Service) ReassignTasks(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, from, to taskflow.MemberID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "member.reassign", Request: []any{from, to}}
	result, err := s.write(ctx, m, Reassign, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		if _, err := FindMember(tx, ws, from); err != nil {
			return "", err
		}
		target, err := FindMember(tx, ws, to)
		if err != nil {
			return "", err
		}
		if !target.Active() {
			return "", errRemoved()
		}
		if from == to {
			return string(to), nil
		}
		if s.wiring.Reassign == nil {
			return "", taskflow.Errorf(taskflow.Unavailable, "Tasks cannot be reassigned in this process.")
		}
		return string(to), s.wiring.Reassign(tx, actor, author(c, actor), from, to)
	})
	return result.Cursor, err
}

// CreatePlaceholder adds a person whom an import names but who has no account
// here, within the import's transaction.
func CreatePlaceholder(tx *db.Tx, actor taskflow.Actor, in PlaceholderInput) (Member, error) {
	m := in.member(tx.Now())
	if err := saveNewMember(tx, actor.Workspace, m); err != nil {
		return Member{}, err
	}
	return m, changes.Append(tx, changes.Author{Member: actor.Member},
		changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(m.ID), Op: changes.Put, Data: m})
}

const jobTimeout = time.Minute

// RegisterJobs adds the jobs of this module.
func (s *Service) RegisterJobs(kinds jobs.Kinds) {
	jobs.Register(kinds, jobTimeout, func(ctx context.Context, _ jobs.Job, args account.ProfileChanged) (jobs.Effects, error) {
		return nil, s.CarryProfile(ctx, args.Account)
	})
}

// CarryProfile writes an account's name, initials, colour and address into its
// members and tells each workspace. Done twice it changes nothing.
func (s *Service) CarryProfile(ctx context.Context, id taskflow.AccountID) error {
	var list []taskflow.WorkspaceID
	err := s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(selectWorkspaces, id)
		list, err = db.Collect(rows, err, scanID[taskflow.WorkspaceID])
		return err
	})
	if err != nil {
		return err
	}
	for _, ws := range list {
		_, err := s.db.Update(ctx, ws, func(tx *db.Tx) error { return carryProfile(tx, ws, id) })
		if err != nil {
			return fmt.Errorf("carry a profile into workspace %s: %w", ws, err)
		}
	}
	return nil
}

func carryProfile(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.AccountID) error {
	// The account is read behind the workspace's lock: whichever of two runs
	// comes last has read what is current.
	a, err := account.Load(tx, id)
	if err != nil {
		return err
	}
	m, ok, err := optional(scanMember(tx.QueryRow(selectByAccount, ws, id)))
	if err != nil || !ok {
		return err
	}
	patch := map[string]any{}
	if m.Name != a.Name {
		patch["name"] = a.Name
	}
	if m.Initials != a.Initials {
		patch["initials"] = a.Initials
	}
	if m.Color != a.Color {
		patch["color"] = a.Color
	}
	if len(patch) == 0 && m.email == a.Email {
		return nil
	}
	m.Name, m.Initials, m.Color, m.email = a.Name, a.Initials, a.Color, a.Email
	if err := saveMember(tx, ws, m); err != nil || len(patch) == 0 {
		return err
	}
	return changes.Append(tx, changes.Author{Member: m.ID, Cause: account.ProfileChanged{}.Kind()},
		changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(m.ID), Op: changes.Patch, Data: patch})
}
