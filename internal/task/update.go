package task

import (
	"context"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// Update changes fields of a task. A description that was written on another
// version than the current one is refused as stale, with the current text.
func (s *Service) Update(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, in UpdateInput) (Detail, taskflow.Cursor, error) {
	clean, err := in.Validate()
	if err != nil {
		return Detail{}, taskflow.Cursor{}, err
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: UpdateVerb.Name, Input: []any{ref, in}}, func(w project.Work) (Detail, error) {
		f, err := find(w, ref, clean.verb(w.Actor.Member))
		if err != nil {
			return Detail{}, err
		}
		return update(w, f, clean)
	})
}

// SetWatcher makes a member watch a task, or stop. Member is an id, or "me".
func (s *Service) SetWatcher(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref, member string, on bool) (Detail, taskflow.Cursor, error) {
	if member != "me" && !taskflow.ValidID(member) {
		return Detail{}, taskflow.Cursor{}, taskflow.Missing("member")
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: EnlistVerb.Name, Input: []any{ref, member, on}}, func(w project.Work) (Detail, error) {
		id := taskflow.MemberID(member)
		if member == "me" {
			id = w.Actor.Member
		}
		in := UpdateInput{Watchers: Change[taskflow.MemberID]{Remove: []taskflow.MemberID{id}}}
		if on {
			in.Watchers = Change[taskflow.MemberID]{Add: []taskflow.MemberID{id}}
		}
		f, err := find(w, ref, in.verb(w.Actor.Member))
		if err != nil {
			return Detail{}, err
		}
		return update(w, f, in)
	})
}

func update(w project.Work, f Found, in UpdateInput) (Detail, error) {
	e := begin(w, f)
	e.rename(in)
	e.plan(in)
	for _, step := range []func(UpdateInput) error{e.describe, e.schedule, e.order, e.adopt, e.people, e.archive} {
		if err := step(in); err != nil {
			return f.Detail, err
		}
	}
	return e.finish()
}

func (e *edit) rename(in UpdateInput) {
	if !in.Title.Set || in.Title.Value == e.old.Title {
		return
	}
	e.now.Title = in.Title.Value
	e.now.count()
	e.set("title", e.now.Title)
	e.set("counts", e.now.Counts)
	e.say("task.renamed", map[string]any{"from": e.old.Title, "to": e.now.Title})
}

// describe replaces the description, if the writer had read the current one.
func (e *edit) describe(in UpdateInput) error {
	if !in.Description.Set {
		return nil
	}
	if in.DescriptionBase != nil && *in.DescriptionBase != e.old.DescriptionVersion && in.Description.Value != e.old.Description {
		return &taskflow.Error{
			Kind: taskflow.Conflict, Code: "stale", Message: "Somebody else changed the description in the meantime.",
			Extra: map[string]any{"current": map[string]any{
				"description": e.old.Description, "description_version": e.old.DescriptionVersion,
			}},
		}
	}
	if in.Description.Value == e.old.Description {
		return nil
	}
	e.described = true
	e.now.Description = in.Description.Value
	e.now.HasDescription = e.now.Description != ""
	e.now.DescriptionVersion++
	e.now.ChecklistTotal, e.now.ChecklistDone = Checklist(e.now.Description)
	e.now.count()
	e.set("description", e.now.Description)
	e.set("description_version", e.now.DescriptionVersion)
	e.set("has_description", e.now.HasDescription)
	e.set("checklist_total", e.now.ChecklistTotal)
	e.set("checklist_done", e.now.ChecklistDone)
	e.set("counts", e.now.Counts)
	e.say("task.described", nil)
	return nil
}

// plan sets priority and estimate.
func (e *edit) plan(in UpdateInput) {
	if in.Priority.Set && in.Priority.Value != e.old.Priority {
		e.now.Priority = in.Priority.Value
		e.set("priority", e.now.Priority)
		e.say("task.prioritised", map[string]any{"from": e.old.Priority, "to": e.now.Priority})
	}
	if in.Estimate.Set && !same(in.Estimate.Ptr(), e.old.Estimate) {
		e.now.Estimate = in.Estimate.Ptr()
		e.set("estimate", e.now.Estimate)
		e.say("task.estimated", map[string]any{"from": e.old.Estimate, "to": e.now.Estimate})
	}
}

