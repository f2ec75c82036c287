package httpapi

import (
	"context"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

type createColumnIn struct {
	ProjectPath
	Body struct {
		ID       taskflow.ColumnID `json:"id,omitempty" doc:"UUIDv7 made by the client"`
		Name     string            `json:"name"`
		Category project.Category  `json:"category" doc:"backlog, todo, in_progress, done or cancelled"`
		Color    string            `json:"color,omitempty"`
		Rank     string            `json:"rank,omitempty" doc:"Order on the board; the end when absent"`
		WIPLimit *int              `json:"wip_limit,omitempty" doc:"How many tasks should be here at most; a warning, never a refusal"`
	}
}

type updateColumnIn struct {
	ProjectPath
	Column taskflow.ColumnID `path:"column"`
	Body   project.ColumnUpdate
}

type deleteColumnIn struct {
	ProjectPath
	Column taskflow.ColumnID `path:"column"`
	MoveTo taskflow.ColumnID `query:"move_to" doc:"Column that takes the tasks; needed when there are any"`
}

// columnsRoutes are the columns of a project's workflow.
func (s *server) columnsRoutes() {
	const tag = "Columns"
	register(s, route{ID: "list-columns", Method: "GET", Path: "/workspaces/{ws}/projects/{project}/columns", Summary: "List the columns of a project in their order", Tag: tag, Access: inWorkspace, Verb: project.Read.Name},
		func(ctx context.Context, in *ProjectPath) (*shown[pageBody[project.Column]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			items, err := s.Projects.Columns(ctx, caller(ctx), ws, in.Project)
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-column", Method: "POST", Path: "/workspaces/{ws}/projects/{project}/columns", Summary: "Add a column", Tag: tag, Access: inWorkspace, Verb: project.MakeColumn.Name, Status: 201},
		func(ctx context.Context, in *createColumnIn) (*changed[project.Column], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			b := in.Body
			return change(s.Projects.CreateColumn(ctx, caller(ctx), ws, in.Project, project.NewColumn{
				ID: b.ID, Name: b.Name, Category: b.Category, Color: b.Color, Rank: b.Rank, WIPLimit: b.WIPLimit,
			}))
		})
	register(s, route{ID: "update-column", Method: "PATCH", Path: "/workspaces/{ws}/projects/{project}/columns/{column}", Summary: "Change a column", Tag: tag, Access: inWorkspace, Verb: project.ChangeColumn.Name},
		func(ctx context.Context, in *updateColumnIn) (*changed[project.Column], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Tasks.UpdateColumn(ctx, caller(ctx), ws, in.Project, in.Column, in.Body))
		})
	register(s, route{ID: "delete-column", Method: "DELETE", Path: "/workspaces/{ws}/projects/{project}/columns/{column}", Summary: "Delete a column, moving its tasks", Tag: tag, Access: inWorkspace, Verb: project.DropColumn.Name},
		func(ctx context.Context, in *deleteColumnIn) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Tasks.RemoveColumn(ctx, caller(ctx), ws, in.Project, in.Column, in.MoveTo))
		})
}
