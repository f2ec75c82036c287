package comment

import (
	"context"
	"strings"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

// excerptLength is how much of a comment its line in the trash shows.
const excerptLength = 100

// Trash lists deleted comments that the caller may restore, newest first, of
// those deleted before a time. Comments on a deleted task come back with it.
func (s *Service) Trash(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, before taskflow.Time, limit int) ([]project.TrashItem, error) {
	var out []project.TrashItem
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		seen, err := project.Visible(tx, actor)
		if err != nil {
			return err
		}
		out = nil
		t := trash{tx: tx, actor: actor}
		for _, p := range seen {
			if p.MyRole.AtLeast(taskflow.ProjectCommenter) {
				t.mine = append(t.mine, p.ID)
			}
			if RestoreVerb.AllowsProject(p.MyRole) {
				t.all = append(t.all, p.ID)
			}
		}
		for {
			page, err := t.page(before, limit)
			if err != nil {
				return err
			}
			if out, err = t.living(out, page); err != nil || len(page) < limit || len(out) >= limit {
				return err
			}
			before = page[len(page)-1].DeletedAt
		}
	})
	return out, err
}

// trash reads the trash as one person may see it.
type trash struct {
	tx    *db.Tx
	actor taskflow.Actor
	mine  []taskflow.ProjectID // where the person may restore their own
	all   []taskflow.ProjectID // where they may restore everybody's
}

func (t trash) page(before taskflow.Time, limit int) ([]project.TrashItem, error) {
	rows, err := t.tx.Query(listTrash, t.actor.Workspace, project.OldestInTrash(t.tx.Now()), before, db.JSONList(t.mine), t.actor.Member, db.JSONList(t.all), limit)
	return db.Collect(rows, err, func(rows *db.Rows) (project.TrashItem, error) {
		var id, body string
		var of taskflow.TaskID
		var in taskflow.ProjectID
		var at taskflow.Time
		var by taskflow.MemberID
		err := rows.Scan(&id, &body, &of, &in, &at, &by)
		item := project.NewTrashItem("comment", id, excerpt(body), at, by)
		item.ProjectID, item.TaskID = in, of
		return item, err
	})
}

// living appends those of a page whose task is not in the trash itself.
func (t trash) living(out, page []project.TrashItem) ([]project.TrashItem, error) {
	ids := make([]taskflow.TaskID, len(page))
	for i, item := range page {
		ids[i] = item.TaskID
	}
	alive, err := task.Living(t.tx, t.actor.Workspace, ids)
	if err != nil {
		return out, err
	}
	for _, item := range page {
		if alive[item.TaskID] {
			out = append(out, item)
		}
	}
	return out, nil
}

// excerpt is the beginning of a text on one line.
func excerpt(body string) string {
	line := []rune(strings.Join(strings.Fields(body), " "))
	if len(line) > excerptLength {
		return string(line[:excerptLength-1]) + "…"
	}
	return string(line)
}
