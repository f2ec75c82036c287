package task

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// Move takes a task and the subtasks that are in its project to another
// project. Each gets a new number there, its old key keeps finding it, and its
// column becomes the counterpart in the other workflow. Whoever sees only one
// of the projects sees the task leave or come.
func (s *Service) Move(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref, to string, column taskflow.ColumnID) (Detail, taskflow.Cursor, error) {
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: MoveVerb.Name, Input: []any{ref, to, column}}, func(w project.Work) (Detail, error) {
		f, err := find(w, ref, MoveVerb)
		if err != nil {
			return Detail{}, err
		}
		target, columns, err := project.Workflow(w, to, MoveVerb)
		if err != nil {
			return Detail{}, err
		}
		if target.ID == f.ProjectID {
			return stay(w, f, column)
		}
		return s.cross(w, f, target, columns, column)
	})
}

// stay is a move into the project where the task is already.
func stay(w project.Work, f Found, column taskflow.ColumnID) (Detail, error) {
	in := UpdateInput{}
	if column != "" {
		in.ColumnID = taskflow.Some(column)
	}
	return update(w, f, in)
}

func (s *Service) cross(w project.Work, f Found, target project.Project, columns []project.Column, column taskflow.ColumnID) (Detail, error) {
	home, err := project.Columns(w.Tx, w.Workspace(), f.ProjectID)
	if err != nil {
		return Detail{}, err
	}
	ids, err := family(w, f.Task, func(descendant) bool { return true })
	if err != nil {
		return Detail{}, err
	}
	rows, err := w.Tx.Query(listByIDs, w.Workspace(), db.JSONList(ids))
	movers, err := db.Collect(rows, err, scanDetail)
	if err != nil {
		return Detail{}, err
	}
	tasks := make([]*Task, len(movers))
	for i := range movers {
		tasks[i] = &movers[i].Task
	}
	if err := loadPeople(w.Tx, w.Workspace(), tasks); err != nil {
		return Detail{}, err
	}
	m := mover{w: w, from: f.Project, to: target, home: home, columns: columns, number: target.NextNumber}
	out := f.Detail
	for _, id := range ids { // the root first, then level by level
		for i := range movers {
			if movers[i].ID != id {
				continue
			}
			wanted := taskflow.ColumnID("")
			if id == f.ID {
				wanted = column
			}
			if err := m.carry(&movers[i], wanted); err != nil {
				return Detail{}, err
			}
			if id == f.ID {
				out = movers[i]
			}
		}
	}
	if err := project.SetNextNumber(w.Tx, w.Workspace(), target.ID, m.number); err != nil {
		return Detail{}, err
	}
	for _, follow := range s.moved {
		if err := follow(w, target.ID, ids); err != nil {
			return Detail{}, err
		}
	}
	if out.ParentID != nil && (out.ClosedAt == nil) != (f.ClosedAt == nil) {
		return out, recount(w, *out.ParentID)
	}
	return out, nil
}

// mover carries tasks from one project into another.
type mover struct {
	w             project.Work
	from, to      project.Project
	home, columns []project.Column
	number        int64
}

func (m *mover) carry(d *Detail, wanted taskflow.ColumnID) error {
	from, err := project.Pick(m.home, d.ColumnID)
	if err != nil {
		return err
	}
	var to project.Column
	if wanted != "" {
		to, err = pickColumn(m.columns, wanted)
	} else {
		to, err = project.Counterpart(m.columns, from)
	}
	if err != nil {
		return err
	}
	oldKey := m.from.TaskKey(d.Number)
	d.ProjectID, d.ColumnID, d.Number = m.to.ID, to.ID, m.number
	d.Key = m.to.TaskKey(m.number)
	m.number++
	if d.Rank, err = atEnd(m.w, spot{m.to.ID, to.ID, d.ID}); err != nil {
		return err
	}
	d.setStatus(entered(d.status(), to.Category, m.w.Tx.Now()))
	d.UpdatedAt = m.w.Tx.Now()
	return m.write(d, from, to, oldKey)
}

func (m *mover) write(d *Detail, from, to project.Column, oldKey string) error {
	w := m.w
	if err := save(w, d.Task); err != nil {
		return err
	}
	if err := w.Tx.Exec(insertRef, w.Workspace(), d.ProjectID, d.Number, d.ID); err != nil {
		return err
	}
	err := RecordPassage(w, Passage{Task: d.ID, Project: d.ProjectID, From: &from, To: to, Estimate: d.Estimate, Actor: &w.Actor.Member, At: w.Tx.Now()})
	if err != nil {
		return err
	}
	data := map[string]any{"from_project": m.from.ID, "from_key": oldKey, "to_project": m.to.ID, "to_key": d.Key}
	if err := w.Record(d.ProjectID, d.ID, "task.project_moved", data); err != nil {
		return err
	}
	if d.DeletedAt != nil {
		return nil // goes along in the trash; nobody sees it
	}
	return w.Emit(row(m.from.ID, d.ID, changes.Remove, nil), d.put())
}