// schedule sets the start and the due date.
func (e *edit) schedule(in UpdateInput) error {
	var p taskflow.Problems
	start, due := in.Start.apply(e.old.start(), &p, "start"), in.Due.apply(e.old.due(), &p, "due")
	if err := p.Err(); err != nil {
		return err
	}
	if before := e.old.start(); !start.equal(before) {
		e.now.setStart(start)
		e.set("start_date", start.Date)
		e.set("start_at", start.At)
		e.set("start_zone", start.Zone)
		e.say("task.start", map[string]any{"from": before.text(), "to": start.text()})
	}
	if before := e.old.due(); !due.equal(before) {
		e.now.setDue(due)
		e.set("due_date", due.Date)
		e.set("due_at", due.At)
		e.set("due_zone", due.Zone)
		e.say("task.due", map[string]any{"from": before.text(), "to": due.text()})
	}
	return nil
}

// order moves the task on its board: into a column, to a place in it, or both.
func (e *edit) order(in UpdateInput) error {
	changes := in.ColumnID.Set && in.ColumnID.Value != e.old.ColumnID
	if !changes && !in.Rank.Set {
		return nil
	}
	target := e.old.ColumnID
	if changes {
		columns, err := e.workflow()
		if err != nil {
			return err
		}
		to, err := pickColumn(columns, in.ColumnID.Value)
		if err != nil {
			return err
		}
		target = to.ID
		if !in.Rank.Set {
			return e.moveTo(to)
		}
		from, err := project.Pick(columns, e.old.ColumnID)
		if err != nil {
			return err
		}
		e.enter(from, to)
	}
	if !changes && in.Rank.Value == e.old.Rank {
		return nil
	}
	rank, err := at(e.w, e.spot(target), in.Rank.Value)
	if err != nil {
		return err
	}
	e.place(rank)
	return nil
}

// moveTo puts the task into a column of its project: on top of closed ones, so
// that the latest is seen first, else at the end.
func (e *edit) moveTo(to project.Column) error {
	columns, err := e.workflow()
	if err != nil {
		return err
	}
	from, err := project.Pick(columns, e.old.ColumnID)
	if err != nil {
		return err
	}
	find := atEnd
	if to.Category.Closed() {
		find = atTop
	}
	rank, err := find(e.w, e.spot(to.ID))
	if err != nil {
		return err
	}
	e.enter(from, to)
	e.place(rank)
	return nil
}

// adopt puts the task below another, or makes it a root.
func (e *edit) adopt(in UpdateInput) error {
	if !in.ParentID.Set || same(in.ParentID.Ptr(), e.old.ParentID) {
		return nil
	}
	parent := in.ParentID.Ptr()
	if parent != nil {
		if err := checkParent(e.w, e.old.Task, *parent); err != nil {
			return err
		}
		e.recounts = append(e.recounts, *parent)
	}
	if e.old.ParentID != nil {
		e.recounts = append(e.recounts, *e.old.ParentID)
	}
	e.now.ParentID = parent
	e.set("parent_id", parent)
	e.say("task.parent", map[string]any{"from": e.old.ParentID, "to": parent})
	return nil
}

