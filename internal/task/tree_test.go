package task_test

import (
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func TestParents(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		root := w.Task(p, "Root")
		chain := []task.Detail{root}
		for i := 1; i < task.MaxDepth; i++ {
			chain = append(chain, w.Subtask(p, chain[i-1].ID, "Level "+strconv.Itoa(i)))
		}
		adopt := func(child, parent taskflow.TaskID) error {
			_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, string(child), task.UpdateInput{ParentID: taskflow.Some(parent)})
			return err
		}
		_, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: "Too deep", ParentID: chain[task.MaxDepth-1].ID})
		w.Wants(err, taskflow.Invalid, "too_deep")
		w.Wants(adopt(root.ID, chain[3].ID), taskflow.Invalid, "cycle")
		w.Wants(adopt(root.ID, root.ID), taskflow.Invalid, "cycle")
		other := w.Task(p, "Other")
		w.Wants(adopt(root.ID, other.ID), taskflow.Invalid, "too_deep")
		w.Must(adopt(chain[1].ID, other.ID))
		if got := w.Get(root.ID); got.SubtaskTotal != 0 {
			t.Errorf("the old parent counts %d", got.SubtaskTotal)
		}
		head := w.Head()
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, string(chain[1].ID))
		w.Must(err)
		rows := w.Log(head)
		if len(rows) != 2 || rows[1].ID != string(other.ID) || !slices.Equal(world.Fields(rows[1]), []string{"subtask_done", "subtask_total"}) {
			t.Errorf("log %+v", rows)
		}
		if got := w.Get(other.ID); got.SubtaskTotal != 1 || got.SubtaskDone != 1 {
			t.Errorf("the new parent counts %d/%d", got.SubtaskDone, got.SubtaskTotal)
		}
	})
}

func TestDeleteAndRestoreWithSubtasks(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		root := w.Task(p, "Root")
		parent := w.Subtask(p, root.ID, "Parent")
		early, late := w.Subtask(p, parent.ID, "Early"), w.Subtask(p, parent.ID, "Late")
		_, err := w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, early.Key)
		w.Must(err)
		w.Clock.Pass(time.Hour)
		head := w.Head()
		_, err = w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, parent.Key)
		w.Must(err)
		names := map[string]string{string(root.ID): "root", string(parent.ID): "parent", string(late.ID): "late", string(p.ID): "WEB"}
		if got, want := world.Lines(w.Log(head), names), []string{"remove task parent p:WEB", "remove task late p:WEB", "patch task root p:WEB"}; !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
		if got := w.Get(root.ID); got.SubtaskTotal != 0 {
			t.Errorf("root counts %d", got.SubtaskTotal)
		}
		for _, key := range []string{parent.Key, late.Key, early.Key} {
			_, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, key)
			w.Wants(err, taskflow.NotFound, "")
		}
		trash, err := w.Tasks.Trash(w.Context(), w.Owner.Caller, w.WS, taskflow.Time(1<<62), 10)
		w.Must(err)
		if len(trash) != 2 || trash[0].ID != string(parent.ID) || trash[1].ID != string(early.ID) || trash[0].PurgeAt != trash[0].DeletedAt.Add(30*24*time.Hour) {
			t.Errorf("trash %+v", trash)
		}
		back, _, err := w.Tasks.Restore(w.Context(), w.Owner.Caller, w.WS, parent.Key)
		w.Must(err)
		if back.SubtaskTotal != 1 || w.Get(root.ID).SubtaskTotal != 1 || w.Get(late.ID).DeletedAt != nil {
			t.Errorf("restored %+v", back.Task)
		}
		_, err = w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, early.Key)
		w.Wants(err, taskflow.NotFound, "")
		w.Clock.Pass(31 * 24 * time.Hour)
		_, _, err = w.Tasks.Restore(w.Context(), w.Owner.Caller, w.WS, early.Key)
		w.Wants(err, taskflow.NotFound, "")
	})
}

