package httpapi

import (
	"context"
	"net/http"

	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

type createLabelIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Body struct {
		ID    taskflow.LabelID `json:"id,omitempty" doc:"UUIDv7 made by the client"`
		Name  string           `json:"name"`
		Color string           `json:"color,omitempty"`
	}
}

type LabelPath struct {
	WS    string           `path:"ws" doc:"Slug or id of the workspace"`
	Label taskflow.LabelID `path:"label"`
}

type updateLabelIn struct {
	LabelPath
	Body workspace.LabelChange
}

// labelsRoutes are the labels that the projects of a workspace share.
func (s *server) labelsRoutes() {
	const tag = "Labels"
	register(s, route{ID: "list-labels", Method: "GET", Path: "/workspaces/{ws}/labels", Summary: "List the labels", Tag: tag, Access: inWorkspace, Verb: workspace.ListLabels.Name},
		func(ctx context.Context, in *WorkspacePath) (*shown[pageBody[workspace.Label]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			items, err := s.Workspaces.Labels(ctx, caller(ctx), ws)
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-label", Method: "POST", Path: "/workspaces/{ws}/labels", Summary: "Create a label", Tag: tag, Access: inWorkspace, Verb: workspace.MakeLabel.Name, Status: http.StatusCreated},
		func(ctx context.Context, in *createLabelIn) (*changed[workspace.Label], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Workspaces.CreateLabel(ctx, caller(ctx), ws, workspace.LabelInput{ID: in.Body.ID, Name: in.Body.Name, Color: in.Body.Color}))
		})
	register(s, route{ID: "update-label", Method: "PATCH", Path: "/workspaces/{ws}/labels/{label}", Summary: "Rename or recolor a label", Tag: tag, Access: inWorkspace, Verb: workspace.ChangeLabel.Name},
		func(ctx context.Context, in *updateLabelIn) (*changed[workspace.Label], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Workspaces.UpdateLabel(ctx, caller(ctx), ws, in.Label, in.Body))
		})
	register(s, route{ID: "delete-label", Method: "DELETE", Path: "/workspaces/{ws}/labels/{label}", Summary: "Delete a label and take it off every task", Tag: tag, Access: inWorkspace, Verb: workspace.DeleteLabel.Name},
		func(ctx context.Context, in *LabelPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.DeleteLabel(ctx, caller(ctx), ws, in.Label))
		})
}
