package task

import (
	"context"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

const listOpenOf = `SELECT a.task_id FROM task_assignees a
JOIN tasks t ON t.workspace_id = a.workspace_id AND t.id = a.task_id
WHERE a.workspace_id = $1 AND a.member_id = $2 AND a.task_id > $3 AND t.deleted_at IS NULL AND t.closed_at IS NULL
ORDER BY a.task_id LIMIT $4`

// reassignBatch is how many tasks one transaction hands over, so that others
// are not kept waiting.
const reassignBatch = 100

// Reassign hands the open tasks of one member, who may have left, to another
// and returns how many. It works in batches; a repetition goes on where an
// interrupted one ended.
func (s *Service) Reassign(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, from, to taskflow.MemberID) (int, taskflow.Cursor, error) {
	total, after := 0, taskflow.TaskID("")
	var cursor taskflow.Cursor
	c.Mutation = "" // what a key can be bound to is one transaction; here the outcome is the same each time
	for {
		n := 0
		res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: workspace.Reassign.Name}, func(w project.Work) (string, error) {
			n = 0
			ids, err := handOver(w, from, to, after)
			if err != nil || len(ids) == 0 {
				return "", err
			}
			n = len(ids)
			return string(ids[n-1]), nil
		})
		if err != nil {
			return total, cursor, err
		}
		cursor, total, after = res.Cursor, total+n, taskflow.TaskID(res.Entity)
		if n < reassignBatch {
			return total, cursor, nil
		}
	}
}

func handOver(w project.Work, from, to taskflow.MemberID, after taskflow.TaskID) ([]taskflow.TaskID, error) {
	if !workspace.Reassign.AllowsRole(w.Actor.Role) {
		return nil, workspace.Reassign.Refuse()
	}
	if _, err := workspace.FindMember(w.Tx, w.Workspace(), from); err != nil {
		return nil, err
	}
	if err := checkMembers(w, "to", []taskflow.MemberID{to}); err != nil {
		return nil, err
	}
	rows, err := w.Tx.Query(listOpenOf, w.Workspace(), from, after, reassignBatch)
	ids, err := db.Collect(rows, err, func(rows *db.Rows) (taskflow.TaskID, error) {
		var id taskflow.TaskID
		return id, rows.Scan(&id)
	})
	if err != nil || from == to {
		return nil, err
	}
	for _, id := range ids {
		f, err := Find(w.Tx, w.Actor, string(id))
		if taskflow.KindOf(err) == taskflow.NotFound {
			continue // of a deleted project
		}
		if err != nil {
			return nil, err
		}
		change := Change[taskflow.MemberID]{Add: []taskflow.MemberID{to}, Remove: []taskflow.MemberID{from}}
		if _, err := update(w, f, UpdateInput{Assignees: change, Watchers: Change[taskflow.MemberID]{Remove: []taskflow.MemberID{from}}}); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