func TestMoveToAnotherProject(t *testing.T) {
	world.Run(t, func(w *world.World) {
		web, ops := w.Project("WEB", project.VisibleToWorkspace), w.Project("OPS", project.Private)
		bob := w.Join("Bob", taskflow.Normal)
		w.Task(ops, "First there")
		root := w.Task(web, "Root")
		parent, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: "Parent", ParentID: root.ID, ColumnID: w.Column(web, project.InProgress).ID})
		w.Must(err)
		child := w.Subtask(web, parent.ID, "Child")
		_, _, err = w.Comments.Create(w.Context(), w.Owner.Caller, w.WS, parent.Key, comment("Hello"))
		w.Must(err)

		_, _, err = w.Tasks.Move(w.Context(), bob.Caller, w.WS, parent.Key, "OPS", "")
		w.Wants(err, taskflow.NotFound, "")
		head := w.Head()
		moved, _, err := w.Tasks.Move(w.Context(), w.Owner.Caller, w.WS, parent.Key, "OPS", "")
		w.Must(err)
		if moved.Key != "OPS-2" || moved.ColumnID != w.Column(ops, project.InProgress).ID || *moved.ParentID != root.ID || moved.CommentCount != 1 {
			t.Errorf("moved %+v", moved.Task)
		}
		if a, b := asJSON(moved), asJSON(w.Get(parent.ID)); a != b {
			t.Errorf("the reply is not what is stored:\n%s\n%s", a, b)
		}
		names := map[string]string{string(parent.ID): "parent", string(child.ID): "child", string(web.ID): "WEB", string(ops.ID): "OPS"}
		want := []string{"remove task parent p:WEB", "put task parent p:OPS", "remove task child p:WEB", "put task child p:OPS"}
		if got := world.Lines(w.Log(head), names); !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
		if got, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, parent.Key); err != nil || got.Key != "OPS-2" {
			t.Errorf("the old key finds %v, %v", got.Key, err)
		}
		_, err = w.Tasks.Get(w.Context(), bob.Caller, w.WS, parent.Key)
		w.Wants(err, taskflow.NotFound, "")
		if got, want := history(w, parent.ID), []string{">in_progress", "in_progress>in_progress"}; !slices.Equal(got, want) {
			t.Errorf("history %v, want %v", got, want)
		}
		comments, _, err := w.Comments.List(w.Context(), w.Owner.Caller, w.WS, "OPS-2", taskflow.Page{})
		w.Must(err)
		if len(comments) != 1 || comments[0].ProjectID != ops.ID {
			t.Errorf("comments %+v", comments)
		}
		if next := w.Task(ops, "Next"); next.Number != 4 {
			t.Errorf("the next number is %d", next.Number)
		}
	})
}

func TestColumnChanges(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		columns := w.Columns(p)
		backlog, todo, done := columns[0], columns[1], columns[3]
		parent, there := w.Task(p, "Parent"), w.Task(p, "There")
		_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, there.Key, task.UpdateInput{ColumnID: taskflow.Some(todo.ID)})
		w.Must(err)
		one, two := w.Subtask(p, parent.ID, "One"), w.Subtask(p, parent.ID, "Two")
		_, err = w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, two.Key)
		w.Must(err)

		_, err = w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", backlog.ID, "")
		w.Wants(err, taskflow.Conflict, "column_not_empty")
		_, err = w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", backlog.ID, backlog.ID)
		w.Wants(err, taskflow.Invalid, "not_found")
		_, err = w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", backlog.ID, todo.ID)
		w.Must(err)
		if got, want := titles(w, task.Filter{Project: "WEB"}), []string{"There", "Parent", "One"}; !slices.Equal(got, want) {
			t.Errorf("order %v, want %v", got, want)
		}
		back, _, err := w.Tasks.Restore(w.Context(), w.Owner.Caller, w.WS, two.Key)
		w.Must(err)
		if back.ColumnID != todo.ID {
			t.Errorf("restored into column %s", back.ColumnID)
		}

		_, _, err = w.Tasks.UpdateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", todo.ID, project.ColumnUpdate{Category: taskflow.Some(project.Done)})
		w.Must(err)
		if got := w.Get(one.ID); got.CompletedAt == nil || got.ClosedAt == nil {
			t.Errorf("after its column means done: %+v", got.Task)
		}
		if got := w.Get(parent.ID); got.SubtaskTotal != 2 || got.SubtaskDone != 2 {
			t.Errorf("parent counts %d/%d", got.SubtaskDone, got.SubtaskTotal)
		}
		_, _, err = w.Tasks.UpdateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", todo.ID, project.ColumnUpdate{Archived: taskflow.Some(true)})
		w.Must(err)
		_, _, err = w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, one.Key, task.UpdateInput{ColumnID: taskflow.Some(todo.ID), Rank: taskflow.Some("a5")})
		w.Must(err) // it is there already; only its order changes
		other, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: "Other", ColumnID: done.ID})
		w.Must(err)
		_, _, err = w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, other.Key, task.UpdateInput{ColumnID: taskflow.Some(todo.ID)})
		w.Wants(err, taskflow.Conflict, "column_archived")
	})
}

