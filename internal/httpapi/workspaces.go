package httpapi

import (
	"context"
	"net/http"

	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// WorkspacePath names a workspace in the path.
type WorkspacePath struct {
	WS string `path:"ws" doc:"Slug or id of the workspace"`
}

type createWorkspaceIn struct {
	Body struct {
		Name   string `json:"name"`
		Slug   string `json:"slug,omitempty" doc:"Its name in addresses; derived from the name when absent"`
		Sample bool   `json:"sample,omitempty" doc:"With a project that teaches by doing"`
	}
}

type updateWorkspaceIn struct {
	WorkspacePath
	Body workspace.UpdateInput
}

type transferIn struct {
	WorkspacePath
	Body struct {
		Member taskflow.MemberID `json:"member_id"`
	}
}

// workspacesRoutes are workspaces as a whole.
func (s *server) workspacesRoutes() {
	const tag = "Workspaces"
	register(s, route{ID: "list-workspaces", Method: "GET", Path: "/workspaces", Summary: "List the workspaces that you are in", Tag: tag, Access: signedIn},
		func(ctx context.Context, _ *struct{}) (*shown[pageBody[workspace.Membership]], error) {
			items, err := s.Workspaces.Mine(ctx, caller(ctx).Account)
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-workspace", Method: "POST", Path: "/workspaces", Summary: "Create a workspace that you own", Tag: tag, Access: signedIn, Status: http.StatusCreated},
		func(ctx context.Context, in *createWorkspaceIn) (*shown[workspace.Workspace], error) {
			b := in.Body
			return show(s.Workspaces.Create(ctx, caller(ctx), workspace.CreateInput{Name: b.Name, Slug: b.Slug, Sample: b.Sample}))
		})
	register(s, route{ID: "get-workspace", Method: "GET", Path: "/workspaces/{ws}", Summary: "Get a workspace", Tag: tag, Access: inWorkspace, Verb: workspace.Read.Name},
		func(ctx context.Context, in *WorkspacePath) (*shown[workspace.Workspace], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return show(s.Workspaces.Get(ctx, caller(ctx), ws))
		})
	register(s, route{ID: "update-workspace", Method: "PATCH", Path: "/workspaces/{ws}", Summary: "Rename a workspace or change its address", Tag: tag, Access: inWorkspace, Verb: workspace.Change.Name},
		func(ctx context.Context, in *updateWorkspaceIn) (*changed[workspace.Workspace], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Workspaces.Update(ctx, caller(ctx), ws, in.Body))
		})
	register(s, route{ID: "delete-workspace", Method: "DELETE", Path: "/workspaces/{ws}", Summary: "Delete a workspace, for everybody in it", Tag: tag, Access: inWorkspace, Verb: workspace.Delete.Name},
		func(ctx context.Context, in *WorkspacePath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.Delete(ctx, caller(ctx), ws))
		})
	register(s, route{ID: "leave-workspace", Method: "POST", Path: "/workspaces/{ws}/leave", Summary: "Leave a workspace", Tag: tag, Access: inWorkspace, Verb: workspace.Leave.Name, Status: http.StatusNoContent},
		func(ctx context.Context, in *WorkspacePath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.Leave(ctx, caller(ctx), ws))
		})
	register(s, route{ID: "transfer-workspace", Method: "POST", Path: "/workspaces/{ws}/transfer", Summary: "Hand your ownership to another member and become an admin", Tag: tag, Access: inWorkspace, Verb: workspace.Transfer.Name, Status: http.StatusNoContent},
		func(ctx context.Context, in *transferIn) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.Transfer(ctx, caller(ctx), ws, in.Body.Member))
		})
}
