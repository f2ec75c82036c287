package httpapi

import (
	"context"

	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

type listTasksIn struct {
	WS        string            `path:"ws" doc:"Slug or id of the workspace"`
	Project   string            `query:"project" doc:"Key or id; without it every project that you see"`
	Column    taskflow.ColumnID `query:"column"`
	Assignee  string            `query:"assignee" doc:"Id of a member, me or none"`
	Label     taskflow.LabelID  `query:"label"`
	Priority  task.Priority     `query:"priority" doc:"none, low, medium, high or urgent"`
	Parent    string            `query:"parent" doc:"Id or key of a task, or none"`
	Text      string            `query:"q" doc:"Part of the title"`
	DueBefore string            `query:"due_before" doc:"YYYY-MM-DD, not included"`
	DueAfter  string            `query:"due_after" doc:"YYYY-MM-DD, not included"`
	Closed    string            `query:"closed" doc:"open, closed or all" default:"open"`
	Archived  bool              `query:"archived" doc:"Archived tasks instead of the others"`
	Sort      string            `query:"sort" doc:"rank, created, updated, due or priority; rank within a project, else created"`
	PageQuery
}

// when is how a moment is written: a date, or an instant with its zone.
func when(date taskflow.Opt[string], at taskflow.Opt[taskflow.Time], zone taskflow.Opt[string]) task.When {
	return task.When{Date: date, At: at, Zone: zone}
}

type createTaskIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Body struct {
		ID          taskflow.TaskID               `json:"id,omitempty" doc:"UUIDv7 made by the client"`
		ProjectID   string                        `json:"project_id" doc:"Id or key of the project"`
		Title       string                        `json:"title"`
		ColumnID    taskflow.ColumnID             `json:"column_id,omitempty" doc:"The first open column when absent"`
		Rank        string                        `json:"rank,omitempty" doc:"The end of the column when absent"`
		Description string                        `json:"description,omitempty" doc:"Markdown"`
		Priority    task.Priority                 `json:"priority,omitempty" doc:"none, low, medium, high or urgent"`
		Estimate    taskflow.Opt[float64]         `json:"estimate,omitzero"`
		Assignees   []taskflow.MemberID           `json:"assignees,omitempty"`
		Labels      []taskflow.LabelID            `json:"labels,omitempty"`
		ParentID    taskflow.Opt[taskflow.TaskID] `json:"parent_id,omitzero"`
		StartDate   taskflow.Opt[string]          `json:"start_date,omitzero"`
		StartAt     taskflow.Opt[taskflow.Time]   `json:"start_at,omitzero"`
		StartZone   taskflow.Opt[string]          `json:"start_zone,omitzero"`
		DueDate     taskflow.Opt[string]          `json:"due_date,omitzero" doc:"YYYY-MM-DD"`
		DueAt       taskflow.Opt[taskflow.Time]   `json:"due_at,omitzero" doc:"An instant; needs due_zone"`
		DueZone     taskflow.Opt[string]          `json:"due_zone,omitzero" doc:"IANA name of a time zone"`
	}
}

func (in *createTaskIn) input() task.CreateInput {
	b := in.Body
	return task.CreateInput{
		ID: b.ID, ProjectID: b.ProjectID, Title: b.Title, ColumnID: b.ColumnID, Rank: b.Rank, Description: b.Description,
		Priority: b.Priority, Estimate: b.Estimate.Ptr(), Assignees: b.Assignees, Labels: b.Labels, ParentID: b.ParentID.Value,
		Start: when(b.StartDate, b.StartAt, b.StartZone), Due: when(b.DueDate, b.DueAt, b.DueZone),
	}
}

