package project

import (
	"context"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// TrashItem is something deleted that can still be brought back.
type TrashItem struct {
	Kind      string             `json:"kind" enum:"project,task,comment"`
	ID        string             `json:"id"`
	Title     string             `json:"title"`
	ProjectID taskflow.ProjectID `json:"project_id"`
	TaskID    taskflow.TaskID    `json:"task_id,omitempty" doc:"Of a comment: its task"`
	DeletedAt taskflow.Time      `json:"deleted_at"`
	DeletedBy *taskflow.MemberID `json:"deleted_by"`
	PurgeAt   taskflow.Time      `json:"purge_at"`
}

// NewTrashItem fills in when the item is gone for good.
func NewTrashItem(kind, id, title string, deleted taskflow.Time, by taskflow.MemberID) TrashItem {
	item := TrashItem{Kind: kind, ID: id, Title: title, DeletedAt: deleted, PurgeAt: purgeAt(deleted)}
	if by != "" {
		item.DeletedBy = &by
	}
	return item
}

// OldestInTrash is the earliest time of deletion that can be brought back.
func OldestInTrash(now taskflow.Time) taskflow.Time { return now.Add(-TrashDays * 24 * time.Hour) }

// Trash lists deleted projects that the caller may restore, newest first, of
// those deleted before a time.
func (s *Service) Trash(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, before taskflow.Time, limit int) ([]TrashItem, error) {
	var out []TrashItem
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		seen, err := listSeen(tx, actor, func(p Project) bool { return p.DeletedAt != nil && BringBack.AllowsProject(p.MyRole) })
		if err != nil {
			return err
		}
		mine := map[string]bool{}
		for _, p := range seen {
			mine[string(p.ID)] = true
		}
		rows, err := tx.Query(listTrash, ws, OldestInTrash(tx.Now()), before, limit)
		all, err := db.Collect(rows, err, func(rows *db.Rows) (TrashItem, error) {
			var id, title string
			var at taskflow.Time
			var by taskflow.MemberID
			err := rows.Scan(&id, &title, &at, &by)
			item := NewTrashItem("project", id, title, at, by)
			item.ProjectID = taskflow.ProjectID(id)
			return item, err
		})
		for _, item := range all {
			if mine[item.ID] {
				out = append(out, item)
			}
		}
		return err
	})
	return out, err
}
