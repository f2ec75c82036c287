package task

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	listInColumn = `SELECT ` + taskColumns + ` FROM tasks t
WHERE t.workspace_id = $1 AND t.project_id = $2 AND t.column_id = $3 ORDER BY t.rank, t.id`

	setColumn = `UPDATE tasks SET column_id = $1, rank = $2, started_at = $3, completed_at = $4, closed_at = $5, updated_at = $6
WHERE workspace_id = $7 AND id = $8`
)

// UpdateColumn changes fields of a column. With a new category its tasks are
// opened, completed or closed.
func (s *Service) UpdateColumn(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, id taskflow.ColumnID, in project.ColumnUpdate) (project.Column, taskflow.Cursor, error) {
	var out project.Column
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: project.ChangeColumn.Name, Input: []any{ref, id, in}}, func(w project.Work) (string, error) {
		p, columns, err := project.Workflow(w, ref, project.ChangeColumn)
		if err != nil {
			return "", err
		}
		before, after, err := project.ChangeColumnIn(w, p, columns, id, in)
		if err != nil {
			return "", err
		}
		out = after
		if before.Category == after.Category {
			return string(id), nil
		}
		return string(id), relocate(w, p, before, after)
	})
	if err == nil && res.Replayed {
		err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
			p, _, err := project.Find(tx, actor, ref)
			if err != nil {
				return err
			}
			columns, err := project.Columns(tx, ws, p.ID)
			if err != nil {
				return err
			}
			out, err = project.Pick(columns, id)
			return err
		})
	}
	return out, res.Cursor, err
}

// RemoveColumn deletes a column. Its tasks go to the end of another one, which
// must be named when there are any outside the trash.
func (s *Service) RemoveColumn(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, id, moveTo taskflow.ColumnID) (taskflow.Cursor, error) {
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: project.DropColumn.Name, Input: []any{ref, id, moveTo}}, func(w project.Work) (string, error) {
		p, columns, err := project.Workflow(w, ref, project.DropColumn)
		if err != nil {
			return "", err
		}
		column, err := project.Pick(columns, id)
		if err != nil {
			return "", err
		}
		if err := empty(w, p, columns, column, moveTo); err != nil {
			return "", err
		}
		return string(id), project.RemoveColumn(w, p, columns, column)
	})
	return res.Cursor, err
}

// empty moves everything out of a column that is about to go.
func empty(w project.Work, p project.Project, columns []project.Column, column project.Column, moveTo taskflow.ColumnID) error {
	rest := make([]project.Column, 0, len(columns))
	for _, c := range columns {
		if c.ID != column.ID {
			rest = append(rest, c)
		}
	}
	var to project.Column
	var err error
	if moveTo == "" {
		var n int
		if n, err = countLiving(w, p, column); err != nil {
			return err
		}
		if n > 0 {
			return &taskflow.Error{
				Kind: taskflow.Conflict, Code: "column_not_empty", Message: "This column has tasks. Say where they should go.",
				Extra: map[string]any{"tasks": n},
			}
		}
		if to, err = project.Counterpart(rest, column); err != nil {
			return err
		}
	} else if to, err = pickColumn(rest, moveTo); err != nil {
		return err
	}
	return relocate(w, p, column, to)
}

const countInColumn = `SELECT COUNT(*) FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND column_id = $3 AND deleted_at IS NULL`

func countLiving(w project.Work, p project.Project, column project.Column) (int, error) {
	var n int
	err := w.Tx.QueryRow(countInColumn, w.Workspace(), p.ID, column.ID).Scan(&n)
	return n, err
}

// relocate takes all tasks of a column through a change of column or category.
// In another column they keep their order, behind what is there.
func relocate(w project.Work, p project.Project, from, to project.Column) error {
	rows, err := w.Tx.Query(listInColumn, w.Workspace(), p.ID, from.ID)
	tasks, err := db.Collect(rows, err, scanPlain)
	if err != nil {
		return err
	}
	moves := from.ID != to.ID
	last := ""
	if moves {
		if last, err = edgeRank(w, lastRank, spot{project: p.ID, column: to.ID}); err != nil {
			return err
		}
	}
	ranks, err := spread(last, "", len(tasks))
	if err != nil {
		return err
	}
	var told []changes.Row
	parents := map[taskflow.TaskID]bool{}
	for i, t := range tasks {
		old := t
		t.ColumnID, t.UpdatedAt = to.ID, w.Tx.Now()
		if moves {
			t.Rank = ranks[i]
		}
		t.setStatus(entered(t.status(), to.Category, w.Tx.Now()))
		if err := resettle(w, t, from, to); err != nil {
			return err
		}
		if t.ParentID != nil && (old.ClosedAt == nil) != (t.ClosedAt == nil) {
			parents[*t.ParentID] = true
		}
		if t.DeletedAt == nil {
			told = append(told, row(p.ID, t.ID, changes.Patch, t.placePatch()))
		}
	}
	if err := emitMany(w, p.ID, told); err != nil {
		return err
	}
	for parent := range parents {
		if err := recount(w, parent); err != nil {
			return err
		}
	}
	return nil
}

func resettle(w project.Work, t Task, from, to project.Column) error {
	err := w.Tx.Exec(setColumn, t.ColumnID, t.Rank, t.StartedAt, t.CompletedAt, t.ClosedAt, t.UpdatedAt, w.Workspace(), t.ID)
	if err != nil {
		return err
	}
	return RecordPassage(w, Passage{Task: t.ID, Project: t.ProjectID, From: &from, To: to, Estimate: t.Estimate, Actor: &w.Actor.Member, At: w.Tx.Now()})
}

// placePatch is everything that a change of column sets.
func (t Task) placePatch() map[string]any {
	return map[string]any{
		"column_id": t.ColumnID, "rank": t.Rank, "started_at": t.StartedAt, "completed_at": t.CompletedAt,
		"closed_at": t.ClosedAt, "updated_at": t.UpdatedAt,
	}
}
