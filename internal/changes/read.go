package changes

import (
	"context"
	"encoding/json"
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// LoggedRow is a row as read from the log.
type LoggedRow struct {
	Scope Scope
	Kind  Kind
	ID    string
	Op    Op
	Data  json.RawMessage
}

// Change is one mutation's entry in the log: all its rows under one number.
type Change struct {
	Seq      int64
	At       taskflow.Time
	Actor    taskflow.MemberID
	Mutation taskflow.MutationID
	Cause    string
	Rows     []LoggedRow
}

const (
	selectHead = `SELECT seq, epoch FROM workspace_seq WHERE workspace_id = $1`
	// The inner query bounds the page by whole changes, never by rows.
	selectChanges = `SELECT seq, at, actor_id, mutation_id, cause, scope, kind, entity_id, op, data FROM changes
WHERE workspace_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, n`
	selectOldest = `SELECT seq FROM changes WHERE workspace_id = $1 ORDER BY seq LIMIT 1`
	selectHeads  = `SELECT workspace_id, seq, epoch FROM workspace_seq WHERE workspace_id IN (SELECT value FROM {json_list $1})`
)

// ErrReset says that the log cannot lead from a cursor to the present: the
// epoch changed, the cursor is ahead of the log, or the rows are gone.
var ErrReset = errors.New("the change log cannot continue from this cursor")

// Head returns the end of a workspace's log.
func Head(tx *db.Tx, ws taskflow.WorkspaceID) (taskflow.Cursor, error) {
	var c taskflow.Cursor
	err := tx.QueryRow(selectHead, ws).Scan(&c.Seq, &c.Epoch)
	if errors.Is(err, db.ErrNoRows) {
		return c, taskflow.Missing("workspace")
	}
	return c, err
}

// Heads returns the ends of several workspaces' logs.
func Heads(ctx context.Context, d *db.DB, ids []taskflow.WorkspaceID) (map[taskflow.WorkspaceID]taskflow.Cursor, error) {
	out := make(map[taskflow.WorkspaceID]taskflow.Cursor, len(ids))
	err := d.View(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(selectHeads, db.JSONList(ids))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var ws taskflow.WorkspaceID
			var c taskflow.Cursor
			if err := rows.Scan(&ws, &c.Seq, &c.Epoch); err != nil {
				return err
			}
			out[ws] = c
		}
		return rows.Err()
	})
	return out, err
}

// Read returns up to limit changes after since, oldest first, with the end of
// the log at that moment. ErrReset when the log does not lead there.
func Read(tx *db.Tx, ws taskflow.WorkspaceID, since taskflow.Cursor, limit int) ([]Change, taskflow.Cursor, error) {
	head, err := Head(tx, ws)
	if err != nil {
		return nil, head, err
	}
	if since.Epoch != head.Epoch || since.Seq > head.Seq {
		return nil, head, ErrReset
	}
	if since.Seq == head.Seq {
		return nil, head, nil
	}
	var oldest int64
	if err := tx.QueryRow(selectOldest, ws).Scan(&oldest); err != nil && !errors.Is(err, db.ErrNoRows) {
		return nil, head, err
	}
	if oldest == 0 || oldest > since.Seq+1 {
		return nil, head, ErrReset
	}
	rows, err := tx.Query(selectChanges, ws, since.Seq, since.Seq+int64(limit))
	if err != nil {
		return nil, head, err
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		var r LoggedRow
		var actor, mutation, cause *string
		var data string
		if err := rows.Scan(&c.Seq, &c.At, &actor, &mutation, &cause, &r.Scope, &r.Kind, &r.ID, &r.Op, &data); err != nil {
			return nil, head, err
		}
		r.Data = json.RawMessage(data)
		if n := len(out); n == 0 || out[n-1].Seq != c.Seq {
			c.Actor, c.Mutation, c.Cause = taskflow.MemberID(text(actor)), taskflow.MutationID(text(mutation)), text(cause)
			out = append(out, c)
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, r)
	}
	return out, head, rows.Err()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
