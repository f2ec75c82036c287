package workspace

import (
	"context"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Invites returns the invites that can still be used, newest first.
//
// Errors: NotFound, Denied.
func (s *Service) Invites(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) ([]Invite, error) {
	var out []Invite
	err := s.view(ctx, c, ws, ListInvites, func(tx *db.Tx, _ taskflow.Actor) (err error) {
		out, err = openInvites(tx, ws)
		return err
	})
	return out, err
}

func openInvites(tx *db.Tx, ws taskflow.WorkspaceID) ([]Invite, error) {
	rows, err := tx.Query(selectInvites, ws, tx.Now())
	return db.Collect(rows, err, func(r *db.Rows) (Invite, error) { return scanInvite(r) })
}

// Invite makes an invite and returns it with the secret of its link, which is
// shown this once.
//
// Errors: NotFound, Denied, Invalid with fields, Conflict (not_claimable,
// too_many_invites, replayed_secret).
func (s *Service) Invite(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in InviteInput) (Invite, string, taskflow.Cursor, error) {
	fail := func(err error) (Invite, string, taskflow.Cursor, error) {
		return Invite{}, "", taskflow.Cursor{}, err
	}
	clean, err := in.clean()
	if err != nil {
		return fail(err)
	}
	secret := account.NewSecret()
	out := Invite{ID: taskflow.InviteID(taskflow.NewID()), Role: clean.Role, MaxUses: clean.MaxUses}
	if clean.ClaimsMemberID != "" {
		out.ClaimsMemberID = &clean.ClaimsMemberID
	}
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "invite.create", Request: in, Secret: true}
	result, err := s.write(ctx, m, MakeInvite, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		if out.ClaimsMemberID != nil {
			target, err := FindMember(tx, ws, *out.ClaimsMemberID)
			if err != nil {
				return "", err
			}
			if !target.Placeholder || !target.Active() {
				return "", taskflow.Errorf(taskflow.Conflict, "Only an imported person without an account can be claimed.").WithCode("not_claimable")
			}
		}
		open, err := openInvites(tx, ws)
		if err != nil {
			return "", err
		}
		if len(open) >= maxOpenInvites {
			return "", taskflow.Errorf(taskflow.Conflict, "There are %d open invites. Revoke some first.", len(open)).WithCode("too_many_invites")
		}
		out.CreatedBy, out.CreatedAt, out.ExpiresAt = actor.Member, tx.Now(), tx.Now().Add(days(clean.ExpiresInDays))
		if err := tx.Exec(insertInvite, ws, out.ID, account.HashSecret(secret), out.Role, out.ClaimsMemberID, out.CreatedBy, out.CreatedAt, out.ExpiresAt, out.MaxUses); err != nil {
			return "", err
		}
		return string(out.ID), s.audit(tx, c, ws, "invite.created", string(out.ID), map[string]any{"role": out.Role})
	})
	if err != nil {
		return fail(err)
	}
	return out, secret, result.Cursor, nil
}

// RevokeInvite makes an invite useless.
//
// Errors: NotFound, Denied.
func (s *Service) RevokeInvite(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.InviteID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "invite.revoke", Request: id}
	result, err := s.write(ctx, m, RevokeInvite, func(tx *db.Tx, _ taskflow.Actor) (string, error) {
		_, ok, err := optional(scanInvite(tx.QueryRow(selectInvite, ws, id)))
		if err != nil {
			return "", err
		}
		if !ok {
			return "", taskflow.Missing("invite")
		}
		if err := tx.Exec(revokeInvite, tx.Now(), ws, id); err != nil {
			return "", err
		}
		return string(id), s.audit(tx, c, ws, "invite.revoked", string(id), nil)
	})
	return result.Cursor, err
}

// locate returns the invite of a link and its workspace.
//
// Errors: NotFound (invite_invalid).
func locate(tx *db.Tx, secret string) (taskflow.WorkspaceID, Invite, error) {
	var ws taskflow.WorkspaceID
	i, ok, err := optional(scanInvite(tx.QueryRow(findInvite, account.HashSecret(secret)), &ws))
	if err == nil && (!ok || !i.open(tx.Now())) {
		err = errInvite()
	}
	return ws, i, err
}