// setChange adds to a set and removes from it.
type setChange struct {
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

func changeOf[T ~string](c setChange) task.Change[T] {
	convert := func(ids []string) []T {
		var out []T
		for _, id := range ids {
			out = append(out, T(id))
		}
		return out
	}
	return task.Change[T]{Add: convert(c.Add), Remove: convert(c.Remove)}
}

type updateTaskIn struct {
	TaskPath
	Body struct {
		Title           taskflow.Opt[string]            `json:"title,omitzero"`
		Description     taskflow.Opt[string]            `json:"description,omitzero" doc:"Markdown"`
		DescriptionBase *int                            `json:"description_base,omitempty" doc:"description_version that the text was written on; another current one is refused as stale"`
		ColumnID        taskflow.Opt[taskflow.ColumnID] `json:"column_id,omitzero"`
		Rank            taskflow.Opt[string]            `json:"rank,omitzero"`
		Priority        taskflow.Opt[task.Priority]     `json:"priority,omitzero"`
		Estimate        taskflow.Opt[float64]           `json:"estimate,omitzero"`
		StartDate       taskflow.Opt[string]            `json:"start_date,omitzero"`
		StartAt         taskflow.Opt[taskflow.Time]     `json:"start_at,omitzero"`
		StartZone       taskflow.Opt[string]            `json:"start_zone,omitzero"`
		DueDate         taskflow.Opt[string]            `json:"due_date,omitzero"`
		DueAt           taskflow.Opt[taskflow.Time]     `json:"due_at,omitzero"`
		DueZone         taskflow.Opt[string]            `json:"due_zone,omitzero"`
		ParentID        taskflow.Opt[taskflow.TaskID]   `json:"parent_id,omitzero"`
		Archived        taskflow.Opt[bool]              `json:"archived,omitzero"`
		Assignees       setChange                       `json:"assignees,omitzero"`
		Labels          setChange                       `json:"labels,omitzero"`
		Watchers        setChange                       `json:"watchers,omitzero"`
	}
}

func (in *updateTaskIn) input() task.UpdateInput {
	b := in.Body
	return task.UpdateInput{
		Title: b.Title, Description: b.Description, DescriptionBase: b.DescriptionBase, ColumnID: b.ColumnID, Rank: b.Rank,
		Priority: b.Priority, Estimate: b.Estimate, ParentID: b.ParentID, Archived: b.Archived,
		Start: when(b.StartDate, b.StartAt, b.StartZone), Due: when(b.DueDate, b.DueAt, b.DueZone),
		Assignees: changeOf[taskflow.MemberID](b.Assignees), Labels: changeOf[taskflow.LabelID](b.Labels), Watchers: changeOf[taskflow.MemberID](b.Watchers),
	}
}

type moveTaskIn struct {
	TaskPath
	Body struct {
		ProjectID string            `json:"project_id" doc:"Id or key of the project to move to"`
		ColumnID  taskflow.ColumnID `json:"column_id,omitempty" doc:"The counterpart of the present column when absent"`
	}
}

type watcherIn struct {
	TaskPath
	Member string `path:"member"`
}

// watcherList are the members who watch a task.
type watcherList struct {
	Watchers []taskflow.MemberID `json:"watchers"`
}

// tasksRoutes are tasks and those who watch them.
func (s *server) tasksRoutes() {
	const tag = "Tasks"
	register(s, route{ID: "list-tasks", Method: "GET", Path: "/workspaces/{ws}/tasks", Summary: "List tasks", Tag: tag, Access: inWorkspace, Verb: task.ListVerb.Name},
		func(ctx context.Context, in *listTasksIn) (*shown[pageBody[task.Task]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.Tasks.List(ctx, caller(ctx), ws, task.Filter{
				Project: in.Project, Column: in.Column, Assignee: in.Assignee, Label: in.Label, Priority: in.Priority, Parent: in.Parent,
				Text: in.Text, DueBefore: in.DueBefore, DueAfter: in.DueAfter, Closed: in.Closed, Archived: in.Archived, Sort: in.Sort, Page: in.page(),
			}))
		})
	register(s, route{ID: "create-task", Method: "POST", Path: "/workspaces/{ws}/tasks", Summary: "Create a task", Tag: tag, Access: inWorkspace, Verb: task.CreateVerb.Name, Status: 201},
		func(ctx context.Context, in *createTaskIn) (*changed[task.Detail], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Tasks.Create(ctx, caller(ctx), ws, in.input()))
		})
	register(s, route{ID: "get-task", Method: "GET", Path: "/workspaces/{ws}/tasks/{task}", Summary: "Get a task with its description", Tag: tag, Access: inWorkspace, Verb: task.ReadVerb.Name},
		func(ctx context.Context, in *TaskPath) (*shown[task.Detail], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return show(s.Tasks.Get(ctx, caller(ctx), ws, in.Task))
		})
	register(s, route{ID: "update-task", Method: "PATCH", Path: "/workspaces/{ws}/tasks/{task}", Summary: "Change a task", Tag: tag, Access: inWorkspace, Verb: task.UpdateVerb.Name},
		func(ctx context.Context, in *updateTaskIn) (*changed[task.Detail], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Tasks.Update(ctx, caller(ctx), ws, in.Task, in.input()))
		})
	register(s, route{ID: "delete-task", Method: "DELETE", Path: "/workspaces/{ws}/tasks/{task}", Summary: "Put a task into the trash", Tag: tag, Access: inWorkspace, Verb: task.DeleteVerb.Name},
		func(ctx context.Context, in *TaskPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Tasks.Delete(ctx, caller(ctx), ws, in.Task))
		})
	s.taskActionRoutes(tag)
	s.watcherRoutes(tag)
}

