package httpapi

import (
	"context"

	"taskflow/internal/task"
)

type myTasksIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Zone string `query:"zone" doc:"IANA name of a time zone; that of your profile when absent"`
}

// myTasksRoutes is what one has to do oneself.
func (s *server) myTasksRoutes() {
	register(s, route{ID: "get-my-tasks", Method: "GET", Path: "/workspaces/{ws}/my-tasks", Summary: "Get your tasks across projects, by when they are due", Tag: "Tasks", Access: inWorkspace, Verb: task.ListVerb.Name},
		func(ctx context.Context, in *myTasksIn) (*shown[task.MyTasks], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return show(s.Tasks.Mine(ctx, caller(ctx), ws, in.Zone))
		})
}
