package importer

import (
	"context"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/jobs"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// What undoing did.
const (
	UndoErased  = "erased"  // as if it had never been
	UndoTrashed = "trashed" // somebody had worked on the project: it is in the trash
)

const eraseTasks = 100 // in one batch

// Undo takes an import back. A project that nobody has worked on since is
// erased with the people and labels that it brought, unless something else
// uses them; one that somebody has worked on goes to the trash. A run that is
// not done yet stops, and an upload is dropped.
//
// Errors: NotFound, Denied, Conflict (import_not_done) for one that failed or
// is undone.
func (s *Service) Undo(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.ImportID) (Import, taskflow.Cursor, error) {
	var out Import
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: UndoVerb.Name, Input: id}, func(w project.Work) (string, error) {
		imp, err := load(w.Tx, ws, id)
		if err != nil {
			return "", err
		}
		if err := permit(UndoVerb, w.Actor, imp.CreatedBy); err != nil {
			return "", err
		}
		out, err = undo(w, imp)
		return string(id), err
	})
	if err != nil {
		return out, res.Cursor, err
	}
	if res.Replayed {
		out, err = s.Get(ctx, c, ws, id)
		return out, res.Cursor, err
	}
	s.files.remove(out.stored)
	return out, res.Cursor, err
}

func undo(w project.Work, imp Import) (Import, error) {
	was, now := imp.State, w.Tx.Now()
	imp.State = Undone
	switch was {
	case Previewed:
		return imp, save(w.Tx, w.Workspace(), imp)
	case Running:
		imp.FinishedAt = &now
		return imp, erased(w, &imp)
	case Done:
	default:
		return imp, taskflow.Errorf(taskflow.Conflict, "There is nothing left to undo.").WithCode("import_not_done")
	}
	lines, _, err := changes.ProjectActivity(w.Tx, w.Workspace(), imp.plan.Project, taskflow.Page{Limit: 1})
	if err != nil {
		return imp, err
	}
	if len(lines) > 0 && lines[0].ID != imp.undo.LastActivity {
		imp.Report.Undo = UndoTrashed
		if err := project.Discard(w, imp.plan.Project); err != nil {
			return imp, err
		}
		return imp, save(w.Tx, w.Workspace(), imp)
	}
	if err := project.Hide(w, imp.plan.Project); err != nil {
		return imp, err
	}
	return imp, erased(w, &imp)
}

// erased notes that the import is to leave nothing behind; a job sees to it.
func erased(w project.Work, imp *Import) error {
	imp.Report.Undo = UndoErased
	if err := save(w.Tx, w.Workspace(), *imp); err != nil {
		return err
	}
	return jobs.Enqueue(w.Tx, EraseArgs{Workspace: w.Workspace(), Import: imp.ID}, jobs.Options{Workspace: w.Workspace(), Trace: w.By.Trace})
}

// erase deletes a hidden project in batches, then what the import made beside
// it. Killed at any point and run again it goes on.
func (s *Service) erase(ctx context.Context, a EraseArgs) error {
	imp, err := s.load(ctx, a.Workspace, a.Import)
	if err != nil || imp.State != Failed && (imp.State != Undone || imp.Report.Undo != UndoErased) {
		return ignoreMissing(err)
	}
	for more := true; more; {
		begin := time.Now()
		_, err := s.db.Update(ctx, a.Workspace, func(tx *db.Tx) (err error) {
			more, err = eraseBatch(tx, a.Workspace, imp)
			return err
		})
		if err != nil {
			return err
		}
		// Others wait for the workspace too; they get their turn.
		time.Sleep(min(time.Since(begin), batchTime) / 4)
	}
	_, err = s.db.Update(ctx, a.Workspace, func(tx *db.Tx) error { return s.eraseRest(tx, a.Workspace, imp) })
	if err == nil {
		s.files.remove(imp.stored)
	}
	return err
}

func eraseBatch(tx *db.Tx, ws taskflow.WorkspaceID, imp Import) (more bool, err error) {
	ids, err := task.OfHidden(tx, ws, imp.plan.Project, eraseTasks)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	if err := comment.Erase(tx, ws, ids); err != nil {
		return false, err
	}
	if err := changes.Forget(tx, ws, ids); err != nil {
		return false, err
	}
	return true, task.Erase(tx, ws, imp.plan.Project, ids)
}

// eraseRest deletes the empty project, and the people and labels that nothing
// uses.
func (s *Service) eraseRest(tx *db.Tx, ws taskflow.WorkspaceID, imp Import) error {
	if err := project.Erase(tx, ws, imp.plan.Project); err != nil {
		return err
	}
	by := work(tx, ws, imp).By
	for _, id := range imp.undo.Labels {
		used, err := s.used(tx, ws, imp.ID, string(id), func() (bool, error) { return task.LabelUsed(tx, ws, id) })
		if err != nil {
			return err
		}
		if !used {
			if err := workspace.EraseLabel(tx, by, ws, id); err != nil {
				return err
			}
		}
	}
	for _, id := range imp.undo.Placeholders {
		used, err := s.used(tx, ws, imp.ID, string(id), func() (bool, error) { return task.MemberUsed(tx, ws, id) })
		if err != nil {
			return err
		}
		if !used {
			if err := workspace.ErasePlaceholder(tx, by, ws, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// used reports whether a member or label is in use outside of the import: by
// tasks, or by another import, whose history names people that hold no task.
func (s *Service) used(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ImportID, thing string, byTasks func() (bool, error)) (bool, error) {
	if used, err := byTasks(); err != nil || used {
		return used, err
	}
	var n int
	err := tx.QueryRow(usedElsewhere, ws, id, "%"+thing+"%").Scan(&n)
	return n > 0, err
}