// PreviewInvite tells the holder of a link what it leads to.
//
// Errors: NotFound (invite_invalid).
func (s *Service) PreviewInvite(ctx context.Context, secret string) (InvitePreview, error) {
	var out InvitePreview
	err := s.db.View(ctx, func(tx *db.Tx) error {
		ws, i, err := locate(tx, secret)
		if err != nil {
			return err
		}
		w, err := Find(tx, ws)
		if err != nil {
			return errInvite()
		}
		by, err := FindMember(tx, ws, i.CreatedBy)
		if err != nil {
			return err
		}
		out = InvitePreview{WorkspaceName: w.Name, Role: i.Role, InvitedBy: by.Name, ExpiresAt: i.ExpiresAt}
		if i.ClaimsMemberID != nil {
			place, err := claimed(tx, ws, *i.ClaimsMemberID)
			if err != nil {
				return err
			}
			out.ClaimsName = &place.Name
		}
		return nil
	})
	return out, err
}

// claimed returns the imported person whose place an invite gives. One who was
// claimed, or undone with the import, makes the invite useless.
func claimed(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.MemberID) (Member, error) {
	m, ok, err := optional(scanMember(tx.QueryRow(selectMember, ws, id)))
	if err == nil && (!ok || !m.Placeholder || !m.Active()) {
		err = errInvite()
	}
	return m, err
}

// AcceptInvite makes the caller a member of the invite's workspace. For who is
// one already it changes nothing, neither their role nor the invite.
//
// Errors: NotFound (invite_invalid); Conflict (already_member, for an invite
// that would give them an imported person's place too); Denied for a read-only
// token.
func (s *Service) AcceptInvite(ctx context.Context, c taskflow.Caller, secret string) (Workspace, taskflow.Cursor, error) {
	var ws taskflow.WorkspaceID
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if ws, _, err = locate(tx, secret); err == nil {
			return nil
		}
		// A link that was used up by this very person opens for them still.
		var ok bool
		if ws, ok, err = usedUpByMember(tx, c.Account, secret); err == nil && !ok {
			err = errInvite()
		}
		return err
	})
	if err != nil {
		return Workspace{}, taskflow.Cursor{}, err
	}
	member := taskflow.MemberID(taskflow.NewID())
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "invite.accept", Request: account.HashSecret(secret)}
	result, err := changes.Mutate(ctx, s.db, m, func(tx *db.Tx) (string, error) {
		if actor, err := Authorise(tx, ws, c.Account); err == nil {
			_, i, err := locate(tx, secret)
			if err == nil && i.ClaimsMemberID != nil {
				return "", errAlreadyMember()
			}
			return string(actor.Member), nil
		} else if taskflow.KindOf(err) != taskflow.NotFound {
			return "", err
		}
		a, err := account.Load(tx, c.Account)
		if err != nil {
			return "", err
		}
		return s.join(tx, c, a, secret, member)
	})
	if err != nil {
		return Workspace{}, taskflow.Cursor{}, err
	}
	w, err := s.Get(ctx, c, ws)
	return w, result.Cursor, err
}

func errAlreadyMember() error {
	return taskflow.Errorf(taskflow.Conflict, "You are a member of this workspace already, so you cannot take an imported person's place. Ask an admin to reassign their tasks to you.").WithCode("already_member")
}

func usedUpByMember(tx *db.Tx, id taskflow.AccountID, secret string) (taskflow.WorkspaceID, bool, error) {
	var ws taskflow.WorkspaceID
	_, ok, err := optional(scanInvite(tx.QueryRow(findInvite, account.HashSecret(secret)), &ws))
	if err != nil || !ok {
		return "", false, err
	}
	_, err = Authorise(tx, ws, id)
	if taskflow.KindOf(err) == taskflow.NotFound && err != nil {
		return "", false, nil
	}
	return ws, err == nil, err
}

