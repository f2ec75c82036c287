package task

import (
	"errors"

	"taskflow/internal/changes"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// edit is one task while it is being changed: as it was, as it will be, and
// what has to be written and told.
type edit struct {
	w       project.Work
	project project.Project
	old     Detail
	now     Detail

	patch     map[string]any // for the log: the fields that differ
	events    []event        // for the activity
	columns   []project.Column
	passage   *Passage
	described bool
	recounts  []taskflow.TaskID
	writes    []func() error
}

// event is a line of activity about to be written.
type event struct {
	kind string
	data any
}

func begin(w project.Work, f Found) *edit {
	return &edit{w: w, project: f.Project, old: f.Detail, now: f.Detail, patch: map[string]any{}}
}

// set records that a field differs.
func (e *edit) set(field string, value any) { e.patch[field] = value }

func (e *edit) say(kind string, data any) { e.events = append(e.events, event{kind, data}) }

// workflow loads the columns of the task's project once.
func (e *edit) workflow() ([]project.Column, error) {
	if e.columns != nil {
		return e.columns, nil
	}
	var err error
	e.columns, err = project.Columns(e.w.Tx, e.w.Workspace(), e.project.ID)
	return e.columns, err
}

// enter puts the task into a column of its project, and does what the
// column's category means.
func (e *edit) enter(from, to project.Column) {
	if from.ID == to.ID {
		return
	}
	e.now.ColumnID = to.ID
	e.set("column_id", to.ID)
	e.say("task.moved", map[string]any{
		"from_column": from.ID, "from_name": from.Name, "to_column": to.ID, "to_name": to.Name, "category": to.Category,
	})
	e.passage = &Passage{
		Task: e.now.ID, Project: e.now.ProjectID, From: &from, To: to, Actor: &e.w.Actor.Member, At: e.w.Tx.Now(),
	}
	e.restatus(to.Category)
}

// restatus sets the times that follow from the category of the task's column.
func (e *edit) restatus(category project.Category) {
	before, after := e.now.status(), entered(e.now.status(), category, e.w.Tx.Now())
	e.now.setStatus(after)
	if !same(before.Started, after.Started) {
		e.set("started_at", after.Started)
	}
	if !same(before.Completed, after.Completed) {
		e.set("completed_at", after.Completed)
	}
	if !same(before.Closed, after.Closed) {
		e.set("closed_at", after.Closed)
	}
	if (before.Closed == nil) != (after.Closed == nil) && e.now.ParentID != nil {
		e.recounts = append(e.recounts, *e.now.ParentID)
	}
}

// place sets the order within the column.
func (e *edit) place(rank string) {
	if rank != e.now.Rank {
		e.now.Rank = rank
		e.set("rank", rank)
	}
}

func (e *edit) spot(column taskflow.ColumnID) spot { return spot{e.project.ID, column, e.now.ID} }

// finish writes what differs, appends it to the log as one patch of the task,
// and records the activity. Without a difference nothing happens.
func (e *edit) finish() (Detail, error) {
	if len(e.patch) == 0 {
		return e.old, nil
	}
	e.now.UpdatedAt = e.w.Tx.Now()
	if err := e.store(); err != nil {
		return e.old, err
	}
	e.set("updated_at", e.now.UpdatedAt)
	err := e.w.Emit(row(e.now.ProjectID, e.now.ID, changes.Patch, e.patch))
	if err != nil {
		return e.old, err
	}
	return e.now, e.after()
}

// store writes the task's rows.
func (e *edit) store() error {
	if err := save(e.w, e.now.Task); err != nil {
		return err
	}
	if e.described {
		err := e.w.Tx.Exec(updateDescription, e.now.Description, e.now.DescriptionVersion, e.now.ChecklistTotal, e.now.ChecklistDone, e.w.Workspace(), e.now.ID)
		if err != nil {
			return err
		}
	}
	for _, write := range e.writes {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// after writes what follows from a stored and told change.
func (e *edit) after() error {
	var errs []error
	if e.passage != nil {
		e.passage.Estimate = e.now.Estimate
		errs = append(errs, RecordPassage(e.w, *e.passage))
	}
	for _, ev := range e.events {
		errs = append(errs, e.w.Record(e.now.ProjectID, e.now.ID, ev.kind, ev.data))
	}
	for _, parent := range e.recounts {
		errs = append(errs, recount(e.w, parent))
	}
	return errors.Join(errs...)
}
