package task

import (
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

const (
	listOpenOf = `SELECT ` + taskColumns + ` FROM task_assignees a {indexed_by task_assignees_member}
CROSS JOIN tasks t
WHERE a.workspace_id = $1 AND a.member_id = $2 AND t.workspace_id = a.workspace_id AND t.id = a.task_id AND t.deleted_at IS NULL AND t.closed_at IS NULL
ORDER BY t.project_id, t.id`

	dropLabel = `DELETE FROM task_labels WHERE workspace_id = $1 AND label_id = $2`
)

// Wiring is what tasks and projects do for the workspace module, within its
// transactions.
func (s *Service) Wiring() workspace.Wiring {
	return workspace.Wiring{
		RoleChanged: func(tx *db.Tx, actor taskflow.Actor, by changes.Author, member taskflow.MemberID, from, to taskflow.Role) error {
			return project.RoleChanged(project.Work{Tx: tx, Actor: actor, By: by}, member, from, to)
		},
		MemberLeft: func(tx *db.Tx, actor taskflow.Actor, by changes.Author, member taskflow.MemberID) error {
			return project.ForgetMember(project.Work{Tx: tx, Actor: actor, By: by}, member)
		},
		Reassign: func(tx *db.Tx, actor taskflow.Actor, by changes.Author, from, to taskflow.MemberID) error {
			return Reassign(project.Work{Tx: tx, Actor: actor, By: by}, from, to)
		},
		Unlabel: func(tx *db.Tx, actor taskflow.Actor, _ changes.Author, label taskflow.LabelID) error {
			return tx.Exec(dropLabel, actor.Workspace, label)
		},
		Sample: s.CreateSample,
	}
}

// Reassign hands the open tasks of one member, who may have left, to another.
func Reassign(w project.Work, from, to taskflow.MemberID) error {
	rows, err := w.Tx.Query(listOpenOf, w.Workspace(), from)
	tasks, err := db.Collect(rows, err, scanPlain)
	if err != nil {
		return err
	}
	if err := loadPeople(w.Tx, w.Workspace(), pointers(tasks)); err != nil {
		return err
	}
	told := map[taskflow.ProjectID][]changes.Row{}
	var order []taskflow.ProjectID
	for _, t := range tasks {
		if told[t.ProjectID] == nil {
			order = append(order, t.ProjectID)
		}
		r, err := handOver(w, t, from, to)
		if err != nil {
			return err
		}
		told[t.ProjectID] = append(told[t.ProjectID], r)
	}
	for _, id := range order {
		if err := emitMany(w, id, told[id]); err != nil {
			return err
		}
	}
	return nil
}

func handOver(w project.Work, t Task, from, to taskflow.MemberID) (changes.Row, error) {
	for _, step := range []struct {
		stmt   string
		member taskflow.MemberID
	}{{removeAssignee, from}, {addAssignee, to}, {addWatcher, to}} {
		if err := w.Tx.Exec(step.stmt, w.Workspace(), t.ID, step.member); err != nil {
			return changes.Row{}, err
		}
	}
	if err := w.Tx.Exec(touch, w.Tx.Now(), w.Workspace(), t.ID); err != nil {
		return changes.Row{}, err
	}
	gained, lost := []taskflow.MemberID{to}, []taskflow.MemberID{from}
	if err := w.Record(t.ProjectID, t.ID, "task.assigned", map[string]any{"members": gained}); err != nil {
		return changes.Row{}, err
	}
	if err := w.Record(t.ProjectID, t.ID, "task.unassigned", map[string]any{"members": lost}); err != nil {
		return changes.Row{}, err
	}
	return row(t.ProjectID, t.ID, changes.Patch, map[string]any{
		"assignees": union(without(t.Assignees, lost), gained), "watchers": union(t.Watchers, gained), "updated_at": w.Tx.Now(),
	}), nil
}

const touch = `UPDATE tasks SET updated_at = $1 WHERE workspace_id = $2 AND id = $3`
