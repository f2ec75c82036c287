package httpapi

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/project"
	"taskflow/internal/task"
)

type projectActivityIn struct {
	ProjectPath
	PageQuery
}

type taskActivityIn struct {
	TaskPath
	PageQuery
}

// activityRoutes tell what happened, newest first.
func (s *server) activityRoutes() {
	const tag = "Activity"
	register(s, route{ID: "list-project-activity", Method: "GET", Path: "/workspaces/{ws}/projects/{project}/activity", Summary: "List what happened in a project, newest first", Tag: tag, Access: inWorkspace, Verb: project.Read.Name},
		func(ctx context.Context, in *projectActivityIn) (*shown[pageBody[changes.Line]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.Projects.Activity(ctx, caller(ctx), ws, in.Project, in.page()))
		})
	register(s, route{ID: "list-task-activity", Method: "GET", Path: "/workspaces/{ws}/tasks/{task}/activity", Summary: "List what happened to a task, newest first", Tag: tag, Access: inWorkspace, Verb: task.ReadVerb.Name},
		func(ctx context.Context, in *taskActivityIn) (*shown[pageBody[changes.Line]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.Tasks.Activity(ctx, caller(ctx), ws, in.Task, in.page()))
		})
}
