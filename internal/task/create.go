package task

import (
	"context"
	"slices"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Create makes a task. Its column is the first open one and its place the end
// of the column, unless the input says otherwise; its creator watches it.
func (s *Service) Create(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in CreateInput) (Detail, taskflow.Cursor, error) {
	clean, err := in.Validate()
	if err != nil {
		return Detail{}, taskflow.Cursor{}, err
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: CreateVerb.Name, Input: in}, func(w project.Work) (Detail, error) {
		return Create(w, clean)
	})
}

// Create makes a task from validated input within a change.
func Create(w project.Work, in CreateInput) (Detail, error) {
	p, columns, err := project.Workflow(w, in.ProjectID, CreateVerb)
	if err != nil {
		return Detail{}, err
	}
	column, err := pickColumn(columns, in.ColumnID)
	if err != nil {
		return Detail{}, err
	}
	rank, err := newPlace(w, spot{p.ID, column.ID, in.ID}, in.Rank)
	if err != nil {
		return Detail{}, err
	}
	if err := checkPeople(w, in.Assignees, in.Labels); err != nil {
		return Detail{}, err
	}
	d, err := in.detail(w, p, column)
	if err != nil {
		return Detail{}, err
	}
	d.Rank = rank
	if in.ParentID != "" {
		if err := checkParent(w, d.Task, in.ParentID); err != nil {
			return Detail{}, err
		}
	}
	return d, add(w, d, column)
}

// detail is the new task as it is stored, but for its rank.
func (in CreateInput) detail(w project.Work, p project.Project, column project.Column) (Detail, error) {
	now, author := w.Tx.Now(), w.Actor.Member
	var problems taskflow.Problems
	start, due := in.Start.apply(moment{}, &problems, "start"), in.Due.apply(moment{}, &problems, "due")
	if err := problems.Err(); err != nil {
		return Detail{}, err
	}
	t := Task{
		ID: in.ID, ProjectID: p.ID, Number: p.NextNumber, Key: p.TaskKey(p.NextNumber), Title: in.Title, ColumnID: column.ID,
		Priority: in.Priority, Estimate: in.Estimate, CreatedAt: now, CreatedBy: &author, UpdatedAt: now,
		HasDescription: in.Description != "", DescriptionVersion: 1,
		Assignees: union(nil, in.Assignees), Labels: union(nil, in.Labels),
	}
	t.Watchers = union([]taskflow.MemberID{author}, in.Assignees)
	t.setStart(start)
	t.setDue(due)
	t.setStatus(entered(status{}, column.Category, now))
	t.ChecklistTotal, t.ChecklistDone = Checklist(in.Description)
	if in.ParentID != "" {
		t.ParentID = &in.ParentID
	}
	d := Detail{Task: t, Description: in.Description}
	d.count()
	return d, nil
}

// add stores a new task with its history and tells its project.
func add(w project.Work, d Detail, column project.Column) error {
	if err := project.SetNextNumber(w.Tx, w.Workspace(), d.ProjectID, d.Number+1); err != nil {
		return err
	}
	if err := Insert(w, d); err != nil {
		return err
	}
	err := RecordPassage(w, Passage{Task: d.ID, Project: d.ProjectID, To: column, Estimate: d.Estimate, Actor: &w.Actor.Member, At: w.Tx.Now()})
	if err != nil {
		return err
	}
	if err := w.Record(d.ProjectID, d.ID, "task.created", map[string]any{"title": d.Title, "key": d.Key}); err != nil {
		return err
	}
	if err := w.Emit(d.put()); err != nil {
		return err
	}
	if d.ParentID == nil {
		return nil
	}
	return recount(w, *d.ParentID)
}

// newPlace returns the rank of a new task and refuses an id that is taken.
func newPlace(w project.Work, s spot, wanted string) (string, error) {
	var taken int
	var last string
	if err := w.Tx.QueryRow(placeAtEnd, w.Workspace(), s.task, s.project, s.column).Scan(&taken, &last); err != nil {
		return "", err
	}
	if taken > 0 {
		return "", taskflow.Errorf(taskflow.Conflict, "A task with this id exists already.").WithCode("duplicate_id")
	}
	if wanted != "" && wanted > last && len(wanted) < longRank {
		return wanted, nil
	}
	if wanted != "" {
		return at(w, s, wanted)
	}
	rank, err := taskflow.RankBetween(last, "")
	if err != nil {
		return makeRoom(w, s, last)
	}
	return rank, nil
}

// pickColumn returns the wanted column, "" for where new tasks go.
func pickColumn(columns []project.Column, id taskflow.ColumnID) (project.Column, error) {
	if id == "" {
		return project.Entry(columns)
	}
	c, err := project.Pick(columns, id)
	if err != nil {
		var p taskflow.Problems
		p.Add("column_id", "not_found", "This project has no such column.", nil)
		return c, p.Err()
	}
	return c, c.Usable()
}

func checkPeople(w project.Work, assignees []taskflow.MemberID, labels []taskflow.LabelID) error {
	if err := checkMembers(w, "assignees", assignees); err != nil {
		return err
	}
	return checkLabels(w, labels)
}

// checkMembers refuses people that the workspace does not have.
func checkMembers(w project.Work, field string, ids []taskflow.MemberID) error {
	if len(ids) == 0 {
		return nil
	}
	active, err := workspace.ActiveMembers(w.Tx, w.Workspace(), ids)
	if err != nil {
		return err
	}
	var p taskflow.Problems
	if slices.ContainsFunc(ids, func(id taskflow.MemberID) bool { return !active[id] }) {
		p.Add(field, "not_found", "Somebody here is not a member of this workspace.", nil)
	}
	return p.Err()
}

// checkLabels refuses labels that the workspace does not have.
func checkLabels(w project.Work, ids []taskflow.LabelID) error {
	if len(ids) == 0 {
		return nil
	}
	known, err := workspace.KnownLabels(w.Tx, w.Workspace(), ids)
	if err != nil {
		return err
	}
	var p taskflow.Problems
	if slices.ContainsFunc(ids, func(id taskflow.LabelID) bool { return !known[id] }) {
		p.Add("labels", "not_found", "The workspace has no such label.", nil)
	}
	return p.Err()
}

func (t Task) status() status { return status{t.StartedAt, t.CompletedAt, t.ClosedAt} }

func (t *Task) setStatus(s status) {
	t.StartedAt, t.CompletedAt, t.ClosedAt = s.Started, s.Completed, s.Closed
}

// union returns the sorted ids of both sets, never nil.
func union[T ~string](a, b []T) []T {
	all := append(append(make([]T, 0, len(a)+len(b)), a...), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// without returns the ids of a that are not in b.
func without[T ~string](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(id T) bool { return slices.Contains(b, id) })
}
