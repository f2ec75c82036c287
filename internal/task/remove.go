package task

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// Delete puts a task, and the subtasks that are in its project, into the
// trash, from which Restore brings them back together.
func (s *Service) Delete(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (taskflow.Cursor, error) {
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: DeleteVerb.Name, Input: ref}, func(w project.Work) (string, error) {
		f, err := find(w, ref, DeleteVerb)
		if err != nil {
			return "", err
		}
		return string(f.ID), remove(w, f.Task)
	})
	return res.Cursor, err
}

func remove(w project.Work, t Task) error {
	ids, err := family(w, t, func(d descendant) bool { return d.deletedAt == nil })
	if err != nil {
		return err
	}
	now := w.Tx.Now()
	for _, id := range ids {
		if err := w.Tx.Exec(setDeleted, now, w.Actor.Member, now, w.Workspace(), id); err != nil {
			return err
		}
		if err := w.Emit(row(t.ProjectID, id, changes.Remove, nil)); err != nil {
			return err
		}
	}
	if err := w.Record(t.ProjectID, t.ID, "task.deleted", nil); err != nil {
		return err
	}
	if t.ParentID == nil {
		return nil
	}
	return recount(w, *t.ParentID)
}

// Restore takes a task out of the trash, with the subtasks that went with it.
func (s *Service) Restore(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Detail, taskflow.Cursor, error) {
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: RestoreVerb.Name, Input: ref}, func(w project.Work) (Detail, error) {
		f, err := FindAny(w.Tx, w.Actor, ref)
		if err != nil {
			return Detail{}, err
		}
		if err := require(RestoreVerb, f.Role); err != nil {
			return Detail{}, err
		}
		if f.DeletedAt == nil {
			return f.Detail, nil
		}
		if err := f.Project.Active(); err != nil {
			return Detail{}, err
		}
		if project.Expired(*f.DeletedAt, w.Tx.Now()) {
			return Detail{}, taskflow.Missing("task")
		}
		return restore(w, f)
	})
}

func restore(w project.Work, f Found) (Detail, error) {
	ids, err := family(w, f.Task, func(d descendant) bool { return same(d.deletedAt, f.DeletedAt) })
	if err != nil {
		return Detail{}, err
	}
	now := w.Tx.Now()
	for _, id := range ids {
		if err := w.Tx.Exec(setDeleted, nil, nil, now, w.Workspace(), id); err != nil {
			return Detail{}, err
		}
	}
	for _, id := range ids {
		// Children may have come or gone while the task lay in the trash. The
		// rows below carry the whole task.
		if _, err := settle(w, id); err != nil {
			return Detail{}, err
		}
	}
	back, err := details(w.Tx, f.Project, w.Workspace(), ids)
	if err != nil {
		return Detail{}, err
	}
	out := f.Detail
	for _, d := range back {
		if err := w.Emit(d.put()); err != nil {
			return Detail{}, err
		}
		if d.ID == f.ID {
			out = d
		}
	}
	if err := w.Record(f.ProjectID, f.ID, "task.restored", nil); err != nil {
		return Detail{}, err
	}
	if f.ParentID == nil {
		return out, nil
	}
	return out, recount(w, *f.ParentID)
}

// details loads whole tasks of one project.
func details(tx *db.Tx, p project.Project, ws taskflow.WorkspaceID, ids []taskflow.TaskID) ([]Detail, error) {
	rows, err := tx.Query(listByIDs, ws, db.JSONList(ids))
	found, err := db.Collect(rows, err, scanDetail)
	if err != nil {
		return nil, err
	}
	tasks := make([]*Task, len(found))
	for i := range found {
		found[i].Key = p.TaskKey(found[i].Number)
		tasks[i] = &found[i].Task
	}
	return found, loadPeople(tx, ws, tasks)
}

const listTrash = `SELECT t.id, t.title, t.project_id, t.deleted_at, COALESCE(t.deleted_by, '')
FROM tasks t
WHERE t.workspace_id = $1 AND t.deleted_at > $2 AND t.deleted_at < $3 AND t.project_id IN (SELECT value FROM {json_list $4})
AND NOT EXISTS (SELECT 1 FROM tasks p WHERE p.workspace_id = t.workspace_id AND p.id = t.parent_id AND p.deleted_at = t.deleted_at)
ORDER BY t.deleted_at DESC, t.id DESC LIMIT $5`

// Trash lists deleted tasks that the caller may restore, newest first, of those
// deleted before a time. Subtasks that went with their parent come back with
// it and are not listed.
func (s *Service) Trash(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, before taskflow.Time, limit int) ([]project.TrashItem, error) {
	var out []project.TrashItem
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		seen, err := project.Visible(tx, actor)
		if err != nil {
			return err
		}
		var ids []taskflow.ProjectID
		for _, p := range seen {
			if RestoreVerb.AllowsProject(p.MyRole) {
				ids = append(ids, p.ID)
			}
		}
		rows, err := tx.Query(listTrash, ws, project.OldestInTrash(tx.Now()), before, db.JSONList(ids), limit)
		out, err = db.Collect(rows, err, func(rows *db.Rows) (project.TrashItem, error) {
			var id, title string
			var in taskflow.ProjectID
			var at taskflow.Time
			var by taskflow.MemberID
			err := rows.Scan(&id, &title, &in, &at, &by)
			item := project.NewTrashItem("task", id, title, at, by)
			item.ProjectID = in
			return item, err
		})
		return err
	})
	return out, err
}
