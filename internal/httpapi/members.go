package httpapi

import (
	"context"
	"net/http"

	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

type listMembersIn struct {
	WorkspacePath
	PageQuery
}

// memberBody is a member as those see them who may see addresses.
type memberBody struct {
	workspace.Member
	Email string `json:"email,omitempty" doc:"Absent for guests, and when none is known"`
}

type MemberPath struct {
	WS     string            `path:"ws" doc:"Slug or id of the workspace"`
	Member taskflow.MemberID `path:"member"`
}

type setRoleIn struct {
	MemberPath
	Body struct {
		Role taskflow.Role `json:"role" doc:"owner, admin, member or guest"`
	}
}

type reassignIn struct {
	MemberPath
	Body struct {
		To taskflow.MemberID `json:"to"`
	}
}

// membersRoutes are the people of a workspace.
func (s *server) membersRoutes() {
	const tag = "Members"
	register(s, route{ID: "list-members", Method: "GET", Path: "/workspaces/{ws}/members", Summary: "List the members, those who left included", Tag: tag, Access: inWorkspace, Verb: workspace.ListMembers.Name},
		func(ctx context.Context, in *listMembersIn) (*shown[pageBody[memberBody]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			list, next, emails, err := s.Workspaces.Members(ctx, caller(ctx), ws, in.page())
			items := make([]memberBody, len(list))
			for i, m := range list {
				items[i].Member = m
				if emails {
					items[i].Email = m.Email()
				}
			}
			return showPage(items, next, err)
		})
	register(s, route{ID: "set-member-role", Method: "PATCH", Path: "/workspaces/{ws}/members/{member}", Summary: "Change a member's role", Tag: tag, Access: inWorkspace, Verb: workspace.SetRole.Name},
		func(ctx context.Context, in *setRoleIn) (*changed[memberBody], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			m, at, err := s.Workspaces.SetRole(ctx, caller(ctx), ws, in.Member, in.Body.Role)
			return change(memberBody{Member: m, Email: m.Email()}, at, err)
		})
	register(s, route{ID: "remove-member", Method: "DELETE", Path: "/workspaces/{ws}/members/{member}", Summary: "Remove a member; nothing of theirs is deleted", Tag: tag, Access: inWorkspace, Verb: workspace.RemoveMember.Name},
		func(ctx context.Context, in *MemberPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.Remove(ctx, caller(ctx), ws, in.Member))
		})
	register(s, route{ID: "reassign-member", Method: "POST", Path: "/workspaces/{ws}/members/{member}/reassign", Summary: "Give the open tasks of one member to another", Tag: tag, Access: inWorkspace, Verb: workspace.Reassign.Name, Status: http.StatusNoContent},
		func(ctx context.Context, in *reassignIn) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.ReassignTasks(ctx, caller(ctx), ws, in.Member, in.Body.To))
		})
}
