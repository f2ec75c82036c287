package comment

import (
	"context"
	"strings"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// excerptLength is how much of a comment its line in the trash shows.
const excerptLength = 100

// Trash lists deleted comments that the caller may restore, newest first, of
// those deleted before a time.
func (s *Service) Trash(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, before taskflow.Time, limit int) ([]project.TrashItem, error) {
	var out []project.TrashItem
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		seen, err := project.Visible(tx, actor)
		if err != nil {
			return err
		}
		roles := map[taskflow.ProjectID]taskflow.ProjectRole{}
		var ids []taskflow.ProjectID
		for _, p := range seen {
			roles[p.ID] = p.MyRole
			ids = append(ids, p.ID)
		}
		out, err = trash(tx, actor, roles, listTrash, ws, project.OldestInTrash(tx.Now()), before, db.JSONList(ids), limit)
		return err
	})
	return out, err
}

func trash(tx *db.Tx, actor taskflow.Actor, roles map[taskflow.ProjectID]taskflow.ProjectRole, stmt string, args ...any) ([]project.TrashItem, error) {
	rows, err := tx.Query(stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []project.TrashItem
	for rows.Next() {
		var id, body string
		var of taskflow.TaskID
		var in taskflow.ProjectID
		var at taskflow.Time
		var by, author taskflow.MemberID
		if err := rows.Scan(&id, &body, &of, &in, &at, &by, &author); err != nil {
			return nil, err
		}
		if require(RestoreVerb, roles[in], &author, actor.Member) != nil {
			continue
		}
		item := project.NewTrashItem("comment", id, excerpt(body), at, by)
		item.ProjectID, item.TaskID = in, of
		out = append(out, item)
	}
	return out, rows.Err()
}

// excerpt is the beginning of a text on one line.
func excerpt(body string) string {
	line := []rune(strings.Join(strings.Fields(body), " "))
	if len(line) > excerptLength {
		return string(line[:excerptLength-1]) + "…"
	}
	return string(line)
}