// people adds and removes assignees, labels and watchers. Whoever is assigned
// watches the task.
func (e *edit) people(in UpdateInput) error {
	assign, unassign := delta(e.old.Assignees, in.Assignees)
	label, unlabel := delta(e.old.Labels, in.Labels)
	in.Watchers.Add = without(union(in.Watchers.Add, assign), in.Watchers.Remove)
	watch, unwatch := delta(e.old.Watchers, in.Watchers)
	if err := checkPeople(e.w, assign, label); err != nil {
		return err
	}
	if err := checkMembers(e.w, "watchers", without(watch, assign)); err != nil {
		return err
	}
	e.now.Assignees = without(union(e.old.Assignees, assign), unassign)
	e.now.Labels = without(union(e.old.Labels, label), unlabel)
	e.now.Watchers = without(union(e.old.Watchers, watch), unwatch)
	if len(e.now.Assignees) > MaxPeople || len(e.now.Labels) > MaxPeople || len(e.now.Watchers) > MaxWatchers {
		return taskflow.Errorf(taskflow.Conflict, "A task has at most %d assignees, labels or watchers.", MaxPeople).WithCode("too_many")
	}
	id := e.now.ID
	if member(e, "assignees", e.now.Assignees, assign, unassign, addAssignee, removeAssignee, id) {
		e.sayIf(len(assign), "task.assigned", "members", assign)
		e.sayIf(len(unassign), "task.unassigned", "members", unassign)
	}
	if member(e, "labels", e.now.Labels, label, unlabel, addLabel, removeLabel, id) {
		e.sayIf(len(label), "task.labelled", "labels", label)
		e.sayIf(len(unlabel), "task.unlabelled", "labels", unlabel)
	}
	member(e, "watchers", e.now.Watchers, watch, unwatch, addWatcher, removeWatcher, id)
	return nil
}

// member plans the writes of one set that belongs to the task, and reports
// whether it differs.
func member[T ~string](e *edit, field string, now, added, removed []T, add, remove string, id taskflow.TaskID) bool {
	if len(added)+len(removed) == 0 {
		return false
	}
	e.set(field, now)
	e.writes = append(e.writes,
		func() error { return eachOf(e.w, add, id, added) },
		func() error { return eachOf(e.w, remove, id, removed) })
	return true
}

func (e *edit) sayIf(n int, kind, field string, ids any) {
	if n > 0 {
		e.say(kind, map[string]any{field: ids})
	}
}

// delta returns what a change really adds to a set and removes from it. What
// is both added and removed is removed.
func delta[T ~string](old []T, c Change[T]) (added, removed []T) {
	added = without(without(c.Add, c.Remove), old)
	for _, id := range c.Remove {
		for _, had := range old {
			if id == had {
				removed = append(removed, id)
			}
		}
	}
	return added, removed
}

func (e *edit) archive(in UpdateInput) error {
	if !in.Archived.Set || in.Archived.Value == (e.old.ArchivedAt != nil) {
		return nil
	}
	e.now.ArchivedAt = nil
	kind := "task.unarchived"
	if in.Archived.Value {
		now := e.w.Tx.Now()
		e.now.ArchivedAt = &now
		kind = "task.archived"
	}
	e.set("archived_at", e.now.ArchivedAt)
	e.say(kind, nil)
	return nil
}

// Complete puts a task into its project's first done column.
func (s *Service) Complete(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Detail, taskflow.Cursor, error) {
	return s.finishOrReopen(ctx, project.Request{Caller: c, Workspace: ws, Name: CompleteVerb.Name, Input: ref}, ref, func(e *edit, columns []project.Column) error {
		if e.old.CompletedAt != nil {
			return nil
		}
		done, ok := project.FirstOf(columns, project.Done)
		if !ok {
			return taskflow.Errorf(taskflow.Conflict, "This project has no column for what is done.").WithCode("no_done_column")
		}
		return e.moveTo(done)
	})
}

// Reopen puts a closed task back into the open column that it came from, or
// the first open one.
func (s *Service) Reopen(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Detail, taskflow.Cursor, error) {
	return s.finishOrReopen(ctx, project.Request{Caller: c, Workspace: ws, Name: CompleteVerb.Name, Input: []any{"reopen", ref}}, ref, func(e *edit, columns []project.Column) error {
		if e.old.ClosedAt == nil {
			return nil
		}
		to, err := lastOpen(e, columns)
		if err != nil {
			return err
		}
		return e.moveTo(to)
	})
}

func (s *Service) finishOrReopen(ctx context.Context, r project.Request, ref string, step func(*edit, []project.Column) error) (Detail, taskflow.Cursor, error) {
	return s.do(ctx, r, func(w project.Work) (Detail, error) {
		f, err := find(w, ref, CompleteVerb)
		if err != nil {
			return Detail{}, err
		}
		e := begin(w, f)
		columns, err := e.workflow()
		if err != nil {
			return Detail{}, err
		}
		if err := step(e, columns); err != nil {
			return Detail{}, err
		}
		return e.finish()
	})
}
