package workspace

import "taskflow/internal/taskflow"

var (
	everyone  = []taskflow.Role{taskflow.Owner, taskflow.Admin, taskflow.Normal, taskflow.Guest}
	notGuests = []taskflow.Role{taskflow.Owner, taskflow.Admin, taskflow.Normal}
	managers  = []taskflow.Role{taskflow.Owner, taskflow.Admin}
	owners    = []taskflow.Role{taskflow.Owner}
)

// The verbs of workspaces, their people and labels.
var (
	Read     = taskflow.Verb{Name: "workspace.read", Says: "see the workspace", Workspace: everyone}
	Change   = taskflow.Verb{Name: "workspace.update", Says: "rename the workspace and change its address", Workspace: managers}
	Delete   = taskflow.Verb{Name: "workspace.delete", Says: "delete the workspace", Workspace: owners}
	Transfer = taskflow.Verb{Name: "workspace.transfer", Says: "hand one's ownership of the workspace to another member", Workspace: owners}
	Leave    = taskflow.Verb{Name: "workspace.leave", Says: "leave the workspace; its last owner cannot", Workspace: everyone}

	ListMembers  = taskflow.Verb{Name: "member.list", Says: "see the members; guests see no e-mail addresses", Workspace: everyone}
	SetRole      = taskflow.Verb{Name: "member.set_role", Says: "change a member's role; only owners make or change owners", Workspace: managers}
	RemoveMember = taskflow.Verb{Name: "member.remove", Says: "remove a member; only owners remove owners", Workspace: managers}
	Reassign     = taskflow.Verb{Name: "member.reassign", Says: "give all open tasks of one member to another", Workspace: managers}

	ListInvites  = taskflow.Verb{Name: "invite.list", Says: "see the invites", Workspace: managers}
	MakeInvite   = taskflow.Verb{Name: "invite.create", Says: "invite people by link", Workspace: managers}
	RevokeInvite = taskflow.Verb{Name: "invite.revoke", Says: "revoke an invite", Workspace: managers}

	ListLabels  = taskflow.Verb{Name: "label.list", Says: "see the labels", Workspace: everyone}
	MakeLabel   = taskflow.Verb{Name: "label.create", Says: "create a label", Workspace: notGuests}
	ChangeLabel = taskflow.Verb{Name: "label.update", Says: "rename or recolour a label", Workspace: notGuests}
	DeleteLabel = taskflow.Verb{Name: "label.delete", Says: "delete a label everywhere", Workspace: notGuests}
)

// Verbs is everything that can be done to a workspace, and who may.
var Verbs = []taskflow.Verb{
	Read, Change, Delete, Transfer, Leave,
	ListMembers, SetRole, RemoveMember, Reassign,
	ListInvites, MakeInvite, RevokeInvite,
	ListLabels, MakeLabel, ChangeLabel, DeleteLabel,
}

// require refuses a verb that the actor's role does not permit.
func require(verb taskflow.Verb, actor taskflow.Actor) error {
	if !verb.AllowsRole(actor.Role) {
		return verb.Refuse()
	}
	return nil
}

// mayManage decides whether somebody of one role may change, remove or appoint
// somebody of another: owners anybody, admins anybody but owners.
func mayManage(actor, other taskflow.Role) bool {
	return actor == taskflow.Owner || actor == taskflow.Admin && other != taskflow.Owner
}

// checkSetRole decides about a change of role. Owners counts the owners who
// can sign in.
func checkSetRole(actor taskflow.Actor, target Member, to taskflow.Role, owners int) error {
	if err := require(SetRole, actor); err != nil {
		return err
	}
	switch {
	case target.RemovedAt != nil:
		return errRemoved()
	case !mayManage(actor.Role, target.Role) || !mayManage(actor.Role, to):
		return SetRole.Refuse()
	case target.Placeholder && to == taskflow.Owner:
		return taskflow.Errorf(taskflow.Conflict, "An imported person cannot sign in and so cannot own the workspace.").WithCode("placeholder")
	}
	return keepOwner(target, to, owners)
}

// checkRemove decides about removing a member, or about leaving when it is the
// actor's own row.
func checkRemove(actor taskflow.Actor, target Member, owners int) error {
	if target.ID != actor.Member {
		if err := require(RemoveMember, actor); err != nil {
			return err
		}
		if !mayManage(actor.Role, target.Role) {
			return RemoveMember.Refuse()
		}
	}
	if target.RemovedAt != nil {
		return errRemoved()
	}
	return keepOwner(target, "", owners)
}

// keepOwner refuses what would leave a workspace without an owner.
func keepOwner(target Member, to taskflow.Role, owners int) error {
	if target.Role == taskflow.Owner && to != taskflow.Owner && owners <= 1 {
		return taskflow.Errorf(taskflow.Conflict, "A workspace needs an owner. Make somebody else an owner first.").WithCode("last_owner")
	}
	return nil
}

func errRemoved() error {
	return taskflow.Errorf(taskflow.Conflict, "This person is no longer a member.").WithCode("removed")
}
