package task

import (
	"errors"
	"slices"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// checkParent refuses a parent that cannot be seen or changed by the actor,
// that lies below the task, or that would make the tree too deep.
func checkParent(w project.Work, t Task, parent taskflow.TaskID) error {
	var p taskflow.Problems
	f, err := Find(w.Tx, w.Actor, string(parent))
	if taskflow.KindOf(err) == taskflow.NotFound {
		p.Add("parent_id", "not_found", "There is no such task, or you cannot see it.", nil)
		return p.Err()
	}
	if err != nil {
		return err
	}
	if err := require(UpdateVerb, f.Role); err != nil {
		return err
	}
	up, err := ancestors(w, parent)
	if err != nil {
		return err
	}
	if slices.Contains(up, t.ID) {
		p.Add("parent_id", "cycle", "A task cannot be below itself.", nil)
		return p.Err()
	}
	below, err := descendants(w, t.ID, MaxBulk+1)
	if err != nil {
		return err
	}
	height := 1
	for _, d := range below {
		height = max(height, d.depth+1)
	}
	if len(up)+height > MaxDepth {
		p.Add("parent_id", "too_deep", "Subtasks go eight levels deep at most.", map[string]any{"max": MaxDepth})
	}
	return p.Err()
}

// ancestors lists the ids from a task up to its root, the task included.
func ancestors(w project.Work, id taskflow.TaskID) ([]taskflow.TaskID, error) {
	rows, err := w.Tx.Query(listAncestors, w.Workspace(), id)
	return db.Collect(rows, err, func(rows *db.Rows) (taskflow.TaskID, error) {
		var id taskflow.TaskID
		return id, rows.Scan(&id)
	})
}

// descendant is a task somewhere below another.
type descendant struct {
	id        taskflow.TaskID
	project   taskflow.ProjectID
	deletedAt *taskflow.Time
	deletedBy *taskflow.MemberID
	depth     int
}

func descendants(w project.Work, id taskflow.TaskID, limit int) ([]descendant, error) {
	rows, err := w.Tx.Query(listDescendants, w.Workspace(), id, limit)
	return db.Collect(rows, err, func(rows *db.Rows) (descendant, error) {
		var d descendant
		return d, rows.Scan(&d.id, &d.project, &d.deletedAt, &d.deletedBy, &d.depth)
	})
}

// family lists a task and what goes along with it when it is moved or deleted:
// the tasks below it that are in its project and satisfy keep.
func family(w project.Work, t Task, keep func(descendant) bool) ([]taskflow.TaskID, error) {
	below, err := descendants(w, t.ID, MaxBulk)
	if err != nil {
		return nil, err
	}
	ids := []taskflow.TaskID{t.ID}
	for _, d := range below {
		if d.project == t.ProjectID && keep(d) {
			ids = append(ids, d.id)
		}
	}
	if len(below) >= MaxBulk {
		return nil, taskflow.Errorf(taskflow.Conflict, "This task has more than %d subtasks; move or delete some of them first.", MaxBulk-1).WithCode("too_many_subtasks")
	}
	return ids, nil
}

// recount stores the numbers of a parent's children, and of those that are
// closed, and tells the parent's project when they changed.
func recount(w project.Work, parent taskflow.TaskID) error {
	rows, err := settle(w, parent)
	if err != nil {
		return err
	}
	return w.Emit(rows...)
}

// settle is recount without telling: it returns the row that would.
func settle(w project.Work, parent taskflow.TaskID) ([]changes.Row, error) {
	var in taskflow.ProjectID
	var deleted *taskflow.Time
	var total, done, newTotal, newDone int
	err := w.Tx.QueryRow(countSubtasks, w.Workspace(), parent).Scan(&in, &deleted, &total, &done, &newTotal, &newDone)
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil // purged from the trash
	}
	if err != nil || total == newTotal && done == newDone {
		return nil, err
	}
	if err := w.Tx.Exec(setSubtasks, newTotal, newDone, w.Workspace(), parent); err != nil || deleted != nil {
		return nil, err
	}
	return []changes.Row{row(in, parent, changes.Patch, map[string]any{"subtask_total": newTotal, "subtask_done": newDone})}, nil
}