func TestManyTasksInOneColumnAreFetchedNotSent(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		columns := w.Columns(p)
		fill(w, p, columns[0], task.MaxBulk+1)
		head := w.Head()
		_, err := w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", columns[0].ID, columns[1].ID)
		w.Must(err)
		names := map[string]string{string(p.ID): "WEB", string(columns[0].ID): "backlog"}
		if got, want := world.Lines(w.Log(head), names), []string{"fetch project WEB p:WEB", "remove column backlog p:WEB"}; !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
	})
}

// numbers keeps what fill makes apart from what the service makes.
var numbers atomic.Int64

// fill puts n tasks into a column without going through the service.
func fill(w *world.World, p project.Project, c project.Column, n int) {
	w.Helper()
	ranks := taskflow.RankSeries(n)
	_, err := w.DB.Update(w.Context(), w.WS, func(tx *db.Tx) error {
		work := project.Work{Tx: tx, Actor: taskflow.Actor{Workspace: w.WS, Member: w.Owner.Member, Role: taskflow.Owner}}
		for i := range n {
			d := task.Detail{Task: task.Task{
				ID: taskflow.TaskID(taskflow.NewID()), ProjectID: p.ID, Number: 1_000_000 + numbers.Add(1), Title: "Task " + strconv.Itoa(i), ColumnID: c.ID, Rank: ranks[i],
				Priority: task.None, CreatedAt: tx.Now(), UpdatedAt: tx.Now(), DescriptionVersion: 1,
			}}
			if c.Category.Closed() {
				d.ClosedAt, d.CompletedAt = ptr(tx.Now()), ptr(tx.Now())
			}
			if err := task.Insert(work, d); err != nil {
				return err
			}
		}
		return nil
	})
	w.Must(err)
}

func TestReassign(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		bob, eve := w.Join("Bob", taskflow.Normal), w.Join("Eve", taskflow.Normal)
		give := func(title string) task.Detail {
			d, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: title, Assignees: []taskflow.MemberID{bob.Member}})
			w.Must(err)
			return d
		}
		open, closed := give("Open"), give("Closed")
		_, _, err := w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, closed.Key)
		w.Must(err)
		_, err = w.Workspaces.Remove(w.Context(), w.Owner.Caller, w.WS, bob.Member)
		w.Must(err)
		head := w.Head()
		_, err = w.Workspaces.ReassignTasks(w.Context(), w.Owner.Caller, w.WS, bob.Member, eve.Member)
		w.Must(err)
		if got := w.Get(open.ID); !slices.Equal(got.Assignees, []taskflow.MemberID{eve.Member}) || !slices.Contains(got.Watchers, eve.Member) {
			t.Errorf("open task: %v", got.Assignees)
		}
		if got := w.Get(closed.ID); !slices.Equal(got.Assignees, []taskflow.MemberID{bob.Member}) {
			t.Errorf("closed task: %v", got.Assignees)
		}
		if rows := w.Log(head); len(rows) != 1 || rows[0].Op != changes.Patch || !slices.Equal(world.Fields(rows[0]), []string{"assignees", "updated_at", "watchers"}) {
			t.Errorf("log %+v", rows)
		}
		_ = p
	})
}
