package task

import (
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// The verbs of tasks.
var (
	ListVerb     = taskflow.Verb{Name: "task.list", Says: "list the tasks that one may see, and one's own", Workspace: project.Everyone()}
	ReadVerb     = taskflow.Verb{Name: "task.read", Says: "see a task, its subtasks, watchers and activity", Project: taskflow.ProjectViewer}
	CreateVerb   = taskflow.Verb{Name: "task.create", Says: "create a task", Project: taskflow.ProjectEditor}
	UpdateVerb   = taskflow.Verb{Name: "task.update", Says: "change a task: its texts, status, order, dates, people and labels", Project: taskflow.ProjectEditor}
	MoveVerb     = taskflow.Verb{Name: "task.move", Says: "move a task to another project; one must be editor of both", Project: taskflow.ProjectEditor}
	CompleteVerb = taskflow.Verb{Name: "task.complete", Says: "complete or reopen a task", Project: taskflow.ProjectEditor}
	DeleteVerb   = taskflow.Verb{Name: "task.delete", Says: "delete a task", Project: taskflow.ProjectEditor}
	RestoreVerb  = taskflow.Verb{Name: "task.restore", Says: "restore a deleted task", Project: taskflow.ProjectEditor}
	WatchVerb    = taskflow.Verb{Name: "task.watch", Says: "watch a task oneself", Project: taskflow.ProjectCommenter}
	EnlistVerb   = taskflow.Verb{Name: "task.set_watcher", Says: "make others watch a task or stop", Project: taskflow.ProjectEditor}
	TrashVerb    = taskflow.Verb{Name: "trash.list", Says: "see what was deleted and can be restored by oneself", Workspace: project.Everyone()}
)

// Verbs is everything that can be done to tasks, and who may.
var Verbs = []taskflow.Verb{
	ListVerb, ReadVerb, CreateVerb, UpdateVerb, MoveVerb, CompleteVerb, DeleteVerb, RestoreVerb, WatchVerb, EnlistVerb, TrashVerb,
}

// require refuses a verb that the role does not permit: not found for those
// who see nothing, denied for those who see.
func require(verb taskflow.Verb, role taskflow.ProjectRole) error {
	if role == taskflow.ProjectNone {
		return taskflow.Missing("task")
	}
	if !verb.AllowsProject(role) {
		return verb.Refuse()
	}
	return nil
}

// status is what the category of a column makes of a task.
type status struct {
	Started, Completed, Closed *taskflow.Time
}

// entered returns the times of a task after it entered a column of a category.
// A task that stays done keeps the time when it was done.
func entered(old status, category project.Category, now taskflow.Time) status {
	next := status{Started: old.Started}
	switch category {
	case project.InProgress:
		if next.Started == nil {
			next.Started = &now
		}
	case project.Done:
		next.Completed = orNow(old.Completed, now)
		next.Closed = orNow(old.Closed, now)
		if old.Completed == nil {
			next.Closed = &now
		}
	case project.Cancelled:
		next.Closed = orNow(old.Closed, now)
		if old.Completed != nil {
			next.Closed = &now
		}
	}
	return next
}

func orNow(t *taskflow.Time, now taskflow.Time) *taskflow.Time {
	if t != nil {
		return t
	}
	return &now
}
