package task

import (
	"context"
	"strconv"
	"strings"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// Service is everything that can be done to tasks. Each method is one
// transaction.
type Service struct {
	db *db.DB
	// moved is told of tasks that went to another project, in the same change.
	moved []func(w project.Work, to taskflow.ProjectID, tasks []taskflow.TaskID) error
}

// New returns the service on a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// OnProjectMove registers what else follows a task into another project. It is
// called while the program is put together.
func (s *Service) OnProjectMove(follow func(w project.Work, to taskflow.ProjectID, tasks []taskflow.TaskID) error) {
	s.moved = append(s.moved, follow)
}

// Found is a task with its project and what the actor may do there.
type Found struct {
	Detail
	Project project.Project
	Role    taskflow.ProjectRole
}

// Find loads the task that ref names, by id or by any key it ever had. What
// the actor may not see is NotFound; so is what lies in the trash.
func Find(tx *db.Tx, actor taskflow.Actor, ref string) (Found, error) {
	f, err := FindAny(tx, actor, ref)
	if err == nil && f.DeletedAt != nil {
		return Found{}, taskflow.Missing("task")
	}
	return f, err
}

// FindAny is Find with the tasks in the trash.
func FindAny(tx *db.Tx, actor taskflow.Actor, ref string) (Found, error) {
	var f Found
	var err error
	if taskflow.ValidID(ref) {
		f.Detail, err = load(tx, actor.Workspace, findByID, actor.Workspace, ref)
	} else {
		f.Detail, err = findByKey(tx, actor, ref)
	}
	if err != nil {
		return Found{}, asTask(err)
	}
	f.Project, f.Role, err = project.Find(tx, actor, string(f.ProjectID))
	if err != nil {
		return Found{}, asTask(err)
	}
	f.Key = f.Project.TaskKey(f.Number)
	f.count()
	return f, nil
}

// findByKey finds WEB-42 for somebody who sees the project that the key was
// given out by.
func findByKey(tx *db.Tx, actor taskflow.Actor, ref string) (Detail, error) {
	key, digits, ok := strings.Cut(ref, "-")
	number, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || number < 1 {
		return Detail{}, taskflow.Missing("task")
	}
	p, _, err := project.Find(tx, actor, key)
	if err != nil {
		return Detail{}, err
	}
	return load(tx, actor.Workspace, findByRef, actor.Workspace, p.ID, number)
}

// asTask words a missing project as a missing task, for who asked for one.
func asTask(err error) error {
	if taskflow.KindOf(err) == taskflow.NotFound {
		return taskflow.Missing("task")
	}
	return err
}

// find loads a task that may be changed, for somebody who may do the verb.
func find(w project.Work, ref string, verb taskflow.Verb) (Found, error) {
	f, err := Find(w.Tx, w.Actor, ref)
	if err != nil {
		return f, err
	}
	if err := require(verb, f.Role); err != nil {
		return f, err
	}
	return f, f.Project.Active()
}

// Get returns one task with its description.
func (s *Service) Get(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Detail, error) {
	var out Detail
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		f, err := Find(tx, actor, ref)
		out = f.Detail
		return err
	})
	return out, err
}

// Activity lists what happened to a task, newest first.
func (s *Service) Activity(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, page taskflow.Page) (out []changes.Line, next string, err error) {
	err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		f, err := Find(tx, actor, ref)
		if err != nil {
			return err
		}
		out, next, err = changes.TaskActivity(tx, ws, f.ID, page)
		return err
	})
	return out, next, err
}

// do runs one change of one task and returns it as it is afterwards.
func (s *Service) do(ctx context.Context, r project.Request, fn func(w project.Work) (Detail, error)) (Detail, taskflow.Cursor, error) {
	var out Detail
	res, err := project.Do(ctx, s.db, r, func(w project.Work) (string, error) {
		var err error
		out, err = fn(w)
		return string(out.ID), err
	})
	if err == nil && res.Replayed {
		err = project.See(ctx, s.db, r.Caller, r.Workspace, func(tx *db.Tx, actor taskflow.Actor) error {
			f, err := FindAny(tx, actor, res.Entity)
			out = f.Detail
			return err
		})
	}
	out.count()
	return out, res.Cursor, err
}

// row is a row of the change log about a task, in its project's scope.
func row(id taskflow.ProjectID, task taskflow.TaskID, op changes.Op, data any) changes.Row {
	return changes.Row{Scope: changes.InProject(id), Kind: changes.Task, ID: string(task), Op: op, Data: data}
}

// put is the row that gives a whole task to everybody in its project.
func (d Detail) put() changes.Row {
	d.count()
	return row(d.ProjectID, d.ID, changes.Put, d)
}

// Discuss stores how many comments a task has and who joins its watchers, and
// tells its project.
func Discuss(w project.Work, t Task, comments int, join []taskflow.MemberID) error {
	patch := map[string]any{}
	if comments != t.CommentCount {
		if err := w.Tx.Exec(setCommentCount, comments, w.Workspace(), t.ID); err != nil {
			return err
		}
		patch["comment_count"] = comments
	}
	join = without(join, t.Watchers)
	if len(join) > 0 && len(t.Watchers)+len(join) <= MaxWatchers {
		if err := eachOf(w, addWatcher, t.ID, join); err != nil {
			return err
		}
		patch["watchers"] = union(t.Watchers, join)
	}
	if len(patch) == 0 {
		return nil
	}
	return w.Emit(row(t.ProjectID, t.ID, changes.Patch, patch))
}