// join adds an account to the workspace of an invite, within its transaction.
func (s *Service) join(tx *db.Tx, c taskflow.Caller, a account.Account, secret string, fresh taskflow.MemberID) (string, error) {
	ws, i, err := locate(tx, secret)
	if err != nil {
		return "", err
	}
	if ws != tx.Workspace() {
		return "", errInvite()
	}
	m, existed, err := optional(scanMember(tx.QueryRow(selectByAccount, ws, a.ID)))
	if err != nil {
		return "", err
	}
	switch {
	case i.ClaimsMemberID != nil && existed:
		return "", errAlreadyMember()
	case i.ClaimsMemberID != nil:
		if m, err = claimed(tx, ws, *i.ClaimsMemberID); err != nil {
			return "", err
		}
		m, existed = memberOf(a, m.ID, i.Role, tx.Now()), true
	case existed: // removed before, and welcome back as the same person
		m = memberOf(a, m.ID, i.Role, tx.Now())
	default:
		m = memberOf(a, fresh, i.Role, tx.Now())
	}
	save := saveNewMember
	if existed {
		save = saveMember
	}
	if err := save(tx, ws, m); err != nil {
		return "", err
	}
	if err := tx.Exec(useInvite, ws, i.ID); err != nil {
		return "", err
	}
	by := changes.Author{Member: m.ID, Mutation: c.Mutation, Trace: c.Trace}
	if err := changes.Append(tx, by, changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(m.ID), Op: changes.Put, Data: m}); err != nil {
		return "", err
	}
	c.Account = a.ID
	return string(m.ID), s.audit(tx, c, ws, "member.joined", string(m.ID), map[string]any{"invite": i.ID, "role": i.Role})
}

// SignUpInput is a newcomer, and where they want to be.
type SignUpInput struct {
	account.SignUpInput
	WorkspaceName string // makes a workspace; may be empty
	InviteToken   string // joins one; may be empty
}

// SignUp makes an account together with its first workspace, or as a member of
// the workspace of an invite: all of it or nothing.
//
// Errors: those of account.Service.Welcome; NotFound (invite_invalid);
// Conflict (email_taken).
func (s *Service) SignUp(ctx context.Context, in SignUpInput) (account.SignedIn, error) {
	if in.InviteToken != "" {
		return s.signUpInvited(ctx, in)
	}
	n, err := s.accounts.Welcome(ctx, in.SignUpInput, false)
	if err != nil {
		return account.SignedIn{}, err
	}
	if in.WorkspaceName == "" {
		err = s.db.UpdateAccount(ctx, n.Save)
		return n.SignedIn, err
	}
	d, err := newDraft(CreateInput{Name: in.WorkspaceName}, s.db.Now())
	if err != nil {
		return account.SignedIn{}, renameField(err, "name", "workspace_name")
	}
	c := taskflow.Caller{Account: n.Account.ID, Session: n.Session.ID, Address: in.Client.Address}
	err = d.untilFree(func() error {
		return s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
			if err := n.Save(tx); err != nil {
				return err
			}
			w, err := d.save(tx, n.Account)
			if err != nil {
				return err
			}
			return s.audit(tx, c, w.ID, "workspace.created", string(w.ID), nil)
		})
	})
	if err != nil {
		return account.SignedIn{}, err
	}
	return n.SignedIn, nil
}

func (s *Service) signUpInvited(ctx context.Context, in SignUpInput) (account.SignedIn, error) {
	var ws taskflow.WorkspaceID
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		ws, _, err = locate(tx, in.InviteToken)
		return err
	})
	if err != nil {
		return account.SignedIn{}, err
	}
	n, err := s.accounts.Welcome(ctx, in.SignUpInput, true)
	if err != nil {
		return account.SignedIn{}, err
	}
	member := taskflow.MemberID(taskflow.NewID())
	c := taskflow.Caller{Account: n.Account.ID, Session: n.Session.ID, Address: in.Client.Address}
	_, err = s.db.Update(ctx, ws, func(tx *db.Tx) error {
		if err := n.Save(tx); err != nil {
			return err
		}
		_, err := s.join(tx, c, n.Account, in.InviteToken, member)
		return err
	})
	if err != nil {
		return account.SignedIn{}, err
	}
	return n.SignedIn, nil
}

// renameField gives a field of an error the name that it has in the request.
func renameField(err error, from, to string) error {
	e, ok := err.(*taskflow.Error)
	if !ok {
		return err
	}
	for i := range e.Fields {
		if e.Fields[i].Field == from {
			e.Fields[i].Field = to
		}
	}
	return e
}