func (s *server) taskActionRoutes(tag string) {
	type action func(context.Context, taskflow.Caller, taskflow.WorkspaceID, string) (task.Detail, taskflow.Cursor, error)
	for _, a := range []struct {
		id, path, summary, verb string
		do                      action
	}{
		{"restore-task", "restore", "Take a task out of the trash", task.RestoreVerb.Name, s.Tasks.Restore},
		{"complete-task", "complete", "Put a task into the first done column", task.CompleteVerb.Name, s.Tasks.Complete},
		{"reopen-task", "reopen", "Put a closed task back to where it came from", task.CompleteVerb.Name, s.Tasks.Reopen},
	} {
		register(s, route{ID: a.id, Method: "POST", Path: "/workspaces/{ws}/tasks/{task}/" + a.path, Summary: a.summary, Tag: tag, Access: inWorkspace, Verb: a.verb},
			func(ctx context.Context, in *TaskPath) (*changed[task.Detail], error) {
				ws, err := s.workspace(ctx, in.WS)
				if err != nil {
					return nil, err
				}
				return change(a.do(ctx, caller(ctx), ws, in.Task))
			})
	}
	register(s, route{ID: "move-task", Method: "POST", Path: "/workspaces/{ws}/tasks/{task}/move", Summary: "Move a task and its subtasks to another project; the old key keeps working", Tag: tag, Access: inWorkspace, Verb: task.MoveVerb.Name},
		func(ctx context.Context, in *moveTaskIn) (*changed[task.Detail], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Tasks.Move(ctx, caller(ctx), ws, in.Task, in.Body.ProjectID, in.Body.ColumnID))
		})
}

func (s *server) watcherRoutes(tag string) {
	register(s, route{ID: "list-watchers", Method: "GET", Path: "/workspaces/{ws}/tasks/{task}/watchers", Summary: "List who watches a task", Tag: tag, Access: inWorkspace, Verb: task.ReadVerb.Name},
		func(ctx context.Context, in *TaskPath) (*shown[watcherList], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			t, err := s.Tasks.Get(ctx, caller(ctx), ws, in.Task)
			return show(watcherList{Watchers: t.Watchers}, err)
		})
	set := func(ctx context.Context, in *watcherIn, on bool) (*changed[watcherList], error) {
		ws, err := s.workspace(ctx, in.WS)
		if err != nil {
			return nil, err
		}
		t, at, err := s.Tasks.SetWatcher(ctx, caller(ctx), ws, in.Task, in.Member, on)
		return change(watcherList{Watchers: t.Watchers}, at, err)
	}
	register(s, route{ID: "add-watcher", Method: "PUT", Path: "/workspaces/{ws}/tasks/{task}/watchers/{member}", Summary: "Make a member watch a task; me is you", Tag: tag, Access: inWorkspace, Verb: task.WatchVerb.Name},
		func(ctx context.Context, in *watcherIn) (*changed[watcherList], error) { return set(ctx, in, true) })
	register(s, route{ID: "remove-watcher", Method: "DELETE", Path: "/workspaces/{ws}/tasks/{task}/watchers/{member}", Summary: "Let a member watch a task no longer; me is you", Tag: tag, Access: inWorkspace, Verb: task.WatchVerb.Name},
		func(ctx context.Context, in *watcherIn) (*changed[watcherList], error) { return set(ctx, in, false) })
}
